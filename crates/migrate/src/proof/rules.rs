//! Known and harmless differences, each with its reason.

use super::{Case, gateway, injected};
use crate::data;
use crate::minimal::is_values_record;
use periplus_istio::diff::{Change, ChangeKind, Step};
use periplus_value::{Map, Value};

/// A kind of difference that does no harm.
#[derive(Debug)]
pub struct Rule {
    /// Its name in reports: `release-label`.
    pub name: &'static str,
    /// Why it does no harm.
    pub reason: &'static str,
    /// Kinds of resources; none: all.
    pub(crate) kinds: &'static [&'static str],
    /// Where: keys with blanks between them; `*` is any one step, `**` at the end any more.
    pub(crate) paths: &'static [&'static str],
    /// What else must hold.
    pub(crate) holds: fn(&Case<'_>, &Change) -> bool,
}

/// Rules for all releases.
static RULES: &[Rule] = &[
    Rule {
        name: "release-label",
        reason: "names the Helm release, istioctl's is called istio; nothing selects by it. Pods are replaced once",
        kinds: &[],
        paths: &[
            "metadata labels release",
            "spec template metadata labels release",
            "metadata labels app.kubernetes.io/instance",
            "spec template metadata labels app.kubernetes.io/instance",
        ],
        holds: |_, change| change.old.as_ref().and_then(data::text).as_deref() == Some("istio"),
    },
    Rule {
        name: "values-record",
        reason: "a record of the values for people and tools; no component reads it",
        kinds: &["ConfigMap"],
        paths: &["data original-values", "data merged-values", "data values"],
        holds: |case, _| {
            let name = case.operator.at(&["metadata", "name"]).and_then(|name| data::text(&name));
            name.is_some_and(|name| is_values_record(&case.kind, &name))
        },
    },
    Rule {
        name: "injector-values",
        reason: "the injector keeps all values at hand; no injection template reads those that differ",
        kinds: &["ConfigMap"],
        paths: &["data values"],
        holds: |case, change| unread_by_injection(case, change).unwrap_or(false),
    },
    Rule {
        name: "nothing",
        reason: "null, an empty map or an empty list stands for nothing here; Kubernetes drops it",
        kinds: &[],
        paths: &["**"],
        holds: |_, change| {
            change.kind != ChangeKind::Reordered
                && blank(change.old.as_ref(), change)
                && blank(change.new.as_ref(), change)
        },
    },
    Rule {
        name: "last-line-end",
        reason: "istioctl cuts off the line end of a template's last text; nothing that reads it minds",
        kinds: &[],
        paths: &["**"],
        holds: |_, change| {
            let text = |value: &Option<Value>| value.as_ref().and_then(data::text);
            text(&change.old).is_some_and(|old| text(&change.new) == Some(old + "\n"))
        },
    },
    Rule {
        name: "quantity",
        reason: "the same quantity, as a number and as text",
        kinds: &["Deployment", "DaemonSet"],
        paths: &["spec template spec containers * resources * *"],
        holds: |_, change| {
            let text = |value: &Option<Value>| value.as_ref().and_then(data::text);
            text(&change.old).is_some() && text(&change.old) == text(&change.new)
        },
    },
    Rule {
        name: "env-order",
        reason: "the order of variables counts only where one refers to another, and none does",
        kinds: &["Deployment", "DaemonSet"],
        paths: &["spec template spec containers * env"],
        holds: |case, change| change.kind == ChangeKind::Reordered && !refers(case, change),
    },
    Rule {
        name: "order",
        reason: "elements are found by their names; their order means nothing",
        kinds: &["Deployment", "DaemonSet"],
        paths: &[
            "spec template spec volumes",
            "spec template spec containers",
            "spec template spec containers * volumeMounts",
            "spec template spec containers * ports",
            "spec template spec imagePullSecrets",
        ],
        holds: |_, change| change.kind == ChangeKind::Reordered,
    },
];

/// The rule that explains a change.
pub(crate) fn explain(case: &Case<'_>, change: &Change) -> Option<&'static Rule> {
    let own: &[Rule] = if case.moved { gateway::RULES } else { &[] };
    RULES.iter().chain(own).find(|rule| injected::applies(rule, case) && rule.explains(case, change))
}

impl Rule {
    fn explains(&self, case: &Case<'_>, change: &Change) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&case.kind.as_str()))
            && self.paths.iter().any(|path| matches(path, &change.path.0))
            && (self.holds)(case, change)
    }
}

/// Whether a path fits a pattern.
pub(crate) fn matches(pattern: &str, steps: &[Step]) -> bool {
    let mut steps = steps.iter();
    for part in pattern.split(' ').filter(|part| !part.is_empty()) {
        if part == "**" {
            return true;
        }
        let fits = |step: &Step| match step {
            _ if part == "*" => true,
            Step::Key(key) => key == part,
            Step::Element { value, .. } => value == part,
            Step::Index(_) => false,
        };
        if !steps.next().is_some_and(fits) {
            return false;
        }
    }
    steps.next().is_none()
}

/// Fields in which an empty map or list is the same as none.
const EMPTY_IS_NONE: [&str; 11] = [
    "affinity",
    "annotations",
    "env",
    "imagePullSecrets",
    "initContainers",
    "labels",
    "nodeSelector",
    "tolerations",
    "topologySpreadConstraints",
    "volumeMounts",
    "volumes",
];

fn blank(value: Option<&Value>, change: &Change) -> bool {
    let empty_is_none =
        matches!(change.path.0.last(), Some(Step::Key(key)) if EMPTY_IS_NONE.contains(&key.as_str()));
    match value {
        None | Some(Value::Nil) => true,
        Some(Value::Map(map)) if map.is_empty() => empty_is_none,
        Some(Value::Map(map)) => {
            map.borrow().values().all(|value| value.is_nil() || empty_is_none && only_nulls(value))
        }
        Some(Value::List(list)) => empty_is_none && list.is_empty(),
        Some(_) => false,
    }
}

/// Whether nothing is left of a value when nulls and empty maps go.
fn only_nulls(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::Map(map) => map.borrow().values().all(only_nulls),
        _ => false,
    }
}

/// Whether a variable of the container refers to another.
fn refers(case: &Case<'_>, change: &Change) -> bool {
    let values = |object: &Value| data::get(object, &change.path.0).unwrap_or_default();
    let refers = |list: Value| {
        let items = list.as_list().map(|list| list.to_vec()).unwrap_or_default();
        items.iter().filter_map(|item| data::text_at(item, "value")).any(|text| text.contains("$("))
    };
    refers(values(&case.operator)) || refers(values(&case.helm))
}

/// Whether the values of the sidecar injector differ only below keys that its templates don't name.
fn unread_by_injection(case: &Case<'_>, change: &Change) -> Option<bool> {
    let templates = data::text(&case.operator.at(&["data", "config"])?)?;
    let parse = |value: &Option<Value>| {
        let parsed = periplus_yaml::parse(data::text(value.as_ref()?)?.as_bytes()).ok()?;
        parsed.as_map().cloned()
    };
    let unnamed = |key: &str| !templates.contains(key);
    Some(all_differing(&parse(&change.old)?, &parse(&change.new)?, false, &unnamed))
}

/// Whether each place in which two maps differ is, or is below, a key with a property.
fn all_differing(a: &Map, b: &Map, holds: bool, property: &dyn Fn(&str) -> bool) -> bool {
    a.keys().into_iter().chain(b.keys()).all(|key| {
        let holds = holds || property(&key.to_str_lossy());
        match (a.get(&key), b.get(&key)) {
            (Some(Value::Map(a)), Some(Value::Map(b))) => all_differing(&a, &b, holds, property),
            (Some(a), Some(b)) => holds || a.deep_equal(&b),
            _ => holds,
        }
    })
}
