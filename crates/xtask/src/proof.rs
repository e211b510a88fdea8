//! `cargo xtask proof`: every recorded IstioOperator migrated to Helm, and what its proof says.

use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::tally::Tally;

/// Prints the table and what is left unexplained; fails when something is.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("proof", "no ../shared: recorded runs are not here");
    program(context, &[]).ok_or_else(no_shared)?.show()?;
    Ok(ExitCode::SUCCESS)
}

/// One check: nothing is unexplained but for named limits, and no line of a values file can go. A fifth of the recorded
/// inputs, for time's sake; the report and `cargo xtask proof` take all.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    let Some(program) = program(context, &["--sample"]) else { return Ok(Tally::default()) };
    program.show().map(|()| Tally::one(true))
}

/// The table alone; nothing where there are no recorded runs.
pub(crate) fn table(context: &Context) -> Result<Option<String>, Failure> {
    let table = program(context, &["--table"]).map(Run::text).transpose()?;
    Ok(table.map(|table| table + "\n"))
}

/// The program of the tests crate, built for speed: it renders some ten thousand charts.
fn program(context: &Context, words: &[&str]) -> Option<Run> {
    let shared = context.shared()?;
    let cargo = Run::cargo(context).args(["run", "--quiet", "--release", "--package", "periplus-tests"]);
    Some(cargo.args(["--bin", "proof", "--"]).args([shared]).args(words))
}
