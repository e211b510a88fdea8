//! What can go wrong while reading or writing, as data; `Display` gives Go's words.

use crate::MAX_DEPTH;
use crate::json::JsonError;
use periplus_value::GO_MAX_DEPTH;
use std::fmt;

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Offset in bytes.
    pub offset: u32,
    /// Line, from 0.
    pub line: u32,
    /// Column in characters, from 0.
    pub column: u32,
}

/// Which layer of Go's libraries found the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Bytes to characters: bad UTF-8, control characters.
    Reader,
    /// Characters to tokens.
    Scanner,
    /// Tokens to nodes.
    Parser,
    /// Nodes to values: unknown anchors, merge keys, tags that don't fit.
    Decoder,
}

/// A fault in YAML text (go-yaml v2, `decode.go` `fail`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The layer that found it.
    pub layer: Layer,
    /// What is wrong, in Go's words.
    pub problem: String,
    /// What was being read (`while scanning a simple key`); Go doesn't print it.
    pub context: &'static str,
    /// Where it is wrong; unknown for some faults of the decoder.
    pub mark: Option<Mark>,
    /// Where that which was being read starts.
    pub start: Option<Mark>,
}

impl YamlError {
    /// The line Go names. It counts scanner faults from 1 but parser faults from 0, and never names line 0.
    pub fn go_line(&self) -> Option<u32> {
        let line = |m: Option<Mark>| m.map(|m| m.line).filter(|line| *line > 0);
        match self.layer {
            Layer::Scanner => line(self.mark).map(|n| n + 1).or_else(|| line(self.start)),
            Layer::Parser => line(self.mark).or_else(|| line(self.start)),
            Layer::Reader | Layer::Decoder => None,
        }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.go_line() {
            Some(line) => write!(f, "yaml: line {line}: {}", self.problem),
            None => write!(f, "yaml: {}", self.problem),
        }
    }
}

/// A key that a strict reader met a second time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// Line of the second value, from 0.
    pub line: u32,
    /// The key in Go syntax (`%#v`).
    pub key: String,
}

/// Why a text is no value, or a value can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The text isn't YAML.
    Yaml(YamlError),
    /// Keys that occur twice; strict reading only.
    Duplicates(Vec<DuplicateKey>),
    /// A key that JSON can't have (null, a number above 2^63): its Go type, key and value in Go syntax.
    Key {
        /// `%s` of the type
        go_type: String,
        /// `%+#v` of the key
        key: String,
        /// `%+#v` of the value
        value: String,
        /// The key's place
        mark: Mark,
    },
    /// A number that JSON can't have: `+Inf`, `-Inf`, `NaN`.
    Unsupported(&'static str),
    /// The YAML was read, but it isn't of the wanted type, or too deep.
    FromJson(JsonError),
    /// The value can't be written as JSON, so not as YAML.
    ToJson(JsonError),
    /// The value's JSON can't be read as YAML again (go-yaml's reader refuses some characters that JSON has).
    Reread(YamlError),
    /// A limit of ours was reached: what is too large, and the limit.
    Limit(&'static str, usize),
}

impl Error {
    /// The same error in a text with more bytes before it: a byte order mark.
    pub(crate) fn shifted(mut self, bytes: u32) -> Self {
        match &mut self {
            Error::Yaml(e) if e.layer != Layer::Reader => {
                e.mark.iter_mut().chain(&mut e.start).for_each(|mark| mark.offset += bytes);
            }
            Error::Key { mark, .. } => mark.offset += bytes,
            _ => {}
        }
        self
    }

    /// Whether a limit of ours was reached, so that Go's libraries may well have done it.
    pub fn is_limit(&self) -> bool {
        match self {
            Error::ToJson(error) | Error::FromJson(error) => error.is_limit(),
            Error::Yaml(error) => MAX_DEPTH < GO_MAX_DEPTH && error.problem.starts_with(TOO_DEEP),
            Error::Limit(..) => true,
            _ => false,
        }
    }

    /// Where it is wrong, if that is known.
    pub fn mark(&self) -> Option<Mark> {
        match self {
            Error::Yaml(e) => e.mark.or(e.start),
            Error::Key { mark, .. } => Some(*mark),
            Error::Duplicates(d) => d.first().map(|d| Mark { line: d.line, ..Mark::default() }),
            _ => None,
        }
    }
}

/// How a fault begins that is too many levels; the limit follows.
pub(crate) const TOO_DEEP: &str = "exceeded max depth of ";

impl YamlError {
    /// What Go's scanner says of too many levels.
    pub(crate) fn too_deep(limit: usize) -> Self {
        let problem = format!("{TOO_DEEP}{limit}");
        YamlError { layer: Layer::Scanner, problem, context: "", mark: None, start: None }
    }
}

impl From<YamlError> for Error {
    fn from(e: YamlError) -> Self {
        Error::Yaml(e)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const READ: &str = "error converting YAML to JSON: ";
        match self {
            Error::Yaml(e) => write!(f, "{READ}{e}"),
            Error::Duplicates(keys) => {
                write!(f, "{READ}yaml: unmarshal errors:")?;
                keys.iter()
                    .try_for_each(|d| write!(f, "\n  line {}: key {} already set in map", d.line + 1, d.key))
            }
            Error::Key { go_type, key, value, .. } => {
                write!(f, "{READ}unsupported map key of type: {go_type}, key: {key}, value: {value}")
            }
            Error::Unsupported(number) => write!(f, "{READ}json: unsupported value: {number}"),
            Error::FromJson(e) => write!(f, "error unmarshaling JSON: while decoding JSON: {e}"),
            Error::ToJson(e) => write!(f, "error marshaling into JSON: {e}"),
            Error::Reread(e) => e.fmt(f),
            Error::Limit(what, limit) => write!(f, "{what} exceeds the limit of {limit}"),
        }
    }
}

impl std::error::Error for Error {}
