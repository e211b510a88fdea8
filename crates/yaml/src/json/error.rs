//! Faults of JSON text, and of values that JSON can't have; `Display` gives Go's words.

use crate::MAX_DEPTH;
use periplus_value::{GO_MAX_DEPTH, Type, Value, quote};
use std::fmt;

/// What can go wrong in `encoding/json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// A byte that may not be there, what was being read, and its offset.
    Character(u8, &'static str, usize),
    /// The text ends too early.
    End,
    /// A value of this kind (`array`, `number 1e999`) doesn't fit the Go type.
    Type {
        /// What the text holds
        found: String,
        /// What it should be read into
        wanted: Type,
    },
    /// A `float64` that is no number.
    Unsupported(&'static str),
    /// A value of a type that JSON can't have: a complex number, a function.
    UnsupportedType(Type),
    /// A map or list that holds itself: its type.
    Cycle(Type),
    /// A value that is nested deeper than the limit; Go would write it.
    TooDeep(usize),
    /// A `json.Number` that isn't one.
    Number(Vec<u8>),
    /// More output than allowed: the limit in bytes.
    TooLong(usize),
}

/// What Go says of too many levels.
pub(super) const TOO_DEEP: &str = "exceeded max depth";

impl JsonError {
    /// Whether a limit of ours was reached, so that Go's libraries may well have done it.
    pub fn is_limit(&self) -> bool {
        match self {
            JsonError::TooDeep(_) | JsonError::TooLong(_) => true,
            JsonError::Character(_, TOO_DEEP, _) => MAX_DEPTH < GO_MAX_DEPTH,
            _ => false,
        }
    }

    /// The same error of a writer that gave up at a depth: which of the two reasons it had.
    pub(crate) fn told_apart(self, value: &Value) -> Self {
        match self {
            JsonError::Cycle(_) if !value.holds_itself() => JsonError::TooDeep(MAX_DEPTH),
            error => error,
        }
    }

    /// What Go's decoder says to a value that is nested too deep.
    pub(crate) fn too_deep(list: bool) -> Self {
        JsonError::Character(if list { b'[' } else { b'{' }, TOO_DEEP, 0)
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::Character(c, context, _) => {
                write!(f, "invalid character {} {context}", quote_byte(*c))
            }
            JsonError::End => f.write_str("unexpected end of JSON input"),
            JsonError::Type { found, wanted } => {
                write!(f, "json: cannot unmarshal {found} into Go value of type {wanted}")
            }
            JsonError::Unsupported(number) => write!(f, "json: unsupported value: {number}"),
            JsonError::UnsupportedType(go_type) => write!(f, "json: unsupported type: {go_type}"),
            JsonError::Cycle(go_type) => {
                write!(f, "json: unsupported value: encountered a cycle via {go_type}")
            }
            JsonError::TooDeep(limit) => write!(f, "depth of a value exceeds the limit of {limit}"),
            JsonError::Number(text) => write!(f, "json: invalid number literal {}", quote(text)),
            JsonError::TooLong(limit) => write!(f, "JSON text exceeds the limit of {limit} bytes"),
        }
    }
}

impl std::error::Error for JsonError {}

/// A byte in single quotes (`encoding/json` `quoteChar`); one above ASCII shows as the character of that number.
fn quote_byte(c: u8) -> String {
    match c {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        _ => {
            let quoted = quote(char::from(c).encode_utf8(&mut [0; 4]).as_bytes());
            format!("'{}'", &quoted[1..quoted.len() - 1])
        }
    }
}
