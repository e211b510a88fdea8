//! What a traced render gives, line by line for each template, and how two of them differ.

use periplus_helm::{Document, LineTrace, Trace, Traced};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A line, and what is known of it.
struct Line {
    text: Vec<u8>,
    trace: LineTrace,
}

/// The lines of each template.
pub(crate) struct Output {
    templates: BTreeMap<String, Vec<Line>>,
    trace: Trace,
}

/// A line of a template.
pub(crate) type LineId = (String, usize);

/// How a line depends on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Attribution {
    /// Not at all.
    None,
    /// On which keys there are in a map above it, or which items.
    Keys,
    /// The value decided what was merged over values that it depends on.
    Layered,
    /// The value decided about it.
    Decided,
    /// It is made of the value.
    Made,
}

impl Output {
    pub(crate) fn new(traced: Traced) -> Self {
        let Traced { rendered, trace } = traced;
        let hooks = rendered.hooks.iter().map(|hook| &hook.document).zip(&trace.hooks);
        let mut templates: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for (document, traces) in rendered.documents.iter().zip(&trace.documents).chain(hooks) {
            templates.entry(document.template.clone()).or_default().extend(lines(document, traces));
        }
        Self { templates, trace }
    }

    /// How each path of the trace is related to a value's.
    pub(crate) fn related(&self, name: &str) -> Vec<Relation> {
        self.trace.paths.iter().map(|path| relation(path, name)).collect()
    }

    pub(crate) fn attribution(&self, (template, at): &LineId, related: &[Relation]) -> Attribution {
        let Some(line) = self.templates.get(template).and_then(|lines| lines.get(*at)) else {
            return Attribution::None;
        };
        let best = |reads: &[periplus_helm::PathRead], whole| {
            let kinds = reads.iter().map(|read| match related[read.path as usize] {
                Relation::Apart => Attribution::None,
                Relation::Above if read.keys_only => Attribution::Keys,
                _ => whole,
            });
            kinds.max().unwrap_or(Attribution::None)
        };
        best(&line.trace.made_of, Attribution::Made)
            .max(best(&line.trace.decided_by, Attribution::Decided))
            .max(best(&line.trace.layered_by, Attribution::Layered))
    }

    /// All lines with their attribution.
    pub(crate) fn attributed(&self, related: &[Relation]) -> Vec<(LineId, Attribution)> {
        let ids =
            self.templates.iter().flat_map(|(name, lines)| (0..lines.len()).map(|at| (name.clone(), at)));
        let all = ids.map(|id| {
            let attribution = self.attribution(&id, related);
            (id, attribution)
        });
        all.filter(|(_, attribution)| *attribution != Attribution::None).collect()
    }

    /// A line with its attribution, for people.
    pub(crate) fn tell(&self, (template, at): &LineId) -> String {
        let Some(line) = self.templates.get(template).and_then(|lines| lines.get(*at)) else {
            return String::new();
        };
        let names = |reads: &[periplus_helm::PathRead]| {
            let name = |read: &periplus_helm::PathRead| {
                let keys = if read.keys_only { ".*" } else { "" };
                format!("{}{keys}", self.trace.paths[read.path as usize])
            };
            reads.iter().map(name).collect::<Vec<_>>().join(" ")
        };
        let text = String::from_utf8_lossy(&line.text).into_owned();
        let [made, decided, layered] =
            [&line.trace.made_of, &line.trace.decided_by, &line.trace.layered_by].map(|reads| names(reads));
        format!("{template}: {text:?} made of [{made}] decided by [{decided}] layered by [{layered}]")
    }
}

fn lines(document: &Document, traces: &[LineTrace]) -> Vec<Line> {
    let texts = document.text.as_bytes().split(|byte| *byte == b'\n');
    texts.zip(traces).map(|(text, trace)| Line { text: text.to_vec(), trace: trace.clone() }).collect()
}

/// Where a path is, seen from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Neither above nor below.
    Apart,
    /// Above it.
    Above,
    /// The same, or below.
    Within,
}

fn relation(path: &str, name: &str) -> Relation {
    let below = |inner: &str, outer: &str| {
        outer.is_empty()
            || inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
    };
    match (below(path, name), below(name, path)) {
        (true, _) => Relation::Within,
        (false, true) => Relation::Above,
        _ => Relation::Apart,
    }
}

/// The lines that went and those that came. Where the same lines could be told to have changed one further up or
/// down, those that `is_expected` most count.
pub(crate) struct Difference {
    pub(crate) gone: Vec<LineId>,
    pub(crate) new: Vec<LineId>,
}

/// Whether a line is expected to differ.
pub(crate) type Expected<'e> = &'e dyn Fn(&LineId) -> bool;

pub(crate) fn difference(old: &Output, new: &Output, expected: [Expected<'_>; 2]) -> Difference {
    let mut found = Difference { gone: Vec::new(), new: Vec::new() };
    let names: BTreeSet<&String> = old.templates.keys().chain(new.templates.keys()).collect();
    for name in names {
        let texts = |output: &'_ Output| -> Vec<Vec<u8>> {
            output.templates.get(name).into_iter().flatten().map(|line| line.text.clone()).collect()
        };
        let (a, b) = (texts(old), texts(new));
        if a == b {
            continue;
        }
        for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
            let (gone, came) = changed(&op);
            let ids = |range: Range<usize>| range.map(|at| (name.clone(), at));
            let slid = op.tag() != DiffTag::Replace;
            found.gone.extend(ids(if slid { slide(&a, gone, name, expected[0]) } else { gone }));
            found.new.extend(ids(if slid { slide(&b, came, name, expected[1]) } else { came }));
        }
    }
    found
}

fn changed(op: &DiffOp) -> (Range<usize>, Range<usize>) {
    if op.tag() == DiffTag::Equal { (0..0, 0..0) } else { (op.old_range(), op.new_range()) }
}

/// Of all places where a run of lines could as well have come or gone, the one that is expected most.
fn slide(lines: &[Vec<u8>], run: Range<usize>, name: &str, expected: Expected<'_>) -> Range<usize> {
    if run.is_empty() {
        return run;
    }
    let score = |run: &Range<usize>| run.clone().filter(|at| expected(&(name.to_owned(), *at))).count();
    let mut places = vec![run.clone()];
    let mut up = run.clone();
    while up.start > 0 && lines[up.start - 1] == lines[up.end - 1] {
        up = up.start - 1..up.end - 1;
        places.push(up.clone());
    }
    let mut down = run.clone();
    while down.end < lines.len() && lines[down.start] == lines[down.end] {
        down = down.start + 1..down.end + 1;
        places.push(down.clone());
    }
    places.into_iter().max_by_key(score).unwrap_or(run)
}
