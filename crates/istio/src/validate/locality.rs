//! `localityLbSetting` of MeshConfig (pkg/config/validation/agent/validation.go).

use super::fault::MeshFaults;
use super::mesh::Fields;
use periplus_value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Labels that `failover` decides about.
const TOPOLOGY: [&str; 3] =
    ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

pub(super) fn faults(setting: &Fields) -> MeshFaults {
    let mut faults = MeshFaults::default();
    let (distribute, failover) = (setting.messages("distribute"), setting.messages("failover"));
    if !distribute.is_empty() && !failover.is_empty() {
        faults.push("can not simultaneously specify 'distribute' and 'failover'");
        return faults;
    }
    if let Some(label) = topology_label(setting).filter(|_| !failover.is_empty()) {
        faults.push(format!(
            "can not simultaneously set 'failover' and topology label '{label}' in 'failover_priority'"
        ));
        return faults;
    }
    for locality in &distribute {
        let targets = locality.message("to");
        if let Some(fault) = weight_fault(&targets) {
            faults.push(fault);
            return faults;
        }
        overlaps(targets.names(), &mut faults);
    }
    let sources = distribute.iter().map(|locality| locality.text("from").unwrap_or_default());
    overlaps(sources, &mut faults);
    for pair in &failover {
        failover_faults(pair, &mut faults);
    }
    faults
}

fn topology_label(setting: &Fields) -> Option<String> {
    let labels = setting.list("failoverPriority");
    let mut labels = labels.iter().filter_map(Value::as_string).map(ToString::to_string);
    labels.find(|label| TOPOLOGY.contains(&label.as_str()))
}

fn weight_fault(targets: &Fields) -> Option<String> {
    let weights: Vec<i64> = targets.integers();
    if weights.iter().any(|weight| !(1..=100).contains(weight)) {
        return Some("locality weight must be in range [1, 100]".to_owned());
    }
    let total: i64 = weights.iter().sum();
    (total != 100).then(|| format!("total locality weight {total} != 100"))
}

fn failover_faults(pair: &Fields, faults: &mut MeshFaults) {
    let [from, to] = ["from", "to"].map(|name| pair.text(name).unwrap_or_default());
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

/// Subzones by zone by region; `*` is all of them.
type Seen = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// Finds the first locality that is malformed, or that one before it has in it.
fn overlaps(localities: impl IntoIterator<Item = String>, faults: &mut MeshFaults) {
    let mut seen = Seen::new();
    let fault = localities.into_iter().find_map(|locality| {
        let reason = malformed(&locality)
            .or_else(|| (!add(&mut seen, &locality)).then_some("overlap with previous specified ones"))?;
        Some(format!("locality {locality} {reason}"))
    });
    if let Some(fault) = fault {
        faults.push(fault);
    }
}

fn malformed(locality: &str) -> Option<&'static str> {
    let stars = locality.matches('*').count();
    if stars > 1 || stars == 1 && !locality.ends_with('*') {
        return Some("wildcard '*' number can not exceed 1 and must be in the end");
    }
    let empty = locality.splitn(3, '/').any(str::is_empty);
    empty.then_some("must not contain empty region/zone/subzone info")
}

/// Whether a locality is new.
fn add(seen: &mut Seen, locality: &str) -> bool {
    let all = || "*".to_owned();
    let parts: Vec<&str> = locality.splitn(3, '/').collect();
    let known = seen.contains_key(parts[0]);
    if seen.contains_key("*") || known && parts.len() == 1 {
        return false;
    }
    let zones = seen.entry(parts[0].to_owned()).or_default();
    match parts[1..] {
        [] => zones.insert(all(), BTreeSet::from([all()])).is_none(),
        _ if zones.contains_key("*") => false,
        [zone] => !zones.contains_key(zone) && zones.insert(zone.to_owned(), [all()].into()).is_none(),
        [zone, subzone, ..] => {
            let subzones = zones.entry(zone.to_owned()).or_default();
            !subzones.contains("*") && subzones.insert(subzone.to_owned())
        }
    }
}
