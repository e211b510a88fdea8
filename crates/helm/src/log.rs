//! Log lines that Helm writes while it works.

use std::cell::RefCell;
use std::fmt;

/// How bad a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
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
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        };
        write!(f, "level={level} msg={}", attribute(&self.message))?;
        for (key, value) in &self.attributes {
            write!(f, " {key}={}", attribute(value))?;
        }
        Ok(())
    }
}

/// A value as log/slog's text handler writes it: in quotes when a reader needs them.
fn attribute(text: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '"' | '=' | '\\') || (!c.is_ascii() && !c.is_control())
    };
    // slog keeps a lone backslash unquoted, but what Helm logs never has one outside of quotes.
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { crate::text::quote(text) }
}

/// Collects log lines during a load or a render.
#[derive(Debug, Default)]
pub(crate) struct Log(RefCell<Vec<Warning>>);

impl Log {
    pub(crate) fn push(&self, warning: Warning) {
        self.0.borrow_mut().push(warning);
    }

    /// A line that Helm prints with the standard logger, which slog shows as `INFO`.
    pub(crate) fn print(&self, message: impl Into<String>) {
        self.push(Warning::new(Level::Info, message));
    }

    pub(crate) fn take(self) -> Vec<Warning> {
        self.0.into_inner()
    }
}
