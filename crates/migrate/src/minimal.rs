//! The fewest values with which a release renders the same: no line of them can go.

use crate::data;
use periplus_istio::Pack;
use periplus_istio::diff::{Doc, Id, Path, Step};
use periplus_value::{Map, Str, Value};

/// Keys that choose defaults. They go last, so that what they imply goes rather than they.
const CHOOSERS: [&str; 4] = ["profile", "platform", "compatibilityVersion", "revision"];

/// What a release renders, without the record of its values that the istiod chart keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output(Vec<(Id, Str)>);

impl Output {
    pub(crate) fn of(documents: &[Doc]) -> Self {
        let kept = documents.iter().filter(|doc| !is_values_record(&doc.id().kind, &doc.id().name));
        Self(kept.map(|doc| (doc.id().clone(), doc.text().clone())).collect())
    }
}

/// Whether a resource is ConfigMap `values` or `values-<revision>`, which only keeps a record of values
/// (istio-discovery/templates/configmap-values.yaml).
pub fn is_values_record(kind: &str, name: &str) -> bool {
    kind == "ConfigMap" && (name == "values" || name.starts_with("values-"))
}

/// Values without one line; nothing if they don't have it.
pub fn without_line(values: &Map, line: &Path) -> Option<Map> {
    data::without(&Value::Map(values.clone()), &line.0)?.as_map().cloned()
}

/// What values render, nothing if they don't.
pub(crate) type Renders<'a> = dyn Fn(&Map) -> Option<Output> + 'a;

/// Takes away what makes no difference.
pub(crate) fn minimal(values: &Map, renders: &Renders<'_>) -> Map {
    let Some(wanted) = renders(values) else { return values.deep_copy() };
    let mut shrink = Shrink { values: values.deep_copy(), wanted, renders };
    while shrink.pass() {}
    shrink.values
}

struct Shrink<'a> {
    values: Map,
    wanted: Output,
    renders: &'a Renders<'a>,
}

impl Shrink<'_> {
    /// Tries every line; whether one went.
    fn pass(&mut self) -> bool {
        let before = data::leaves(&Value::Map(self.values.clone()));
        for choosers in [false, true] {
            let top = children(&Value::Map(self.values.clone()));
            for step in top {
                self.try_below(&mut vec![step], choosers);
            }
        }
        data::leaves(&Value::Map(self.values.clone())) < before
    }

    fn try_below(&mut self, path: &mut Vec<Step>, choosers: bool) {
        let Some(value) = data::get(&Value::Map(self.values.clone()), path) else { return };
        let chooses = matches!(path.last(), Some(Step::Key(key)) if CHOOSERS.contains(&key.as_str()));
        if (choosers || !chooses) && self.remove(path) {
            return;
        }
        for step in children(&value) {
            path.push(step);
            self.try_below(path, choosers);
            path.pop();
        }
    }

    fn remove(&mut self, path: &[Step]) -> bool {
        let Some(fewer) = without_line(&self.values, &Path(path.to_vec())) else { return false };
        let same = (self.renders)(&fewer).is_some_and(|output| output == self.wanted);
        if same {
            self.values = fewer;
        }
        same
    }
}

/// The keys of a map; the indices of a list, from its end, so that what goes leaves the others where they are.
fn children(value: &Value) -> Vec<Step> {
    match value {
        Value::Map(map) => map.keys().iter().map(|key| Step::Key(key.to_str_lossy().into_owned())).collect(),
        Value::List(list) => (0..list.len()).rev().map(Step::Index).collect(),
        _ => Vec::new(),
    }
}

/// Every line of values: what can be taken away on its own.
pub fn lines(values: &Map) -> Vec<Path> {
    let mut found = Vec::new();
    gather(&Value::Map(values.clone()), &mut Vec::new(), &mut found);
    found
}

fn gather(value: &Value, path: &mut Vec<Step>, found: &mut Vec<Path>) {
    for step in children(value) {
        path.push(step);
        found.push(Path(path.clone()));
        if let Some(inner) = data::get(value, &path[path.len() - 1..]) {
            gather(&inner, path, found);
        }
        path.pop();
    }
}

/// The key below which charts keep most of their defaults (`zzz_profile.yaml`).
pub(crate) const INTERNAL: &str = "_internal_defaults_do_not_set";

/// The defaults of a chart in a pack.
pub(crate) fn defaults(pack: &Pack, folder: &str) -> Map {
    let text = pack.file(&format!("charts/{folder}/values.yaml"));
    let defaults = text.and_then(|text| periplus_yaml::parse(text.as_bytes()).ok());
    defaults.and_then(|defaults| defaults.as_map().cloned()).unwrap_or_default()
}

/// What a value does that makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idle {
    /// It says what the chart would do anyway.
    Redundant,
    /// The chart has such a value, but nothing depends on it with these settings.
    NoEffect,
    /// The chart has no such value.
    Unread,
}

impl Idle {
    /// In reports, behind the value.
    pub fn text(self) -> &'static str {
        match self {
            Self::Redundant => "says what the chart does anyway",
            Self::NoEffect => "has no effect with these settings",
            Self::Unread => "no chart has such a value",
        }
    }
}

/// Why a value that minimal values don't have makes no difference.
pub(crate) fn idle(
    minimal: &Map,
    path: &[&str],
    value: &Value,
    defaults: &Map,
    renders: &Renders<'_>,
) -> Idle {
    let other = minimal.deep_copy();
    data::set(&other, path, probe(value));
    if renders(&other) != renders(minimal) {
        return Idle::Redundant;
    }
    let known = [&[INTERNAL][..], &[]].iter().any(|prefix| {
        let inner = Value::Map(defaults.clone()).at(prefix).unwrap_or_default();
        inner.at(path).is_some() || path.len() > 1 && inner.at(&path[1..]).is_some()
    });
    if known { Idle::NoEffect } else { Idle::Unread }
}

/// Another value of the same type.
fn probe(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Int(number) => Value::int(number.get() as i64 + 7),
        Value::Float(number) => Value::Float(number + 7.0),
        Value::String(text) => format!("{}periplus", text.to_str_lossy()).as_str().into(),
        Value::List(_) => Value::from(vec![Value::string("periplus")]),
        _ => Value::Map(Map::from_iter([("periplus", Value::string("probe"))])),
    }
}
