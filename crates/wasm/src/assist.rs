//! What the editor is told: completions, descriptions, marks; bytes become the editor's UTF-16 units here.

use crate::problems;
use crate::session::{Opened, Session};
use crate::wire::{Ask, Completion, Completions, Description, Fix, Problem, Question, Severity};
use periplus_assist::{Finding, Schema};

/// Nothing to say about a text for which there is no schema.
pub(crate) fn complete(session: &mut Session, ask: &Ask) -> Completions {
    let Some(schema) = schema(session, &ask.source, ask.chart.as_deref()) else {
        return Completions::default();
    };
    let found = periplus_assist::complete(&schema, &ask.text, byte_offset(&ask.text, ask.offset));
    let item = |item: periplus_assist::Completion| Completion {
        label: item.label,
        insert: item.insert,
        detail: item.detail,
        about: item.about,
        is_key: item.is_key,
    };
    Completions { from: units(&ask.text, found.from), items: found.items.into_iter().map(item).collect() }
}

/// What stands at an offset.
pub(crate) fn describe(session: &mut Session, ask: &Ask) -> Option<Description> {
    let schema = schema(session, &ask.source, ask.chart.as_deref())?;
    let found = periplus_assist::describe(&schema, &ask.text, byte_offset(&ask.text, ask.offset))?;
    Some(Description {
        from: units(&ask.text, found.from),
        to: units(&ask.text, found.to),
        path: found.path,
        types: found.types,
        default: found.default,
        values: found.values,
        about: found.about,
    })
}

impl Question {
    #[inline(never)]
    pub(crate) fn answer(self, session: &mut Session, ask: &Ask) -> crate::wire::Answer {
        match self {
            Question::Complete => crate::wire::Answer::Completions(complete(session, ask)),
            Question::Describe => crate::wire::Answer::Description(describe(session, ask)),
        }
    }
}

/// Marks in a text, as warnings: whether they are errors is what the engine says.
pub(crate) fn lint(
    session: &mut Session,
    source: &str,
    chart: Option<&str>,
    release: &str,
    text: &str,
) -> Vec<Problem> {
    let Some(schema) = schema(session, source, chart) else { return Vec::new() };
    periplus_assist::lint(&schema, text).into_iter().map(|finding| problem(finding, release, text)).collect()
}

fn problem(finding: Finding, release: &str, text: &str) -> Problem {
    let before = text.get(..finding.from).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let columns = before.get(line_start..).unwrap_or_default().encode_utf16().count();
    let length = text.get(finding.from..finding.to).unwrap_or_default().encode_utf16().count();
    Problem {
        severity: Severity::Warning,
        release: release.to_owned(),
        line: problems::count(before.matches('\n').count() + 1),
        column: problems::count(columns + 1),
        length: problems::count(length),
        fixes: finding.fixes.into_iter().map(|fix| Fix { title: fix.title, insert: fix.insert }).collect(),
        ..problems::error(&finding.message)
    }
}

/// Marks beside the engine's own problems: on a line that the engine speaks of, it lends the exact place and the fix.
pub(crate) fn merge(mut problems: Vec<Problem>, marks: Vec<Problem>) -> Vec<Problem> {
    for mark in marks {
        let same = |p: &&mut Problem| {
            p.file.is_empty() && p.line == mark.line && p.release_fits(&mark) && p.fixes.is_empty()
        };
        match problems.iter_mut().find(same) {
            Some(problem) => {
                (problem.column, problem.length, problem.fixes) = (mark.column, mark.length, mark.fixes);
            }
            None => problems.push(mark),
        }
    }
    problems
}

impl Problem {
    fn release_fits(&self, mark: &Problem) -> bool {
        self.line > 0 && (mark.release.is_empty() || self.release == mark.release)
    }
}

/// Whether the schema of a text is made already, or there is none.
pub(crate) fn knows(session: &Session, source: &str, chart: Option<&str>) -> bool {
    let key = (source.to_owned(), chart.map(str::to_owned));
    session.schemas.contains_key(&key) || !session.sources.contains_key(source)
}

/// The schema of a text, made when it is first asked for.
fn schema(session: &mut Session, source: &str, chart: Option<&str>) -> Option<Schema> {
    let key = (source.to_owned(), chart.map(str::to_owned));
    if let Some(schema) = session.schemas.get(&key) {
        return schema.clone();
    }
    let root = match (session.sources.get(source)?, chart) {
        (Opened::Pack { pack, .. }, None) => Some(periplus_istio::operator_schema(pack)),
        (Opened::Pack { pack, .. }, Some(folder)) => periplus_istio::chart_schema(pack, folder),
        (Opened::Chart(chart), _) => {
            let values = chart.values_text().map(periplus_value::Str::as_bytes).unwrap_or_default();
            let schema = chart.schema_text().map(periplus_value::Str::as_bytes);
            Some(periplus_istio::values_schema(&chart.metadata().name, values, schema))
        }
    };
    let schema = root.map(Schema::new);
    session.schemas.insert(key, schema.clone());
    schema
}

/// The byte at a UTF-16 offset.
fn byte_offset(text: &str, offset: u32) -> usize {
    let mut left = offset as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

fn units(text: &str, byte: usize) -> u32 {
    problems::count(text.get(..byte).unwrap_or(text).encode_utf16().count())
}
