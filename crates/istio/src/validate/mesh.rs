//! MeshConfig: its shape, and what Istio checks in it (pkg/config/mesh/mesh.go,
//! pkg/config/validation/agent/validation.go). Unknown keys are allowed; what isn't set has Istio's default, which is
//! valid.

use super::fault::{Fault, MeshFaults};
use super::hosts::{port, proxy_address, trust_domain, wildcard_domain};
use super::{Checked, locality, traffic, unreadable};
use crate::release::{self, Behaviour, Version};
use crate::schema::{Proto, ProtoFault, Unknown, check_proto};
use crate::suggest::nearest;
use periplus_value::{List, Map, Value, duration, quote, sorting};

const MESSAGE: &str = "istio.mesh.v1alpha1.MeshConfig";

/// Where MeshConfig is after the merge.
const IN_VALUES: &str = "spec.values.meshConfig";

/// Unknown fields that are told.
const MAX_WARNINGS: usize = 20;

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;

/// Checks a MeshConfig; null is none.
pub(super) fn check(mesh: &Value, root: &'static str, version: Version, checked: &mut Checked) {
    if let Some(path) = unreadable(mesh, &mut vec![root.to_owned()]) {
        return checked.faults.push(Fault::MeshControlCharacter { path });
    }
    if let Err(error) = check_proto(mesh, MESSAGE, Unknown::Allow, version) {
        return checked.faults.push(Fault::Mesh { root, error });
    }
    if root == IN_VALUES {
        unknown_fields(mesh, version, checked);
    }
    let Some(mesh) = mesh.as_map() else { return };
    let mesh = Fields(mesh.clone());
    let faults = mesh_faults(&mesh, release::of(version));
    if !faults.messages.is_empty() {
        return checked.faults.push(Fault::MeshInvalid { root, faults });
    }
    if default_config(&mesh).message("proxyMetadata").0.contains("ISTIO_META_DNS_AUTO_ALLOCATE") {
        let deprecated = "'ISTIO_META_DNS_AUTO_ALLOCATE' is deprecated; review https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#dns-auto-allocation-v2 for information about replacement functionality";
        let mut faults = MeshFaults::default();
        faults.push(deprecated);
        checked.warn(faults.into_list().to_string(), root);
    }
}

/// Fields that MeshConfig doesn't have, which istioctl and istiod pass over without a word. `spec.meshConfig` has been
/// merged into values by now.
fn unknown_fields(mesh: &Value, version: Version, checked: &mut Checked) {
    let rest = mesh.deep_copy();
    for _ in 0..MAX_WARNINGS {
        let Err(error) = check_proto(&rest, MESSAGE, Unknown::Reject, version) else { return };
        let ProtoFault::UnknownField { name, message } = &error.fault else { return };
        let near = nearest(name, &Proto::get().field_names(message, version));
        let near = near.map(|text| format!("; {text}")).unwrap_or_default();
        checked.warn(format!("{error}: istiod ignores it{near}"), &format!("{IN_VALUES}.{}", error.path));
        remove(&rest, &error.path);
    }
}

/// Takes out what a path of a fault leads to; keys with dots stay, and end the search.
fn remove(mesh: &Value, path: &str) {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let mut steps = parent.split('.').filter(|step| !step.is_empty());
    let holder = steps.try_fold(mesh.clone(), |value, step| match value {
        Value::List(list) => list.get(step.trim_matches(['[', ']']).parse::<usize>().ok()?).cloned(),
        Value::Map(map) => map.get(step),
        _ => None,
    });
    if let Some(Value::Map(map)) = holder {
        map.remove(key);
    }
}

/// A message as data. Fields are found under their JSON names, else under those of the proto file.
pub(super) struct Fields(Map);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).or_else(|| self.0.get(snake_case(name))).filter(|value| !value.is_nil())
    }

    pub(super) fn message(&self, name: &str) -> Fields {
        Fields(self.get(name).and_then(|v| v.as_map().cloned()).unwrap_or_default())
    }

    pub(super) fn maybe(&self, name: &str) -> Option<Fields> {
        self.get(name).and_then(|v| v.as_map().cloned()).map(Fields)
    }

    /// Of the members of a `oneof`, in the order of their declaration, the one that counts: the last that is given.
    pub(super) fn last_of<'a>(&self, names: &[&'a str]) -> Option<(&'a str, Fields)> {
        names.iter().rev().find_map(|name| Some((*name, self.maybe(name)?)))
    }

    /// The number of an enum's value, which may be given by name.
    pub(super) fn number_of(&self, name: &str, values: &[(&str, i64)]) -> Option<i64> {
        let given = self.get(name)?;
        let text = given.as_string().map(ToString::to_string);
        let named = text.and_then(|text| values.iter().find(|(value, _)| *value == text));
        named.map(|(_, number)| *number).or_else(|| number(&given))
    }

    pub(super) fn list(&self, name: &str) -> List {
        self.get(name).and_then(|v| v.as_list().cloned()).unwrap_or_else(|| List::new(Vec::new()))
    }

    pub(super) fn messages(&self, name: &str) -> Vec<Fields> {
        self.list(name).iter().map(|v| Fields(v.as_map().cloned().unwrap_or_default())).collect()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|v| v.as_string().map(ToString::to_string))
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        number(&self.get(name)?)
    }

    /// The names of all fields.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().iter().map(ToString::to_string).collect()
    }

    /// All values as numbers.
    pub(super) fn integers(&self) -> Vec<i64> {
        self.0.entries().iter().map(|(_, value)| number(value).unwrap_or_default()).collect()
    }

    /// Nanoseconds.
    pub(super) fn duration(&self, name: &str) -> Option<i64> {
        duration::parse(self.text(name)?.as_bytes()).ok()
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(n.as_i64()),
        Value::Float(n) => Some(*n as i64),
        Value::String(s) => s.to_str_lossy().parse().ok(),
        _ => None,
    }
}

pub(super) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn mesh_faults(mesh: &Fields, behaviour: &Behaviour) -> MeshFaults {
    let traffic = behaviour.checks_traffic;
    let mut faults = MeshFaults::default();
    let mut prefixed = |prefix: &str, fault: Option<String>| {
        if let Some(fault) = fault {
            faults.push(format!("{prefix} {fault}"));
        }
    };
    prefixed("invalid proxy listen port:", mesh.integer("proxyListenPort").and_then(port));
    prefixed("invalid connect timeout:", mesh.duration("connectTimeout").and_then(connect_timeout));
    let detection = mesh.duration("protocolDetectionTimeout").filter(|time| time % MILLISECOND != 0);
    prefixed("invalid protocol detection timeout:", detection.map(|_| PRECISION.to_owned()));
    faults.extend(proxy_faults(&default_config(mesh), behaviour));
    faults.extend(locality::faults(&mesh.message("localityLbSetting")));
    if traffic {
        faults.extend(traffic::zone_faults(&mesh.message("zoneAwareLbSetting")));
    }
    faults.extend(service_faults(mesh));
    faults.extend(trust_domain_faults(mesh));
    if !mesh.message("meshMTLS").list("ecdhCurves").is_empty() {
        let mut found = MeshFaults::default();
        found.push("mesh TLS does not support ECDH curves configuration");
        faults.extend(found.into_list());
    }
    if traffic {
        faults.extend(traffic::policy_faults(&mesh.message("defaultTrafficPolicy")));
    }
    faults
}

const INHERIT: &str = "INHERIT";

const PRECISION: &str = "only durations to ms precision are supported";

pub(super) fn whole_milliseconds(time: i64) -> Option<String> {
    if time < MILLISECOND {
        return Some("duration must be greater than 1ms".to_owned());
    }
    (time % MILLISECOND != 0).then(|| PRECISION.to_owned())
}

fn connect_timeout(time: i64) -> Option<String> {
    let range = || {
        let allowed = MILLISECOND..=3600 * SECOND;
        (!allowed.contains(&time)).then(|| format!("time {} must be >1ms and <1h0m0s", duration::text(time)))
    };
    whole_milliseconds(time).or_else(range)
}

/// Under its name in JSON only: upstream drops it under the other one and keeps the default.
fn default_config(mesh: &Fields) -> Fields {
    Fields(mesh.0.get_map("defaultConfig").unwrap_or_default())
}

fn proxy_faults(proxy: &Fields, behaviour: &Behaviour) -> MeshFaults {
    let mut faults = MeshFaults::default();
    for (name, message) in
        [("configPath", "config path must be set"), ("binaryPath", "binary path must be set")]
    {
        if proxy.text(name).is_some_and(|text| text.is_empty()) {
            faults.push(message);
        }
    }
    let named = proxy.get("tracingServiceName").is_some();
    if !named && proxy.text("serviceCluster").is_some_and(|text| text.is_empty()) {
        faults.push("service cluster must be specified");
    }
    if let Some(time) = proxy.duration("drainDuration") {
        let seconds = || {
            (time % SECOND != 0).then(|| "drain time only supports durations to seconds precision".to_owned())
        };
        let invalid = whole_milliseconds(time).map(|fault| format!("invalid drain duration: {fault}"));
        invalid.or_else(seconds).into_iter().for_each(|fault| faults.push(fault));
    }
    match proxy.text("discoveryAddress") {
        Some(text) if text.is_empty() => {
            faults.push("discovery address must be set to the proxy discovery service");
        }
        Some(text) => push(&mut faults, "invalid discovery address:", proxy_address(&text)),
        None => {}
    }
    faults.extend(tracing_faults(&proxy.message("tracing"), behaviour));
    addresses(proxy, &mut faults);
    push(&mut faults, "invalid proxy admin port:", proxy.integer("proxyAdminPort").and_then(port));
    let policy =
        proxy.number_of("controlPlaneAuthPolicy", &[("NONE", 0), ("MUTUAL_TLS", 1), (INHERIT, 1000)]);
    if let Some(number) = policy.filter(|number| !(0..=1).contains(number)) {
        let policy = if number == 1000 { INHERIT.to_owned() } else { number.to_string() };
        faults.push(format!(
            "invalid authentication policy: unrecognized control plane auth policy \"{policy}\""
        ));
    }
    push(&mut faults, "invalid status port:", proxy.integer("statusPort").and_then(port));
    if let Some(provider) = proxy.maybe("privateKeyProvider") {
        faults.extend(key_provider_faults(&provider).prefixed("invalid private key provider configuration:"));
    }
    if behaviour.checks_traffic {
        let settings = traffic::connection_faults(&proxy.message("connectionSettings"));
        faults.extend(settings.prefixed("invalid connection settings:"));
    }
    faults.into_list()
}

fn push(faults: &mut MeshFaults, prefix: &str, fault: Option<String>) {
    if let Some(fault) = fault {
        faults.push(format!("{prefix} {fault}"));
    }
}

/// Tracers in the order of their declaration; of several the last one counts.
const TRACERS: [&str; 5] = ["zipkin", "lightstep", "datadog", "stackdriver", "openCensusAgent"];

fn tracing_faults(tracing: &Fields, behaviour: &Behaviour) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let address = |fields: &Fields| fields.text("address").unwrap_or_default();
    let tracer = tracing.last_of(&TRACERS);
    if let Some(("lightstep", lightstep)) = &tracer {
        const PREFIX: &str = "invalid lightstep config:";
        let given = address(lightstep);
        push(&mut faults, PREFIX, given.is_empty().then(|| "address is required".to_owned()));
        push(
            &mut faults,
            PREFIX,
            proxy_address(&given).map(|fault| format!("invalid lightstep address: {fault}")),
        );
        let token = lightstep.text("accessToken").unwrap_or_default();
        push(&mut faults, PREFIX, token.is_empty().then(|| "access token is required".to_owned()));
    }
    for (name, prefix) in [("zipkin", "invalid zipkin config:"), ("datadog", "invalid datadog config:")] {
        if let Some((_, collector)) = tracer.as_ref().filter(|(tracer, _)| *tracer == name) {
            let given = address(collector).replacen("$(HOST_IP)", "127.0.0.1", 1);
            push(&mut faults, prefix, proxy_address(&given));
        }
    }
    if let Some(tls) = tracing.maybe("tlsSettings") {
        faults.extend(tls_faults(&tls, behaviour).prefixed("invalid tracing TLS config:"));
    }
    faults
}

/// Addresses of what proxies report to.
fn addresses(proxy: &Fields, faults: &mut MeshFaults) {
    let services = [
        ("statsd udp", proxy.text("statsdUdpAddress")),
        ("envoy metrics service", proxy.text("envoyMetricsServiceAddress")),
        ("envoy metrics service", proxy.message("envoyMetricsService").text("address")),
        ("envoy access log service", proxy.message("envoyAccessLogService").text("address")),
    ];
    for (what, given) in services {
        let Some(given) = given.filter(|text| !text.is_empty()) else { continue };
        let prefix = format!("invalid {what} address {}:", quote(given.as_bytes()));
        push(faults, &prefix, proxy_address(&given));
    }
}

const MODES: [(&str, i64); 4] = [("DISABLE", 0), ("SIMPLE", 1), ("MUTUAL", 2), ("ISTIO_MUTUAL", 3)];

fn tls_faults(tls: &Fields, behaviour: &Behaviour) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let given = |name: &str| tls.text(name).is_some_and(|text| !text.is_empty());
    let mode = tls.number_of("mode", &MODES).unwrap_or_default();
    let (simple, mutual) = (mode == 1, mode == 2);
    let credential = tls.text("credentialName").unwrap_or_default();
    if behaviour.checks_config_maps
        && let Some(path) = credential.strip_prefix("configmap://")
    {
        faults.push(format!("invalid configmap:// credentialName: {}", config_map_fault(&credential, path)));
    }
    let named = !tls.list("subjectAltNames").is_empty();
    if tls.get("insecureSkipVerify").and_then(|v| v.as_bool()) == Some(true) {
        if simple && (given("caCertificates") || given("credentialName") || named) {
            faults.push("cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true");
        }
        if mutual && (given("caCertificates") || named) {
            faults
                .push("cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true");
        }
    }
    if (simple || mutual) && given("credentialName") {
        if ["clientCertificate", "caCertificates", "privateKey", "caCrl"].into_iter().any(given) {
            faults.push(
                "cannot specify client certificates or CA certificate or CA CRL If credentialName is set",
            );
        }
        return faults;
    }
    if mutual {
        for (name, message) in [
            ("clientCertificate", "client certificate required for mutual tls"),
            ("privateKey", "private key required for mutual tls"),
        ] {
            if !given(name) {
                faults.push(message);
            }
        }
    }
    faults
}

/// A mesh's tracing has no namespace, so a ConfigMap never is in it.
fn config_map_fault(credential: &str, path: &str) -> String {
    let mut parts = path.split('/');
    let missing = match (parts.next().unwrap_or_default(), parts.next()) {
        (_, None) => "namespace and name",
        ("", _) => "namespace",
        (_, Some("")) => "name",
        _ => return "namespace must match the configuration namespace \"\"".to_owned(),
    };
    format!("invalid resource name {}. Expected {missing}", quote(credential.as_bytes()))
}

fn key_provider_faults(provider: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    if let Some((_, config)) = provider.last_of(&["cryptomb", "qat"]) {
        match config.duration("pollDelay") {
            None => faults.push("pollDelay is required"),
            Some(0) => faults.push("pollDelay must be non zero"),
            Some(_) => {}
        }
    } else {
        faults.push("private key provider configuration is required");
        faults.push("unknown private key provider");
    }
    faults.into_list()
}

fn service_faults(mesh: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    for (at, setting) in mesh.messages("serviceSettings").iter().enumerate() {
        for host in setting.list("hosts").iter().filter_map(Value::as_string) {
            let host = host.to_string();
            if let Some(fault) = wildcard_domain(&host) {
                faults.push(format!("serviceSettings[{at}], host `{host}`: {fault}"));
            }
        }
    }
    faults.into_list()
}

fn trust_domain_faults(mesh: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    push(&mut faults, "trustDomain:", mesh.text("trustDomain").and_then(|domain| trust_domain(&domain)));
    let aliases = mesh.list("trustDomainAliases");
    let aliases = sorting::distinct(aliases.iter().filter_map(|v| v.as_string().map(ToString::to_string)));
    for (at, alias) in aliases.iter().enumerate() {
        if let Some(fault) = trust_domain(alias) {
            faults.push(format!("trustDomainAliases[{at}], domain `{alias}` : {fault}"));
        }
    }
    faults.into_list()
}
