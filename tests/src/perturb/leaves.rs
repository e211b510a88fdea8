//! The leaves of a chart's values under a user's, and other values for each of them.

use periplus_value::{List, Map, Str, Value};
use std::collections::BTreeMap;

/// Istio's charts keep their defaults under this key; users write what is below it without it.
const PRIVATE: &str = "_internal_defaults_do_not_set";

/// What a text becomes.
const TEXTS: &[&str] = &["perturbed", "7", "true", "a/b"];

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(Str),
    Item(usize),
}

/// A leaf: its path, and its value.
pub(crate) struct Leaf {
    pub(crate) path: Vec<Step>,
    pub(crate) value: Value,
}

/// A chart's defaults as a user would write them.
pub(crate) fn defaults(values: &Map) -> Map {
    let copy = values.deep_copy();
    if let Some(Value::Map(private)) = copy.remove(PRIVATE) {
        overlay(&private, &copy);
        return private;
    }
    copy
}

/// Lays one map over another, as Helm does.
pub(crate) fn overlay(under: &Map, over: &Map) {
    for (key, value) in over.entries() {
        match (under.get(&key), &value) {
            (Some(Value::Map(under)), Value::Map(over)) => overlay(&under, over),
            _ => {
                under.insert(key, value.deep_copy());
            }
        }
    }
}

/// All leaves of a map; what holds nothing is a leaf as well.
pub(crate) fn leaves(map: &Map) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(&Value::Map(map.clone()), &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Value, path: &mut Vec<Step>, found: &mut Vec<Leaf>) {
    let entries: Vec<(Step, Value)> = match value {
        Value::Map(map) => map.entries().into_iter().map(|(key, value)| (Step::Key(key), value)).collect(),
        Value::List(list) => list.iter().cloned().enumerate().map(|(i, v)| (Step::Item(i), v)).collect(),
        _ => Vec::new(),
    };
    if entries.is_empty() {
        found.push(Leaf { path: path.clone(), value: value.clone() });
    }
    for (step, value) in entries {
        path.push(step);
        collect(&value, path, found);
        path.pop();
    }
}

impl Leaf {
    /// The path as users and traces name it.
    pub(crate) fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => {
                    if !name.is_empty() {
                        name.push('.');
                    }
                    name.push_str(&key.to_str_lossy().replace('.', "\\."));
                }
                Step::Item(index) => name.push_str(&format!("[{index}]")),
            }
        }
        name
    }

    /// Other values to try.
    pub(crate) fn others(&self, choices: &BTreeMap<String, Vec<String>>) -> Vec<Value> {
        let mut others: Vec<Value> = choices
            .get(&self.name())
            .into_iter()
            .flatten()
            .map(|text| Value::string(text.as_str()))
            .collect();
        match &self.value {
            Value::Bool(b) => others.push(Value::Bool(!b)),
            Value::Float(n) => others.push(Value::Float(n + 1.0)),
            Value::Number(n) => others.push(Value::Float(n.to_string().parse::<f64>().unwrap_or(0.0) + 1.0)),
            Value::String(text) => {
                others.push(Value::string(format!("{text}-perturbed")));
                others.extend(TEXTS.iter().map(|text| Value::string(*text)));
                others.push(Value::string(""));
            }
            Value::Map(_) => others.push(Value::Map(Map::from_iter([("perturbed", "x")]))),
            Value::List(_) => {
                let named = Map::from_iter([("name", "perturbed"), ("key", "perturbed")]);
                others.push(Value::List(List::new(vec![Value::string("perturbed")])));
                others.push(Value::List(List::new(vec![Value::Map(named)])));
            }
            Value::Nil => {
                others.extend([Value::Bool(true), Value::string("perturbed"), Value::Float(7.0)]);
                others.push(Value::Map(Map::from_iter([("perturbed", "x")])));
            }
            _ => {}
        }
        if !self.value.is_nil() {
            others.push(Value::Nil);
        }
        others
    }
}

/// A user's values with another value at a path; a list that it leads through is taken from `all` as a whole.
pub(crate) fn with(user: &Map, all: &Map, path: &[Step], value: &Value) -> Map {
    let user = user.deep_copy();
    let whole = put(&Value::Map(all.clone()), path, value);
    let cut = path.iter().position(|step| matches!(step, Step::Item(_))).unwrap_or(path.len());
    let mut at = user.clone();
    for (depth, step) in path[..cut].iter().enumerate() {
        let Step::Key(key) = step else { break };
        if depth + 1 == cut {
            at.insert(key.clone(), under(&whole, &path[..cut]));
            break;
        }
        let next = at.get_map(key).unwrap_or_default();
        at.insert(key.clone(), next.clone());
        at = next;
    }
    user
}

fn under(value: &Value, path: &[Step]) -> Value {
    let step = |value: Value, step: &Step| match (value, step) {
        (Value::Map(map), Step::Key(key)) => map.get(key).unwrap_or_default(),
        (Value::List(list), Step::Item(index)) => list.get(*index).cloned().unwrap_or_default(),
        _ => Value::Nil,
    };
    path.iter().fold(value.clone(), step)
}

fn put(whole: &Value, path: &[Step], value: &Value) -> Value {
    let Some((step, rest)) = path.split_first() else { return value.clone() };
    match (whole, step) {
        (Value::Map(map), Step::Key(key)) => {
            let copy = map.shallow_copy();
            copy.insert(key.clone(), put(&map.get(key).unwrap_or_default(), rest, value));
            Value::Map(copy)
        }
        (Value::List(list), Step::Item(index)) => {
            let mut items = list.to_vec();
            if let Some(item) = items.get_mut(*index) {
                *item = put(item, rest, value);
            }
            Value::List(List::new(items))
        }
        _ => whole.clone(),
    }
}
