//! Values from files and flags: merged in order, `--set` in all its forms (pkg/cli/values/options.go, pkg/strvals).

mod json;
mod set;

pub use set::SetError;

use crate::Error;
use crate::decode::TypeFault;
use crate::load::split_documents;
use periplus_value::{Map, Str, Value};
use set::{Parser, Style};
use std::fmt;

/// What `--set-file` reads a file's text with; the error is the reason why it can't.
pub type ReadFile<'a> = dyn FnMut(&str) -> Result<Str, String> + 'a;

/// Applies a `--set` expression to values, in place: `a.b[0].c=1,d={x,y}`.
pub fn parse_set(text: &str, values: &Map) -> Result<(), Error> {
    run(text, values, Style::Typed, "--set")
}

/// Applies a `--set-string` expression: like `--set`, but every value is a string.
pub fn parse_set_string(text: &str, values: &Map) -> Result<(), Error> {
    run(text, values, Style::Text, "--set-string")
}

/// Applies a `--set-file` expression: values are names of files, whose text is set.
pub fn parse_set_file(text: &str, values: &Map, read: &mut ReadFile<'_>) -> Result<(), Error> {
    run(text, values, Style::File(read), "--set-file")
}

/// Applies a `--set-literal` expression: everything after the first `=` is the value.
pub fn parse_set_literal(text: &str, values: &Map) -> Result<(), Error> {
    run(text, values, Style::Literal, "--set-literal")
}

fn run(text: &str, values: &Map, style: Style<'_>, flag: &'static str) -> Result<(), Error> {
    Parser::new(text, style).run(values).map_err(|reason| Error::Set { flag, reason })
}

/// Applies a `--set-json` expression: an object that is merged, or `key=json` pairs. The merged values are a new map,
/// as Helm's are when it is given an object.
pub fn parse_set_json(text: &str, values: &Map) -> Result<Map, Error> {
    let trimmed = text.trim();
    if trimmed.starts_with('{') {
        return match json::whole(trimmed) {
            Some(Value::Map(object)) => Ok(merge(values, &object)),
            _ => Err(Error::SetJsonObject(text.to_owned())),
        };
    }
    match Parser::new(text, Style::Json).run(values) {
        Ok(()) => Ok(values.clone()),
        Err(_) => Err(Error::SetJson(text.to_owned())),
    }
}

/// Both maps merged into a new one, `over` winning; neither is changed (`loader.MergeMaps`).
pub fn merge(base: &Map, over: &Map) -> Map {
    let out = base.shallow_copy();
    for (key, value) in over.borrow().iter() {
        match (out.get_map(key), value.as_map()) {
            (Some(below), Some(above)) => out.insert(key.clone(), merge(&below, above)),
            _ => out.insert(key.clone(), value.clone()),
        };
    }
    out
}

/// Why the text of a values file can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuesError {
    /// A line that begins with `---` and goes on: how.
    Separator(String),
    /// Not YAML.
    Yaml(periplus_yaml::Error),
    /// Not a table.
    Type(TypeFault),
}

impl fmt::Display for ValuesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Separator(text) => {
                write!(f, "error reading yaml document: invalid Yaml document separator: {text}")
            }
            Self::Yaml(reason) => write!(f, "cannot unmarshal yaml document: {reason}"),
            Self::Type(reason) => write!(
                f,
                "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: {reason}"
            ),
        }
    }
}

/// Parses the text of a user's values file, whose name the error has.
pub fn parse_file(name: &str, text: &[u8]) -> Result<Map, Error> {
    parse(text).map_err(|reason| Error::ValuesFile { file: name.to_owned(), reason })
}

/// Parses the text of a values file; several documents are merged (`loader.LoadValues`).
pub(crate) fn parse(text: &[u8]) -> Result<Map, ValuesError> {
    let mut values = Map::new();
    for document in split_documents(text).map_err(ValuesError::Separator)? {
        match periplus_yaml::parse(&document).map_err(ValuesError::Yaml)? {
            Value::Map(map) => values = merge(&values, &map),
            Value::Nil => {}
            other => {
                return Err(ValuesError::Type(TypeFault::of_document(&other, "map[string]interface {}")));
            }
        }
    }
    Ok(values)
}
