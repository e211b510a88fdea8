//! How far a download is, in one line of standard error.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How long a line stands.
const STEP: Duration = Duration::from_millis(100);
/// As wide as the widest line.
const WIDTH: usize = 24;

/// The line of one download; nothing is told where no terminal is.
pub(super) struct Progress {
    bytes: u64,
    total: Option<u64>,
    /// When the line was written last, or the download began; `None` where nothing is told.
    since: Option<Instant>,
}

impl Progress {
    /// Of a file that has its first bytes already.
    pub(super) fn new(bytes: u64, total: Option<u64>) -> Self {
        Self { bytes, total, since: std::io::stderr().is_terminal().then(Instant::now) }
    }

    /// Tells of more bytes.
    pub(super) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        if self.since.is_some_and(|since| since.elapsed() >= STEP) {
            self.since = Some(Instant::now());
            write(&self.line());
        }
    }

    fn line(&self) -> String {
        let bytes = megabytes(self.bytes);
        let told = match self.total {
            Some(total) => format!("{bytes} of {} MB", megabytes(total)),
            None => format!("{bytes} MB"),
        };
        format!("\r{told:WIDTH$}")
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.since.is_some() {
            write(&format!("\r{:WIDTH$}\r", ""));
        }
    }
}

/// There is nobody to tell when this fails.
fn write(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap_or(());
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_much_is_there_of_how_much() {
        let progress = Progress { bytes: 1_250_000, total: Some(40_000_000), since: None };
        assert_eq!(progress.line(), "\r1.2 of 40.0 MB          ");
        assert_eq!(Progress { total: None, ..progress }.line(), "\r1.2 MB                  ");
    }
}
