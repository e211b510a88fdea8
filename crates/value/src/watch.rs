//! Values that are kept from one use to the next: what is changed in them is noted, so that it can be undone.

use crate::{Entries, Map, Value};
use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

/// A value within a watched map, with all that lies in it.
pub struct Watch {
    /// The identity of the value, if it is a map.
    root: Option<usize>,
    /// The maps that have changed since, with what they held before, by identity.
    noted: RefCell<BTreeMap<usize, (Map, Entries)>>,
    known: OnceCell<Box<dyn Any>>,
}

impl Watch {
    fn of(value: &Value) -> Rc<Self> {
        let root = value.as_map().map(Map::identity);
        Rc::new(Self { root, noted: RefCell::default(), known: OnceCell::new() })
    }

    /// Notes what a map holds, which is about to change.
    pub(crate) fn note(&self, map: &Map) {
        let mut noted = self.noted.borrow_mut();
        noted.entry(map.identity()).or_insert_with(|| (map.clone(), map.borrow().clone()));
    }

    /// Whether it is about this map as a whole, and nothing in it has changed.
    pub fn is_unchanged(&self, map: &Map) -> bool {
        self.root == Some(map.identity()) && self.noted.borrow().is_empty()
    }

    /// What somebody knows of the unchanged value.
    pub fn known(&self) -> &OnceCell<Box<dyn Any>> {
        &self.known
    }

    fn undo(&self) {
        let noted = std::mem::take(&mut *self.noted.borrow_mut());
        for (map, entries) in noted.into_values() {
            map.put_back(entries);
        }
    }
}

/// A map that is given out again and again as it was at first.
pub struct Watched {
    map: Map,
    watches: Vec<Rc<Watch>>,
}

impl Watched {
    /// Watches a map that nobody else has, nor any part of it. `Err`: somebody has.
    pub fn new(map: Map) -> Result<Self, Map> {
        if !is_alone(&map) {
            return Err(map);
        }
        let own = Watch::of(&Value::Nil);
        map.set_watch(&own);
        let mut watches = vec![own];
        for value in map.borrow().values().filter(|value| matches!(value, Value::Map(_) | Value::List(_))) {
            let watch = Watch::of(value);
            spread(value, &watch);
            watches.push(watch);
        }
        Ok(Self { map, watches })
    }

    /// The map, for somebody to use and to change.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Whether nobody has a part of it, nor has changed it.
    pub fn is_alone(&self) -> bool {
        is_alone(&self.map)
    }

    /// Makes it again what it was.
    pub fn undo(&self) {
        self.watches.iter().for_each(|watch| watch.undo());
    }
}

/// Whether there is no other owner of a map, nor of a part of it. Watches own what has changed.
fn is_alone(map: &Map) -> bool {
    !map.is_shared() && map.borrow().values().all(Value::is_alone)
}

/// Puts all maps within a value under watch.
fn spread(value: &Value, watch: &Rc<Watch>) {
    let mut pending = vec![value.clone()];
    while let Some(value) = pending.pop() {
        match value {
            Value::Map(map) => {
                map.set_watch(watch);
                pending.extend(map.borrow().values().cloned());
            }
            Value::List(list) => pending.extend(list.iter().cloned()),
            _ => {}
        }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.map.fmt(f)
    }
}
