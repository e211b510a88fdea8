//! The command as users get it.

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::steps::{Need, Step};
use crate::tally::Tally;

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
