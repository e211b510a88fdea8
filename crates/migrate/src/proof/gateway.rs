//! What differs between istioctl's gateway charts and the `gateway` chart, whose pods injection completes at run time
//! (template `gateway` of the istiod chart, files/gateway-injection-template.yaml).

use super::rules::Rule;
use super::{Case, injected};
use crate::data;
use periplus_istio::diff::{Change, ChangeKind, Step};
use periplus_value::Value;

/// The table.
pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "operator-labels",
        reason: "labels by which istioctl finds what it may prune; nothing selects by them",
        kinds: &[],
        paths: &[
            "metadata labels install.operator.istio.io/owning-resource",
            "metadata labels operator.istio.io/component",
            "metadata labels istio.io/rev",
            "spec template metadata labels install.operator.istio.io/owning-resource",
            "spec template metadata labels operator.istio.io/component",
            "spec template metadata labels chart",
            "spec template metadata labels heritage",
            "spec template metadata labels release",
            "metadata labels release",
        ],
        holds: |_, change| change.kind != ChangeKind::Added,
    },
    Rule {
        name: "chart-labels",
        reason: "names chart and application; nothing selects by it",
        kinds: &[],
        paths: &[
            "metadata labels helm.sh/chart",
            "metadata labels app.kubernetes.io/name",
            "metadata labels app.kubernetes.io/instance",
            "metadata labels app.kubernetes.io/managed-by",
            "metadata labels app.kubernetes.io/part-of",
            "metadata labels app.kubernetes.io/version",
            "spec template metadata labels helm.sh/chart",
            "spec template metadata labels app.kubernetes.io/name",
            "spec template metadata labels app.kubernetes.io/instance",
            "spec template metadata labels app.kubernetes.io/managed-by",
            "spec template metadata labels app.kubernetes.io/part-of",
            "spec template metadata labels app.kubernetes.io/version",
        ],
        holds: |case, change| change.kind != ChangeKind::Removed || untouched(case, change),
    },
    Rule {
        name: "gateway-labels",
        reason: "the gateway chart puts its labels onto all of its resources",
        kinds: &[],
        paths: &["metadata labels *", "spec template metadata labels istio.io/dataplane-mode"],
        holds: |_, change| change.kind == ChangeKind::Added,
    },
    Rule {
        name: "account-roles",
        reason: "the gateway chart calls role and binding by the service account; what they permit is the same",
        kinds: &["Role", "RoleBinding"],
        paths: &["metadata name", "roleRef name"],
        holds: untouched,
    },
    Rule {
        name: "no-name",
        reason: "istioctl gives this gateway no name, and no cluster takes that; Helm's is called like its release",
        kinds: &[],
        paths: &["metadata name", "spec scaleTargetRef name"],
        holds: |_, change| matches!(change.old, None | Some(Value::Nil)),
    },
    Rule {
        name: "injected-labels",
        reason: "injection adds it when the pod is made (the canonical revision becomes the chart's version)",
        kinds: &["Deployment"],
        paths: &[
            "spec template metadata labels service.istio.io/canonical-name",
            "spec template metadata labels service.istio.io/canonical-revision",
            "spec template metadata annotations istio.io/rev",
        ],
        holds: |case, change| {
            let is_revision =
                matches!(change.path.0.last(), Some(Step::Key(key)) if key.ends_with("canonical-revision"));
            let gone = change.kind == ChangeKind::Removed;
            let parent = if is_label(change) { "labels" } else { "annotations" };
            gone && (is_revision && untouched(case, change)
                || same_injected(case, change, &["metadata", parent]))
        },
    },
    Rule {
        name: "default-revision",
        reason: "without this label the pod is injected by the default revision, and gets the annotation istio.io/rev",
        kinds: &["Deployment"],
        paths: &["spec template metadata labels istio.io/rev"],
        holds: |_, change| old_text(change).as_deref() == Some("default"),
    },
    Rule {
        name: "asks-for-injection",
        reason: "the gateway chart's pods ask for injection with template gateway, which makes them what istioctl's are",
        kinds: &["Deployment"],
        paths: &[
            "spec template metadata labels sidecar.istio.io/inject",
            "spec template metadata annotations sidecar.istio.io/inject",
            "spec template metadata annotations inject.istio.io/templates",
        ],
        holds: |_, change| matches!(new_text(change).as_deref(), Some("true" | "gateway")),
    },
    Rule {
        name: "injected-image",
        reason: "injection sets the image by global.hub, global.tag and global.proxy.image",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy image"],
        holds: |case, change| {
            let injected = data::text(&injected::of_proxy(case, "image"));
            new_text(change).as_deref() == Some("auto") && injected == old_text(change)
        },
    },
    Rule {
        name: "usual-pull-policy",
        reason: "what Kubernetes takes for an image with a tag; the chart's image `auto` has none, and would always be pulled",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy imagePullPolicy"],
        holds: |case, change| {
            change.kind == ChangeKind::Added
                && new_text(change).as_deref() == Some(USUAL_PULL_POLICY)
                && data::text(&injected::of_proxy(case, "imagePullPolicy")) == new_text(change)
        },
    },
    Rule {
        name: "injected-arguments",
        reason: "injection sets the same arguments",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy args"],
        holds: injected::arguments,
    },
    Rule {
        name: "injected-probe",
        reason: "injection adds a readiness probe of the same path and port, timed by global.proxy.readiness…",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy readinessProbe"],
        holds: |case, change| {
            change.kind == ChangeKind::Removed && untouched(case, change) && same_probe(case, change)
        },
    },
    Rule {
        name: "injected-env",
        reason: "injection sets the same; NODE_NAME and ISTIO_META_UNPRIVILEGED_POD are for pods without injection",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec containers istio-proxy env",
            "spec template spec containers istio-proxy env *",
        ],
        holds: |case, change| {
            let brought =
                |case: &Case<'_>, item: &Value| injected::env(case, item) || is_uninjected_env(case, item);
            injected::only_gone(case, change, brought)
        },
    },
    Rule {
        name: "injected-volumes",
        reason: "injection mounts the same at the same places; configuration comes in the variable PROXY_CONFIG",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec volumes",
            "spec template spec volumes *",
            "spec template spec containers istio-proxy volumeMounts",
            "spec template spec containers istio-proxy volumeMounts *",
        ],
        holds: |case, change| {
            let is_mount = change.path.0.contains(&Step::Key("volumeMounts".to_owned()));
            injected::only_gone(case, change, if is_mount { injected::mount } else { injected::volume })
        },
    },
    Rule {
        name: "container-ports",
        reason: "container ports only inform; a pod can be reached on every port it listens on",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy ports **"],
        holds: untouched,
    },
    Rule {
        name: "target-port",
        reason: "the proxy listens where the Service leads, which istiod looks up; the Service's own port is the same",
        kinds: &["Service"],
        paths: &["spec ports * targetPort"],
        holds: |case, change| case.is_back && is_raised_port(change),
    },
    Rule {
        name: "proxy-user",
        reason: "injection sets user and group 1337 on the container, and the gateway chart forbids root there",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec securityContext runAsUser",
            "spec template spec securityContext runAsGroup",
            "spec template spec securityContext runAsNonRoot",
        ],
        holds: |case, change| {
            change.kind == ChangeKind::Removed && untouched(case, change) && same_user(case, change)
        },
    },
    Rule {
        name: "low-ports",
        reason: "the gateway chart lets the proxy listen on ports below 1024 without being root, by a sysctl",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec securityContext",
            "spec template spec securityContext sysctls",
            "spec template spec containers istio-proxy securityContext",
            "spec template spec containers istio-proxy securityContext runAsNonRoot",
        ],
        holds: |_, change| only_low_ports(change),
    },
    Rule {
        name: "default-grace-period",
        reason: "30 seconds is what Kubernetes takes when nothing is said",
        kinds: &["Deployment"],
        paths: &["spec template spec terminationGracePeriodSeconds"],
        holds: |_, change| change.kind == ChangeKind::Added && new_text(change).as_deref() == Some("30"),
    },
    Rule {
        name: "injected-pull-secrets",
        reason: "injection gives pods the pull secrets of global.imagePullSecrets",
        kinds: &["ServiceAccount"],
        paths: &["imagePullSecrets"],
        holds: |case, change| {
            change.kind == ChangeKind::Removed && untouched(case, change) && same_pull_secrets(case, change)
        },
    },
];

/// The lowest port that others than root may listen on, and how far above its gateways' ports istioctl's listen.
pub(crate) const LOWEST_PORT: i64 = 1024;
pub(crate) const RAISED_BY: i64 = 8000;

/// Whether istioctl's pod listens on the port that stands for Helm's low one.
fn is_raised_port(change: &Change) -> bool {
    let port = |step: Option<&Step>| match step {
        Some(Step::Element { value, .. }) => Some(value.clone()),
        _ => None,
    };
    let number = |text: Option<String>| text.and_then(|text| text.parse::<i64>().ok());
    let helm = new_text(change).or_else(|| port(change.path.0.get(2)));
    let (old, new) = (number(old_text(change)), number(helm));
    new.is_some_and(|low| low < LOWEST_PORT && old == Some(low + RAISED_BY))
}

/// What Kubernetes does with an image that has a tag.
pub(crate) const USUAL_PULL_POLICY: &str = "IfNotPresent";

/// Variables that istioctl's charts give to pods which are not injected: `NODE_NAME` is `ISTIO_META_NODE_NAME` once more,
/// the other says that low ports can't be had.
const UNINJECTED_ENV: [&str; 2] = ["NODE_NAME", "ISTIO_META_UNPRIVILEGED_POD"];

/// Whether a path leads to a label.
fn is_label(change: &Change) -> bool {
    change.path.0.iter().any(|step| *step == Step::Key("labels".to_owned()))
}

fn old_text(change: &Change) -> Option<String> {
    change.old.as_ref().and_then(data::text)
}

fn new_text(change: &Change) -> Option<String> {
    change.new.as_ref().and_then(data::text)
}

/// Whether no patch and no overlay changed what istioctl's chart gave.
fn untouched(case: &Case<'_>, change: &Change) -> bool {
    let keyed: Vec<Step> =
        change.path.0.iter().take_while(|step| !matches!(step, Step::Index(_))).cloned().collect();
    let [ours, original] = [&case.operator, &case.original].map(|object| data::get(object, &keyed));
    match (ours, original) {
        (Some(ours), Some(original)) => ours.deep_equal(&original),
        (ours, original) => ours.is_none() == original.is_none(),
    }
}

/// Whether a variable is one that only pods without injection need, and Helm's pod has what makes it needless.
fn is_uninjected_env(case: &Case<'_>, item: &Value) -> bool {
    match data::text_at(item, "name").as_deref() {
        Some("ISTIO_META_UNPRIVILEGED_POD") => {
            let sysctls = case.helm.at(&["spec", "template", "spec", "securityContext", "sysctls"]);
            sysctls.is_some_and(|sysctls| is_low_ports(&sysctls))
                || is_low_ports(&injected::of_pod(case, &["spec", "securityContext", "sysctls"]))
        }
        Some(name) => UNINJECTED_ENV.contains(&name),
        None => false,
    }
}

/// Whether sysctls say nothing else than that every port may be listened on.
fn is_low_ports(sysctls: &Value) -> bool {
    let list = sysctls.as_list().map(|list| list.to_vec()).unwrap_or_default();
    let [sysctl] = &list[..] else { return false };
    data::text_at(sysctl, "name").as_deref() == Some("net.ipv4.ip_unprivileged_port_start")
        && data::text_at(sysctl, "value").as_deref() == Some("0")
}

/// Whether what the gateway chart adds to a security context only lets the proxy listen on low ports without being root.
fn only_low_ports(change: &Change) -> bool {
    let Some(new) = &change.new else { return false };
    let fits = |key: &str, value: &Value| match key {
        "sysctls" => is_low_ports(value),
        "runAsNonRoot" => value.as_bool() == Some(true),
        _ => false,
    };
    let last = match change.path.0.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    change.kind == ChangeKind::Added
        && match new {
            Value::Map(map) if last == "securityContext" => {
                map.entries().iter().all(|(key, value)| fits(&key.to_str_lossy(), value))
            }
            other => fits(last, other),
        }
}

/// Whether the probe asks for the same as the one that injection adds; its times may be others.
fn same_probe(case: &Case<'_>, change: &Change) -> bool {
    let asked = |probe: &Value, key: &str| probe.at(&["httpGet", key]).and_then(|value| data::text(&value));
    let (old, new) = (change.old.clone().unwrap_or_default(), injected::of_proxy(case, "readinessProbe"));
    ["path", "port"].iter().all(|key| asked(&old, key).is_some() && asked(&old, key) == asked(&new, key))
}

/// Whether a scalar of the pod's template is the injected one, by the last key of its path.
fn same_injected(case: &Case<'_>, change: &Change, parent: &[&str]) -> bool {
    let Some(Step::Key(key)) = change.path.0.last() else { return false };
    let path: Vec<&str> = parent.iter().copied().chain([key.as_str()]).collect();
    let brought = data::text(&injected::of_pod(case, &path));
    brought.is_some() && brought == old_text(change)
}

/// Whether user or group is the one that injection gives the container, or root is forbidden there.
fn same_user(case: &Case<'_>, change: &Change) -> bool {
    let Some(Step::Key(key)) = change.path.0.last() else { return false };
    if key == "runAsNonRoot" {
        let path: Vec<Step> = ["spec", "template", "spec", "containers"]
            .map(|key| Step::Key(key.to_owned()))
            .into_iter()
            .chain([Step::Element { key: "name".to_owned(), value: "istio-proxy".to_owned() }])
            .collect();
        let proxy = data::get(&case.helm, &path).unwrap_or_default();
        return proxy.at(&["securityContext", key]).and_then(|flag| flag.as_bool()) == Some(true);
    }
    let brought = injected::of_proxy(case, "securityContext").at(&[key]).and_then(|value| data::text(&value));
    brought.is_some() && brought == old_text(change)
}

/// Whether the pull secrets are those of the values, which injection gives to pods.
fn same_pull_secrets(case: &Case<'_>, change: &Change) -> bool {
    let list = |value: Option<Value>| value.and_then(|v| v.as_list().map(|l| l.to_vec())).unwrap_or_default();
    let global = list(Value::Map(case.values.clone()).at(&["global", "imagePullSecrets"]));
    let known: Vec<String> = global.iter().filter_map(data::text).collect();
    list(change.old.clone())
        .iter()
        .all(|item| data::text_at(item, "name").is_some_and(|name| known.contains(&name)))
}
