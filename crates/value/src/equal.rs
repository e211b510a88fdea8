//! Go's `reflect.DeepEqual`: the same types all the way down. `1` and `int64(1)` differ.

use crate::{List, Map, Object, Value};
use std::rc::Rc;

/// Deeper than this, values are taken to be cyclic, and cycles are equal (as far as Go compares them).
const DEPTH: usize = 2000;

impl Value {
    /// `reflect.DeepEqual(self, other)`.
    pub fn deep_equal(&self, other: &Value) -> bool {
        equal(self, other, 0)
    }
}

fn equal(a: &Value, b: &Value, depth: usize) -> bool {
    if depth > DEPTH {
        return true;
    }
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Number(a), Value::Number(b))
        | (Value::String(a), Value::String(b))
        | (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(a), Value::List(b)) => lists(a, b, depth),
        (Value::Map(a), Value::Map(b)) => maps(a, b, depth),
        (Value::Object(a), Value::Object(b)) => objects(a, b, depth),
        _ => false,
    }
}

/// The same slice in memory is equal to itself, whatever it holds; a nil slice equals only a nil slice.
fn lists(a: &List, b: &List, depth: usize) -> bool {
    a.element() == b.element()
        && a.is_nil() == b.is_nil()
        && (a.same(b) || a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b, depth + 1)))
}

/// As slices; the keys must be the same as well.
fn maps(a: &Map, b: &Map, depth: usize) -> bool {
    let entries = || {
        let (a, b) = (a.borrow(), b.borrow());
        a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.0 == b.0 && equal(a.1, b.1, depth + 1))
    };
    a.element() == b.element() && a.is_nil() == b.is_nil() && (a.same(b) || entries())
}

fn objects(a: &Rc<dyn Object>, b: &Rc<dyn Object>, depth: usize) -> bool {
    if Rc::ptr_eq(a, b) {
        return true;
    }
    let data = match (a.data(), b.data()) {
        (Some(a), Some(b)) => equal(&a, &b, depth + 1),
        (None, None) => a.text() == b.text(),
        _ => false,
    };
    a.go_type() == b.go_type() && data
}
