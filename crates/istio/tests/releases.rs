//! What one release takes and another doesn't, on a pack with nothing in it.

use periplus_istio::{Input, OperatorRequest, Pack, check};
use periplus_value::Str;

/// What `manifest generate` of a release says about a `spec`: its error, or nothing.
fn told(release: &str, spec: &str) -> String {
    let file = |path: &str, text: String| (path.to_owned(), Str::from(text.as_str()));
    let pack = Pack::from_files(
        vec![
            file("charts/base/Chart.yaml", format!("name: base\nappVersion: {release}\n")),
            file("profiles/default.yaml", "spec: {}\n".to_owned()),
        ],
        true,
    );
    let text = format!("kind: IstioOperator\nspec: {spec}\n").into_bytes();
    let input = Input { name: "in.yaml".to_owned(), text, unreadable: None };
    let request = OperatorRequest { files: vec![input], ..OperatorRequest::default() };
    check(&pack.expect("it has a chart"), &request).map_or_else(|error| error.to_string(), |_| String::new())
}

/// A setting, the last release that refuses it, the first that takes it.
const SINCE: [(&str, &str, &str); 14] = [
    ("{values: {gatewayClasses: {}}}", "1.25.5", "1.26.0"),
    ("{values: {pilot: {envVarFrom: []}}}", "1.25.5", "1.26.0"),
    ("{values: {cni: {ambient: {reconcileIptablesOnStartup: true}}}}", "1.25.5", "1.26.0"),
    ("{values: {cni: {istioOwnedCNIConfig: true}}}", "1.26.8", "1.27.0"),
    ("{values: {global: {nativeNftables: true}}}", "1.26.8", "1.27.0"),
    ("{values: {pilot: {crlConfigMapName: a}}}", "1.28.10", "1.29.0"),
    ("{values: {global: {agentgateway: {image: a}}}}", "1.28.10", "1.29.0"),
    ("{values: {pilot: {taint: {name: a}}}}", "1.30.2", "1.30.3"),
    ("{values: {gateways: {istio-ingressgateway: {zvpn: {}}}}}", "1.26.0", "1.25.5"),
    ("{meshConfig: {outboundTrafficPolicy: {mode: ALLOW_ANY_DYNAMIC_DNS}}}", "1.29.6", "1.30.0"),
    (
        "{meshConfig: {defaultConfig: {tracing: {tlsSettings: {credentialName: 'configmap://a/b'}}}}}",
        "1.26.0",
        "1.25.5",
    ),
    ("{components: {pilot: {k8s: {securityContext: {seLinuxChangePolicy: Recursive}}}}}", "1.24.6", "1.25.0"),
    ("{components: {pilot: {k8s: {hpaSpec: {behavior: {scaleUp: {tolerance: 100m}}}}}}}", "1.26.8", "1.27.0"),
    (
        "{components: {pilot: {k8s: {env: [{name: A, valueFrom: {fileKeyRef: {key: k}}}]}}}}",
        "1.27.9",
        "1.28.0",
    ),
];

#[test]
fn a_setting_is_known_from_the_release_on_that_brought_it() {
    for (spec, without, with) in SINCE {
        assert_ne!(told(without, spec), "", "{spec} with {without}");
        assert_eq!(told(with, spec), "", "{spec} with {with}");
    }
}

/// A MeshConfig and what 1.31 says about it; releases before say nothing.
const TRAFFIC: [(&str, &str); 5] = [
    (
        "{defaultConfig: {connectionSettings: {http_max_concurrent_streams: 0, httpIdleTimeout: -1s}}}",
        "2 errors occurred:\n\t* invalid connection settings: http_idle_timeout must be non-negative\n\t* invalid connection settings: http_max_concurrent_streams must be positive\n\n",
    ),
    (
        "{zoneAwareLbSetting: {failover: [{from: a, to: a/b}]}}",
        "zone aware lb failover only specifies region; zone and subzone failover are handled automatically",
    ),
    ("{defaultTrafficPolicy: {connectionPool: {}}}", "connection pool must have at least one field"),
    (
        "{defaultTrafficPolicy: {connectionPool: {tcp: {idleTimeout: 0s, connectTimeout: 0s}}}}",
        "duration must be greater than 1ms",
    ),
    (
        "{defaultTrafficPolicy: {outlierDetection: {maxEjectionPercent: 101}}}",
        "percentage 101 is not in range 0..100",
    ),
];

#[test]
fn settings_for_traffic_are_checked_from_1_31_on() {
    for (mesh, message) in TRAFFIC {
        let spec = format!("{{values: {{meshConfig: {mesh}}}}}");
        assert_eq!(told("1.31.0-rc.0", &spec), message, "{mesh}");
        assert_eq!(told("1.30.3", &spec), "", "{mesh}");
    }
}

#[test]
fn a_text_for_a_number_is_refused_in_the_words_of_go() {
    let of = |text: &str| told("1.30.3", &format!("{{values: {{meshConfig: {{proxyHttpPort: {text:?}}}}}}}"));
    for (text, message) in [
        ("four", "invalid character 'o' in literal false (expecting 'a')"),
        ("abc", "invalid character 'a' looking for beginning of value"),
        ("4x", "invalid character 'x' after top-level value"),
        ("-", "invalid character ' ' in numeric literal"),
        ("true", "json: cannot unmarshal bool into Go value of type int32"),
        ("1.5", "json: cannot unmarshal number 1.5 into Go value of type int32"),
    ] {
        assert!(of(text).contains(message), "{text}: {}", of(text));
    }
    assert_eq!(of("80"), "");
    let mode = told("1.30.3", "{values: {meshConfig: {accessLogEncoding: 1.5}}}");
    assert!(
        mode.contains("json: cannot unmarshal number 1.5 into Go value of type protoreflect.EnumNumber"),
        "{mode}"
    );
    let address = told("1.30.3", "{values: {meshConfig: {defaultConfig: {tracing: {zipkin: {}}}}}}");
    assert!(address.contains("unable to split \"\": missing port in address"), "{address}");
}

/// Values with Kubernetes objects, and what releases before 1.29 say, for which those are protobuf messages.
const MESSAGES: [(&str, &str); 10] = [
    (
        "pilot: {volumes: [{name: a, emptyDir: {}}]}",
        "unknown field \"emptyDir\" in k8s.io.api.core.v1.Volume",
    ),
    (
        "pilot: {volumes: [{name: a, volumeSource: {configMap: {name: x}}}]}",
        "unknown field \"name\" in k8s.io.api.core.v1.ConfigMapVolumeSource",
    ),
    ("pilot: {volumes: [{volumeSource: {secret: {secretName: x, items: [{key: a, path: null}]}}}]}", ""),
    (
        "pilot: {volumes: [{volumeSource: {emptyDir: {sizeLimit: 1Gi}}}]}",
        "json: cannot unmarshal string into Go value of type map[string]json.RawMessage",
    ),
    ("pilot: {tolerations: [{Key: x}]}", "unknown field \"Key\" in k8s.io.api.core.v1.Toleration"),
    ("pilot: {tolerations: [{tolerationSeconds: '5x'}]}", "invalid character 'x' after top-level value"),
    (
        "pilot: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}}",
        "json: cannot unmarshal object into Go value of type []json.RawMessage",
    ),
    (
        "sidecarInjectorWebhook: {neverInjectSelector: [{matchExpressions: [{kex: a}]}]}",
        "unknown field \"kex\" in k8s.io.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement",
    ),
    (
        "global: {proxy: {lifecycle: {preStop: {httpGet: {port: 80}}}}}",
        "json: cannot unmarshal number into Go value of type map[string]json.RawMessage",
    ),
    ("global: {proxy: {lifecycle: {preStop: {httpGet: {port: {intVal: 80}}}}}}", ""),
];

#[test]
fn kubernetes_objects_in_values_were_messages() {
    for (values, message) in MESSAGES {
        let told = told("1.28.10", &format!("{{values: {{{values}}}}}"));
        let start = "could not unmarshal: error unmarshaling JSON: while decoding JSON: ";
        assert_eq!(told.strip_prefix(start).unwrap_or(&told), message, "{values}");
    }
}
