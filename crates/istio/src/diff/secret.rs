//! What Secrets hold is nobody's business: hidden before a difference is shown.

use super::doc::Doc;
use super::fields::{canonical, same};
use super::path::Step;
use super::{Change, ResourceChange};
use periplus_value::{Str, Value};

/// Where a Secret keeps what it hides, key by key.
const FIELDS: [&str; 2] = ["data", "stringData"];

/// Where `kubectl apply` keeps a copy of all of it.
const COPY: [&str; 3] = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"];

/// The same change with sizes instead of what Secrets hold: `redacted, 24 bytes, before`. That a value changed still
/// shows; which keys there are does as well.
#[must_use]
pub fn redacted(change: &ResourceChange) -> ResourceChange {
    if ![&change.before, &change.after].into_iter().flatten().any(is_secret) {
        return change.clone();
    }
    let [before, after] = [&change.before, &change.after].map(|doc| doc.as_ref().map(Doc::object));
    ResourceChange {
        kind: change.kind,
        before: change.before.as_ref().map(|doc| hidden(doc, after.as_ref(), "before")),
        after: change.after.as_ref().map(|doc| hidden(doc, before.as_ref(), "after")),
        changes: change.changes.iter().map(hidden_change).collect(),
    }
}

fn is_secret(doc: &Doc) -> bool {
    doc.id().kind == "Secret" && doc.id().group().is_empty()
}

fn hidden(doc: &Doc, other: Option<&Value>, side: &str) -> Doc {
    Doc::of(doc.id().clone(), hide(&doc.object(), &mut Vec::new(), other, side))
}

fn hidden_change(change: &Change) -> Change {
    let key = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(_) | Step::Element { .. } => String::new(),
    };
    let path: Vec<String> = change.path.0.iter().map(key).collect();
    let side =
        |value: &Option<Value>, side| value.as_ref().map(|value| hide(value, &mut path.clone(), None, side));
    Change { old: side(&change.old, "before"), new: side(&change.new, "after"), ..change.clone() }
}

/// The value with sizes instead of secrets; those that the other side has as well don't tell their side.
fn hide(value: &Value, path: &mut Vec<String>, other: Option<&Value>, side: &str) -> Value {
    if is_hidden(path, value) {
        let side = if other.is_some_and(|other| same(value, other)) { "" } else { side };
        return size(value, side);
    }
    let Value::Map(map) = value else { return value.clone() };
    let entry = |(key, value): (Str, Value)| {
        path.push(key.to_str_lossy().into_owned());
        let theirs = other.and_then(|other| other.as_map()?.get(&key));
        let hidden = hide(&value, path, theirs.as_ref(), side);
        path.pop();
        (key, hidden)
    };
    Value::Map(map.entries().into_iter().map(entry).collect())
}

fn is_hidden(path: &[String], value: &Value) -> bool {
    match path {
        [] => !matches!(value, Value::Map(_)),
        [field] => FIELDS.contains(&field.as_str()) && !matches!(value, Value::Map(_)),
        [field, ..] => FIELDS.contains(&field.as_str()) || path.iter().map(String::as_str).eq(COPY),
    }
}

/// `redacted, 24 bytes, before`
fn size(value: &Value, side: &str) -> Value {
    let bytes = match value {
        Value::String(text) | Value::Bytes(text) => text.len(),
        other => canonical(other).len(),
    };
    let side = if side.is_empty() { String::new() } else { format!(", {side}") };
    Value::string(format!("redacted, {bytes} bytes{side}"))
}
