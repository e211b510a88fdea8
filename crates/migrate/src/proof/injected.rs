//! Whether injection brings what istioctl's gateway chart has and the `gateway` chart leaves out: every part is compared
//! with the very pod after injection.

use super::Case;
use super::rules::Rule;
use crate::data;
use periplus_istio::diff::{Change, ChangeKind};
use periplus_value::{Map, Value};

/// Rules that rest on injection, beside those that begin with `injected-`.
const OTHERS: [&str; 3] = ["asks-for-injection", "default-revision", "proxy-user"];

/// Whether a rule may be used: not if it rests on injection, and there is none.
pub(super) fn applies(rule: &Rule, case: &Case<'_>) -> bool {
    let rests_on_it = rule.name.starts_with("injected-") || OTHERS.contains(&rule.name);
    !rests_on_it || case.is_injected && (case.kind != "Deployment" || asks_for_it(case))
}

/// Whether Helm's pod is one that the webhook completes with template `gateway`.
fn asks_for_it(case: &Case<'_>) -> bool {
    let meta = |path: &[&str]| {
        let full: Vec<&str> = ["spec", "template", "metadata"].iter().chain(path).copied().collect();
        case.helm.at(&full).and_then(|value| data::text(&value))
    };
    meta(&["labels", "sidecar.istio.io/inject"]).as_deref() == Some("true")
        && meta(&["annotations", "inject.istio.io/templates"]).as_deref() == Some("gateway")
}

/// A part of the pod after injection.
pub(super) fn of_pod(case: &Case<'_>, path: &[&str]) -> Value {
    case.injected.at(path).unwrap_or_default()
}

/// The proxy's container of a workload.
pub(super) fn proxy_of(workload: &Value) -> Option<Value> {
    named(&workload.at(&["spec", "template", "spec", "containers"])?, "istio-proxy")
}

/// A part of the proxy's container after injection.
pub(super) fn of_proxy(case: &Case<'_>, key: &str) -> Value {
    named(&of_pod(case, &["spec", "containers"]), "istio-proxy")
        .and_then(|c| c.at(&[key]))
        .unwrap_or_default()
}

/// Whether a list's element, or every element of a list, is gone and injection brings it.
pub(super) fn only_gone(case: &Case<'_>, change: &Change, brought: fn(&Case<'_>, &Value) -> bool) -> bool {
    let gone = change.kind == ChangeKind::Removed || matches!(change.new, Some(Value::Nil));
    gone && match &change.old {
        Some(Value::List(list)) => list.iter().all(|item| brought(case, item)),
        Some(item) => brought(case, item),
        None => false,
    }
}

/// Whether the pod has the same variable with the same value after injection.
pub(super) fn env(case: &Case<'_>, item: &Value) -> bool {
    let name = data::text_at(item, "name").unwrap_or_default();
    named(&of_proxy(case, "env"), &name).is_some_and(|there| plain(&there).deep_equal(&plain(item)))
}

/// Whether the pod has every argument after injection.
pub(super) fn arguments(case: &Case<'_>, change: &Change) -> bool {
    let brought = items(&of_proxy(case, "args"));
    let gone = items(&change.old.clone().unwrap_or_default());
    change.kind == ChangeKind::Removed && gone.iter().all(|arg| brought.iter().any(|b| b.deep_equal(arg)))
}

/// Whether the pod has the same at the same place after injection. The proxy's configuration is no file then, but a variable.
pub(super) fn mount(case: &Case<'_>, item: &Value) -> bool {
    let path = data::text_at(item, "mountPath").unwrap_or_default();
    if path == "/etc/istio/config" {
        return named(&of_proxy(case, "env"), "PROXY_CONFIG").is_some();
    }
    let at = |mount: &&Value| {
        data::text_at(mount, "mountPath")
            .is_some_and(|p| p.trim_end_matches('/') == path.trim_end_matches('/'))
    };
    let mounts = items(&of_proxy(case, "volumeMounts"));
    let Some(other) = mounts.iter().find(at) else { return false };
    let volumes = case.operator.at(&["spec", "template", "spec", "volumes"]).unwrap_or_default();
    let volume = |volumes: &Value, mount: &Value| named(volumes, &data::text_at(mount, "name")?);
    match (volume(&volumes, item), volume(&of_pod(case, &["spec", "volumes"]), other)) {
        (Some(ours), Some(theirs)) => same_source(&ours, &theirs),
        _ => false,
    }
}

/// Whether a volume is mounted by the proxy alone, and the pod has all of its mounts after injection.
pub(super) fn volume(case: &Case<'_>, item: &Value) -> bool {
    let name = data::text_at(item, "name").unwrap_or_default();
    let containers =
        items(&case.operator.at(&["spec", "template", "spec", "containers"]).unwrap_or_default());
    let mounts = |container: &Value| {
        let all = items(&container.at(&["volumeMounts"]).unwrap_or_default());
        let of_volume = |mount: &Value| data::text_at(mount, "name").as_deref() == Some(name.as_str());
        all.into_iter().filter(of_volume).collect::<Vec<_>>()
    };
    let (proxy, others): (Vec<Value>, Vec<Value>) =
        containers.into_iter().partition(|c| data::text_at(c, "name").as_deref() == Some("istio-proxy"));
    let own: Vec<Value> = proxy.iter().flat_map(mounts).collect();
    others.iter().all(|container| mounts(container).is_empty())
        && !own.is_empty()
        && own.iter().all(|one| mount(case, one))
}

/// Whether two volumes hold the same, whatever they are called.
fn same_source(ours: &Value, theirs: &Value) -> bool {
    let source = |volume: &Value| {
        let map = plain(volume).as_map().cloned().unwrap_or_default();
        map.remove("name");
        // Whether an empty directory is kept in memory makes no other contents.
        if map.contains("emptyDir") {
            map.insert("emptyDir", Map::new());
        }
        Value::Map(map)
    };
    // Citadel wrote these secrets, one for each account, and is no more: there is nothing in either.
    let legacy = |volume: &Value| {
        let secret = data::text(&volume.at(&["secret", "secretName"]).unwrap_or_default());
        secret.is_some_and(|name| name.starts_with("istio."))
            && volume.at(&["secret", "optional"]).and_then(|flag| flag.as_bool()) == Some(true)
    };
    source(ours).deep_equal(&source(theirs)) || legacy(ours) && legacy(theirs)
}

/// A copy without what Kubernetes takes for granted: nulls are empty maps, fields are of `v1`, divisors are 1.
fn plain(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let kept = map.entries().into_iter().filter(|(key, value)| {
                let text = data::text(value);
                let usual: &[&str] = match &*key.to_str_lossy() {
                    "apiVersion" => &["v1"],
                    "divisor" => &["0", "1"],
                    _ => &[],
                };
                text.is_none_or(|text| !usual.contains(&text.as_str()))
            });
            Value::Map(kept.map(|(key, value)| (key, plain(&value))).collect())
        }
        Value::List(list) => Value::from(list.iter().map(plain).collect::<Vec<_>>()),
        Value::Nil => Value::Map(Map::new()),
        other => data::text(other).map_or_else(|| other.clone(), |text| Value::string(text.as_str())),
    }
}

fn items(list: &Value) -> Vec<Value> {
    list.as_list().map(|list| list.to_vec()).unwrap_or_default()
}

/// The element of a list with a name.
fn named(list: &Value, name: &str) -> Option<Value> {
    items(list).into_iter().find(|item| data::text_at(item, "name").as_deref() == Some(name))
}
