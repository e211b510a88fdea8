//! Values from files and flags: merged in order, `--set` in all its forms.

use crate::Error;
use periplus_value::{Map, Str};

/// Applies a `--set` expression to values, in place.
pub fn parse_set(_text: &str, _values: &Map) -> Result<(), Error> {
    Err(Error::Incomplete)
}

/// Applies a `--set-string` expression.
pub fn parse_set_string(_text: &str, _values: &Map) -> Result<(), Error> {
    Err(Error::Incomplete)
}

/// Applies a `--set-json` expression.
pub fn parse_set_json(_text: &str, _values: &Map) -> Result<(), Error> {
    Err(Error::Incomplete)
}

/// Applies a `--set-literal` expression.
pub fn parse_set_literal(_text: &str, _values: &Map) -> Result<(), Error> {
    Err(Error::Incomplete)
}

/// Applies a `--set-file` expression; `read` brings a file's text or the reason why it can't.
pub fn parse_set_file(
    _text: &str,
    _values: &Map,
    _read: &mut dyn FnMut(&str) -> Result<Str, String>,
) -> Result<(), Error> {
    Err(Error::Incomplete)
}

/// Parses the text of a `-f` file.
pub fn parse_file(_text: &[u8]) -> Result<Map, Error> {
    Err(Error::Incomplete)
}

/// Both maps merged into a new one, `over` winning; neither is changed (`loader.MergeMaps`).
pub fn merge(base: &Map, over: &Map) -> Map {
    let out = base.shallow_copy();
    for (key, value) in over.entries() {
        match (out.get_map(&key), value.as_map()) {
            (Some(below), Some(above)) => out.insert(key, merge(&below, above)),
            _ => out.insert(key, value),
        };
    }
    out
}
