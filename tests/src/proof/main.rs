//! Every recorded `manifest generate` migrated to Helm: how many resources come out equal, explained, patched or
//! different. `proof SHARED [PART-OF-A-NAME]` prints a table, then what no rule explains; with `--table` the table alone.
#![expect(clippy::print_stdout, reason = "its whole job")]

mod cases;
mod minimal;

use cases::Case;
use minimal::Minimal;
use periplus_istio::diff::Change;
use periplus_migrate::{Pair, Plan, plan};
use std::path::PathBuf;
use std::process::ExitCode;

const ONLY_TABLE: &str = "--table";

/// What became of the resources of one kind of component.
#[derive(Clone, Copy, Default)]
struct Score {
    resources: usize,
    equal: usize,
    explained: usize,
    patched: usize,
    different: usize,
}

const GROUPS: [&str; 6] = ["Base", "Pilot", "Cni", "Ztunnel", "IngressGateways", "EgressGateways"];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| word == ONLY_TABLE);
    let Some((shared, rest)) = words.split_first() else {
        println!("usage: proof SHARED [PART-OF-A-NAME] [{ONLY_TABLE}]");
        return ExitCode::FAILURE;
    };
    let part = rest.first().map_or("", String::as_str);
    let cases = cases::of(&PathBuf::from(shared), part);
    let mut scores = [Score::default(); GROUPS.len()];
    let (mut planned, mut details, mut minimal) = (0, Vec::new(), Minimal::default());
    for case in &cases {
        match plan(&case.pack, &case.request, false) {
            Ok(plan) => {
                planned += 1;
                count(case, &plan, &mut scores, &mut details);
                plan.releases.iter().for_each(|release| minimal.add(case, release));
            }
            Err(error) => details.push(format!("{}: no plan: {error}", case.name)),
        }
    }
    table(&cases, planned, &scores);
    println!(
        "\n{} values files: {} lines instead of {}; {} are empty",
        minimal.files, minimal.lines, minimal.full, minimal.empty
    );
    details.extend(minimal.faults);
    if !flags.is_empty() {
        return ExitCode::SUCCESS;
    }
    details.iter().for_each(|line| println!("{line}"));
    if details.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn count(case: &Case, plan: &Plan, scores: &mut [Score], details: &mut Vec<String>) {
    for release in &plan.releases {
        let group = GROUPS.iter().position(|group| *group == release.component).unwrap_or(0);
        for pair in &release.proof {
            scores[group].add(pair, release.patches.touch(pair.id()));
            let tell = |change: &Change| {
                format!(
                    "{}: {} {}: {:?} {} {:?} -> {:?}",
                    case.name,
                    release.name,
                    pair.id(),
                    change.kind,
                    change.path,
                    change.old,
                    change.new
                )
            };
            details.extend(pair.unexplained().map(|finding| tell(&finding.change)));
        }
    }
}

impl Score {
    fn add(&mut self, pair: &Pair, patched: bool) {
        self.resources += 1;
        let slot = if pair.unexplained().next().is_some() {
            &mut self.different
        } else if patched {
            &mut self.patched
        } else if pair.findings.is_empty() {
            &mut self.equal
        } else {
            &mut self.explained
        };
        *slot += 1;
    }
}

fn table(cases: &[Case], planned: usize, scores: &[Score]) {
    println!("{planned} of {} recorded installations have a plan\n", cases.len());
    println!("| component | resources | equal | equal but for what is explained | by a patch | different |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let mut all = Score::default();
    for (name, score) in GROUPS.iter().zip(scores) {
        println!("{}", score.row(name));
        all.resources += score.resources;
        all.equal += score.equal;
        all.explained += score.explained;
        all.patched += score.patched;
        all.different += score.different;
    }
    println!("{}", all.row("all"));
}

impl Score {
    fn row(self, name: &str) -> String {
        let Self { resources, equal, explained, patched, different } = self;
        format!("| {name} | {resources} | {equal} | {explained} | {patched} | {different} |")
    }
}
