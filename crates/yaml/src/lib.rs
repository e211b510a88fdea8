//! Text to value and back exactly as Helm's Go libraries read and write YAML and JSON, with positions.
//!
//! Helm reads and writes YAML through sigs.k8s.io/yaml 1.6.0: go-yaml v2 reads YAML 1.1, the result becomes JSON,
//! and `encoding/json` reads that. [`parse`] and [`emit`] do in one step what these do in three, with the same
//! results, texts and errors.
//!
//! ```
//! let value = periplus_yaml::parse(b"on: {b: 0o17, a: ~}").unwrap();
//! assert_eq!(periplus_yaml::emit(&value).unwrap(), "\"true\":\n  a: null\n  b: 15\n");
//! ```

pub mod base64;
mod chars;
mod decode;
mod documents;
mod emit;
mod error;
mod fast;
mod go_syntax;
pub mod json;
mod parser;
mod resolve;
mod scan;
mod source;
mod spans;
mod timestamp;
pub mod toml;
mod tree;

pub use decode::string_field;
pub use documents::{SeparatorError, documents};
pub use emit::{Emitted, emit, emit_known, emit_pretty, entry_lines};
pub use error::{DuplicateKey, Error, Layer, Mark, YamlError};
pub use json::JsonError;
pub use spans::{NodeSpan, Span, Spans};

pub use periplus_value::MAX_DEPTH;
use periplus_value::{List, Map, Value};

/// Texts may have about so many bytes where lines are indented, which can make them much longer than what is in them.
const MAX_TEXT: usize = 256 << 20;

/// What numbers become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// `float64`, what Go's JSON decoder makes of all numbers.
    #[default]
    Float,
    /// `json.Number`, what it makes of them after `UseNumber` (a chart's own `values.yaml`).
    Json,
    /// `int`, `uint64` or `float64`, what go-yaml makes of them.
    Go,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What numbers become.
    pub numbers: Numbers,
    /// Keys that occur twice are an error (`UnmarshalStrict`); otherwise the last one wins.
    pub strict: bool,
    /// Keep the places of keys and values.
    pub spans: bool,
    /// Most levels of nesting.
    pub max_depth: usize,
    /// Most bytes of text.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            numbers: Numbers::Float,
            strict: false,
            spans: false,
            max_depth: MAX_DEPTH,
            max_bytes: u32::MAX as usize / 2,
        }
    }
}

/// What a text holds.
#[derive(Debug)]
pub struct Parsed {
    /// The value; nil for an empty text.
    pub value: Value,
    /// Where its keys and values stand, if that was asked for.
    pub spans: Option<Spans>,
}

/// sigs.k8s.io/yaml `Unmarshal` into an `interface {}`: the first document of a text, numbers as `float64`.
pub fn parse(text: &[u8]) -> Result<Value, Error> {
    Ok(parse_with(text, &Options::default())?.value)
}

/// sigs.k8s.io/yaml `Unmarshal` into a `map[string]interface {}`; an empty one for an empty text or `null`.
pub fn parse_map(text: &[u8], options: &Options) -> Result<Map, Error> {
    let map = json::as_map(parse_with(text, options)?.value).map_err(Error::FromJson)?;
    Ok(map.unwrap_or_default())
}

/// sigs.k8s.io/yaml `Unmarshal` into a `[]interface {}`; an empty one for an empty text or `null`.
pub fn parse_list(text: &[u8], options: &Options) -> Result<List, Error> {
    let list = json::as_list(parse_with(text, options)?.value).map_err(Error::FromJson)?;
    Ok(if list.is_nil() { List::new(Vec::new()) } else { list })
}

/// The first document of a text.
pub fn parse_with(text: &[u8], options: &Options) -> Result<Parsed, Error> {
    let source = source_of(text, options)?;
    if let Some(value) = fast::value(&source, options) {
        return Ok(Parsed { value, spans: None });
    }
    with_tree(&source, options, |tree, skipped| {
        let value = decode::decode(tree, options)?;
        Ok(Parsed { value, spans: options.spans.then(|| Spans::of(tree, skipped)) })
    })
}

/// Some entries of the mapping that a text holds, by the names of their keys in any case; the rest is checked as
/// [`parse_with`] does, but no value is made of it. An empty map if the text holds no mapping.
///
/// Made for the few fields by which Helm sorts manifests.
pub fn parse_keys(text: &[u8], keys: &[&str], options: &Options) -> Result<Map, Error> {
    let source = source_of(text, options)?;
    if let Some(entries) = fast::entries(&source, keys, options) {
        return Ok(entries);
    }
    with_tree(&source, options, |tree, _| decode::decode_keys(tree, keys, options))
}

/// Some entries of the mapping that a text holds, as [`parse_keys`] gives them with [`Numbers::Go`], and the text without
/// comments in front, if that is byte for byte what [`emit`] writes of its value, but for a line feed at its end that may be
/// missing. `None` if it isn't, or if that is not easy to tell.
///
/// What was written once needn't be written again, nor made a value of.
pub fn parse_written<'t>(text: &'t [u8], keys: &[&str]) -> Option<(Map, &'t [u8])> {
    let (map, begin) = fast::written(&source_of(text, &Options::default()).ok()?, keys)?;
    Some((map, text.get(begin..)?))
}

fn source_of<'a>(text: &'a [u8], options: &Options) -> Result<source::Source<'a>, Error> {
    if text.len() > options.max_bytes {
        return Err(Error::Limit("length of a YAML text", options.max_bytes));
    }
    Ok(source::Source::new(text))
}

fn with_tree<T>(
    source: &source::Source,
    options: &Options,
    then: impl FnOnce(&tree::Tree, u32) -> Result<T, Error>,
) -> Result<T, Error> {
    let skipped = source.skipped as u32;
    let scanner = scan::Scanner::new(&source.text, source.fault.as_ref(), options.max_depth);
    let mut parser = parser::Parser::new(scanner);
    tree::compose(&mut parser, source.text.len())
        .map_err(|e| Error::Yaml(*e))
        .and_then(|tree| then(&tree, skipped))
        .map_err(|e| e.shifted(skipped))
}
