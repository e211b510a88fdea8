//! Helm values back to an IstioOperator: what istioctl renders from it is what Helm renders from them.

mod common;

use common::{pack, planned, request};
use periplus_istio::{OperatorRequest, Pack};
use periplus_migrate::{Back, BackError, HelmInput, Pair, back};
use periplus_value::Value;

/// Chart, values; several charts in one row are one installation.
const INSTALLATIONS: &[&[(&str, &str)]] = &[
    &[("istiod", "")],
    &[("base", "")],
    &[("base", "defaultRevision: \"\""), ("istiod", "revision: canary")],
    &[("istiod", "meshConfig: {accessLogFile: /dev/stdout}\npilot: {env: {A: b}, autoscaleMax: 9}")],
    &[("istiod", "pilot: {nobody: reads}\nnobody: reads")],
    &[("istiod", "pilot: {traceSampling: '7'}")],
    &[("istiod", "profile: ambient"), ("cni", "profile: ambient"), ("ztunnel", "logLevel: debug")],
    &[("cni", "cniBinDir: /opt/cni\nglobal: {platform: gke}")],
    &[("cni", "cni: {cniBinDir: /opt/cni}")],
    &[("istiod", "global: {istioNamespace: mesh}")],
    &[("ztunnel", "nodeSelector: {a: b}\nglobal: {hub: mine}"), ("cni", "global: {hub: other}")],
];

fn input(chart: &str, values: &str) -> HelmInput {
    HelmInput {
        file: format!("{chart}.yaml"),
        chart: chart.to_owned(),
        release: format!("my-{chart}"),
        namespace: (if values.contains("mesh}") { "mesh" } else { "istio-system" }).to_owned(),
        values: values.to_owned(),
    }
}

fn turned(pack: &Pack, inputs: &[HelmInput]) -> Back {
    back(pack, &OperatorRequest::default(), inputs).unwrap_or_else(|why| panic!("{inputs:?}: {why}"))
}

#[track_caller]
fn assert_proven(back: &Back, what: &str) {
    let open: Vec<String> =
        back.plan.unexplained().map(|(_, pair): (_, &Pair)| pair.id().to_string()).collect();
    assert_eq!(open, Vec::<String>::new(), "{what}:\n{}", back.operator);
}

#[test]
fn istioctl_renders_what_helm_renders() {
    let pack = pack();
    for row in INSTALLATIONS {
        let inputs: Vec<HelmInput> = row.iter().map(|(chart, values)| input(chart, values)).collect();
        let back = turned(&pack, &inputs);
        assert_proven(&back, &format!("{row:?}"));
        assert!(
            back.plan.releases.iter().all(|release| !release.proof.is_empty()),
            "{row:?}: nothing compared"
        );
    }
}

#[test]
fn there_and_back_is_the_same_installation() {
    let pack = pack();
    let overlay = "{kind: Deployment, name: istiod, patches: [{path: spec.minReadySeconds, value: 3}]}";
    for spec in [
        "{profile: minimal}".to_owned(),
        "{profile: ambient, components: {ztunnel: {k8s: {nodeSelector: {a: b}}}}}".to_owned(),
        format!(
            "{{profile: minimal, components: {{pilot: {{k8s: {{replicaCount: 2, overlays: [{overlay}]}}}}}}}}"
        ),
    ] {
        let plan = planned(&pack, &spec);
        let inputs: Vec<HelmInput> = plan
            .releases
            .iter()
            .map(|release| HelmInput {
                file: release.name.clone(),
                chart: release.chart.to_owned(),
                release: release.name.clone(),
                namespace: release.namespace.clone(),
                values: release.values_text.clone(),
            })
            .collect();
        let back = turned(&pack, &inputs);
        assert_proven(&back, &spec);
        // What istioctl reads is what was proven.
        let again = periplus_istio::generate(&pack, &request(&back.operator));
        assert!(again.is_ok(), "{spec}: {again:?}");
    }
}

#[test]
fn comments_come_along() {
    let text = "# control plane\nmeshConfig:\n  # who calls whom\n  accessLogFile: /dev/stdout # for now\n";
    let back = turned(&pack(), &[input("istiod", text)]);
    for line in
        ["    # control plane\n", "      # who calls whom\n      accessLogFile: /dev/stdout # for now\n"]
    {
        assert!(back.operator.contains(line), "{}", back.operator);
    }
}

#[test]
fn values_that_istioctl_does_not_know_are_left_unvalidated() {
    let back = turned(&pack(), &[input("istiod", "pilot: {nobody: reads, autoscaleMax: 9}")]);
    let operator = periplus_yaml::parse(back.operator.as_bytes()).expect("YAML");
    let at = |path: &[&str]| operator.at(path).unwrap_or_default();
    assert!(at(&["spec", "unvalidatedValues", "pilot", "nobody"]).deep_equal(&Value::string("reads")));
    assert!(at(&["spec", "values", "pilot", "nobody"]).is_nil());
    assert!(!at(&["spec", "values", "pilot", "autoscaleMax"]).is_nil());
}

#[test]
fn one_value_for_all_components_is_told() {
    let inputs = [input("istiod", "global: {logAsJson: true}"), input("cni", "global: {logAsJson: false}")];
    let back = turned(&pack(), &inputs);
    assert_eq!(back.notes.len(), 1, "{:?}", back.notes);
    assert!(back.notes[0].contains("cni.yaml: global.logAsJson"), "{:?}", back.notes);
    assert_proven(&back, "logAsJson");
}

/// Values of the chart `gateway` that istioctl's gateways can have as well.
const GATEWAYS: &[&str] = &[
    "",
    "replicaCount: 2\nautoscaling: {enabled: false}",
    "service: {type: ClusterIP, ports: [{name: https, port: 443, targetPort: 8443}]}",
    "name: istio-egressgateway\nresources: {requests: {cpu: 50m}}",
    "nodeSelector: {a: b}\nautoscaling: {minReplicas: 3, maxReplicas: 9}",
    "env: {A: b}",
    "autoscaling: {minReplicas: 2}\npodDisruptionBudget: {minAvailable: 1}",
    "autoscaling: {enabled: false}\nreplicaCount: 3\npodDisruptionBudget: {maxUnavailable: 1}",
    "service: {type: None}",
];

#[test]
fn gateways_become_those_of_istioctl() {
    let pack = pack();
    for values in GATEWAYS {
        let back = turned(&pack, &[input("istiod", ""), input("gateway", values)]);
        let gateway = back.plan.releases.iter().find(|release| release.moved).expect("a gateway");
        assert!(!gateway.proof.is_empty(), "{values}: nothing compared");
        assert_proven(&back, values);
        assert_eq!(back.notes, Vec::<String>::new(), "{values}");
    }
}

#[test]
fn what_one_value_decides_for_all_gateways_is_told() {
    let named = |name: &str, values: &str| HelmInput { release: name.to_owned(), ..input("gateway", values) };
    for (values, reason) in [
        ("service: {type: None}", "customService decides for all gateways of its kind at once"),
        (
            "autoscaling: {minReplicas: 2}\npodDisruptionBudget: {minAvailable: 1}",
            "autoscaleMin decides for all gateways of its kind at once",
        ),
    ] {
        let back = turned(&pack(), &[named("one", values), named("two", "")]);
        assert!(back.notes.iter().any(|note| note.contains(reason)), "{:?}", back.notes);
        assert!(back.plan.unexplained().next().is_some());
    }
}

#[test]
fn gateways_of_one_name_are_told_apart_by_their_namespaces() {
    let of = |namespace: &str| HelmInput { namespace: namespace.to_owned(), ..input("gateway", "") };
    assert_proven(&turned(&pack(), &[of("a"), of("b")]), "one name in two namespaces");
}

#[test]
fn several_gateways_are_several_items() {
    let named = |name: &str| HelmInput { release: name.to_owned(), ..input("gateway", "") };
    let back = turned(&pack(), &[named("one"), named("two")]);
    let operator = periplus_yaml::parse(back.operator.as_bytes()).expect("YAML");
    let list = operator.at(&["spec", "components", "ingressGateways"]).unwrap_or_default();
    assert_eq!(list.as_list().map(|list| list.len()), Some(2), "{}", back.operator);
    assert_proven(&back, "two gateways");
}

#[test]
fn what_can_not_be_turned_back_is_an_error() {
    let turn = |inputs: &[HelmInput]| back(&pack(), &OperatorRequest::default(), inputs);
    assert!(matches!(turn(&[]), Err(BackError::Nothing)));
    assert!(matches!(turn(&[input("default", "")]), Err(BackError::Nothing)));
    assert!(matches!(turn(&[input("cni", ""), input("cni", "")]), Err(BackError::Twice(_))));
    assert!(matches!(turn(&[input("cni", "a: [")]), Err(BackError::Values(file, _)) if file == "cni.yaml"));
    assert!(matches!(turn(&[input("istiod", "meshConfig: text")]), Err(BackError::Istio(_))));
}
