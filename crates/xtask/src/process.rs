//! Running other programs: no standard input, our tools first on `PATH`, failures that name the command.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::context::Context;
use crate::tally::Tally;

/// What went wrong: the thing tried and the reason.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    why: String,
}

impl Failure {
    pub(crate) fn new(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self { what: what.to_string(), why: why.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

/// How many programs can work at the same time.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// A command line about to run.
pub(crate) struct Run {
    command: Command,
}

impl Run {
    /// `program` is looked up on the tool path; the working folder is the repository.
    pub(crate) fn new(context: &Context, program: &str) -> Self {
        let found = context.program(program);
        let mut command = Command::new(found.as_deref().unwrap_or(Path::new(program)));
        command.current_dir(&context.root).env("PATH", context.tool_path()).stdin(Stdio::null());
        if let Some([out, error]) = context.log.as_ref().and_then(twice) {
            command.stdout(out).stderr(error);
        }
        Self { command }
    }

    /// Cargo, on the toolchain that runs this program unless the caller sets `RUSTUP_TOOLCHAIN`.
    pub(crate) fn cargo(context: &Context) -> Self {
        Self::new(context, "cargo")
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    pub(crate) fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs with output shown as it comes.
    pub(crate) fn show(mut self) -> Result<(), Failure> {
        let status = self.command.status().map_err(|why| self.failure(why))?;
        if status.success() { Ok(()) } else { Err(self.failure(status)) }
    }

    /// Runs with output shown, and adds up the closing lines of the test runners in it. A run that fails for
    /// another reason than failed tests is a failure of its own.
    pub(crate) fn count(mut self) -> Result<Tally, Failure> {
        let mut child = self.command.stdout(Stdio::piped()).spawn().map_err(|why| self.failure(why))?;
        let mut tally = Tally::default();
        for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
            let line = line.map_err(|why| self.failure(why))?;
            println!("{line}");
            tally.read(&line);
        }
        let status = child.wait().map_err(|why| self.failure(why))?;
        if status.success() || tally.failed > 0 { Ok(tally) } else { Err(self.failure(status)) }
    }

    /// Runs in silence; what it printed, and how it ended.
    pub(crate) fn output(&mut self) -> Result<Output, Failure> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.output().map_err(|why| self.failure(why))
    }

    /// Runs in silence; what it printed on success.
    pub(crate) fn text(mut self) -> Result<String, Failure> {
        let output = self.output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(self.failure(format_args!("{}\n{}", output.status, said.trim())))
    }

    /// Runs without any output.
    pub(crate) fn quiet(mut self) -> Result<(), Failure> {
        let status = self.command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let status = status.map_err(|why| self.failure(why))?;
        if status.success() { Ok(()) } else { Err(self.failure(status)) }
    }

    /// Runs to its end, whatever that is; what it printed on standard error.
    pub(crate) fn said(mut self) -> Result<String, Failure> {
        let output = self.output()?;
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn failure(&self, why: impl fmt::Display) -> Failure {
        Failure::new(self.line(), why)
    }

    fn line(&self) -> String {
        let program = Path::new(self.command.get_program()).file_name().unwrap_or_default();
        let words = std::iter::once(program).chain(self.command.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// For standard output and standard error.
fn twice(log: &File) -> Option<[File; 2]> {
    Some([log.try_clone().ok()?, log.try_clone().ok()?])
}
