//! Profiles: istioctl's own (`profiles/*.yaml`), and those that the charts bring (`files/profile-*.yaml` of istiod's
//! chart). The two sets differ: charts also have compatibility versions and platforms.

use crate::error::Error;
use crate::merge::{one_profile, read_profile};
use crate::{Pack, text, tree};
use periplus_value::{Map, Value, sorting};

/// Where the charts' profiles are; every chart has the same.
pub(crate) const OF_CHARTS: &str = "charts/istio-control/istio-discovery/files/profile-";

/// The names of istioctl's profiles, in order.
pub fn profiles(pack: &Pack) -> Vec<String> {
    let name = |path: &str| Some(path.strip_prefix("profiles/")?.strip_suffix(".yaml")?.to_owned());
    sorted(pack.paths().filter_map(name))
}

/// The names of the charts' profiles, in order: `ambient`, `compatibility-version-1.28`, `platform-gke` …
pub fn chart_profiles(pack: &Pack) -> Vec<String> {
    let name = |path: &str| Some(path.strip_prefix(OF_CHARTS)?.strip_suffix(".yaml")?.to_owned());
    sorted(pack.paths().filter_map(name))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    sorting::sort(&mut names);
    names
}

/// One of istioctl's profiles over the default one, as an IstioOperator. `own`: only what its own file says.
pub fn profile(pack: &Pack, name: &str, own: bool) -> Result<Map, Error> {
    if own { one_profile(pack, name) } else { read_profile(pack, name) }
}

/// One of the charts' profiles, as Helm values; `None`: there is none, or it is no YAML.
pub fn chart_profile(pack: &Pack, name: &str) -> Option<Map> {
    text::read_map(pack.file(&format!("{OF_CHARTS}{name}.yaml"))?.as_bytes()).ok()
}

/// A setting in which two trees differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// `spec.components.cni.enabled`
    pub path: String,
    /// On the one side; `None`: not there.
    pub from: Option<Value>,
    /// On the other side.
    pub to: Option<Value>,
}

/// All settings in which two trees differ, in the order of their paths. Lists count as a whole.
pub fn differences(from: &Map, to: &Map) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", from, to, &mut found);
    found
}

fn compare(prefix: &str, from: &Map, to: &Map, found: &mut Vec<Difference>) {
    let mut keys = from.keys();
    keys.extend(to.keys().into_iter().filter(|key| !from.contains(key)));
    sorting::sort(&mut keys);
    for key in keys {
        let name = key.to_str_lossy().replace('.', "\\.");
        let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match (from.get(&key), to.get(&key)) {
            (Some(Value::Map(a)), Some(Value::Map(b))) => compare(&path, &a, &b, found),
            (Some(Value::Map(a)), None) if !a.is_empty() => compare(&path, &a, &Map::new(), found),
            (None, Some(Value::Map(b))) if !b.is_empty() => compare(&path, &Map::new(), &b, found),
            (a, b) if a.as_ref().map(tree::text_of) == b.as_ref().map(tree::text_of) => {}
            (from, to) => found.push(Difference { path, from, to }),
        }
    }
}
