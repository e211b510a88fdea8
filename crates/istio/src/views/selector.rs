//! Kubernetes' label selectors: whether one matches labels, and how it reads.

use crate::tree;
use periplus_value::{Map, Value};
use std::collections::BTreeMap;

/// Labels by name.
pub(super) type Labels = BTreeMap<&'static str, String>;

/// Whether a selector matches; one that isn't there matches everything.
pub(super) fn matches(selector: Option<&Map>, labels: &Labels) -> bool {
    let Some(selector) = selector else { return true };
    let exact = selector.get_map("matchLabels").unwrap_or_default();
    let equal = exact.entries().into_iter().all(|(key, value)| {
        labels.get(&*key.to_str_lossy()).is_some_and(|label| *label == tree::text_of(&value))
    });
    equal && expressions(selector).iter().all(|expression| holds(expression, labels))
}

fn expressions(selector: &Map) -> Vec<Map> {
    let list = selector.get("matchExpressions").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    list.iter().filter_map(Value::as_map).cloned().collect()
}

fn values(expression: &Map) -> Vec<String> {
    let list = expression.get("values").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    list.iter().map(tree::text_of).collect()
}

fn holds(expression: &Map, labels: &Labels) -> bool {
    let label = labels.get(tree::get_string(expression, "key").as_str());
    let among = |label: &String| values(expression).contains(label);
    match tree::get_string(expression, "operator").as_str() {
        "In" => label.is_some_and(among),
        "NotIn" => !label.is_some_and(among),
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        _ => false,
    }
}

/// As `kubectl` writes it: `istio.io/rev in (canary),!istio-injection`; empty for one that matches everything.
pub(super) fn text(selector: Option<&Map>) -> String {
    let Some(selector) = selector else { return String::new() };
    let exact = selector.get_map("matchLabels").unwrap_or_default().entries();
    let mut parts: Vec<String> =
        exact.into_iter().map(|(key, value)| format!("{key}={}", tree::text_of(&value))).collect();
    parts.extend(expressions(selector).iter().map(|expression| {
        let (key, values) = (tree::get_string(expression, "key"), values(expression).join(","));
        match tree::get_string(expression, "operator").as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "DoesNotExist" => format!("!{key}"),
            _ => key,
        }
    }));
    parts.join(",")
}
