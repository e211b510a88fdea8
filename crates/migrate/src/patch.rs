//! What no chart value can express, as patches of what the chart renders: JSON patches (RFC 6902), which Kustomize, Flux
//! and helmfile apply alike. Every element of a list that a patch goes through is tested first, so that a chart which
//! changes its lists makes the patch fail instead of missing its place.

use crate::data;
use crate::proof::{Finding, Pair};
use periplus_istio::diff::{ChangeKind, Doc, Id, Step};
use periplus_value::{List, Value};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Adds a field, or sets it; at `-`, adds an element to a list.
    Add,
    /// Takes a field away.
    Remove,
    /// Sets a field that is there.
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
                    let operations = operations(pair, &operator.object(), helm.object());
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
    let object = patch
        .operations
        .iter()
        .try_fold(doc.object(), |object, operation| run(&object, &operation.path, operation))?;
    let text = |keys: &[&str]| object.at(keys).and_then(|value| data::text(&value)).unwrap_or_default();
    let id = Id {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        namespace: text(&["metadata", "namespace"]),
        name: text(&["metadata", "name"]),
    };
    Some(Doc::new(id, periplus_yaml::emit(&object).ok()?.into()))
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
            if part == "-" {
                items.push(operation.value.clone()?);
            } else {
                let slot = items.get_mut(part.parse::<usize>().ok()?)?;
                *slot = run(slot, rest, operation)?;
            }
            Some(List::new(items).into())
        }
        _ => None,
    }
}

fn operations(pair: &Pair, operator: &Value, helm: Value) -> Vec<Operation> {
    let mut writer = Writer { operator, object: helm, operations: Vec::new() };
    pair.unexplained().for_each(|finding| writer.finding(finding));
    writer.operations
}

/// Writes operations, and keeps the object as it is after them.
struct Writer<'a> {
    operator: &'a Value,
    object: Value,
    operations: Vec<Operation>,
}

impl Writer<'_> {
    fn finding(&mut self, finding: &Finding) {
        let change = &finding.change;
        let steps = &change.path.0;
        // Elements without a key, in another order, or too many: the list as a whole.
        let by_index = steps.iter().position(|step| matches!(step, Step::Index(_)));
        let extra = change.kind == ChangeKind::Added && !matches!(steps.last(), Some(Step::Key(_)));
        let whole = by_index.or(extra.then(|| steps.len().saturating_sub(1)));
        let steps = &steps[..whole.unwrap_or(steps.len())];
        let wanted = data::get(self.operator, steps);
        if same(wanted.as_ref(), data::get(&self.object, steps).as_ref()) {
            return;
        }
        let Some((last, way)) = steps.split_last() else { return };
        let Some(mut path) = self.way(way) else { return };
        let (verb, part) = match last {
            Step::Key(key) if wanted.is_none() => (Verb::Remove, key.clone()),
            Step::Key(key) => (Verb::Add, key.clone()),
            step => {
                let parent = data::get(&self.object, way).and_then(|value| value.as_list().cloned());
                match parent.and_then(|list| data::index(&list, step)) {
                    Some(at) => (Verb::Replace, at.to_string()),
                    None => (Verb::Add, "-".to_owned()),
                }
            }
        };
        path.push(part);
        self.push(Operation { verb, path, value: wanted });
    }

    /// The pointer to where steps lead, each element on the way tested.
    fn way(&mut self, steps: &[Step]) -> Option<Vec<String>> {
        let mut path = Vec::new();
        let mut value = self.object.clone();
        for step in steps {
            if let Step::Key(key) = step {
                path.push(key.clone());
            } else {
                let at = data::index(value.as_list()?, step)?;
                path.push(at.to_string());
                if let Step::Element { key, .. } = step {
                    let tested = value.as_list()?.get(at)?.as_map()?.get(key)?;
                    let path: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
                    self.test(path, tested);
                }
            }
            value = data::get(&value, std::slice::from_ref(step))?;
        }
        Some(path)
    }

    fn test(&mut self, path: Vec<String>, value: Value) {
        let known = |other: &Operation| other.verb == Verb::Test && other.path == path;
        if !self.operations.iter().any(known) {
            self.operations.push(Operation { verb: Verb::Test, path, value: Some(value) });
        }
    }

    fn push(&mut self, operation: Operation) {
        if let Some(object) = run(&self.object, &operation.path, &operation) {
            self.object = object;
            self.operations.push(operation);
        }
    }
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.deep_equal(b),
        (a, b) => a.is_none() && b.is_none(),
    }
}
