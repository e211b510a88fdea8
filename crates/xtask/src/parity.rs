//! `cargo xtask parity`: the built-in pack held against the recorded runs of the release it follows.

use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::release;

/// Prints the table and what differs; fails when something does.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("parity", "no ../shared: recorded runs are not here");
    program(context, &[])?.ok_or_else(no_shared)?.show()?;
    Ok(ExitCode::SUCCESS)
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
    let cargo =
        Run::cargo(context).args(["run", "--quiet", "--package", "periplus-tests", "--bin", "parity"]);
    let cargo = cargo.env("PERIPLUS_BIN", context.periplus());
    Ok(Some(cargo.args(["--"]).args([shared]).args(words)))
}
