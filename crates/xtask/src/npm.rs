//! The npm package: the engine as one wasm file, its wrapper and types, and the built-in pack, in `target/npm`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::context::Context;
use crate::page;
use crate::process::{Failure, Run};
use crate::release;
use crate::setup;
use crate::stamp;
use crate::steps::{self, Need, Step};
use crate::tally::Tally;
use crate::wasm_std::{self, Toolchain};

/// What is written by hand.
const SOURCES: &str = "npm";
const STAMP: &str = "npm package";
/// The binary of `periplus-wasm`, and what its wasm is called in the package.
const BINARY: &str = "package";
const MODULE: &str = "engine";

/// What wasm-opt may use: what the compiler's target has.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
];

/// After [`setup::BUILD_TOOLS`] and [`page::PACKS_STEPS`].
pub(crate) const STEPS: &[Step] = &[Step {
    name: "npm package",
    needs: &["wasm target", "wasm-bindgen", "npm packages", "packs"],
    needed,
    run: build,
}];

/// What uses the package as people do.
pub(crate) const TESTS: &[Step] =
    &[Step { name: "npm package in Node", needs: &["npm package"], needed: |_| Need::Run, run: test }];

/// `cargo xtask npm`.
pub(crate) fn command(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let tables = [release::STEPS, setup::BUILD_TOOLS, page::PACKS_STEPS, STEPS, TESTS];
    steps::run(context, &tables).map(steps::Summary::close)
}

fn folder(context: &Context) -> PathBuf {
    context.path("target/npm")
}

fn fingerprint(context: &Context) -> u64 {
    stamp::fingerprint(context, &[page::INPUTS, &[SOURCES]].concat())
}

fn needed(context: &Context) -> Need {
    let built = folder(context).join("index.js").is_file();
    let same = built && stamp::holds(context, STAMP, fingerprint(context));
    if same { Need::Done("target/npm is up to date".to_owned()) } else { Need::Run }
}

fn build(context: &Context) -> Result<Tally, Failure> {
    let before = fingerprint(context);
    let target = context.path("target/page");
    let toolchain = Toolchain::find(context).ok_or_else(|| Failure::new(STAMP, "no toolchain for wasm"))?;
    let cargo = Run::cargo(context).args(["build", "--package", "periplus-wasm", "--bin", BINARY]);
    let cargo = cargo.args(["--features", BINARY, "--profile", "wasm", "--target", wasm_std::TARGET]);
    toolchain.choose(cargo.env("CARGO_TARGET_DIR", &target)).show()?;
    let out = folder(context);
    empty(&out)?;
    let wasm = target.join(wasm_std::TARGET).join("wasm").join(format!("{BINARY}.wasm"));
    let bindgen = Run::new(context, "wasm-bindgen").args(["--target", "web", "--no-typescript"]);
    bindgen.args(["--out-name", MODULE, "--out-dir"]).args([&out, &wasm]).show()?;
    let wasm = out.join(format!("{MODULE}_bg.wasm"));
    let opt = Run::new(context, "wasm-opt").args(["-O3"]).args(WASM_FEATURES);
    opt.args([&wasm]).args(["-o"]).args([&wasm]).show()?;
    copy(&context.path(SOURCES), &out, "")?;
    copy(&context.path(page::PACKS), &out.join("packs"), ".tgz")?;
    stamp::set(context, STAMP, before).map(|()| Tally::one(true))
}

fn test(context: &Context) -> Result<Tally, Failure> {
    let test = context.path("tests/npm/package.test.mjs");
    let node = Run::new(context, "node").args(["--test", "--test-reporter=spec"]).args([test]);
    node.env("PERIPLUS_NPM", folder(context)).count()
}

fn empty(folder: &Path) -> Result<(), Failure> {
    let gone = if folder.is_dir() { fs::remove_dir_all(folder) } else { Ok(()) };
    gone.and_then(|()| fs::create_dir_all(folder)).map_err(|why| Failure::new(folder.display(), why))
}

/// Copies the files of a folder whose names end so.
fn copy(from: &Path, to: &Path, ending: &str) -> Result<(), Failure> {
    let failed = |why| Failure::new(from.display(), why);
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)?.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_file() && name.to_string_lossy().ends_with(ending) {
            fs::copy(&path, to.join(name)).map_err(failed)?;
        }
    }
    Ok(())
}
