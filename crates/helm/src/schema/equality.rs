//! Which values are the same JSON: numbers by what they amount to.

use super::number::Decimal;
use periplus_value::{List, Str, Value, quote};
use std::collections::BTreeMap;

/// Lists that are longer are looked through by what equal items share (`duplicates` of the library's `util.go`).
const FEW: usize = 20;

/// What it costs to compare two short values.
pub(super) const COMPARISON: usize = 64;
/// What it costs to note an item, and beside that a byte of what stands for one that isn't simple.
const ITEM: usize = 150;
const BYTE: usize = 16;
/// As many bytes are compared in the time of looking at a value.
const CHUNK: usize = 256;
/// As many digits are read.
const DIGITS: usize = 4;

/// JSON's name for a value's type; `None` for what JSON doesn't have.
pub(super) fn type_name(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Nil => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Float(_) | Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
        Value::Bytes(_) | Value::Object(_) => return None,
    })
}

/// Whether two values are the same JSON; counts what is looked at. A number is the same as a text of it behind it (`equals`
/// of the library's `util.go`).
pub(super) fn equal(a: &Value, b: &Value, looked: &mut usize) -> bool {
    *looked += 1;
    match (a, b) {
        (Value::String(a), Value::String(b)) => {
            *looked += if a.len() == b.len() { a.len() / CHUNK } else { 0 };
            a == b
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b, looked))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (a.borrow(), b.borrow());
            let mut pairs = a.iter().zip(b.iter());
            a.len() == b.len() && pairs.all(|((key, a), (name, b))| key == name && equal(a, b, looked))
        }
        (Value::Int(_) | Value::Float(_) | Value::Number(_), Value::String(text)) => {
            let text = Value::Number(text.clone());
            *looked += digits(a) + digits(&text);
            Decimal::of(&text).is_some() && Number::of(a) == Number::of(&text)
        }
        _ if type_name(a) != type_name(b) => false,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Nil, _) => true,
        _ => {
            *looked += digits(a) + digits(b);
            Number::of(a) == Number::of(b)
        }
    }
}

/// How much longer than a short one it takes to read a number, in comparisons.
pub(super) fn digits(value: &Value) -> usize {
    match value {
        Value::Number(text) => text.len() / DIGITS,
        _ => 0,
    }
}

/// The first two equal items. What it costs is accounted for item by item.
pub(super) fn duplicate<E>(
    list: &List,
    mut spend: impl FnMut(usize) -> Result<(), E>,
) -> Result<Option<(usize, usize)>, E> {
    if list.len() <= FEW {
        return duplicate_of_few(list, spend);
    }
    let mut seen = BTreeMap::new();
    for (second, item) in list.iter().enumerate() {
        let key = Key::of(item);
        spend(ITEM + key.length().saturating_mul(BYTE))?;
        if let Some(first) = seen.insert(key, second) {
            return Ok(Some((first, second)));
        }
    }
    Ok(None)
}

/// Each against each, which also finds a number behind a text of it.
fn duplicate_of_few<E>(
    list: &List,
    mut spend: impl FnMut(usize) -> Result<(), E>,
) -> Result<Option<(usize, usize)>, E> {
    for (second, item) in list.iter().enumerate() {
        for (first, before) in list[..second].iter().enumerate() {
            let mut looked = 0;
            let is_same = equal(item, before, &mut looked);
            spend(looked.saturating_mul(COMPARISON))?;
            if is_same {
                return Ok(Some((first, second)));
            }
        }
    }
    Ok(None)
}

/// What equal values share.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(Str),
    Number(Number),
    Other(String),
}

impl Key {
    fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Key::Text(text.clone()),
            Value::Int(_) | Value::Float(_) | Value::Number(_) => Key::Number(Number::of(value)),
            other => {
                let mut text = String::new();
                append_canonical(&mut text, other);
                Key::Other(text)
            }
        }
    }

    /// About how long it took to make it or takes to compare it.
    fn length(&self) -> usize {
        match self {
            Key::Text(text) => text.len() / BYTE,
            Key::Number(Number::Whole(_)) => 0,
            Key::Number(Number::Other(text)) | Key::Other(text) => text.len(),
        }
    }
}

/// A number by what it amounts to.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    /// One of less than 19 digits.
    Whole(i64),
    Other(String),
}

impl Number {
    fn of(value: &Value) -> Self {
        let short = match value {
            Value::Number(text) if text.len() < 19 => text.as_str().and_then(|text| text.parse().ok()),
            _ => None,
        };
        let exact = || Decimal::of(value);
        let other = || exact().map_or_else(String::new, |number| number.canonical());
        short.or_else(|| exact()?.whole()).map_or_else(|| Number::Other(other()), Number::Whole)
    }
}

/// A text that is the same for equal values and for no others.
fn append_canonical(out: &mut String, value: &Value) {
    match value {
        Value::Nil => out.push('~'),
        Value::Bool(b) => out.push(if *b { 't' } else { 'f' }),
        Value::String(text) => out.push_str(&quote(text.as_bytes())),
        Value::List(items) => {
            out.push('[');
            items.iter().for_each(|item| append_canonical(out, item));
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (key, value) in map.borrow().iter() {
                out.push_str(&quote(key.as_bytes()));
                append_canonical(out, value);
            }
            out.push('}');
        }
        other => out.push_str(&Decimal::of(other).map_or_else(String::new, |n| n.canonical())),
    }
}
