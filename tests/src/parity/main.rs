//! The built-in pack beside Istio's own: every recorded run of its release is done again with our charts, and the
//! resources are compared as data. `parity SHARED [VERSION]` prints a table, then what differs.
#![expect(clippy::print_stdout, reason = "its whole job")]

mod cases;
mod compare;

use cases::{Case, SUITES};
use compare::Difference;
use periplus_tests::files;
use periplus_tests::program::Program;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The release that the built-in pack follows, among those recorded.
const VERSION: &str = "1.30.3";

/// At most so many lines on what differs.
const DETAILS: usize = 60;

#[derive(Default)]
struct Score {
    cases: usize,
    resources: usize,
    missing: usize,
    extra: usize,
    different: usize,
    failed: usize,
    details: Vec<String>,
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(shared) = words.next().map(PathBuf::from) else {
        println!("usage: parity SHARED [VERSION]");
        return ExitCode::FAILURE;
    };
    match report(&shared, &words.next().unwrap_or_else(|| VERSION.to_owned())) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the table; whether nothing differs.
fn report(shared: &Path, version: &str) -> Result<bool, String> {
    let program = Program::find()?;
    let pack = files::root().join("static/packs/builtin");
    println!("| suite | cases | resources | equal | missing | extra | different | failed |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut details = Vec::new();
    for suite in SUITES {
        let mut score = Score::default();
        for case in cases::of(suite, shared, version) {
            score.add(&case, case.run(program, &pack));
        }
        println!("{}", score.row(suite.name));
        details.extend(score.details);
    }
    for line in details.iter().take(DETAILS) {
        println!("{line}");
    }
    Ok(details.is_empty())
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
        let Self { cases, resources, missing, extra, different, failed, .. } = self;
        let equal = resources.saturating_sub(missing + different);
        let share = 100.0 * equal as f64 / (*resources).max(1) as f64;
        format!(
            "| {suite} | {cases} | {resources} | {equal} ({share:.2} %) | {missing} | {extra} | {different} | {failed} |"
        )
    }
}
