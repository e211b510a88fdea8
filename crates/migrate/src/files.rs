//! The files of a plan for plain Helm: values, a script, patches, a runbook, the proof.

use crate::patch::{Operation, Patch};
use crate::plan::Plan;
use crate::release::Release;
use crate::report::report;
use crate::shell::{argument, shown};
use crate::translate::{Error, OutputFile};
use periplus_istio::diff::{Doc, Id};
use periplus_value::{Map, Value};
use serde::Serialize;
use std::collections::BTreeSet;
use tera::{Context, Tera};

/// Name and text of each template.
const TEMPLATES: [(&str, &str); 5] = [
    ("README.md", include_str!("../templates/migrate/README.md.tera")),
    ("install.sh", include_str!("../templates/migrate/install.sh.tera")),
    ("post-render.sh", include_str!("../templates/migrate/post-render.sh.tera")),
    ("plugin.yaml", include_str!("../templates/migrate/plugin.yaml.tera")),
    ("kustomization.yaml", include_str!("../templates/migrate/kustomization.yaml.tera")),
];

/// A release as templates see it. What ends up in a shell is a word already.
#[derive(Serialize)]
struct Row {
    title: String,
    name: String,
    namespace: String,
    shown_name: String,
    shown_namespace: String,
    chart: &'static str,
    values_file: String,
    values_file_plain: String,
    adopted: Vec<String>,
    /// Empty: no patches.
    plugin: String,
    plugin_plain: String,
    renderer: String,
    folder: String,
}

/// A resource in a kustomization.
#[derive(Serialize)]
struct Target {
    group: String,
    version: String,
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
    /// The JSON patch as YAML, indented.
    operations: String,
}

/// All files, with folders in their names.
pub fn helm_files(plan: &Plan) -> Result<Vec<OutputFile>, Error> {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::new());
    tera.add_raw_templates(TEMPLATES)?;
    let mut slugs = BTreeSet::new();
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for release in &plan.releases {
        let slug = free(&release.name, &mut slugs);
        let row = row(plan, release, &slug);
        files.push(plain(&row.values_file_plain, release.values_text.clone()));
        if !release.patches.is_empty() {
            patch_files(&tera, release, &row, &mut files)?;
        }
        rows.push(row);
    }
    let context = context(plan, &rows);
    files.push(script("install.sh", tera.render("install.sh", &context)?));
    files.push(plain("README.md", tera.render("README.md", &context)?));
    files.push(plain("proof.txt", report(plan)));
    Ok(files)
}

fn context(plan: &Plan, rows: &[Row]) -> Context {
    let mut context = Context::new();
    let warnings: Vec<String> = plan.missed.iter().map(ToString::to_string).collect();
    let warnings = warnings.iter().chain(plan.warnings.iter().map(|warning| &warning.message));
    context.insert("version", &shown(&plan.version));
    context.insert("version_word", &argument(&plan.version));
    context.insert("charts", &format!("oci://{}/charts", plan.chart_repository));
    context.insert("releases", rows);
    context.insert("summary", &crate::report::counts(plan));
    context.insert("warnings", &warnings.map(|text| shown(text)).collect::<Vec<_>>());
    context.insert("patched", &plan.releases.iter().any(|release| !release.patches.is_empty()));
    context.insert("gateways", &plan.releases.iter().any(|release| release.moved));
    context.insert("leftovers", &leftovers(plan));
    context
}

fn plain(name: &str, text: String) -> OutputFile {
    OutputFile { name: name.to_owned(), text: text.into_bytes(), executable: false }
}

fn script(name: &str, text: String) -> OutputFile {
    OutputFile { name: name.to_owned(), text: text.into_bytes(), executable: true }
}

/// A name for files that no other release has: releases of two namespaces may share theirs.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let found = std::iter::once(name.to_owned()).chain(numbered).find(|slug| taken.insert(slug.clone()));
    found.unwrap_or_default()
}

fn row(plan: &Plan, release: &Release, slug: &str) -> Row {
    let values_file = format!("values/{slug}.yaml");
    let patched = !release.patches.is_empty();
    let when = |text: String| if patched { text } else { String::new() };
    let folder = format!("plugins/{slug}");
    let plugin = format!("periplus-{slug}");
    let what = if release.moved { "gateway" } else { "component" };
    let helm = release.proof.iter().filter_map(|pair| pair.helm.as_ref());
    Row {
        title: shown(&format!("{} {}: chart {} {}", what, release.instance, release.chart, plan.version)),
        name: argument(&release.name),
        namespace: argument(&release.namespace),
        shown_name: shown(&release.name),
        shown_namespace: shown(&release.namespace),
        chart: release.chart,
        values_file: argument(&values_file),
        values_file_plain: values_file,
        adopted: helm.map(|doc| resource(doc.id())).collect(),
        plugin: when(argument(&plugin)),
        plugin_plain: when(plugin),
        renderer: when(argument(&format!("{folder}/post-render.sh"))),
        folder: when(folder),
    }
}

/// A resource as kubectl's words: kind with group, name, namespace.
fn resource(id: &Id) -> String {
    let group = if id.group().is_empty() { String::new() } else { format!(".{}", id.group()) };
    let namespace = if id.namespace.is_empty() {
        String::new()
    } else {
        format!(" {}", argument(&format!("--namespace={}", id.namespace)))
    };
    format!("{} {}{namespace}", argument(&format!("{}{group}", id.kind)), argument(&id.name))
}

/// What istioctl made under names that Helm's charts don't use.
fn leftovers(plan: &Plan) -> Vec<String> {
    let pairs = plan.releases.iter().flat_map(|release| &release.proof);
    let ids = pairs.filter_map(|pair| Some((pair.operator.as_ref()?.id(), pair.helm.as_ref()?.id())));
    let renamed = ids.filter(|(operator, helm)| operator.name != helm.name && !operator.name.is_empty());
    renamed.map(|(operator, _)| resource(operator)).collect()
}

fn patch_files(tera: &Tera, release: &Release, row: &Row, files: &mut Vec<OutputFile>) -> Result<(), Error> {
    let patches = &release.patches;
    let mut context = Context::new();
    context.insert("plugin", &row.plugin_plain);
    context.insert("patches", &patches.changed.iter().map(patch).collect::<Vec<_>>());
    context
        .insert("deleted", &patches.deleted.iter().map(|id| target(id, String::new())).collect::<Vec<_>>());
    context.insert("added", &!patches.added.is_empty());
    let path = |name: &str| format!("{}/{name}", row.folder);
    for name in ["kustomization.yaml", "plugin.yaml"] {
        files.push(plain(&path(name), tera.render(name, &context)?));
    }
    files.push(script(&path("post-render.sh"), tera.render("post-render.sh", &context)?));
    if !patches.added.is_empty() {
        let texts: Vec<String> = patches.added.iter().map(|doc: &Doc| doc.text().to_string()).collect();
        files.push(plain(&path("added.yaml"), texts.join("---\n")));
    }
    Ok(())
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
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    target(&patch.target, lines.join("\n"))
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
