//! `cargo xtask test`: everything that must hold, as a table of steps.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::conformance;
use crate::context::Context;
use crate::crosscheck;
use crate::fuzz;
use crate::npm;
use crate::page;
use crate::parity;
use crate::perturb;
use crate::process::{Failure, Run, cores};
use crate::proof;
use crate::release;
use crate::releases;
use crate::serve;
use crate::setup;
use crate::steps::{self, Need, Stage, Step};
use crate::tally::Tally;
use crate::wasm_std::{self, Toolchain};

const FORMAT: &[Step] = &[Step { name: "format", needs: &[], needed: always, run: check_format }];

const STYLE: &[Step] = &[
    Step { name: "clippy", needs: &[], needed: always, run: clippy },
    Step { name: "documentation", needs: &[], needed: always, run: documentation },
];

const PAGE_STYLE: &[Step] = &[Step {
    name: "clippy for wasm",
    needs: &["wasm target", "page"],
    needed: wasm_clippy_needed,
    run: wasm_clippy,
}];

const RUST_TESTS: &[Step] =
    &[Step { name: "rust tests", needs: &["release binary"], needed: always, run: rust_tests }];

const CONFORMANCE: &[Step] = &[
    Step {
        name: "conformance",
        needs: &["release binary"],
        needed: conformance::needed,
        run: conformance::run,
    },
    Step { name: "parity", needs: &["release binary"], needed: parity::needed, run: parity::run },
    Step { name: "provenance", needs: &[], needed: always, run: perturb::run },
    Step { name: "proof", needs: &["release binary"], needed: parity::needed, run: proof::run },
    Step { name: "releases", needs: &[], needed: parity::needed, run: releases::run },
];

const BROWSER_TESTS: &[Step] = &[Step {
    name: "browser tests",
    needs: &["page", "chromium"],
    needed: browser_tests_needed,
    run: browser_tests,
}];

/// The folder of the browser tests, and the file in it of those that look at the clock.
const BROWSER_FOLDER: &str = "tests/browser";
const CLOCK_TESTS: &str = "clock.test.mjs";

/// Written by a browser test into the scratch folder; the report puts it into the README.
pub(crate) const SCREENSHOT: &str = "page.png";

/// The page's wasm is built by one core for the most part: meanwhile the other has the rest of what is Rust. In the
/// browser nothing stands beside the tests, as some of them look at the clock.
const STAGES: &[Stage] = &[
    Stage { tables: &[FORMAT, release::STEPS, setup::BUILD_TOOLS, page::PACKS_STEPS], beside: &[] },
    Stage {
        tables: &[STYLE, RUST_TESTS, CONFORMANCE, crosscheck::STEPS, fuzz::STEPS],
        beside: &[page::STEPS, npm::STEPS, PAGE_STYLE],
    },
    Stage { tables: &[npm::TESTS, setup::BROWSER, BROWSER_TESTS], beside: &[] },
];

/// `cargo xtask test`. The last line printed is the sum of all checks.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    let only = chosen(words)?;
    let summary = steps::run_only(context, STAGES, &only)?;
    println!("\n{}", summary.tally);
    Ok(summary.close())
}

/// `cargo xtask fmt`.
pub(crate) fn format(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    Run::cargo(context).args(["fmt", "--all"]).show().map(|()| ExitCode::SUCCESS)
}

/// `cargo xtask lint`.
pub(crate) fn lint(context: &Context, _: &[String]) -> Result<ExitCode, Failure> {
    let stage = Stage { tables: &[FORMAT, STYLE], beside: &[] };
    let summary = steps::run_only(context, &[stage], &["format", "clippy"])?;
    Ok(summary.close())
}

/// The names after each `--only`.
fn chosen(words: &[String]) -> Result<Vec<&str>, Failure> {
    let pairs = words.chunks(2).map(|pair| match pair {
        [flag, name] if flag == "--only" => Ok(name.as_str()),
        _ => Err(Failure::new("usage", "cargo xtask test [--only STEP]...")),
    });
    pairs.collect()
}

fn always(_: &Context) -> Need {
    Need::Run
}

fn check_format(context: &Context) -> Result<Tally, Failure> {
    one(Run::cargo(context).args(["fmt", "--all", "--check"]))
}

fn clippy(context: &Context) -> Result<Tally, Failure> {
    one(Run::cargo(context).args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// No link in a doc comment is broken.
fn documentation(context: &Context) -> Result<Tally, Failure> {
    let cargo = Run::cargo(context).args(["doc", "--quiet", "--workspace", "--no-deps"]);
    one(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn wasm_clippy_needed(context: &Context) -> Need {
    match Toolchain::find(context) {
        Some(Toolchain::Default) => Need::Run,
        _ => Need::Skip("the compiler that builds for wasm here has no clippy".to_owned()),
    }
}

/// The code that only exists in the browser.
fn wasm_clippy(context: &Context) -> Result<Tally, Failure> {
    let cargo = Run::cargo(context).args([
        "clippy",
        "--quiet",
        "--package",
        "periplus-web",
        "--package",
        "periplus-wasm",
    ]);
    one(cargo.args(["--target", wasm_std::TARGET, "--", "-D", "warnings"]))
}

/// Unit tests, table tests, case files, tidy, and the examples in the documentation. The case files run on the
/// release binary, which the conformance suites need as well.
fn rust_tests(context: &Context) -> Result<Tally, Failure> {
    let cargo = Run::cargo(context).args(["test", "--quiet", "--workspace", "--no-fail-fast"]);
    cargo.env("PERIPLUS_BIN", context.periplus()).count()
}

fn browser_tests_needed(context: &Context) -> Need {
    if context.path(BROWSER_FOLDER).is_dir() { Need::Run } else { Need::Skip(format!("no {BROWSER_FOLDER}")) }
}

/// As many files at once as there are cores: a page waits more than it works. What looks at the clock runs alone.
fn browser_tests(context: &Context) -> Result<Tally, Failure> {
    let browser = setup::chromium(context).ok_or_else(|| Failure::new("browser tests", "no Chromium"))?;
    let address = serve::in_background(page::folder(context))?;
    let is_clock = |path: &PathBuf| path.ends_with(CLOCK_TESTS);
    let (clock, others) = browser_test_files(context).into_iter().partition::<Vec<_>, _>(is_clock);
    let mut tally = Tally::default();
    for (files, at_once) in [(others, cores()), (clock, 1)] {
        let node = Run::new(context, "node").args(["--test", "--test-reporter=spec"]);
        let node = node.args([format!("--test-concurrency={at_once}")]).args(files);
        let node = node.env("PERIPLUS_URL", format!("http://{address}/")).env("CHROMIUM", &browser);
        tally += node.env("PERIPLUS_SCREENSHOT", context.scratch().join(SCREENSHOT)).count()?;
    }
    Ok(tally)
}

/// Named one by one: what Node makes of a folder differs from version to version.
fn browser_test_files(context: &Context) -> Vec<PathBuf> {
    let entries = fs::read_dir(context.path(BROWSER_FOLDER)).into_iter().flatten().flatten();
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(is_test).collect();
    files.sort();
    files
}

/// A command that is one check.
fn one(run: Run) -> Result<Tally, Failure> {
    run.show().map(|()| Tally::one(true))
}
