//! The command as users get it, and what the tests need of the same build.

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::steps::{Need, Step};
use crate::tally::Tally;

/// The package and its binary that has them all.
const PROGRAMS: &str = "periplus-tests";

/// Cargo itself knows whether there is anything to do.
pub(crate) const STEPS: &[Step] = &[Step {
    name: "release binary",
    needs: &[],
    needed: |_| Need::Run,
    run: |context| build(context).map(|()| Tally::default()),
}];

/// Builds `target/release/periplus`.
pub(crate) fn build(context: &Context) -> Result<(), Failure> {
    Run::cargo(context).args(["build", "--quiet", "--release", "--package", "periplus-cli"]).show()
}

/// A program of the tests crate, optimized: each renders thousands of times. Naming the command's package as well makes
/// both use the same builds of all libraries.
pub(crate) fn program(context: &Context, name: &str) -> Result<Run, Failure> {
    let cargo = Run::cargo(context).args(["build", "--quiet", "--release", "--package", "periplus-cli"]);
    cargo.args(["--package", PROGRAMS, "--bin", PROGRAMS]).show()?;
    let binary = context.path("target/release").join(PROGRAMS);
    Ok(Run::new(context, &binary.to_string_lossy()).args([name]))
}
