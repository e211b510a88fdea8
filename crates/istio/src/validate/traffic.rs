//! MeshConfig's settings for traffic, new in 1.31: defaults for connections to services, and those of proxies
//! (pkg/config/validation/agent/validation.go).

use super::fault::MeshFaults;
use super::mesh::{Fields, snake_case, whole_milliseconds};
use periplus_value::Value;

/// Fields of `connectionSettings`, the least they may be (durations in nanoseconds), and the words for it.
const CONNECTION: [(&str, i64, &str); 14] = [
    ("listenerPerConnectionBufferLimitBytes", 0, "non-negative"),
    ("clusterPerConnectionBufferLimitBytes", 0, "non-negative"),
    ("httpIdleTimeout", 0, "non-negative"),
    ("httpMaxConnectionDuration", 0, "non-negative"),
    ("httpDrainTimeout", 0, "non-negative"),
    ("httpRequestTimeout", 0, "non-negative"),
    ("httpRequestHeadersTimeout", 0, "non-negative"),
    ("httpStreamIdleTimeout", 0, "non-negative"),
    ("httpMaxStreamDuration", 0, "non-negative"),
    ("httpMaxConcurrentStreams", 1, "positive"),
    ("http2InitialStreamWindowSize", 65535, "at least 65535"),
    ("http2InitialConnectionWindowSize", 65535, "at least 65535"),
    ("listenerConnectionLimit", 1, "positive"),
    ("globalDownstreamConnectionLimit", 1, "positive"),
];

/// `defaultConfig.connectionSettings`
pub(super) fn connection_faults(settings: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    for (name, least, words) in CONNECTION {
        let given = settings.duration(name).or_else(|| settings.integer(name));
        if given.is_some_and(|given| given < least) {
            faults.push(format!("{} must be {words}", snake_case(name)));
        }
    }
    faults.into_list()
}

/// Labels that zone-aware balancing looks at by itself.
const OWN_LABELS: [&str; 3] =
    ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

/// `zoneAwareLbSetting`
pub(super) fn zone_faults(setting: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    for label in setting.list("failoverPriority").iter().filter_map(Value::as_string) {
        let label = label.to_string();
        if OWN_LABELS.contains(&label.as_str()) {
            faults.push(format!("'failover_priority' for zone aware lb must not use topology label '{label}'; region- and zone-level routing are handled automatically"));
        }
    }
    for pair in setting.messages("failover") {
        let regions = ["from", "to"].map(|name| pair.text(name).unwrap_or_default());
        if regions[0] == regions[1] {
            faults.push("zone aware lb failover settings must specify different regions");
        }
        if regions.iter().any(|region| region.contains('/')) {
            faults.push("zone aware lb failover only specifies region; zone and subzone failover are handled automatically");
        }
        if regions.iter().any(|region| region.contains('*')) {
            faults.push("zone aware lb failover region should not contain '*' wildcard");
        }
    }
    faults
}

/// Counts of `connectionPool.http`, and the words for each.
const COUNTS: [(&str, &str); 5] = [
    ("http1MaxPendingRequests", "http1 max pending requests"),
    ("http2MaxRequests", "http2 max requests"),
    ("maxRequestsPerConnection", "max requests per connection"),
    ("maxRetries", "max retries"),
    ("maxConcurrentStreams", "max concurrent streams"),
];

/// `defaultTrafficPolicy`
pub(super) fn policy_faults(policy: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    if let Some(pool) = policy.maybe("connectionPool") {
        let (http, tcp) = (pool.maybe("http"), pool.maybe("tcp"));
        if http.is_none() && tcp.is_none() {
            faults.push("connection pool must have at least one field");
        }
        if let Some(http) = http {
            http_faults(&http, &mut faults);
        }
        if let Some(tcp) = tcp {
            tcp_faults(&tcp, &mut faults);
        }
    }
    if let Some(detection) = policy.maybe("outlierDetection") {
        outlier_faults(&detection, &mut faults);
    }
    faults
}

fn is_true(fields: &Fields, name: &str) -> bool {
    fields.get(name).and_then(|v| v.as_bool()) == Some(true)
}

fn durations(fields: &Fields, names: &[&str], faults: &mut MeshFaults) {
    let given = names.iter().filter_map(|name| fields.duration(name));
    given.filter_map(whole_milliseconds).for_each(|fault| faults.push(fault));
}

fn non_negative(fields: &Fields, name: &str, words: &str, faults: &mut MeshFaults) {
    if fields.integer(name).is_some_and(|count| count < 0) {
        faults.push(format!("{words} must be non-negative"));
    }
}

fn http_faults(http: &Fields, faults: &mut MeshFaults) {
    for (name, words) in COUNTS {
        non_negative(http, name, words, faults);
    }
    durations(http, &["idleTimeout"], faults);
    let upgrades = http.text("h2UpgradePolicy").as_deref() == Some("UPGRADE");
    if (upgrades || http.integer("h2UpgradePolicy") == Some(2)) && is_true(http, "useClientProtocol") {
        faults.push("use client protocol must not be true when H2UpgradePolicy is UPGRADE");
    }
}

fn tcp_faults(tcp: &Fields, faults: &mut MeshFaults) {
    non_negative(tcp, "maxConnections", "max connections", faults);
    durations(tcp, &["connectTimeout", "maxConnectionDuration"], faults);
    // None at all is no limit.
    if tcp.duration("idleTimeout").is_some_and(|time| time / 1_000_000 != 0) {
        durations(tcp, &["idleTimeout"], faults);
    }
    durations(&tcp.message("tcpKeepalive"), &["time", "interval"], faults);
}

fn outlier_faults(detection: &Fields, faults: &mut MeshFaults) {
    durations(detection, &["baseEjectionTime", "interval"], faults);
    let failures = detection.integer("consecutiveLocalOriginFailures").unwrap_or_default();
    if failures > 0 && !is_true(detection, "splitExternalLocalOriginErrors") {
        faults.push("outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false");
    }
    for name in ["maxEjectionPercent", "minHealthPercent"] {
        if let Some(percent) = detection.integer(name).filter(|percent| !(0..=100).contains(percent)) {
            faults.push(format!("percentage {percent} is not in range 0..100"));
        }
    }
}
