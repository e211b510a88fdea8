//! `cargo xtask proof`: every recorded IstioOperator migrated to Helm, and what its proof says.

use std::process::ExitCode;

use crate::context::Context;
use crate::helm;
use crate::process::{Failure, Run};
use crate::release;
use crate::tally::Tally;

/// Gives the written files to Helm and kubectl as well.
const PROGRAMS: &str = "--programs";

/// Prints the table and what is left unexplained; fails when something is. A word is a part of a recorded run's name.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("proof", "no ../shared: recorded runs are not here");
    let (flags, parts): (Vec<_>, Vec<_>) = words.iter().partition(|word| *word == PROGRAMS);
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    let run = program(context, &parts)?.ok_or_else(no_shared)?;
    let run = if flags.is_empty() { run } else { with_programs(context, run)? };
    run.show()?;
    Ok(ExitCode::SUCCESS)
}

fn with_programs(context: &Context, run: Run) -> Result<Run, Failure> {
    Ok(run.env("HELM_BIN", helm::binary(context)?))
}

/// One check: nothing is unexplained but for named limits, and no line of a values file can go. A fifth of the recorded
/// inputs, for time's sake; the report and `cargo xtask proof` take all.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    let Some(program) = program(context, &["--sample"])? else { return Ok(Tally::default()) };
    program.show().map(|()| Tally::one(true))
}

/// The table alone; nothing where there are no recorded runs.
pub(crate) fn table(context: &Context) -> Result<Option<String>, Failure> {
    let Some(run) = program(context, &["--table"])? else { return Ok(None) };
    with_programs(context, run)?.text().map(|table| Some(table + "\n"))
}

fn program(context: &Context, words: &[&str]) -> Result<Option<Run>, Failure> {
    let Some(shared) = context.shared() else { return Ok(None) };
    Ok(Some(release::program(context, "proof")?.args([shared]).args(words)))
}
