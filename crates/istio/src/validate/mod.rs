//! Whether a merged IstioOperator has the shape it must have, and what else istioctl checks
//! (operator/pkg/apis/validation/validation.go).

mod address;
mod fault;
mod hosts;
mod locality;
mod mesh;
mod names;
mod traffic;
mod values;

pub use address::PrefixError;
pub use fault::{Fault, MeshFaults, NameError};

use crate::error::{Error, ErrorKind, Stage, Warning};
use crate::release::{self, Version};
use crate::schema::{Decoder, Kubernetes, Unknown, check_proto};
use crate::tree;
use periplus_value::{Map, Value};

/// The message of istioctl's values.
pub(crate) const VALUES: &str = "istio.operator.v1alpha1.Values";

/// What validation says.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) faults: Vec<Fault>,
    pub(crate) warnings: Vec<Warning>,
}

impl Checked {
    fn warn(&mut self, message: String, path: &str) {
        let place = crate::Place { path: path.to_owned(), ..crate::Place::default() };
        self.warnings.push(Warning { message, place: Some(place) });
    }
}

/// Checks a merged IstioOperator.
pub(crate) fn validate(merged: &Map, version: &str) -> Result<Checked, Error> {
    crate::text::json_copy(merged).map_err(|path| {
        Error::new(Stage::Merge, ErrorKind::NotANumber { path: path.clone() }).at_path(path)
    })?;
    let mut checked = Checked::default();
    let operator = Value::Map(merged.clone());
    let version = release::numbers(version);
    let decoder = Decoder::strict(Kubernetes::get(), release::of(version).kubernetes_api);
    if let Err(error) = decoder.check(&operator, "apis.IstioOperator") {
        checked.faults.push(Fault::Shape(error));
        return Ok(checked);
    }
    let spec = merged.get_map("spec").unwrap_or_default();
    check_values(&spec, version, &mut checked);
    mesh::check(&spec.get("meshConfig").unwrap_or_default(), "spec.meshConfig", version, &mut checked);
    names::check(&spec, &mut checked);
    Ok(checked)
}

fn check_values(spec: &Map, version: Version, checked: &mut Checked) {
    let values = spec.get("values").unwrap_or_default();
    if let Some(path) = unreadable(&values, &mut vec!["spec".to_owned(), "values".to_owned()]) {
        return checked.faults.push(Fault::ControlCharacter { path });
    }
    if let Err(error) = check_proto(&values, VALUES, Unknown::Reject, version) {
        return checked.faults.push(Fault::Values(error));
    }
    let values = values.as_map().cloned().unwrap_or_default();
    values::check_features(&values, spec, checked);
    if let Some(mesh) = values.get("meshConfig").filter(|mesh| !mesh.is_nil()) {
        mesh::check(&mesh, "spec.values.meshConfig", version, checked);
    }
    values::check_ranges(&values, checked);
    let behaviour = release::of(version);
    if behaviour.checks_kubernetes_values {
        values::check_kubernetes(&values, behaviour.kubernetes_api, checked);
    }
}

/// The path of a string with a character that YAML can't have: upstream reads the values' JSON as YAML.
fn unreadable(value: &Value, path: &mut Vec<String>) -> Option<String> {
    let bad = |text: &str| {
        text.chars().any(|c| matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
    };
    let mut within = |key: String, value: &Value| {
        path.push(key);
        let found = unreadable(value, path);
        path.pop();
        found
    };
    match value {
        Value::String(s) => bad(&s.to_str_lossy()).then(|| path.join(".")),
        Value::List(list) => list.iter().enumerate().find_map(|(at, item)| within(format!("[{at}]"), item)),
        Value::Map(map) => map.borrow().iter().find_map(|(key, item)| {
            let name = key.to_str_lossy();
            if bad(&name) { Some(name.into_owned()) } else { within(name.into_owned(), item) }
        }),
        _ => None,
    }
}

/// The map at a path below another, empty when it isn't there.
pub(crate) fn map_at(map: &Map, path: &str) -> Map {
    tree::get_map(map, path).unwrap_or_default()
}
