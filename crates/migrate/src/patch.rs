//! What no chart value can express, as patches of what the chart renders: JSON patches (RFC 6902), which Kustomize, Flux
//! and helmfile apply alike. Every element of a list that a patch goes through, takes away or replaces is tested first, so
//! that a chart which changes its lists makes the patch fail instead of missing its place.

mod write;

use crate::data;
use crate::proof::Pair;
use periplus_istio::diff::{Doc, Id};
use periplus_value::{List, Value};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Adds a field, or sets it; adds an element to a list, at `-` behind all others.
    Add,
    /// Takes a field or an element away.
    Remove,
    /// Sets a field or an element that is there.
    Replace,
    /// Fails unless the field has the value.
    Test,
}

impl Verb {
    /// As RFC 6902 calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
            Self::Test => "test",
        }
    }
}

/// One operation of a JSON patch.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What it does.
    pub verb: Verb,
    /// Where: the parts of a JSON pointer, unescaped.
    pub path: Vec<String>,
    /// The value; none to remove.
    pub value: Option<Value>,
}

impl Operation {
    /// The path as RFC 6901 writes it.
    pub fn pointer(&self) -> String {
        let parts = self.path.iter().map(|part| part.replace('~', "~0").replace('/', "~1"));
        parts.flat_map(|part| ["/".to_owned(), part]).collect()
    }
}

/// A resource's patch.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The resource as the chart renders it.
    pub target: Id,
    /// In order.
    pub operations: Vec<Operation>,
}

/// Everything that happens to a release's manifests after Helm rendered them.
#[derive(Clone, Debug, Default)]
pub struct Patches {
    /// Changed resources.
    pub changed: Vec<Patch>,
    /// Resources that the chart renders and istioctl doesn't.
    pub deleted: Vec<Id>,
    /// Resources that istioctl renders and the chart doesn't.
    pub added: Vec<Doc>,
}

impl Patches {
    /// What turns Helm's side into istioctl's where nothing explains the difference.
    pub(crate) fn of(pairs: &[Pair]) -> Self {
        let mut patches = Self::default();
        let needed = |pair: &&Pair| pair.unexplained().next().is_some() && pair.limit().is_none();
        for pair in pairs.iter().filter(needed) {
            match (&pair.operator, &pair.helm) {
                (Some(operator), Some(helm)) => {
                    let operations = write::operations(pair, &operator.object(), helm.object());
                    patches.changed.push(Patch { target: helm.id().clone(), operations });
                }
                (Some(operator), None) => patches.added.push(operator.clone()),
                (None, Some(helm)) => patches.deleted.push(helm.id().clone()),
                (None, None) => {}
            }
        }
        patches
    }

    /// Adds what is still to do after these patches.
    pub(crate) fn extend(&mut self, more: Self) {
        for patch in more.changed {
            match self.changed.iter_mut().find(|known| known.target == patch.target) {
                Some(known) => known.operations.extend(patch.operations),
                None => self.changed.push(patch),
            }
        }
        self.deleted.extend(more.deleted);
        self.added.extend(more.added);
    }

    /// How many resources something happens to.
    pub fn len(&self) -> usize {
        self.changed.len() + self.deleted.len() + self.added.len()
    }

    /// Whether nothing happens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether something happens to a resource.
    pub fn touch(&self, id: &Id) -> bool {
        self.changed.iter().any(|patch| patch.target == *id)
            || self.deleted.contains(id)
            || self.added.iter().any(|doc| doc.id() == id)
    }

    /// Leaves out operations that a later one undoes.
    pub(crate) fn tidy(&mut self, helm: &[Doc]) {
        for patch in &mut self.changed {
            let Some(doc) = helm.iter().find(|doc| *doc.id() == patch.target) else { continue };
            let fewer = write::needed(&patch.operations);
            let object = |operations: &[Operation]| all(&doc.object(), operations);
            match (object(&patch.operations), object(&fewer)) {
                (Some(a), Some(b)) if a.deep_equal(&b) => patch.operations = fewer,
                _ => {}
            }
        }
    }

    /// The manifests after the patches; one that can't be patched stays as it is.
    pub(crate) fn apply(&self, helm: &[Doc]) -> Vec<Doc> {
        let kept = helm.iter().filter(|doc| !self.deleted.contains(doc.id()));
        let patched = kept.map(|doc| {
            let patch = self.changed.iter().find(|patch| patch.target == *doc.id());
            patch.and_then(|patch| patched(doc, patch)).unwrap_or_else(|| doc.clone())
        });
        patched.chain(self.added.iter().cloned()).collect()
    }
}

fn patched(doc: &Doc, patch: &Patch) -> Option<Doc> {
    let object = all(&doc.object(), &patch.operations)?;
    let text = |keys: &[&str]| object.at(keys).and_then(|value| data::text(&value)).unwrap_or_default();
    let id = Id {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        namespace: text(&["metadata", "namespace"]),
        name: text(&["metadata", "name"]),
    };
    Some(Doc::new(id, periplus_yaml::emit(&object).ok()?.into()))
}

/// A copy of an object after operations; nothing when one fails.
fn all(object: &Value, operations: &[Operation]) -> Option<Value> {
    operations.iter().try_fold(object.clone(), |object, operation| run(&object, &operation.path, operation))
}

/// A copy of a value after an operation; nothing when it fails.
fn run(value: &Value, path: &[String], operation: &Operation) -> Option<Value> {
    let Some((part, rest)) = path.split_first() else {
        return match operation.verb {
            Verb::Test => {
                operation.value.as_ref().filter(|wanted| wanted.deep_equal(value)).map(|_| value.clone())
            }
            _ => operation.value.clone(),
        };
    };
    match value {
        Value::Map(map) => {
            let copy = map.shallow_copy();
            if rest.is_empty() && operation.verb == Verb::Remove {
                copy.remove(part)?;
            } else {
                let there = map
                    .get(part)
                    .or_else(|| (operation.verb == Verb::Add && rest.is_empty()).then_some(Value::Nil))?;
                copy.insert(part.as_str(), run(&there, rest, operation)?);
            }
            Some(copy.into())
        }
        Value::List(list) => {
            let mut items = list.to_vec();
            let at = if part == "-" { items.len() } else { part.parse().ok()? };
            match operation.verb {
                Verb::Add if rest.is_empty() && at <= items.len() => {
                    items.insert(at, operation.value.clone()?);
                }
                Verb::Remove if rest.is_empty() && at < items.len() => drop(items.remove(at)),
                _ => {
                    let slot = items.get_mut(at)?;
                    *slot = run(slot, rest, operation)?;
                }
            }
            Some(List::new(items).into())
        }
        _ => None,
    }
}
