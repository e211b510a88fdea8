//! What differs between istioctl's gateway charts and the `gateway` chart, whose pods injection completes at run time
//! (template `gateway` of the istiod chart, files/gateway-injection-template.yaml).

use super::Case;
use super::rules::Rule;
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
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
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
            new_text(change).as_deref() == Some("auto") && untouched(case, change) && !own_tag(case)
        },
    },
    Rule {
        name: "injected-pull-policy",
        reason: "injection sets the pull policy by global.imagePullPolicy",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy imagePullPolicy"],
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
    },
    Rule {
        name: "injected-arguments",
        reason: "injection sets the arguments by the same global values",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy args"],
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
    },
    Rule {
        name: "injected-probe",
        reason: "injection adds a readiness probe of the same path and port, timed by global.proxy.readiness…",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy readinessProbe"],
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
    },
    Rule {
        name: "injected-env",
        reason: "injection sets this variable by the same global values and mesh config",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec containers istio-proxy env",
            "spec template spec containers istio-proxy env *",
        ],
        holds: |case, change| only_gone(case, change, is_injected_env),
    },
    Rule {
        name: "injected-volumes",
        reason: "injection adds what the proxy needs; configuration comes in the variable PROXY_CONFIG",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec volumes",
            "spec template spec volumes *",
            "spec template spec containers istio-proxy volumeMounts",
            "spec template spec containers istio-proxy volumeMounts *",
        ],
        holds: |case, change| only_gone(case, change, |_, item| is_one_of(item, &INJECTED_VOLUMES)),
    },
    Rule {
        name: "container-ports",
        reason: "container ports only inform; a pod can be reached on every port it listens on",
        kinds: &["Deployment"],
        paths: &["spec template spec containers istio-proxy ports **"],
        holds: untouched,
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
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
    },
    Rule {
        name: "low-ports",
        reason: "the gateway chart lets the unprivileged proxy listen on ports below 1024, by a sysctl",
        kinds: &["Deployment"],
        paths: &[
            "spec template spec securityContext",
            "spec template spec securityContext sysctls",
            "spec template spec containers istio-proxy securityContext",
            "spec template spec containers istio-proxy securityContext runAsNonRoot",
        ],
        holds: |_, change| change.kind == ChangeKind::Added,
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
        holds: |case, change| change.kind == ChangeKind::Removed && untouched(case, change),
    },
];

/// Rules that rest on injection.
const BY_INJECTION: [&str; 11] = [
    "asks-for-injection",
    "default-revision",
    "injected-arguments",
    "injected-env",
    "injected-image",
    "injected-labels",
    "injected-probe",
    "injected-pull-policy",
    "injected-pull-secrets",
    "injected-volumes",
    "proxy-user",
];

/// Whether a rule may be used: not if it rests on injection, and the values switch injection off.
pub(super) fn applies(rule: &Rule, case: &Case<'_>) -> bool {
    let off = Value::Map(case.values.clone()).at(&["global", "omitSidecarInjectorConfigMap"]);
    off.and_then(|off| off.as_bool()) != Some(true) || !BY_INJECTION.contains(&rule.name)
}

/// Variables that istioctl's charts set by the same settings by which injection sets them. `NODE_NAME` and
/// `ISTIO_META_UNPRIVILEGED_POD` are for pods without injection.
const INJECTED_ENV: [&str; 16] = [
    "CA_ADDR",
    "HOST_IP",
    "INSTANCE_IP",
    "ISTIO_CPU_LIMIT",
    "ISTIO_META_CLUSTER_ID",
    "ISTIO_META_MESH_ID",
    "ISTIO_META_NODE_NAME",
    "ISTIO_META_OWNER",
    "ISTIO_META_UNPRIVILEGED_POD",
    "ISTIO_META_WORKLOAD_NAME",
    "NODE_NAME",
    "PILOT_CERT_PROVIDER",
    "POD_NAME",
    "POD_NAMESPACE",
    "SERVICE_ACCOUNT",
    "TRUST_DOMAIN",
];

const INJECTED_VOLUMES: [&str; 10] = [
    "config-volume",
    "credential-socket",
    "istio-certs",
    "istio-data",
    "istio-envoy",
    "istio-token",
    "istiod-ca-cert",
    "podinfo",
    "workload-certs",
    "workload-socket",
];

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

/// Whether a gateway has a tag of its own, which injection knows nothing of.
fn own_tag(case: &Case<'_>) -> bool {
    ["istio-ingressgateway", "istio-egressgateway"].iter().any(|gateway| {
        let tag = Value::Map(case.values.clone()).at(&["gateways", gateway, "tag"]);
        let image = case
            .operator
            .at(&["spec", "template", "spec", "containers"])
            .and_then(|list| list.as_list()?.iter().find_map(|container| data::text_at(container, "image")));
        tag.and_then(|tag| data::text(&tag)).is_some_and(|tag| {
            !tag.is_empty() && image.is_some_and(|image| image.contains(&format!(":{tag}")))
        })
    })
}

/// Whether a list's element, or every element of a list, is gone because injection brings it.
fn only_gone(case: &Case<'_>, change: &Change, injected: fn(&Case<'_>, &Value) -> bool) -> bool {
    let gone = change.kind == ChangeKind::Removed || matches!(change.new, Some(Value::Nil));
    let all = match &change.old {
        Some(Value::List(list)) => list.iter().all(|item| injected(case, item)),
        Some(item) => injected(case, item),
        None => false,
    };
    gone && all && untouched(case, change)
}

fn is_one_of(item: &Value, names: &[&str]) -> bool {
    data::text_at(item, "name").is_some_and(|name| names.contains(&name.as_str()))
}

/// Whether injection sets the same variable: a known one, the network, or proxy metadata of the mesh config.
fn is_injected_env(case: &Case<'_>, item: &Value) -> bool {
    let Some(name) = data::text_at(item, "name") else { return false };
    let values = Value::Map(case.values.clone());
    let same = |path: &[&str]| {
        let given = values.at(path).and_then(|value| data::text(&value));
        given.is_some() && given == data::text_at(item, "value")
    };
    INJECTED_ENV.contains(&name.as_str())
        || name == "ISTIO_META_NETWORK" && same(&["global", "network"])
        || same(&["meshConfig", "defaultConfig", "proxyMetadata", &name])
}
