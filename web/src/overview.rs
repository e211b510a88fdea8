//! The picture of the Overview tab: input → values → charts → resources, as boxes and lines. Where they are, not how they look.

use crate::draft::{Draft, Mode, Setting};
use crate::outcome::{Outcome, plural};
use crate::sources::Listing;
use periplus_wasm::wire::Severity;

/// Width of a box, in pixels.
pub const WIDTH: usize = 184;
/// Height of a box.
pub const HEIGHT: usize = 50;
/// From one column to the next.
const STEP: usize = 240;
/// From one row to the next.
const ROW: usize = 66;
/// Space above the first row, for the columns' titles.
const TOP: usize = 34;
/// Space around.
const EDGE: usize = 8;

/// A box of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// What it says in bold.
    pub title: String,
    /// What it says below.
    pub detail: String,
    /// Something is wrong with it.
    pub bad: bool,
    /// The component whose resources it stands for, empty for none.
    pub component: String,
    /// It is the input's own way.
    pub now: bool,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// Lines between boxes, by their indices.
    pub links: Vec<(usize, usize)>,
    /// Columns' left edges and titles.
    pub columns: Vec<(usize, &'static str)>,
    /// Whole width.
    pub width: usize,
    /// Whole height.
    pub height: usize,
}

const COLUMNS: [&str; 4] = ["Input", "Helm values", "Chart", "Resources"];

/// Draws what is worked on and what came of it.
pub fn picture(draft: &Draft, outcome: &Outcome, listing: Option<&Listing>) -> Picture {
    let mut picture = Picture::default();
    let values: Vec<_> = outcome.values.iter().collect();
    let components = components(outcome);
    let rows = values.len().max(components.len()).max(1);
    let inputs: Vec<usize> = match draft.mode {
        Mode::Operator => {
            let profile = draft.setting(Setting::Profile).unwrap_or_else(|| "default".to_owned());
            let detail = format!("profile {profile} · {}", lines(&draft.operator));
            vec![picture.add(0, middle(rows), "IstioOperator".to_owned(), detail); values.len()]
        }
        Mode::Helm => {
            let text = |name: &str| draft.releases.iter().find(|r| r.name == name).map_or("", |r| &r.values);
            let file = |(row, v): (usize, &&periplus_wasm::wire::ReleaseValues)| {
                picture.add(0, row * ROW, format!("{}-values.yaml", v.release), lines(text(&v.release)))
            };
            values.iter().enumerate().map(file).collect()
        }
    };
    let version = listing.map(|l| l.version.clone()).unwrap_or_default();
    let resources: Vec<usize> =
        components.iter().enumerate().map(|(row, part)| picture.resources(row, part)).collect();
    for ((row, value), input) in values.iter().enumerate().zip(inputs) {
        let of_values = picture.add(1, row * ROW, value.release.clone(), lines(&value.text));
        let chart = periplus_share::published_chart(&value.chart).unwrap_or(&value.chart).to_owned();
        let of_chart = picture.add(2, row * ROW, chart, version.clone());
        let problem =
            |p: &&periplus_wasm::wire::Problem| p.severity == Severity::Error && p.release == value.component;
        if let Some(node) =
            picture.nodes.get_mut(of_chart).filter(|_| outcome.problems.iter().any(|p| problem(&p)))
        {
            (node.bad, node.detail) = (true, "does not render".to_owned());
        }
        picture.links.extend([(input, of_values), (of_values, of_chart)]);
        let made = components.iter().position(|part| part.name == value.component);
        picture.links.extend(made.and_then(|at| resources.get(at)).map(|to| (of_chart, *to)));
    }
    picture.framed(&COLUMNS, rows)
}

struct Component {
    name: String,
    count: usize,
    lines: usize,
    kinds: usize,
}

fn components(outcome: &Outcome) -> Vec<Component> {
    let mut found: Vec<(Component, Vec<&str>)> = Vec::new();
    for manifest in &outcome.manifests {
        let at = found.iter().position(|(part, _)| part.name == manifest.component).unwrap_or_else(|| {
            found.push((
                Component { name: manifest.component.clone(), count: 0, lines: 0, kinds: 0 },
                Vec::new(),
            ));
            found.len() - 1
        });
        let Some((part, kinds)) = found.get_mut(at) else { continue };
        part.count += 1;
        part.lines += manifest.text.lines().count();
        if !kinds.contains(&manifest.kind.as_str()) {
            kinds.push(&manifest.kind);
        }
        part.kinds = kinds.len();
    }
    // In the order of the values, so that lines don't cross.
    let rank = |name: &str| outcome.values.iter().position(|v| v.component == name).unwrap_or(usize::MAX);
    found.sort_by_key(|(part, _)| rank(&part.name));
    found.into_iter().map(|(part, _)| part).collect()
}

impl Picture {
    fn add(&mut self, column: usize, y: usize, title: String, detail: String) -> usize {
        let (x, y) = (EDGE + column * STEP, TOP + y);
        self.nodes.push(Node { x, y, title, detail, ..Node::default() });
        self.nodes.len() - 1
    }

    /// A box in a row, halves allowed: 3 is between the second and the third.
    pub(crate) fn place(&mut self, column: usize, half_rows: usize, title: &str, detail: &str) -> usize {
        self.add(column, half_rows * ROW / 2, title.to_owned(), detail.to_owned())
    }

    /// Titles, and a size that holds all rows.
    pub(crate) fn framed(mut self, columns: &[&'static str], rows: usize) -> Self {
        self.columns = columns.iter().enumerate().map(|(at, title)| (EDGE + at * STEP, *title)).collect();
        self.width = 2 * EDGE + columns.len().saturating_sub(1) * STEP + WIDTH;
        self.height = TOP + rows * ROW;
        self
    }

    fn resources(&mut self, row: usize, part: &Component) -> usize {
        let detail = format!("{} of {}", plural(part.lines, "line"), plural(part.kinds, "kind"));
        let node = self.add(3, row * ROW, format!("{}: {}", part.name, part.count), detail);
        if let Some(node) = self.nodes.get_mut(node) {
            part.name.clone_into(&mut node.component);
        }
        node
    }

    /// A line between two boxes as an SVG path.
    pub fn curve(&self, (from, to): (usize, usize)) -> String {
        let (Some(a), Some(b)) = (self.nodes.get(from), self.nodes.get(to)) else { return String::new() };
        let (x1, y1, x2, y2) = (a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2);
        let middle = usize::midpoint(x1, x2);
        format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
    }

    /// The picture in sentences, for those who don't see it.
    pub fn sentences(&self) -> Vec<String> {
        let told = |(from, to): &(usize, usize)| {
            let (a, b) = (self.nodes.get(*from)?, self.nodes.get(*to)?);
            Some(format!("{} ({}) leads to {} ({}).", a.title, a.detail, b.title, b.detail))
        };
        self.links.iter().filter_map(told).collect()
    }
}

fn middle(rows: usize) -> usize {
    (rows - 1) * ROW / 2
}

fn lines(text: &str) -> String {
    plural(text.lines().count(), "line")
}
