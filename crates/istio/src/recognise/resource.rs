//! Kubernetes resources that hold an input for Istio's charts.

use super::{Offer, Offered, Recognised, helm_offer, indented, operator, word, yaml};
use crate::tree::get_map;
use periplus_value::{List, Map, Value};

/// What a resource of a kind is.
pub(super) fn recognise(text: &str, object: &Map, kind: &str) -> Recognised {
    let group = word(object, "apiVersion").split('/').next().unwrap_or_default().to_owned();
    let (what, is_input, offers) = match (kind, group.as_str()) {
        ("IstioOperator", _) => ("an IstioOperator", true, vec![as_operator(text.to_owned())]),
        ("Istio" | "IstioRevision", "sailoperator.io") => {
            ("a Sail Operator Istio", false, sail(object, "istiod"))
        }
        ("IstioCNI", "sailoperator.io") => ("a Sail Operator IstioCNI", false, sail(object, "cni")),
        ("ZTunnel", "sailoperator.io") => ("a Sail Operator ZTunnel", false, sail(object, "ztunnel")),
        ("Application", "argoproj.io") => ("an Argo CD Application", false, argo(object)),
        ("HelmRelease", _) => ("a Flux HelmRelease", false, flux(object)),
        ("ConfigMap", _) if mesh(object).is_some() => {
            ("a ConfigMap with mesh configuration", false, mesh_offers(object))
        }
        _ => return Recognised { what: format!("a Kubernetes {kind}"), ..Recognised::default() },
    };
    Recognised { what: what.to_owned(), is_input, offers }
}

fn as_operator(text: String) -> Offer {
    Offer { version: String::new(), input: Offered::Operator(text) }
}

/// sailoperator.io `spec`: `values` are the chart's, `profile`, `version` and `namespace` stand beside them.
fn sail(object: &Map, chart: &str) -> Vec<Offer> {
    let spec = object.get_map("spec").unwrap_or_default();
    let values = part(&spec, "values");
    let profile = word(&spec, "profile");
    if !profile.is_empty() && !values.contains("profile") {
        values.insert("profile", profile.as_str());
    }
    let version = word(&spec, "version");
    vec![helm_offer(chart, chart, &word(&spec, "namespace"), &version, yaml(&values))]
}

/// argoproj.io `spec.source` or `spec.sources`, those with a chart.
fn argo(object: &Map) -> Vec<Offer> {
    let spec = object.get_map("spec").unwrap_or_default();
    let many = spec.get("sources").and_then(|v| v.as_list().map(|list| list.to_vec())).unwrap_or_default();
    let all = many.iter().filter_map(Value::as_map).cloned().chain(spec.get_map("source"));
    let namespace = get_map(&spec, "destination").map(|map| word(&map, "namespace")).unwrap_or_default();
    let name = object.get_map("metadata").map(|map| word(&map, "name")).unwrap_or_default();
    let offer = |source: Map| {
        let chart = word(&source, "chart");
        let helm = source.get_map("helm").unwrap_or_default();
        let own_name = word(&helm, "releaseName");
        let release = if own_name.is_empty() { &name } else { &own_name };
        let version = word(&source, "targetRevision");
        (!chart.is_empty()).then(|| helm_offer(&chart, release, &namespace, &version, argo_values(&helm)))
    };
    all.filter_map(offer).collect()
}

/// `valuesObject` wins over `values`, `parameters` are `--set`.
fn argo_values(helm: &Map) -> String {
    let text = word(helm, "values");
    let object = helm.get_map("valuesObject");
    let parameters =
        helm.get("parameters").and_then(|v| v.as_list().cloned()).unwrap_or_else(|| List::new(Vec::new()));
    if parameters.is_empty() && object.is_none() {
        return text;
    }
    let values = object
        .map(|map| map.deep_copy())
        .or_else(|| crate::text::yaml_map(text.as_bytes()))
        .unwrap_or_default();
    for parameter in parameters.iter().filter_map(Value::as_map) {
        let set = format!("{}={}", word(parameter, "name"), word(parameter, "value").replace(',', "\\,"));
        let forced = parameter.get("forceString").and_then(|v| v.as_bool()).unwrap_or(false);
        let apply =
            if forced { periplus_helm::values::parse_set_string } else { periplus_helm::values::parse_set };
        // A parameter that Helm would refuse is left out: the text still shows where it was.
        drop(apply(&set, &values));
    }
    yaml(&values)
}

/// helm.toolkit.fluxcd.io `spec`.
fn flux(object: &Map) -> Vec<Offer> {
    let spec = object.get_map("spec").unwrap_or_default();
    let chart = get_map(&spec, "chart.spec").unwrap_or_default();
    let about = object.get_map("metadata").unwrap_or_default();
    let or = |first: String, second: String| if first.is_empty() { second } else { first };
    let release = or(word(&spec, "releaseName"), word(&about, "name"));
    let namespace = or(word(&spec, "targetNamespace"), word(&about, "namespace"));
    let values = part(&spec, "values");
    vec![helm_offer(&word(&chart, "chart"), &release, &namespace, &word(&chart, "version"), yaml(&values))]
}

/// The mesh configuration's text in ConfigMap `istio` or `istio-<revision>`.
fn mesh(object: &Map) -> Option<String> {
    let data = object.get_map("data")?;
    Some(word(&data, "mesh")).filter(|text| !text.is_empty())
}

/// The text as it stands, so that its comments stay.
fn mesh_offers(object: &Map) -> Vec<Offer> {
    let text = mesh(object).unwrap_or_default();
    let name = object.get_map("metadata").map(|map| word(&map, "name")).unwrap_or_default();
    let spec = Map::new();
    if let Some(revision) = name.strip_prefix("istio-").filter(|revision| !revision.is_empty()) {
        spec.insert("revision", revision);
    }
    let above = operator(&spec).replace("spec: {}\n", "spec:\n");
    let whole = format!("{above}  meshConfig:\n{}", indented(&indented(&text)));
    let values = format!("{}meshConfig:\n{}", yaml(&spec), indented(&text));
    vec![as_operator(whole), helm_offer("istiod", "istiod", "", "", values)]
}

fn part(map: &Map, key: &str) -> Map {
    map.get_map(key).map(|map| map.deep_copy()).unwrap_or_default()
}
