//! dario.cat/mergo v1.0.1 on dicts, as `merge` and `mergeOverwrite` use it. Without recursion: a template can nest dicts
//! deeper than any stack.

use crate::args::map_of;
use crate::merge_structs::{merge_pointers, merge_structs};
use periplus_template::{Engine, FuncError};
use periplus_value::{Kind, MAX_DEPTH, Map, Str, Type, Value};
use std::vec::IntoIter;

/// As many bytes are copied in the time of merging an entry.
const ENTRY: usize = 64;

/// Why a merge ended early.
pub(crate) enum Fault {
    /// What mergo returns, which is told or not.
    Returned(&'static str),
    /// What it panics with, which always is.
    Panic(FuncError),
}

impl From<FuncError> for Fault {
    fn from(error: FuncError) -> Self {
        Fault::Panic(error)
    }
}

/// Two dicts of which one is being filled from the other.
struct Level {
    target: Map,
    /// The type of what the source holds.
    element: Type,
    rest: IntoIter<(Str, Value)>,
    /// The entry that is being merged: its name, the new value, the old one.
    entry: (Str, Value, Option<Value>),
}

/// Fills `target` from `source`; with `overwrite` the source wins. Dicts that contain themselves would be walked for ever.
pub(crate) fn merge(
    engine: &mut dyn Engine,
    target: &Map,
    source: &Map,
    overwrite: bool,
) -> Result<(), Fault> {
    let (mut outer, mut level) = (Vec::new(), Level::new(engine, target.clone(), source)?);
    loop {
        match level.next(overwrite)? {
            Some((into, from)) => {
                let inner = Level::new(engine, into, &from)?;
                outer.push(std::mem::replace(&mut level, inner));
                if outer.len() > MAX_DEPTH {
                    return Err(FuncError::limit("limit reached: dicts are nested too deeply").into());
                }
            }
            None => match outer.pop() {
                Some(next) => {
                    level = next;
                    level.settle(overwrite)?;
                }
                None => return Ok(()),
            },
        }
    }
}

impl Level {
    fn new(engine: &mut dyn Engine, target: Map, source: &Map) -> Result<Self, FuncError> {
        engine.charge(source.len().saturating_add(1).saturating_mul(ENTRY))?;
        let (element, rest) = (*source.element(), source.entries().into_iter());
        Ok(Self { target, element, rest, entry: Default::default() })
    }

    /// Merges entries up to the next of which both values are dicts; these.
    fn next(&mut self, overwrite: bool) -> Result<Option<(Map, Map)>, Fault> {
        while let Some((name, new)) = self.rest.next() {
            let old = self.target.get(&name);
            if new.is_nil() {
                if overwrite {
                    self.put(name, new, self.element)?;
                }
                continue;
            }
            let both = old.as_ref().map_or(Ok(None), |old| below(old, &new, overwrite))?;
            self.entry = (name, new, old);
            if both.is_some() {
                return Ok(both);
            }
            self.put_slice(overwrite)?;
            self.settle(overwrite)?;
        }
        Ok(None)
    }

    /// Puts a slice in the old value's place, or where there is none; as what it is, not as what the source says it holds.
    fn put_slice(&self, overwrite: bool) -> Result<(), FuncError> {
        let (name, new, old) = &self.entry;
        let Some(slice) = new.go_type().filter(|t| t.kind() == Kind::Slice) else { return Ok(()) };
        let is_there = old.as_ref().is_some_and(|old| !old.is_nil());
        if is_there && self.target.element().kind() == Kind::String {
            return Err("reflect: call of reflect.Value.IsNil on string Value".into());
        }
        if overwrite || !is_there { self.put(name.clone(), new.clone(), slice) } else { Ok(()) }
    }

    /// Puts the new value in the old one's place, if that is what comes of the entry.
    fn settle(&mut self, overwrite: bool) -> Result<(), FuncError> {
        let (name, new, old) = std::mem::take(&mut self.entry);
        if wins(old.as_ref(), &new, overwrite) { self.put(name, new, self.element) } else { Ok(()) }
    }

    /// Go's `SetMapIndex` with a value of a type.
    fn put(&self, name: Str, value: Value, from: Type) -> Result<(), FuncError> {
        let to = *self.target.element();
        if to != Type::Any && to != from {
            let fault =
                format!("reflect.Value.SetMapIndex: value of type {from} is not assignable to type {to}");
            return Err(fault.into());
        }
        self.target.insert(name, value);
        Ok(())
    }
}

/// What is to be done about a value that may hold others and the old one, before it is decided which of them stays: two
/// dicts are to be merged next.
fn below(old: &Value, new: &Value, overwrite: bool) -> Result<Option<(Map, Map)>, Fault> {
    let map = |value: &Value| map_of(value).filter(|map| !map.is_nil());
    match (old.kind(), new.kind()) {
        (Kind::Map, Kind::Map) => return Ok(map(old).zip(map(new))),
        (Kind::Map, Kind::Struct) if map(old).is_none() => {
            return Err(FuncError::from("reflect: call of reflect.Value.IsNil on struct Value").into());
        }
        (Kind::Struct, Kind::Map | Kind::Struct | Kind::Ptr) => merge_structs(old, new)?,
        (Kind::Ptr, Kind::Ptr) => merge_pointers(old, new, overwrite)?,
        (Kind::Ptr, Kind::Map) if !overwrite && map(new).is_some() => return Err(different()),
        (Kind::Ptr, Kind::Struct) if !overwrite && !points_to(old, new) => return Err(different()),
        _ => {}
    }
    Ok(None)
}

fn different() -> Fault {
    Fault::Returned("src and dst must be of same type")
}

fn points_to(pointer: &Value, value: &Value) -> bool {
    let name = |value: &Value| value.go_type().map(|t| t.to_string()).unwrap_or_default();
    name(pointer).strip_prefix('*') == Some(&name(value))
}

/// Whether the new value takes the place of the old one. Zero values of nearly any type count as missing; two dicts have
/// been merged already, unless the old one is still empty.
fn wins(old: Option<&Value>, new: &Value, overwrite: bool) -> bool {
    let Some(old) = old.filter(|old| !is_empty(old)) else { return true };
    let settled = new.kind() == Kind::Slice || (new.kind() == Kind::Map && old.kind() == Kind::Map);
    overwrite && !settled
}

/// mergo's `isEmptyValue`, which doesn't know complex numbers.
fn is_empty(value: &Value) -> bool {
    !value.truth() && value.kind() != Kind::Complex128
}
