//! The resources for Argo CD, Flux and the Sail operator hold fields that their APIs have, of the right type: against a
//! table of the fields we write, and against the CRDs themselves where a machine has them.
//!
//! `PERIPLUS_CRDS` names a folder with the CRDs' YAML files (argo-cd `manifests/crds`, helm-controller and
//! source-controller `config/crd/bases`, sail-operator `chart/crds`).

#![expect(clippy::print_stdout, reason = "a machine that lacks the CRDs is told")]

mod common;

use common::{pack, planned};
use periplus_migrate::{Target, migration_files};
use periplus_value::Value;
use std::collections::BTreeMap;
use std::fs;

/// Kind with API version, fields with their types: `s` text, `b` flag, `o` anything.
const FIELDS: &[(&str, &str)] = &[
    (
        "argoproj.io/v1alpha1 Application",
        "metadata.name:s metadata.namespace:s metadata.annotations.argocd\\.argoproj\\.io/sync-wave:s spec.project:s \
         spec.destination.server:s spec.destination.namespace:s spec.source.repoURL:s spec.source.targetRevision:s \
         spec.source.path:s spec.source.chart:s spec.source.helm.releaseName:s spec.source.helm.values:s \
         spec.syncPolicy.syncOptions.[]:s spec.ignoreDifferences.[].group:s spec.ignoreDifferences.[].kind:s \
         spec.ignoreDifferences.[].jqPathExpressions.[]:s",
    ),
    (
        "helm.toolkit.fluxcd.io/v2 HelmRelease",
        "metadata.name:s metadata.namespace:s metadata.annotations.kustomize\\.toolkit\\.fluxcd\\.io/substitute:s \
         spec.interval:s spec.releaseName:s spec.targetNamespace:s spec.storageNamespace:s spec.dependsOn.[].name:s \
         spec.install.createNamespace:b spec.chart.spec.chart:s spec.chart.spec.version:s \
         spec.chart.spec.sourceRef.kind:s spec.chart.spec.sourceRef.name:s spec.values:o \
         spec.postRenderers.[].kustomize.patches.[].target.group:s \
         spec.postRenderers.[].kustomize.patches.[].target.version:s \
         spec.postRenderers.[].kustomize.patches.[].target.kind:s \
         spec.postRenderers.[].kustomize.patches.[].target.name:s \
         spec.postRenderers.[].kustomize.patches.[].target.namespace:s \
         spec.postRenderers.[].kustomize.patches.[].patch:s",
    ),
    (
        "source.toolkit.fluxcd.io/v1 HelmRepository",
        "metadata.name:s metadata.namespace:s spec.type:s spec.interval:s spec.url:s",
    ),
    (
        "sailoperator.io/v1 Istio",
        "metadata.name:s spec.version:s spec.namespace:s spec.profile:s spec.updateStrategy.type:s spec.values:o",
    ),
    (
        "sailoperator.io/v1 IstioCNI",
        "metadata.name:s spec.version:s spec.namespace:s spec.profile:s spec.values:o",
    ),
    ("sailoperator.io/v1 ZTunnel", "metadata.name:s spec.version:s spec.namespace:s spec.values:o"),
];

/// Everything at once: values, patches, a resource that is left out, another that is added.
const SPEC: &str = "{profile: ambient, meshConfig: {accessLogFile: /dev/stdout}, components: {pilot: {k8s: {nodeSelector: {a: b}, hpaSpec: {maxReplicas: 8}, overlays: [{kind: Deployment, name: istiod, patches: [{path: spec.minReadySeconds, value: 3}]}]}}, ztunnel: {k8s: {nodeSelector: {c: d}, resources: {requests: {cpu: 1}}}}, cni: {k8s: {tolerations: [{key: e}], resources: {requests: {cpu: 2}}}}, ingressGateways: [{name: gw, enabled: true, k8s: {replicaCount: 4}}]}, values: {ztunnel: {logLevel: debug}, global: {network: east, meshID: mesh, multiCluster: {clusterName: c}}, pilot: {env: {A: b}, traceSampling: 3.5}}}";

/// The resources that are written, by file.
fn written() -> Vec<(String, Value)> {
    let plan = planned(&pack(), SPEC);
    let targets = [(Target::ArgoCd, "argocd/"), (Target::Flux, "flux/"), (Target::Sail, "sail/")];
    let files = targets.into_iter().flat_map(|(target, folder)| {
        let files = migration_files(&plan, target).expect("files are written");
        files.into_iter().filter(move |file| file.name.starts_with(folder) && !file.name.contains("-added"))
    });
    files.map(|file| (file.name, periplus_yaml::parse(&file.text).expect("YAML"))).collect()
}

fn text(value: &Value, path: &[&str]) -> String {
    let found =
        value.at(path).and_then(|value| value.as_string().map(|text| text.to_str_lossy().into_owned()));
    found.unwrap_or_default()
}

fn kind(resource: &Value) -> String {
    format!("{} {}", text(resource, &["apiVersion"]), text(resource, &["kind"]))
}

#[test]
fn no_other_fields_are_written_than_the_apis_have() {
    for (file, resource) in written() {
        let kind = kind(&resource);
        let (_, fields) = FIELDS.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("{kind}"));
        let mut faults = Vec::new();
        leaves(&resource, "", fields, &mut faults);
        assert_eq!(faults, Vec::<String>::new(), "{file}");
    }
}

/// Says of each leaf that isn't among the fields where it is.
fn leaves(value: &Value, path: &str, fields: &str, faults: &mut Vec<String>) {
    let is = |ty: &str| fields.split_whitespace().any(|field| field == format!("{path}:{ty}"));
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        _ if is("o") || path == "apiVersion" || path == "kind" => {}
        Value::Map(map) => {
            for (key, value) in map.entries() {
                leaves(&value, &below(&key.to_str_lossy().replace('.', "\\.")), fields, faults);
            }
        }
        Value::List(list) => list.iter().for_each(|item| leaves(item, &below("[]"), fields, faults)),
        Value::String(_) if is("s") => {}
        Value::Bool(_) if is("b") => {}
        other => faults.push(format!("{path}: {other:?}")),
    }
}

#[test]
fn the_crds_take_what_is_written() {
    let Ok(folder) = std::env::var("PERIPLUS_CRDS") else {
        println!("skipped: PERIPLUS_CRDS names no folder with the CRDs");
        return;
    };
    let schemas = schemas(&folder);
    for (file, resource) in written() {
        let kind = kind(&resource);
        let schema = schemas.get(&kind).unwrap_or_else(|| panic!("no CRD of {kind} in {folder}"));
        let mut faults = Vec::new();
        check(&resource, schema, "", &mut faults);
        assert_eq!(faults, Vec::<String>::new(), "{file}");
    }
}

/// The schemas of all CRDs in a folder, by API version and kind.
fn schemas(folder: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let crd = periplus_yaml::parse(&fs::read(entry.path()).expect("a file")).expect("YAML");
        let (group, kind) = (text(&crd, &["spec", "group"]), text(&crd, &["spec", "names", "kind"]));
        let versions = crd.at(&["spec", "versions"]).and_then(|list| list.as_list().cloned());
        for version in versions.iter().flat_map(|list| list.iter()) {
            let name = text(version, &["name"]);
            let schema = version.at(&["schema", "openAPIV3Schema"]).unwrap_or_default();
            found.insert(format!("{group}/{name} {kind}"), schema);
        }
    }
    found
}

/// Holds a value against a structural schema, as an API server does that drops or refuses what it doesn't know.
fn check(value: &Value, schema: &Value, path: &str, faults: &mut Vec<String>) {
    let get = |key: &str| schema.at(&[key]);
    let flag = |key: &str| get(key).and_then(|value| value.as_bool()) == Some(true);
    if flag("x-kubernetes-preserve-unknown-fields") && get("properties").is_none() || path == ".metadata" {
        return;
    }
    let ty = text(schema, &["type"]);
    let fits = match value {
        Value::Map(_) => ty == "object",
        Value::List(_) => ty == "array",
        Value::Bool(_) => ty == "boolean",
        Value::Int(_) => ["integer", "number"].contains(&&*ty) || flag("x-kubernetes-int-or-string"),
        Value::Float(number) => ty == "number" || ty == "integer" && number.fract() == 0.0,
        Value::String(_) => ty == "string" || flag("x-kubernetes-int-or-string"),
        _ => flag("nullable"),
    };
    let allowed = get("enum").and_then(|list| list.as_list().cloned());
    if !fits || allowed.is_some_and(|list| !list.iter().any(|item| item.deep_equal(value))) {
        faults.push(format!("{path}: {value:?}"));
    }
    let required = get("required").and_then(|list| list.as_list().cloned());
    for key in required.iter().flat_map(|list| list.iter()) {
        let key = key.as_string().map(|key| key.to_str_lossy().into_owned()).unwrap_or_default();
        if value.at(&[&*key]).is_none() {
            faults.push(format!("{path}: no {key}"));
        }
    }
    match value {
        Value::Map(map) => {
            for (key, value) in map.entries() {
                let key = key.to_str_lossy().into_owned();
                let inner = schema.at(&["properties", &key]).or_else(|| get("additionalProperties"));
                match inner {
                    Some(inner) => check(&value, &inner, &format!("{path}.{key}"), faults),
                    None => faults.push(format!("{path}.{key}: no such field")),
                }
            }
        }
        Value::List(list) => {
            let items = get("items").unwrap_or_default();
            list.iter().for_each(|item| check(item, &items, &format!("{path}[]"), faults));
        }
        _ => {}
    }
}
