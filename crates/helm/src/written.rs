//! The long texts that `toYaml` wrote in a render: what a template prints of them needn't be read again to know what it is.

use periplus_value::{Str, Value};
use periplus_yaml::{Emitted, entry_lines};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Shorter texts are read as quickly as they are compared.
const LONG: usize = 512;

/// Texts of mappings that are read without a fault and written the same again. Clones are the same texts.
#[derive(Clone, Debug, Default)]
pub struct Written(Rc<RefCell<BTreeSet<Str>>>);

impl Written {
    /// The text of a value, as `toYaml` gives it.
    pub(crate) fn keep(&self, value: &Value, emitted: Emitted) -> Str {
        let keeps = emitted.text.len() >= LONG && value.as_map().is_some() && emitted.lasts();
        let text = without_line_end(emitted.text);
        if keeps {
            self.0.borrow_mut().insert(text.clone());
        }
        text
    }

    /// A document without plain comments in front and without its last line feed, if it is one of these texts.
    pub fn find(&self, document: &[u8]) -> Option<Str> {
        let mut rest = document;
        while let Some(b'#' | b'\n') = rest.first() {
            let (line, behind) = rest.split_at(memchr::memchr(b'\n', rest)?);
            // Other characters may end a line, or have no place in a text.
            if !line.iter().all(|b| matches!(b, b'\t' | b' '..=b'~')) {
                return None;
            }
            rest = &behind[1..];
        }
        self.0.borrow().get(rest.strip_suffix(b"\n").unwrap_or(rest)).cloned()
    }

    /// A document as a text, which is shared if it is one of these.
    pub(crate) fn shared(&self, document: &[u8]) -> Str {
        self.0.borrow().get(document).cloned().unwrap_or_else(|| Str::from(document))
    }

    /// The part of a document that tells of the entries with these keys, in any case, if it is one of these texts.
    pub(crate) fn head(&self, document: &[u8], keys: &[&str]) -> Option<Vec<u8>> {
        self.find(document).map(|text| entry_lines(text.as_bytes(), keys))
    }
}

/// What Helm's functions give of a text.
pub(crate) fn without_line_end(mut text: String) -> Str {
    if text.ends_with('\n') {
        text.pop();
    }
    text.into()
}
