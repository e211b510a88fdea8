//! Operations that turn Helm's side of a resource into istioctl's, from what differs.

use super::{Operation, Verb, run};
use crate::data;
use crate::proof::{Finding, Pair};
use periplus_istio::diff::{ChangeKind, Step};
use periplus_value::Value;

/// What is to be done to Helm's object.
pub(super) fn operations(pair: &Pair, operator: &Value, helm: Value) -> Vec<Operation> {
    let mut writer = Writer { operator, object: helm, operations: Vec::new() };
    pair.unexplained().for_each(|finding| writer.finding(finding));
    writer.operations
}

/// The operations without those at places below a field that a later one sets as a whole.
pub(super) fn needed(operations: &[Operation]) -> Vec<Operation> {
    let is_undone = |at: usize, path: &[String]| {
        let is_field =
            |path: &[String]| path.last().is_some_and(|last| last != "-" && last.parse::<usize>().is_err());
        let later = operations.iter().skip(at + 1);
        let mut later = later.filter(|later| later.verb == Verb::Add && is_field(&later.path));
        later.any(|later| path.len() > later.path.len() && path.starts_with(&later.path))
    };
    let kept = operations.iter().enumerate().filter(|(at, operation)| !is_undone(*at, &operation.path));
    kept.map(|(_, operation)| operation.clone()).collect()
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
        // Elements without a key, or in another order: the list they are in.
        let by_index = steps.iter().position(|step| matches!(step, Step::Index(_)));
        let steps = &steps[..by_index.unwrap_or(steps.len())];
        let wanted = data::get(self.operator, steps);
        let there = data::get(&self.object, steps);
        if same(wanted.as_ref(), there.as_ref()) {
            return;
        }
        let Some((last, way)) = steps.split_last() else { return };
        let Some(mut path) = self.way(way) else { return };
        if let (Step::Key(key), Some(edits)) = (last, edits(there.as_ref(), wanted.as_ref())) {
            path.push(key.clone());
            return edits.into_iter().for_each(|(verb, at, value)| {
                let path = path.iter().cloned().chain([at]).collect();
                self.push(Operation { verb, path, value });
            });
        }
        let (verb, part) = match last {
            Step::Key(key) if wanted.is_none() => (Verb::Remove, key.clone()),
            Step::Key(key) => (Verb::Add, key.clone()),
            step if change.kind == ChangeKind::Added => return self.without(way, step),
            step => match self.place(way, step) {
                Some(at) => (Verb::Replace, at.to_string()),
                None => (Verb::Add, "-".to_owned()),
            },
        };
        path.push(part);
        self.push(Operation { verb, path, value: wanted });
    }

    /// Where an element is in the list that steps lead to.
    fn place(&self, way: &[Step], step: &Step) -> Option<usize> {
        data::index(data::get(&self.object, way)?.as_list()?, step)
    }

    /// Takes an element away that istioctl doesn't have.
    fn without(&mut self, way: &[Step], step: &Step) {
        let steps: Vec<Step> = way.iter().chain([step]).cloned().collect();
        if let Some(path) = self.way(&steps) {
            self.push(Operation { verb: Verb::Remove, path, value: None });
        }
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
        let same = |other: &Operation| other.value.as_ref().is_some_and(|known| known.deep_equal(&value));
        let known = self.operations.iter().rev().find(|other| other.verb == Verb::Test && other.path == path);
        if !known.is_some_and(same) {
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

/// What to do, at which index, with which value.
type Edit = (Verb, String, Option<Value>);

/// How one list becomes another by its elements; nothing where the list as a whole is shorter.
fn edits(there: Option<&Value>, wanted: Option<&Value>) -> Option<Vec<Edit>> {
    let (there, wanted) = (there?.as_list()?.to_vec(), wanted?.as_list()?.to_vec());
    let alike = |pairs: &mut dyn Iterator<Item = (&Value, &Value)>| {
        pairs.take_while(|(a, b)| a.deep_equal(b)).count()
    };
    let start = alike(&mut there.iter().zip(&wanted));
    let (old, new) = (&there[start..], &wanted[start..]);
    let end = alike(&mut old.iter().rev().zip(new.iter().rev()));
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let mut edits: Vec<Edit> = Vec::new();
    for (at, value) in old.iter().enumerate() {
        // What is taken away makes room for the next.
        let place = (start + at.min(new.len())).to_string();
        edits.push((Verb::Test, place.clone(), Some(value.clone())));
        let by = new.get(at).cloned();
        edits.push((if by.is_some() { Verb::Replace } else { Verb::Remove }, place, by));
    }
    for (at, value) in new.iter().enumerate().skip(old.len()) {
        let place = if end == 0 { "-".to_owned() } else { (start + at).to_string() };
        if at == old.len() && end > 0 {
            edits.push((Verb::Test, place.clone(), there.get(start + old.len()).cloned()));
        }
        edits.push((Verb::Add, place, Some(value.clone())));
    }
    let size = |value: &Value| data::leaves(value) + 1;
    let cost: usize = edits.iter().filter_map(|(.., value)| value.as_ref()).map(size).sum();
    (cost < wanted.iter().map(size).sum()).then_some(edits)
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.deep_equal(b),
        (a, b) => a.is_none() && b.is_none(),
    }
}
