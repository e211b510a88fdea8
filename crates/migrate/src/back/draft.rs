//! An IstioOperator in the making.

use super::{Component, Part};
use crate::data;
use crate::minimal::without_line;
use crate::proof::{Finding, Pair};
use crate::values_text::{self, Known, leaves};
use periplus_istio::diff::{ChangeKind, Doc, Id, Path, Step};
use periplus_value::{Map, Value};

/// Values that a chart has at its top like all others; the rest of a component's own stand below its root.
const SHARED: [&str; 5] = ["global", "profile", "platform", "compatibilityVersion", "revision"];

/// What is known so far.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    namespace: String,
    values: Map,
    unvalidated: Map,
    /// For each part.
    pub(super) overlays: Vec<Vec<Overlay>>,
    /// What can't be said.
    pub(super) notes: Vec<String>,
}

/// Changes of one resource.
#[derive(Clone, Debug)]
pub(super) struct Overlay {
    kind: String,
    name: String,
    /// Path, value; none deletes.
    patches: Vec<(String, Option<Value>)>,
}

impl Draft {
    /// `namespace` is the one that istioctl makes that of everything of.
    pub(super) fn new(parts: &[Part], namespace: String) -> Self {
        let mut draft = Self {
            namespace,
            values: Map::new(),
            unvalidated: Map::new(),
            overlays: vec![Vec::new(); parts.len()],
            notes: Vec::new(),
        };
        let order = parts.iter().filter(|part| part.component.key == "pilot");
        for part in order.chain(parts.iter().filter(|part| part.component.key != "pilot")) {
            draft.take(part);
        }
        draft
    }

    /// Takes the values of a part; where two parts differ, the first one counts.
    fn take(&mut self, part: &Part) {
        let values = part.gateway.as_ref().map_or(&part.values, |gateway| &gateway.values);
        for (path, value) in leaves(values) {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let full = if part.gateway.is_some() { keys.clone() } else { placed(part.component, &keys) };
            match Value::Map(self.values.clone()).at(&full) {
                Some(there) if there.deep_equal(&value) => {}
                Some(_) => self.notes.push(format!(
                    "{}: {} is another value than that of {}; an IstioOperator has one for all components",
                    part.input.file,
                    keys.join("."),
                    if part.gateway.is_some() { "another gateway" } else { "istiod" }
                )),
                None => data::set(&self.values, &full, value),
            }
        }
    }

    /// Moves a value to those that istioctl doesn't validate; whether there was one.
    pub(super) fn leave_unvalidated(&mut self, path: &str) -> bool {
        let Some(dotted) = path.strip_prefix("spec.values.") else { return false };
        // An element goes with its list.
        let dotted = dotted.split(".[").next().unwrap_or_default();
        let found = leaves(&self.values).into_iter().filter_map(|(keys, _)| {
            let length = (1..=keys.len()).find(|length| keys[..*length].join(".") == dotted)?;
            Some(keys[..length].to_vec())
        });
        let Some(keys) = found.into_iter().next() else { return false };
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let Some(value) = Value::Map(self.values.clone()).at(&keys) else { return false };
        let line = Path(keys.iter().map(|key| Step::Key((*key).to_owned())).collect());
        data::set(&self.unvalidated, &keys, value);
        self.values = without_line(&self.values, &line).unwrap_or_default();
        true
    }

    /// A copy with a value: the chart's default, or null, which stands for none.
    pub(super) fn with_default(&self, component: &Component, keys: &[&str], default: Value) -> Self {
        self.with_value(&placed(component, keys), default)
    }

    /// A copy with a value below `spec.values`.
    pub(super) fn with_value(&self, keys: &[&str], value: Value) -> Self {
        let copy = Self { values: self.values.deep_copy(), ..self.clone() };
        data::set(&copy.values, keys, value);
        copy
    }

    /// Adds overlays that make istioctl's side what Helm's is.
    pub(super) fn add_overlays(&mut self, proofs: &[Vec<Pair>]) {
        for (at, pairs) in proofs.iter().enumerate() {
            for pair in pairs {
                let (Some(operator), Some(helm)) = (&pair.operator, &pair.helm) else { continue };
                let patches: Vec<_> =
                    pair.unexplained().filter_map(|finding| patch(finding, &helm.object())).collect();
                if !patches.is_empty() {
                    self.overlay(at, operator, patches);
                }
            }
        }
    }

    fn overlay(&mut self, at: usize, doc: &Doc, patches: Vec<(String, Option<Value>)>) {
        let (kind, name) = (doc.id().kind.clone(), doc.id().name.clone());
        let known = self.overlays[at].iter_mut().find(|known| known.kind == kind && known.name == name);
        match known {
            Some(known) => known.patches.extend(patches),
            None => self.overlays[at].push(Overlay { kind, name, patches }),
        }
    }

    /// The IstioOperator's text, with the comments of the values files.
    pub(super) fn text(&self, parts: &[Part]) -> String {
        let components = Map::new();
        for (part, overlays) in parts.iter().zip(&self.overlays) {
            let component = part.gateway.as_ref().map(|gateway| gateway.item.deep_copy()).unwrap_or_default();
            component.insert("enabled", true);
            if part.input.namespace != self.namespace {
                component.insert("namespace", part.input.namespace.as_str());
            }
            if !overlays.is_empty() {
                let list: Vec<Value> = overlays.iter().map(Overlay::value).collect();
                data::set(&component, &["k8s", "overlays"], Value::from(list));
            }
            let key = part.component.key;
            if part.gateway.is_none() {
                components.insert(key, component);
                continue;
            }
            let others = components.get(key).and_then(|list| list.as_list().map(|list| list.to_vec()));
            let all: Vec<Value> = others.unwrap_or_default().into_iter().chain([component.into()]).collect();
            components.insert(key, all);
        }
        let spec = Map::from_iter([("profile", Value::string("empty")), ("components", components.into())]);
        let values = self.values.shallow_copy();
        if let Some(revision) = values.remove("revision") {
            spec.insert("revision", revision);
        }
        for (key, map) in [("values", values), ("unvalidatedValues", self.unvalidated.clone())] {
            if !map.is_empty() {
                spec.insert(key, map);
            }
        }
        let metadata = Map::from_iter([("namespace", self.namespace.as_str())]);
        let operator = Map::from_iter([
            ("apiVersion", Value::string("install.istio.io/v1alpha1")),
            ("kind", Value::string("IstioOperator")),
            ("metadata", metadata.into()),
            ("spec", spec.into()),
        ]);
        values_text::text(&operator, &|path| known(parts, path), false)
    }
}

impl Overlay {
    pub(super) fn is_for(&self, id: &Id) -> bool {
        self.kind == id.kind && self.name == id.name
    }

    fn value(&self) -> Value {
        let patch = |(path, value): &(String, Option<Value>)| {
            let map = Map::from_iter([("path", path.as_str())]);
            if let Some(value) = value {
                map.insert("value", value.clone());
            }
            Value::Map(map)
        };
        let patches: Vec<Value> = self.patches.iter().map(patch).collect();
        let map = Map::from_iter([("kind", self.kind.as_str()), ("name", self.name.as_str())]);
        map.insert("patches", patches);
        map.into()
    }
}

/// Where a chart's value stands below `spec.values`.
fn placed<'k>(component: &Component, keys: &[&'k str]) -> Vec<&'k str> {
    let first = keys.first().copied().unwrap_or_default();
    let root = component.root.filter(|root| *root != first && !SHARED.contains(&first));
    root.into_iter().chain(keys.iter().copied()).collect()
}

/// What the user's files say of a path of the IstioOperator.
fn known(parts: &[Part], path: &[&str]) -> Known {
    let ["spec", "values" | "unvalidatedValues", keys @ ..] = path else { return Known::default() };
    let found = parts.iter().find_map(|part| {
        let below = part.component.root.and_then(|root| keys.strip_prefix(&[root]));
        part.source.at(keys).or_else(|| part.source.at(below.filter(|keys| !keys.is_empty())?))
    });
    Known { origin: found, why: None }
}

/// The patch of istioctl's resource that answers a difference, as overlays write it.
fn patch(finding: &Finding, helm: &Value) -> Option<(String, Option<Value>)> {
    let change = &finding.change;
    let steps = &change.path.0;
    // Elements without a key, in another order, or too many: the list as a whole.
    let by_index = steps.iter().position(|step| matches!(step, Step::Index(_)));
    let extra = change.kind == ChangeKind::Added && !matches!(steps.last(), Some(Step::Key(_)));
    let whole = by_index.or(extra.then(|| steps.len().saturating_sub(1)));
    let steps = &steps[..whole.unwrap_or(steps.len())];
    let path = Path(steps.to_vec()).to_string();
    (!steps.is_empty()).then(|| (path, data::get(helm, steps)))
}
