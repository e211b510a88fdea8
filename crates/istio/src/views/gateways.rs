//! The gateways that an input makes, with what a user looks for first: name, ports, replicas, and where each comes from.

use super::origin::{Layers, Origin};
use crate::component::{self, Component, Spec};
use crate::generate::{Run, instance_name};
use crate::path::{in_brackets, split_path};
use crate::{Error, OperatorRequest, Pack, release, tree};
use periplus_value::{Map, Str, Value};
use serde::Serialize;

/// What a gateway runs as.
pub(super) const WORKLOADS: [&str; 2] = ["Deployment", "DaemonSet"];

/// Which way traffic goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Into the mesh.
    Ingress,
    /// Out of it.
    Egress,
}

/// A port of a gateway's Service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Port {
    /// Its name, may be empty.
    pub name: String,
    /// The Service's port.
    pub port: String,
    /// The pod's port, a number or a name; empty for the same.
    pub target_port: String,
    /// `TCP` unless something else is said.
    pub protocol: String,
}

/// The limits of a `HorizontalPodAutoscaler`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Autoscale {
    /// `minReplicas`, 1 if not given.
    pub min: i64,
    /// `maxReplicas`
    pub max: i64,
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Which way.
    pub direction: Direction,
    /// `Deployment` or `DaemonSet`; empty when the chart renders neither.
    pub workload: String,
    /// `LoadBalancer`, `ClusterIP` …; empty without a Service.
    pub service_type: String,
    /// The Service's ports.
    pub ports: Vec<Port>,
    /// `spec.replicas`; `None`: left to the autoscaler or to Kubernetes, which takes 1.
    pub replicas: Option<i64>,
    /// The autoscaler, if there is one.
    pub autoscale: Option<Autoscale>,
    /// What asks for it; `None`: it is made because nothing is said about gateways.
    pub origin: Option<Origin>,
}

/// All gateways of an input: ingress first, each in the order of its list.
pub fn gateways(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Gateway>, Error> {
    Ok(made(pack, request)?.into_iter().map(|made| made.gateway).collect())
}

/// The same with the objects of each.
pub(super) fn made(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Made>, Error> {
    let run = Run::new(pack, request)?;
    let values = tree::get_map(&run.merged, "spec.values").unwrap_or_default();
    let layers = Layers::of(pack, request, release::behaviour(pack.version()), &values);
    let mut found = Vec::new();
    for component in component::components(run.behaviour).filter(|component| component.gateway) {
        for spec in run.specs(component)? {
            let part = run.install(component, &spec)?;
            let objects: Vec<Map> = part.objects.into_iter().map(|o| o.manifest.object()).collect();
            let name = if spec.name.is_empty() { component.resource_name } else { &spec.name };
            let asked = if spec.name.is_empty() { name.to_owned() } else { instance_name(component, &spec) };
            let direction =
                if component.spec.starts_with("ingress") { Direction::Ingress } else { Direction::Egress };
            let gateway = described(asked, name, &spec.namespace, direction, &objects);
            let origin = origin(&layers, component, &spec);
            found.push(Made { gateway: Gateway { origin, ..gateway }, objects });
        }
    }
    Ok(found)
}

/// The item of the component's list, unless it says no; then the value that switches the gateway on.
fn origin(layers: &Layers, component: &Component, spec: &Spec) -> Option<Origin> {
    let refused = component::field(&spec.raw, "enabled").and_then(|v| v.as_bool()) == Some(false);
    let said = Some(split_path(&spec.path)).filter(|path| !refused && !path.is_empty());
    let of_list = said.and_then(|path| {
        let keys: Vec<Str> = path.iter().map(|key| in_brackets(key).unwrap_or(key).into()).collect();
        layers.of_operator(&keys)
    });
    of_list.or_else(|| layers.of_plain(component.enabled_by?.strip_prefix("spec.values.")?))
}

/// The objects of one gateway, as rendered.
pub(super) struct Made {
    pub(super) gateway: Gateway,
    pub(super) objects: Vec<Map>,
}

/// A gateway from its objects. `asked` is what the input calls it, `name` what its workload is called.
pub(super) fn described(
    asked: String,
    name: &str,
    namespace: &str,
    direction: Direction,
    objects: &[Map],
) -> Gateway {
    let find = |kinds: &[&str]| find(objects, kinds, name);
    let workload = find(&WORKLOADS);
    let service = find(&["Service"]);
    let ports = service.and_then(|object| tree::get(object, "spec.ports"));
    let ports = ports.and_then(|v| v.as_list().cloned()).unwrap_or_default();
    Gateway {
        name: asked,
        namespace: namespace.to_owned(),
        direction,
        service_type: service.map(service_type).unwrap_or_default(),
        ports: ports.iter().filter_map(Value::as_map).map(port).collect(),
        replicas: workload.and_then(|object| number(object, "spec.replicas")),
        workload: workload.map(|object| tree::get_string(object, "kind")).unwrap_or_default(),
        autoscale: find(&["HorizontalPodAutoscaler"]).map(|object| Autoscale {
            min: number(object, "spec.minReplicas").unwrap_or(1),
            max: number(object, "spec.maxReplicas").unwrap_or_default(),
        }),
        origin: None,
    }
}

/// The object of one of these kinds with this name.
pub(super) fn find<'o>(objects: &'o [Map], kinds: &[&str], name: &str) -> Option<&'o Map> {
    objects.iter().find(|object| {
        kinds.contains(&tree::get_string(object, "kind").as_str())
            && tree::get_string(object, "metadata.name") == name
    })
}

fn service_type(service: &Map) -> String {
    Some(tree::get_string(service, "spec.type"))
        .filter(|ty| !ty.is_empty())
        .unwrap_or_else(|| "ClusterIP".to_owned())
}

fn port(port: &Map) -> Port {
    let text = |key: &str| port.get(key).map(|value| tree::text_of(&value));
    Port {
        name: text("name").unwrap_or_default(),
        port: text("port").unwrap_or_default(),
        target_port: text("targetPort").unwrap_or_default(),
        protocol: text("protocol").unwrap_or_else(|| "TCP".to_owned()),
    }
}

fn number(object: &Map, path: &str) -> Option<i64> {
    match tree::get(object, path)? {
        Value::Int(n) => Some(n.as_i64()),
        Value::Float(n) => Some(n as i64),
        _ => None,
    }
}
