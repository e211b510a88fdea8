//! What a chart's `values.yaml` tells: names, defaults, descriptions, and types as far as a default shows one.

use super::comments::{self, Comments};
use super::node::Node;
use super::types::Definitions;
use periplus_value::{Map, Value};
use periplus_yaml::{Numbers, Options};

/// Istio's charts keep their defaults below this key; users set the same names at the top.
const INTERNAL: &str = "_internal_defaults_do_not_set";

/// The node of a values file. Objects are open: charts read keys that no default names.
pub(super) fn node(text: &[u8]) -> Node {
    let options = Options { numbers: Numbers::Go, ..Options::default() };
    let values = periplus_yaml::parse_map(text, &options).unwrap_or_default();
    let comments = comments::read(&String::from_utf8_lossy(text));
    let root = object(&values, &mut Vec::new(), &comments);
    if let Some(internal) = values.get_map(INTERNAL) {
        let own = object(&internal, &mut vec![INTERNAL.to_owned()], &comments);
        for (name, child) in root.children().into_iter().filter(|(name, _)| name != INTERNAL) {
            own.put(&name, child);
        }
        return own;
    }
    root
}

fn object(map: &Map, path: &mut Vec<String>, comments: &Comments) -> Node {
    let node = Node::object();
    for (key, value) in map.entries() {
        let name = key.to_str_lossy().into_owned();
        path.push(name.clone());
        let child = of(&value, path, comments);
        child.describe(comments.get(path).map_or("", String::as_str));
        node.put(&name, child);
        path.pop();
    }
    node
}

fn of(value: &Value, path: &mut Vec<String>, comments: &Comments) -> Node {
    match value {
        Value::Map(map) => object(map, path, comments),
        Value::List(list) if list.is_empty() => Node::typed(&["array"]),
        Value::List(_) => Node::typed(&["array"]).set("default", value.clone()),
        Value::Bool(_) => Node::typed(&["boolean"]).set("default", value.clone()),
        Value::Int(_) | Value::Float(_) => Node::typed(&["number", "string"]).set("default", value.clone()),
        Value::String(text) if text.is_empty() => Node::typed(SCALAR),
        Value::String(_) => Node::typed(SCALAR).set("default", value.clone()),
        _ => Node::any(),
    }
}

/// Templates print any of these where a text is the default.
const SCALAR: &[&str] = &["string", "number", "boolean"];

/// Names that hold the same Kubernetes object, or list of them, wherever a chart has them.
const KNOWN: &[(&str, &str)] = &[
    ("affinity", "v1.Affinity"),
    ("tolerations", "[]v1.Toleration"),
    ("defaultTolerations", "[]v1.Toleration"),
    ("topologySpreadConstraints", "[]v1.TopologySpreadConstraint"),
    ("volumes", "[]v1.Volume"),
    ("volumeMounts", "[]v1.VolumeMount"),
    ("additionalVolumeMounts", "[]v1.VolumeMount"),
    ("configVolumes", "[]v1.Volume"),
    ("initContainers", "[]v1.Container"),
    ("additionalContainers", "[]v1.Container"),
    ("envVarFrom", "[]v1.EnvVar"),
    ("seccompProfile", "v1.SeccompProfile"),
    ("lifecycle", "v1.Lifecycle"),
    ("resources", "v1.ResourceRequirements"),
    ("containerSecurityContext", "v1.SecurityContext"),
    ("autoscaleBehavior", "v2.HorizontalPodAutoscalerBehavior"),
];

/// The mesh configuration, wherever a chart has it.
const MESH: (&str, &str) = ("meshConfig", "istio.mesh.v1alpha1.MeshConfig");

/// Gives the shapes of Kubernetes and of the mesh configuration to the values that have them. What was said about them stays.
pub(super) fn type_known(node: &Node, definitions: &mut Definitions) {
    for (name, child) in node.children() {
        let shape = if name == MESH.0 {
            Some(definitions.proto(MESH.1))
        } else {
            let known = KNOWN.iter().find(|(known, _)| *known == name);
            known.map(|(_, ty)| definitions.kubernetes(ty))
        };
        let Some(shape) = shape else {
            type_known(&child, definitions);
            continue;
        };
        let description = child.map().get("description");
        for (key, value) in shape.map().entries() {
            child.map().insert(key, value);
        }
        if child.map().contains("$ref") {
            for key in ["type", "properties"] {
                child.map().remove(key);
            }
        }
        if let Some(description) = description {
            child.map().insert("description", description);
        }
    }
}
