//! What changed between releases of istioctl, in one table.

/// A release: major, minor, patch.
pub(crate) type Version = (u32, u32, u32);

/// How istioctl of one release behaves where releases differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Behaviour {
    /// The first release that behaves like this.
    since: Version,
    /// The value of `--set` starts at the first `=`, others belong to it (operator/pkg/values/map.go).
    pub(crate) set_splits_once: bool,
    /// `k8s.hpaSpec` and `k8s.replicaCount` of Deployments go into values (operator/pkg/render/manifest.go).
    pub(crate) replicas_to_values: bool,
    /// `k8s.resources` cpu goes into values (same file).
    pub(crate) cpu_to_values: bool,
    /// A GKE cluster sets platform and resource quotas beside CNI's namespace (same file).
    pub(crate) gke_platform: bool,
    /// Fields of values that hold Kubernetes objects are checked (operator/pkg/apis/validation/validation.go).
    pub(crate) checks_kubernetes_values: bool,
    /// MeshConfig's settings for traffic are checked (pkg/config/validation/agent/validation.go).
    pub(crate) checks_traffic: bool,
    /// ConfigMaps named as TLS credentials are checked (same file).
    pub(crate) checks_config_maps: bool,
    /// A missing gateway label becomes an empty map, not null (operator/pkg/component/component.go).
    pub(crate) empty_label: bool,
    /// There is a component `istiodRemote` (same file).
    pub(crate) istiod_remote: bool,
    /// Every resource gets the release's namespace as an annotation, not only namespaced ones their own
    /// (operator/cmd/mesh/manifest-translate.go).
    pub(crate) annotates_release_namespace: bool,
    /// Where `manifest translate` installs charts from (same file).
    pub(crate) chart_repository: &'static str,
    /// istioctl is built with Helm 4 (operator/pkg/helm/helm.go).
    pub(crate) helm4: bool,
    /// A tag has a service as well, and a revision may be known by its service (istioctl/pkg/tag/generate.go).
    pub(crate) tag_service: bool,
    /// A tag's webhooks call the service that the revision's call, whatever its name (same file).
    pub(crate) tag_keeps_service: bool,
    /// What istioctl writes itself has `creationTimestamp: null` (Kubernetes' API before 1.34).
    pub(crate) null_creation_time: bool,
    /// Minor version of the oldest Kubernetes supported, what charts see without a cluster
    /// (istioctl/pkg/install/k8sversion).
    pub(crate) kubernetes: u32,
    /// Minor version of the Kubernetes that istioctl is built with, whose fields it knows (go.mod).
    pub(crate) kubernetes_api: u32,
}

const V1_24: Behaviour = Behaviour {
    since: (0, 0, 0),
    set_splits_once: false,
    replicas_to_values: false,
    cpu_to_values: false,
    gke_platform: false,
    checks_kubernetes_values: false,
    checks_traffic: false,
    checks_config_maps: false,
    empty_label: false,
    istiod_remote: true,
    annotates_release_namespace: false,
    chart_repository: "gcr.io/istio-release",
    helm4: false,
    tag_service: false,
    tag_keeps_service: false,
    null_creation_time: true,
    kubernetes: 28,
    kubernetes_api: 31,
};

const V1_25: Behaviour = Behaviour { since: (1, 25, 0), kubernetes_api: 32, ..V1_24 };

const V1_26: Behaviour = Behaviour {
    since: (1, 26, 0),
    gke_platform: true,
    checks_config_maps: true,
    empty_label: true,
    istiod_remote: false,
    annotates_release_namespace: true,
    kubernetes: 29,
    ..V1_25
};

const V1_27: Behaviour =
    Behaviour { since: (1, 27, 0), tag_keeps_service: true, kubernetes_api: 33, ..V1_26 };

const V1_28: Behaviour = Behaviour {
    since: (1, 28, 0),
    tag_service: true,
    null_creation_time: false,
    kubernetes_api: 34,
    ..V1_27
};

const V1_28_2: Behaviour = Behaviour { since: (1, 28, 2), kubernetes: 30, ..V1_28 };

const V1_28_8: Behaviour = Behaviour { since: (1, 28, 8), replicas_to_values: true, ..V1_28_2 };

const V1_29: Behaviour =
    Behaviour { since: (1, 29, 0), checks_kubernetes_values: true, kubernetes_api: 35, ..V1_28_2 };

const V1_30: Behaviour =
    Behaviour { since: (1, 30, 0), chart_repository: "registry.istio.io/release", kubernetes: 32, ..V1_29 };

const V1_31: Behaviour = Behaviour {
    since: (1, 31, 0),
    set_splits_once: true,
    replicas_to_values: true,
    cpu_to_values: true,
    checks_traffic: true,
    helm4: true,
    kubernetes_api: 36,
    ..V1_30
};

/// Newest first.
const TABLE: [Behaviour; 10] = [V1_31, V1_30, V1_29, V1_28_8, V1_28_2, V1_28, V1_27, V1_26, V1_25, V1_24];

/// The numbers of a version; what can't be read counts as newer than all.
pub(crate) fn numbers(version: &str) -> Version {
    let mut parts = version.trim_start_matches('v').split(['.', '-']).map(|part| part.parse().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor, parts.next().flatten().unwrap_or(0)),
        _ => (u32::MAX, 0, 0),
    }
}

/// How istioctl of a version behaves.
pub(crate) fn behaviour(version: &str) -> &'static Behaviour {
    of(numbers(version))
}

/// The same by the version's numbers.
pub(crate) fn of(version: Version) -> &'static Behaviour {
    TABLE.iter().find(|b| b.since <= version).unwrap_or(&TABLE[TABLE.len() - 1])
}
