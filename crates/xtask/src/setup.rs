//! What the page's build and the browser tests need beside Cargo: one step each, each only where it is missing.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::context::{Context, NPM_FOLDERS};
use crate::process::{Failure, Run};
use crate::stamp;
use crate::steps::{self, Need, Step};
use crate::tally::Tally;
use crate::wasm_std;

/// Trunk's release; later ones ask for a newer compiler than `rust-version`.
const TRUNK: &str = "0.21.14";

/// Names under which Chromium and its kin are installed.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Everything the page's build needs.
pub(crate) const BUILD_TOOLS: &[Step] = &[
    Step { name: "wasm target", needs: &[], needed: wasm_std::needed, run: wasm_std::install },
    Step { name: "trunk", needs: &[], needed: trunk_needed, run: install_trunk },
    Step { name: "wasm-bindgen", needs: &[], needed: bindgen_needed, run: install_bindgen },
    Step { name: "npm packages", needs: &[], needed: npm_needed, run: install_npm },
];

/// What the browser tests need on top.
pub(crate) const BROWSER: &[Step] =
    &[Step { name: "chromium", needs: &[], needed: chromium_needed, run: install_chromium }];

/// `cargo xtask setup`.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    steps::run(context, &[BUILD_TOOLS, BROWSER]).map(steps::Summary::close)
}

fn trunk_needed(context: &Context) -> Need {
    program_needed(context, "trunk", TRUNK)
}

fn install_trunk(context: &Context) -> Result<Tally, Failure> {
    cargo_install(context, "trunk", "trunk", TRUNK, &["--locked"])
}

fn bindgen_needed(context: &Context) -> Need {
    match locked_version(context, "wasm-bindgen") {
        Some(version) => program_needed(context, "wasm-bindgen", &version),
        None => Need::Skip("Cargo.lock has no wasm-bindgen".to_owned()),
    }
}

/// Without `--locked`: its lock file may name a crate newer than a registry mirror holds.
fn install_bindgen(context: &Context) -> Result<Tally, Failure> {
    let version = locked_version(context, "wasm-bindgen").unwrap_or_default();
    cargo_install(context, "wasm-bindgen-cli", "wasm-bindgen", &version, &[])
}

fn program_needed(context: &Context, program: &str, version: &str) -> Need {
    if version_of(context, program).as_deref() == Some(version) {
        Need::Done(format!("{program} {version}"))
    } else {
        Need::Run
    }
}

/// `trunk 0.21.14` → `0.21.14`.
fn version_of(context: &Context, program: &str) -> Option<String> {
    context.program(program)?;
    let said = Run::new(context, program).args(["--version"]).text().ok()?;
    said.split_whitespace().nth(1).map(str::to_owned)
}

/// Into cargo's own bin folder, where all checkouts find it; but a tool of another version that stands there
/// belongs to somebody else, so ours then goes to `.tools`.
fn cargo_install(
    context: &Context,
    package: &str,
    program: &str,
    version: &str,
    more: &[&str],
) -> Result<Tally, Failure> {
    let mut install = Run::cargo(context).args(["install", package, "--version", &format!("={version}")]);
    install = install.args(more).env("CARGO_TARGET_DIR", context.scratch().join("tools"));
    // These tools run for moments and are built for minutes: building them quickly is what saves time.
    install = install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "false");
    if context.program(program).is_some() {
        install = install.args(["--root", ".tools"]);
    }
    install.show().map(|()| Tally::default())
}

/// The version of a package in `Cargo.lock`.
fn locked_version(context: &Context, package: &str) -> Option<String> {
    let lock = fs::read_to_string(context.path("Cargo.lock")).ok()?;
    let after = lock.split(&format!("name = \"{package}\"\nversion = \"")).nth(1)?;
    after.split('"').next().map(str::to_owned)
}

fn npm_folders(context: &Context) -> impl Iterator<Item = &'static str> {
    NPM_FOLDERS.iter().copied().filter(|folder| context.path(folder).join("package-lock.json").is_file())
}

fn npm_lock(context: &Context, folder: &str) -> u64 {
    stamp::fingerprint(context, &[&format!("{folder}/package-lock.json")])
}

fn npm_stale(context: &Context, folder: &str) -> bool {
    let installed = context.path(folder).join("node_modules").is_dir();
    !(installed && stamp::holds(context, &format!("npm {folder}"), npm_lock(context, folder)))
}

fn npm_needed(context: &Context) -> Need {
    let stale = npm_folders(context).any(|folder| npm_stale(context, folder));
    if stale { Need::Run } else { Need::Done("as locked".to_owned()) }
}

/// `PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD`: no package may fetch a browser of its own.
fn install_npm(context: &Context) -> Result<Tally, Failure> {
    for folder in npm_folders(context).filter(|folder| npm_stale(context, folder)) {
        let install =
            Run::new(context, "npm").args(["ci", "--no-audit", "--no-fund"]).folder(context.path(folder));
        install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").show()?;
        stamp::set(context, &format!("npm {folder}"), npm_lock(context, folder))?;
    }
    Ok(Tally::default())
}

/// The browser for the tests: `CHROMIUM`, or one of the usual names.
pub(crate) fn chromium(context: &Context) -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| BROWSERS.iter().find_map(|name| context.program(name)))
}

fn chromium_needed(context: &Context) -> Need {
    match chromium(context) {
        Some(path) => Need::Done(path.display().to_string()),
        None if context.program("apt-get").is_some() => Need::Run,
        None => Need::Skip("no Chromium here; install one or name it in CHROMIUM".to_owned()),
    }
}

fn install_chromium(context: &Context) -> Result<Tally, Failure> {
    apt_install(context, &["chromium", "fonts-dejavu-core"]).map(|()| Tally::default())
}

/// Installs Debian packages, as root or through a `sudo` that asks nothing.
pub(crate) fn apt_install(context: &Context, packages: &[&str]) -> Result<(), Failure> {
    let root = Run::new(context, "id").args(["-u"]).text()? == "0";
    let apt = |words: &[&str]| {
        let run = if root {
            Run::new(context, "apt-get")
        } else {
            Run::new(context, "sudo").args(["-n", "apt-get"])
        };
        let run = run.args(["-o", "DPkg::Lock::Timeout=600"]).args(words);
        run.env("DEBIAN_FRONTEND", "noninteractive").show()
    };
    apt(&["update", "-q"])?;
    apt(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat())
}
