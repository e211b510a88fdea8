//! What people paste, and what can be edited instead.

use periplus_istio::recognise::{Offer, Offered, recognise};

/// `what → version chart release@namespace` of each offer, or `operator`.
fn told(text: &str) -> Vec<String> {
    let found = recognise(text).unwrap_or_else(|| panic!("not recognised: {text:?}"));
    let offer = |offer: &Offer| match &offer.input {
        Offered::Operator(_) => "operator".to_owned(),
        Offered::Helm { chart, release, namespace, .. } => {
            [&offer.version, chart, &format!("{release}@{namespace}")].map(String::as_str).join(" ")
        }
    };
    let offers = found.offers.iter().map(offer);
    std::iter::once(found.what).chain(offers).collect()
}

fn text_of(text: &str, at: usize) -> String {
    match recognise(text).expect("it is known").offers.swap_remove(at).input {
        Offered::Operator(text) => text,
        Offered::Helm { values, .. } => values,
    }
}

const ISTIOD: &str = "istio-control/istio-discovery istiod@istio-system";

#[test]
fn an_operator_stays_as_it_is() {
    let text = "# mine\nkind: IstioOperator\nspec: {}\n";
    assert_eq!(told(text), ["an IstioOperator", "operator"]);
    assert_eq!(text_of(text, 0), text);
    assert!(recognise(text).expect("it is known").is_input);
}

#[test]
fn values_are_of_the_chart_whose_keys_they_have() {
    assert_eq!(told("pilot:\n  env: {}\n")[1], format!(" {ISTIOD}"));
    assert_eq!(told("service:\n  type: ClusterIP\n")[1], " gateway gateway@istio-system");
    assert_eq!(told("cniBinDir: /x\n")[1], " istio-cni cni@istio-system");
    assert_eq!(recognise("some: thing\n"), None);
    assert_eq!(recognise("just words\n"), None);
}

#[test]
fn helm_get_values_loses_its_heading() {
    let text = "USER-SUPPLIED VALUES:\n# kept\nmeshConfig:\n  a: 1\n";
    assert_eq!(told(text)[..2], ["the output of helm get values".to_owned(), format!(" {ISTIOD}")]);
    assert_eq!(text_of(text, 0), "# kept\nmeshConfig:\n  a: 1\n");
}

#[test]
fn a_sail_istio_is_values_of_istiod() {
    let text = "apiVersion: sailoperator.io/v1\nkind: Istio\nspec:\n  version: v1.28.10\n  namespace: mesh\n  profile: ambient\n  values:\n    pilot:\n      traceSampling: 1\n";
    assert_eq!(told(text), ["a Sail Operator Istio", "1.28.10 istio-control/istio-discovery istiod@mesh"]);
    assert_eq!(text_of(text, 0), "pilot:\n  traceSampling: 1\nprofile: ambient\n");
}

#[test]
fn an_argo_application_gives_each_chart() {
    let text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: mesh\nspec:\n  destination: {namespace: istio-system}\n  sources:\n  - chart: istiod\n    targetRevision: 1.30.3\n    helm:\n      values: |\n        # why\n        revision: a\n  - chart: gateway\n    targetRevision: 1.30.3\n    helm:\n      releaseName: gw\n      valuesObject: {name: x}\n      parameters:\n      - {name: service.type, value: ClusterIP}\n  - repoURL: https://example.com/git\n";
    let expected = [
        "an Argo CD Application",
        "1.30.3 istio-control/istio-discovery mesh@istio-system",
        "1.30.3 gateway gw@istio-system",
    ];
    assert_eq!(told(text), expected);
    assert_eq!(text_of(text, 0), "# why\nrevision: a\n");
    assert_eq!(text_of(text, 1), "name: x\nservice:\n  type: ClusterIP\n");
}

#[test]
fn a_flux_helm_release_gives_its_values() {
    let text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: cni, namespace: flux}\nspec:\n  targetNamespace: kube-system\n  chart: {spec: {chart: cni, version: 1.30.3}}\n  values: {ambient: {enabled: true}}\n";
    assert_eq!(told(text), ["a Flux HelmRelease", "1.30.3 istio-cni cni@kube-system"]);
    assert_eq!(text_of(text, 0), "ambient:\n  enabled: true\n");
}

#[test]
fn a_mesh_config_map_keeps_its_comments_both_ways() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-canary}\ndata:\n  mesh: |-\n    # why\n    accessLogFile: /dev/stdout\n";
    assert_eq!(
        told(text),
        ["a ConfigMap with mesh configuration".to_owned(), "operator".to_owned(), format!(" {ISTIOD}")]
    );
    assert!(
        text_of(text, 0)
            .ends_with("  revision: canary\n  meshConfig:\n    # why\n    accessLogFile: /dev/stdout\n")
    );
    assert_eq!(text_of(text, 1), "revision: canary\nmeshConfig:\n  # why\n  accessLogFile: /dev/stdout\n");
    assert_eq!(told("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n"), ["a Kubernetes ConfigMap"]);
}

#[test]
fn a_command_line_is_its_flags() {
    let text =
        "$ istioctl install --set profile=demo -r canary \\\n    --set values.global.hub='my hub' -y\n";
    assert_eq!(told(text), ["an istioctl command line", "operator"]);
    let operator = text_of(text, 0);
    assert!(
        operator.ends_with(
            "spec:\n  profile: demo\n  revision: canary\n  values:\n    global:\n      hub: my hub\n"
        ),
        "{operator}"
    );
    let text = "helm upgrade --install istiod istio/istiod -n mesh --version 1.30.3 --set-string revision=1 --set=a.b=2";
    assert_eq!(told(text), ["a Helm command line", "1.30.3 istio-control/istio-discovery istiod@mesh"]);
    assert_eq!(text_of(text, 0), "a:\n  b: 2\nrevision: \"1\"\n");
    assert_eq!(told("--set profile=minimal")[0], "an istioctl command line");
    assert_eq!(recognise("helm install 'unclosed"), None);
}
