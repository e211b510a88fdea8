//! The files for tools that run Helm: whatever a name or a value is, the tool reads back what it was, and nothing else
//! than fields that it has.

mod common;

use common::{pack, pack_with, planned};
use periplus_migrate::{OutputFile, Plan, Target, migration_files};
use periplus_value::{Map, Value};
use std::sync::OnceLock;

/// Texts that mean something to YAML, shells, Go's templates, HCL or Kustomize.
const HOSTILE: &[&str] = &[
    "plain",
    "",
    "it's \"quoted\" `x`",
    "$(touch owned) $HOME ${HOME} $${HOME} $$${HOME}",
    "%{ if true } %%{x} %%%{x",
    "{{ .Values }} {{{{ }} {{- fail \"x\" -}}",
    "{{/* */}}",
    "line\nnext: line\n---\nkind: Other\n\n  indented",
    "\n leading and trailing \n",
    "tab\there",
    "# comment",
    "key: value",
    "- item",
    "*alias",
    "&anchor",
    "!tag",
    "%directive",
    "@at",
    "| block",
    "> folded",
    "? question",
    "yes",
    "null",
    "~",
    "0x10",
    "1e3",
    "12:30:45",
    "2020-01-01",
    "<<",
    "=",
    "[a, {b: c}]",
    "back\\slash \\n \\u0041",
    "\u{7}\u{a0}\u{2028}\u{2029}\u{feff}",
    "ünïcode 🦀",
    "</script>&amp;",
];

const SPEC: &str = "{profile: ambient, meshConfig: {accessLogFile: /dev/stdout}, components: {pilot: {k8s: {overlays: [{kind: Deployment, name: istiod, patches: [{path: spec.minReadySeconds, value: 3}]}]}}, ingressGateways: [{name: gw, enabled: true, k8s: {replicaCount: 4}}]}}";

/// A plan in which namespaces, names, values and patches are a text.
fn plan_with(text: &str) -> Plan {
    thread_local!(static PLAN: OnceLock<Plan> = const { OnceLock::new() });
    let mut plan = PLAN.with(|plan| plan.get_or_init(|| planned(&pack(), SPEC)).clone());
    for release in &mut plan.releases {
        text.clone_into(&mut release.namespace);
        release.values = release.values.deep_copy();
        release.values.insert("global", Map::from_iter([("tag", text)]));
        release.values_text = periplus_yaml::emit(&release.values.clone().into()).expect("plain data");
        for operation in release.patches.changed.iter_mut().flat_map(|patch| &mut patch.operations) {
            operation.value = Some(text.into());
        }
    }
    plan
}

fn text_of<'f>(files: &'f [OutputFile], name: &str) -> &'f str {
    let file = files.iter().find(|file| file.name == name);
    let file = file.unwrap_or_else(|| panic!("{name} is written"));
    std::str::from_utf8(&file.text).expect("files are text")
}

fn yaml(files: &[OutputFile], name: &str) -> Value {
    let text = text_of(files, name);
    periplus_yaml::parse(text.as_bytes()).unwrap_or_else(|why| panic!("{name}: {why}\n{text}"))
}

fn at(value: &Value, path: &str) -> Value {
    path.split(' ').fold(value.clone(), |value, part| match part.parse::<usize>() {
        Ok(at) => value.as_list().and_then(|list| list.get(at).cloned()).unwrap_or_default(),
        Err(_) => value.at(&[part]).unwrap_or_default(),
    })
}

#[track_caller]
fn same(found: &Value, wanted: &Value, what: &str) {
    assert!(found.deep_equal(wanted), "{what}: {found:?} instead of {wanted:?}");
}

/// A list in YAML within YAML.
fn patch(value: &Value, path: &str) -> Value {
    let text = at(value, path);
    let text = text.as_string().unwrap_or_else(|| panic!("{path} is a text"));
    periplus_yaml::parse(text.to_str_lossy().as_bytes()).expect("patches are YAML")
}

fn files(plan: &Plan, target: Target) -> Vec<OutputFile> {
    migration_files(plan, target).expect("files are written")
}

/// The plan's values of a release.
fn values(plan: &Plan, name: &str) -> Value {
    let release = plan.releases.iter().find(|release| release.name == name).expect("it is planned");
    release.values.clone().into()
}

#[test]
fn argo_cd_reads_what_was_meant() {
    for text in HOSTILE {
        let plan = plan_with(text);
        let files = files(&plan, Target::ArgoCd);
        let cni = yaml(&files, "argocd/istio-cni.yaml");
        same(&at(&cni, "spec destination namespace"), &(*text).into(), text);
        same(&patch(&cni, "spec source helm values"), &values(&plan, "istio-cni"), text);
        let istiod = yaml(&files, "kustomize/istiod/kustomization.yaml");
        same(&at(&istiod, "helmCharts 0 namespace"), &(*text).into(), text);
        same(&at(&patch(&istiod, "patches 0 patch"), "0 value"), &(*text).into(), text);
        same(&yaml(&files, "kustomize/istiod/values.yaml"), &values(&plan, "istiod"), text);
    }
}

#[test]
fn flux_reads_what_was_meant() {
    for text in HOSTILE {
        let plan = plan_with(text);
        let istiod = yaml(&files(&plan, Target::Flux), "flux/istiod.yaml");
        same(&at(&istiod, "spec targetNamespace"), &(*text).into(), text);
        same(&at(&istiod, "spec values"), &values(&plan, "istiod"), text);
        let patches = patch(&istiod, "spec postRenderers 0 kustomize patches 0 patch");
        same(&at(&patches, "0 value"), &(*text).into(), text);
    }
}

#[test]
fn helmfile_reads_what_was_meant_and_finds_no_template() {
    for text in HOSTILE {
        let plan = plan_with(text);
        let files = files(&plan, Target::Helmfile);
        assert!(!text_of(&files, "helmfile.yaml").contains("{{"), "{text}: a template of Go");
        let helmfile = yaml(&files, "helmfile.yaml");
        same(&at(&helmfile, "releases 1 namespace"), &(*text).into(), text);
        same(&at(&helmfile, "releases 1 jsonPatches 0 patch 0 value"), &(*text).into(), text);
        same(&yaml(&files, "values/istiod.yaml"), &values(&plan, "istiod"), text);
    }
}

#[test]
fn terraform_reads_what_was_meant_and_replaces_nothing() {
    for text in HOSTILE {
        let files = files(&plan_with(text), Target::Terraform);
        let source = text_of(&files, "main.tf");
        let body: hcl::Body = hcl::from_str(source).unwrap_or_else(|why| panic!("{text}: {why}\n{source}"));
        let blocks: Vec<_> = body.into_blocks().collect();
        assert_eq!(blocks.len(), 5, "{text}");
        for block in blocks {
            let found = block.body.attributes().find(|attribute| attribute.key() == "namespace");
            let found = found.expect("a release has a namespace").expr();
            assert_eq!(*found, hcl::Expression::String((*text).to_owned()), "{text}");
        }
    }
}

#[test]
fn sail_reads_what_was_meant() {
    for text in HOSTILE {
        let mut plan = plan_with(text);
        let istiod = plan.releases.iter_mut().find(|release| release.chart == "istiod").expect("planned");
        istiod.values.insert("revision", *text);
        let files = files(&plan, Target::Sail);
        let istio = yaml(&files, "sail/istio.yaml");
        same(&at(&istio, "spec namespace"), &(*text).into(), text);
        same(&at(&istio, "metadata name"), &(if text.is_empty() { "default" } else { *text }).into(), text);
        same(&at(&istio, "spec values global tag"), &(*text).into(), text);
        same(&at(&istio, "spec profile"), &"ambient".into(), text);
        let ztunnel = yaml(&files, "sail/ztunnel.yaml");
        same(&at(&ztunnel, "spec values global tag"), &(*text).into(), text);
    }
}

#[test]
fn values_that_sail_has_no_place_for_are_told() {
    let mut plan = planned(&pack(), "{profile: minimal}");
    let istiod = plan.releases.iter_mut().find(|release| release.chart == "istiod").expect("planned");
    istiod.values.insert("nobody", true);
    istiod.values.insert("pilot", Map::from_iter([("priorityClassName", "high"), ("image", "mine")]));
    let files = files(&plan, Target::Sail);
    let istio = yaml(&files, "sail/istio.yaml");
    same(
        &at(&istio, "spec values"),
        &Map::from_iter([("pilot", Map::from_iter([("image", "mine")]))]).into(),
        "",
    );
    let readme = text_of(&files, "README.md");
    for line in ["- Istio has no value nobody", "- Istio has no value pilot.priorityClassName"] {
        assert!(readme.contains(line), "{line}");
    }
}

#[test]
fn a_schema_that_refuses_its_own_chart_is_not_asked() {
    // As the gateway chart of 1.24 has it: beside `$ref`, the newest draft counts what stands there too.
    let schema = r##"{"$schema": "http://json-schema.org/schema#", "additionalProperties": false, "$ref": "#/$defs/values", "$defs": {"values": {"type": "object"}}}"##;
    let pack = pack_with(Some(("charts/gateway/values.schema.json", schema)));
    let plan = planned(&pack, "{profile: empty, components: {ingressGateways: [{name: gw, enabled: true}]}}");
    assert_eq!(plan.unexplained().count(), 0);
    for (target, name, part) in [
        (Target::Helm, "install.sh", "post+=(--skip-schema-validation)"),
        (Target::Helmfile, "helmfile.yaml", "skipSchemaValidation: true"),
        (Target::ArgoCd, "argocd/gw.yaml", "skipSchemaValidation: true"),
        (Target::Flux, "flux/gw.yaml", "disableSchemaValidation: true"),
        (Target::Terraform, "README.md", "can't be passed over"),
        (Target::Kustomize, "README.md", "can't be passed over"),
    ] {
        let files = files(&plan, target);
        assert!(text_of(&files, name).contains(part), "{name}: {part}");
    }
}
