//! Which chart value sets which field of a resource: one table for each chart, in the order in which values are tried.

use super::shape::Shape::{self, Added, Env, EnvFrom, Merged, Metric, Quantities, Whole, Without};

/// A value of a chart, and the field it ends up in.
#[derive(Debug)]
pub(crate) struct Row {
    /// Kind of the resource.
    pub(crate) kind: &'static str,
    /// The field: keys, or names of list elements, with blanks between them.
    pub(crate) field: &'static str,
    /// The value: keys with blanks between them.
    pub(crate) value: &'static str,
    /// How one is made of the other.
    pub(crate) shape: Shape,
}

const fn row(kind: &'static str, field: &'static str, value: &'static str, shape: Shape) -> Row {
    Row { kind, field, value, shape }
}

/// A value that decides whether there is a resource of a kind at all.
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) kind: &'static str,
    /// Whether istioctl renders one where Helm doesn't; else the other way round.
    pub(crate) wanted: bool,
    /// The value: keys with blanks between them.
    pub(crate) value: &'static str,
    /// What it is set to, as YAML.
    pub(crate) to: &'static str,
    /// Whether the chart writes a key of the resource twice, which Helm takes and Kustomize doesn't.
    pub(crate) written_twice: bool,
}

/// Leaves a resource out.
const OFF: Switch = Switch { kind: "", wanted: false, value: "", to: "false", written_twice: false };

/// What a chart's values can express.
#[derive(Debug)]
pub(crate) struct Table {
    /// The chart's folder.
    pub(crate) chart: &'static str,
    pub(crate) switches: &'static [Switch],
    pub(crate) rows: &'static [Row],
}

/// The table of a chart.
pub(crate) fn table(chart: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.chart == chart)
}

static TABLES: [Table; 4] = [
    Table { chart: "istio-control/istio-discovery", switches: ISTIOD_SWITCHES, rows: ISTIOD },
    Table { chart: "istio-cni", switches: &[], rows: CNI },
    Table { chart: "ztunnel", switches: &[], rows: ZTUNNEL },
    Table { chart: "gateway", switches: GATEWAY_SWITCHES, rows: GATEWAY },
];

/// istio-discovery/templates: autoscale.yaml, poddisruptionbudget.yaml
const ISTIOD_SWITCHES: &[Switch] = &[
    Switch { kind: "HorizontalPodAutoscaler", value: "pilot autoscaleEnabled", ..OFF },
    Switch { kind: "PodDisruptionBudget", value: "global defaultPodDisruptionBudget enabled", ..OFF },
];

/// istio-discovery/templates: autoscale.yaml, poddisruptionbudget.yaml, deployment.yaml, service.yaml,
/// serviceaccount.yaml. What stands under `pilot` is copied to the top by `zzy_descope_legacy.yaml`.
const ISTIOD: &[Row] = &[
    row("HorizontalPodAutoscaler", "spec minReplicas", "pilot autoscaleMin", Whole),
    row("HorizontalPodAutoscaler", "spec maxReplicas", "pilot autoscaleMax", Whole),
    row("HorizontalPodAutoscaler", "spec metrics", "pilot cpu targetAverageUtilization", Metric("cpu")),
    row("HorizontalPodAutoscaler", "spec metrics", "pilot memory targetAverageUtilization", Metric("memory")),
    row("HorizontalPodAutoscaler", "spec behavior", "pilot autoscaleBehavior", Whole),
    row("PodDisruptionBudget", "spec minAvailable", "pilot pdb minAvailable", Whole),
    row("PodDisruptionBudget", "spec maxUnavailable", "pilot pdb maxUnavailable", Whole),
    row(
        "PodDisruptionBudget",
        "spec unhealthyPodEvictionPolicy",
        "pilot pdb unhealthyPodEvictionPolicy",
        Whole,
    ),
    row("Deployment", "metadata labels", "pilot deploymentLabels", Added),
    row("Deployment", "metadata annotations", "pilot deploymentAnnotations", Added),
    row("Deployment", "spec replicas", "pilot replicaCount", Whole),
    row("Deployment", "spec strategy rollingUpdate maxSurge", "pilot rollingMaxSurge", Whole),
    row("Deployment", "spec strategy rollingUpdate maxUnavailable", "pilot rollingMaxUnavailable", Whole),
    row("Deployment", "spec template metadata annotations", "pilot podAnnotations", Added),
    row("Deployment", "spec template metadata labels", "pilot podLabels", Added),
    row("Deployment", "spec template spec affinity", "pilot affinity", Whole),
    row("Deployment", "spec template spec nodeSelector", "pilot nodeSelector", Whole),
    row("Deployment", "spec template spec tolerations", "pilot tolerations", Added),
    row(
        "Deployment",
        "spec template spec topologySpreadConstraints",
        "pilot topologySpreadConstraints",
        Whole,
    ),
    row("Deployment", "spec template spec priorityClassName", "global priorityClassName", Whole),
    row("Deployment", "spec template spec volumes", "pilot volumes", Added),
    row("Deployment", "spec template spec initContainers", "pilot initContainers", Whole),
    row("Deployment", "spec template spec containers discovery args", "pilot extraContainerArgs", Added),
    row("Deployment", "spec template spec containers discovery env", "pilot env", Env),
    row("Deployment", "spec template spec containers discovery env", "pilot envVarFrom", EnvFrom),
    row("Deployment", "spec template spec containers discovery image", "pilot image", Whole),
    row(
        "Deployment",
        "spec template spec containers discovery imagePullPolicy",
        "global imagePullPolicy",
        Whole,
    ),
    row("Deployment", "spec template spec containers discovery resources", "pilot resources", Quantities),
    row("Deployment", "spec template spec containers discovery volumeMounts", "pilot volumeMounts", Added),
    row("Service", "metadata annotations", "pilot serviceAnnotations", Added),
    row("Service", "spec ipFamilyPolicy", "pilot ipFamilyPolicy", Whole),
    row("Service", "spec ipFamilies", "pilot ipFamilies", Whole),
    row("Service", "spec trafficDistribution", "pilot trafficDistribution", Whole),
    row("ServiceAccount", "metadata annotations", "pilot serviceAccountAnnotations", Added),
];

/// istio-cni/templates/daemonset.yaml; what stands under `cni` is copied to the top by `zzy_descope_legacy.yaml`.
const CNI: &[Row] = &[
    row("DaemonSet", "spec updateStrategy", "cni updateStrategy", Whole),
    row("DaemonSet", "metadata labels", "cni daemonSetLabels", Added),
    row("DaemonSet", "spec template metadata annotations", "cni podAnnotations", Added),
    row("DaemonSet", "spec template metadata labels", "cni podLabels", Added),
    row("DaemonSet", "spec template spec affinity", "cni affinity", Whole),
    row("DaemonSet", "spec template spec tolerations", "cni tolerations", Whole),
    row(
        "DaemonSet",
        "spec template spec terminationGracePeriodSeconds",
        "cni terminationGracePeriodSeconds",
        Whole,
    ),
    row("DaemonSet", "spec template spec containers install-cni env", "cni env", Env),
    row("DaemonSet", "spec template spec containers install-cni image", "cni image", Whole),
    row("DaemonSet", "spec template spec containers install-cni imagePullPolicy", "cni pullPolicy", Whole),
    row("DaemonSet", "spec template spec containers install-cni resources", "cni resources", Quantities),
];

/// ztunnel/templates/daemonset.yaml
const ZTUNNEL: &[Row] = &[
    row("DaemonSet", "spec updateStrategy", "updateStrategy", Whole),
    row("DaemonSet", "spec template metadata annotations", "podAnnotations", Merged),
    row("DaemonSet", "spec template metadata labels", "podLabels", Added),
    row("DaemonSet", "spec template spec affinity", "affinity", Whole),
    row("DaemonSet", "spec template spec nodeSelector", "nodeSelector", Added),
    row("DaemonSet", "spec template spec tolerations", "tolerations", Whole),
    row("DaemonSet", "spec template spec dnsPolicy", "dnsPolicy", Whole),
    row("DaemonSet", "spec template spec dnsConfig", "dnsConfig", Whole),
    row(
        "DaemonSet",
        "spec template spec terminationGracePeriodSeconds",
        "terminationGracePeriodSeconds",
        Whole,
    ),
    row("DaemonSet", "spec template spec volumes", "volumes", Added),
    row("DaemonSet", "spec template spec containers istio-proxy env RUST_LOG value", "logLevel", Whole),
    row("DaemonSet", "spec template spec containers istio-proxy env", "env", Env),
    row("DaemonSet", "spec template spec containers istio-proxy image", "image", Whole),
    row("DaemonSet", "spec template spec containers istio-proxy imagePullPolicy", "imagePullPolicy", Whole),
    row("DaemonSet", "spec template spec containers istio-proxy resources", "resources", Quantities),
    row("DaemonSet", "spec template spec containers istio-proxy volumeMounts", "volumeMounts", Added),
];

/// gateway/templates: hpa.yaml, service.yaml, role.yaml, serviceaccount.yaml, networkpolicy.yaml
const GATEWAY_SWITCHES: &[Switch] = &[
    Switch { kind: "HorizontalPodAutoscaler", value: "autoscaling enabled", ..OFF },
    Switch { kind: "Service", value: "service type", to: "None", ..OFF },
    Switch { kind: "Role", value: "rbac enabled", ..OFF },
    Switch { kind: "ServiceAccount", value: "serviceAccount create", ..OFF },
    Switch {
        kind: "NetworkPolicy",
        wanted: true,
        value: "global networkPolicy enabled",
        to: "true",
        written_twice: true,
    },
];

/// gateway/templates: deployment.yaml, hpa.yaml, poddisruptionbudget.yaml, service.yaml, serviceaccount.yaml,
/// _helpers.tpl. Whatever made the field (`values.gateways`, `k8s` or an overlay), it is the value's.
const GATEWAY: &[Row] = &[
    row("Deployment", "metadata name", "name", Whole),
    row("Service", "metadata name", "name", Whole),
    row("ServiceAccount", "metadata name", "serviceAccount name", Whole),
    row("ServiceAccount", "metadata annotations", "serviceAccount annotations", Merged),
    row("Deployment", "spec selector matchLabels app", "labels app", Whole),
    row("Deployment", "spec selector matchLabels istio", "labels istio", Whole),
    row("Deployment", "metadata labels", "labels", Added),
    row("Deployment", "spec template metadata labels istio.io/rev", "revision", Whole),
    row("Deployment", "metadata annotations", "annotations", Added),
    row("Deployment", "spec replicas", "replicaCount", Whole),
    row("Deployment", "spec strategy", "strategy", Whole),
    row("Deployment", "spec minReadySeconds", "minReadySeconds", Whole),
    row("HorizontalPodAutoscaler", "spec minReplicas", "autoscaling minReplicas", Whole),
    row("HorizontalPodAutoscaler", "spec maxReplicas", "autoscaling maxReplicas", Whole),
    row(
        "HorizontalPodAutoscaler",
        "spec metrics",
        "autoscaling targetCPUUtilizationPercentage",
        Metric("cpu"),
    ),
    row(
        "HorizontalPodAutoscaler",
        "spec metrics",
        "autoscaling targetMemoryUtilizationPercentage",
        Metric("memory"),
    ),
    row("HorizontalPodAutoscaler", "spec behavior", "autoscaling autoscaleBehavior", Whole),
    row("PodDisruptionBudget", "spec", "podDisruptionBudget", Without("selector")),
    row("Deployment", "spec template metadata annotations", "podAnnotations", Merged),
    row("Deployment", "spec template metadata labels", "labels", Added),
    row("Deployment", "spec template spec affinity", "affinity", Whole),
    row("Deployment", "spec template spec imagePullSecrets", "imagePullSecrets", Whole),
    row("Deployment", "spec template spec initContainers", "initContainers", Whole),
    row("Deployment", "spec template spec nodeSelector", "nodeSelector", Whole),
    row("Deployment", "spec template spec priorityClassName", "priorityClassName", Whole),
    row("Deployment", "spec template spec securityContext", "securityContext", Whole),
    row(
        "Deployment",
        "spec template spec terminationGracePeriodSeconds",
        "terminationGracePeriodSeconds",
        Whole,
    ),
    row("Deployment", "spec template spec tolerations", "tolerations", Whole),
    row("Deployment", "spec template spec topologySpreadConstraints", "topologySpreadConstraints", Whole),
    row("Deployment", "spec template spec volumes", "volumes", Added),
    row("Deployment", "spec template spec containers", "additionalContainers", Added),
    row("Deployment", "spec template spec containers istio-proxy env", "env", Env),
    row("Deployment", "spec template spec containers istio-proxy env", "envVarFrom", EnvFrom),
    row("Deployment", "spec template spec containers istio-proxy imagePullPolicy", "imagePullPolicy", Whole),
    row("Deployment", "spec template spec containers istio-proxy lifecycle", "lifecycle", Whole),
    row("Deployment", "spec template spec containers istio-proxy readinessProbe", "readinessProbe", Whole),
    row("Deployment", "spec template spec containers istio-proxy resources", "resources", Quantities),
    row(
        "Deployment",
        "spec template spec containers istio-proxy securityContext",
        "containerSecurityContext",
        Whole,
    ),
    row("Deployment", "spec template spec containers istio-proxy volumeMounts", "volumeMounts", Added),
    row("Service", "metadata annotations", "service annotations", Merged),
    row("Service", "spec allocateLoadBalancerNodePorts", "service allocateLoadBalancerNodePorts", Whole),
    row("Service", "spec clusterIP", "service clusterIP", Whole),
    row("Service", "spec externalIPs", "service externalIPs", Whole),
    row("Service", "spec externalTrafficPolicy", "service externalTrafficPolicy", Whole),
    row("Service", "spec internalTrafficPolicy", "service internalTrafficPolicy", Whole),
    row("Service", "spec ipFamilies", "service ipFamilies", Whole),
    row("Service", "spec ipFamilyPolicy", "service ipFamilyPolicy", Whole),
    row("Service", "spec loadBalancerClass", "service loadBalancerClass", Whole),
    row("Service", "spec loadBalancerIP", "service loadBalancerIP", Whole),
    row("Service", "spec loadBalancerSourceRanges", "service loadBalancerSourceRanges", Whole),
    row("Service", "spec ports", "service ports", Whole),
    row("Service", "spec selector", "service selectorLabels", Added),
    row("Service", "spec type", "service type", Whole),
];
