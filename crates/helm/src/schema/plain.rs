//! Schemas that are valid by what they look like: those of a few common keywords with values that every draft's metaschema
//! takes, and of keywords that none knows. Holding a schema against its metaschema takes longer than a render.

use super::READING;
use super::check::length;
use super::draft::Draft;
use super::equality::duplicate;
use super::keywords::TYPES;
use periplus_value::{List, Str, Value};
use std::collections::BTreeSet;

/// Whether a schema is surely one. The others may be, too. Counts what it looks at.
pub(super) fn is_plain(schema: &Value, seen: &mut usize) -> bool {
    let Value::Map(map) = schema else { return false };
    let mut is_plain =
        |keyword: &Str, value| keyword.as_str().is_some_and(|keyword| is_plain_keyword(keyword, value, seen));
    map.borrow().iter().all(|(keyword, value)| is_plain(keyword, value))
}

fn is_plain_keyword(keyword: &str, value: &Value, seen: &mut usize) -> bool {
    *seen += length(value) + 1;
    match (keyword, value) {
        ("default", _) | ("title" | "description", Value::String(_)) | ("examples", Value::List(_)) => true,
        ("type", Value::String(name)) => is_type(name),
        ("type", Value::List(names)) => are_names(names, is_type),
        ("enum", Value::List(values)) => {
            let mut count = |cost: usize| {
                *seen += cost / READING;
                Ok::<(), ()>(())
            };
            !values.is_empty() && duplicate(values, &mut count) == Ok(None)
        }
        ("required", Value::List(names)) => are_names(names, |_| true),
        ("properties" | "definitions" | "$defs", Value::Map(map)) => {
            map.borrow().values().all(|schema| is_plain(schema, seen))
        }
        ("additionalProperties", Value::Bool(_)) => true,
        ("additionalProperties" | "items" | "not", schema) => is_plain(schema, seen),
        ("anyOf" | "allOf" | "oneOf", Value::List(list)) => {
            !list.is_empty() && list.iter().all(|schema| is_plain(schema, seen))
        }
        ("$ref", Value::String(address)) => is_pointer(address),
        ("$schema", Value::String(url)) => is_draft(&url.to_str_lossy()),
        (unknown, _) => !Draft::is_keyword(unknown),
    }
}

fn is_type(name: &Str) -> bool {
    TYPES.iter().any(|known| *name == *known)
}

/// Texts, at least one and none of them twice.
fn are_names(list: &List, fits: fn(&Str) -> bool) -> bool {
    let mut seen = BTreeSet::new();
    !list.is_empty()
        && list
            .iter()
            .all(|name| name.as_string().is_some_and(|name| fits(name) && seen.insert(name.clone())))
}

fn is_draft(url: &str) -> bool {
    let address = url.strip_suffix('#').unwrap_or(url);
    address.starts_with("http") && !address.contains('#') && Draft::from_url(address).is_some()
}

/// A pointer into the schema itself, of characters that mean themselves.
fn is_pointer(address: &Str) -> bool {
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || b"/_-.$".contains(byte);
    address.as_bytes().strip_prefix(b"#/").is_some_and(|rest| rest.iter().all(is_safe))
}
