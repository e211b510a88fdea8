//! Values that are kept from one use to the next: what is changed in them is noted, so that it can be undone.

use crate::{Entries, Map, Value};
use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A value within a watched map, with all that lies in it.
pub struct Watch {
    /// The identity of the value, if it is a map.
    root: Option<usize>,
    /// The maps that have changed since, each once, with what they held before.
    noted: RefCell<Vec<(Map, Entries)>>,
    known: OnceCell<Box<dyn Any>>,
    /// Bytes that may still be known of the whole.
    room: Rc<Cell<usize>>,
}

impl Watch {
    fn of(value: &Value, room: &Rc<Cell<usize>>) -> Rc<Self> {
        let (root, room) = (value.as_map().map(Map::identity), Rc::clone(room));
        Rc::new(Self { root, noted: RefCell::default(), known: OnceCell::new(), room })
    }

    /// Notes what a map holds, which is about to change for the first time.
    pub(crate) fn note(&self, map: &Map) {
        self.noted.borrow_mut().push((map.clone(), map.borrow().clone()));
    }

    /// Whether it is about this map as a whole, and nothing in it has changed.
    pub fn is_unchanged(&self, map: &Map) -> bool {
        self.root == Some(map.identity()) && self.noted.borrow().is_empty()
    }

    /// What somebody knows of the unchanged value.
    pub fn known<T: 'static>(&self) -> Option<&T> {
        self.known.get()?.downcast_ref()
    }

    /// Keeps what is known of it, for the first who does, if there is room for so many bytes.
    pub fn learn(&self, bytes: usize, known: impl FnOnce() -> Box<dyn Any>) {
        if let (None, Some(room)) = (self.known.get(), self.room.get().checked_sub(bytes)) {
            self.room.set(room);
            self.known.get_or_init(known);
        }
    }

    fn undo(&self) {
        let noted = std::mem::take(&mut *self.noted.borrow_mut());
        for (map, entries) in noted {
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
    /// Watches a map that nobody else has, nor any part of it, with room for so many bytes of what is known of it. `Err`:
    /// somebody has.
    pub fn new(map: Map, room: usize) -> Result<Self, Map> {
        if !is_alone(&map) {
            return Err(map);
        }
        let room = Rc::new(Cell::new(room));
        let own = Watch::of(&Value::Nil, &room);
        map.set_watch(&own);
        let mut watches = vec![own];
        for value in map.borrow().values().filter(|value| matches!(value, Value::Map(_) | Value::List(_))) {
            let watch = Watch::of(value, &room);
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

impl Drop for Watched {
    /// What has changed owns its watch, which owns it.
    fn drop(&mut self) {
        self.undo();
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.map.fmt(f)
    }
}
