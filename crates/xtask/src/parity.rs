//! `cargo xtask parity`: the built-in pack held against the recorded runs of the release it follows.

use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};

/// Prints the table and what differs; fails when something does.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("parity", "no ../shared: recorded runs are not here");
    let shared = context.shared().ok_or_else(no_shared)?;
    let cargo =
        Run::cargo(context).args(["run", "--quiet", "--release", "--package", "periplus-tests", "--bin"]);
    cargo.args(["parity", "--"]).args([&shared]).show()?;
    Ok(ExitCode::SUCCESS)
}
