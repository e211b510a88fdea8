//! A Go-like value: what templates compute with, what YAML is read into and written from.
//!
//! A [`Value`] stands for a Go `interface{}`: it knows its dynamic Go type ([`Type`]), its truth, equality,
//! order, `%v` text and JSON text. Maps are shared and mutable, because Sprig's `set` changes its argument in place.
//! Strings are byte strings, as in Go: they need not be UTF-8.

mod changes;
mod complex;
mod deep;
pub mod duration;
mod entries;
mod float_text;
mod integer;
mod list;
mod map;
mod object;
mod parse_number;
pub mod print;
mod quote;
pub mod rfc3339;
pub mod sorting;
mod string;
mod truth;
mod types;
pub mod unicode;
mod value;
mod watch;

pub use changes::changes;
pub use complex::Complex;
pub use deep::{GO_MAX_DEPTH, MAX_DEPTH};
pub use entries::Entries;
pub use float_text::{append_float, format_float};
pub use integer::{IntKind, Integer};
pub use list::List;
pub use map::Map;
pub use object::Object;
pub use parse_number::{NumberError, NumberFault, Parsed, parse_float, parse_int, parse_uint};
pub use quote::{
    Unit, append_char, append_quoted, append_quoted_char, can_backquote, decode_char, quote, time_quote,
    unquote, unquote_char,
};
pub use string::Str;
pub use types::{Kind, Type};
pub use value::Value;
pub use watch::{Watch, Watched};
