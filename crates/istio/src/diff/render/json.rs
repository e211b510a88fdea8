//! For programs: every change as a record.

use crate::diff::{Change, ChangeKind, Doc, ResourceChange};
use periplus_value::{Map, Value};

/// The changes as data:
///
/// ```json
/// {"resources": [{
///   "kind": "changed",
///   "before": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "istio-system", "name": "istiod"},
///   "after": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "istio-system", "name": "istiod"},
///   "changes": [{"kind": "changed", "path": "spec.replicas", "old": 1, "new": 2}]
/// }]}
/// ```
///
/// A resource's `kind` is `added`, `removed`, `changed` or `renamed`; `before` or `after` is missing where there is
/// none, and the one change of such a resource has an empty path and the whole resource. A change's `kind` is `added`,
/// `removed`, `changed` or `reordered`; `old` or `new` is missing where there is none.
pub fn json(changes: &[ResourceChange]) -> Value {
    let resources: Vec<Value> = changes.iter().map(resource).collect();
    Value::Map(Map::from_iter([("resources", Value::from(resources))]))
}

fn resource(change: &ResourceChange) -> Value {
    let map = Map::from_iter([("kind", word(change.kind))]);
    for (side, doc) in [("before", &change.before), ("after", &change.after)] {
        if let Some(doc) = doc {
            map.insert(side, id(doc));
        }
    }
    let changes: Vec<Value> = match change.kind {
        ChangeKind::Added | ChangeKind::Removed => {
            let object = |doc: &Option<Doc>| doc.as_ref().map(Doc::object);
            vec![record(change.kind, "", object(&change.before), object(&change.after))]
        }
        _ => change.changes.iter().map(field).collect(),
    };
    map.insert("changes", changes);
    Value::Map(map)
}

fn field(change: &Change) -> Value {
    record(change.kind, &change.path.to_string(), change.old.clone(), change.new.clone())
}

fn record(kind: ChangeKind, path: &str, old: Option<Value>, new: Option<Value>) -> Value {
    let map = Map::from_iter([("kind", word(kind)), ("path", Value::string(path))]);
    for (side, value) in [("old", old), ("new", new)] {
        if let Some(value) = value {
            map.insert(side, value);
        }
    }
    Value::Map(map)
}

fn id(doc: &Doc) -> Value {
    let id = doc.id();
    let fields = [
        ("apiVersion", &id.api_version),
        ("kind", &id.kind),
        ("namespace", &id.namespace),
        ("name", &id.name),
    ];
    Value::Map(fields.into_iter().map(|(key, text)| (key, text.as_str())).collect())
}

fn word(kind: ChangeKind) -> Value {
    Value::string(match kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Changed => "changed",
        ChangeKind::Renamed => "renamed",
        ChangeKind::Reordered => "reordered",
    })
}
