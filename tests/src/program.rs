//! The `periplus` binary under test, and one run of it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

static BINARY: OnceLock<PathBuf> = OnceLock::new();

/// What lines of ours begin with, on standard error after the message proper.
const HINTS: [&str; 2] = ["help:", "warning:"];

/// A built `periplus`.
#[derive(Clone, Copy)]
pub struct Program {
    path: &'static Path,
}

/// What one run left behind.
pub struct Ran {
    /// The exit code; 255 when it was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error up to our first hint, without white space around it.
    pub error: String,
    /// Standard error from our first hint on.
    pub hints: String,
}

impl Program {
    /// A stand-in for listing tests, which runs nothing.
    pub fn none() -> Self {
        Self { path: Path::new("periplus") }
    }

    /// The binary named by `PERIPLUS_BIN`; else the one beside the test program, built now.
    pub fn find() -> Result<Self, String> {
        let path = match env::var_os("PERIPLUS_BIN") {
            Some(path) => PathBuf::from(path),
            None => build()?,
        };
        if path.is_file() {
            Ok(Self { path: BINARY.get_or_init(|| path) })
        } else {
            Err(format!("no binary at {}", path.display()))
        }
    }

    /// Runs it in `folder` with nothing on standard input.
    pub fn run(self, folder: &Path, args: &[String]) -> Result<Ran, String> {
        let mut command = Command::new(self.path);
        let output = command.args(args).current_dir(folder).stdin(Stdio::null()).output();
        let output = output.map_err(|why| format!("{}: {why}", self.path.display()))?;
        let error = String::from_utf8_lossy(&output.stderr);
        let is_message = |line: &&str| !HINTS.iter().any(|hint| line.starts_with(hint));
        let message: Vec<_> = error.lines().take_while(is_message).collect();
        let hints = error.lines().skip(message.len()).flat_map(|line| [line, "\n"]).collect();
        let error = message.join("\n").trim().to_owned();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(Ran { code: output.status.code().unwrap_or(255), out, error, hints })
    }
}

/// `target/debug/deps/suite-…` → `target/debug/periplus`. Cargo builds no other package's binary by itself.
fn build() -> Result<PathBuf, String> {
    let here = env::current_exe().map_err(|why| format!("this program's own path: {why}"))?;
    let folder = here.ancestors().nth(2).ok_or("no target folder")?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", "periplus-cli"]).stdin(Stdio::null());
    if folder.file_name().is_some_and(|name| name == "release") {
        cargo.arg("--release");
    }
    let status = cargo.status().map_err(|why| format!("cargo build: {why}"))?;
    let binary = folder.join(format!("periplus{}", env::consts::EXE_SUFFIX));
    if status.success() { Ok(binary) } else { Err(format!("cargo build: {status}")) }
}
