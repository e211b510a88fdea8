//! `cargo xtask perturb`: provenance held against what changes when values do.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::context::Context;
use crate::process::Failure;
use crate::release;
use crate::tally::Tally;

const PROGRAM: &str = "perturb";

/// Releases beside the built-in pack, where a machine has them.
const RELEASES: &[&str] = &["1.30.3", "1.28.10", "1.24.6"];

/// Prints the table for the built-in pack and the official ones that are here, and what was missed; fails when a share
/// is below its threshold.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let folders = context
        .shared()
        .into_iter()
        .flat_map(|shared| RELEASES.iter().map(move |release| shared.join("packs").join(release)));
    let packs: Vec<PathBuf> = folders.filter(|pack| pack.is_dir()).collect();
    release::program(context, PROGRAM)?.args(["--details"]).args(packs).show()?;
    Ok(ExitCode::SUCCESS)
}

/// One check: the built-in pack's shares are not below their thresholds.
pub(crate) fn run(context: &Context) -> Result<Tally, Failure> {
    release::program(context, PROGRAM)?.show().map(|()| Tally::one(true))
}
