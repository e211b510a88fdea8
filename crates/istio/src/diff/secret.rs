//! What Secrets hold is nobody's business: hidden before a difference is shown.

use super::doc::Doc;
use super::path::Step;
use super::{Change, ResourceChange};
use periplus_value::{Map, Str, Value};

/// Where a Secret keeps what it hides.
const HIDDEN: [&str; 2] = ["data", "stringData"];

/// The same change with sizes instead of what Secrets hold: `redacted, 24 bytes, before`. That a value changed still
/// shows; which keys there are does as well.
#[must_use]
pub fn redacted(change: &ResourceChange) -> ResourceChange {
    if ![&change.before, &change.after].into_iter().flatten().any(is_secret) {
        return change.clone();
    }
    let [before, after] = [change.before.as_ref(), change.after.as_ref()].map(|doc| doc.map(Doc::object));
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

/// The Secret with sizes for values; those that the other side has as well don't tell their side.
fn hidden(doc: &Doc, other: Option<&Value>, side: &str) -> Doc {
    let Value::Map(object) = doc.object() else {
        return Doc::of(doc.id().clone(), size(&doc.object(), side));
    };
    let object = object.shallow_copy();
    for field in HIDDEN {
        let Some(values) = object.get(field) else { continue };
        let theirs = other.and_then(|other| other.at(&[field]));
        object.insert(field, hidden_values(&values, theirs.as_ref(), side));
    }
    Doc::of(doc.id().clone(), Value::Map(object))
}

fn hidden_values(values: &Value, theirs: Option<&Value>, side: &str) -> Value {
    let Value::Map(values) = values else { return size(values, side) };
    let hide = |(key, value): (Str, Value)| {
        let same = theirs.and_then(|map| map.as_map()?.get(&key)).is_some_and(|v| v.deep_equal(&value));
        (key, size(&value, if same { "" } else { side }))
    };
    Value::Map(values.entries().into_iter().map(hide).collect::<Map>())
}

fn hidden_change(change: &Change) -> Change {
    let inside = matches!(change.path.0.first(), Some(Step::Key(key)) if HIDDEN.contains(&key.as_str()));
    if !inside && !change.path.0.is_empty() {
        return change.clone();
    }
    let whole_field = change.path.0.len() <= 1;
    let hide = |value: &Value, side| match value {
        Value::Map(_) if whole_field => hidden_values(value, None, side),
        value => size(value, side),
    };
    Change {
        old: change.old.as_ref().map(|value| hide(value, "before")),
        new: change.new.as_ref().map(|value| hide(value, "after")),
        ..change.clone()
    }
}

/// `redacted, 24 bytes, before`
fn size(value: &Value, side: &str) -> Value {
    let bytes = match value {
        Value::String(text) | Value::Bytes(text) => text.len(),
        other => super::fields::canonical(other).len(),
    };
    let side = if side.is_empty() { String::new() } else { format!(", {side}") };
    Value::string(format!("redacted, {bytes} bytes{side}"))
}
