//! What a compatibility version changes, as a difference against none.
//!
//! A compatibility version is a values file of the charts (`files/profile-compatibility-version-X.yaml`) between their
//! defaults and the user's own values: istiod stays the same program and is started with other flags.

use super::mesh::{joined, leaves};
use super::origin::{Layer, Layers, Origin};
use super::plain;
use crate::{Error, OperatorRequest, Pack, chart_profile, chart_profiles, generate, release, text, tree};
use periplus_value::{Map, Str, Value};
use serde::Serialize;

const PREFIX: &str = "compatibility-version-";

/// Charts whose defaults a compatibility version may go over.
const CHARTS: [&str; 4] = ["istio-control/istio-discovery", "istio-cni", "ztunnel", "base"];

/// What a setting reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// An environment variable of istiod.
    PilotEnv,
    /// A field of MeshConfig.
    MeshConfig,
    /// Any other value.
    Values,
}

/// One setting that a compatibility version changes.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// What it reaches.
    pub area: Area,
    /// The value, keys joined by dots.
    pub path: String,
    /// The chart's default; `None`: it has none, and the program's own default holds.
    #[serde(serialize_with = "plain::maybe")]
    pub from: Option<Value>,
    /// With the compatibility version.
    #[serde(serialize_with = "plain::value")]
    pub to: Value,
    /// What sets it otherwise, so that the compatibility version has no effect on it.
    pub overridden_by: Option<Origin>,
}

/// A compatibility version.
#[derive(Clone, Debug, Serialize)]
pub struct Compatibility {
    /// `1.28`
    pub version: String,
    /// What it changes: istiod's environment first, then MeshConfig, then the rest.
    pub changes: Vec<Change>,
}

/// The compatibility versions of a release, oldest first.
pub fn compatibility_versions(pack: &Pack) -> Vec<String> {
    let names = chart_profiles(pack).into_iter();
    let mut versions: Vec<String> =
        names.filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned)).collect();
    versions.sort_by_key(|version| release::numbers(version));
    versions
}

/// What a compatibility version changes for an input; `None`: the release has no such version.
pub fn compatibility(
    pack: &Pack,
    request: &OperatorRequest,
    version: &str,
) -> Result<Option<Compatibility>, Error> {
    let Some(profile) = chart_profile(pack, &format!("{PREFIX}{version}")) else { return Ok(None) };
    let generated = generate(pack, request)?;
    let values = tree::get_map(&generated.merged, "spec.values").unwrap_or_default();
    let layers = Layers::of(pack, request, release::behaviour(pack.version()), &values);
    let defaults: Vec<Map> = CHARTS.iter().filter_map(|chart| defaults(pack, chart)).collect();
    let mut changes = Vec::new();
    leaves(&mut Vec::new(), &Value::Map(profile), &mut |path, value| {
        let above = Layer::CompatibilityVersion(String::new());
        let set = layers
            .of_value(path, None)
            .filter(|origin| origin.layer > above && !matches!(origin.layer, Layer::CompatibilityVersion(_)));
        changes.push(Change {
            area: area(path),
            path: joined(path),
            from: defaults.iter().find_map(|tree| default_of(tree, path)),
            to: value.clone(),
            overridden_by: set,
        });
    });
    changes.sort_by(|a, b| (a.area, &a.path).cmp(&(b.area, &b.path)));
    Ok(Some(Compatibility { version: version.to_owned(), changes }))
}

fn area(path: &[Str]) -> Area {
    match path.first().map(|key| key.to_str_lossy().into_owned()).as_deref() {
        Some("pilot") if path.get(1).is_some_and(|key| *key == "env") => Area::PilotEnv,
        Some("meshConfig") => Area::MeshConfig,
        _ => Area::Values,
    }
}

fn defaults(pack: &Pack, chart: &str) -> Option<Map> {
    let tree = text::yaml_map(pack.file(&format!("charts/{chart}/values.yaml"))?.as_bytes())?;
    Some(tree.get_map(super::origin::DEFAULTS).unwrap_or(tree))
}

/// Charts have their own settings at the top, a profile has them under the component as well.
fn default_of(tree: &Map, path: &[Str]) -> Option<Value> {
    let at = |path: &[Str]| path.iter().try_fold(Value::Map(tree.clone()), |v, key| v.as_map()?.get(key));
    at(path).or_else(|| at(path.get(1..).filter(|rest| !rest.is_empty())?))
}
