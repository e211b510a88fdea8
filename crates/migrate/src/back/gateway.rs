//! A release of the `gateway` chart as one of istioctl's gateways.

use super::{Component, shared};
use crate::data;
use crate::proof::{LOWEST_PORT, Pair, RAISED_BY};
use periplus_istio::views::{Direction, Way, gateway_ways_of};
use periplus_istio::{Document, Pack};
use periplus_value::{Map, Value};

/// The chart that Istio publishes for gateways.
pub(super) const CHART: &str = "gateway";

/// What istioctl calls them, by their direction.
const INGRESS: Component =
    Component { name: "IngressGateways", key: "ingressGateways", chart: CHART, folder: CHART, root: None };
const EGRESS: Component = Component { name: "EgressGateways", key: "egressGateways", ..INGRESS };
static COMPONENTS: [Component; 2] = [INGRESS, EGRESS];

/// A gateway in an IstioOperator.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    pub(super) name: String,
    /// The item of the component's list.
    pub(super) item: Map,
    /// What has to stand below `spec.values`, for all gateways of the kind.
    pub(super) values: Map,
}

impl Gateway {
    /// Of what the chart renders; `None`: there is no workload.
    pub(super) fn of(pack: &Pack, documents: &[Document]) -> Option<(&'static Component, Self)> {
        let ways = gateway_ways_of(pack, documents)?;
        let component = &COMPONENTS[usize::from(ways.gateway.direction == Direction::Egress)];
        let form = ways.forms.iter().find(|form| form.way == Way::Operator)?;
        let operator = periplus_yaml::parse(form.text.as_bytes()).ok()?;
        let list = operator.at(&["spec", "components", component.key])?;
        let item = list.as_list()?.first()?.as_map()?.clone();
        item.remove("namespace");
        raise_low_ports(&item);
        let values = operator.at(&["spec", "values"]).and_then(|values| values.as_map().cloned());
        Some((component, Self { name: ways.gateway.name, item, values: values.unwrap_or_default() }))
    }

    /// The key of the gateways of its kind below `spec.values.gateways`.
    pub(super) fn values_key(component: &Component) -> &'static str {
        if component.key == EGRESS.key { "istio-egressgateway" } else { "istio-ingressgateway" }
    }

    /// What istioctl's gateway doesn't have of Helm's, or has beyond it: a sentence for each resource.
    pub(super) fn notes(&self, component: &Component, pairs: &[Pair]) -> Vec<String> {
        let why = |pair: &Pair| {
            let reason =
                shared::reason(&pair.id().kind, pair.operator.is_none(), Self::values_key(component));
            reason.map(|reason| format!("; {reason}")).unwrap_or_default()
        };
        let note = |pair: &Pair| {
            let id = pair.id();
            let paths: Vec<String> =
                pair.unexplained().map(|finding| finding.change.path.to_string()).collect();
            match (&pair.operator, &pair.helm) {
                _ if paths.is_empty() => None,
                (None, _) => Some(format!(
                    "gateway {}: {id} is lost: istioctl's chart has none{}",
                    self.name,
                    why(pair)
                )),
                (_, None) => {
                    Some(format!("gateway {}: istioctl's chart brings {id} as well{}", self.name, why(pair)))
                }
                _ => Some(format!("gateway {}: {id} is lost in {}", self.name, paths.join(", "))),
            }
        };
        pairs.iter().filter_map(note).collect()
    }
}

/// istioctl takes no ports of pods that only root may listen on: they go up, as its own do (80 to 8080). The Service's
/// ports stay, and istiod has the proxy listen where the Service leads.
fn raise_low_ports(item: &Map) {
    let ports = Value::Map(item.clone()).at(&["k8s", "service", "ports"]);
    let ports = ports.and_then(|list| list.as_list().map(|list| list.to_vec())).unwrap_or_default();
    for port in ports.iter().filter_map(Value::as_map) {
        let target =
            port.get("targetPort").or_else(|| port.get("port")).and_then(|target| data::text(&target));
        let number = target.and_then(|text| text.parse::<i64>().ok());
        if let Some(low) = number.filter(|number| *number < LOWEST_PORT) {
            port.insert("targetPort", Value::int(low + RAISED_BY));
        }
    }
}
