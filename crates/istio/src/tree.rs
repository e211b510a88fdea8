//! Reading, setting and merging in an IstioOperator held as plain data (operator/pkg/values/map.go).
//!
//! Maps are shared the way Go's are: merging puts the other side's maps in, not copies of them.

use crate::path::{index, key_value, split_path};
use periplus_value::{List, Map, Str, Value, parse_float, parse_int};
use std::fmt;

/// Printed values are messages and flags; longer ones are cut off with an error.
const TEXT_LIMIT: usize = 1 << 20;

/// How deep paths and merges may go.
const MAX_DEPTH: usize = 1000;

/// Why a path can't be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// `[name:x]` matches nothing.
    NotFound {
        /// The element.
        element: String,
    },
    /// Neither `[0]` nor `[key:value]`.
    UnknownElement {
        /// The element.
        element: String,
    },
    /// The path goes on below something that has no keys; istioctl crashes.
    NotAMap {
        /// The key or index whose value it is.
        element: String,
        /// What it is, in YAML's words.
        found: &'static str,
    },
    /// An index, but the value is no list; istioctl crashes.
    NotAList {
        /// The key.
        element: String,
        /// What it is.
        found: &'static str,
    },
    /// A whole element of a list is to be replaced; istioctl crashes.
    ReplacesElement {
        /// The element.
        element: String,
    },
    /// More elements than a path may have.
    TooDeep,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { element } => write!(f, "element {element} not found"),
            Self::UnknownElement { element } => write!(f, "unknown segment {element}"),
            Self::NotAMap { element, found } => {
                write!(f, "{element} is {found}, so nothing can be set below it")
            }
            Self::NotAList { element, found } => {
                write!(f, "{element} is {found}, not a list, so it has no elements")
            }
            Self::ReplacesElement { element } => {
                write!(f, "element {element} exists already; give the path of a field within it")
            }
            Self::TooDeep => f.write_str("the path has too many elements"),
        }
    }
}

/// What a value is, for messages.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Nil => "null",
        Value::Bool(_) => "a bool",
        Value::Int(_) | Value::Float(_) | Value::Number(_) => "a number",
        Value::String(_) | Value::Bytes(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) | Value::Object(_) => "a map",
    }
}

/// `%v` of a value.
pub(crate) fn text_of(value: &Value) -> String {
    value.to_text(TEXT_LIMIT).map_or_else(|_| "…".to_owned(), |text| text.to_str_lossy().into_owned())
}

/// Merges key by key, the other side winning; lists and scalars replace.
pub(crate) fn merge(base: &Map, other: &Map) {
    merge_within(base, other, 0);
}

fn merge_within(base: &Map, other: &Map, depth: usize) {
    if base.same(other) || depth > MAX_DEPTH {
        return;
    }
    for (key, value) in other.entries() {
        if let (Value::Map(above), Some(below)) = (&value, base.get_map(&key)) {
            merge_within(&below, above, depth + 1);
        } else {
            base.insert(key, value);
        }
    }
}

/// One value under keys, as a map of maps.
pub(crate) fn nest(value: Value, keys: &[&str]) -> Map {
    let wrap = |inner: Value, key: &&str| Value::Map(Map::from_iter([(*key, inner)]));
    match keys.iter().rev().fold(value, wrap) {
        Value::Map(map) => map,
        _ => Map::new(),
    }
}

/// The value at a path; keys with dots, indices and selectors as in [`set`].
pub(crate) fn get(root: &Map, path: &str) -> Option<Value> {
    split_path(path).iter().try_fold(Value::Map(root.clone()), |current, element| step(&current, element))
}

fn step(current: &Value, element: &str) -> Option<Value> {
    if let Some(at) = index(element) {
        return current.as_list()?.get(usize::try_from(at).ok()?).cloned();
    }
    if let Some((key, value)) = key_value(element) {
        let list = current.as_list()?;
        return find(list, key, value).and_then(|at| list.get(at)).cloned();
    }
    current.as_map()?.get(element)
}

/// The first map in a list that has a string under a key.
fn find(list: &List, key: &str, value: &str) -> Option<usize> {
    let matches = |item: &Value| {
        item.as_map()
            .and_then(|map| map.get(key))
            .and_then(|v| v.as_string().map(|s| *s == value))
            .unwrap_or(false)
    };
    list.iter().position(matches)
}

/// The map under plain keys; dots always separate.
pub(crate) fn get_map(root: &Map, path: &str) -> Option<Map> {
    path.split('.').try_fold(root.clone(), |map, key| map.get_map(key))
}

/// The string at a path, empty for anything else.
pub(crate) fn get_string(root: &Map, path: &str) -> String {
    get(root, path).and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned())).unwrap_or_default()
}

/// The bool at a path, false for anything else.
pub(crate) fn get_bool(root: &Map, path: &str) -> bool {
    get(root, path).and_then(|v| v.as_bool()).unwrap_or(false)
}

/// Sets the value at a path, creating maps and lists on the way. An index beyond a list's end appends to it.
pub(crate) fn set(root: &Map, path: &str, value: Value) -> Result<(), PathError> {
    let elements = split_path(path);
    if elements.len() > MAX_DEPTH {
        return Err(PathError::TooDeep);
    }
    set_elements(root, &elements, value)
}

fn set_elements(base: &Map, elements: &[String], value: Value) -> Result<(), PathError> {
    let [key, rest @ ..] = elements else { return Ok(()) };
    match rest {
        [selector, below @ ..] if selector.starts_with('[') => set_in_list(base, key, selector, below, value),
        [] => {
            base.insert(key.as_str(), value);
            Ok(())
        }
        _ => {
            if !base.contains(key) {
                base.insert(key.as_str(), Map::new());
            }
            set_elements(&map_or_scratch(base.get(key), key)?, rest, value)
        }
    }
}

/// The map itself; for null a map that nobody keeps, so that setting below it has no effect (`MustCastAsMap`).
fn map_or_scratch(value: Option<Value>, element: &str) -> Result<Map, PathError> {
    match value {
        Some(Value::Map(map)) => Ok(map),
        None | Some(Value::Nil) => Ok(Map::new()),
        Some(other) => Err(PathError::NotAMap { element: element.to_owned(), found: describe(&other) }),
    }
}

fn set_in_list(
    base: &Map,
    key: &str,
    selector: &str,
    below: &[String],
    value: Value,
) -> Result<(), PathError> {
    let list = match base.get(key) {
        None => List::new(Vec::new()),
        Some(Value::List(list)) => list,
        Some(other) => return Err(PathError::NotAList { element: key.to_owned(), found: describe(&other) }),
    };
    let at = select(&list, selector)?;
    let mut items = list.to_vec();
    match at.and_then(|at| items.get_mut(at)) {
        None if below.is_empty() => items.push(value),
        None => {
            let created = Map::new();
            set_elements(&created, below, value)?;
            items.push(created.into());
        }
        Some(item) => {
            let map = map_or_scratch(Some(item.clone()), selector)?;
            if below.is_empty() {
                return Err(PathError::ReplacesElement { element: format!("{key}{selector}") });
            }
            set_elements(&map, below, value)?;
            *item = map.into();
        }
    }
    base.insert(key, items);
    Ok(())
}

/// The index a selector means; `None`: behind the end.
fn select(list: &List, selector: &str) -> Result<Option<usize>, PathError> {
    if let Some((key, value)) = key_value(selector) {
        if let Some(item) = list.iter().find(|item| !matches!(item, Value::Map(_) | Value::Nil)) {
            return Err(PathError::NotAMap { element: selector.to_owned(), found: describe(item) });
        }
        let found = find(list, key, value);
        return found.map(Some).ok_or_else(|| PathError::NotFound { element: selector.to_owned() });
    }
    let at = index(selector).ok_or_else(|| PathError::UnknownElement { element: selector.to_owned() })?;
    Ok(usize::try_from(at).ok().filter(|at| *at < list.len()))
}

/// Paths whose values are strings even if they look like numbers (`alwaysString`).
const STRINGS: [&str; 6] = [
    "spec.values.compatibilityVersion",
    "spec.tag",
    "spec.values.global.tag",
    "spec.meshConfig.defaultConfig.proxyMetadata.",
    "spec.values.meshConfig.defaultConfig.proxyMetadata.",
    "spec.compatibilityVersion",
];

/// Applies a `path=value` flag below `spec`. `first_equals`: the value may hold further `=` (1.31); otherwise a flag with
/// two of them is a path as a whole.
pub(crate) fn set_flag(root: &Map, flag: &str, first_equals: bool) -> Result<(), PathError> {
    let flag = format!("spec.{flag}");
    let (path, text) = match flag.split_once('=') {
        Some((path, value)) if first_equals || !value.contains('=') => (path.trim(), value.trim()),
        _ => (flag.as_str(), ""),
    };
    let value = if STRINGS.iter().any(|p| path.starts_with(p)) { text.into() } else { parse_value(text) };
    set(root, path, value)
}

/// A flag's text as a number or bool if it is one.
fn parse_value(text: &str) -> Value {
    let bytes = text.as_bytes();
    if let Ok(n) = parse_int(bytes, 10, 64) {
        return Value::int(n);
    }
    if let Ok(n) = parse_float(bytes) {
        return Value::Float(n);
    }
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Value::Bool(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Value::Bool(false),
        _ => Value::String(Str::from(text.replace("\\,", ","))),
    }
}
