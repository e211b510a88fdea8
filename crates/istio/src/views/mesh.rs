//! The MeshConfig that an input renders, and where each of its fields was set.
//!
//! MeshConfig is no Kubernetes resource: it is the key `mesh` of a ConfigMap `istio` or `istio-REVISION`. istiod's chart
//! writes it from `meshConfig`, over some fields that its template makes of other values. What istiod assumes for
//! fields that are in neither comes with [`MeshConfig::with_assumed`].

use super::origin::{Layer, Layers, Origin, keys};
use super::plain;
use crate::{Document, Error, Generated, Input, OperatorRequest, Pack, generate, release, text, tree};
use periplus_value::{Map, Str, Value};
use serde::Serialize;

/// A field of a MeshConfig.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Keys joined by dots, `defaultConfig.tracing.sampling`; lists count as a whole.
    pub path: String,
    /// Its value.
    #[serde(serialize_with = "plain::value")]
    pub value: Value,
    /// Where it was set; of a field that the template made, where the value was set that it was made of.
    pub origin: Origin,
    /// The value that the template made the field of (`global.istioNamespace`).
    pub made_of: Option<&'static str>,
}

/// The MeshConfig of one revision.
#[derive(Clone, Debug, Serialize)]
pub struct MeshConfig {
    /// The revision, `default` for the one without a name.
    pub revision: String,
    /// The ConfigMap's name.
    pub config_map: String,
    /// Its namespace.
    pub namespace: String,
    /// All fields, in the order of their paths.
    pub settings: Vec<Setting>,
}

/// Fields that the template makes of other values, and which.
const MADE_OF: [(&str, &[&str]); 6] = [
    ("rootNamespace", &["global.istioNamespace"]),
    ("defaultProviders", &["telemetry.v2", "telemetry.enabled"]),
    ("defaultConfig.meshId", &["global.meshID"]),
    ("defaultConfig.image.imageType", &["global.proxy.variant", "global.variant"]),
    ("defaultConfig.tracing", &["global.tracer", "global.proxy.tracer"]),
    ("defaultConfig.discoveryAddress", &["global.remotePilotAddress", "revision"]),
];

/// The MeshConfig of each ConfigMap that an input renders; none without istiod.
pub fn mesh_config(pack: &Pack, request: &OperatorRequest) -> Result<Vec<MeshConfig>, Error> {
    let generated = generate(pack, request)?;
    Ok(of_generated(pack, request, &generated).into_iter().map(|(config, _)| config).collect())
}

/// The same of what Helm rendered from a values file of istiod's chart.
pub fn mesh_config_of(pack: &Pack, values: &Input, documents: &[Document]) -> Vec<MeshConfig> {
    let found = of_documents(&Layers::of_helm(pack, values), documents);
    found.into_iter().map(|(config, _)| config).collect()
}

/// The same of what was rendered already, with the MeshConfig as data.
pub(super) fn of_generated(
    pack: &Pack,
    request: &OperatorRequest,
    generated: &Generated,
) -> Vec<(MeshConfig, Map)> {
    let values = tree::get_map(&generated.merged, "spec.values").unwrap_or_default();
    let layers = Layers::of(pack, request, release::behaviour(pack.version()), &values);
    of_documents(&layers, &generated.documents)
}

/// By the layers of an input.
pub(super) fn of_documents(layers: &Layers, documents: &[Document]) -> Vec<(MeshConfig, Map)> {
    let mut found = Vec::new();
    for document in documents.iter().filter(|d| d.kind == "ConfigMap") {
        let Some(object) = text::yaml_map(document.text.as_bytes()) else { continue };
        let Some(mesh) = tree::get(&object, "data.mesh").and_then(|v| v.as_string().cloned()) else {
            continue;
        };
        let Some(mesh) = text::yaml_map(mesh.as_bytes()) else { continue };
        let mut settings = Vec::new();
        leaves(&mut Vec::new(), &Value::Map(mesh.clone()), &mut |path, value| {
            let (origin, made_of) = set_by(layers, path, value, &document.template);
            settings.push(Setting { path: joined(path), value: value.clone(), origin, made_of });
        });
        let config = MeshConfig {
            revision: revision_of(&object),
            config_map: document.name.clone(),
            namespace: document.namespace.clone(),
            settings,
        };
        found.push((config, mesh));
    }
    found
}

/// The label of a resource that names its revision.
pub(super) fn revision_of(object: &Map) -> String {
    let labels = tree::get_map(object, "metadata.labels").unwrap_or_default();
    let revision = labels.get("istio.io/rev").map(|revision| tree::text_of(&revision));
    revision.filter(|text| !text.is_empty()).unwrap_or_else(|| "default".to_owned())
}

/// Calls for every value that is no map, and for empty maps.
pub(super) fn leaves(path: &mut Vec<Str>, value: &Value, leaf: &mut impl FnMut(&[Str], &Value)) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (key, value) in map.entries() {
                path.push(key);
                leaves(path, &value, leaf);
                path.pop();
            }
        }
        value => leaf(path, value),
    }
}

/// Keys joined by dots; a dot within a key has a backslash.
pub(super) fn joined(path: &[Str]) -> String {
    let names: Vec<_> = path.iter().map(|key| key.to_str_lossy().replace('.', "\\.")).collect();
    names.join(".")
}

fn set_by(layers: &Layers, path: &[Str], value: &Value, template: &str) -> (Origin, Option<&'static str>) {
    let whole: Vec<Str> = [Str::from("meshConfig")].into_iter().chain(path.iter().cloned()).collect();
    if let Some(origin) = layers.of_value(&whole, Some(value)) {
        return (origin, None);
    }
    let made_of = MADE_OF.iter().filter(|(field, _)| path.starts_with(&keys(field)));
    let values = made_of.flat_map(|(_, values)| values.iter().copied());
    let set = values.filter_map(|value| Some((layers.of_plain(value)?, value)));
    match set.max_by(|a, b| a.0.layer.cmp(&b.0.layer)) {
        Some((origin, value)) => (origin, Some(value)),
        None => (template_origin(template), None),
    }
}

fn template_origin(template: &str) -> Origin {
    Origin { layer: Layer::Template, file: template.to_owned(), line: 0, column: 0, path: String::new() }
}
