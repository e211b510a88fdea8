//! dario.cat/mergo v1.0.1 on dicts, as `merge` and `mergeOverwrite` use it.

use crate::args::as_map;
use periplus_template::{Engine, FuncError};
use periplus_value::{Kind, Map, Value};

/// Dicts that contain themselves would be walked for ever.
const DEPTH: usize = 1000;

/// As many bytes are copied in the time of merging an entry.
const ENTRY: usize = 64;

/// Fills `target` from `source`; with `overwrite` the source wins.
pub(crate) fn merge(
    engine: &mut dyn Engine,
    target: &Map,
    source: &Map,
    overwrite: bool,
) -> Result<(), FuncError> {
    merge_at(engine, target, source, overwrite, 0)
}

fn merge_at(
    engine: &mut dyn Engine,
    target: &Map,
    source: &Map,
    overwrite: bool,
    depth: usize,
) -> Result<(), FuncError> {
    engine.charge(source.len().saturating_add(1).saturating_mul(ENTRY))?;
    if depth > DEPTH {
        return Err(FuncError::limit("limit reached: dicts are nested too deeply"));
    }
    for (key, new) in source.entries() {
        let old = target.get(&key);
        if new.is_nil() {
            if overwrite {
                target.insert(key, new);
            }
            continue;
        }
        if let (Some(into), Some(from)) = (old.as_ref().and_then(as_map), as_map(&new)) {
            merge_at(engine, &into, &from, overwrite, depth + 1)?;
        }
        if new.kind() == Kind::Slice && overwrite {
            target.insert(key, new);
            continue;
        }
        if wins(old.as_ref(), &new, overwrite) {
            target.insert(key, new);
        }
    }
    Ok(())
}

/// Whether the new value takes the place of the old one. Zero values of any type count as missing; two dicts have been
/// merged already, unless the old one is still empty.
fn wins(old: Option<&Value>, new: &Value, overwrite: bool) -> bool {
    let Some(old) = old.filter(|old| old.truth()) else { return true };
    let settled = new.kind() == Kind::Slice || (new.kind() == Kind::Map && old.kind() == Kind::Map);
    overwrite && !settled
}
