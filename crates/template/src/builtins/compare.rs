//! `eq ne lt le gt ge` (text/template/funcs.go).

use super::type_name;
use crate::error::FuncError;
use crate::exec::Operand;
use periplus_value::{Complex, Kind, Str, Value, print};
use std::cmp::Ordering;
use std::rc::Rc;

/// What values compare by: Go's basic kinds.
enum Basic<'v> {
    Bool(bool),
    Complex,
    Int(i64),
    Float(f64),
    String(&'v Str),
    Uint(u64),
    /// Whatever isn't basic, nil too.
    Other,
}

fn basic(value: &Value) -> Basic<'_> {
    match value {
        Value::Bool(b) => Basic::Bool(*b),
        Value::Int(n) if n.kind.is_unsigned() => Basic::Uint(n.as_u64()),
        Value::Int(n) => Basic::Int(n.as_i64()),
        Value::Float(n) => Basic::Float(*n),
        Value::Number(s) | Value::String(s) => Basic::String(s),
        Value::Object(object) if object.as_any().is::<Complex>() => Basic::Complex,
        Value::Object(object) if !super::is_container(object.go_type().kind()) => {
            named(object.data().as_ref())
        }
        _ => Basic::Other,
    }
}

/// A named number, such as a duration.
fn named(data: Option<&Value>) -> Basic<'static> {
    match data {
        Some(Value::Int(n)) => Basic::Int(n.as_i64()),
        Some(Value::Float(n)) => Basic::Float(*n),
        _ => Basic::Other,
    }
}

const BAD_TYPE: &str = "invalid type for comparison";

/// Whether the first equals any of the others.
pub(super) fn eq<M>(first: &Value, others: &[Operand<M>]) -> Result<bool, FuncError> {
    if others.is_empty() {
        return Err("missing argument for comparison".into());
    }
    for other in others {
        if equal(first, &other.value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn ne<M>(a: &Operand<M>, b: &Operand<M>) -> Result<bool, FuncError> {
    equal(&a.value, &b.value).map(|equal| !equal)
}

fn equal(a: &Value, b: &Value) -> Result<bool, FuncError> {
    Ok(match (basic(a), basic(b)) {
        (Basic::Bool(a), Basic::Bool(b)) => a == b,
        (Basic::Int(a), Basic::Int(b)) => a == b,
        (Basic::Uint(a), Basic::Uint(b)) => a == b,
        (Basic::Int(i), Basic::Uint(u)) | (Basic::Uint(u), Basic::Int(i)) => i >= 0 && i as u64 == u,
        (Basic::Float(a), Basic::Float(b)) => a == b,
        (Basic::String(a), Basic::String(b)) => a == b,
        (Basic::Complex, Basic::Complex) => same_complex(a, b),
        (Basic::Other, Basic::Other) => return other_equal(a, b),
        _ if a.is_nil() || b.is_nil() => false,
        _ => return Err(incompatible(a, b)),
    })
}

fn incompatible(a: &Value, b: &Value) -> FuncError {
    format!("incompatible types for comparison: {} and {}", type_name(a), type_name(b)).into()
}

fn same_complex(a: &Value, b: &Value) -> bool {
    let complex = |value: &Value| match value {
        Value::Object(object) => Some(Rc::clone(object)),
        _ => None,
    };
    complex(a).zip(complex(b)).is_some_and(|(a, b)| {
        a.as_any().downcast_ref::<Complex>().zip(b.as_any().downcast_ref()).is_some_and(|(a, b)| a == b)
    })
}

/// Slices, maps, structs, pointers and nil: comparable with nil, the last two also with each other.
fn other_equal(a: &Value, b: &Value) -> Result<bool, FuncError> {
    if a.kind() != b.kind() && !a.is_nil() && !b.is_nil() {
        let (text_a, text_b) = (formatted(b"%s", a)?, formatted(b"%v", b)?);
        let types = (type_name(a), type_name(b));
        return Err(format!("non-comparable types {text_a}: {}, {}: {text_b}", types.0, types.1).into());
    }
    if is_nil(a) || is_nil(b) {
        return Ok(is_nil(a) == is_nil(b));
    }
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if !super::is_container(b.go_type().kind()) => {
            let same_text =
                b.go_type().kind() != Kind::Ptr && a.go_type() == b.go_type() && a.text() == b.text();
            Ok(Rc::ptr_eq(a, b) || same_text)
        }
        _ => Err(format!("non-comparable type {}: {}", formatted(b"%s", b)?, type_name(b)).into()),
    }
}

fn formatted(format: &[u8], value: &Value) -> Result<String, FuncError> {
    let text = print::sprintf(format, std::slice::from_ref(value), print::DEFAULT_LIMIT)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn is_nil(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::List(list) => list.is_nil(),
        Value::Map(map) => map.is_nil(),
        _ => false,
    }
}

pub(super) fn lt(a: &Value, b: &Value) -> Result<bool, FuncError> {
    let order = match (basic(a), basic(b)) {
        (Basic::Other, _)
        | (_, Basic::Other)
        | (Basic::Bool(_), Basic::Bool(_))
        | (Basic::Complex, Basic::Complex) => return Err(BAD_TYPE.into()),
        (Basic::Int(a), Basic::Int(b)) => a.cmp(&b),
        (Basic::Uint(a), Basic::Uint(b)) => a.cmp(&b),
        (Basic::Int(a), Basic::Uint(b)) => i128::from(a).cmp(&i128::from(b)),
        (Basic::Uint(a), Basic::Int(b)) => i128::from(a).cmp(&i128::from(b)),
        (Basic::Float(a), Basic::Float(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Greater),
        (Basic::String(a), Basic::String(b)) => a.cmp(b),
        _ => return Err(incompatible(a, b)),
    };
    Ok(order == Ordering::Less)
}

/// Less, or else equal.
pub(super) fn le<M>(a: &Operand<M>, b: &Operand<M>) -> Result<bool, FuncError> {
    Ok(lt(&a.value, &b.value)? || equal(&a.value, &b.value)?)
}
