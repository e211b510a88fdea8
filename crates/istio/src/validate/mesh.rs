//! MeshConfig: its shape, and what Istio checks in it (pkg/config/mesh/mesh.go,
//! pkg/config/validation/agent/validation.go). Unknown keys are allowed; what isn't set has Istio's default, which is
//! valid.

use super::fault::{Fault, MeshFaults};
use super::names::is_label;
use super::{Checked, address, traffic};
use crate::duration;
use crate::release::{self, Version};
use crate::schema::{Proto, ProtoFault, Unknown, check_proto};
use crate::suggest::nearest;
use periplus_value::{List, Map, Value, quote, sorting};

const MESSAGE: &str = "istio.mesh.v1alpha1.MeshConfig";

/// Where MeshConfig is after the merge.
const IN_VALUES: &str = "spec.values.meshConfig";

/// Unknown fields that are told.
const MAX_WARNINGS: usize = 20;

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;

/// Checks a MeshConfig; null is none.
pub(super) fn check(mesh: &Value, root: &'static str, version: Version, checked: &mut Checked) {
    if let Err(error) = check_proto(mesh, MESSAGE, Unknown::Allow, version) {
        return checked.faults.push(Fault::Mesh { root, error });
    }
    if root == IN_VALUES {
        unknown_fields(mesh, version, checked);
    }
    let Some(mesh) = mesh.as_map() else { return };
    let mesh = Fields(mesh.clone());
    let faults = mesh_faults(&mesh, release::traffic(version));
    if !faults.messages.is_empty() {
        return checked.faults.push(Fault::MeshInvalid { root, faults });
    }
    if mesh.message("defaultConfig").message("proxyMetadata").0.contains("ISTIO_META_DNS_AUTO_ALLOCATE") {
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

    /// Nanoseconds.
    pub(super) fn duration(&self, name: &str) -> Option<i64> {
        duration::parse(&self.text(name)?).ok()
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

/// `traffic`: whether the settings of [`traffic`] count.
fn mesh_faults(mesh: &Fields, traffic: bool) -> MeshFaults {
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
    faults.extend(proxy_faults(&mesh.message("defaultConfig"), traffic));
    faults.extend(locality_faults(&mesh.message("localityLbSetting")));
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

const PRECISION: &str = "only durations to ms precision are supported";

fn port(port: i64) -> Option<String> {
    (!(1..=65535).contains(&port)).then(|| format!("port number {port} must be in the range 1..65535"))
}

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

fn proxy_faults(proxy: &Fields, traffic: bool) -> MeshFaults {
    let mut faults = MeshFaults::default();
    for (name, message) in
        [("configPath", "config path must be set"), ("binaryPath", "binary path must be set")]
    {
        if proxy.text(name).is_some_and(|text| text.is_empty()) {
            faults.push(message);
        }
    }
    if proxy.text("serviceCluster").is_some_and(|text| text.is_empty()) {
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
    faults.extend(tracing_faults(&proxy.message("tracing")));
    addresses(proxy, &mut faults);
    push(&mut faults, "invalid proxy admin port:", proxy.integer("proxyAdminPort").and_then(port));
    if proxy.text("controlPlaneAuthPolicy").as_deref() == Some("INHERIT") {
        faults.push("invalid authentication policy: unrecognized control plane auth policy \"INHERIT\"");
    }
    push(&mut faults, "invalid status port:", proxy.integer("statusPort").and_then(port));
    if let Some(provider) = proxy.maybe("privateKeyProvider") {
        faults.extend(key_provider_faults(&provider).prefixed("invalid private key provider configuration:"));
    }
    if traffic {
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

fn tracing_faults(tracing: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let address = |fields: &Fields| fields.text("address").unwrap_or_default();
    if let Some(lightstep) = tracing.maybe("lightstep") {
        const PREFIX: &str = "invalid lightstep config:";
        let given = address(&lightstep);
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
        if let Some(collector) = tracing.maybe(name) {
            let given = address(&collector).replacen("$(HOST_IP)", "127.0.0.1", 1);
            push(&mut faults, prefix, proxy_address(&given));
        }
    }
    if let Some(tls) = tracing.maybe("tlsSettings") {
        faults.extend(tls_faults(&tls).prefixed("invalid tracing TLS config:"));
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

fn tls_faults(tls: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let given = |name: &str| tls.text(name).is_some_and(|text| !text.is_empty());
    let mode = tls.text("mode").unwrap_or_default();
    let named = tls.get("subjectAltNames").is_some();
    if tls.get("insecureSkipVerify").and_then(|v| v.as_bool()) == Some(true) {
        if mode == "SIMPLE" && (given("caCertificates") || given("credentialName") || named) {
            faults.push("cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true");
        }
        if mode == "MUTUAL" && (given("caCertificates") || named) {
            faults
                .push("cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true");
        }
    }
    if matches!(mode.as_str(), "SIMPLE" | "MUTUAL") && given("credentialName") {
        if ["clientCertificate", "caCertificates", "privateKey", "caCrl"].into_iter().any(given) {
            faults.push(
                "cannot specify client certificates or CA certificate or CA CRL If credentialName is set",
            );
        }
        return faults;
    }
    if mode == "MUTUAL" {
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

fn key_provider_faults(provider: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    if let Some(config) = provider.maybe("cryptomb").or_else(|| provider.maybe("qat")) {
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

/// Go's words for a `host:port` that isn't one.
fn proxy_address(text: &str) -> Option<String> {
    let quoted = quote(text.as_bytes());
    let address = if text.is_empty() { String::new() } else { format!("address {text}: ") };
    let split = |reason: &str| Some(format!("unable to split {quoted}: {address}{reason}"));
    let (host, number) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once("]:") {
            Some(parts) => parts,
            None if rest.contains(']') => return split("missing port in address"),
            None => return split("missing ']' in address"),
        },
        None => match text.rsplit_once(':') {
            None => return split("missing port in address"),
            Some((host, _)) if host.contains(':') => return split("too many colons in address"),
            Some(parts) => parts,
        },
    };
    let Ok(given) = number.parse::<i64>() else {
        let reason = format!("strconv.Atoi: parsing {}: invalid syntax", quote(number.as_bytes()));
        return Some(format!("port ({number}) is not a number: {reason}"));
    };
    port(given).or_else(|| {
        let valid = fqdn(host).is_none() || address::is_ip(host);
        (!valid).then(|| format!("{} is not a valid hostname or an IP address", quote(host.as_bytes())))
    })
}

fn preconditions(name: &str) -> Option<String> {
    if name.len() > 255 {
        return Some(format!("domain name {} too long (max 255)", quote(name.as_bytes())));
    }
    name.is_empty().then(|| "empty domain name not allowed".to_owned())
}

fn fqdn(name: &str) -> Option<String> {
    preconditions(name).or_else(|| dns_labels(name))
}

fn dns_labels(domain: &str) -> Option<String> {
    let quoted = || quote(domain.as_bytes());
    let last = domain.rsplit('.').next().unwrap_or(domain);
    if last.parse::<i64>().is_ok() {
        let last = quote(last.as_bytes());
        return Some(format!(
            "domain name {} invalid (top level domain {last} cannot be all-numeric)",
            quoted()
        ));
    }
    let labels = domain.strip_suffix('.').unwrap_or(domain).split('.');
    let bad = labels.into_iter().find(|label| !is_label(label))?;
    Some(format!("domain name {} invalid (label {} invalid)", quoted(), quote(bad.as_bytes())))
}

fn wildcard_domain(domain: &str) -> Option<String> {
    if let Some(fault) = preconditions(domain) {
        return Some(fault);
    }
    let (first, rest) = domain.split_once('.').map_or((domain, None), |(first, rest)| (first, Some(rest)));
    let plain = first.strip_prefix("*-").or_else(|| first.strip_prefix('*')).unwrap_or(first);
    if first != "*" && (first.len() > 63 || !is_label(plain)) {
        let (domain, label) = (quote(domain.as_bytes()), quote(first.as_bytes()));
        return Some(format!("domain name {domain} invalid (label {label} invalid)"));
    }
    rest.and_then(dns_labels)
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

fn trust_domain(domain: &str) -> Option<String> {
    if domain.is_empty() {
        return Some("empty domain name not allowed".to_owned());
    }
    let valid = domain.strip_suffix('.').unwrap_or(domain).split('.').all(is_label);
    (!valid).then(|| format!("trust domain name {} invalid", quote(domain.as_bytes())))
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

fn locality_faults(setting: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let (distribute, failover) = (setting.messages("distribute"), setting.messages("failover"));
    if !distribute.is_empty() && !failover.is_empty() {
        faults.push("can not simultaneously specify 'distribute' and 'failover'");
        return faults;
    }
    for locality in &distribute {
        let weights: Vec<i64> =
            locality.message("to").0.entries().iter().filter_map(|(_, v)| number(v)).collect();
        if weights.iter().any(|weight| !(1..=100).contains(weight)) {
            faults.push("locality weight must be in range [1, 100]");
            return faults;
        }
        let total: i64 = weights.iter().sum();
        if total != 100 {
            faults.push(format!("total locality weight {total} != 100"));
            return faults;
        }
    }
    for pair in &failover {
        let (from, to) = (pair.text("from").unwrap_or_default(), pair.text("to").unwrap_or_default());
        if from == to {
            faults.push("locality lb failover settings must specify different regions");
        }
        if from.contains('/') || to.contains('/') {
            faults.push("locality lb failover only specify region");
        }
        if from.contains('*') || to.contains('*') {
            faults.push("locality lb failover region should not contain '*' wildcard");
        }
    }
    faults
}
