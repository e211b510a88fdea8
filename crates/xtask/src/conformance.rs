//! The recorded runs of Helm and istioctl beside the repository: how many must pass, and how many do.

use std::fs;
use std::path::PathBuf;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::steps::Need;
use crate::tally::Tally;

/// The suites, each a row of [`THRESHOLDS`] with the share of its cases, in percent, that must pass.
const SUITES: &[&str] = &["engine", "charts", "helm", "generate", "translate"];

const THRESHOLDS: &str = "tests/thresholds.tsv";

/// What one suite counted.
pub(crate) struct Score {
    pub(crate) suite: &'static str,
    pub(crate) cases: u64,
    /// Same output, or an error where an error is expected.
    pub(crate) pass: u64,
    /// The error's text is the same, too.
    pub(crate) exact: u64,
    at_least: f64,
}

impl Score {
    /// Share of the cases in percent.
    pub(crate) fn percent(&self, count: u64) -> f64 {
        100.0 * count as f64 / self.cases.max(1) as f64
    }

    fn is_enough(&self) -> bool {
        self.cases > 0 && self.percent(self.pass) >= self.at_least
    }
}

/// Runs only where the recorded cases are.
pub(crate) fn needed(context: &Context) -> Need {
    if script(context).is_none() {
        return Need::Skip("no ../shared: official charts and recorded runs are not here".to_owned());
    }
    if context.program("python3").is_none() {
        return Need::Skip("no python3".to_owned());
    }
    Need::Run
}

/// Every suite is one check.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for score in scores(context)? {
        let verdict = if score.is_enough() { "ok" } else { "TOO FEW" };
        let (pass, exact) = (score.percent(score.pass), score.percent(score.exact));
        println!(
            "   {:10} {:5} cases, pass {pass:6.2} %, exact {exact:6.2} %  {verdict}",
            score.suite, score.cases
        );
        tally += Tally::one(score.is_enough());
    }
    Ok(tally)
}

/// Runs all suites on the release binary.
pub(crate) fn scores(context: &Context) -> Result<Vec<Score>, Failure> {
    let Some(script) = script(context) else { return Ok(Vec::new()) };
    let thresholds =
        fs::read_to_string(context.path(THRESHOLDS)).map_err(|why| Failure::new(THRESHOLDS, why))?;
    SUITES.iter().map(|suite| score(context, &script, suite, at_least(&thresholds, suite)?)).collect()
}

fn script(context: &Context) -> Option<PathBuf> {
    let script = context.shared()?.join("tools/conformance.py");
    script.is_file().then_some(script)
}

fn at_least(thresholds: &str, suite: &str) -> Result<f64, Failure> {
    let row = thresholds.lines().filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == suite);
    let share = row.and_then(|(_, share)| share.trim().parse().ok());
    share.ok_or_else(|| Failure::new(THRESHOLDS, format_args!("no share for {suite}")))
}

fn score(context: &Context, script: &PathBuf, suite: &'static str, at_least: f64) -> Result<Score, Failure> {
    let python = Run::new(context, "python3").args([script]).args(["--only", suite, "--fail-under", "0"]);
    let text = python.args(["--bin"]).args([context.periplus()]).text()?;
    let mut score = Score { suite, cases: 0, pass: 0, exact: 0, at_least };
    for [cases, pass, exact] in text.lines().filter_map(row) {
        score.cases += cases;
        score.pass += pass;
        score.exact += exact;
    }
    Ok(score)
}

/// `generate   377   377   370` → the three numbers; the engine suite has a row for each area.
fn row(line: &str) -> Option<[u64; 3]> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, cases, pass, exact] = words.as_slice() else { return None };
    Some([cases.parse().ok()?, pass.parse().ok()?, exact.parse().ok()?])
}
