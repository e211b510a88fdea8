//! What istioctl renders and no cluster takes: such a resource can't be reached by Helm, and needn't be.

use crate::data;
use periplus_value::Value;

/// Whether a resource has the fault, and what is said of it.
type Fault = (fn(&Value) -> bool, &'static str);

const FAULTS: [Fault; 4] = [
    (has_no_name, "istioctl's own result has no name, and no cluster takes that"),
    (
        has_odd_labels,
        "istioctl's own result has labels or annotations that are no text, and no cluster takes that",
    ),
    (has_odd_variables, "istioctl's own result has variables that are no text, and no cluster takes that"),
    (
        has_homeless_account,
        "istioctl's own result binds a service account of no namespace to a cluster's role, and no cluster takes that",
    ),
];

/// Why no cluster takes a resource.
pub(super) fn of(object: &Value) -> Option<&'static str> {
    FAULTS.iter().find(|(holds, _)| holds(object)).map(|(_, text)| *text)
}

fn has_no_name(object: &Value) -> bool {
    let name = object.at(&["metadata", "name"]).and_then(|name| data::text(&name));
    name.is_none_or(|name| name.is_empty())
}

/// Fields that hold texts only.
const STRING_MAPS: [&[&str]; 6] = [
    &["metadata", "annotations"],
    &["metadata", "labels"],
    &["spec", "selector"],
    &["spec", "selector", "matchLabels"],
    &["spec", "template", "metadata", "annotations"],
    &["spec", "template", "metadata", "labels"],
];

fn has_odd_labels(object: &Value) -> bool {
    let is_odd = |path: &[&str]| {
        let map = object.at(path).and_then(|map| map.as_map().cloned()).unwrap_or_default();
        map.borrow().iter().any(|(key, value)| {
            let is_selector = *key == "matchLabels" || *key == "matchExpressions";
            !is_selector && (is_no_text(value) || value.as_map().is_some())
        })
    };
    STRING_MAPS.iter().any(|path| is_odd(path))
}

fn has_odd_variables(object: &Value) -> bool {
    let containers =
        ["containers", "initContainers"].map(|key| object.at(&["spec", "template", "spec", key]));
    let mut variables =
        containers.into_iter().flat_map(items).flat_map(|container| items(container.at(&["env"])));
    variables.any(|variable| {
        ["name", "value"].iter().any(|key| variable.at(&[key]).is_some_and(|value| is_no_text(&value)))
    })
}

/// A Role's binding means its own namespace when it names none.
fn has_homeless_account(object: &Value) -> bool {
    let is_for_all = data::text_at(object, "kind").as_deref() == Some("ClusterRoleBinding");
    is_for_all
        && items(object.at(&["subjects"])).iter().any(|subject| {
            let text = |key| data::text_at(subject, key).unwrap_or_default();
            text("kind") == "ServiceAccount" && text("namespace").is_empty()
        })
}

fn items(list: Option<Value>) -> Vec<Value> {
    list.and_then(|list| list.as_list().map(|list| list.to_vec())).unwrap_or_default()
}

fn is_no_text(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::List(_))
}
