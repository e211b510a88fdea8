//! What is known of maps and lists: the paths they stand at, and where each of their entries came from.

use super::paths::PathId;
use super::sets::{Mark, SetId};
use crate::objects::Values;
use periplus_value::{List, Map, Str, Value};
use std::collections::BTreeMap;

/// A map or a list.
#[derive(Clone, Debug)]
pub(crate) enum Container {
    Map(Map),
    List(List),
}

impl Container {
    /// The map or list that a value is; `.Values` is one as well.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Map(map) => Some(Self::Map(map.clone())),
            Value::List(list) => Some(Self::List(list.clone())),
            Value::Object(object) => {
                let values = object.as_any().downcast_ref::<Values>()?;
                Some(Self::Map(values.0.clone()))
            }
            _ => None,
        }
    }

    pub(crate) fn identity(&self) -> usize {
        match self {
            Self::Map(map) => map.identity(),
            Self::List(list) => list.identity(),
        }
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Map(map) => map.len(),
            Self::List(list) => list.len(),
        }
    }

    /// Keys or indices, with their values.
    pub(crate) fn entries(&self) -> Vec<(Step, Value)> {
        match self {
            Self::Map(map) => map.entries().into_iter().map(|(key, value)| (Step::Key(key), value)).collect(),
            Self::List(list) => list.iter().enumerate().map(|(i, v)| (Step::Item(i), v.clone())).collect(),
        }
    }

    pub(crate) fn get(&self, step: &Step) -> Option<Value> {
        match (self, step) {
            (Self::Map(map), Step::Key(key)) => map.get(key),
            (Self::List(list), Step::Item(index)) => list.get(*index).cloned(),
            _ => None,
        }
    }
}

/// A key of a map or an index of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(Str),
    Item(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Shadow {
    /// Kept, so that no other container can get its identity.
    pub(crate) container: Container,
    /// The paths at which a user can set what is in here; several after a merge.
    pub(crate) bases: Vec<PathId>,
    /// Where entries come from that are not simply those of the bases.
    pub(crate) slots: BTreeMap<Step, Mark>,
    /// Of all other entries, beside the bases.
    pub(crate) rest: Mark,
    /// What decided about all entries: calls that changed them, or would have.
    pub(crate) changes: SetId,
}

impl Shadow {
    pub(crate) fn new(container: Container) -> Self {
        Self { container, bases: Vec::new(), slots: BTreeMap::new(), rest: Mark::default(), changes: 0 }
    }
}

/// By identity.
#[derive(Debug, Default)]
pub(crate) struct Shadows(BTreeMap<usize, Shadow>);

impl Shadows {
    pub(crate) fn get(&self, container: &Container) -> Option<&Shadow> {
        self.0.get(&container.identity())
    }

    /// The shadow of a container; one that was not known starts with what is known of the value as a whole.
    pub(crate) fn of(&mut self, container: &Container, mark: Mark) -> &mut Shadow {
        let shadow = || Shadow { rest: mark, ..Shadow::new(container.clone()) };
        self.0.entry(container.identity()).or_insert_with(shadow)
    }

    pub(crate) fn put(&mut self, shadow: Shadow) {
        self.0.insert(shadow.container.identity(), shadow);
    }
}
