//! `cargo xtask parity`: the built-in pack held against the recorded runs of the release it follows.

use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::release;
use crate::steps::Need;
use crate::tally::Tally;

/// Prints the table and what differs; fails when something does.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("parity", "no ../shared: recorded runs are not here");
    program(context, &[])?.ok_or_else(no_shared)?.show()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs only where the recorded cases are.
pub(crate) fn needed(context: &Context) -> Need {
    match context.shared() {
        Some(_) => Need::Run,
        None => Need::Skip("no ../shared: recorded runs are not here".to_owned()),
    }
}

/// One check: nothing is missing, extra or different.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    let Some(program) = program(context, &[])? else { return Ok(Tally::default()) };
    program.show().map(|()| Tally::one(true))
}

/// The table alone; nothing where there are no recorded runs.
pub(crate) fn table(context: &Context) -> Result<Option<String>, Failure> {
    let table = program(context, &["--table"])?.map(Run::text).transpose()?;
    Ok(table.map(|table| table + "\n"))
}

/// The parity program of the tests crate, on the release binary.
fn program(context: &Context, words: &[&str]) -> Result<Option<Run>, Failure> {
    let Some(shared) = context.shared() else { return Ok(None) };
    release::build(context)?;
    let parity = release::program(context, "parity")?.env("PERIPLUS_BIN", context.periplus());
    Ok(Some(parity.args([shared]).args(words)))
}
