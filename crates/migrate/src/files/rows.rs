//! Releases as templates see them: what ends up in a shell is a word already, what ends up in HCL a string.

use super::{Target, sail};
use crate::data;
use crate::names;
use crate::patch::{Operation, Patch, Verb};
use crate::plan::Plan;
use crate::proof::Pair;
use crate::quoted::{hcl, without_actions};
use crate::release::Release;
use crate::shell::{argument, shown};
use periplus_istio::diff::Id;
use periplus_value::{Map, Value};
use serde::Serialize;
use std::collections::BTreeSet;

/// A release.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) slug: String,
    title: String,
    raw_name: String,
    raw_namespace: String,
    /// Words for a shell.
    name: String,
    namespace: String,
    /// Whom Helm's labels and annotations name as owner, as words.
    owner: String,
    owner_namespace: String,
    /// For Markdown and comments.
    shown_name: String,
    shown_namespace: String,
    /// For HCL.
    identifier: String,
    need_identifier: String,
    hcl_name: String,
    hcl_namespace: String,
    /// The release before, as helmfile names it.
    need: String,
    chart: &'static str,
    /// Where its values are, and its patches: empty for none.
    file: String,
    patch_file: String,
    values_file: String,
    pub(super) values_file_plain: String,
    pub(super) values_text: String,
    adopted: Vec<String>,
    /// Empty: no patches.
    plugin: String,
    pub(super) plugin_plain: String,
    renderer: String,
    folder: String,
    pub(super) patches: Vec<Patched>,
    pub(super) deleted: Vec<Patched>,
    /// Resources that the chart doesn't have, as YAML.
    pub(super) added: String,
    /// Whether Helm isn't to ask the chart's schema.
    skip_schema_validation: bool,
    /// Whether the Sail operator installs it, and by which resource of its own.
    pub(super) by_operator: bool,
    pub(super) sail: Option<sail::Resource>,
}

impl Row {
    /// The annotation by which Helm knows the namespace of a resource's release, as a word.
    pub(super) fn annotation(&self) -> String {
        argument(&format!("meta.helm.sh/release-namespace={}", self.raw_namespace))
    }

    pub(super) fn is_patched(&self) -> bool {
        !self.folder.is_empty()
    }
}

/// A resource in a kustomization.
#[derive(Serialize)]
pub(super) struct Patched {
    group: String,
    version: String,
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
    /// The JSON patch as YAML, and each operation as JSON.
    operations: String,
    operations_json: Vec<String>,
}

/// All releases of a plan.
pub(super) fn rows(plan: &Plan, target: Target) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (release, slug) in plan.releases.iter().zip(slugs(plan)) {
        let row = row(plan, release, slug, target);
        let before = rows
            .last()
            .map(|row| (format!("{}/{}", row.raw_namespace, row.raw_name), row.identifier.clone()));
        let (need, need_identifier) = before.unwrap_or_default();
        rows.push(Row { need_identifier, need, ..row });
    }
    rows
}

/// What the files of each release are called, without folders and endings.
pub fn slugs(plan: &Plan) -> Vec<String> {
    let mut taken = BTreeSet::new();
    plan.releases.iter().map(|release| free(&release.name, &mut taken)).collect()
}

/// A name for files that no other release has: releases of two namespaces may share theirs.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let name = names::plain(name);
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let found = std::iter::once(name.clone()).chain(numbered).find(|slug| taken.insert(slug.clone()));
    found.unwrap_or_default()
}

fn row(plan: &Plan, release: &Release, slug: String, target: Target) -> Row {
    let own = (&release.values_text, &release.patches);
    let other = release.for_kustomize.as_ref().filter(|_| target == Target::Kustomize);
    let (values_text, patches) = other.map_or(own, |other| (&other.values_text, &other.patches));
    let patched = !patches.is_empty();
    let when = |text: String| if patched { text } else { String::new() };
    let folder = format!("{}/{slug}", target.folder());
    let plugin = format!("periplus-{slug}");
    let what = if release.moved { "gateway" } else { "component" };
    let sail = if target == Target::Sail { sail::resource(release) } else { None };
    let by_operator = target == Target::Sail && (sail.is_some() || release.chart == "base");
    let values_file = format!("values/{slug}.yaml");
    let file = match (&sail, by_operator) {
        (Some(sail), _) => format!("sail/{}.yaml", sail.kind.to_lowercase()),
        (None, true) => String::new(),
        (None, false) => target.file(&slug),
    };
    let (owner, owner_namespace) = owner(release, by_operator, sail.as_ref());
    let crds = |pair: &&Pair| !(by_operator && pair.id().kind == "CustomResourceDefinition");
    let helm = release.proof.iter().filter(crds).filter_map(|pair| pair.helm.as_ref());
    let added: Vec<String> = patches.added.iter().map(|doc| doc.text().to_string()).collect();
    Row {
        title: shown(&format!("{} {}: chart {} {}", what, release.instance, release.chart, plan.version)),
        name: argument(&release.name),
        namespace: argument(&release.namespace),
        owner: argument(&owner),
        owner_namespace: argument(&owner_namespace),
        shown_name: shown(&release.name),
        shown_namespace: shown(&release.namespace),
        identifier: format!("r_{}", slug.replace('-', "_")),
        need_identifier: String::new(),
        hcl_name: hcl(&release.name),
        hcl_namespace: hcl(&release.namespace),
        need: String::new(),
        raw_name: release.name.clone(),
        raw_namespace: release.namespace.clone(),
        chart: release.chart,
        patch_file: when(target.patch_file(&folder, &file)),
        file,
        values_file: argument(&values_file),
        values_file_plain: values_file,
        values_text: values_text.trim_end().to_owned(),
        adopted: helm.map(|doc| resource(doc.id())).collect(),
        plugin: when(argument(&plugin)),
        plugin_plain: when(plugin),
        renderer: when(argument(&format!("{folder}/post-render.sh"))),
        folder: when(folder),
        patches: patches.changed.iter().map(patch).collect(),
        deleted: patches.deleted.iter().map(|id| patched_resource(id, &[])).collect(),
        added: added.join("---\n"),
        skip_schema_validation: release.skip_schema_validation,
        by_operator,
        sail,
        slug,
    }
}

/// Name and namespace of the Helm release that will own the resources (Sail: pkg/reconcile).
fn owner(release: &Release, by_operator: bool, sail: Option<&sail::Resource>) -> (String, String) {
    let name = match (sail, by_operator) {
        (_, false) => release.name.clone(),
        (Some(sail), _) if sail.kind == "Istio" => format!("{}-istiod", sail.name),
        (Some(_), _) => release.name.clone(),
        (None, _) => return ("default-base".to_owned(), sail::OPERATOR_NAMESPACE.to_owned()),
    };
    (name, release.namespace.clone())
}

/// Secrets that istioctl's gateways mount whether they are there or not, each with its namespace as words.
pub(super) fn legacy_secrets(plan: &Plan) -> Vec<String> {
    let moved = plan.releases.iter().filter(|release| release.moved);
    let secrets = moved.flat_map(|release| {
        let volumes = release.values.get("volumes").and_then(|list| list.as_list().map(|list| list.to_vec()));
        let name = |volume: &Value| volume.at(&["secret", "secretName"]).and_then(|name| data::text(&name));
        let names = volumes.unwrap_or_default().iter().filter_map(name).collect::<Vec<_>>();
        let legacy = names.into_iter().filter(|name| LEGACY.contains(&name.as_str()));
        legacy.map(|name| format!("{name} --namespace={}", argument(&release.namespace))).collect::<Vec<_>>()
    });
    secrets.collect()
}

/// Defaults of `secretVolumes` (gateways/istio-ingress/values.yaml, gateways/istio-egress/values.yaml).
const LEGACY: [&str; 4] = [
    "istio-ingressgateway-certs",
    "istio-ingressgateway-ca-certs",
    "istio-egressgateway-certs",
    "istio-egressgateway-ca-certs",
];

/// A resource as kubectl's words: kind with group, name, namespace.
pub(super) fn resource(id: &Id) -> String {
    let group = if id.group().is_empty() { String::new() } else { format!(".{}", id.group()) };
    let namespace = argument(&format!("--namespace={}", id.namespace));
    let namespace = if id.namespace.is_empty() { String::new() } else { format!(" {namespace}") };
    format!("{} {}{namespace}", argument(&format!("{}{group}", id.kind)), argument(&id.name))
}

/// What istioctl made under names that Helm's charts don't use.
pub(super) fn leftovers(plan: &Plan) -> Vec<String> {
    let pairs = plan.releases.iter().flat_map(|release| &release.proof);
    let ids = pairs.filter_map(|pair| Some((pair.operator.as_ref()?.id(), pair.helm.as_ref()?.id())));
    let renamed = ids.filter(|(operator, helm)| operator.name != helm.name && !operator.name.is_empty());
    renamed.map(|(operator, _)| resource(operator)).collect()
}

/// What the files of a target can't carry, a line for each.
pub(super) fn lost(plan: &Plan, target: Target, rows: &[Row]) -> Vec<String> {
    let all = plan.releases.iter().zip(rows).flat_map(|(release, row)| {
        let patches = &release.patches;
        let whole = target == Target::Helmfile || row.by_operator;
        let added = patches.added.iter().map(|doc| format!("{} is to be added", doc.id()));
        let deleted = patches.deleted.iter().map(|id| format!("{id} is to be left out"));
        let changed = patches.changed.iter().filter(|_| row.by_operator);
        let changed = changed.map(|patch| {
            let paths: Vec<String> =
                patch.operations.iter().filter(|o| o.verb != Verb::Test).map(Operation::pointer).collect();
            format!("{} is to be changed at {}", patch.target, paths.join(", "))
        });
        let unknown = row.sail.iter().flat_map(|sail| {
            sail.unknown.iter().map(|path| format!("{} has no value {path}", sail.kind)).collect::<Vec<_>>()
        });
        let whole = if whole { added.chain(deleted).collect() } else { Vec::new() };
        let is_asked = matches!(target, Target::Terraform | Target::Kustomize)
            || target == Target::ArgoCd && row.is_patched();
        let schema = (release.skip_schema_validation && is_asked).then(|| {
            format!(
                "the schema of chart {} refuses the chart's own values, and can't be passed over",
                release.chart
            )
        });
        whole.into_iter().chain(schema).chain(changed).chain(unknown).collect::<Vec<_>>()
    });
    all.map(|line| shown(&line)).collect()
}

fn patched_resource(id: &Id, operations: &[Value]) -> Patched {
    let version = id.api_version.rsplit('/').next().unwrap_or_default();
    let list = periplus_yaml::emit(&Value::from(operations.to_vec())).unwrap_or_default();
    let json = operations.iter().filter_map(|operation| periplus_yaml::json::emit(operation).ok());
    Patched {
        group: id.group().to_owned(),
        version: version.to_owned(),
        api_version: id.api_version.clone(),
        kind: id.kind.clone(),
        name: id.name.clone(),
        namespace: id.namespace.clone(),
        operations: list.trim_end().to_owned(),
        operations_json: json.map(|json| without_actions(&json)).collect(),
    }
}

fn patch(patch: &Patch) -> Patched {
    let operations: Vec<Value> = patch.operations.iter().map(operation).collect();
    patched_resource(&patch.target, &operations)
}

fn operation(operation: &Operation) -> Value {
    let map = Map::from_iter([
        ("op", Value::string(operation.verb.name())),
        ("path", operation.pointer().as_str().into()),
    ]);
    if let Some(value) = &operation.value {
        map.insert("value", value.clone());
    }
    map.into()
}
