//! `cargo xtask releases`: inputs that istioctl of several releases was run on, and what it printed.

use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::release;
use crate::tally::Tally;

/// Names the outcomes that aren't as recorded; fails when there are any.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let no_shared = || Failure::new("releases", "no ../shared: official charts are not here");
    program(context)?.ok_or_else(no_shared)?.show()?;
    Ok(ExitCode::SUCCESS)
}

/// One check: every outcome is as recorded.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    let Some(program) = program(context)? else { return Ok(Tally::default()) };
    program.show().map(|()| Tally::one(true))
}

fn program(context: &Context) -> Result<Option<Run>, Failure> {
    let Some(shared) = context.shared() else { return Ok(None) };
    Ok(Some(release::program(context, "releases")?.args([shared.join("packs")])))
}
