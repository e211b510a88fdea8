//! Go's map with string keys: shared and mutable, always walked in key order.

use crate::changes::changed;
use crate::deep::{is_container, take_down};
use crate::entries::Entries;
use crate::{Str, Type, Value, Watch};
use std::cell::{OnceCell, Ref, RefCell};
use std::fmt;
use std::rc::Rc;

/// A shared, mutable `map[string]T`. Clones are the same map; [`Map::deep_copy`] makes another.
///
/// Go walks maps in random order wherever order shows; templates, YAML and JSON sort the keys by bytes. This map
/// always has that order.
#[derive(Clone)]
pub struct Map(Rc<Inner>);

struct Inner {
    element: &'static Type,
    nil: bool,
    entries: RefCell<Entries>,
    watch: OnceCell<Rc<Watch>>,
}

impl Map {
    /// An empty `map[string]interface {}`.
    pub fn new() -> Self {
        Self::typed(&Type::Any)
    }

    /// An empty `map[string]T`.
    pub fn typed(element: &'static Type) -> Self {
        Self(Rc::new(Inner { element, nil: false, entries: RefCell::default(), watch: OnceCell::new() }))
    }

    /// The nil map of an element type: empty, JSON `null`, and not to be inserted into (a panic in Go).
    pub fn nil(element: &'static Type) -> Self {
        Self(Rc::new(Inner { element, nil: true, entries: RefCell::default(), watch: OnceCell::new() }))
    }

    /// Whether somebody else has this map, too.
    pub fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 1
    }

    /// Whether this is the nil map.
    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// The element type.
    pub fn element(&self) -> &'static Type {
        self.0.element
    }

    /// The value of a key.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.0.entries.borrow().get(key.as_ref()).cloned()
    }

    /// Sets a key; the old value, if there was one.
    pub fn insert(&self, key: impl Into<Str>, value: impl Into<Value>) -> Option<Value> {
        self.changes();
        self.0.entries.borrow_mut().insert(key.into(), value.into())
    }

    /// Removes a key; its value, if there was one.
    pub fn remove(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.changes();
        self.0.entries.borrow_mut().remove(key.as_ref())
    }

    fn changes(&self) {
        changed();
        if let Some(watch) = self.0.watch.get() {
            watch.note(self);
        }
    }

    /// What watches this map.
    pub fn watch(&self) -> Option<&Watch> {
        self.0.watch.get().map(Rc::as_ref)
    }

    /// Puts it under watch, for good.
    pub(crate) fn set_watch(&self, watch: &Rc<Watch>) {
        self.0.watch.get_or_init(|| Rc::clone(watch));
    }

    /// Makes it hold what it held before.
    pub(crate) fn put_back(&self, entries: Entries) {
        changed();
        *self.0.entries.borrow_mut() = entries;
    }

    /// Whether the key is there (its value may be nil).
    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        self.0.entries.borrow().contains_key(key.as_ref())
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.0.entries.borrow().len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.entries.borrow().is_empty()
    }

    /// The entries, borrowed: don't change this map while the borrow lives.
    pub fn borrow(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    /// The keys in order.
    pub fn keys(&self) -> Vec<Str> {
        self.borrow().keys().cloned().collect()
    }

    /// The entries in key order, cloned, so that the map may change while they are walked.
    pub fn entries(&self) -> Vec<(Str, Value)> {
        self.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// The map under a key, if there is one.
    pub fn get_map(&self, key: impl AsRef<[u8]>) -> Option<Map> {
        match self.get(key) {
            Some(Value::Map(map)) => Some(map),
            _ => None,
        }
    }

    /// Another map with the same keys and values; nested maps are shared.
    #[must_use]
    pub fn shallow_copy(&self) -> Map {
        let entries = RefCell::new(self.borrow().clone());
        Self(Rc::new(Inner { element: self.0.element, nil: self.0.nil, entries, watch: OnceCell::new() }))
    }

    /// Whether both are the same map in memory.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// A number that is the same for the same map in memory and for no other that lives.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<u8>() as usize
    }

    /// Another map whose nested maps and lists are copied as well.
    #[must_use]
    pub fn deep_copy(&self) -> Map {
        match Value::Map(self.clone()).deep_copy() {
            Value::Map(map) => map,
            _ => self.clone(),
        }
    }

    /// The values, if nobody else has this map.
    pub(crate) fn into_values(self) -> impl Iterator<Item = Value> {
        let entries = Rc::into_inner(self.0).map(|mut inner| std::mem::take(inner.entries.get_mut()));
        entries.unwrap_or_default().into_values()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let entries = self.entries.get_mut();
        if entries.values().any(is_container) {
            take_down(std::mem::take(entries), Entries::into_values);
        }
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Into<Str>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        Self(Rc::new(Inner {
            element: &Type::Any,
            nil: false,
            entries: RefCell::new(entries),
            watch: OnceCell::new(),
        }))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.borrow().iter()).finish()
    }
}
