//! Truth, as Go templates have it (text/template/exec.go, `isTrue`).

use crate::Value;

impl Value {
    /// Whether this is not the zero of its type: what `if` asks.
    pub fn truth(&self) -> bool {
        match self {
            Value::Nil => false,
            Value::Bool(b) => *b,
            Value::Int(n) => n.as_u64() != 0,
            Value::Float(n) => *n != 0.0,
            Value::Number(s) | Value::String(s) | Value::Bytes(s) => !s.is_empty(),
            Value::List(list) => !list.is_empty(),
            Value::Map(map) => !map.is_empty(),
            Value::Object(object) => object.truth(),
        }
    }
}
