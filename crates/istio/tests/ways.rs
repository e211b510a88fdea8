//! A gateway in four ways: whichever way is rendered, it says the same of the gateway again.

use periplus_helm::{Chart, RenderRequest, values};
use periplus_istio::views::{Form, Way, gateway_ways, gateway_ways_of, pod, proxy_config, revision_pair};
use periplus_istio::{Document, Input, OperatorRequest, Pack};
use std::path::Path;

/// Gateways with something of everything.
const GATEWAYS: [&str; 4] = [
    "- {name: istio-ingressgateway, enabled: true}",
    "- {name: inner, namespace: edge, enabled: true, label: {istio: inner, app: inner}, k8s: {
        hpaSpec: {minReplicas: 2, maxReplicas: 7}, nodeSelector: {kubernetes.io/os: linux},
        serviceAnnotations: {a.b/c: d}, service: {type: ClusterIP, externalTrafficPolicy: Local,
        ports: [{name: https, port: 443, targetPort: 8443}, {name: tcp-db, port: 5432}]}}}",
    "- {name: kept, enabled: true, k8s: {priorityClassName: high, tolerations: [{key: edge, operator: Exists}],
        podDisruptionBudget: {minAvailable: 1}, replicaCount: 3,
        resources: {requests: {cpu: 20m, memory: 64Mi}},
        service: {loadBalancerIP: 10.0.0.7, loadBalancerSourceRanges: [10.0.0.0/8]}}}",
    "- {name: spread, enabled: true, k8s: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [
        {weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: x}}}}]}},
        strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}}}",
];

fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/packs/builtin");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("a folder of the repository").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).expect("a text").as_str().into()));
        }
    }
    Pack::from_files(files, true).expect("the built-in pack")
}

fn request(text: &str) -> OperatorRequest {
    let file = Input { name: "iop.yaml".into(), text: text.into(), unreadable: None };
    OperatorRequest { files: vec![file], ..OperatorRequest::default() }
}

fn operator(gateway: &str) -> String {
    format!(
        "kind: IstioOperator\nspec:\n  profile: empty\n  revision: canary\n  components:\n    ingressGateways:\n    {gateway}\n"
    )
}

fn forms(pack: &Pack, text: &str) -> Vec<Form> {
    gateway_ways(pack, &request(text)).expect("it renders").remove(0).forms
}

fn text(forms: &[Form], way: Way) -> &str {
    &forms.iter().find(|form| form.way == way).expect("all ways are there").text
}

/// What the `gateway` chart renders.
fn charted(name: &str, namespace: &str, user: &str) -> Vec<Document> {
    let pack = pack();
    let files = pack.paths().filter_map(|path| {
        let below = path.strip_prefix("charts/gateway/")?;
        Some(periplus_helm::ChartFile { path: below.to_owned(), bytes: pack.file(path)?.clone() })
    });
    let chart = Chart::load(files.collect()).expect("the built-in chart");
    let values = values::parse_file("values.yaml", user.as_bytes()).expect("we wrote it");
    let request = RenderRequest::new(name.to_owned(), namespace.to_owned(), values);
    let rendered = periplus_helm::render(&chart, &request).expect("it renders");
    rendered.documents.into_iter().map(document).collect()
}

fn document(found: periplus_helm::Document) -> Document {
    let periplus_helm::Document { template, api_version, kind, namespace, name, text, .. } = found;
    Document { component: "", chart: String::new(), template, api_version, kind, namespace, name, text }
}

fn documents(text: &str) -> Vec<Document> {
    let plain = |text: &str| Document {
        component: "",
        chart: String::new(),
        template: String::new(),
        api_version: String::new(),
        kind: String::new(),
        namespace: String::new(),
        name: String::new(),
        text: text.into(),
    };
    text.split("---\n").map(plain).collect()
}

#[test]
fn the_operator_that_is_written_makes_the_same_gateway() {
    let pack = pack();
    for gateway in GATEWAYS {
        let first = forms(&pack, &operator(gateway));
        let again = forms(&pack, text(&first, Way::Operator));
        assert_eq!(first, again, "{gateway}");
    }
}

#[test]
fn the_workload_of_ones_own_makes_the_same_gateway() {
    let pack = pack();
    for gateway in GATEWAYS {
        let first = forms(&pack, &operator(gateway));
        let again =
            gateway_ways_of(&pack, &documents(text(&first, Way::Injected))).expect("it has a workload");
        assert_eq!(first, again.forms, "{gateway}");
    }
}

/// The chart says how long a gateway drains; the default of Kubernetes is the same.
#[test]
fn the_chart_with_the_values_that_are_written_makes_the_same_gateway() {
    let pack = pack();
    for gateway in GATEWAYS {
        let made = gateway_ways(&pack, &request(&operator(gateway))).expect("it renders").remove(0);
        let values = text(&made.forms, Way::Chart);
        let charted = charted(&made.gateway.name, &made.gateway.namespace, values);
        let again = gateway_ways_of(&pack, &charted).expect("it has a workload");
        let drained =
            text(&again.forms, Way::Injected).replace("      terminationGracePeriodSeconds: 30\n", "");
        assert_eq!(text(&made.forms, Way::Injected), drained, "{gateway}\n{values}");
        assert_eq!(made.gateway.ports, again.gateway.ports);
    }
}

#[test]
fn a_gateway_that_is_not_scaled_stays_so() {
    let pack = pack();
    let input = "kind: IstioOperator\nspec:\n  values:\n    gateways: {istio-ingressgateway: {autoscaleEnabled: false}}\n";
    let first = forms(&pack, input);
    assert!(text(&first, Way::Chart).contains("autoscaling:\n  enabled: false\n"), "{first:?}");
    assert_eq!(first, forms(&pack, text(&first, Way::Operator)));
}

#[test]
fn an_egress_gateway_leads_out_whichever_way_it_is_made() {
    let pack = pack();
    let input =
        operator("[]").replace("ingressGateways:\n    []", "egressGateways: [{name: out, enabled: true}]");
    let first = forms(&pack, &input);
    assert!(text(&first, Way::Operator).contains("egressGateways:"));
    assert!(text(&first, Way::GatewayApi).contains("networking.istio.io/service-type: ClusterIP"));
    assert_eq!(first, forms(&pack, text(&first, Way::Operator)));
}

#[test]
fn a_second_revision_shares_what_has_the_same_name() {
    let pair = revision_pair(&pack(), &request("kind: IstioOperator\nspec: {revision: canary}\n"), "default");
    let pair = pair.expect("both render");
    assert_eq!((pair.first.as_str(), pair.second.as_str()), ("canary", "default"));
    let find = |kind: &str, first: &str| pair.resources.iter().find(|r| r.kind == kind && r.first == first);
    assert_eq!(find("Deployment", "istiod-canary").expect("it has one").second, "istiod");
    assert!(
        pair.resources.iter().all(|r| !r.first.is_empty() && !r.second.is_empty()),
        "{:?}",
        pair.resources
    );
    let unlabelled = pair.serves.iter().find(|s| s.labels == "namespace istio-injection=enabled");
    assert_eq!(unlabelled.expect("it is asked").servers[0].server, "istio-system/istiod:443/inject");
}

#[test]
fn a_pod_brings_its_annotation() {
    let pod = pod("shop", "app=web, version = v1", "concurrency: 3\n");
    let found = proxy_config(&pack(), &request("kind: IstioOperator\n"), &[pod]).expect("it renders");
    assert_eq!(found.workload, "Pod shop/pod");
    let concurrency = found.settings.iter().find(|s| s.path == "concurrency").expect("it is set");
    assert_eq!(concurrency.resource_field.as_deref(), Some("concurrency"));
}
