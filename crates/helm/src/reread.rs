//! Long texts that a chart reads with `fromYaml` in every render, and their values. From the third render on they are not
//! parsed: a value is given out as it was, since what a render changes in it is noted and undone.

use periplus_value::{Map, Str, Value, Watched};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Shorter texts are parsed as quickly. A fuzzer's are short.
const LONG: usize = if cfg!(fuzzing) { 8 } else { 2 << 10 };
/// Bytes of texts that are kept.
const MAX_BYTES: usize = 8 << 20;
/// As many times their bytes may what was written of their values have.
const WRITTEN: usize = 4;
/// Renders without a text after which it is forgotten.
const PATIENCE: u64 = 8;

/// See the module. Clones are the same texts.
#[derive(Clone, Default)]
pub(crate) struct Reread(Rc<RefCell<Texts>>);

#[derive(Default)]
struct Texts {
    render: u64,
    bytes: usize,
    by_text: BTreeMap<Str, Known>,
}

struct Known {
    /// The last render that read the text.
    render: u64,
    /// `None` in the first one: most charts are rendered once.
    kept: Option<Kept>,
}

struct Kept {
    value: Watched,
    /// What is accounted for it.
    size: usize,
}

impl Reread {
    /// A render begins: all values are what they were.
    pub(crate) fn begin(&self) {
        let texts = &mut *self.0.borrow_mut();
        for Kept { value, .. } in texts.by_text.values().filter_map(|known| known.kept.as_ref()) {
            value.undo();
        }
        texts.by_text.retain(|_, known| texts.render - known.render < PATIENCE);
        texts.bytes = texts.by_text.keys().map(Str::len).sum();
        texts.render += 1;
    }

    /// The value of a text, and its size, unless somebody has or has changed a part of it in this render.
    pub(crate) fn give(&self, text: &Str) -> Option<(Value, usize)> {
        let texts = &mut *self.0.borrow_mut();
        let known = texts.by_text.get_mut(text)?;
        let kept = known.kept.as_ref()?;
        if known.render == texts.render && !kept.value.is_alone() {
            return None;
        }
        known.render = texts.render;
        Some((Value::Map(kept.value.map().clone()), kept.size))
    }

    /// Takes note of what was read from a text; the same map.
    pub(crate) fn keep(&self, text: &Str, map: Map, size: usize) -> Map {
        let texts = &mut *self.0.borrow_mut();
        if text.len() < LONG {
            return map;
        }
        let render = texts.render;
        let Some(known) = texts.by_text.get_mut(text) else {
            if texts.bytes + text.len() <= MAX_BYTES {
                texts.bytes += text.len();
                texts.by_text.insert(text.clone(), Known { render, kept: None });
            }
            return map;
        };
        if known.render == render {
            return map;
        }
        known.render = render;
        match Watched::new(map, text.len().saturating_mul(WRITTEN)) {
            Ok(value) => {
                let map = value.map().clone();
                known.kept = Some(Kept { value, size });
                map
            }
            Err(map) => map,
        }
    }
}
