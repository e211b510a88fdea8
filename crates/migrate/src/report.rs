//! The proof as text: every resource with its verdict, the reasons, and what is left to decide.

use crate::ledger::{Entry, Fate};
use crate::plan::Plan;
use crate::proof::{Finding, Pair};
use crate::release::Release;
use crate::summary::{Counts, rules};
use periplus_istio::diff::{ChangeKind, Doc};
use periplus_value::{Map, Value};
use std::fmt;

/// What is known of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Both sides are the same.
    Equal,
    /// Every difference is known and harmless.
    Explained,
    /// The same, or explained, after a patch.
    Patched,
    /// A difference that nobody can explain.
    Different,
}

impl Verdict {
    /// In reports.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Explained => "equal but for",
            Self::Patched => "by a patch",
            Self::Different => "DIFFERENT",
        }
    }
}

impl Release {
    /// How many lines its values have.
    pub fn lines(&self) -> usize {
        lines(&self.values)
    }

    /// How many lines all values would have.
    pub fn full_lines(&self) -> usize {
        lines(&self.full_values)
    }

    /// The verdict on a resource of this release.
    pub fn verdict(&self, pair: &Pair) -> Verdict {
        if pair.unexplained().next().is_some() {
            Verdict::Different
        } else if pair.helm.iter().chain(&pair.operator).any(|doc| self.patches.touch(doc.id())) {
            Verdict::Patched
        } else if pair.findings.is_empty() {
            Verdict::Equal
        } else {
            Verdict::Explained
        }
    }
}

/// Lines of values as YAML.
pub(crate) fn lines(values: &Map) -> usize {
    if values.is_empty() {
        return 0;
    }
    periplus_yaml::emit(&Value::Map(values.clone())).map_or(0, |text| text.lines().count())
}

/// The report on a plan.
pub fn report(plan: &Plan) -> String {
    let mut out = releases(plan);
    out.push('\n');
    out.push_str(&resources(plan));
    out.push('\n');
    out.push_str(&reasons(plan));
    let parts = [
        ("Unexplained", unexplained(plan)),
        ("The same, and refused", refused(plan)),
        ("Read this first", plan.told()),
        ("Values that no release needs", idle(&plan.ledger)),
    ];
    for (title, lines) in parts {
        if !lines.is_empty() {
            out.push_str(&format!("\n{title}\n"));
            out.extend(lines.iter().flat_map(|line| ["  ", line, "\n"]));
        }
    }
    out.push('\n');
    out.push_str(&format!("{}\n", counts(plan)));
    out
}

/// The workloads of moved gateways as they were compared: with what injection adds; empty when there are none.
pub(crate) fn after_injection(plan: &Plan) -> String {
    let all =
        plan.releases.iter().flat_map(|release| &release.proof).filter_map(|pair| pair.injected.as_ref());
    let shown = |doc: &Doc| format!("\n{} after injection, as it was compared:\n\n{}", doc.id(), doc.text());
    all.map(shown).collect()
}

/// Columns of text, each as wide as its widest cell.
fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|at| width(at).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn releases(plan: &Plan) -> String {
    let mut rows = vec![row(["RELEASE", "NAMESPACE", "CHART", "VALUES", "PATCHES"])];
    for release in &plan.releases {
        let chart = format!("{} {}", release.chart, plan.version);
        let values = format!("{} of {} lines", release.lines(), release.full_lines());
        rows.push(row([
            &release.name,
            &release.namespace,
            &chart,
            &values,
            &release.patches.len().to_string(),
        ]));
    }
    columns(&rows)
}

fn resources(plan: &Plan) -> String {
    let mut rows = vec![row(["RELEASE", "RESOURCE", "PROOF", "BECAUSE OF"])];
    for release in &plan.releases {
        for pair in &release.proof {
            let mut names: Vec<&str> =
                pair.findings.iter().filter_map(|finding| finding.rule).map(|rule| rule.name).collect();
            names.sort_unstable();
            names.dedup();
            let verdict = release.verdict(pair).text();
            rows.push(row([&release.name, &pair.id().to_string(), verdict, &names.join(", ")]));
        }
    }
    columns(&rows)
}

fn reasons(plan: &Plan) -> String {
    columns(&rules(plan).into_iter().map(|(name, reason)| row([name, reason])).collect::<Vec<_>>())
}

fn unexplained(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for (release, pair) in plan.unexplained() {
        let limit = pair.limit().map(|limit| format!(" ({limit})")).unwrap_or_default();
        lines.push(format!("{}: {}{limit}", release.name, pair.id()));
        lines.extend(pair.unexplained().map(|finding| format!("  {}", difference(finding))));
    }
    lines
}

/// Resources that are the same on both sides, and that no cluster takes.
pub(crate) fn refused(plan: &Plan) -> Vec<String> {
    let pairs =
        plan.releases.iter().flat_map(|release| release.proof.iter().map(move |pair| (release, pair)));
    let same = pairs.filter(|(_, pair)| pair.unexplained().next().is_none());
    same.filter_map(|(release, pair)| Some(format!("{}: {}: {}", release.name, pair.id(), pair.limit()?)))
        .collect()
}

/// One difference in a line, and what to do about it.
fn difference(finding: &Finding) -> String {
    let change = &finding.change;
    let short = |value: &Option<Value>| {
        let json = value.as_ref().and_then(|value| periplus_yaml::json::emit(value).ok());
        json.map_or("nothing".to_owned(), |json| json.chars().take(80).collect())
    };
    let path =
        if change.path.0.is_empty() { "the whole resource".to_owned() } else { change.path.to_string() };
    let verb = if change.kind == ChangeKind::Reordered { "in another order, " } else { "" };
    format!(
        "{path}: {verb}istioctl has {}, Helm has {}; compare both, and decide before you install",
        short(&change.old),
        short(&change.new)
    )
}

fn idle(ledger: &[Entry]) -> Vec<String> {
    let line = |entry: &Entry| {
        let Fate::Idle(idle) = &entry.fate else { return None };
        let place = entry.origin.as_ref().map_or(entry.path.clone(), ToString::to_string);
        Some(row([&place, idle.text()]))
    };
    let rows: Vec<_> = ledger.iter().filter_map(line).collect();
    columns(&rows).lines().map(str::to_owned).collect()
}

/// How many resources got which verdict.
pub(crate) fn counts(plan: &Plan) -> Counts {
    let mut counts = Counts::default();
    for release in &plan.releases {
        for pair in &release.proof {
            counts.resources += 1;
            *match release.verdict(pair) {
                Verdict::Equal => &mut counts.equal,
                Verdict::Explained => &mut counts.explained,
                Verdict::Patched => &mut counts.patched,
                Verdict::Different => &mut counts.different,
            } += 1;
        }
    }
    counts
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resources, equal, explained, patched, different } = self;
        write!(
            f,
            "{resources} resources: {equal} equal, {explained} equal but for what is explained, {patched} by a patch, \
             {different} different"
        )
    }
}
