//! How bodies read their arguments: by position, as the parameter's type says, never panicking.

use periplus_template::FuncError;
use periplus_value::{Kind, List, Map, Value};

/// What Go says when `reflect.TypeOf(nil).Kind()` dereferences nothing; text/template turns the panic into an error.
pub(crate) const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

const NIL: &Value = &Value::Nil;

/// Typed access to arguments that the caller has counted and converted.
pub(crate) trait Args {
    /// The argument at a position; nil when there is none.
    fn at(&self, index: usize) -> &Value;
    /// All arguments from a position on.
    fn from(&self, index: usize) -> &[Value];

    /// The bytes of a string parameter.
    fn text(&self, index: usize) -> &[u8] {
        match self.at(index) {
            Value::String(s) | Value::Number(s) | Value::Bytes(s) => s.as_bytes(),
            _ => &[],
        }
    }

    /// The number of an integer parameter.
    fn int(&self, index: usize) -> i64 {
        self.at(index).as_int().map_or(0, periplus_value::Integer::as_i64)
    }

    /// The number of a `float64` parameter.
    fn float(&self, index: usize) -> f64 {
        match self.at(index) {
            Value::Float(n) => *n,
            _ => 0.0,
        }
    }

    /// The truth of a `bool` parameter.
    fn truth(&self, index: usize) -> bool {
        self.at(index).as_bool().unwrap_or(false)
    }

    /// A `map[string]interface {}` parameter; `None` is Go's nil map.
    fn map(&self, index: usize) -> Option<Map> {
        as_map(self.at(index))
    }
}

impl Args for [Value] {
    fn at(&self, index: usize) -> &Value {
        self.get(index).unwrap_or(NIL)
    }

    fn from(&self, index: usize) -> &[Value] {
        self.get(index..).unwrap_or(&[])
    }
}

/// The map of a value that was accepted as one; `None` is Go's nil map.
pub(crate) fn as_map(value: &Value) -> Option<Map> {
    map_of(value).filter(|map| !map.is_nil())
}

/// The map of a value of that kind, be it nil.
pub(crate) fn map_of(value: &Value) -> Option<Map> {
    match value {
        Value::Map(map) => Some(map.clone()),
        Value::Object(object) if object.go_type().kind() == Kind::Map => object.data()?.as_map().cloned(),
        _ => None,
    }
}

/// The items of a slice of any element type; `None` for what is no slice.
pub(crate) fn as_list(value: &Value) -> Option<List> {
    match value {
        Value::List(list) => Some(list.clone()),
        Value::Bytes(bytes) => {
            let items = bytes.as_bytes().iter().map(|b| byte(*b)).collect();
            Some(List::typed(&periplus_value::Type::Int(periplus_value::IntKind::Uint8), items))
        }
        Value::Object(object) if value.kind() == Kind::Slice => {
            object.data().and_then(|data| data.as_list().cloned())
        }
        _ => None,
    }
}

fn byte(b: u8) -> Value {
    Value::Int(periplus_value::Integer::new(periplus_value::IntKind::Uint8, i64::from(b)))
}

/// The slice a function works on, or its error, `prefix` and the kind; nil panics first (sprig `list.go`).
pub(crate) fn slice_or(value: &Value, prefix: &str) -> Result<List, FuncError> {
    if value.is_nil() {
        return Err(NIL_POINTER.into());
    }
    as_list(value).ok_or_else(|| format!("{prefix} {}", value.kind()).into())
}
