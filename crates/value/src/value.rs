//! The value itself, and the conversions every crate needs.

use crate::{IntKind, Integer, Kind, List, Map, Object, Str, Type};
use std::rc::Rc;

/// A Go `interface{}`: a value with its dynamic type.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// The nil interface
    #[default]
    Nil,
    /// `bool`
    Bool(bool),
    /// Any integer type
    Int(Integer),
    /// `float64`
    Float(f64),
    /// `json.Number`: a number kept as it was written; Go treats it as a string
    Number(Str),
    /// `string`
    String(Str),
    /// `[]uint8`
    Bytes(Str),
    /// A slice
    List(List),
    /// A map with string keys
    Map(Map),
    /// A struct, a named type, something with methods
    Object(Rc<dyn Object>),
}

impl Value {
    /// A Go `int`.
    pub fn int(n: i64) -> Self {
        Value::Int(Integer::new(IntKind::Int, n))
    }

    /// A Go `int64`.
    pub fn int64(n: i64) -> Self {
        Value::Int(Integer::new(IntKind::Int64, n))
    }

    /// A string.
    pub fn string(s: impl Into<Str>) -> Self {
        Value::String(s.into())
    }

    /// A `[]string`.
    pub fn strings<S: Into<Str>>(items: impl IntoIterator<Item = S>) -> Self {
        Value::List(List::typed(&Type::String, items.into_iter().map(|s| Value::String(s.into())).collect()))
    }

    /// The dynamic type; `None` for the nil interface.
    pub fn go_type(&self) -> Option<Type> {
        Some(match self {
            Value::Nil => return None,
            Value::Bool(_) => Type::Bool,
            Value::Int(n) => Type::Int(n.kind),
            Value::Float(_) => Type::Float64,
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::Bytes(_) => Type::BYTES,
            Value::List(list) => Type::List(list.element()),
            Value::Map(map) => Type::Map(map.element()),
            Value::Object(object) => object.go_type(),
        })
    }

    /// The kind, as Go's `reflect` has it.
    pub fn kind(&self) -> Kind {
        self.go_type().map_or(Kind::Invalid, Type::kind)
    }

    /// Whether this is the nil interface.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Nil)
    }

    /// The text of a `string` (not of a `json.Number`).
    pub fn as_string(&self) -> Option<&Str> {
        match self {
            Value::String(s) => Some(s),
            _ => None,
        }
    }

    /// The map.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The slice.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The integer, of whatever kind.
    pub fn as_int(&self) -> Option<Integer> {
        match self {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// What is under a path of keys; `None` where a key is missing or something is no map.
    pub fn at(&self, path: &[&str]) -> Option<Value> {
        path.iter().try_fold(self.clone(), |value, key| value.as_map()?.get(key))
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<f64> for Value {
    fn from(n: f64) -> Self {
        Value::Float(n)
    }
}

impl From<Integer> for Value {
    fn from(n: Integer) -> Self {
        Value::Int(n)
    }
}

impl From<Str> for Value {
    fn from(s: Str) -> Self {
        Value::String(s)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Value::String(s.into())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Value::String(s.into())
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Value::List(list)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(map)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::List(List::new(items))
    }
}
