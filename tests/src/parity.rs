//! The built-in pack beside Istio's own: every recorded run of its release is done again with our charts, and the
//! resources are compared as data. `parity SHARED [VERSION]` prints a table, then what differs; with `--table` the table alone.

mod cases;
mod compare;

use self::cases::{Case, SUITES};
use self::compare::Difference;
use periplus_tests::files;
use periplus_tests::program::Program;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The release that the built-in pack follows, among those recorded.
const VERSION: &str = "1.30.3";

/// At most so many lines on what differs.
const DETAILS: usize = 60;

const ONLY_TABLE: &str = "--table";

#[derive(Default)]
struct Score {
    cases: usize,
    resources: usize,
    missing: usize,
    extra: usize,
    different: usize,
    failed: usize,
    unfit: usize,
    details: Vec<String>,
}

/// The program of that name.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let (flags, words): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| word == ONLY_TABLE);
    let Some((shared, rest)) = words.split_first() else {
        println!("usage: parity SHARED [VERSION] [{ONLY_TABLE}]");
        return ExitCode::FAILURE;
    };
    let version = rest.first().map_or(VERSION, String::as_str);
    match report(&PathBuf::from(shared), version) {
        Ok(_) if !flags.is_empty() => ExitCode::SUCCESS,
        Ok(details) => tell(&details),
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn tell(details: &[String]) -> ExitCode {
    for line in details.iter().take(DETAILS) {
        println!("{line}");
    }
    if details.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the table; returns a line for each thing that differs.
fn report(shared: &Path, version: &str) -> Result<Vec<String>, String> {
    let program = Program::find()?;
    let ours = files::root().join("static/packs/builtin");
    let theirs = shared.join("packs").join(version);
    println!("| recorded runs | cases | resources | equal | missing | extra | different | failed | unfit |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut details = Vec::new();
    for suite in SUITES {
        let mut score = Score::default();
        for case in cases::of(suite, shared, version) {
            match case.run(program, &ours) {
                // A run that fails with Istio's own charts, too, tells nothing about ours.
                Err(_) if case.run(program, &theirs).is_err() => score.unfit += 1,
                outcome => score.add(&case, outcome),
            }
        }
        println!("{}", score.row(suite.name));
        details.extend(score.details);
    }
    Ok(details)
}

impl Score {
    fn add(&mut self, case: &Case, outcome: Result<(usize, Vec<Difference>), String>) {
        self.cases += 1;
        let tell = |what: &dyn std::fmt::Display| format!("{}: {what}", case.name);
        match outcome {
            Err(why) => {
                self.failed += 1;
                self.details.push(tell(&why.trim()));
            }
            Ok((resources, differences)) => {
                self.resources += resources;
                for difference in differences {
                    *match difference {
                        Difference::Missing(_) => &mut self.missing,
                        Difference::Extra(_) => &mut self.extra,
                        Difference::Field { .. } => &mut self.different,
                    } += 1;
                    self.details.push(tell(&difference));
                }
            }
        }
    }

    fn row(&self, suite: &str) -> String {
        let Self { cases, resources, missing, extra, different, failed, unfit, .. } = self;
        let equal = resources.saturating_sub(missing + different);
        let share = 100.0 * equal as f64 / (*resources).max(1) as f64;
        format!(
            "| {suite} | {cases} | {resources} | {equal} ({share:.2} %) | {missing} | {extra} | {different} | {failed} | {unfit} |"
        )
    }
}
