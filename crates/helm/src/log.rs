//! Log lines that Helm writes while it works.

use std::cell::RefCell;
use std::fmt;

/// How bad a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `DEBUG`, with `--debug` only
    Debug,
    /// `INFO`
    Info,
    /// `WARN`
    Warn,
    /// `ERROR`
    Error,
}

/// A log line; `Display` is the line that Helm prints, without a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How bad it is.
    pub level: Level,
    /// The message.
    pub message: String,
    /// Keys and values after the message.
    pub attributes: Vec<(&'static str, String)>,
}

impl Warning {
    /// A line without attributes.
    pub fn new(level: Level, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), attributes: Vec::new() }
    }

    /// The line with one attribute more.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((key, value.into()));
        self
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        };
        write!(f, "level={level} msg={}", attribute(&self.message))?;
        for (key, value) in &self.attributes {
            // This one is no string but bytes, which slog always quotes.
            let value = if *key == "schema" { crate::text::quote(value) } else { attribute(value) };
            write!(f, " {key}={value}")?;
        }
        Ok(())
    }
}

/// A value as log/slog's text handler writes it: in quotes when a reader needs them.
fn attribute(text: &str) -> String {
    let as_it_is = |c: char| crate::text::quote(c.encode_utf8(&mut [0; 4])).len() == c.len_utf8() + 2;
    let plain = |c: char| c == '\\' || !matches!(c, ' ' | '=') && as_it_is(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { crate::text::quote(text) }
}

/// Collects log lines during a load or a render.
#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: RefCell<Vec<Warning>>,
    /// Whether lines of [`Level::Debug`] are wanted.
    debug: bool,
}

impl Log {
    pub(crate) fn new(debug: bool) -> Self {
        Self { debug, ..Self::default() }
    }

    pub(crate) fn push(&self, warning: Warning) {
        self.lines.borrow_mut().push(warning);
    }

    /// A line that only `--debug` shows, which a page has no use for.
    pub(crate) fn debug(&self, message: &str, attributes: impl FnOnce() -> Vec<(&'static str, String)>) {
        if cfg!(not(target_family = "wasm")) && self.debug {
            self.push(Warning { attributes: attributes(), ..Warning::new(Level::Debug, message) });
        }
    }

    /// A line that Helm prints with the standard logger, which slog shows as `INFO`.
    pub(crate) fn print(&self, message: impl Into<String>) {
        self.push(Warning::new(Level::Info, message));
    }

    pub(crate) fn take(self) -> Vec<Warning> {
        self.lines.into_inner()
    }
}
