//! The four forms.

use super::facts::{Facts, Object, Row};
use super::{Form, Way};
use crate::path::{key_value, split_path};
use crate::views::gateways::Direction;
use crate::views::origin::DEFAULTS;
use crate::{Pack, text, tree};
use periplus_value::{Map, Value};

/// Where istiod's chart keeps the templates that it gives istiod.
const TEMPLATES: &str = "charts/istio-control/istio-discovery/files/";
const GATEWAY_CHART: &str = "charts/gateway/values.yaml";
/// The port on which every gateway tells that it is ready; istiod adds it to what it makes.
const STATUS_PORT: &str = "15021";

/// A gateway in one way.
pub(super) fn form(pack: &Pack, facts: &Facts, way: Way) -> Form {
    let name = &facts.name;
    let (file, documents, notes) = match way {
        Way::Operator => (format!("{name}-operator.yaml"), vec![operator(facts)], operator_notes(facts)),
        Way::Chart => (format!("{name}-values.yaml"), vec![chart(pack, facts)], chart_notes()),
        Way::GatewayApi => {
            let scales = makes_autoscaler(pack);
            (format!("{name}-gateway.yaml"), gateway_api(facts, scales), gateway_api_notes(facts, scales))
        }
        Way::Injected => (format!("{name}.yaml"), injected(facts), injected_notes()),
    };
    let texts = documents.iter().map(|map| periplus_yaml::emit(&Value::Map(map.clone())).unwrap_or_default());
    let text = texts.collect::<Vec<_>>().join("---\n");
    Form { way, file, text, notes: notes.into_iter().map(str::to_owned).collect() }
}

/// Puts a value at a path whose keys and list elements (`[name:x]`) are made on the way.
fn put(root: &Map, path: &str, value: impl Into<Value>) {
    let elements = split_path(path);
    let Some((last, above)) = elements.split_last() else { return };
    let mut at = root.clone();
    let mut above = above.iter().peekable();
    while let Some(key) = above.next() {
        at = match above.next_if(|next| next.starts_with('[')) {
            Some(selector) => element(&at, key, selector),
            None => below(&at, key),
        };
    }
    at.insert(last.as_str(), value);
}

fn below(map: &Map, key: &str) -> Map {
    map.get_map(key).unwrap_or_else(|| {
        let made = Map::new();
        map.insert(key, made.clone());
        made
    })
}

fn element(map: &Map, key: &str, selector: &str) -> Map {
    let (field, wanted) = key_value(selector).unwrap_or_default();
    let list = map.get(key).and_then(|v| v.as_list().cloned()).unwrap_or_default();
    let named = |item: &&Map| item.get(field).is_some_and(|name| tree::text_of(&name) == wanted);
    if let Some(found) = list.iter().filter_map(Value::as_map).find(named) {
        return found.clone();
    }
    let made = Map::from_iter([(field, wanted)]);
    let items: Vec<Value> = list.iter().cloned().chain([Value::Map(made.clone())]).collect();
    map.insert(key, items);
    made
}

fn operator(facts: &Facts) -> Map {
    let operator = head("install.istio.io/v1alpha1", "IstioOperator");
    put(&operator, "spec.profile", "empty");
    if !facts.revision.is_empty() {
        put(&operator, "spec.revision", facts.revision.as_str());
    }
    let (list, values) = match facts.direction {
        Direction::Ingress => ("ingressGateways", "istio-ingressgateway"),
        Direction::Egress => ("egressGateways", "istio-egressgateway"),
    };
    let item = Map::from_iter([("name", facts.name.as_str()), ("namespace", facts.namespace.as_str())]);
    item.insert("enabled", true);
    item.insert("label", facts.labels.clone());
    for (row, value) in facts.fields.iter().filter(|(row, _)| !row.operator.is_empty()) {
        put(&item, &format!("k8s.{}", row.operator), value.clone());
    }
    put(&operator, &format!("spec.components.{list}"), vec![Value::Map(item)]);
    if !facts.is_scaled {
        put(&operator, &format!("spec.values.gateways.{values}.autoscaleEnabled"), false);
    }
    operator
}

fn operator_notes(facts: &Facts) -> Vec<&'static str> {
    let mut notes = vec![
        "Values of gateways are global: what is not under `k8s` is the same for all gateways of a kind, and all are upgraded together.",
    ];
    if facts.workload != "Deployment" {
        notes.push("istioctl's gateways are Deployments; a DaemonSet needs another way.");
    }
    if facts.fields.iter().any(|(row, _)| row.operator.is_empty()) {
        notes.push("Drain time and topology spread have no field here: they need `k8s.overlays`.");
    }
    notes
}

/// Only what the chart would do otherwise.
fn chart(pack: &Pack, facts: &Facts) -> Map {
    let defaults = pack.file(GATEWAY_CHART).and_then(|file| text::yaml_map(file.as_bytes()));
    let defaults = defaults.map(|tree| tree.get_map(DEFAULTS).unwrap_or(tree)).unwrap_or_default();
    let values = Map::new();
    let set = |path: &str, value: Value| {
        if let Some(value) = over(tree::get(&defaults, path).as_ref(), &value) {
            put(&values, path, value);
        }
    };
    for (row, value) in facts.fields.iter().filter(|(row, _)| !row.chart.is_empty()) {
        set(row.chart, value.clone());
    }
    for resource in ["cpu", "memory"] {
        let target = facts.field(Object::Autoscaler, "spec.metrics").and_then(|v| utilization(v, resource));
        let name = if resource == "cpu" { "targetCPU" } else { "targetMemory" };
        if let Some(target) = target {
            set(&format!("autoscaling.{name}UtilizationPercentage"), target);
        }
    }
    set("autoscaling.enabled", facts.is_scaled.into());
    set("kind", facts.workload.as_str().into());
    if !facts.has_service {
        set("service.type", "None".into());
    }
    if !facts.revision.is_empty() {
        set("revision", facts.revision.as_str().into());
    }
    let of_chart =
        [("app", facts.name.as_str()), ("istio", facts.name.strip_prefix("istio-").unwrap_or(&facts.name))];
    for (key, value) in facts.labels.entries() {
        let is_default = |(name, usual): &(&str, &str)| key == *name && tree::text_of(&value) == *usual;
        if !of_chart.iter().any(is_default) {
            put(&values, &format!("labels.{}", key.to_str_lossy().replace('.', "\\.")), value);
        }
    }
    values
}

fn utilization(metrics: &Value, resource: &str) -> Option<Value> {
    let of_resource = |metric: &&Map| tree::get_string(metric, "resource.name") == resource;
    let metric = metrics.as_list()?.iter().filter_map(Value::as_map).find(of_resource)?.clone();
    tree::get(&metric, "resource.target.averageUtilization")
}

/// What to write so that Helm, which merges maps, comes to a value; `None`: it does already.
fn over(default: Option<&Value>, value: &Value) -> Option<Value> {
    let (Some(Value::Map(default)), Value::Map(value)) = (default, value) else {
        return (default.map(tree::text_of) != Some(tree::text_of(value))).then(|| value.clone());
    };
    let written = Map::new();
    for (key, value) in value.entries() {
        if let Some(value) = over(default.get(&key).as_ref(), &value) {
            written.insert(key, value);
        }
    }
    for key in default.keys().into_iter().filter(|key| !value.contains(key)) {
        written.insert(key, Value::Nil);
    }
    (!written.is_empty()).then(|| written.into())
}

fn chart_notes() -> Vec<&'static str> {
    vec![
        "A release of its own: upgraded, rolled back and configured apart from the others. istiod adds image and proxy settings when a pod starts.",
    ]
}

/// Whether istiod makes an autoscaler and a disruption budget: its template says so. The built-in pack has a template of
/// its own, and follows a release that does.
fn makes_autoscaler(pack: &Pack) -> bool {
    if !pack.official() {
        return true;
    }
    let is_template = |path: &&str| path.starts_with(TEMPLATES) && path.ends_with("kube-gateway.yaml");
    let template = pack.paths().find(is_template).and_then(|path| pack.file(path));
    template.is_some_and(|text| text.to_str_lossy().contains("kind: HorizontalPodAutoscaler"))
}

/// What the listener of a port is, by the port's name (`pkg/config/protocol/instance.go`).
fn protocol(name: &str) -> &'static str {
    match name.split('-').next().unwrap_or_default() {
        "http" | "http2" | "grpc" => "HTTP",
        "https" => "HTTPS",
        "tls" => "TLS",
        "udp" => "UDP",
        _ => "TCP",
    }
}

fn listeners(facts: &Facts) -> Vec<Value> {
    let text = |port: &Map, key: &str| port.get(key).map(|v| tree::text_of(&v)).unwrap_or_default();
    let ports = facts.ports().into_iter().filter(|port| text(port, "port") != STATUS_PORT);
    let listener = |port: Map| {
        let (number, name) = (text(&port, "port"), text(&port, "name"));
        let name = if name.is_empty() { format!("port-{number}") } else { name };
        let protocol = protocol(&name);
        let listener = Map::from_iter([("name", name.as_str()), ("protocol", protocol)]);
        listener.insert("port", port.get("port").unwrap_or(Value::Nil));
        put(&listener, "allowedRoutes.namespaces.from", "All");
        match protocol {
            "HTTPS" => {
                put(&listener, "tls.mode", "Terminate");
                let secret = Map::from_iter([("name", format!("{}-certificate", facts.name))]);
                put(&listener, "tls.certificateRefs", vec![Value::Map(secret)]);
            }
            "TLS" => put(&listener, "tls.mode", "Passthrough"),
            _ => {}
        }
        Value::Map(listener)
    };
    ports.map(listener).collect()
}

/// The key in the ConfigMap of `parametersRef` whose text istiod merges over what it makes.
fn key_of(object: Object) -> &'static str {
    match object {
        Object::Service => "service",
        Object::Workload => "deployment",
        Object::Autoscaler => "horizontalPodAutoscaler",
        Object::Budget => "podDisruptionBudget",
    }
}

fn gateway_api(facts: &Facts, scales: bool) -> Vec<Map> {
    let gateway = named(facts, "gateway.networking.k8s.io/v1", "Gateway", &facts.name);
    if !facts.revision.is_empty() {
        put(&gateway, "metadata.labels.istio\\.io/rev", facts.revision.as_str());
    }
    if facts.service_type() != "LoadBalancer" {
        put(&gateway, "metadata.annotations.networking\\.istio\\.io/service-type", facts.service_type());
    }
    put(&gateway, "spec.gatewayClassName", "istio");
    put(&gateway, "spec.listeners", listeners(facts));
    let parameters = parameters(facts, scales);
    if parameters.is_empty() {
        return vec![gateway];
    }
    let options = format!("{}-options", facts.name);
    let reference = Map::from_iter([("group", ""), ("kind", "ConfigMap"), ("name", options.as_str())]);
    put(&gateway, "spec.infrastructure.parametersRef", reference);
    let config = named(facts, "v1", "ConfigMap", &options);
    put(&config, "data", parameters);
    vec![gateway, config]
}

fn parameters(facts: &Facts, scales: bool) -> Map {
    let by_listener =
        |row: &Row| row.object == Object::Service && ["spec.type", "spec.ports"].contains(&row.field);
    let made = |row: &Row| scales || matches!(row.object, Object::Service | Object::Workload);
    let overlays = Map::new();
    for (row, value) in facts.fields.iter().filter(|(row, _)| made(row) && !by_listener(row)) {
        put(&overlays, &format!("{}.{}", key_of(row.object), row.field), value.clone());
    }
    let text = |value: &Value| Value::from(periplus_yaml::emit(value).unwrap_or_default());
    overlays.entries().iter().map(|(key, value)| (key.clone(), text(value))).collect()
}

fn gateway_api_notes(facts: &Facts, scales: bool) -> Vec<&'static str> {
    let mut notes = vec![
        "istiod makes Deployment and Service and calls them NAME-istio: a load balancer gets another address, and DNS must follow.",
        "Listeners are named after the Service's ports. Hosts, certificates and routes come from your own Gateway and VirtualService resources: HTTPRoute takes their place.",
    ];
    let text = |port: &Map, key: &str| port.get(key).map(|v| tree::text_of(&v));
    let moves = |port: &Map| port.contains("targetPort") && text(port, "targetPort") != text(port, "port");
    if facts.ports().iter().any(moves) {
        notes.push("istiod's Service goes to the listener's port: target ports are not used.");
    }
    if !scales
        && facts.fields.iter().any(|(row, _)| matches!(row.object, Object::Autoscaler | Object::Budget))
    {
        notes.push(
            "istiod of this release makes no autoscaler and no disruption budget: they stay yours to write.",
        );
    }
    if facts.workload != "Deployment" {
        notes.push("istiod makes Deployments; a DaemonSet needs another way.");
    }
    notes
}

fn injected(facts: &Facts) -> Vec<Map> {
    let account = named(facts, "v1", "ServiceAccount", &facts.name);
    let mut all = vec![account];
    all.extend(secret_reader(facts));
    all.push(deployment(facts));
    if facts.has_service {
        let service = filled(facts, named(facts, "v1", "Service", &facts.name), Object::Service);
        put(&service, "spec.selector", facts.labels.clone());
        all.push(service);
    }
    if facts.is_scaled {
        let scaler = named(facts, "autoscaling/v2", "HorizontalPodAutoscaler", &facts.name);
        let target = [("apiVersion", "apps/v1"), ("kind", &facts.workload), ("name", &facts.name)];
        put(&scaler, "spec.scaleTargetRef", Map::from_iter(target));
        all.push(filled(facts, scaler, Object::Autoscaler));
    }
    if facts.fields.iter().any(|(row, _)| row.object == Object::Budget) {
        let budget = named(facts, "policy/v1", "PodDisruptionBudget", &facts.name);
        put(&budget, "spec.selector.matchLabels", facts.labels.clone());
        all.push(filled(facts, budget, Object::Budget));
    }
    all
}

fn deployment(facts: &Facts) -> Map {
    let workload = named(facts, "apps/v1", &facts.workload, &facts.name);
    put(&workload, "spec.selector.matchLabels", facts.labels.clone());
    put(&workload, "spec.template.metadata.labels", facts.labels.shallow_copy());
    put(&workload, "spec.template.metadata.labels.sidecar\\.istio\\.io/inject", "true");
    if !facts.revision.is_empty() {
        put(&workload, "spec.template.metadata.labels.istio\\.io/rev", facts.revision.as_str());
    }
    put(&workload, "spec.template.metadata.annotations.inject\\.istio\\.io/templates", "gateway");
    put(&workload, "spec.template.spec.serviceAccountName", facts.name.as_str());
    put(&workload, "spec.template.spec.containers.[name:istio-proxy].image", "auto");
    filled(facts, workload, Object::Workload)
}

/// TLS certificates of Gateways are Secrets of the gateway's namespace.
fn secret_reader(facts: &Facts) -> [Map; 2] {
    const GROUP: &str = "rbac.authorization.k8s.io";
    let name = format!("{}-sds", facts.name);
    let version = format!("{GROUP}/v1");
    let role = named(facts, &version, "Role", &name);
    let rule = Map::new();
    rule.insert("apiGroups", Value::strings([""]));
    rule.insert("resources", Value::strings(["secrets"]));
    rule.insert("verbs", Value::strings(["get", "watch", "list"]));
    role.insert("rules", vec![Value::Map(rule)]);
    let binding = named(facts, &version, "RoleBinding", &name);
    put(&binding, "roleRef", Map::from_iter([("apiGroup", GROUP), ("kind", "Role"), ("name", &name)]));
    let subject = Map::from_iter([("kind", "ServiceAccount"), ("name", &facts.name)]);
    binding.insert("subjects", vec![Value::Map(subject)]);
    [role, binding]
}

fn injected_notes() -> Vec<&'static str> {
    vec![
        "The namespace must be injected, or the pod's labels name the revision. istiod puts in the proxy when a pod starts: restart the pods after an upgrade.",
    ]
}

/// An object with the fields that are known of it.
fn filled(facts: &Facts, object: Map, of: Object) -> Map {
    for (row, value) in facts.fields.iter().filter(|(row, _)| row.object == of) {
        put(&object, row.field, value.clone());
    }
    object
}

fn head(api_version: &str, kind: &str) -> Map {
    Map::from_iter([("apiVersion", api_version), ("kind", kind)])
}

fn named(facts: &Facts, api_version: &str, kind: &str, name: &str) -> Map {
    let object = head(api_version, kind);
    put(&object, "metadata.name", name);
    put(&object, "metadata.namespace", facts.namespace.as_str());
    object
}
