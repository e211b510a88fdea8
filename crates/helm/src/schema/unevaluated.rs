//! Which properties and items of a value no keyword has looked at yet.

use super::draft::Draft;
use periplus_value::{Map, Str, Value};
use std::collections::BTreeSet;

/// What `unevaluatedProperties` and `unevaluatedItems` are about; empty when nobody asks.
#[derive(Debug, Default)]
pub(super) struct Unevaluated {
    pub(super) properties: BTreeSet<Str>,
    pub(super) items: BTreeSet<usize>,
}

impl Unevaluated {
    /// Everything in a value that a schema's own keywords don't cover, if the schema or who applies it asks.
    pub(super) fn of(value: &Value, schema: Option<&Map>, wanted: bool, draft: Draft) -> Self {
        let asks = |keyword: &str| wanted || schema.is_some_and(|map| map.contains(keyword));
        let has = |keyword: &str| schema.is_some_and(|map| map.contains(keyword));
        let mut rest = Self::default();
        match value {
            Value::Map(object) if asks("unevaluatedProperties") && !has("additionalProperties") => {
                rest.properties = object.keys().into_iter().collect();
            }
            Value::List(list) if asks("unevaluatedItems") => {
                let (covered, first) = schema.map_or((false, 0), |map| covered_items(map, draft));
                if !covered {
                    rest.items = (first..list.len()).collect();
                }
            }
            _ => {}
        }
        rest
    }

    pub(super) fn len(&self) -> usize {
        self.properties.len() + self.items.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Another schema looked at the same value: what both left is left.
    pub(super) fn keep_only(&mut self, other: &Self) {
        self.properties.retain(|name| other.properties.contains(name));
        self.items.retain(|index| other.items.contains(index));
    }
}

/// Whether a schema covers all items, and else how many of the first.
fn covered_items(map: &Map, draft: Draft) -> (bool, usize) {
    let listed = |keyword: &str| map.get(keyword).and_then(|v| v.as_list().map(|list| list.len()));
    if draft >= Draft::V2020 {
        return (map.contains("items"), listed("prefixItems").unwrap_or(0));
    }
    let tuple = listed("items");
    let all = tuple.is_none() && map.contains("items") || tuple.is_some() && map.contains("additionalItems");
    (all, tuple.unwrap_or(0))
}
