//! The page: Trunk builds it into `dist/`, only when something it is made of changed.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::release;
use crate::setup;
use crate::stamp;
use crate::steps::{self, Need, Step};
use crate::tally::Tally;
use crate::wasm_std::Toolchain;

/// What the page is made of.
pub(crate) const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "crates/value",
    "crates/yaml",
    "crates/template",
    "crates/sprig",
    "crates/helm",
    "crates/istio",
    "crates/migrate",
    "crates/assist",
    "crates/share",
    "crates/wasm",
    "static",
    "web",
];

const STAMP: &str = "page";

/// What the page serves, after [`release::STEPS`].
pub(crate) const PACKS_STEPS: &[Step] =
    &[Step { name: "packs", needs: &["release binary"], needed: packs_needed, run: build_packs }];

/// The page's build, after [`setup::BUILD_TOOLS`] and [`PACKS_STEPS`].
pub(crate) const STEPS: &[Step] = &[Step {
    name: "page",
    needs: &["wasm target", "trunk", "wasm-bindgen", "npm packages", "packs"],
    needed,
    run: build,
}];

/// All that makes the page out of nothing.
pub(crate) const TABLES: &[&[Step]] = &[release::STEPS, setup::BUILD_TOOLS, PACKS_STEPS, STEPS];

/// Our own charts, and where Trunk takes the packs from.
const PACK_SOURCES: &str = "static/packs/builtin";
pub(crate) const PACKS: &str = "web/generated/packs";

/// `cargo xtask build`.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    steps::run(context, TABLES).map(steps::Summary::close)
}

/// The folder the built page is in.
pub(crate) fn folder(context: &Context) -> PathBuf {
    context.path("dist")
}

fn packs_fingerprint(context: &Context) -> u64 {
    stamp::fingerprint(context, &[PACK_SOURCES, "crates/cli", "crates/istio"])
}

fn packs_needed(context: &Context) -> Need {
    let built = context.path(PACKS).join("index.json").is_file();
    let same = built && stamp::holds(context, "packs", packs_fingerprint(context));
    if same { Need::Done(format!("{PACKS} is up to date")) } else { Need::Run }
}

fn build_packs(context: &Context) -> Result<Tally, Failure> {
    let periplus = Run::new(context, &context.periplus().to_string_lossy());
    periplus.args(["pack", "build", PACK_SOURCES, "-o", PACKS]).show()?;
    stamp::set(context, "packs", packs_fingerprint(context)).map(|()| Tally::default())
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
