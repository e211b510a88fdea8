//! `index slice len` (text/template/funcs.go).

use super::type_name;
use crate::error::FuncError;
use crate::exec::{Operand, container, element_of};
use periplus_value::{IntKind, Integer, Str, Value};

/// `x[1][2]` for `index x 1 2`.
pub(super) fn index<M>(item: &Operand<M>, indexes: &[Operand<M>]) -> Result<Value, FuncError> {
    if item.value.is_nil() {
        return Err("index of untyped nil".into());
    }
    indexes.iter().try_fold(item.value.clone(), |item, index| index_one(&item, &index.value))
}

fn index_one(item: &Value, index: &Value) -> Result<Value, FuncError> {
    match container(item) {
        Value::Nil => Err("index of nil pointer".into()),
        Value::List(list) => {
            let at = position(index, list.len())?;
            list.get(at).cloned().ok_or_else(|| "reflect: slice index out of range".into())
        }
        Value::String(text) | Value::Number(text) => byte(&text, index, "string"),
        Value::Bytes(bytes) => byte(&bytes, index, "slice"),
        Value::Map(map) => {
            let key = map_key(index)?;
            Ok(map.get(key).unwrap_or_else(|| element_of(map.element()).value))
        }
        _ => Err(format!("can't index item of type {}", pointed_to(item)).into()),
    }
}

fn byte(text: &Str, index: &Value, what: &str) -> Result<Value, FuncError> {
    let at = position(index, text.len())?;
    match text.as_bytes().get(at) {
        Some(byte) => Ok(Integer::new(IntKind::Uint8, i64::from(*byte)).into()),
        None => Err(format!("reflect: {what} index out of range").into()),
    }
}

fn map_key(index: &Value) -> Result<&Str, FuncError> {
    match index {
        Value::String(key) => Ok(key),
        Value::Nil => Err("value is nil; should be of type string".into()),
        other => Err(format!("value has type {}; should be string", type_name(other)).into()),
    }
}

/// An index from 0 to `end`, which Go lets through.
fn position(index: &Value, end: usize) -> Result<usize, FuncError> {
    match index {
        Value::Int(n) => {
            let n = n.as_i64();
            let position = usize::try_from(n).ok().filter(|n| *n <= end);
            position.ok_or_else(|| format!("index out of range: {n}").into())
        }
        Value::Nil => Err("cannot index slice/array with nil".into()),
        other => Err(format!("cannot index slice/array with type {}", type_name(other)).into()),
    }
}

/// The type behind a pointer.
fn pointed_to(value: &Value) -> String {
    let name = type_name(value);
    name.strip_prefix('*').map_or(name.clone(), str::to_owned)
}

/// `x[1:2]` for `slice x 1 2`.
pub(super) fn slice<M>(item: &Value, indexes: &[Operand<M>]) -> Result<Value, FuncError> {
    let item = container(item);
    if item.is_nil() {
        return Err("slice of untyped nil".into());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()).into());
    }
    let is_text = matches!(item, Value::String(_) | Value::Number(_));
    if is_text && indexes.len() == 3 {
        return Err("cannot 3-index slice a string".into());
    }
    let length = match &item {
        Value::String(s) | Value::Number(s) | Value::Bytes(s) => s.len(),
        Value::List(list) => list.len(),
        other => return Err(format!("can't slice item of type {}", pointed_to(other)).into()),
    };
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        // Go doesn't unpack interfaces here, as it does for `index`.
        if index.boxed {
            return Err("cannot index slice/array with type interface {}".into());
        }
        *bound = position(&index.value, length)?;
    }
    let [start, end, capacity] = bounds;
    match (start > end, end > capacity) {
        (true, _) => Err(format!("invalid slice index: {start} > {end}").into()),
        (_, true) => Err(format!("invalid slice index: {end} > {capacity}").into()),
        _ => Ok(cut(&item, start, end)),
    }
}

fn cut(item: &Value, start: usize, end: usize) -> Value {
    let bytes = |s: &Str| Str::from(s.as_bytes().get(start..end).unwrap_or(&[]));
    match item {
        Value::String(s) => Value::String(bytes(s)),
        Value::Number(s) => Value::Number(bytes(s)),
        Value::Bytes(s) => Value::Bytes(bytes(s)),
        Value::List(list) => Value::List(list.part(start..end)),
        other => other.clone(),
    }
}

/// The length of what has one.
pub(super) fn len<M>(item: &Operand<M>) -> Result<Value, FuncError> {
    let length = match container(&item.value) {
        Value::Nil if item.boxed => return Err("len of nil pointer".into()),
        // Go's reflect panics here, and text/template recovers.
        Value::Nil => return Err("reflect: call of reflect.Value.Type on zero Value".into()),
        Value::String(s) | Value::Number(s) | Value::Bytes(s) => s.len(),
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        _ => return Err(format!("len of type {}", pointed_to(&item.value)).into()),
    };
    Ok(Value::int(length as i64))
}
