//! TOML as BurntSushi/toml 1.6.0 reads and writes it (Helm's `fromToml` and `toToml`).

mod encode;
mod key;
mod lexer;
mod number;
mod parse;
mod strings;
mod tables;
mod time;

pub use encode::{EncodeError, emit};
pub use parse::{parse, parse_counting};
pub use time::{Time, Zone};

use std::fmt;

/// A fault in a TOML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlError {
    /// What is wrong, in the library's words.
    pub problem: String,
    /// Line, from 1; the library counts one less for some faults at a line's end.
    pub line: i64,
    /// Offset in bytes of the scanner when it found the fault.
    pub offset: usize,
    /// The key that was being read, with its table; empty outside.
    pub key: String,
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "toml: line {}", self.line)?;
        if !self.key.is_empty() {
            write!(f, " (last key {})", periplus_value::quote(self.key.as_bytes()))?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for TomlError {}
