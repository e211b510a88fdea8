//! What the webhook makes of a workload's pods (pkg/kube/inject/webhook.go, `injectPod`).

use super::data::texts;
use super::{InjectionError, Injector, PROXY, items, json, merge};
use crate::text::yaml_map;
use crate::tree::{get, get_map, get_string, text_of};
use periplus_value::{Map, Value};

/// The image that stands for the one that injection sets.
const AUTO: &str = "auto";
const POD: &str = "v1.PodTemplateSpec";
const TEMPLATES: &str = "inject.istio.io/templates";
const INJECT: &str = "sidecar.istio.io/inject";
const STATUS: &str = "sidecar.istio.io/status";
const OVERRIDES: &str = "proxy.istio.io/overrides";
const NETWORK: &str = "topology.istio.io/network";
/// The lists of containers that a pod has.
const CONTAINERS: [&str; 2] = ["containers", "initContainers"];

/// A workload after injection.
#[derive(Clone, Debug)]
pub struct Injected {
    /// The workload with the pods that the cluster runs.
    pub workload: Map,
    /// The templates that were applied; none: its pods don't ask for injection.
    pub templates: Vec<String>,
    /// What else is to be known, a sentence each.
    pub notes: Vec<String>,
}

impl Injector<'_> {
    /// Completes the pods of a Deployment or DaemonSet. The label on its pods has to ask for it.
    pub fn inject(&self, workload: &Map) -> Result<Injected, InjectionError> {
        let mut found = Injected { workload: workload.deep_copy(), templates: Vec::new(), notes: Vec::new() };
        let Some(pod) = get_map(&found.workload, "spec.template").filter(asks) else { return Ok(found) };
        let original = without_nil(&pod);
        if pull_always(&original) {
            found.notes.push(PULLED.to_owned());
        }
        let (merged, template) = (original.deep_copy(), Map::new());
        let data = self.of_pod(workload, &original);
        for name in self.templates_of(&original) {
            let written = self.execute(&name, data.shallow_copy())?;
            let patch = yaml_map(&written).ok_or_else(|| InjectionError::NotYaml(name.clone()))?;
            merge(&name, &template, &patch, POD)?;
            merge(&name, &merged, &patch, POD)?;
            found.templates.push(name);
        }
        reapply(&merged, &original, &template)?;
        self.finish(&merged, &original, &template);
        found.notes.extend(probes(&original));
        if let Some(spec) = get_map(&found.workload, "spec") {
            spec.insert("template", merged);
        }
        Ok(found)
    }

    /// What the pod asks for, with aliases resolved.
    fn templates_of(&self, pod: &Map) -> Vec<String> {
        let asked = annotation(pod, TEMPLATES)
            .map(|text| text.split(',').map(|name| name.trim().to_owned()).collect());
        let list = |value: Option<Value>| {
            let list = value.and_then(|value| value.as_list().map(|list| list.to_vec())).unwrap_or_default();
            list.iter().map(text_of).collect::<Vec<String>>()
        };
        let usual = || Some(list(self.config.get("defaultTemplates"))).filter(|names| !names.is_empty());
        let names: Vec<String> = asked.or_else(usual).unwrap_or_else(|| vec!["sidecar".to_owned()]);
        let aliases = get_map(&self.config, "aliases").unwrap_or_default();
        let resolve = |name: String| aliases.get(&name).map_or(vec![name], |known| list(Some(known)));
        names.into_iter().flat_map(resolve).collect()
    }

    /// What can't be said in templates (`postProcessPod`).
    fn finish(&self, pod: &Map, original: &Map, template: &Map) {
        self.cluster(pod, original);
        self.prometheus(pod);
        let status = format!(
            "{{\"initContainers\":{},\"containers\":{},\"volumes\":{},\"imagePullSecrets\":{},\"revision\":{}}}",
            names(template, "initContainers"),
            names(template, "containers"),
            names(template, "volumes"),
            names(template, "imagePullSecrets"),
            json::plain(
                &Some(self.revision()).filter(|r| !r.is_empty()).as_deref().unwrap_or("default").into()
            ),
        );
        annotate(pod, STATUS, &status);
        for (key, value) in get_map(&self.config, "injectedAnnotations").unwrap_or_default().entries() {
            annotate(pod, &key.to_str_lossy(), &text_of(&value));
        }
        self.reorder(pod, original);
    }

    /// Cluster and network that the values name come last among the variables, and the network as a label.
    fn cluster(&self, pod: &Map, original: &Map) {
        let value = |path: &str| get(&self.values, path).map(|value| text_of(&value)).unwrap_or_default();
        let label = get_map(original, "metadata.labels").and_then(|labels| labels.get(NETWORK));
        let network = label.map_or_else(|| value("global.network"), |label| text_of(&label));
        let told = [
            ("ISTIO_META_CLUSTER_ID", value("global.multiCluster.clusterName")),
            ("ISTIO_META_NETWORK", network),
        ];
        let told: Vec<_> = told.iter().filter(|(_, text)| !text.is_empty()).collect();
        if let Some((_, network)) = told.iter().find(|(name, _)| *name == "ISTIO_META_NETWORK") {
            below(pod, &["metadata", "labels"]).insert(NETWORK, network.as_str());
        }
        let Some(proxy) = proxy(pod).filter(|_| !told.is_empty()) else { return };
        let mut env = items(proxy.get("env"));
        env.retain(|item| !told.iter().any(|(name, _)| get_string(item, "name") == *name));
        env.extend(told.iter().map(|(name, text)| Map::from_iter([("name", *name), ("value", text)])));
        proxy.insert("env", env.into_iter().map(Value::Map).collect::<Vec<_>>());
    }

    /// Metrics of the pod's own are merged with the proxy's (`applyPrometheusMerge`).
    fn prometheus(&self, pod: &Map) {
        let annotation = |name: &str| annotation(pod, &format!("prometheus.io/{name}"));
        let mesh = get(&self.mesh, "enablePrometheusMerge").and_then(|flag| flag.as_bool());
        let own =
            self::annotation(pod, "prometheus.istio.io/merge-metrics").and_then(|text| text.parse().ok());
        if !own.or(mesh).unwrap_or(true) || annotation("scrape").as_deref() == Some("false") {
            return;
        }
        let target =
            get(&self.mesh, "defaultConfig.statusPort").map_or_else(|| "15020".to_owned(), |p| text_of(&p));
        let given = ["scrape", "path", "port"].map(|name| annotation(name).unwrap_or_default());
        if given[2] == target {
            return;
        }
        if let Some(proxy) = proxy(pod).filter(|_| given.iter().any(|text| !text.is_empty())) {
            let [scrape, path, port] = given.map(|text| json::plain(&text.into()));
            let value = format!("{{\"scrape\":{scrape},\"path\":{path},\"port\":{port}}}");
            let mut env: Vec<Value> = items(proxy.get("env")).into_iter().map(Value::Map).collect();
            env.push(Map::from_iter([("name", "ISTIO_PROMETHEUS_ANNOTATIONS"), ("value", &value)]).into());
            proxy.insert("env", env);
        }
        for (name, text) in [("port", &*target), ("path", "/stats/prometheus"), ("scrape", "true")] {
            annotate(pod, &format!("prometheus.io/{name}"), text);
        }
    }

    /// The proxy comes last, or first when the others are to wait for it.
    fn reorder(&self, pod: &Map, original: &Map) {
        const HOLD: &str = "holdApplicationUntilProxyStarts";
        let annotations = get_map(original, "metadata.annotations").unwrap_or_default();
        let of_values = get(&self.values, &format!("global.proxy.{HOLD}"));
        let told = [self.proxy_config(&texts(&annotations)).get(HOLD), of_values];
        let first = told.iter().flatten().any(|flag| flag.as_bool() == Some(true));
        let (mut proxies, mut others): (Vec<Map>, Vec<Map>) =
            items(get(pod, "spec.containers")).into_iter().partition(|map| get_string(map, "name") == PROXY);
        let (front, back) = if first { (&mut proxies, &mut others) } else { (&mut others, &mut proxies) };
        let all: Vec<Value> = front.drain(..).chain(back.drain(..)).map(Value::Map).collect();
        if !all.is_empty() {
            below(pod, &["spec"]).insert("containers", all);
        }
    }
}

const PULLED: &str = "Kubernetes gives a container with image `auto` the pull policy Always before the webhook sees it, and the webhook keeps it: the chart's value `imagePullPolicy` says something else.";

/// Whether the pod's label, else its annotation, asks for injection.
fn asks(pod: &Map) -> bool {
    let label =
        get_map(pod, "metadata.labels").and_then(|labels| labels.get(INJECT)).map(|value| text_of(&value));
    let on_host = get(pod, "spec.hostNetwork").and_then(|flag| flag.as_bool()) == Some(true);
    !on_host && label.or_else(|| annotation(pod, INJECT)).as_deref() == Some("true")
}

/// A copy without nulls, which the API server drops.
pub(crate) fn without_nil(map: &Map) -> Map {
    let plain = |value: Value| match value {
        Value::Map(map) => without_nil(&map).into(),
        Value::List(list) => {
            let of_map =
                |item: &Value| item.as_map().map_or_else(|| item.clone(), |map| without_nil(map).into());
            list.iter().map(of_map).collect::<Vec<Value>>().into()
        }
        other => other,
    };
    let kept = map.entries().into_iter().filter(|(_, value)| !value.is_nil());
    kept.map(|(key, value)| (key, plain(value))).collect()
}

/// Sets the pull policy that the API server assumes; whether it did.
fn pull_always(pod: &Map) -> bool {
    let waits =
        |container: &Map| get_string(container, "image") == AUTO && !container.contains("imagePullPolicy");
    let waiting: Vec<Map> = items(get(pod, "spec.containers")).into_iter().filter(waits).collect();
    for container in &waiting {
        container.insert("imagePullPolicy", "Always");
    }
    !waiting.is_empty()
}

/// What the pod itself says of a container that a template has wins over the template.
fn reapply(pod: &Map, original: &Map, template: &Map) -> Result<(), InjectionError> {
    let mut overrides = Vec::new();
    for key in CONTAINERS {
        let mut kept = Vec::new();
        for name in items(get(template, &format!("spec.{key}"))).iter().map(|map| get_string(map, "name")) {
            let all = CONTAINERS.iter().filter(|list| key != "containers" || **list == key);
            let mut own = all.flat_map(|list| items(get(original, &format!("spec.{list}"))));
            let Some(own) = own.find(|map| get_string(map, "name") == name) else { continue };
            let own = own.deep_copy();
            if get_string(&own, "image") == AUTO {
                own.remove("image");
            }
            let patch = Map::from_iter([("spec", Map::from_iter([(key, vec![Value::Map(own.clone())])]))]);
            merge(&name, pod, &patch, POD)?;
            kept.push(json::of_struct(&own.into(), json::CONTAINER));
        }
        if !kept.is_empty() {
            overrides.push(format!("{}:[{}]", json::plain(&key.into()), kept.join(",")));
        }
    }
    if !overrides.is_empty() {
        annotate(pod, OVERRIDES, &format!("{{{}}}", overrides.join(",")));
    }
    Ok(())
}

/// Probes of other containers go through the proxy; how is not shown.
fn probes(pod: &Map) -> Option<String> {
    let all = items(get(pod, "spec.containers"));
    let probed =
        |map: &Map| ["livenessProbe", "readinessProbe", "startupProbe"].iter().any(|key| map.contains(key));
    let other = all.iter().find(|map| get_string(map, "name") != PROXY && probed(map))?;
    let name = get_string(other, "name");
    Some(format!("Probes of container {name} are rewritten to go through the proxy, which isn't shown."))
}

fn proxy(pod: &Map) -> Option<Map> {
    let found = CONTAINERS.iter().flat_map(|list| items(get(pod, &format!("spec.{list}"))));
    found.into_iter().find(|map| get_string(map, "name") == PROXY)
}

/// The names in a list, as JSON; null for no list.
fn names(pod: &Map, key: &str) -> String {
    let names: Vec<Value> =
        items(get(pod, &format!("spec.{key}"))).iter().filter_map(|item| item.get("name")).collect();
    if names.is_empty() { "null".to_owned() } else { json::plain(&names.into()) }
}

fn annotation(pod: &Map, name: &str) -> Option<String> {
    get_map(pod, "metadata.annotations")?.get(name).map(|value| text_of(&value))
}

fn annotate(pod: &Map, name: &str, text: &str) {
    below(pod, &["metadata", "annotations"]).insert(name, text);
}

/// A map below others, made where there is none.
fn below(pod: &Map, keys: &[&str]) -> Map {
    keys.iter().fold(pod.clone(), |map, key| {
        map.get_map(key).unwrap_or_else(|| {
            let made = Map::new();
            map.insert(*key, made.clone());
            made
        })
    })
}
