//! What istioctl checks in values beyond their shape.

use super::fault::Fault;
use super::{Checked, address, map_at};
use crate::component::field;
use crate::schema::{Decoder, Kubernetes};
use crate::tree;
use periplus_value::{List, Map, NumberFault, Value, parse_int};

/// Ports below this need root.
const UNPRIVILEGED: i64 = 1024;

/// Gateways: key of the component, key of the values, kind in messages.
const GATEWAYS: [(&str, &str, &str); 2] = [
    ("ingressGateways", "istio-ingressgateway", "ingress"),
    ("egressGateways", "istio-egressgateway", "egress"),
];

fn gateway_values(values: &Map, key: &str) -> Map {
    values.get_map("gateways").and_then(|gateways| gateways.get_map(key)).unwrap_or_default()
}

fn gateways(spec: &Map, key: &str) -> Vec<Map> {
    let list = map_at(spec, "components").get(key).and_then(|v| v.as_list().cloned());
    list.iter().flat_map(|list| list.iter()).map(|v| v.as_map().cloned().unwrap_or_default()).collect()
}

fn integer(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Int(n)) => n.as_i64(),
        Some(Value::Float(n)) => *n as i64,
        _ => 0,
    }
}

fn text(map: &Map, key: &str) -> String {
    field(map, key).and_then(|v| v.as_string().map(ToString::to_string)).unwrap_or_default()
}

fn is_true(map: &Map, key: &str) -> bool {
    field(map, key).and_then(|v| v.as_bool()).unwrap_or(false)
}

/// Settings that don't go together.
pub(super) fn check_features(values: &Map, spec: &Map, checked: &mut Checked) {
    if spec.get("components").is_some_and(|v| !v.is_nil()) {
        for (component, key, _) in GATEWAYS {
            if !is_true(&gateway_values(values, key), "runAsRoot") {
                for gateway in gateways(spec, component) {
                    gateway_ports(&gateway, key, checked);
                }
            }
        }
    }
    let ports = gateway_values(values, GATEWAYS[0].1).get("ingressPorts").and_then(|v| v.as_list().cloned());
    for port in ports.iter().flat_map(|list| list.iter()).filter_map(Value::as_map) {
        ingress_port(port, checked);
    }
    if spec.get("components").is_some_and(|v| !v.is_nil()) {
        replicas(values, spec, checked);
    }
}

fn gateway_ports(gateway: &Map, kind: &'static str, checked: &mut Checked) {
    let service = field(gateway, "k8s").and_then(|v| field(v.as_map()?, "service"));
    let ports = service.and_then(|v| field(v.as_map()?, "ports"));
    let ports = ports.and_then(|v| v.as_list().cloned()).unwrap_or_else(|| List::new(Vec::new()));
    for port in ports.iter().map(|v| v.as_map().cloned().unwrap_or_default()) {
        let target = field(&port, "targetPort");
        if matches!(target, Some(Value::String(_))) {
            continue;
        }
        let (target, number) = (integer(target.as_ref()), integer(field(&port, "port").as_ref()));
        if needs_root(target, number) {
            let (name, gateway) = (text(&port, "name"), text(gateway, "name"));
            checked.faults.push(Fault::GatewayPort { name, port: number, gateway, target, kind });
        }
    }
}

/// A target port defaults to the port.
fn needs_root(target: i64, port: i64) -> bool {
    !(target == 0 && port > UNPRIVILEGED) && target < UNPRIVILEGED
}

fn ingress_port(port: &Map, checked: &mut Checked) {
    let number = |key: &str| port.get(key).filter(|v| matches!(v, Value::Int(_) | Value::Float(_)));
    let target = port.get("targetPort").filter(|v| !v.is_nil());
    if target.is_some() && number("targetPort").is_none() {
        return;
    }
    let Some(given) = number("port") else { return };
    let (target, given) = (integer(target.as_ref()), integer(Some(&given)));
    if needs_root(target, given) {
        checked.faults.push(Fault::IngressPort { port: given, target });
    }
}

/// Replicas that an autoscaler would change at once.
fn replicas(values: &Map, spec: &Map, checked: &mut Checked) {
    let count = |component: &Map| {
        integer(field(component, "k8s").and_then(|v| field(v.as_map()?, "replicaCount")).as_ref())
    };
    if is_true(&map_at(values, "pilot"), "autoscaleEnabled") && count(&map_at(spec, "components.pilot")) > 1 {
        let message =
            "components.pilot.k8s.replicaCount should not be set when values.pilot.autoscaleEnabled is true";
        checked.warn(message.to_owned(), "spec.components.pilot.k8s.replicaCount");
    }
    for (component, key, kind) in GATEWAYS {
        if !is_true(&gateway_values(values, key), "autoscaleEnabled") {
            continue;
        }
        for gateway in gateways(spec, component).iter().filter(|gateway| count(gateway) != 0) {
            let name = text(gateway, "name");
            let message = format!(
                "components.{kind}Gateways[name={name}].k8s.replicaCount should not be set when values.gateways.{key}.autoscaleEnabled is true"
            );
            checked.warn(message, &format!("spec.components.{component}"));
        }
    }
}

/// Lists of IP ranges and ports in strings.
pub(super) fn check_ranges(values: &Map, checked: &mut Checked) {
    let proxy = map_at(values, "global.proxy");
    for (key, path) in [
        ("includeIPRanges", "global.proxy.includeIPRanges"),
        ("excludeIPRanges", "global.proxy.excludeIPRanges"),
    ] {
        let given = text(&proxy, key);
        if given.is_empty() || given == "*" {
            continue;
        }
        let faults = given.split(',').filter_map(|range| address::prefix(range).err());
        checked.faults.extend(faults.map(|error| Fault::Range { path, error }));
    }
    for (key, path) in [
        ("includeInboundPorts", "global.proxy.includeInboundPorts"),
        ("excludeInboundPorts", "global.proxy.excludeInboundPorts"),
    ] {
        let given = text(&proxy, key);
        if !given.is_empty() {
            checked.faults.extend(given.split(',').filter_map(|port| port_fault(path, port)));
        }
    }
}

fn port_fault(path: &'static str, port: &str) -> Option<Fault> {
    if port.is_empty() || port == "*" {
        return None;
    }
    match parse_int(port.as_bytes(), 10, 32) {
        Ok(n) => (!(0..=65535).contains(&n)).then_some(Fault::PortRange { path, port: n }),
        Err((_, fault)) => {
            let out_of_range = matches!(fault, NumberFault::Range);
            Some(Fault::PortNumber { path, text: port.to_owned(), out_of_range })
        }
    }
}

/// Where values hold Kubernetes objects (or lists of them), as what, and how istioctl calls the place where that
/// differs; in upstream's order.
const OBJECTS: [(&str, &str, &str); 23] = [
    ("cni.affinity", "v1.Affinity", ""),
    ("cni.seccompProfile", "v1.SeccompProfile", ""),
    ("gateways.istio-egressgateway.podAntiAffinityLabelSelector", "v1.LabelSelector", ""),
    ("gateways.istio-egressgateway.podAntiAffinityTermLabelSelector", "v1.LabelSelector", ""),
    ("gateways.istio-egressgateway.tolerations", "v1.Toleration", ""),
    ("global.defaultTolerations", "v1.Toleration", ""),
    ("gateways.istio-ingressgateway.podAntiAffinityLabelSelector", "v1.LabelSelector", ""),
    ("gateways.istio-ingressgateway.podAntiAffinityTermLabelSelector", "v1.LabelSelector", ""),
    ("gateways.istio-ingressgateway.tolerations", "v1.Toleration", ""),
    ("pilot.tolerations", "v1.Toleration", ""),
    ("pilot.affinity", "v1.Affinity", ""),
    ("pilot.seccompProfile", "v1.SeccompProfile", ""),
    ("pilot.topologySpreadConstraints", "v1.TopologySpreadConstraint", ""),
    ("pilot.volumeMounts", "v1.VolumeMount", ""),
    ("pilot.volumes", "v1.Volume", ""),
    ("global.proxy.seccompProfile", "v1.SeccompProfile", ""),
    ("global.proxy.lifecycle", "v1.Lifecycle", ""),
    ("sidecarInjectorWebhook.neverInjectSelector", "v1.LabelSelector", ""),
    ("sidecarInjectorWebhook.alwaysInjectSelector", "v1.LabelSelector", ""),
    ("global.waypoint.affinity", "v1.Affinity", ""),
    ("global.waypoint.topologySpreadConstraints", "v1.TopologySpreadConstraint", ""),
    // Upstream's spelling.
    ("global.waypoint.nodeSelector", "v1.NodeSelector", "global.waypoint.nideSelector"),
    ("global.waypoint.toleration", "v1.Toleration", ""),
];

/// Kubernetes objects in values.
pub(super) fn check_kubernetes(values: &Map, api: u32, checked: &mut Checked) {
    for (path, ty, called) in OBJECTS {
        let found = tree::get(values, path).unwrap_or_default();
        let items = match &found {
            Value::List(list) => list.to_vec(),
            Value::Map(_) => vec![found.clone()],
            _ => Vec::new(),
        };
        for item in &items {
            if let Err(error) = Decoder::strict_yaml(Kubernetes::get(), api).check(item, ty) {
                let hint = if called.is_empty() { path } else { called };
                checked.faults.push(Fault::Kubernetes { hint, path, error });
            }
        }
    }
}
