//! The page: Trunk builds it into `dist/`, only when something it is made of changed.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::setup;
use crate::stamp;
use crate::steps::{self, Need, Step};
use crate::tally::Tally;
use crate::wasm_std::Toolchain;

/// What the page is made of.
const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "crates/value",
    "crates/yaml",
    "crates/template",
    "crates/sprig",
    "crates/helm",
    "crates/istio",
    "crates/wasm",
    "static",
    "web",
];

const STAMP: &str = "page";

/// The page's build, after [`setup::BUILD_TOOLS`].
pub(crate) const STEPS: &[Step] = &[Step {
    name: "page",
    needs: &["wasm target", "trunk", "wasm-bindgen", "npm packages"],
    needed,
    run: build,
}];

/// `cargo xtask build`.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    steps::run(context, &[setup::BUILD_TOOLS, STEPS]).map(steps::Summary::close)
}

/// The folder the built page is in.
pub(crate) fn folder(context: &Context) -> PathBuf {
    context.path("dist")
}

fn needed(context: &Context) -> Need {
    if !context.path("Trunk.toml").is_file() {
        return Need::Skip("no Trunk.toml".to_owned());
    }
    let built = folder(context).join("index.html").is_file();
    let same = built && stamp::holds(context, STAMP, stamp::fingerprint(context, INPUTS));
    if same { Need::Done("dist/ is up to date".to_owned()) } else { Need::Run }
}

/// Its own target folder: another compiler may build it than the one that builds the rest.
fn build(context: &Context) -> Result<Tally, Failure> {
    let before = stamp::fingerprint(context, INPUTS);
    let toolchain = Toolchain::find(context).ok_or_else(|| Failure::new("page", "no toolchain for wasm"))?;
    let trunk = Run::new(context, "trunk").args(["build", "--release", "--offline"]);
    let trunk = trunk.env("CARGO_TARGET_DIR", context.path("target/page")).env("NO_COLOR", "true");
    toolchain.choose(trunk).show()?;
    stamp::set(context, STAMP, before)?;
    Ok(Tally::one(true))
}
