//! JSON text as Go writes it of structs and messages: fields in the order in which they are declared.

use crate::quantity;
use crate::release::Version;
use crate::schema::{Kubernetes, Proto, ProtoShape, shape};
use periplus_value::{Map, Str, Value};
use periplus_yaml::json;

/// The key under which a message's JSON text is kept beside its fields.
pub(super) const WRITTEN: &str = "\0json";
/// What templates hand to `structToJSON`.
pub(super) const PORT: &str = "v1.ContainerPort";
/// What the annotation of a pod's own settings holds.
pub(super) const CONTAINER: &str = "v1.Container";
const QUANTITY: &str = "Quantity";

/// With sorted keys.
pub(super) fn plain(value: &Value) -> String {
    json::emit(value).unwrap_or_default()
}

/// A value of a Go struct; fields that hold nothing are left out.
pub(super) fn of_struct(value: &Value, ty: &str) -> String {
    let ty = shape(ty);
    let element = ty.strip_prefix("[]").map(|element| element.trim_start_matches('*'));
    match (value, element, Kubernetes::get().fields(ty)) {
        (value, ..) if ty == QUANTITY => {
            let read = quantity::of(value).map(quantity::Quantity::text);
            plain(&read.map_or_else(|| value.clone(), Value::from))
        }
        (Value::Map(map), ..) if ty.starts_with("{}") => {
            let entry = |(key, value): (Str, Value)| {
                format!("{}:{}", plain(&Value::String(key)), of_struct(&value, &ty["{}".len()..]))
            };
            format!("{{{}}}", map.entries().into_iter().map(entry).collect::<Vec<_>>().join(","))
        }
        (Value::List(list), Some(element), _) => {
            let items: Vec<String> = list.iter().map(|item| of_struct(item, element)).collect();
            format!("[{}]", items.join(","))
        }
        (Value::Map(map), _, Some(fields)) => {
            let field = |name: &str, ty: &str| {
                let value = map.get(name).filter(|value| !is_empty(value));
                // A struct that is no pointer is written even when there is nothing in it.
                let always = name == "resources" && self::shape(ty) == "v1.ResourceRequirements";
                let value = value.or_else(|| always.then(|| Map::new().into()))?;
                Some(format!("{}:{}", plain(&name.into()), of_struct(&value, ty)))
            };
            let written: Vec<String> = fields.filter_map(|f| field(f.name, f.ty)).collect();
            format!("{{{}}}", written.join(","))
        }
        _ => plain(value),
    }
}

/// A protobuf message as jsonpb writes it.
pub(super) fn of_message(value: &Value, ty: &str, version: Version) -> String {
    let element = ty.strip_prefix("[]").or_else(|| ty.strip_prefix("{}string"));
    match (value, element, Proto::get().shape(ty, version)) {
        (Value::List(list), Some(element), _) => {
            let items: Vec<String> = list.iter().map(|item| of_message(item, element, version)).collect();
            format!("[{}]", items.join(","))
        }
        (Value::Map(map), _, ProtoShape::Message(fields)) => {
            let written = fields.iter().filter_map(|field| {
                let value = map.get(&field.json).or_else(|| map.get(field.proto_name))?;
                let value = Some(value).filter(|value| !is_zero(value, &field.ty))?;
                Some(format!(
                    "{}:{}",
                    plain(&field.json.as_str().into()),
                    of_message(&value, &field.ty, version)
                ))
            });
            format!("{{{}}}", written.collect::<Vec<_>>().join(","))
        }
        _ => plain(value),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::String(text) => text.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::List(list) => list.is_empty(),
        _ => false,
    }
}

/// What jsonpb leaves out: plain fields that are zero. Wrapped ones (`BoolValue`) and messages are there or not.
fn is_zero(value: &Value, ty: &str) -> bool {
    match value {
        Value::Bool(flag) => ty == "bool" && !flag,
        Value::Int(number) => !ty.ends_with("Value") && number.as_i64() == 0,
        Value::Float(number) => !ty.ends_with("Value") && *number == 0.0,
        Value::Map(map) => ty.starts_with('{') && map.is_empty(),
        other => is_empty(other),
    }
}
