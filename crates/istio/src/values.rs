//! The values that one component's chart is given (operator/pkg/render/manifest.go,
//! `applyComponentValuesToHelmValues`).

use crate::component::{Component, Spec, field};
use crate::error::ErrorKind;
use crate::release::Behaviour;
use crate::text::json_copy;
use crate::tree::{self, text_of};
use periplus_value::{List, Map, Value};

/// A copy of the merged IstioOperator with the component's own settings in `spec.values`.
pub(crate) fn component_values(
    component: &Component,
    spec: &Spec,
    merged: &Map,
    behaviour: &Behaviour,
) -> Result<Map, ErrorKind> {
    if !changes_values(component, spec, behaviour) {
        return Ok(merged.clone());
    }
    let operator = json_copy(merged).map_err(|path| ErrorKind::NotANumber { path })?;
    let set = |key: &str, value: Value| {
        tree::set(&operator, &format!("spec.values.{}.{key}", component.values), value)
            .map_err(ErrorKind::Path)
    };
    if component.gateway {
        set("name", spec.name.as_str().into())?;
        set("labels", labels(spec))?;
        if let Some(ports) = service_ports(spec) {
            set("ports", ports.into())?;
        }
    }
    if behaviour.replicas_to_values && component.resource_kind == "Deployment" {
        replicas(spec).into_iter().try_for_each(|(key, n)| set(key, n))?;
    }
    if behaviour.cpu_to_values {
        cpu(spec).into_iter().try_for_each(|(key, text)| set(key, text.into()))?;
    }
    for (key, value) in [("hub", spec.hub.clone()), ("tag", tag_text(&spec.tag))] {
        if !value.is_empty() {
            let flag = format!("values.{}.{key}={value}", component.values);
            tree::set_flag(&operator, &flag, behaviour.set_splits_once).map_err(ErrorKind::Path)?;
        }
    }
    if component.flatten {
        flatten(component, &operator);
    }
    // What was set above are Go's own integers; charts see them as float64, as after any copy.
    Ok(json_copy(&operator).unwrap_or(operator))
}

/// Whether the component has anything to say; if not, its chart sees the merged values as they are, numbers of flags
/// as Go's integers included.
fn changes_values(component: &Component, spec: &Spec, behaviour: &Behaviour) -> bool {
    let settings = spec.kubernetes.is_some() && (behaviour.replicas_to_values || behaviour.cpu_to_values);
    let given = !spec.hub.is_empty() || !spec.tag.is_nil() || spec.label.is_some();
    component.gateway || component.flatten || given || settings
}

/// The labels, or Go's nil map: empty to charts, until a copy through JSON makes it null.
fn labels(spec: &Spec) -> Value {
    match &spec.label {
        Some(label) => string_map(label).into(),
        None if spec.hub.is_empty() && spec.tag.is_nil() => Map::new().into(),
        None => Value::Nil,
    }
}

fn tag_text(tag: &Value) -> String {
    if tag.is_nil() { String::new() } else { text_of(tag) }
}

/// A label map as Go's JSON decoder leaves it: null is an empty string.
fn string_map(map: &Map) -> Map {
    let text = |value: Value| if value.is_nil() { Value::string("") } else { value };
    map.entries().into_iter().map(|(key, value)| (key, text(value))).collect()
}

/// A gateway's ports as Kubernetes' Go struct writes them: always a port and a target port.
fn service_ports(spec: &Spec) -> Option<List> {
    let service = field(spec.kubernetes.as_ref()?, "service")?;
    let ports = field(service.as_map()?, "ports")?;
    let ports = ports.as_list().filter(|ports| !ports.is_empty())?;
    Some(ports.iter().map(|port| Value::Map(service_port(port))).collect())
}

fn service_port(port: &Value) -> Map {
    let given = port.as_map().cloned().unwrap_or_default();
    let out = Map::new();
    for key in ["name", "protocol", "appProtocol", "nodePort"] {
        if let Some(value) =
            field(&given, key).filter(|value| key == "appProtocol" && !value.is_nil() || !is_zero(value))
        {
            out.insert(key, value);
        }
    }
    let zero = || Value::Float(0.0);
    for key in ["port", "targetPort"] {
        out.insert(key, field(&given, key).filter(|value| !value.is_nil()).unwrap_or_else(zero));
    }
    out
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::String(s) => s.is_empty(),
        Value::Int(n) => n.get() == 0,
        Value::Float(n) => *n == 0.0,
        _ => false,
    }
}

fn setting(spec: &Spec, path: &[&str]) -> Option<Value> {
    let start = Value::Map(spec.kubernetes.clone()?);
    path.iter().try_fold(start, |value, key| field(value.as_map()?, key))
}

fn replicas(spec: &Spec) -> Vec<(&'static str, Value)> {
    let minimum = setting(spec, &["hpaSpec", "minReplicas"]).filter(|v| !v.is_nil());
    let above_zero = |path: &[&str]| setting(spec, path).filter(|v| !is_zero(v));
    let found = [
        ("autoscaleMin", minimum),
        ("autoscaleMax", above_zero(&["hpaSpec", "maxReplicas"])),
        ("replicaCount", above_zero(&["replicaCount"])),
    ];
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn cpu(spec: &Spec) -> Vec<(&'static str, String)> {
    let text = |part: &str| {
        let value = setting(spec, &["resources", part, "cpu"])?;
        let quantity = crate::quantity::of(&value)?;
        (!quantity.is_zero()).then(|| quantity.text())
    };
    let found = [("resources.limits.cpu", text("limits")), ("resources.requests.cpu", text("requests"))];
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// The chart wants its own values at the top: `global`, what is no map, and then all of its own.
fn flatten(component: &Component, operator: &Map) {
    let (Some(spec), Some(values)) = (operator.get_map("spec"), tree::get_map(operator, "spec.values"))
    else {
        return;
    };
    let Some(own) = tree::get_map(&values, component.values) else { return };
    let flat = Map::from_iter([("global", values.get("global").unwrap_or_default())]);
    for (key, value) in values.entries() {
        if !matches!(value, Value::Map(_)) {
            flat.insert(key, value);
        }
    }
    own.entries().into_iter().for_each(|(key, value)| drop(flat.insert(key, value)));
    spec.insert("values", flat);
}
