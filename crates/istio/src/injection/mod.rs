//! What istiod's injection makes of a gateway: templates of the injector's ConfigMap, executed and merged as the webhook
//! does for pods, and as istiod does for a `Gateway` of the Gateway API (pkg/kube/inject/inject.go, template.go).

mod data;
mod functions;
mod gateway_api;
mod json;
mod webhook;

pub use webhook::Injected;
pub(crate) use webhook::without_nil;

use crate::release::{self, Version};
use crate::strategic;
use crate::text::yaml_map;
use crate::tree::{get_map, get_string};
use crate::{Document, HelmRelease, OperatorRequest, Pack, release_documents};
use periplus_helm::execute_text;
use periplus_value::{Map, Value};
use std::fmt;

const CHART: &str = "istio-control/istio-discovery";
/// The container that the proxy runs in.
const PROXY: &str = "istio-proxy";

/// The injector of an installation.
#[derive(Debug)]
pub struct Injector<'a> {
    request: &'a OperatorRequest,
    version: Version,
    /// Kubernetes' version as istiod compares it, 132 for 1.32.
    kubernetes: i64,
    /// Templates, and which of them are used.
    config: Map,
    values: Map,
    /// The MeshConfig as it is written, without what istiod assumes.
    mesh: Map,
    /// istiod's own variables.
    env: Map,
    /// What istiod merges over the objects of a `GatewayClass`.
    classes: Vec<Map>,
}

/// Why nothing is injected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InjectionError {
    /// The pod asks for a template that the injector doesn't have.
    NoTemplate(String),
    /// A template fails: its name, and why.
    Template(String, String),
    /// What a template gives is no YAML map.
    NotYaml(String),
    /// What a template gives can't be merged into the object.
    Merge(String, String),
}

impl fmt::Display for InjectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTemplate(name) => write!(f, "istiod has no template {name}"),
            Self::Template(name, why) => write!(f, "template {name} fails: {why}"),
            Self::NotYaml(name) => write!(f, "template {name} gives no YAML map"),
            Self::Merge(name, why) => write!(f, "what template {name} gives can't be merged: {why}"),
        }
    }
}

impl std::error::Error for InjectionError {}

impl<'a> Injector<'a> {
    /// The injector that istiod has with these values; `None`: the values switch it off, or it can't be rendered.
    pub fn new(pack: &Pack, request: &'a OperatorRequest, values: &Map) -> Option<Self> {
        let release = HelmRelease {
            component: "Pilot",
            name: "istiod".to_owned(),
            namespace: get_string(values, "global.istioNamespace"),
            chart: CHART,
            values: values.deep_copy(),
            skip_schema_validation: false,
        };
        Self::of_documents(pack, request, &release_documents(pack, request, &release).ok()?)
    }

    /// The injector among what was rendered; `None`: there is none.
    pub fn of_documents(pack: &Pack, request: &'a OperatorRequest, documents: &[Document]) -> Option<Self> {
        let injector = config_map(documents, "istio-sidecar-injector")?;
        let config = data_of(&injector, "config")?;
        get_map(&config, "templates").filter(|templates| !templates.is_empty())?;
        let behaviour = release::behaviour(pack.version());
        let given = request.cluster.kube_version.as_deref().unwrap_or_default();
        let minor = given.split('.').nth(1).and_then(|minor| minor.parse().ok());
        Some(Self {
            request,
            version: release::numbers(pack.version()),
            kubernetes: 100 + minor.unwrap_or(i64::from(behaviour.kubernetes)),
            config,
            values: data_of(&injector, "values")?,
            mesh: config_map(documents, "istio").and_then(|map| data_of(&map, "mesh")).unwrap_or_default(),
            env: istiod_env(documents),
            classes: class_defaults(documents),
        })
    }

    /// Whether the values name OpenShift, whose namespaces say which ids a proxy runs with.
    pub(crate) fn is_openshift(&self) -> bool {
        get_string(&self.values, "global.platform") == "openshift"
    }

    /// Executes a template.
    fn execute(&self, name: &str, data: Map) -> Result<Vec<u8>, InjectionError> {
        let templates = get_map(&self.config, "templates").unwrap_or_default();
        let found = templates.get(name).and_then(|text| text.as_string().cloned());
        let Some(template) = found.filter(|text| !text.is_empty()) else {
            return Err(InjectionError::NoTemplate(name.to_owned()));
        };
        let (host, limits) = (&self.request.host, &self.request.limits);
        let template = template.to_str_lossy();
        execute_text("inject", &template, data.into(), functions::TABLE, host, limits)
            .map_err(|error| InjectionError::Template(name.to_owned(), error.to_string()))
    }
}

/// Merges a patch into an object of a Go struct.
fn merge(name: &str, object: &Map, patch: &Map, go_struct: &'static str) -> Result<(), InjectionError> {
    strategic::apply(object, &patch.deep_copy(), go_struct)
        .map_err(|error| InjectionError::Merge(name.to_owned(), error.to_string()))
}

/// The ConfigMap of a name, with or without a revision behind it.
fn config_map(documents: &[Document], name: &str) -> Option<Map> {
    let revised = format!("{name}-");
    let is_it = |d: &&Document| d.kind == "ConfigMap" && (d.name == name || d.name.starts_with(&revised));
    let is_other = |d: &&Document| name == "istio" && d.name.starts_with("istio-sidecar-injector");
    let found = documents.iter().filter(is_it).filter(|d| !is_other(d));
    found.filter_map(|d| yaml_map(d.text.as_bytes())).find(|map| get_map(map, "data").is_some())
}

/// A ConfigMap's key as a map.
fn data_of(config_map: &Map, key: &str) -> Option<Map> {
    yaml_map(get_map(config_map, "data")?.get(key)?.as_string()?.as_bytes())
}

/// The plain variables of istiod's container.
fn istiod_env(documents: &[Document]) -> Map {
    let is_istiod = |d: &&Document| d.kind == "Deployment" && d.name.starts_with("istiod");
    let deployment = documents.iter().find(is_istiod).and_then(|d| yaml_map(d.text.as_bytes()));
    let spec = deployment.and_then(|map| get_map(&map, "spec.template.spec")).unwrap_or_default();
    let container =
        items(spec.get("containers")).into_iter().find(|map| get_string(map, "name") == "discovery");
    let env = items(container.and_then(|map| map.get("env")));
    env.iter().filter_map(|item| Some((item.get("name")?.as_string()?.clone(), item.get("value")?))).collect()
}

/// ConfigMaps that are the defaults of a `GatewayClass`.
fn class_defaults(documents: &[Document]) -> Vec<Map> {
    let maps = documents.iter().filter(|d| d.kind == "ConfigMap");
    let maps = maps.filter_map(|d| yaml_map(d.text.as_bytes()));
    maps.filter(|map| labels(map).contains(gateway_api::CLASS_DEFAULTS)).collect()
}

fn labels(object: &Map) -> Map {
    get_map(object, "metadata.labels").unwrap_or_default()
}

/// The maps in a list.
fn items(list: Option<Value>) -> Vec<Map> {
    let list = list.and_then(|list| list.as_list().map(|list| list.to_vec())).unwrap_or_default();
    list.iter().filter_map(|item| item.as_map().cloned()).collect()
}
