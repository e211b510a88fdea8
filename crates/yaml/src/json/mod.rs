//! JSON as Go's `encoding/json` reads and writes it.

mod error;
mod parse;
mod text;
mod write;

pub use error::JsonError;
pub use parse::{Decoded, as_map, decode, parse, parse_list, parse_map};
pub(crate) use parse::{as_list, is_number};
pub(crate) use text::append_string;
pub use text::{float_text, valid_text};
pub use write::{Style, emit, emit_pretty, write};

use periplus_value::{Kind, Type, Value};

/// The first number in a value that JSON can't have, as Go prints it.
pub(crate) fn check_finite(value: &Value) -> Result<(), &'static str> {
    match value {
        Value::Float(n) if n.is_nan() => Err("NaN"),
        Value::Float(n) if n.is_infinite() => Err(if *n > 0.0 { "+Inf" } else { "-Inf" }),
        Value::List(items) => items.iter().try_for_each(check_finite),
        Value::Map(map) => map.borrow().values().try_for_each(check_finite),
        _ => Ok(()),
    }
}

/// Whether JSON can't have what has this type.
pub(crate) fn is_unsupported(go_type: Type) -> bool {
    matches!(go_type.kind(), Kind::Complex128 | Kind::Func)
}
