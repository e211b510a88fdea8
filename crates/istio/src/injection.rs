//! What istiod's injection makes of a gateway's pod: template `gateway` of the injector's ConfigMap, executed as the
//! webhook does (pkg/kube/inject/inject.go, template.go).

use crate::text::yaml_map;
use crate::{Document, HelmRelease, OperatorRequest, Pack, release_documents};
use periplus_helm::{Body, FuncResult, Function, execute_text};
use periplus_value::{List, Map, Type, Value};
use periplus_yaml::json;

const CHART: &str = "istio-control/istio-discovery";

/// The injector of an installation.
#[derive(Debug)]
pub struct Injector<'a> {
    request: &'a OperatorRequest,
    template: String,
    /// What stands beside the pod in the template's data.
    shared: Map,
}

impl<'a> Injector<'a> {
    /// The injector that istiod has with these values; `None`: the values switch it off, or it can't be rendered.
    pub fn new(pack: &Pack, request: &'a OperatorRequest, values: &Map) -> Option<Self> {
        let release = HelmRelease {
            component: "Pilot",
            name: "istiod".to_owned(),
            namespace: text(&Value::Map(values.clone()), &["global", "istioNamespace"]),
            chart: CHART,
            values: values.deep_copy(),
        };
        let documents = release_documents(pack, request, &release).ok()?;
        let injector = config_map(&documents, "istio-sidecar-injector")?;
        let config = yaml_map(text(&injector, &["data", "config"]).as_bytes())?;
        let template = text(&Value::Map(config), &["templates", "gateway"]);
        let values = yaml_map(text(&injector, &["data", "values"]).as_bytes())?;
        let mesh = config_map(&documents, "istio").map(|map| text(&map, &["data", "mesh"]));
        let mesh = yaml_map(mesh.unwrap_or_default().as_bytes()).unwrap_or_default();
        (!template.is_empty()).then(|| Self { request, template, shared: shared(&values, &Value::Map(mesh)) })
    }

    /// What the template gives for a Deployment's pods: parts of a pod, which are merged into it. `None`: it fails.
    pub fn pod(&self, deployment: &Value) -> Option<Value> {
        let data = self.shared.shallow_copy();
        let at = |path: &[&str]| deployment.at(path).unwrap_or_default();
        let map = |path: &[&str]| at(path).as_map().cloned().unwrap_or_default();
        let meta = ["metadata", "name"];
        data.insert(
            "ObjectMeta",
            Map::from_iter([
                ("Labels", map(&["spec", "template", "metadata", "labels"])),
                ("Annotations", map(&["spec", "template", "metadata", "annotations"])),
            ]),
        );
        data.insert(
            "DeploymentMeta",
            Map::from_iter([("Name", at(&meta)), ("Namespace", at(&["metadata", "namespace"]))]),
        );
        data.insert(
            "TypeMeta",
            Map::from_iter([("APIVersion", at(&["apiVersion"])), ("Kind", at(&["kind"]))]),
        );
        let pod = Map::new();
        pod.insert("Containers", containers(&at(&["spec", "template", "spec", "containers"])));
        pod.insert(
            "ServiceAccountName",
            text(deployment, &["spec", "template", "spec", "serviceAccountName"]),
        );
        data.insert("Spec", pod);
        let (host, limits) = (&self.request.host, &self.request.limits);
        let written = execute_text("inject", &self.template, data.into(), FUNCTIONS, host, limits).ok()?;
        yaml_map(&written).map(Value::Map)
    }
}

/// The ConfigMap of a name, with or without a revision behind it.
fn config_map(documents: &[Document], name: &str) -> Option<Value> {
    let revised = format!("{name}-");
    let is_it = |d: &&Document| d.kind == "ConfigMap" && (d.name == name || d.name.starts_with(&revised));
    let found = documents.iter().filter(is_it).find_map(|d| yaml_map(d.text.as_bytes()));
    found.map(Value::Map)
}

/// The template's data beside the pod (`SidecarTemplateData`); Go's names.
fn shared(values: &Map, mesh: &Value) -> Map {
    let defaults = mesh.at(&["defaultConfig"]).unwrap_or_default();
    let metadata = defaults.at(&["proxyMetadata"]).and_then(|map| map.as_map().cloned()).unwrap_or_default();
    // MeshConfig's default (pkg/config/mesh/mesh.go).
    let domain = Some(text(mesh, &["trustDomain"])).filter(|domain| !domain.is_empty());
    let mode = Map::from_iter([("String", "REDIRECT")]);
    Map::from_iter([
        ("Values", Value::Map(values.clone())),
        ("Revision", values.get("revision").unwrap_or_default()),
        ("ProxyImage", Value::string("auto")),
        ("ProxyUID", Value::Nil),
        ("ProxyGID", Value::Nil),
        ("CompliancePolicy", Value::string("")),
        (
            "MeshConfig",
            Map::from_iter([("TrustDomain", domain.as_deref().unwrap_or("cluster.local"))]).into(),
        ),
        (
            "ProxyConfig",
            Map::from_iter([("InterceptionMode", Value::Map(mode)), ("ProxyMetadata", metadata.into())])
                .into(),
        ),
    ])
}

/// Containers with the names that Go's structs have.
fn containers(list: &Value) -> List {
    let items = list.as_list().map(|list| list.to_vec()).unwrap_or_default();
    let container = |item: &Value| {
        let ports = item.at(&["ports"]).unwrap_or_else(|| Value::List(List::new(Vec::new())));
        Value::Map(Map::from_iter([("Name", Value::string(text(item, &["name"]))), ("Ports", ports)]))
    };
    List::new(items.iter().map(container).collect())
}

fn text(value: &Value, path: &[&str]) -> String {
    let found = value.at(path).and_then(|v| v.as_string().map(|text| text.to_str_lossy().into_owned()));
    found.unwrap_or_default()
}

/// The functions of injection templates beside Sprig's (template.go, `InjectionFuncmap`).
const FUNCTIONS: &[Function] = &[
    function("isset", TWO, |args| Ok(Value::Bool(args[0].at(&[&*words(&args[1])]).is_some()))),
    function("annotation", THREE, |args| {
        let given = args[0].at(&["Annotations", &*words(&args[1])]);
        Ok(given.unwrap_or_else(|| args[2].clone()))
    }),
    function("valueOrDefault", TWO, |args| {
        Ok(if words(&args[0]).is_empty() { args[1].clone() } else { args[0].clone() })
    }),
    function("toLower", ONE, |args| Ok(Value::string(words(&args[0]).to_lowercase()))),
    function("toJSON", ONE, written),
    function("structToJSON", ONE, written),
    function("protoToJSON", ONE, written),
];

const ONE: &[Type] = &[Type::Any];
const TWO: &[Type] = &[Type::Any, Type::Any];
const THREE: &[Type] = &[Type::Any, Type::Any, Type::Any];

const fn function(name: &'static str, params: &'static [Type], run: fn(&[Value]) -> FuncResult) -> Function {
    Function { name, params, variadic: false, body: Body::Plain(run) }
}

fn words(value: &Value) -> String {
    text(value, &[])
}

fn written(args: &[Value]) -> FuncResult {
    Ok(Value::string(json::emit(&args[0]).unwrap_or_default()))
}
