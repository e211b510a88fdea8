//! Reading and changing plain data by paths.

use periplus_istio::diff::Step;
use periplus_value::{List, Map, Value};

/// The value that a path leads to.
pub(crate) fn get(value: &Value, steps: &[Step]) -> Option<Value> {
    steps.iter().try_fold(value.clone(), |value, step| match step {
        Step::Key(key) => value.as_map()?.get(key),
        step => {
            let list = value.as_list()?;
            list.get(index(list, step)?).cloned()
        }
    })
}

/// The index of the element that a step means.
pub(crate) fn index(list: &List, step: &Step) -> Option<usize> {
    match step {
        Step::Key(_) => None,
        Step::Index(index) => Some(*index).filter(|index| *index < list.len()),
        Step::Element { key, value } => {
            list.iter().position(|item| text_at(item, key).as_ref() == Some(value))
        }
    }
}

/// A scalar under a key as text.
pub(crate) fn text_at(item: &Value, key: &str) -> Option<String> {
    text(&item.as_map()?.get(key)?)
}

/// A scalar as text.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_str_lossy().into_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Int(number) => Some(number.get().to_string()),
        Value::Float(number) if number.fract() == 0.0 => Some(format!("{number:.0}")),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Sets the value under keys, making maps on the way. What is no map on the way is replaced by one.
pub(crate) fn set(root: &Map, keys: &[&str], value: Value) {
    let Some((last, way)) = keys.split_last() else { return };
    let map = way.iter().fold(root.clone(), |map, key| {
        map.get_map(key).unwrap_or_else(|| {
            let made = Map::new();
            map.insert(*key, made.clone());
            made
        })
    });
    map.insert(*last, value);
}

/// A copy without what a path leads to; nothing when it leads nowhere.
pub(crate) fn without(value: &Value, steps: &[Step]) -> Option<Value> {
    let (step, rest) = steps.split_first()?;
    let inner = |value: &Value| if rest.is_empty() { None } else { Some(without(value, rest)) };
    match (value, step) {
        (Value::Map(map), Step::Key(key)) => {
            let copy = map.shallow_copy();
            match inner(&map.get(key)?) {
                None => drop(copy.remove(key)),
                Some(changed) => drop(copy.insert(key.as_str(), changed?)),
            }
            Some(copy.into())
        }
        (Value::List(list), step) => {
            let at = index(list, step)?;
            let mut items = list.to_vec();
            match inner(&items[at]) {
                None => drop(items.remove(at)),
                Some(changed) => items[at] = changed?,
            }
            Some(List::new(items).into())
        }
        _ => None,
    }
}

/// How many scalars, empty maps and empty lists there are.
pub(crate) fn leaves(value: &Value) -> usize {
    match value {
        Value::Map(map) if !map.is_empty() => map.borrow().values().map(leaves).sum(),
        Value::List(list) if !list.is_empty() => list.iter().map(leaves).sum(),
        _ => 1,
    }
}
