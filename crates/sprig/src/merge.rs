//! dario.cat/mergo v1.0.1 on dicts, as `merge` and `mergeOverwrite` use it. Without recursion: a template can nest dicts
//! deeper than any stack.

use crate::args::as_map;
use periplus_template::{Engine, FuncError};
use periplus_value::{Kind, MAX_DEPTH, Map, Str, Value};
use std::vec::IntoIter;

/// As many bytes are copied in the time of merging an entry.
const ENTRY: usize = 64;

/// Two dicts of which one is being filled from the other.
struct Level {
    target: Map,
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
) -> Result<(), FuncError> {
    let (mut outer, mut level) = (Vec::new(), Level::new(engine, target.clone(), source)?);
    loop {
        match level.next(overwrite) {
            Some((into, from)) => {
                let inner = Level::new(engine, into, &from)?;
                outer.push(std::mem::replace(&mut level, inner));
                if outer.len() > MAX_DEPTH {
                    return Err(FuncError::limit("limit reached: dicts are nested too deeply"));
                }
            }
            None => match outer.pop() {
                Some(next) => {
                    level = next;
                    level.settle(overwrite);
                }
                None => return Ok(()),
            },
        }
    }
}

impl Level {
    fn new(engine: &mut dyn Engine, target: Map, source: &Map) -> Result<Self, FuncError> {
        engine.charge(source.len().saturating_add(1).saturating_mul(ENTRY))?;
        Ok(Self { target, rest: source.entries().into_iter(), entry: Default::default() })
    }

    /// Merges entries up to the next of which both values are dicts; these.
    fn next(&mut self, overwrite: bool) -> Option<(Map, Map)> {
        while let Some((name, new)) = self.rest.next() {
            let old = self.target.get(&name);
            if new.is_nil() {
                if overwrite {
                    self.target.insert(name, new);
                }
                continue;
            }
            let both = old.as_ref().and_then(as_map).zip(as_map(&new));
            self.entry = (name, new, old);
            if both.is_some() {
                return both;
            }
            self.settle(overwrite);
        }
        None
    }

    /// Puts the new value in the old one's place, if that is what comes of the entry.
    fn settle(&mut self, overwrite: bool) {
        let (name, new, old) = std::mem::take(&mut self.entry);
        if new.kind() == Kind::Slice && overwrite || wins(old.as_ref(), &new, overwrite) {
            self.target.insert(name, new);
        }
    }
}

/// Whether the new value takes the place of the old one. Zero values of any type count as missing; two dicts have been
/// merged already, unless the old one is still empty.
fn wins(old: Option<&Value>, new: &Value, overwrite: bool) -> bool {
    let Some(old) = old.filter(|old| old.truth()) else { return true };
    let settled = new.kind() == Kind::Slice || (new.kind() == Kind::Map && old.kind() == Kind::Map);
    overwrite && !settled
}
