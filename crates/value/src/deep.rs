//! Values within values, without recursion: a template can nest them deeper than any stack.

use crate::{List, Map, Object, Str, Value};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Values that are summed up without a book of what was seen.
const TREE: usize = 1 << 17;

/// So many containers may be dropped one within the other.
const NESTED: usize = 64;

/// Containers below so many others count for so many bytes more.
const SHALLOW: usize = 500;
const DEEP: usize = 64;

thread_local! {
    static DROPPING: Cell<usize> = const { Cell::new(0) };
}

/// Drops what a container held: at first as usual, from some depth on without recursion.
pub(crate) fn take_down<T, I: Iterator<Item = Value>>(held: T, children: impl FnOnce(T) -> I) {
    let depth = DROPPING.with(Cell::get);
    if depth >= NESTED {
        return dismantle(children(held));
    }
    DROPPING.with(|dropping| dropping.set(depth + 1));
    drop(held);
    DROPPING.with(|dropping| dropping.set(depth));
}

/// Drops containers one after the other instead of one within the other.
pub(crate) fn dismantle(children: impl Iterator<Item = Value>) {
    let mut pending: Vec<Value> = children.filter(is_container).collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Map(map) => pending.extend(map.into_values().filter(is_container)),
            Value::List(list) => pending.extend(list.into_items().into_iter().filter(is_container)),
            _ => {}
        }
    }
}

/// Whether a value can hold others.
pub(crate) fn is_container(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

impl Value {
    /// Whether nobody but the owner of this value holds a container in it.
    pub fn is_alone(&self) -> bool {
        match self {
            Value::Map(map) => !map.is_shared() && map.borrow().values().all(Value::is_alone),
            Value::List(list) => !list.is_shared() && list.iter().all(Value::is_alone),
            Value::Object(_) => false,
            _ => true,
        }
    }

    /// Another value that shares no map and no list with this one.
    #[must_use]
    pub fn deep_copy(&self) -> Value {
        match self {
            Value::Map(map) => copy(Frame::entries(map)),
            Value::List(list) if !list.is_nil() => copy(Frame::items(list)),
            other => other.clone(),
        }
    }

    /// Whether both are one map, one list or one object.
    pub fn is_same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Map(a), Value::Map(b)) => a.same(b),
            (Value::List(a), Value::List(b)) => a.same(b),
            (Value::Object(a), Value::Object(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Go's `reflect.DeepEqual`: the same types all the way down. `1` and `int64(1)` differ.
    pub fn deep_equal(&self, other: &Value) -> bool {
        // Nothing is allocated for what holds nothing.
        let (mut pending, mut seen) = (Vec::new(), BTreeSet::new());
        if !equal(self, other, &mut pending, &mut seen) {
            return false;
        }
        while let Some((a, b)) = pending.pop() {
            if !equal(&a, &b, &mut pending, &mut seen) {
                return false;
            }
        }
        true
    }
}

/// Texts and values may be nested this deep, as Go's libraries allow. In a browser, whose stack is small and can't grow,
/// it is less; nor is a fuzzer's large.
pub const MAX_DEPTH: usize = if cfg!(any(target_family = "wasm", fuzzing)) { 500 } else { GO_MAX_DEPTH };
/// How deep Go's readers of JSON and YAML go (encoding/json `maxNestingDepth`, go-yaml `max_flow_level`).
pub const GO_MAX_DEPTH: usize = 10_000;

/// Writers of JSON and YAML notice a cycle after so many levels.
const TURNS: usize = MAX_DEPTH;

/// A container whose size is being summed up.
struct Sum {
    /// Kept, so that no other container can get its identity.
    container: Value,
    identity: usize,
    rest: std::vec::IntoIter<Value>,
    total: usize,
}

impl Sum {
    /// The children of a container with their keys' bytes; `None` for all else.
    fn of(value: &Value) -> Option<Self> {
        let (identity, keys, children) = match value {
            Value::Map(map) => {
                let entries = map.borrow();
                let keys = entries.keys().map(Str::len).sum();
                (map.identity(), keys, entries.values().cloned().collect::<Vec<_>>())
            }
            Value::List(list) => (list.identity(), 0, list.to_vec()),
            _ => return None,
        };
        Some(Self { container: value.clone(), identity, rest: children.into_iter(), total: keys + 1 })
    }
}

impl Value {
    /// About how many bytes it would be as text: strings, keys and one for each value, counted as often as they would
    /// be written, and more for what lies deep, which takes longer to walk. What holds itself counts as often as a
    /// writer walks round before it gives up; what is too much to count is `usize::MAX`. The cost is that of visiting
    /// each container once, so this can be asked before anything walks a value whose parts are shared.
    pub fn expanded_size(&self) -> usize {
        if let Some(size) = (TreeSum { budget: TREE }).of(self, 0) {
            return size;
        }
        let (total, cyclic) = self.sum();
        if cyclic { total.saturating_mul(TURNS) } else { total }
    }

    /// Whether it is in itself, or a part of it is in that part.
    pub fn holds_itself(&self) -> bool {
        self.sum().1
    }

    /// The size with each turn of a cycle counted once, and whether there is one.
    fn sum(&self) -> (usize, bool) {
        let mut known: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        let mut outer: Vec<Sum> = Vec::new();
        let mut kept = Vec::new();
        let mut cyclic = false;
        let Some(mut sum) = Sum::of(&data_of(self.clone())) else { return (own_size(self), false) };
        known.insert(sum.identity, None);
        loop {
            if let Some(value) = sum.rest.next() {
                let value = data_of(value);
                let Some(inner) = Sum::of(&value) else {
                    sum.total = sum.total.saturating_add(own_size(&value));
                    continue;
                };
                match known.get(&inner.identity) {
                    Some(Some(size)) => sum.total = sum.total.saturating_add(*size),
                    Some(None) => cyclic = true,
                    None => {
                        known.insert(inner.identity, None);
                        outer.push(std::mem::replace(&mut sum, inner));
                        sum.total += if outer.len() > SHALLOW { DEEP } else { 0 };
                    }
                }
                continue;
            }
            known.insert(sum.identity, Some(sum.total));
            let Some(mut next) = outer.pop() else {
                return (sum.total, cyclic);
            };
            next.total = next.total.saturating_add(sum.total);
            kept.push(std::mem::replace(&mut sum, next).container);
        }
    }
}

/// Sums up a value without a book of what was seen: what is in two places is walked twice.
struct TreeSum {
    /// Values that may yet be walked.
    budget: usize,
}

impl TreeSum {
    /// `None` for what is too deep or too much, as what holds itself always is.
    fn of(&mut self, value: &Value, depth: usize) -> Option<usize> {
        self.budget = self.budget.checked_sub(1)?;
        match value {
            Value::Map(map) if depth < NESTED => {
                let entries = map.borrow();
                let mut sizes =
                    entries.iter().map(|(key, value)| Some(key.len() + self.of(value, depth + 1)?));
                sizes.try_fold(1, |sum: usize, size| sum.checked_add(size?))
            }
            Value::List(list) if depth < NESTED => {
                list.iter().try_fold(1, |sum: usize, value| sum.checked_add(self.of(value, depth + 1)?))
            }
            Value::Map(_) | Value::List(_) | Value::Object(_) => None,
            other => Some(own_size(other)),
        }
    }
}

/// What a named map or slice is made of; everything else as it is.
fn data_of(value: Value) -> Value {
    match &value {
        Value::Object(object) => object.data().filter(is_container).unwrap_or(value),
        _ => value,
    }
}

fn own_size(value: &Value) -> usize {
    match value {
        Value::Number(s) | Value::String(s) | Value::Bytes(s) => s.len() + 1,
        Value::Object(_) => 64,
        _ => 1,
    }
}

/// A container that is being copied.
enum Frame {
    Entries { rest: std::vec::IntoIter<(Str, Value)>, done: Map, key: Str },
    Items { list: List, done: Vec<Value> },
}

impl Frame {
    fn entries(map: &Map) -> Self {
        let done = if map.is_nil() { Map::nil(map.element()) } else { Map::typed(map.element()) };
        Frame::Entries { rest: map.entries().into_iter(), done, key: Str::default() }
    }

    fn items(list: &List) -> Self {
        Frame::Items { list: list.clone(), done: Vec::with_capacity(list.len()) }
    }

    fn next(&mut self) -> Option<Value> {
        match self {
            Frame::Entries { rest, key, .. } => {
                let (next, value) = rest.next()?;
                *key = next;
                Some(value)
            }
            Frame::Items { list, done } => list.get(done.len()).cloned(),
        }
    }

    fn put(&mut self, value: Value) {
        match self {
            Frame::Entries { done, key, .. } => {
                done.insert(key.clone(), value);
            }
            Frame::Items { done, .. } => done.push(value),
        }
    }

    fn finish(self) -> Value {
        match self {
            Frame::Entries { done, .. } => Value::Map(done),
            Frame::Items { list, done } => Value::List(List::typed(list.element(), done)),
        }
    }
}

fn copy(mut frame: Frame) -> Value {
    let mut outer = Vec::new();
    loop {
        match frame.next() {
            Some(Value::Map(map)) => outer.push(std::mem::replace(&mut frame, Frame::entries(&map))),
            Some(Value::List(list)) if !list.is_nil() => {
                outer.push(std::mem::replace(&mut frame, Frame::items(&list)));
            }
            Some(value) => frame.put(value),
            None => match outer.pop() {
                None => return frame.finish(),
                Some(next) => {
                    let inner = std::mem::replace(&mut frame, next).finish();
                    frame.put(inner);
                }
            },
        }
    }
}

type Pairs = Vec<(Value, Value)>;

/// Whether two values are equal but for what they hold, which is added to the pairs still to compare. A pair of
/// containers is looked into once: cycles end, and what is shared is not compared again and again.
fn equal(a: &Value, b: &Value, pending: &mut Pairs, seen: &mut BTreeSet<(usize, usize)>) -> bool {
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Number(a), Value::Number(b))
        | (Value::String(a), Value::String(b))
        | (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            let done = a.overlays(b) || !seen.insert((a.identity(), b.identity()));
            lists(a, b, done, pending)
        }
        (Value::Map(a), Value::Map(b)) => {
            let done = a.same(b) || !seen.insert((a.identity(), b.identity()));
            maps(a, b, done, pending)
        }
        (Value::Object(a), Value::Object(b)) => objects(a, b, pending),
        _ => false,
    }
}

/// A nil slice equals only a nil slice.
fn lists(a: &List, b: &List, done: bool, pending: &mut Pairs) -> bool {
    if !done {
        pending.extend(a.iter().cloned().zip(b.iter().cloned()));
    }
    a.element() == b.element() && a.is_nil() == b.is_nil() && a.len() == b.len()
}

/// As slices; the keys must be the same as well.
fn maps(a: &Map, b: &Map, done: bool, pending: &mut Pairs) -> bool {
    if a.element() != b.element() || a.is_nil() != b.is_nil() || a.len() != b.len() {
        return false;
    }
    if done {
        return true;
    }
    let (a, b) = (a.borrow(), b.borrow());
    pending.extend(a.values().cloned().zip(b.values().cloned()));
    a.keys().eq(b.keys())
}

fn objects(a: &Rc<dyn Object>, b: &Rc<dyn Object>, pending: &mut Pairs) -> bool {
    if Rc::ptr_eq(a, b) {
        return true;
    }
    let same = match (a.data(), b.data()) {
        (Some(a), Some(b)) => {
            pending.push((a, b));
            true
        }
        (None, None) => a.text() == b.text(),
        _ => false,
    };
    a.go_type() == b.go_type() && same
}
