//! Text to data for the rest of the crate, and copies through JSON.

use periplus_value::{List, Map, Str, Value};
use periplus_yaml::{Numbers, Options};

/// Reads a file's first document into a map, numbers as `float64` (`values.MapFromYaml`).
pub(crate) fn read_map(text: &[u8]) -> Result<Map, periplus_yaml::Error> {
    periplus_yaml::parse_map(text, &Options::default())
}

/// Reads a manifest, whole numbers as integers.
pub(crate) fn read_manifest(text: &[u8]) -> Result<Value, periplus_yaml::Error> {
    Ok(periplus_yaml::parse_with(text, &Options { numbers: Numbers::Go, ..Options::default() })?.value)
}

/// Whether a text is a JSON object.
pub(crate) fn is_json_object(text: &[u8]) -> bool {
    matches!(periplus_yaml::json::parse_map(text), Ok(Some(_)))
}

/// The map that a text is in YAML.
pub(crate) fn yaml_map(text: &[u8]) -> Option<Map> {
    read_map(text).ok()
}

/// The documents of a text: what lies between lines that begin with `---`, without blanks around it, empty ones left
/// out (pkg/test/util/yml/parts.go). Those lines' own text is dropped.
pub(crate) fn split_documents(text: &[u8]) -> Vec<&[u8]> {
    parts(text).into_iter().map(trim).filter(|document| !document.is_empty()).collect()
}

/// What lies between lines that begin with `---`, as it is: blanks at its end may belong to a block scalar.
pub(crate) fn parts(text: &[u8]) -> Vec<&[u8]> {
    let mut documents = Vec::new();
    let (mut start, mut from) = (0, 0);
    let mut next = text.starts_with(b"---").then_some(0);
    loop {
        next = next.or_else(|| Some(from + memchr::memmem::find(&text[from..], b"\n---")? + 1));
        let Some(line) = next.take() else { break };
        // A separator at the very end without a line feed is text, as upstream has it.
        let Some(width) = memchr::memchr(b'\n', &text[line..]) else { break };
        documents.push(&text[start..line]);
        (start, from) = (line + width + 1, line + width);
    }
    documents.push(&text[start..]);
    documents
}

/// Go's `strings.TrimSpace`.
fn trim(text: &[u8]) -> &[u8] {
    match std::str::from_utf8(text) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => text.trim_ascii(),
    }
}

/// A copy as Go makes it through JSON: shares nothing, all numbers are `float64`. `Err`: the path of a number that
/// JSON can't have.
pub(crate) fn json_copy(map: &Map) -> Result<Map, String> {
    let mut path = Vec::new();
    match copy(&Value::Map(map.clone()), &mut path) {
        Some(Value::Map(map)) => Ok(map),
        _ => Err(path.join(".")),
    }
}

fn copy(value: &Value, path: &mut Vec<String>) -> Option<Value> {
    Some(match value {
        Value::Float(n) if !n.is_finite() => return None,
        Value::Int(n) => Value::Float(n.get() as f64),
        Value::Map(map) => {
            let copied = Map::new();
            for (key, value) in map.borrow().iter() {
                path.push(key.to_str_lossy().into_owned());
                copied.insert(key.clone(), copy(value, path)?);
                path.pop();
            }
            Value::Map(copied)
        }
        Value::List(list) if list.is_nil() => Value::Nil,
        Value::List(list) => {
            let mut items = Vec::with_capacity(list.len());
            for (at, item) in list.iter().enumerate() {
                path.push(format!("[{at}]"));
                items.push(copy(item, path)?);
                path.pop();
            }
            Value::List(List::new(items))
        }
        Value::String(s) if s.as_str().is_none() => Value::String(Str::from(s.to_str_lossy())),
        other => other.clone(),
    })
}
