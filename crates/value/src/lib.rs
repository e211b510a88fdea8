//! A Go-like value: what templates compute with, what YAML is read into and written from.
//!
//! A [`Value`] stands for a Go `interface{}`: it knows its dynamic Go type ([`Type`]), its truth, equality,
//! order, `%v` text and JSON text. Maps are shared and mutable, because Sprig's `set` changes its argument in place.
//! Strings are byte strings, as in Go: they need not be UTF-8.

mod integer;
mod list;
mod map;
mod object;
mod string;
mod types;
pub mod unicode;
mod value;

pub use integer::{IntKind, Integer};
pub use list::List;
pub use map::Map;
pub use object::Object;
pub use string::Str;
pub use types::{Kind, Type};
pub use value::Value;
