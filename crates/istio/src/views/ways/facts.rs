//! What a gateway's objects say that every way to have it can say as well, as one table.

use super::super::gateways::{Direction, Made, WORKLOADS, find};
use crate::tree;
use periplus_value::{Map, Value};

/// An object of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Service,
    Workload,
    Autoscaler,
    Budget,
}

/// A field of an object, and where the other ways have it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) object: Object,
    /// Within the object.
    pub(super) field: &'static str,
    /// The `gateway` chart's value; empty: it has none.
    pub(super) chart: &'static str,
    /// Below `k8s` of an IstioOperator's gateway; empty: it has none.
    pub(super) operator: &'static str,
}

const fn row(object: Object, field: &'static str, chart: &'static str, operator: &'static str) -> Row {
    Row { object, field, chart, operator }
}

pub(super) const PORTS: &str = "spec.ports";
pub(super) const TYPE: &str = "spec.type";

use Object::{Autoscaler, Budget, Service, Workload};

/// Chart: gateway/templates/{service,deployment,hpa,poddisruptionbudget}.yaml; operator: operator/pkg/render/postprocess.go.
#[rustfmt::skip]
const ROWS: [Row; 25] = [
    row(Service, "metadata.annotations", "service.annotations", "serviceAnnotations"),
    row(Service, TYPE, "service.type", "service.type"),
    row(Service, PORTS, "service.ports", "service.ports"),
    row(Service, "spec.clusterIP", "service.clusterIP", "service.clusterIP"),
    row(Service, "spec.externalIPs", "service.externalIPs", "service.externalIPs"),
    row(Service, "spec.externalTrafficPolicy", "service.externalTrafficPolicy", "service.externalTrafficPolicy"),
    row(Service, "spec.ipFamilies", "service.ipFamilies", "service.ipFamilies"),
    row(Service, "spec.ipFamilyPolicy", "service.ipFamilyPolicy", "service.ipFamilyPolicy"),
    row(Service, "spec.loadBalancerClass", "service.loadBalancerClass", "service.loadBalancerClass"),
    row(Service, "spec.loadBalancerIP", "service.loadBalancerIP", "service.loadBalancerIP"),
    row(Service, "spec.loadBalancerSourceRanges", "service.loadBalancerSourceRanges", "service.loadBalancerSourceRanges"),
    row(Workload, "spec.replicas", "replicaCount", "replicaCount"),
    row(Workload, "spec.strategy", "strategy", "strategy"),
    row(Workload, "spec.template.spec.affinity", "affinity", "affinity"),
    row(Workload, "spec.template.spec.nodeSelector", "nodeSelector", "nodeSelector"),
    row(Workload, "spec.template.spec.priorityClassName", "priorityClassName", "priorityClassName"),
    row(Workload, "spec.template.spec.terminationGracePeriodSeconds", "terminationGracePeriodSeconds", ""),
    row(Workload, "spec.template.spec.tolerations", "tolerations", "tolerations"),
    row(Workload, "spec.template.spec.topologySpreadConstraints", "topologySpreadConstraints", ""),
    row(Workload, "spec.template.spec.containers.[name:istio-proxy].resources", "resources", "resources"),
    row(Autoscaler, "spec.minReplicas", "autoscaling.minReplicas", "hpaSpec.minReplicas"),
    row(Autoscaler, "spec.maxReplicas", "autoscaling.maxReplicas", "hpaSpec.maxReplicas"),
    row(Autoscaler, "spec.metrics", "", "hpaSpec.metrics"),
    row(Budget, "spec.minAvailable", "podDisruptionBudget.minAvailable", "podDisruptionBudget.minAvailable"),
    row(Budget, "spec.maxUnavailable", "podDisruptionBudget.maxUnavailable", "podDisruptionBudget.maxUnavailable"),
];

/// What is known of a gateway.
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) direction: Direction,
    /// Empty for the one without a name.
    pub(super) revision: String,
    /// `Deployment` or `DaemonSet`.
    pub(super) workload: String,
    /// What the Service selects by.
    pub(super) labels: Map,
    pub(super) has_service: bool,
    pub(super) is_scaled: bool,
    /// The fields that are there, in the table's order.
    pub(super) fields: Vec<(&'static Row, Value)>,
}

impl Facts {
    /// `None`: there is no workload.
    pub(super) fn of(made: &Made) -> Option<Self> {
        let (objects, gateway) = (&made.objects, &made.gateway);
        let of_kind = |kinds: &[&str]| {
            let named = find(objects, kinds, &gateway.name);
            named.or_else(|| objects.iter().find(|o| kinds.contains(&tree::get_string(o, "kind").as_str())))
        };
        let workload = of_kind(&WORKLOADS)?;
        let object = |object: Object| match object {
            Workload => Some(workload),
            Service => of_kind(&["Service"]),
            Autoscaler => of_kind(&["HorizontalPodAutoscaler"]),
            Budget => of_kind(&["PodDisruptionBudget"]),
        };
        let is_scaled = object(Autoscaler).is_some();
        let field = |row: &'static Row| {
            // The autoscaler decides; a number beside it lasts until it looks, and the chart writes none.
            if is_scaled && row.field == "spec.replicas" {
                return None;
            }
            let value = pruned(&tree::get(object(row.object)?, row.field)?)?;
            Some((row, value))
        };
        let labels = |path: &str| tree::get_map(workload, path).unwrap_or_default();
        let revision = labels("spec.template.metadata.labels").get("istio.io/rev");
        Some(Self {
            name: tree::get_string(workload, "metadata.name"),
            namespace: gateway.namespace.clone(),
            direction: gateway.direction,
            revision: revision.map(|v| tree::text_of(&v)).filter(|v| v != "default").unwrap_or_default(),
            workload: gateway.workload.clone(),
            labels: labels("spec.selector.matchLabels"),
            has_service: object(Service).is_some(),
            is_scaled,
            fields: ROWS.iter().filter_map(field).collect(),
        })
    }

    /// A field, if it is there.
    pub(super) fn field(&self, object: Object, field: &str) -> Option<&Value> {
        let wanted = |(row, _): &&(&Row, Value)| row.object == object && row.field == field;
        self.fields.iter().find(wanted).map(|(_, value)| value)
    }

    /// The Service's ports.
    pub(super) fn ports(&self) -> Vec<Map> {
        let list = self.field(Service, PORTS).and_then(|v| v.as_list().cloned()).unwrap_or_default();
        list.iter().filter_map(Value::as_map).cloned().collect()
    }

    /// The Service's type.
    pub(super) fn service_type(&self) -> String {
        self.field(Service, TYPE).map_or_else(|| "ClusterIP".to_owned(), tree::text_of)
    }
}

/// Without nulls, and without maps and lists that hold nothing else; charts write such.
fn pruned(value: &Value) -> Option<Value> {
    match value {
        Value::Nil => None,
        Value::Map(map) => {
            let kept = map.entries().into_iter().filter_map(|(key, value)| Some((key, pruned(&value)?)));
            let kept: Map = kept.collect();
            (!kept.is_empty()).then(|| kept.into())
        }
        Value::List(list) => {
            let kept: Vec<Value> = list.iter().filter_map(pruned).collect();
            (!kept.is_empty()).then(|| kept.into())
        }
        Value::String(text) if text.is_empty() => None,
        other => Some(other.clone()),
    }
}
