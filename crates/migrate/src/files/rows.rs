//! Releases as templates see them: what ends up in a shell is a word already, what ends up in HCL a string.

use crate::patch::{Operation, Patch};
use crate::plan::Plan;
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
    values_file: String,
    pub(super) values_file_plain: String,
    pub(super) values_text: String,
    adopted: Vec<String>,
    /// Empty: no patches.
    plugin: String,
    pub(super) plugin_plain: String,
    renderer: String,
    folder: String,
    pub(super) patches: Vec<Target>,
    pub(super) deleted: Vec<Target>,
    /// Resources that the chart doesn't have, as YAML.
    pub(super) added: String,
}

impl Row {
    pub(super) fn is_patched(&self) -> bool {
        !self.folder.is_empty()
    }
}

/// A resource in a kustomization.
#[derive(Serialize)]
pub(super) struct Target {
    group: String,
    version: String,
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
    /// The JSON patch as YAML.
    operations: String,
}

/// All releases of a plan; patches are in a folder of this folder.
pub(super) fn rows(plan: &Plan, folder: &str) -> Vec<Row> {
    let mut slugs = BTreeSet::new();
    let mut rows: Vec<Row> = Vec::new();
    for release in &plan.releases {
        let row = row(plan, release, free(&release.name, &mut slugs), folder);
        let before = rows
            .last()
            .map(|row| (format!("{}/{}", row.raw_namespace, row.raw_name), row.identifier.clone()));
        let (need, need_identifier) = before.unwrap_or_default();
        rows.push(Row { need_identifier, need, ..row });
    }
    rows
}

/// A name for files that no other release has: releases of two namespaces may share theirs.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let found = std::iter::once(name.to_owned()).chain(numbered).find(|slug| taken.insert(slug.clone()));
    found.unwrap_or_default()
}

fn row(plan: &Plan, release: &Release, slug: String, folder: &str) -> Row {
    let values_file = format!("values/{slug}.yaml");
    let patched = !release.patches.is_empty();
    let when = |text: String| if patched { text } else { String::new() };
    let folder = format!("{folder}/{slug}");
    let plugin = format!("periplus-{slug}");
    let what = if release.moved { "gateway" } else { "component" };
    let helm = release.proof.iter().filter_map(|pair| pair.helm.as_ref());
    let added: Vec<String> = release.patches.added.iter().map(|doc| doc.text().to_string()).collect();
    Row {
        title: shown(&format!("{} {}: chart {} {}", what, release.instance, release.chart, plan.version)),
        name: argument(&release.name),
        namespace: argument(&release.namespace),
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
        values_file: argument(&values_file),
        values_file_plain: values_file,
        values_text: release.values_text.trim_end().to_owned(),
        adopted: helm.map(|doc| resource(doc.id())).collect(),
        plugin: when(argument(&plugin)),
        plugin_plain: when(plugin),
        renderer: when(argument(&format!("{folder}/post-render.sh"))),
        folder: when(folder),
        patches: release.patches.changed.iter().map(patch).collect(),
        deleted: release.patches.deleted.iter().map(|id| target(id, String::new())).collect(),
        added: added.join("---\n"),
        slug,
    }
}

/// A resource as kubectl's words: kind with group, name, namespace.
fn resource(id: &Id) -> String {
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

/// Resources that patches add, and those that they delete.
pub(super) fn additions(plan: &Plan) -> Vec<String> {
    let lines = plan.releases.iter().flat_map(|release| {
        let added = release.patches.added.iter().map(|doc| format!("{} is to be added", doc.id()));
        added.chain(release.patches.deleted.iter().map(|id| format!("{id} is to be left out")))
    });
    lines.map(|line| shown(&line)).collect()
}

fn target(id: &Id, operations: String) -> Target {
    let version = id.api_version.rsplit('/').next().unwrap_or_default();
    Target {
        group: id.group().to_owned(),
        version: version.to_owned(),
        api_version: id.api_version.clone(),
        kind: id.kind.clone(),
        name: id.name.clone(),
        namespace: id.namespace.clone(),
        operations,
    }
}

fn patch(patch: &Patch) -> Target {
    let list = Value::from(patch.operations.iter().map(operation).collect::<Vec<_>>());
    let text = periplus_yaml::emit(&list).unwrap_or_default();
    target(&patch.target, text.trim_end().to_owned())
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

/// A string in HCL, in which nothing is replaced.
pub(super) fn hcl(text: &str) -> String {
    let quoted = periplus_yaml::json::emit(&text.into()).unwrap_or_default();
    quoted.replace("${", "$${").replace("%{", "%%{")
}
