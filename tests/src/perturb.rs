//! Provenance held against what happens: each leaf of a chart's values is changed, the chart is rendered again, and
//! every line that differs must have been attributed to that leaf. `perturb [PACK...]` prints a table for the built-in
//! pack and those named; with `--details` also what was missed.

mod leaves;
mod output;

use leaves::{Leaf, defaults, overlay};
use output::{Attribution, LineId, Output, difference};
use periplus_helm::{Chart, ChartFile, RenderRequest, render_traced};
use periplus_tests::{files, thresholds};
use periplus_value::{Map, Str};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The pack that is always measured.
const BUILT_IN: &str = "static/packs/builtin";

/// Charts to measure and values for them, below the tests' folder.
const DATA: &str = "provenance";

/// At most so many lines on what was missed in a chart.
const DETAILS: usize = 20;

/// Counts over all perturbations of a chart.
#[derive(Default)]
struct Score {
    leaves: usize,
    renders: usize,
    /// Lines that changed, and those of them that were attributed.
    changed: usize,
    foretold: usize,
    /// Lines attributed to a leaf, by the best attribution, and those of them that changed.
    made: [usize; 2],
    decided: [usize; 2],
    layered: [usize; 2],
    missed: Vec<String>,
}

/// The program of that name.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let (flags, packs): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| word.starts_with("--"));
    match report(&packs) {
        Ok(missed) => {
            missed.details.iter().filter(|_| !flags.is_empty()).for_each(|line| println!("{line}"));
            if missed.below.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// What is not as it should be.
#[derive(Default)]
struct Missed {
    details: Vec<String>,
    /// Shares below their thresholds.
    below: Vec<String>,
}

fn report(packs: &[String]) -> Result<Missed, String> {
    println!(
        "| pack | chart | leaves | renders | lines changed | recall | made of | decided by | layered by |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut missed = Missed::default();
    let built_in = files::root().join(BUILT_IN);
    for (pack, suite) in
        std::iter::once((built_in, "built-in")).chain(packs.iter().map(|p| (PathBuf::from(p), "official")))
    {
        let mut total = Score::default();
        for (name, folder) in charts()? {
            let folder = pack.join(folder);
            if folder.is_dir() {
                let score = chart(&name, &folder)?;
                println!("{}", score.row(&files::name(&pack), &name));
                total.add(score);
            }
        }
        println!("{}", total.row(&files::name(&pack), "all"));
        missed.below.extend(total.below(suite)?);
        missed.details.extend(total.missed);
    }
    missed.below.iter().for_each(|line| println!("{line}"));
    Ok(missed)
}

/// Names and folders of charts.
fn charts() -> Result<Vec<(String, String)>, String> {
    let text = files::read(&files::cases().join(DATA).join("charts.tsv"))?;
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(rows.map(|(name, folder)| (name.to_owned(), folder.to_owned())).collect())
}

/// What else a value can be where not every text will do: a path, then texts.
fn choices() -> Result<BTreeMap<String, Vec<String>>, String> {
    let text = files::read(&files::cases().join(DATA).join("choices.tsv"))?;
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(rows.map(|(path, texts)| (path.to_owned(), texts.split('\t').map(str::to_owned).collect())).collect())
}

/// The values that users give: none, and each file of the chart's folder.
fn inputs(name: &str) -> Result<Vec<Map>, String> {
    let mut inputs = vec![Map::new()];
    for path in files::entries(&files::cases().join(DATA).join(name)) {
        let text = files::read(&path)?;
        let map = periplus_yaml::parse_map(text.as_bytes(), &periplus_yaml::Options::default());
        inputs.push(map.map_err(|why| format!("{}: {why}", path.display()))?);
    }
    Ok(inputs)
}

fn chart(name: &str, folder: &Path) -> Result<Score, String> {
    let files = files::below(folder)?;
    let files = files.into_iter().map(|(path, bytes)| ChartFile { path, bytes: Str::from(bytes) }).collect();
    let chart = Chart::load(files).map_err(|why| why.to_string())?;
    let mut score = Score::default();
    let choices = choices()?;
    for user in inputs(name)? {
        let base = render(&chart, name, &user).map_err(|why| format!("{name}: {why}"))?;
        let all = defaults(chart.values());
        overlay(&all, &user);
        for leaf in leaves::leaves(&all) {
            score.leaf(&leaf, &base, &choices, |value| {
                render(&chart, name, &leaves::with(&user, &all, &leaf.path, value)).ok()
            });
        }
    }
    Ok(score)
}

fn render(chart: &Chart, name: &str, values: &Map) -> Result<Output, String> {
    let asked = RenderRequest::new(name.to_owned(), "istio-system".to_owned(), values.clone());
    let request = RenderRequest { skip_schema_validation: true, ..asked };
    let traced = render_traced(chart, &request).map_err(|why| why.to_string())?;
    assert!(!traced.trace.incomplete, "{name}: more than a trace can tell");
    Ok(Output::new(traced))
}

impl Score {
    /// Tries other values for a leaf. Those with which the chart can't be rendered tell nothing.
    fn leaf(
        &mut self,
        leaf: &Leaf,
        base: &Output,
        choices: &BTreeMap<String, Vec<String>>,
        render: impl Fn(&periplus_value::Value) -> Option<Output>,
    ) {
        let name = leaf.name();
        let related = base.related(&name);
        let mut changed: BTreeSet<LineId> = BTreeSet::new();
        let mut rendered = false;
        for value in leaf.others(choices) {
            let Some(output) = render(&value) else { continue };
            rendered = true;
            self.renders += 1;
            let other = output.related(&name);
            let was = |id: &LineId| base.attribution(id, &related) != Attribution::None;
            let is = |id: &LineId| output.attribution(id, &other) != Attribution::None;
            let found = difference(base, &output, [&was, &is]);
            self.count(&found.gone, &was, |id| format!("{name} = {value:?}: - {}", base.tell(id)));
            self.count(&found.new, &is, |id| format!("{name} = {value:?}: + {}", output.tell(id)));
            changed.extend(found.gone);
        }
        if rendered {
            self.leaves += 1;
            self.attributed(base, &related, &changed);
        }
    }

    fn count(
        &mut self,
        lines: &[LineId],
        foretold: &dyn Fn(&LineId) -> bool,
        tell: impl Fn(&LineId) -> String,
    ) {
        for id in lines {
            self.changed += 1;
            if foretold(id) {
                self.foretold += 1;
            } else if self.missed.len() < DETAILS {
                self.missed.push(tell(id));
            }
        }
    }

    fn attributed(&mut self, base: &Output, related: &[output::Relation], changed: &BTreeSet<LineId>) {
        for (id, attribution) in base.attributed(related) {
            let [all, right] = match attribution {
                Attribution::Made => &mut self.made,
                Attribution::Decided => &mut self.decided,
                Attribution::Layered => &mut self.layered,
                Attribution::Keys | Attribution::None => continue,
            };
            *all += 1;
            *right += usize::from(changed.contains(&id));
        }
    }

    fn add(&mut self, other: Score) {
        self.leaves += other.leaves;
        self.renders += other.renders;
        self.changed += other.changed;
        self.foretold += other.foretold;
        let sums = [&mut self.made, &mut self.decided, &mut self.layered];
        for (sum, add) in sums.into_iter().zip([other.made, other.decided, other.layered]) {
            sum[0] += add[0];
            sum[1] += add[1];
        }
        self.missed.extend(other.missed);
    }

    fn shares(&self) -> [(&'static str, f64); 4] {
        let share = |part: usize, all: usize| if all == 0 { 100.0 } else { 100.0 * part as f64 / all as f64 };
        [
            ("recall", share(self.foretold, self.changed)),
            ("made of", share(self.made[1], self.made[0])),
            ("decided by", share(self.decided[1], self.decided[0])),
            ("layered by", share(self.layered[1], self.layered[0])),
        ]
    }

    fn row(&self, pack: &str, chart: &str) -> String {
        let Self { leaves, renders, changed, .. } = self;
        let shares = self.shares().map(|(_, share)| format!("{share:.2} %")).join(" | ");
        format!("| {pack} | {chart} | {leaves} | {renders} | {changed} | {shares} |")
    }

    /// The shares that are below their thresholds.
    fn below(&self, suite: &str) -> Result<Vec<String>, String> {
        let mut below = Vec::new();
        for (what, share) in self.shares() {
            let name = format!("provenance, {suite} charts: {what}");
            let least = thresholds::share(&name)?;
            if share < least {
                below.push(format!("{name}: {share:.2} %, below {least} %"));
            }
        }
        Ok(below)
    }
}
