//! What templates see: Go's names of fields, with the data of an installation.

use super::{Injector, items, json};
use crate::text::yaml_map;
use crate::tree::{get_map, get_string, text_of};
use periplus_value::{IntKind, Kind, Map, Object, Str, Type, Value};
use std::any::Any;
use std::rc::Rc;

/// The user and group of the proxy where no platform gives another (tools/istio-iptables/pkg/constants).
const PROXY_ID: i64 = 1337;
/// MeshConfig's default (pkg/config/mesh/mesh.go).
const TRUST_DOMAIN: &str = "cluster.local";
/// Fields that are merged key by key; others are replaced as a whole.
const MERGED: [&str; 2] = ["proxyMetadata", "proxyHeaders"];
/// Image types that a tag may end with; another one takes its place.
const IMAGE_TYPES: [&str; 2] = ["-distroless", "-debug"];

/// A value of a Go enum: prints its name, and has it as `.String`.
#[derive(Debug)]
struct Enum(String);

impl Object for Enum {
    fn go_type(&self) -> Type {
        Type::Named("v1alpha1.ProxyConfig_InboundInterceptionMode", Kind::Int(IntKind::Int32))
    }

    fn has_method(&self, name: &str) -> bool {
        name == "String"
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::string(self.0.as_str()))
    }

    fn text(&self) -> Str {
        self.0.as_str().into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Injector<'_> {
    /// The ProxyConfig of a pod: what istiod assumes, below MeshConfig's, below the pod's annotation.
    pub(super) fn proxy_config(&self, annotations: &Map) -> Map {
        let config = Map::new();
        let of_mesh = get_map(&self.mesh, "defaultConfig").unwrap_or_default();
        let own =
            annotations.get("proxy.istio.io/config").and_then(|text| yaml_map(text_of(&text).as_bytes()));
        for (key, value) in of_mesh.entries().into_iter().chain(own.unwrap_or_default().entries()) {
            match (config.get_map(&key), &value) {
                (Some(there), Value::Map(more)) if MERGED.iter().any(|name| key == *name) => {
                    config.insert(key, there.entries().into_iter().chain(more.entries()).collect::<Map>());
                }
                _ => drop(config.insert(key, value)),
            }
        }
        config
    }

    /// The data that all templates have.
    pub(super) fn shared(&self, annotations: &Map) -> Map {
        let config = self.proxy_config(annotations);
        let domain = Some(get_string(&self.mesh, "trustDomain")).filter(|domain| !domain.is_empty());
        let mesh = go_fields(&self.mesh);
        mesh.insert("TrustDomain", domain.as_deref().unwrap_or(TRUST_DOMAIN));
        let policy = get_string(&self.mesh, "inboundTrafficPolicy.mode").to_lowercase();
        let policy = if policy == "localhost" { "localhost" } else { "passthrough" };
        Map::from_iter([
            ("Values", Value::Map(self.values.clone())),
            ("Revision", self.revision().into()),
            ("NativeSidecars", false.into()),
            ("ProxyImage", self.image(&config, annotations).into()),
            ("ProxyUID", Value::int64(PROXY_ID)),
            ("ProxyGID", Value::int64(PROXY_ID)),
            ("InboundTrafficPolicyMode", policy.into()),
            ("CompliancePolicy", self.env("COMPLIANCE_POLICY").into()),
            ("MeshConfig", mesh.into()),
            ("ProxyConfig", self.proxy_fields(&config).into()),
        ])
    }

    pub(super) fn revision(&self) -> String {
        self.values.get("revision").map(|value| text_of(&value)).unwrap_or_default()
    }

    /// One of istiod's variables, empty for none.
    pub(super) fn env(&self, name: &str) -> String {
        self.env.get(name).map(|value| text_of(&value)).unwrap_or_default()
    }

    /// A ProxyConfig with Go's names, and its JSON text.
    fn proxy_fields(&self, config: &Map) -> Map {
        let fields = go_fields(config);
        let mode = Some(get_string(config, "interceptionMode")).filter(|mode| !mode.is_empty());
        let mode: Rc<dyn Object> = Rc::new(Enum(mode.unwrap_or_else(|| "REDIRECT".to_owned())));
        fields.insert("InterceptionMode", Value::Object(mode));
        fields.insert("ProxyMetadata", config.get_map("proxyMetadata").unwrap_or_default());
        fields.insert(json::WRITTEN, self.proxy_json(config));
        fields
    }

    /// Without the fields that are what istiod assumes anyway (template.go, `cleanProxyConfig`).
    fn proxy_json(&self, config: &Map) -> String {
        let assumed = yaml_map(include_bytes!("../tables/assumed.yaml")).unwrap_or_default();
        let assumed = get_map(&assumed, "defaultConfig").unwrap_or_default();
        let usual = |key: &Str, value: &Value| assumed.get(key).is_some_and(|known| known.deep_equal(value));
        let told: Map = config.entries().into_iter().filter(|(key, value)| !usual(key, value)).collect();
        json::of_message(&told.into(), "istio.mesh.v1alpha1.ProxyConfig", self.version)
    }

    /// The proxy's image by hub, tag and type (inject.go, `ProxyImage`).
    fn image(&self, config: &Map, annotations: &Map) -> String {
        let value =
            |path: &str| crate::tree::get(&self.values, path).map(|v| text_of(&v)).unwrap_or_default();
        let named = |text: String| Some(text).filter(|text| !text.is_empty());
        let name = named(value("global.proxy.image")).unwrap_or_else(|| "proxyv2".to_owned());
        let annotation = annotations.get("sidecar.istio.io/proxyImageType").map(|v| text_of(&v));
        let ty = annotation
            .or_else(|| named(get_string(config, "image.imageType")))
            .unwrap_or_else(|| value("global.variant"));
        let tag = value("global.tag");
        let bare = IMAGE_TYPES.iter().find_map(|known| tag.strip_suffix(known)).unwrap_or(&tag);
        let tag = match &*ty {
            "" => tag,
            "default" => bare.to_owned(),
            other => format!("{bare}-{other}"),
        };
        format!("{}/{name}:{tag}", value("global.hub"))
    }

    /// The data for a pod's template.
    pub(super) fn of_pod(&self, workload: &Map, pod: &Map) -> Map {
        let texts = |path: &str| texts(&get_map(pod, path).unwrap_or_default());
        let annotations = texts("metadata.annotations");
        let data = self.shared(&annotations);
        let namespace = get_string(workload, "metadata.namespace");
        let meta = Map::from_iter([
            ("Labels", Value::Map(texts("metadata.labels"))),
            ("Annotations", annotations.into()),
            ("Namespace", namespace.as_str().into()),
        ]);
        data.insert("ObjectMeta", meta);
        let name = get_string(workload, "metadata.name");
        data.insert("DeploymentMeta", Map::from_iter([("Name", name), ("Namespace", namespace)]));
        let ty = [("APIVersion", "apiVersion"), ("Kind", "kind")];
        data.insert(
            "TypeMeta",
            ty.map(|(name, key)| (name, get_string(workload, key))).into_iter().collect::<Map>(),
        );
        let spec = get_map(pod, "spec").unwrap_or_default();
        let fields = go_fields(&spec);
        fields.insert("Containers", containers(&spec, "containers"));
        fields.insert("InitContainers", containers(&spec, "initContainers"));
        fields.insert("ServiceAccountName", get_string(&spec, "serviceAccountName"));
        data.insert("Spec", fields);
        data
    }
}

/// Keys as Go's exported fields.
fn go_fields(map: &Map) -> Map {
    let name = |key: &Str| {
        let key = key.to_str_lossy();
        let mut letters = key.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    map.entries().into_iter().map(|(key, value)| (name(&key), value)).collect()
}

/// A `map[string]string`: what it lacks is an empty text.
pub(super) fn texts(map: &Map) -> Map {
    let typed = Map::typed(&Type::String);
    for (key, value) in map.entries() {
        typed.insert(key, text_of(&value));
    }
    typed
}

fn containers(spec: &Map, key: &str) -> Vec<Value> {
    let container = |item: &Map| {
        let fields = go_fields(item);
        fields.insert("Name", get_string(item, "name"));
        fields.insert("Ports", items(item.get("ports")).into_iter().map(Value::Map).collect::<Vec<_>>());
        Value::Map(fields)
    };
    items(spec.get(key)).iter().map(container).collect()
}
