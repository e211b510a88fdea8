//! Which value each setting below `k8s` becomes, and which become a patch.

mod common;

use common::{pack, planned, release};
use periplus_migrate::{Target, migration_files};
use periplus_value::Value;

/// Setting of `components.pilot.k8s`, the value it becomes as JSON; nothing: a patch.
const PILOT: &[(&str, &str)] = &[
    (
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}",
        r#"{"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone"}]}}}"#,
    ),
    ("env: [{name: MY_SETTING, value: b}]", r#"{"env":{"MY_SETTING":"b"}}"#),
    (
        "env: [{name: MY_SETTING, valueFrom: {fieldRef: {fieldPath: x}}}]",
        r#"{"envVarFrom":[{"name":"MY_SETTING","valueFrom":{"fieldRef":{"fieldPath":"x"}}}]}"#,
    ),
    ("env: [{name: POD_NAME, value: fixed}]", ""),
    ("hpaSpec: {maxReplicas: 8}", r#"{"autoscaleMax":8}"#),
    // Two and more bring a budget, which is left out by another value.
    ("hpaSpec: {minReplicas: 3}", r#"{"autoscaleMin":3}"#),
    ("hpaSpec: {scaleTargetRef: {kind: Other, name: x}}", ""),
    ("nodeSelector: {pool: a}", r#"{"nodeSelector":{"pool":"a"}}"#),
    ("podAnnotations: {a: b}", r#"{"podAnnotations":{"a":"b"}}"#),
    ("podAnnotations: {prometheus.io/scrape: \"false\"}", ""),
    ("readinessProbe: {periodSeconds: 9}", ""),
    ("replicaCount: 3", ""),
    (
        "resources: {requests: {cpu: 2, memory: 3Gi}}",
        r#"{"resources":{"requests":{"cpu":"2","memory":"3Gi"}}}"#,
    ),
    ("securityContext: {fsGroup: 5}", ""),
    ("service: {ipFamilyPolicy: PreferDualStack}", r#"{"ipFamilyPolicy":"PreferDualStack"}"#),
    ("service: {sessionAffinity: ClientIP}", ""),
    ("serviceAnnotations: {a: b}", r#"{"serviceAnnotations":{"a":"b"}}"#),
    ("strategy: {rollingUpdate: {maxSurge: 1}}", r#"{"rollingMaxSurge":1}"#),
    ("strategy: {type: Recreate}", ""),
    ("overlays: [{kind: Deployment, name: istiod, patches: [{path: spec.minReadySeconds, value: 3}]}]", ""),
    (
        "overlays: [{kind: Deployment, name: istiod, patches: [{path: metadata.labels.a, value: b}]}]",
        r#"{"deploymentLabels":{"a":"b"}}"#,
    ),
];

/// The same for `components.ingressGateways[0].k8s`, of what the gateway release has beside what it always has.
const GATEWAY: &[(&str, &str, &str)] = &[
    (
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}",
        "affinity",
        r#"{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone"}]}}"#,
    ),
    ("env: [{name: MY_SETTING, value: b}]", "env", r#"{"MY_SETTING":"b"}"#),
    ("hpaSpec: {maxReplicas: 8}", "autoscaling", r#"{"maxReplicas":8}"#),
    ("imagePullPolicy: Always", "imagePullPolicy", r#""Always""#),
    ("nodeSelector: {pool: a}", "nodeSelector", r#"{"pool":"a"}"#),
    ("podAnnotations: {a: b}", "podAnnotations", r#"{"a":"b"}"#),
    ("priorityClassName: high", "priorityClassName", r#""high""#),
    ("resources: {requests: {cpu: 2}}", "resources", r#"{"requests":{"cpu":"2"}}"#),
    (
        "securityContext: {fsGroup: 5}",
        "securityContext",
        r#"{"fsGroup":5,"runAsGroup":1337,"runAsNonRoot":true,"runAsUser":1337}"#,
    ),
    ("strategy: {type: Recreate, rollingUpdate: null}", "strategy", r#"{"type":"Recreate"}"#),
    ("tolerations: [{key: a}]", "tolerations", r#"[{"key":"a"}]"#),
    (
        "overlays: [{kind: HorizontalPodAutoscaler, name: gw, patches: [{path: spec.maxReplicas, value: 99}]}]",
        "autoscaling",
        r#"{"maxReplicas":99}"#,
    ),
];

/// The same for `components.cni.k8s` and `components.ztunnel.k8s`: component, setting, value.
const NODES: &[(&str, &str, &str)] = &[
    ("cni", "podAnnotations: {a: b}", r#"{"cni":{"podAnnotations":{"a":"b"}}}"#),
    ("cni", "resources: {requests: {cpu: 2}}", r#"{"cni":{"resources":{"requests":{"cpu":"2"}}}}"#),
    ("cni", "tolerations: [{key: a}]", r#"{"cni":{"tolerations":[{"key":"a"}]}}"#),
    ("ztunnel", "env: [{name: MY_SETTING, value: b}]", r#"{"env":{"MY_SETTING":"b"}}"#),
    ("ztunnel", "env: [{name: RUST_LOG, value: debug}]", r#"{"logLevel":"debug"}"#),
    ("ztunnel", "podAnnotations: {a: b}", r#"{"podAnnotations":{"a":"b"}}"#),
    ("ztunnel", "nodeSelector: {a: b}", r#"{"nodeSelector":{"a":"b"}}"#),
    ("ztunnel", "tolerations: [{key: a}]", r#"{"tolerations":[{"key":"a"}]}"#),
];

fn json(value: Option<Value>) -> String {
    value.map_or(String::new(), |value| periplus_yaml::json::emit(&value).expect("plain data"))
}

#[test]
fn settings_of_istiod_become_values_where_there_are_any() {
    let pack = pack();
    for (setting, wanted) in PILOT {
        let plan =
            planned(&pack, &format!("{{profile: minimal, components: {{pilot: {{k8s: {{{setting}}}}}}}}}"));
        let istiod = release(&plan, "Pilot");
        assert_eq!(json(istiod.values.get("pilot")), *wanted, "{setting}");
        assert_eq!(istiod.patches.is_empty(), !wanted.is_empty(), "{setting}: {:?}", istiod.patches);
        assert_eq!(plan.unexplained().count(), 0, "{setting}");
    }
}

#[test]
fn settings_of_what_runs_on_nodes_become_values() {
    let pack = pack();
    for (component, setting, wanted) in NODES {
        let plan = planned(
            &pack,
            &format!(
                "{{profile: empty, components: {{{component}: {{enabled: true, k8s: {{{setting}}}}}}}}}"
            ),
        );
        let only = plan.releases.first().expect("a release");
        assert_eq!(json(Some(only.values.clone().into())), *wanted, "{component}: {setting}");
        assert!(only.patches.is_empty(), "{component}: {setting}: {:?}", only.patches);
        assert_eq!(plan.unexplained().count(), 0, "{component}: {setting}");
    }
}

#[test]
fn settings_of_gateways_become_values_of_the_gateway_chart() {
    let pack = pack();
    for (setting, key, wanted) in GATEWAY {
        let spec = format!(
            "{{profile: empty, components: {{ingressGateways: [{{name: gw, enabled: true, k8s: {{{setting}}}}}]}}}}"
        );
        let plan = planned(&pack, &spec);
        let gateway = release(&plan, "IngressGateways");
        assert_eq!(json(gateway.values.get(key)), *wanted, "{setting}");
        assert!(gateway.patches.is_empty(), "{setting}: {:?}", gateway.patches);
        assert_eq!(plan.unexplained().count(), 0, "{setting}");
    }
}

#[test]
fn what_no_cluster_takes_is_left_alone_and_told() {
    let overlay = "{kind: Deployment, name: istiod, patches: [{path: metadata.name, value: null}]}";
    let spec = format!("{{profile: minimal, components: {{pilot: {{k8s: {{overlays: [{overlay}]}}}}}}}}");
    let plan = planned(&pack(), &spec);
    let told: Vec<_> = plan.unexplained().filter_map(|(_, pair)| pair.limit()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_network_policy_goes_the_way_of_the_patches_where_there_are_any() {
    // The gateway chart writes one of its labels twice, and Kustomize refuses that.
    for (k8s, added) in [("{}", 0), ("{replicaCount: 4}", 1)] {
        let gateway = format!("{{name: istio-ingressgateway, enabled: true, k8s: {k8s}}}");
        let spec = format!(
            "{{profile: empty, components: {{ingressGateways: [{gateway}]}}, values: {{global: {{networkPolicy: {{enabled: true}}}}}}}}"
        );
        let plan = planned(&pack(), &spec);
        let gateway = release(&plan, "IngressGateways");
        assert_eq!(gateway.patches.added.len(), added, "{k8s}");
        let switch = json(Value::Map(gateway.values.clone()).at(&["global", "networkPolicy"]));
        assert_eq!(switch, if added == 0 { r#"{"enabled":true}"# } else { "" }, "{k8s}");
        let other = gateway.for_kustomize.as_ref().map(|other| other.patches.added.len());
        assert_eq!(other, (added == 0).then_some(1), "{k8s}");
        let files = migration_files(&plan, Target::Kustomize).expect("files");
        let resource =
            files.iter().find(|file| file.name.ends_with("/added.yaml")).expect("a resource of its own");
        assert!(String::from_utf8_lossy(&resource.text).contains("kind: NetworkPolicy"), "{k8s}");
        assert_eq!(plan.unexplained().count(), 0, "{k8s}");
    }
}

#[test]
fn the_budget_that_more_replicas_would_bring_is_left_out() {
    let plan =
        planned(&pack(), "{profile: minimal, components: {pilot: {k8s: {hpaSpec: {minReplicas: 3}}}}}");
    let istiod = release(&plan, "Pilot");
    let budget = Value::Map(istiod.values.clone()).at(&["global", "defaultPodDisruptionBudget", "enabled"]);
    assert_eq!(json(budget), "false");
    assert!(istiod.proof.iter().all(|pair| pair.id().kind != "PodDisruptionBudget"));
}

#[test]
fn a_setting_for_a_resource_that_is_not_there_is_told() {
    for (k8s, told) in
        [("podDisruptionBudget: {minAvailable: 2}", true), ("hpaSpec: {maxReplicas: 9}", false)]
    {
        let plan =
            planned(&pack(), &format!("{{profile: minimal, components: {{pilot: {{k8s: {{{k8s}}}}}}}}}"));
        let found =
            plan.warnings.iter().any(|warning| warning.message.contains("k8s.podDisruptionBudget of pilot"));
        assert_eq!(found, told, "{k8s}");
    }
}
