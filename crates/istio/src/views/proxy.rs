//! The ProxyConfig of one workload, merged from its three doors (`pilot/pkg/model/proxy_config.go`,
//! `pkg/config/mesh/mesh.go`).
//!
//! `meshConfig.defaultConfig` < `ProxyConfig` resource of the root namespace < that of the workload's namespace < the
//! pod's annotation `proxy.istio.io/config` < `ProxyConfig` resource whose selector matches. A field of a later door
//! replaces the whole field; only `proxyMetadata` and `proxyHeaders` are merged within.

use super::mesh::{self, MeshConfig, joined, leaves};
use super::origin::{Layers, Origin};
use super::plain;
use crate::error::{ErrorKind, Stage};
use crate::manifest::ManifestError;
use crate::schema::{Unknown, check_proto};
use crate::{Document, Error, Input, OperatorRequest, Pack, generate, release, text, tree};
use periplus_value::{Map, Str, Value};
use serde::Serialize;

/// The annotation that holds a ProxyConfig as YAML.
const ANNOTATION: &str = "proxy.istio.io/config";

/// What a `ProxyConfig` resource can hold: the field in MeshConfig's words, and the field of the resource.
const OF_RESOURCE: [(&str, &str); 3] = [
    ("concurrency", "concurrency"),
    ("proxyMetadata", "environmentVariables"),
    ("image.imageType", "image.imageType"),
];

/// How a setting reaches a proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Door {
    /// `meshConfig.defaultConfig`
    MeshConfig {
        /// Where it was set.
        origin: Origin,
    },
    /// A `ProxyConfig` resource.
    Resource {
        /// `NAMESPACE/NAME`
        resource: String,
    },
    /// The pod's annotation.
    Annotation {
        /// The workload that has it, `KIND NAMESPACE/NAME`.
        workload: String,
    },
    /// None: istiod's default.
    Assumed,
}

/// A field of the merged ProxyConfig.
#[derive(Clone, Debug, Serialize)]
pub struct ProxySetting {
    /// Keys joined by dots, as in `meshConfig.defaultConfig`.
    pub path: String,
    /// Its value.
    #[serde(serialize_with = "plain::value")]
    pub value: Value,
    /// Which door it came through.
    pub door: Door,
    /// The field of a `ProxyConfig` resource that can hold it; `None`: none can.
    pub resource_field: Option<String>,
}

/// A `ProxyConfig` resource that was given, or an annotation, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProxyInput {
    /// `ProxyConfig NAMESPACE/NAME`, or `annotation of KIND NAMESPACE/NAME`.
    pub name: String,
    /// Whether it applies to the workload.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Fields that a resource has no place for, and that are therefore lost.
    pub lost: Vec<String>,
}

/// The merged ProxyConfig of a workload.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProxyConfig {
    /// The revision whose MeshConfig it starts from; empty when the input renders none.
    pub revision: String,
    /// The workload, `KIND NAMESPACE/NAME`; empty when none was given.
    pub workload: String,
    /// Its fields in order.
    pub settings: Vec<ProxySetting>,
    /// What was given beside MeshConfig, in order.
    pub inputs: Vec<ProxyInput>,
}

/// What the files beside the IstioOperator hold.
#[derive(Default)]
struct Given {
    kind: String,
    name: String,
    namespace: String,
    labels: Map,
    annotation: Option<Str>,
    resources: Vec<Map>,
}

/// The ProxyConfig that a workload gets. `files` hold the workload (a Pod, or anything with a pod template) and
/// `ProxyConfig` resources, in any order; without a workload only what is for the whole mesh counts.
pub fn proxy_config(pack: &Pack, request: &OperatorRequest, files: &[Input]) -> Result<ProxyConfig, Error> {
    let given = read(files)?;
    let generated = generate(pack, request)?;
    Ok(merged(pack, mesh::of_generated(pack, request, &generated), &given))
}

/// The same of what Helm rendered from a values file of istiod's chart.
pub fn proxy_config_of(
    pack: &Pack,
    values: &Input,
    documents: &[Document],
    files: &[Input],
) -> Result<ProxyConfig, Error> {
    let given = read(files)?;
    Ok(merged(pack, mesh::of_documents(&Layers::of_helm(pack, values), documents), &given))
}

/// A pod as a file for [`proxy_config`]: its labels (`app=web,version=v1`) and the text of its annotation, empty for
/// none.
pub fn pod(namespace: &str, labels: &str, annotation: &str) -> Input {
    let pairs = labels.split(',').filter_map(|pair| pair.trim().split_once('='));
    let labels: Map = pairs.map(|(key, value)| (key.trim(), value.trim())).collect();
    let metadata = Map::from_iter([("name", "pod"), ("namespace", namespace)]);
    metadata.insert("labels", labels);
    if !annotation.trim().is_empty() {
        metadata.insert("annotations", Map::from_iter([(ANNOTATION, annotation)]));
    }
    let pod = Map::from_iter([("kind", Value::from("Pod")), ("metadata", metadata.into())]);
    let text = periplus_yaml::emit(&pod.into()).unwrap_or_default().into_bytes();
    Input { name: "pod.yaml".to_owned(), text, unreadable: None }
}

fn merged(pack: &Pack, found: Vec<(MeshConfig, Map)>, given: &Given) -> ProxyConfig {
    let Some((mesh, tree)) = found.into_iter().next() else {
        return ProxyConfig::default();
    };
    let root = tree::get_string(&tree, "rootNamespace");
    let mut merged = Merged::of(&mesh, &tree);
    for (_, door, fields, input) in doors(given, &root, release::numbers(pack.version())) {
        if input.applies {
            merged.apply(&door, &fields);
        }
        merged.inputs.push(input);
    }
    let workload = if given.kind.is_empty() { String::new() } else { given.id() };
    ProxyConfig { revision: mesh.revision, workload, settings: merged.settings(), inputs: merged.inputs }
}

fn read(files: &[Input]) -> Result<Given, Error> {
    let mut given = Given::default();
    for file in files {
        let fail = |kind: ErrorKind| Error::new(Stage::Validate, kind).in_file(&file.name);
        if let Some(reason) = &file.unreadable {
            return Err(fail(ErrorKind::Unreadable(reason.clone())));
        }
        for document in text::split_documents(&file.text) {
            let object = text::read_map(document)
                .map_err(|error| fail(ErrorKind::ParseFile(ManifestError::Yaml(error))))?;
            given.add(object);
        }
    }
    Ok(given)
}

impl Given {
    fn add(&mut self, object: Map) {
        let kind = tree::get_string(&object, "kind");
        if kind == "ProxyConfig" {
            return self.resources.push(object);
        }
        let pod = if kind == "Pod" { Some(object.clone()) } else { tree::get_map(&object, "spec.template") };
        let Some(pod) = pod else { return };
        let namespace = tree::get_string(&object, "metadata.namespace");
        self.kind = kind;
        self.name = tree::get_string(&object, "metadata.name");
        self.namespace = if namespace.is_empty() { "default".to_owned() } else { namespace };
        self.labels = tree::get_map(&pod, "metadata.labels").unwrap_or_default();
        let annotations = tree::get_map(&pod, "metadata.annotations").unwrap_or_default();
        self.annotation = annotations.get(ANNOTATION).and_then(|v| v.as_string().cloned());
    }

    fn id(&self) -> String {
        format!("{} {}/{}", self.kind, self.namespace, self.name)
    }
}

/// Everything beside MeshConfig in the order in which it is applied, the strongest last.
fn doors(given: &Given, root: &str, version: release::Version) -> Vec<(u8, Door, Map, ProxyInput)> {
    let mut found: Vec<_> =
        given.resources.iter().map(|resource| of_resource(given, resource, root)).collect();
    if let Some(text) = &given.annotation {
        found.push(of_annotation(given, text, version));
    }
    // Of several for the same workloads the first counts: upstream takes the oldest.
    let mut taken = Vec::new();
    for (rank, .., input) in &mut found {
        if input.applies && taken.contains(rank) {
            input.applies = false;
            "another one for the same workloads comes first (istiod takes the oldest)"
                .clone_into(&mut input.reason);
        } else if input.applies {
            taken.push(*rank);
        }
    }
    found.sort_by_key(|(rank, ..)| *rank);
    found
}

const MESH: u8 = 0;
const NAMESPACE: u8 = 1;
const POD: u8 = 2;
const WORKLOAD: u8 = 3;

fn of_resource(given: &Given, resource: &Map, root: &str) -> (u8, Door, Map, ProxyInput) {
    let namespace = tree::get_string(resource, "metadata.namespace");
    let namespace = if namespace.is_empty() { "default".to_owned() } else { namespace };
    let id = format!("{namespace}/{}", tree::get_string(resource, "metadata.name"));
    let spec = resource.get_map("spec").unwrap_or_default();
    let selector = tree::get_map(&spec, "selector.matchLabels").filter(|labels| !labels.is_empty());
    let here = namespace == given.namespace && !given.kind.is_empty();
    let (rank, applies, reason) = match &selector {
        None if spec.get("selector").is_some_and(|selector| !selector.is_nil()) => {
            (WORKLOAD, false, "its selector names no labels, and selects nothing".to_owned())
        }
        Some(_) if !here => (WORKLOAD, false, format!("its selector is for workloads in {namespace}")),
        Some(labels) => match missing_label(labels, &given.labels) {
            None => (WORKLOAD, true, "its selector matches the workload's labels".to_owned()),
            Some(label) => (WORKLOAD, false, format!("the workload has no label {label}")),
        },
        None if namespace == root => {
            (MESH, true, "it is in the root namespace: for the whole mesh".to_owned())
        }
        None if here => (NAMESPACE, true, "it is in the workload's namespace".to_owned()),
        None => (NAMESPACE, false, format!("it is for workloads in {namespace}")),
    };
    let (fields, lost) = fields_of(&spec);
    let input = ProxyInput { name: format!("ProxyConfig {id}"), applies, reason, lost };
    (rank, Door::Resource { resource: id }, fields, input)
}

fn missing_label(wanted: &Map, labels: &Map) -> Option<String> {
    let text = |map: &Map, key: &Str| map.get(key).map(|value| tree::text_of(&value));
    let missing = wanted.keys().into_iter().find(|key| text(labels, key) != text(wanted, key))?;
    Some(format!("{missing}={}", text(wanted, &missing).unwrap_or_default()))
}

/// A resource's fields in MeshConfig's words, and those that it has no place for.
fn fields_of(spec: &Map) -> (Map, Vec<String>) {
    let (fields, mut lost) = (Map::new(), Vec::new());
    for (key, value) in spec.entries() {
        match &*key.to_str_lossy() {
            "selector" => {}
            "concurrency" => drop(fields.insert("concurrency", value)),
            "environmentVariables" => drop(fields.insert("proxyMetadata", value)),
            "image" => {
                let inner = value.as_map().cloned().unwrap_or_default();
                let other = inner.keys().into_iter().filter(|key| *key != "imageType");
                lost.extend(other.map(|key| format!("image.{key}")));
                drop(fields.insert("image", value));
            }
            other => lost.push(other.to_owned()),
        }
    }
    (fields, lost)
}

fn of_annotation(given: &Given, content: &Str, version: release::Version) -> (u8, Door, Map, ProxyInput) {
    let id = given.id();
    let read = text::read_map(content.as_bytes()).map_err(|error| error.to_string()).and_then(|fields| {
        let value = Value::Map(fields.clone());
        let checked = check_proto(&value, "istio.mesh.v1alpha1.ProxyConfig", Unknown::Allow, version);
        checked.map(|()| fields).map_err(|error| format!("{}: {error}", error.path))
    });
    let name = format!("annotation {ANNOTATION} of {id}");
    let (fields, applies, reason) = match read {
        Ok(fields) => (fields, true, "it is the pod's own".to_owned()),
        Err(reason) => (Map::new(), false, format!("istiod ignores it, as it can't be read: {reason}")),
    };
    let input = ProxyInput { name, applies, reason, lost: Vec::new() };
    (POD, Door::Annotation { workload: id }, fields, input)
}

/// Leaves with the door of each, while doors are applied.
struct Merged {
    fields: Vec<(Vec<Str>, Value, Door)>,
    inputs: Vec<ProxyInput>,
}

impl Merged {
    fn of(mesh: &MeshConfig, tree: &Map) -> Self {
        let mut fields = Vec::new();
        let start = tree.get_map("defaultConfig").unwrap_or_default();
        leaves(&mut Vec::new(), &Value::Map(start), &mut |path, value| {
            let whole = format!("defaultConfig.{}", joined(path));
            if let Some(setting) = mesh.settings.iter().find(|setting| setting.path == whole) {
                let door = Door::MeshConfig { origin: setting.origin.clone() };
                fields.push((path.to_vec(), value.clone(), door));
            }
        });
        Self { fields, inputs: Vec::new() }
    }

    fn apply(&mut self, door: &Door, fields: &Map) {
        for (key, value) in fields.entries() {
            let merges = key == "proxyMetadata" || key == "proxyHeaders";
            let inner = if merges { value.as_map().map(Map::keys) } else { None };
            self.fields.retain(|(path, ..)| {
                let same = path.first() == Some(&key);
                !same
                    || inner.as_ref().is_some_and(|keys| !path.get(1).is_some_and(|name| keys.contains(name)))
            });
            leaves(&mut vec![key], &value, &mut |path, value| {
                self.fields.push((path.to_vec(), value.clone(), door.clone()));
            });
        }
    }

    fn settings(&mut self) -> Vec<ProxySetting> {
        let mut fields = std::mem::take(&mut self.fields);
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        let setting = |(path, value, door): (Vec<Str>, Value, Door)| {
            let path = joined(&path);
            ProxySetting { resource_field: resource_field(&path), path, value, door }
        };
        fields.into_iter().map(setting).collect()
    }
}

fn resource_field(path: &str) -> Option<String> {
    let rest = |from: &str| path.strip_prefix(from).filter(|rest| rest.is_empty() || rest.starts_with('.'));
    OF_RESOURCE.iter().find_map(|(from, to)| rest(from).map(|rest| format!("{to}{rest}")))
}
