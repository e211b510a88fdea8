//! What injection is said to bring is what its template gives: where the template gives something else, the plan carries
//! istioctl's by values or patches.

mod common;

use common::{pack, planned, release};
use periplus_istio::diff::Doc;
use periplus_migrate::Plan;
use periplus_value::Value;

fn gateway(k8s: &str, values: &str) -> Plan {
    let gateway = format!("{{name: gw, enabled: true, k8s: {{{k8s}}}}}");
    planned(
        &pack(),
        &format!("{{profile: empty, components: {{ingressGateways: [{gateway}]}}, values: {{{values}}}}}"),
    )
}

/// The rules that explain something.
fn rules(plan: &Plan) -> Vec<&'static str> {
    let pairs = plan.releases.iter().flat_map(|release| &release.proof);
    let mut names: Vec<_> =
        pairs.flat_map(|pair| &pair.findings).filter_map(|f| f.rule).map(|rule| rule.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn value(plan: &Plan, path: &[&str]) -> Option<Value> {
    Value::Map(release(plan, "IngressGateways").values.clone()).at(path)
}

/// The rules whose names say that injection brings something.
const BROUGHT: [&str; 6] = [
    "injected-arguments",
    "injected-env",
    "injected-image",
    "injected-labels",
    "injected-probe",
    "injected-volumes",
];

#[test]
fn the_usual_template_brings_what_istioctl_has() {
    let plan = gateway("", "global: {network: east, meshID: mesh, logAsJson: true, imagePullPolicy: Always}");
    let found = rules(&plan);
    for rule in BROUGHT {
        assert!(found.contains(&rule), "{rule}: {found:?}");
    }
    assert_eq!(plan.unexplained().count(), 0);
    assert!(release(&plan, "IngressGateways").patches.is_empty());
    assert!(value(&plan, &["env"]).is_none());
}

#[test]
fn a_template_that_brings_nothing_excuses_nothing() {
    let plan = gateway("", "sidecarInjectorWebhook: {templates: {gateway: \"spec: {}\"}}");
    let found = rules(&plan);
    for rule in ["injected-arguments", "injected-probe", "injected-volumes"] {
        assert!(!found.contains(&rule), "{rule}");
    }
    assert!(value(&plan, &["env", "CA_ADDR"]).is_some());
    assert_eq!(plan.unexplained().count(), 0);
}

#[test]
fn a_template_that_fails_excuses_nothing() {
    let plan = gateway("", "sidecarInjectorWebhook: {templates: {gateway: \"{{ nobody .Knows }}\"}}");
    assert!(value(&plan, &["env", "CA_ADDR"]).is_some());
    assert!(!rules(&plan).contains(&"injected-arguments"));
}

#[test]
fn another_value_of_a_variable_is_carried() {
    let template = "spec: {containers: [{name: istio-proxy, env: [{name: CA_ADDR, value: elsewhere}, {name: PILOT_CERT_PROVIDER, value: istiod}]}]}";
    let plan = gateway("", &format!("sidecarInjectorWebhook: {{templates: {{gateway: \"{template}\"}}}}"));
    assert!(value(&plan, &["env", "CA_ADDR"]).is_some());
    assert!(value(&plan, &["env", "PILOT_CERT_PROVIDER"]).is_none());
}

#[test]
fn an_annotation_that_changes_the_injected_arguments_is_no_excuse() {
    let plan = gateway("podAnnotations: {sidecar.istio.io/logLevel: debug}", "");
    assert!(!rules(&plan).contains(&"injected-arguments"), "{:?}", rules(&plan));
    assert!(!release(&plan, "IngressGateways").patches.is_empty());
    assert_eq!(plan.unexplained().count(), 0);
}

#[test]
fn a_gateway_of_another_network_is_carried() {
    let plan = gateway("env: [{name: ISTIO_META_NETWORK, value: west}]", "global: {network: east}");
    assert_eq!(
        value(&plan, &["env", "ISTIO_META_NETWORK"]).map(|v| v.deep_equal(&"west".into())),
        Some(true)
    );
}

#[test]
fn no_injector_excuses_nothing() {
    let plan = gateway("", "global: {omitSidecarInjectorConfigMap: true}");
    let found = rules(&plan);
    assert!(!found.iter().any(|rule| rule.starts_with("injected-")), "{found:?}");
}

/// The Deployment that was compared, with what injection adds.
fn compared(plan: &Plan) -> Option<Value> {
    let pairs = release(plan, "IngressGateways").proof.iter();
    pairs.filter_map(|pair| pair.injected.as_ref()).map(Doc::object).next()
}

#[test]
fn the_pod_that_is_compared_is_the_one_that_runs() {
    let plan = gateway("", "");
    let pod = compared(&plan).and_then(|object| object.at(&["spec", "template"])).expect("it is injected");
    let status = pod.at(&["metadata", "annotations", "sidecar.istio.io/status"]);
    assert!(status.is_some(), "the webhook leaves its note");
    let files = periplus_migrate::migration_files(&plan, periplus_migrate::Target::Helm).expect("files");
    let proof = files.iter().find(|file| file.name == "proof.txt").expect("there is one");
    assert!(String::from_utf8_lossy(&proof.text).contains("after injection, as it was compared"));
}

#[test]
fn the_proxy_is_pulled_as_often_as_before() {
    // The image `auto` has no tag, and Kubernetes would always pull it.
    let told =
        |plan: &Plan| value(plan, &["imagePullPolicy"]).and_then(|v| v.as_string().map(ToString::to_string));
    assert_eq!(told(&gateway("", "")).as_deref(), Some("IfNotPresent"));
    assert_eq!(told(&gateway("", "global: {imagePullPolicy: Never}")).as_deref(), Some("Never"));
    assert_eq!(told(&gateway("", "global: {imagePullPolicy: Always}")).as_deref(), Some("Always"));
    assert_eq!(told(&gateway("", "global: {tag: latest}")), None);
}
