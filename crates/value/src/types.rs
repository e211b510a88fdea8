//! Go's types, as far as values of a template can have them.

use crate::IntKind;
use std::fmt;

/// A Go type. `Display` is what `%T` and `typeOf` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `interface {}`
    Any,
    /// `bool`
    Bool,
    /// One of the integer types.
    Int(IntKind),
    /// `float32`
    Float32,
    /// `float64`
    Float64,
    /// `string`
    String,
    /// `json.Number`, what a chart's own `values.yaml` holds for numbers; its kind is string
    Number,
    /// `[]T`
    List(&'static Type),
    /// `map[string]T`
    Map(&'static Type),
    /// `error`
    Error,
    /// Any other Go type, by the name `%T` prints (`*chart.Metadata`, `time.Time`, `*semver.Version`), and its kind
    Named(&'static str, Kind),
}

impl Type {
    /// `int`
    pub const INT: Type = Type::Int(IntKind::Int);
    /// `int64`
    pub const INT64: Type = Type::Int(IntKind::Int64);
    /// `[]interface {}`
    pub const LIST: Type = Type::List(&Type::Any);
    /// `[]string`
    pub const STRINGS: Type = Type::List(&Type::String);
    /// `[]uint8`
    pub const BYTES: Type = Type::List(&Type::Int(IntKind::Uint8));
    /// `map[string]interface {}`
    pub const MAP: Type = Type::Map(&Type::Any);
    /// `map[string]string`
    pub const STRING_MAP: Type = Type::Map(&Type::String);

    /// The kind, as Go's `reflect` has it.
    pub const fn kind(self) -> Kind {
        match self {
            Type::Any | Type::Error => Kind::Interface,
            Type::Bool => Kind::Bool,
            Type::Int(k) => Kind::Int(k),
            Type::Float32 => Kind::Float32,
            Type::Float64 => Kind::Float64,
            Type::String | Type::Number => Kind::String,
            Type::List(_) => Kind::Slice,
            Type::Map(_) => Kind::Map,
            Type::Named(_, k) => k,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("interface {}"),
            Type::Bool => f.write_str("bool"),
            Type::Int(k) => f.write_str(k.name()),
            Type::Float32 => f.write_str("float32"),
            Type::Float64 => f.write_str("float64"),
            Type::String => f.write_str("string"),
            Type::Number => f.write_str("json.Number"),
            Type::List(t) => write!(f, "[]{t}"),
            Type::Map(t) => write!(f, "map[string]{t}"),
            Type::Error => f.write_str("error"),
            Type::Named(name, _) => f.write_str(name),
        }
    }
}

/// Go's `reflect.Kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The nil interface: no value at all
    Invalid,
    /// `bool`
    Bool,
    /// An integer kind
    Int(IntKind),
    /// `float32`
    Float32,
    /// `float64`
    Float64,
    /// `complex128`
    Complex128,
    /// `string`
    String,
    /// `slice`
    Slice,
    /// `array`
    Array,
    /// `map`
    Map,
    /// `struct`
    Struct,
    /// `ptr`
    Ptr,
    /// `interface`
    Interface,
    /// `func`
    Func,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Invalid => "invalid",
            Kind::Bool => "bool",
            Kind::Int(k) => k.name(),
            Kind::Float32 => "float32",
            Kind::Float64 => "float64",
            Kind::Complex128 => "complex128",
            Kind::String => "string",
            Kind::Slice => "slice",
            Kind::Array => "array",
            Kind::Map => "map",
            Kind::Struct => "struct",
            Kind::Ptr => "ptr",
            Kind::Interface => "interface",
            Kind::Func => "func",
        })
    }
}
