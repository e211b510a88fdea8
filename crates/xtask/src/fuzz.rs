//! `cargo xtask fuzz`: the targets of `fuzz/`, for as long as one likes; and a short run of each as a step of the tests.
//!
//! Coverage comes from LLVM's own pass, which stable Rust can switch on, and libFuzzer is a crate: neither nightly nor
//! cargo-fuzz is needed, only a C++ compiler.

use std::env;
use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use crate::context::Context;
use crate::process::{Failure, Run, cores};
use crate::release;
use crate::steps::{Need, Step};
use crate::tables;
use crate::tally::Tally;

/// The targets, as in `fuzz/fuzz_targets/`.
const TARGETS: &[&str] = &["yaml", "template", "set", "archive", "chart"];

/// What cargo-fuzz passes to the compiler, without a sanitizer.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
                        -Cllvm-args=-sanitizer-coverage-pc-table \
                        -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Compilers that build libFuzzer.
const CXX: &[&str] = &["c++", "g++", "clang++"];

/// A campaign of each target, unless `--seconds` says otherwise.
const CAMPAIGN: u64 = 600;

/// A run of each target in the tests.
const GLANCE: u64 = 4;

pub(crate) const STEPS: &[Step] = &[Step { name: "fuzz", needs: &[], needed, run: glance }];

const USAGE: &str = "cargo xtask fuzz [--seconds N] [TARGET]...";

/// What a run of one target said at its end.
struct Found {
    target: &'static str,
    seconds: u64,
    log: String,
    crashes: Vec<PathBuf>,
}

/// `cargo xtask fuzz`.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    let (seconds, targets) = chosen(words)?;
    if let Need::Skip(why) = needed(context) {
        return Err(Failure::new("fuzz", why));
    }
    let found = campaign(context, &targets, seconds, "campaign", 1)?;
    println!("\n{}", table(&found));
    Ok(if found.iter().all(Found::is_good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(words: &[String]) -> Result<(u64, Vec<&'static str>), Failure> {
    let usage = || Failure::new("usage", format_args!("{USAGE}; targets: {}", TARGETS.join(", ")));
    let (mut seconds, mut targets) = (CAMPAIGN, Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--seconds" {
            seconds = words.next().and_then(|n| n.parse().ok()).ok_or_else(usage)?;
        } else {
            targets.push(*TARGETS.iter().find(|target| *target == word).ok_or_else(usage)?);
        }
    }
    Ok((seconds, if targets.is_empty() { TARGETS.to_vec() } else { targets }))
}

fn needed(context: &Context) -> Need {
    let named = env::var_os("CXX").is_some();
    if named || CXX.iter().any(|name| context.program(name).is_some()) {
        Need::Run
    } else {
        Need::Skip("libFuzzer needs a C++ compiler: none of c++, g++, clang++ is here".to_owned())
    }
}

/// Every target is one check: no crash, no hang, no growth, from a fixed seed.
fn glance(context: &Context) -> Result<Tally, Failure> {
    let corpus = folder(context).join("corpus/glance");
    fs::remove_dir_all(&corpus).ok();
    let found = campaign(context, TARGETS, GLANCE, "glance", cores())?;
    println!("{}", table(&found));
    let mut tally = Tally::default();
    for found in &found {
        tally += Tally::one(found.is_good());
    }
    Ok(tally)
}

/// So many targets at once. What is found in `corpus` stays there for the next campaign of that name.
fn campaign(
    context: &Context,
    targets: &[&'static str],
    seconds: u64,
    corpus: &str,
    at_once: usize,
) -> Result<Vec<Found>, Failure> {
    build(context)?;
    let mut found = Vec::new();
    for group in targets.chunks(at_once) {
        thread::scope(|scope| {
            let run = |target| scope.spawn(move || fuzz(context, target, seconds, corpus));
            let running: Vec<_> = group.iter().map(|&target| run(target)).collect();
            found.extend(
                running.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))),
            );
        });
    }
    found.into_iter().collect()
}

fn folder(context: &Context) -> PathBuf {
    context.path("target/fuzz")
}

fn build(context: &Context) -> Result<(), Failure> {
    let host = host(context)?;
    let cargo = Run::cargo(context).args(["build", "--quiet", "--release", "--locked", "--target", &host]);
    let cargo = cargo.args(["--manifest-path", "fuzz/Cargo.toml", "--target-dir"]).args([folder(context)]);
    cargo.env("RUSTFLAGS", COVERAGE).show()?;
    release::program(context, "seeds")?.args([folder(context).join("seeds")]).show()
}

/// With a target named, the flags leave build scripts and macros alone.
fn host(context: &Context) -> Result<String, Failure> {
    let said = Run::new(context, "rustc").args(["-vV"]).text()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc -vV", "names no host"))
}

fn fuzz(context: &Context, target: &'static str, seconds: u64, corpus: &str) -> Result<Found, Failure> {
    println!("   {target}: {seconds} s");
    let folder = folder(context);
    let corpus = folder.join("corpus").join(corpus).join(target);
    let artifacts = folder.join("artifacts").join(target);
    fs::remove_dir_all(&artifacts).ok();
    for needed in [&corpus, &artifacts] {
        fs::create_dir_all(needed).map_err(|why| Failure::new(needed.display(), why))?;
    }
    let program = folder.join(host(context)?).join("release").join(target);
    let run = Run::new(context, &program.to_string_lossy())
        .args(["-seed=1", "-timeout=10", "-rss_limit_mb=1024", "-max_len=16384", "-print_final_stats=1"])
        .args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", artifacts.display())])
        .args([&corpus, &folder.join("seeds").join(target)])
        .args([context.path("fuzz/regressions").join(target)].iter().filter(|folder| folder.is_dir()));
    let log = run.said()?;
    let file = folder.join(format!("{target}.log"));
    fs::write(&file, &log).map_err(|why| Failure::new(file.display(), why))?;
    let crashes =
        fs::read_dir(&artifacts).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let found = Found { target, seconds, log, crashes };
    if !found.is_good() {
        println!("   {target} FAILED: {}, {:?}", file.display(), found.crashes);
    }
    Ok(found)
}

impl Found {
    /// The run came to its end, and left nothing behind.
    fn is_good(&self) -> bool {
        self.crashes.is_empty() && self.number("stat::number_of_executed_units:").is_some() && self.done()
    }

    fn done(&self) -> bool {
        self.log.lines().any(|line| line.starts_with("Done "))
    }

    /// What stands behind a word at the start of a line; the last one counts.
    fn number(&self, word: &str) -> Option<&str> {
        self.log.lines().rev().find_map(|line| line.strip_prefix(word)).map(str::trim)
    }

    fn row(&self) -> Vec<String> {
        let stat = |word| self.number(word).unwrap_or("–").to_owned();
        vec![
            self.target.to_owned(),
            stat("stat::number_of_executed_units:"),
            self.seconds.to_string(),
            stat("stat::new_units_added:"),
            self.crashes.len().to_string(),
            stat("slowest unit:"),
            format!("{} MiB", stat("stat::peak_rss_mb:")),
        ]
    }
}

fn table(found: &[Found]) -> String {
    let header = ["target", "runs", "seconds", "new corpus", "crashes", "slowest unit", "peak memory"];
    tables::markdown(&header, &found.iter().map(Found::row).collect::<Vec<_>>())
}
