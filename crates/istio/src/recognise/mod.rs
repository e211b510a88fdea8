//! What a text is that somebody pasted or dropped, and what can be edited instead: an IstioOperator or Helm values.
//!
//! Known are IstioOperators, Helm values, Sail's `Istio`, Argo CD's `Application`, Flux's `HelmRelease`, the ConfigMap with
//! the mesh configuration, what `helm get values` prints, and command lines of istioctl and Helm.

mod command;
mod resource;

use crate::component::{chart_folder, published_charts};
use periplus_value::{Map, Value};

/// What a text is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// In words, with an article: `an Argo CD Application`.
    pub what: String,
    /// It is an input as it stands; there is nothing to convert.
    pub is_input: bool,
    /// What can be made of it, the likeliest first.
    pub offers: Vec<Offer>,
}

/// Something to edit instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The release of Istio that the text names, without a leading `v`; empty for none.
    pub version: String,
    /// The input.
    pub input: Offered,
}

/// An input made of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// An IstioOperator's text.
    Operator(String),
    /// A Helm release.
    Helm {
        /// The chart's folder in a release.
        chart: String,
        /// The release's name.
        release: String,
        /// Its namespace.
        namespace: String,
        /// The values file's text.
        values: String,
    },
}

/// Says what a text is; `None`: nothing that Periplus knows.
pub fn recognise(text: &str) -> Option<Recognised> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(found) = command::recognise(text) {
        return Some(found);
    }
    if let Some(found) = values_of_a_release(text) {
        return Some(found);
    }
    let object = first_map(text)?;
    match word(&object, "kind").as_str() {
        "" => plain_values(text, &object),
        kind => Some(resource::recognise(text, &object, kind)),
    }
}

/// The first document with something in it.
fn first_map(text: &str) -> Option<Map> {
    let documents = crate::text::split_documents(text.as_bytes());
    documents.into_iter().filter_map(crate::text::yaml_map).find(|map| !map.is_empty())
}

/// What `helm get values` prints before the values.
const HEADINGS: [&str; 2] = ["USER-SUPPLIED VALUES:", "COMPUTED VALUES:"];

fn values_of_a_release(text: &str) -> Option<Recognised> {
    let (first, rest) = text.trim_start().split_once('\n')?;
    let is_heading = HEADINGS.contains(&first.trim());
    let object = is_heading.then(|| first_map(rest))??;
    let offers = charts_for(&object).into_iter().map(|chart| values_offer(chart, rest)).collect();
    Some(Recognised { what: "the output of helm get values".to_owned(), is_input: false, offers })
}

fn plain_values(text: &str, object: &Map) -> Option<Recognised> {
    let charts = charts_for(object);
    if !KNOWN_KEYS.iter().any(|(key, _)| object.contains(key)) {
        return None;
    }
    let offers = charts.into_iter().map(|chart| values_offer(chart, text)).collect();
    Some(Recognised { what: "a Helm values file".to_owned(), is_input: true, offers })
}

/// Keys that only the values of one chart have at their top; of several that fit, the first counts.
const KNOWN_KEYS: &[(&str, &str)] = &[
    ("pilot", "istiod"),
    ("meshConfig", "istiod"),
    ("sidecarInjectorWebhook", "istiod"),
    ("autoscaleEnabled", "istiod"),
    ("telemetry", "istiod"),
    ("revisionTags", "istiod"),
    ("service", "gateway"),
    ("podAnnotations", "gateway"),
    ("autoscaling", "gateway"),
    ("cni", "cni"),
    ("cniBinDir", "cni"),
    ("ambient", "cni"),
    ("defaultRevision", "base"),
    ("base", "base"),
    ("caAddress", "ztunnel"),
    ("xdsAddress", "ztunnel"),
    ("global", "istiod"),
    ("profile", "istiod"),
    ("revision", "istiod"),
];

/// The charts by name, the likeliest for these values first.
fn charts_for(values: &Map) -> Vec<&'static str> {
    let likely =
        KNOWN_KEYS.iter().find(|(key, _)| values.contains(key)).map_or("istiod", |(_, chart)| *chart);
    let others = published_charts().filter(|name| *name != likely);
    std::iter::once(likely).chain(others).collect()
}

fn values_offer(chart: &str, values: &str) -> Offer {
    helm_offer(chart, chart, "istio-system", "", values.trim_start_matches(['\n', '\r']).to_owned())
}

/// An offer for a chart by its published name; a chart that Istio doesn't publish keeps its name.
fn helm_offer(chart: &str, release: &str, namespace: &str, version: &str, values: String) -> Offer {
    let namespace = if namespace.is_empty() { "istio-system" } else { namespace };
    let end = if values.is_empty() || values.ends_with('\n') { "" } else { "\n" };
    let input = Offered::Helm {
        chart: chart_folder(chart).unwrap_or(chart).to_owned(),
        release: release.to_owned(),
        namespace: namespace.to_owned(),
        values: values + end,
    };
    Offer { version: version.trim_start_matches('v').to_owned(), input }
}

/// A string of a map, empty when it isn't there.
fn word(map: &Map, key: &str) -> String {
    map.get(key).and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned())).unwrap_or_default()
}

/// A map as YAML, empty for an empty one.
fn yaml(map: &Map) -> String {
    if map.is_empty() {
        return String::new();
    }
    periplus_yaml::emit(&Value::Map(map.clone())).unwrap_or_default()
}

/// An IstioOperator with this spec.
fn operator(spec: &Map) -> String {
    let spec = yaml(spec);
    let head = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:";
    if spec.is_empty() { format!("{head} {{}}\n") } else { format!("{head}\n{}", indented(&spec)) }
}

/// Lines two columns further in.
fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}
