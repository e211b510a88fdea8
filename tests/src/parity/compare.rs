//! Manifests as data.
//!
//! Two things are knowingly shortened in the built-in pack and left out here: CRDs (their schemas) and the text of
//! injection templates.

use periplus_value::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// apiVersion, kind, namespace, name
type Key = [String; 4];

/// Resources by what identifies them.
pub(crate) type Resources = BTreeMap<Key, Value>;

/// One way in which our output is not the recorded one. At most one [`Difference::Field`] for a resource: the first.
pub(crate) enum Difference {
    Missing(Key),
    Extra(Key),
    Field { key: Key, path: String, expected: String, found: String },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |[_, kind, namespace, name]: &Key| format!("{kind} {namespace}/{name}");
        match self {
            Self::Missing(key) => write!(f, "missing {}", name(key)),
            Self::Extra(key) => write!(f, "extra {}", name(key)),
            Self::Field { key, path, expected, found } => {
                write!(f, "{}{path}: {found}, where {expected} was recorded", name(key))
            }
        }
    }
}

/// The resources of a manifest.
pub(crate) fn documents(text: &str) -> Result<Resources, String> {
    let mut resources = Resources::new();
    let mut document = String::new();
    for line in text.lines().chain(["---"]) {
        if line.trim_end() != "---" {
            document.push_str(line);
            document.push('\n');
            continue;
        }
        let value = periplus_yaml::parse(document.as_bytes()).map_err(|why| why.to_string())?;
        document.clear();
        let Some(map) = value.as_map() else { continue };
        let key = key(map);
        if key[1] != "CustomResourceDefinition" {
            resources.insert(key, open(&value));
        }
    }
    Ok(resources)
}

fn key(map: &Map) -> Key {
    let value = Value::Map(map.clone());
    [&["apiVersion"][..], &["kind"], &["metadata", "namespace"], &["metadata", "name"]].map(|path| {
        value
            .at(path)
            .and_then(|found| found.as_string().map(|s| s.to_str_lossy().into_owned()))
            .unwrap_or_default()
    })
}

/// With the YAML and JSON inside a ConfigMap's strings read, and injection templates cut.
fn open(resource: &Value) -> Value {
    let is_config = resource.at(&["kind"]).and_then(|kind| kind.as_string().cloned());
    let data = resource.at(&["data"]).and_then(|data| data.as_map().cloned());
    let (Some(kind), Some(data)) = (is_config, data) else { return resource.clone() };
    if kind.as_bytes() != b"ConfigMap" {
        return resource.clone();
    }
    for (name, text) in data.entries() {
        let parsed = text.as_string().and_then(|text| periplus_yaml::parse(text.as_bytes()).ok());
        let Some(Value::Map(inner)) = parsed else { continue };
        if name.as_bytes() == b"config" {
            inner.remove("templates");
        }
        data.insert(name, Value::Map(inner));
    }
    resource.clone()
}

/// Everything recorded that is not in ours, and the other way round.
pub(crate) fn compare(expected: &Resources, ours: &Resources) -> Vec<Difference> {
    let extra = ours.keys().filter(|key| !expected.contains_key(*key)).cloned().map(Difference::Extra);
    let other = expected.iter().filter_map(|(key, expected)| {
        let Some(found) = ours.get(key) else { return Some(Difference::Missing(key.clone())) };
        let (path, expected, found) = first(expected, found)?;
        Some(Difference::Field { key: key.clone(), path, expected, found })
    });
    other.chain(extra).collect()
}

/// The first place where two values differ: its path, and both values as text.
fn first(expected: &Value, found: &Value) -> Option<(String, String, String)> {
    let below = |step: String| {
        move |(path, expected, found): (String, String, String)| (format!("{step}{path}"), expected, found)
    };
    let absent = || "nothing".to_owned();
    match (expected, found) {
        (Value::Map(a), Value::Map(b)) => {
            let step = |key: &periplus_value::Str| format!(".{}", key.to_str_lossy());
            let one_sided = b.keys().into_iter().find(|key| !a.contains(key.as_bytes()));
            let here = a.entries().into_iter().find_map(|(key, expected)| match b.get(key.as_bytes()) {
                None => Some((step(&key), short(&expected), absent())),
                Some(found) => first(&expected, &found).map(below(step(&key))),
            });
            here.or_else(|| {
                one_sided.map(|key| {
                    (step(&key), absent(), b.get(key.as_bytes()).as_ref().map_or_else(absent, short))
                })
            })
        }
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b.iter()).enumerate();
            pairs
                .into_iter()
                .find_map(|(at, (expected, found))| first(expected, found).map(below(format!("[{at}]"))))
        }
        _ if short(expected) == short(found) => None,
        _ => Some((String::new(), short(expected), short(found))),
    }
}

/// A value's text with its type, cut to a line.
fn short(value: &Value) -> String {
    let mut text = format!("{value:?}");
    if let Some((at, _)) = text.char_indices().nth(160) {
        text.truncate(at);
        text.push('…');
    }
    text
}
