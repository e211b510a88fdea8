//! The schema of the IstioOperator: Go structs, with `values` and `meshConfig` as the protobuf messages they are.

use super::node::Node;
use super::types::Definitions;
use super::{COMPATIBILITY, OPERATOR, PLATFORM, PROFILE, chart_node, finish, folders, id};
use crate::schema::{Proto, ProtoShape};
use crate::validate::VALUES;
use crate::{Pack, profiles, release};
use periplus_value::{List, Map, Value};

const MESH: &str = "istio.mesh.v1alpha1.MeshConfig";
/// The chart that has the settings of istiod and those that all share.
const ISTIOD: &str = "istio-control/istio-discovery";

/// Where the charts document what an IstioOperator has below `values`: key, chart folder, path in the chart.
const DOCUMENTED: &[(&[&str], &str, &[&str])] = &[
    (&["pilot"], ISTIOD, &[]),
    (&["cni"], "istio-cni", &[]),
    (&["ztunnel"], "ztunnel", &[]),
    (&["base"], "base", &["base"]),
    (&["gateways", "istio-ingressgateway"], "gateways/istio-ingress", &["gateways", "istio-ingressgateway"]),
    (&["gateways", "istio-egressgateway"], "gateways/istio-egress", &["gateways", "istio-egressgateway"]),
];

pub(super) fn schema(pack: &Pack) -> Map {
    let mut definitions = Definitions::new(release::numbers(pack.version()));
    let root = Node::object();
    root.close();
    let word = |text: &str| Value::List(List::new(vec![Value::string(text)]));
    root.put("apiVersion", Node::typed(&["string"]).set("enum", word("install.istio.io/v1alpha1")));
    root.put("kind", Node::typed(&["string"]).set("enum", word("IstioOperator")));
    root.put("metadata", definitions.kubernetes("v1.ObjectMeta"));
    definitions.kubernetes("apis.IstioOperatorSpec");
    let spec = definitions.take("apis.IstioOperatorSpec");
    let settings = [(&PROFILE, profiles(pack)), (&COMPATIBILITY, COMPATIBILITY.choices(pack, ISTIOD))];
    for (setting, choices) in settings.iter().filter(|(_, choices)| !choices.is_empty()) {
        spec.property(setting.key).one_of(choices);
    }
    let mesh = definitions.proto(MESH);
    mesh.describe(super::types::about("apis.IstioOperatorSpec", "meshConfig"));
    spec.put("meshConfig", mesh);
    let values = values(pack, &mut definitions);
    values.describe(super::types::about("apis.IstioOperatorSpec", "values"));
    spec.put("values", values);
    root.put("spec", spec);
    finish(root, &format!("IstioOperator of Istio {}", pack.version()), &id(pack, OPERATOR), definitions)
}

fn values(pack: &Pack, definitions: &mut Definitions) -> Node {
    let known = folders(pack);
    let istiod = chart_node(pack, ISTIOD, definitions);
    let told = Node::object();
    for (name, child) in istiod.children() {
        told.put(&name, child);
    }
    for (at, folder, path) in DOCUMENTED.iter().filter(|(_, folder, _)| known.iter().any(|k| k == folder)) {
        let chart = chart_node(pack, folder, definitions);
        add_globals(&told, &chart);
        let part = path.iter().try_fold(chart, |node, key| node.get(key));
        let (last, parents) = at.split_last().unwrap_or((&"", &[]));
        let parent = parents.iter().fold(told.clone(), |node, key| node.property(key));
        parent.put(last, part.unwrap_or_default());
    }
    let node = message(VALUES, Some(&told), definitions);
    node.put("meshConfig", definitions.proto(MESH));
    let platforms = PLATFORM.choices(pack, ISTIOD);
    if let Some(global) = node.get("global").filter(|_| !platforms.is_empty()) {
        global.property(PLATFORM.key).describe(PLATFORM.about).one_of(&platforms);
    }
    let versions = COMPATIBILITY.choices(pack, ISTIOD);
    if let Some(version) = node.get(COMPATIBILITY.key).filter(|_| !versions.is_empty()) {
        version.one_of(&versions);
    }
    node
}

/// Charts share `global`, each tells its own part of it.
fn add_globals(told: &Node, chart: &Node) {
    let Some(theirs) = chart.get("global") else { return };
    let ours = told.property("global");
    for (name, child) in theirs.children() {
        if ours.get(&name).is_none() {
            ours.put(&name, child);
        }
    }
}

/// A message of istioctl's values, with what the charts tell about the same settings.
fn message(name: &str, told: Option<&Node>, definitions: &mut Definitions) -> Node {
    let ProtoShape::Message(fields) = Proto::get().shape(name, definitions.version()) else {
        return untyped(name, told, definitions);
    };
    let node = Node::object();
    node.close();
    for field in fields {
        let known = told.and_then(|told| told.get(&field.json));
        let child =
            if field.ty.starts_with("istio.operator.") || matches!(field.ty.as_str(), "Value" | "Struct") {
                message(&field.ty, known.as_ref(), definitions)
            } else {
                definitions.proto_field(&field.ty)
            };
        for key in ["description", "default"] {
            let text = known.as_ref().and_then(|known| known.map().get(key));
            if let Some(text) = text.filter(|_| !child.map().contains(key) && !child.map().contains("$ref")) {
                child.map().insert(key, text);
            }
        }
        node.put(&field.json, child);
    }
    node
}

/// A free-form value: what a chart's defaults have in its place is suggested, other things are let in.
fn untyped(name: &str, told: Option<&Node>, definitions: &mut Definitions) -> Node {
    match (name, told) {
        ("Value" | "Struct", Some(told)) => {
            let copy = Node::of(told.map().shallow_copy());
            copy.map().remove("additionalProperties");
            copy
        }
        _ => definitions.proto(name),
    }
}
