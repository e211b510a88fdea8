//! The resources of the Sail operator: `Istio` for istiod and base, `IstioCNI`, `ZTunnel`. It knows no gateways and no
//! patches, and its API server drops values that its schema doesn't have (sailoperator.io/v1).

use crate::minimal::without_line;
use crate::release::Release;
use periplus_istio::diff::{Path, Step};
use periplus_value::{Map, Value};
use serde::Serialize;

/// Where the operator is by default; the release of chart base is there too.
pub(super) const OPERATOR_NAMESPACE: &str = "sail-operator";

/// A resource of the operator.
#[derive(Serialize)]
pub(super) struct Resource {
    /// `Istio`
    pub(super) kind: &'static str,
    /// Of an `Istio` also the revision; of the others always `default`.
    pub(super) name: String,
    pub(super) namespace: String,
    /// Empty: the operator's default.
    pub(super) profile: String,
    /// YAML, empty for none.
    pub(super) values: String,
    /// Paths of values that it has no place for.
    pub(super) unknown: Vec<String>,
}

/// Chart, kind, the key of the values that hold the component's own.
const KINDS: [(&str, &str, &str); 3] =
    [("istiod", "Istio", ""), ("cni", "IstioCNI", ""), ("ztunnel", "ZTunnel", "ztunnel")];

/// Kind, key (none: the top), keys that the schema has there (crds/sailoperator.io_*.yaml).
const SCHEMA: &[(&str, &str, &str)] = &[
    (
        "Istio",
        "",
        "base compatibilityVersion defaultRevision experimental gatewayClasses global istiodRemote meshConfig pilot \
         sidecarInjectorWebhook telemetry",
    ),
    (
        "Istio",
        "pilot",
        "affinity autoscaleBehavior autoscaleEnabled autoscaleMax autoscaleMin cni configMap cpu crlConfigMapName \
         deploymentLabels enabled env envVarFrom extraContainerArgs hub image ipFamilies ipFamilyPolicy istiodRemote \
         jwksResolverExtraRootCA keepaliveMaxServerConnectionAge memory nodeSelector podAnnotations podLabels \
         replicaCount resources rollingMaxSurge rollingMaxUnavailable seccompProfile serviceAccountAnnotations \
         serviceAnnotations tag taint tolerations topologySpreadConstraints traceSampling trustedZtunnelNamespace \
         variant volumeMounts volumes",
    ),
    (
        "Istio",
        "global",
        "agentgateway arch caAddress caName certSigners configCluster configValidation defaultNodeSelector \
         defaultPodDisruptionBudget defaultResources defaultTolerations enableReaderRBAC externalIstiod hub \
         imagePullPolicy imagePullSecrets ipFamilies ipFamilyPolicy istioNamespace istiod jwtPolicy logAsJson logging \
         meshID meshNetworks mountMtlsCerts multiCluster nativeNftables network networkPolicy \
         omitSidecarInjectorConfigMap operatorManageWebhooks pilotCertProvider platform podDNSSearchNamespaces \
         priorityClassName proxy proxy_init readerServiceAccount remotePilotAddress resourceScope sds sts tag tracer \
         trustBundleName variant waypoint",
    ),
    ("IstioCNI", "", "cni global"),
    (
        "IstioCNI",
        "cni",
        "affinity ambient chained cniBinDir cniConfDir cniConfFileName cniNetnsDir daemonSetLabels env \
         excludeNamespaces hub image istioOwnedCNIConfig istioOwnedCNIConfigFileName logging podAnnotations podLabels \
         privileged provider psp_cluster_role pullPolicy repair resource_quotas resources rollingMaxUnavailable \
         seccompProfile tag useAppArmorAnnotation variant",
    ),
    (
        "IstioCNI",
        "global",
        "defaultResources hub imagePullPolicy imagePullSecrets logAsJson logging nativeNftables platform tag variant",
    ),
    ("ZTunnel", "", "global ztunnel"),
    (
        "ZTunnel",
        "ztunnel",
        "affinity annotations caAddress dnsConfig dnsPolicy env hub image imagePullPolicy imagePullSecrets \
         istioNamespace labels logAsJson logLevel multiCluster network nodeSelector peerCaCrl podAnnotations podLabels \
         resourceName resourceQuotas resources revision seLinuxOptions tag terminationGracePeriodSeconds tolerations \
         updateStrategy variant volumeMounts volumes xdsAddress",
    ),
    (
        "ZTunnel",
        "global",
        "defaultResources hub imagePullPolicy imagePullSecrets logAsJson logging platform tag variant",
    ),
];

/// The resource that a release becomes; `None`: the operator has none for it.
pub(super) fn resource(release: &Release) -> Option<Resource> {
    let (_, kind, root) = KINDS.into_iter().find(|(chart, ..)| *chart == release.chart)?;
    let values = if root.is_empty() { release.values.deep_copy() } else { below(&release.values, root) };
    let profile = take(&values, "profile");
    let revision = take(&values, "revision").filter(|revision| !revision.is_empty());
    let name = revision.filter(|_| kind == "Istio").unwrap_or_else(|| "default".to_owned());
    let unknown = unknown(kind, &values);
    let kept = unknown.iter().fold(values, |values, path| without_line(&values, path).unwrap_or(values));
    let text =
        if kept.is_empty() { String::new() } else { periplus_yaml::emit(&kept.into()).unwrap_or_default() };
    Some(Resource {
        kind,
        name,
        namespace: release.namespace.clone(),
        // Of a ZTunnel it is always ambient.
        profile: profile.filter(|_| kind != "ZTunnel").unwrap_or_default(),
        values: text.trim_end().to_owned(),
        unknown: unknown.iter().map(Path::to_string).collect(),
    })
}

/// Values with all but the global ones below a key.
fn below(values: &Map, root: &str) -> Map {
    let own = values.deep_copy();
    let global = own.remove("global");
    let profile = own.remove("profile");
    let all = if own.is_empty() { Map::new() } else { Map::from_iter([(root, Value::Map(own))]) };
    for (key, value) in [("global", global), ("profile", profile)] {
        if let Some(value) = value {
            all.insert(key, value);
        }
    }
    all
}

/// Takes a text out of values.
fn take(values: &Map, key: &str) -> Option<String> {
    values.remove(key).and_then(|value| crate::data::text(&value))
}

/// The paths of values that the schema doesn't have.
fn unknown(kind: &str, values: &Map) -> Vec<Path> {
    let rows = SCHEMA.iter().filter(|(of, ..)| *of == kind);
    let found = rows.flat_map(|(_, root, known)| {
        let inner = if root.is_empty() { Some(values.clone()) } else { values.get_map(root) };
        let keys = inner.map(|map| map.keys()).unwrap_or_default();
        let keys = keys.into_iter().map(|key| key.to_str_lossy().into_owned());
        let new = keys.filter(|key| !known.split(' ').any(|name| name == key));
        new.map(|key| {
            let steps = [*root, key.as_str()].into_iter().filter(|key| !key.is_empty());
            Path(steps.map(|key| Step::Key(key.to_owned())).collect())
        })
        .collect::<Vec<_>>()
    });
    found.collect()
}
