//! Every recorded `manifest generate` migrated to Helm: how many resources come out equal, explained, patched or
//! different. `proof SHARED [PART-OF-A-NAME]` prints a table, then what is wrong; with `--table` the table alone.
//! `HELM_BIN` names Helm's own binary: then the written files are given to it and to kubectl as well.

mod cases;
mod helm;
mod minimal;
mod there_and_back;
mod versus;

use cases::Case;
use helm::Programs;
use minimal::Minimal;
use periplus_migrate::{Pair, Plan, Verdict, plan};
use std::path::PathBuf;
use std::process::ExitCode;
use there_and_back::ThereAndBack;
use versus::Versus;

const ONLY_TABLE: &str = "--table";
/// Every fifth case.
const SAMPLE: &str = "--sample";

const GROUPS: [&str; 6] = ["Base", "Pilot", "Cni", "Ztunnel", "IngressGateways", "EgressGateways"];

const HEADER: &str = "\
| component | resources | equal | equal but for what is explained | by a patch | no cluster takes istioctl's | different |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |";

/// How many resources got which verdict.
#[derive(Clone, Copy, Default)]
struct Score {
    equal: usize,
    explained: usize,
    patched: usize,
    limited: usize,
    different: usize,
}

/// What was found out so far.
#[derive(Default)]
struct Run {
    cases: usize,
    planned: usize,
    scores: [Score; GROUPS.len()],
    minimal: Minimal,
    versus: Versus,
    there_and_back: ThereAndBack,
    programs: Programs,
    faults: Vec<String>,
}

/// The program of that name.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let (flags, words): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| word.starts_with("--"));
    let is_set = |flag: &str| flags.iter().any(|known| known == flag);
    let Some((shared, rest)) = words.split_first() else {
        println!("usage: proof SHARED [PART-OF-A-NAME] [{ONLY_TABLE}] [{SAMPLE}]");
        return ExitCode::FAILURE;
    };
    let part = rest.first().map_or("", String::as_str);
    let helm = std::env::var("HELM_BIN").ok();
    let mut run = Run::default();
    let step = if is_set(SAMPLE) { 5 } else { 1 };
    for case in cases::of(&PathBuf::from(shared), part).into_iter().step_by(step) {
        run.case(&case, helm.as_deref());
    }
    run.print_table();
    run.faults.append(&mut run.minimal.faults);
    let told = run.faults.iter().chain(&run.there_and_back.told).chain(&run.programs.limits);
    for line in told.filter(|_| !is_set(ONLY_TABLE)) {
        println!("{line}");
    }
    if run.faults.is_empty() || is_set(ONLY_TABLE) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Run {
    fn case(&mut self, case: &Case, helm: Option<&str>) {
        self.cases += 1;
        let plan = match plan(&case.pack, &case.request, false) {
            Ok(plan) => plan,
            Err(error) => return self.faults.push(format!("{}: no plan: {error}", case.name)),
        };
        self.planned += 1;
        self.count(case, &plan);
        self.versus.add(case, &plan);
        if let Some(helm) = helm {
            self.faults.extend(self.programs.check(case, &plan, helm));
        }
        plan.releases.iter().for_each(|release| self.minimal.add(case, release));
        self.there_and_back.add(case, &plan);
    }

    fn count(&mut self, case: &Case, plan: &Plan) {
        for release in &plan.releases {
            let Some(group) = GROUPS.iter().position(|group| *group == release.component) else { continue };
            for pair in &release.proof {
                let verdict = release.verdict(pair);
                self.scores[group].add(verdict, pair);
                if verdict == Verdict::Different && pair.limit().is_none() {
                    let changes = pair.unexplained().map(|finding| finding.change.path.to_string());
                    let changes = changes.collect::<Vec<_>>().join(", ");
                    self.faults.push(format!("{}: {}: {}: {changes}", case.name, release.name, pair.id()));
                }
            }
        }
    }

    fn print_table(&self) {
        println!("{} of {} recorded installations have a plan.\n", self.planned, self.cases);
        println!("{HEADER}");
        for (name, score) in GROUPS.iter().zip(self.scores) {
            println!("{}", score.row(name));
        }
        let all = self.scores.into_iter().fold(Score::default(), Score::plus);
        println!("{}", all.row("all"));
        let Minimal { files, lines, full, empty, .. } = &self.minimal;
        println!("\n{files} values files: {lines} lines instead of {full}, {empty} of them empty.");
        println!("\nOn the same inputs:\n\n{}", self.versus.table().trim_end());
        println!("\n{}", self.there_and_back.text());
        let programs = self.programs.table();
        if !programs.is_empty() {
            println!("\n{}", programs.trim_end());
        }
    }
}

impl Score {
    fn add(&mut self, verdict: Verdict, pair: &Pair) {
        let slot = match verdict {
            Verdict::Equal => &mut self.equal,
            Verdict::Explained => &mut self.explained,
            Verdict::Patched => &mut self.patched,
            Verdict::Different if pair.limit().is_some() => &mut self.limited,
            Verdict::Different => &mut self.different,
        };
        *slot += 1;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            equal: self.equal + other.equal,
            explained: self.explained + other.explained,
            patched: self.patched + other.patched,
            limited: self.limited + other.limited,
            different: self.different + other.different,
        }
    }

    fn row(self, name: &str) -> String {
        let Self { equal, explained, patched, limited, different } = self;
        let all = equal + explained + patched + limited + different;
        format!("| {name} | {all} | {equal} | {explained} | {patched} | {limited} | {different} |")
    }
}
