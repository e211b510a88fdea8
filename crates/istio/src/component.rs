//! The components of an installation as a table, and what an IstioOperator says about each
//! (operator/pkg/component/component.go).

use crate::error::{Error, ErrorKind, Stage};
use crate::release::Behaviour;
use crate::schema::{Decoder, Kubernetes};
use crate::tree::{self, describe};
use periplus_value::unicode::names_field;
use periplus_value::{Map, Str, Value};

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Component {
    /// What messages and documents call it.
    pub(crate) name: &'static str,
    /// The key under `spec.components`.
    pub(crate) spec: &'static str,
    /// Installed when nothing is said about it.
    pub(crate) default: bool,
    /// A list of instances, each with a name: gateways.
    pub(crate) gateway: bool,
    /// Kind of the resource that most `k8s` settings patch.
    pub(crate) resource_kind: &'static str,
    /// Its name.
    pub(crate) resource_name: &'static str,
    /// Its main container.
    pub(crate) container: &'static str,
    /// The chart's folder.
    pub(crate) chart: &'static str,
    /// Where its settings are in values.
    pub(crate) values: &'static str,
    /// The chart wants those settings at the top level.
    pub(crate) flatten: bool,
    /// A value that switches it on as well.
    pub(crate) enabled_by: Option<&'static str>,
    /// The chart's name in Istio's Helm repository.
    pub(crate) release: Option<&'static str>,
}

const BASE: Component = Component {
    name: "Base",
    spec: "base",
    default: true,
    gateway: false,
    resource_kind: "",
    resource_name: "",
    container: "",
    chart: "base",
    values: "global",
    flatten: false,
    enabled_by: None,
    release: Some("base"),
};

const PILOT: Component = Component {
    name: "Pilot",
    spec: "pilot",
    resource_kind: "Deployment",
    resource_name: "istiod",
    container: "discovery",
    chart: "istio-control/istio-discovery",
    values: "pilot",
    release: Some("istiod"),
    ..BASE
};

const INGRESS: Component = Component {
    name: "IngressGateways",
    spec: "ingressGateways",
    gateway: true,
    resource_kind: "Deployment",
    resource_name: "istio-ingressgateway",
    container: "istio-proxy",
    chart: "gateways/istio-ingress",
    values: "gateways.istio-ingressgateway",
    enabled_by: Some("spec.values.gateways.istio-ingressgateway.enabled"),
    release: None,
    ..BASE
};

const EGRESS: Component = Component {
    name: "EgressGateways",
    spec: "egressGateways",
    default: false,
    resource_name: "istio-egressgateway",
    chart: "gateways/istio-egress",
    values: "gateways.istio-egressgateway",
    enabled_by: Some("spec.values.gateways.istio-egressgateway.enabled"),
    ..INGRESS
};

const CNI: Component = Component {
    name: "Cni",
    spec: "cni",
    default: false,
    resource_kind: "DaemonSet",
    resource_name: "istio-cni-node",
    container: "install-cni",
    chart: "istio-cni",
    values: "cni",
    release: Some("cni"),
    ..BASE
};

const ISTIOD_REMOTE: Component = Component {
    name: "IstiodRemote",
    spec: "istiodRemote",
    default: false,
    chart: "istiod-remote",
    release: Some("istiod-remote"),
    ..BASE
};

const ZTUNNEL: Component = Component {
    name: "Ztunnel",
    spec: "ztunnel",
    default: false,
    resource_kind: "DaemonSet",
    resource_name: "ztunnel",
    container: "istio-proxy",
    chart: "ztunnel",
    values: "ztunnel",
    flatten: true,
    release: Some("ztunnel"),
    ..BASE
};

/// No component: the chart of the webhooks of the tag `default`.
pub(crate) const DEFAULT: Component = Component { name: "Default", chart: "default", default: false, ..BASE };

static COMPONENTS: [Component; 7] = [BASE, PILOT, INGRESS, EGRESS, CNI, ISTIOD_REMOTE, ZTUNNEL];

/// The chart for gateways of Istio's Helm repository, which no component uses.
const GATEWAY_CHART: &str = "gateway";

/// The names of the charts in Istio's Helm repository.
pub fn published_charts() -> impl Iterator<Item = &'static str> {
    COMPONENTS.iter().filter_map(|component| component.release).chain([GATEWAY_CHART])
}

/// The folder below a release's `charts/` that has the chart which Istio's Helm repository calls so (`istiod`).
pub fn chart_folder(name: &str) -> Option<&'static str> {
    let component = COMPONENTS.iter().find(|component| component.release == Some(name));
    component.map(|component| component.chart).or_else(|| (name == GATEWAY_CHART).then_some(GATEWAY_CHART))
}

/// The components of a release, in the order they are rendered.
pub(crate) fn components(behaviour: &Behaviour) -> impl Iterator<Item = &'static Component> {
    let remote = behaviour.istiod_remote;
    COMPONENTS.iter().filter(move |c| remote || c.spec != ISTIOD_REMOTE.spec)
}

impl Component {
    /// Whether it is istiod, whose resources carry the revision in their names.
    pub(crate) fn is_pilot(&self) -> bool {
        self.spec == PILOT.spec
    }
}

/// What the user says about one component or gateway.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spec {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) hub: String,
    pub(crate) tag: Value,
    /// `None`: nothing was said about the component at all, or (before 1.26) about labels.
    pub(crate) label: Option<Map>,
    /// The settings below `k8s`.
    pub(crate) kubernetes: Option<Map>,
    /// The settings as they were given.
    pub(crate) raw: Map,
    /// Where they stand (`spec.components.ingressGateways.[0]`), empty when nothing is said about the component.
    pub(crate) path: String,
}

/// The instances of a component that are to be installed.
pub(crate) fn specs(
    component: &'static Component,
    merged: &Map,
    behaviour: &Behaviour,
) -> Result<Vec<Spec>, Error> {
    let forced = component.enabled_by.is_some_and(|path| tree::get_bool(merged, path));
    let namespace = tree::get_string(merged, "metadata.namespace");
    let nothing_said = || {
        let spec = Spec { namespace: namespace.clone(), ..Spec::default() };
        if component.default || forced { vec![spec] } else { Vec::new() }
    };
    let components = tree::get_map(merged, "spec.components");
    let found = components.and_then(|c| c.get(component.spec));
    let given = match found {
        None => return Ok(nothing_said()),
        Some(Value::List(list)) if component.gateway => list.to_vec(),
        Some(other) if component.gateway => return Err(not_a_list(component, &other)),
        Some(Value::Map(map)) => vec![Value::Map(map)],
        Some(_) => return Ok(nothing_said()),
    };
    let mut specs = Vec::new();
    for (at, item) in given.iter().enumerate() {
        let Value::Map(raw) = item else { return Err(not_a_map(component, at, item)) };
        let place = if component.gateway { format!(".[{at}]") } else { String::new() };
        let path = format!("spec.components.{}{place}", component.spec);
        let spec = Spec { path, ..read(component, raw, &namespace, behaviour)? };
        let enabled = field(raw, "enabled").and_then(|v| v.as_bool()).unwrap_or(true);
        if enabled || forced {
            specs.push(spec);
        }
    }
    Ok(specs)
}

fn not_a_list(component: &'static Component, found: &Value) -> Error {
    let path = format!("spec.components.{}", component.spec);
    Error::new(Stage::Component, ErrorKind::NotAList { path: path.clone(), found: describe(found) })
        .at_path(path)
        .of_component(component.name)
        .with_help("give a list of gateways, each with a name, or leave the key out".to_owned())
}

fn not_a_map(component: &'static Component, at: usize, found: &Value) -> Error {
    let path = format!("spec.components.{}.[{at}]", component.spec);
    Error::new(Stage::Component, ErrorKind::NotAMap { path: path.clone(), found: describe(found) })
        .at_path(path)
        .of_component(component.name)
        .with_help("give a name and settings, or leave the item out".to_owned())
}

/// A struct's field as Go's JSON decoder finds it: by its exact name, else by its name in any case.
pub(crate) fn field(map: &Map, name: &str) -> Option<Value> {
    map.get(name).or_else(|| {
        let entries = map.borrow();
        let folded = entries.iter().find(|(key, _)| names_field(key.as_bytes(), name));
        folded.map(|(_, value)| value.clone())
    })
}

fn read(
    component: &'static Component,
    raw: &Map,
    namespace: &str,
    behaviour: &Behaviour,
) -> Result<Spec, Error> {
    Decoder::lenient(Kubernetes::get(), behaviour.kubernetes_api)
        .check(&Value::Map(raw.clone()), "apis.GatewayComponentSpec")
        .map_err(|error| {
            Error::new(Stage::Component, ErrorKind::Convert { spec: component.spec, error })
                .of_component(component.name)
        })?;
    let text = |name: &str| {
        field(raw, name)
            .and_then(|v| v.as_string().map(|s: &Str| s.to_str_lossy().into_owned()))
            .unwrap_or_default()
    };
    let map = |name: &str| field(raw, name).and_then(|v| v.as_map().cloned());
    let first =
        |options: [&str; 3]| options.into_iter().find(|s| !s.is_empty()).unwrap_or_default().to_owned();
    Ok(Spec {
        namespace: first([&text("namespace"), namespace, "istio-system"]),
        name: text("name"),
        hub: text("hub"),
        tag: field(raw, "tag").unwrap_or_default(),
        label: map("label").or_else(|| behaviour.empty_label.then(Map::new)),
        kubernetes: map("k8s"),
        raw: raw.clone(),
        path: String::new(),
    })
}
