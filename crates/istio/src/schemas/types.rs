//! The tables of Go structs and protobuf messages as schema definitions.

use super::node::Node;
use crate::release::Version;
use crate::schema::{Kubernetes, Proto, ProtoShape, shape};
use periplus_value::{Map, sorting};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Definitions that have been asked for, by name.
pub(super) struct Definitions {
    version: Version,
    found: Map,
}

impl Definitions {
    pub(super) fn new(version: Version) -> Self {
        Self { version, found: Map::new() }
    }

    pub(super) fn version(&self) -> Version {
        self.version
    }

    pub(super) fn into_map(self) -> Map {
        self.found
    }

    /// Takes a definition out, to be changed.
    pub(super) fn take(&mut self, name: &str) -> Node {
        self.found.remove(name).and_then(|node| node.as_map().cloned()).map(Node::of).unwrap_or_default()
    }

    /// A Go type of the Kubernetes tables: `v1.Affinity`, `[]v1.Toleration`, `{}string`.
    pub(super) fn kubernetes(&mut self, ty: &str) -> Node {
        let ty = shape(ty);
        if let Some(element) = ty.strip_prefix("[]") {
            return Node::list(self.kubernetes(element.trim_start_matches('*')));
        }
        if let Some(element) = ty.strip_prefix("{}") {
            return Node::map_of(self.kubernetes(element));
        }
        match ty {
            "string" | "bytes" | "Time" => Node::typed(&["string"]),
            "bool" | "BoolValue" => Node::typed(&["boolean"]),
            "int32" | "int64" | "uint32" => Node::typed(&["integer"]),
            "float64" => Node::typed(&["number"]),
            "IntOrString" => Node::typed(&["integer", "string"]),
            "Quantity" => Node::typed(&["number", "string"]),
            "raw" => Node::object(),
            _ => self.go_struct(ty),
        }
    }

    fn go_struct(&mut self, ty: &str) -> Node {
        let Some(fields) = Kubernetes::get().fields(ty) else { return Node::any() };
        if !self.found.contains(ty) {
            let node = Node::object();
            self.found.insert(ty, node.map().clone());
            for field in fields {
                let child = self.kubernetes(field.ty);
                child.describe(about(ty, field.name));
                node.put(field.name, child);
            }
            node.close();
        }
        Node::reference(ty)
    }

    /// A protobuf message or enum by its full name.
    pub(super) fn proto(&mut self, name: &str) -> Node {
        match Proto::get().shape(name, self.version) {
            ProtoShape::Message(fields) => {
                if !self.found.contains(name) {
                    let node = Node::object();
                    self.found.insert(name, node.map().clone());
                    for field in fields {
                        let child = self.proto_field(&field.ty);
                        child.describe(about(short(name), &field.json));
                        node.put(&field.json, child);
                        if field.proto_name != field.json {
                            node.put(
                                field.proto_name,
                                self.proto_field(&field.ty)
                                    .set("doNotSuggest", periplus_value::Value::Bool(true)),
                            );
                        }
                    }
                    node.close();
                }
                Node::reference(name)
            }
            ProtoShape::Enum(words) => Node::typed(&["string", "integer"]).set("enum", enum_values(&words)),
            ProtoShape::Other => well_known(name, self),
        }
    }

    /// A field's type as tables write it, with full names: `[]T`, `{string}T`.
    pub(super) fn proto_field(&mut self, ty: &str) -> Node {
        if let Some(element) = ty.strip_prefix("[]") {
            return Node::list(self.proto_field(element));
        }
        if let Some((_, element)) = ty.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            return Node::map_of(self.proto_field(element));
        }
        self.proto(ty)
    }
}

/// An enum's names; its numbers and null are taken too.
fn enum_values(words: &[(&str, i64)]) -> periplus_value::Value {
    use periplus_value::{List, Value};
    let named = words.iter().map(|(word, _)| Value::string(*word));
    let numbered = words.iter().map(|(_, number)| Value::int(*number));
    Value::List(List::new(named.chain(numbered).chain([Value::Nil]).collect()))
}

fn well_known(name: &str, definitions: &mut Definitions) -> Node {
    match name {
        "bool" | "BoolValue" => Node::typed(&["boolean"]),
        "string" | "bytes" | "StringValue" => Node::typed(&["string"]),
        "Duration" => {
            Node::typed(&["string"]).set("examples", periplus_value::Value::strings(["10s", "1m", "1h"]))
        }
        "double" | "float" | "DoubleValue" | "FloatValue" => Node::typed(&["number", "string"]),
        "int32" | "int64" | "uint32" | "uint64" | "Int32Value" | "Int64Value" | "UInt32Value"
        | "UInt64Value" => Node::typed(&["integer", "string"]),
        "istio.operator.v1alpha1.IntOrString" => Node::typed(&["integer", "string"]),
        "Struct" => Node::object(),
        _ => match name.strip_prefix("k8s.io.").and_then(|rest| rest.rsplit('.').next()) {
            Some(ty) => definitions.kubernetes(&format!("v1.{ty}")),
            None => Node::any(),
        },
    }
}

/// `MeshConfig` of `istio.mesh.v1alpha1.MeshConfig`
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// What our table of descriptions says about a field.
pub(super) fn about(ty: &str, field: &str) -> &'static str {
    static TABLE: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lines = include_str!("../tables/descriptions.txt").lines();
        sorting::tree(lines.filter_map(|line| line.split_once(": ")))
    });
    table.get(format!("{ty}.{field}").as_str()).copied().unwrap_or_default()
}
