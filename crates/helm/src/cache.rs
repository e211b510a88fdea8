//! What is kept so that nothing is parsed twice: between renders a chart's template sets, schemas and heads of documents,
//! within one the text that its templates read last.

use crate::error::DocumentFault;
use crate::manifest::{Head, read_head};
use crate::reread::Reread;
use crate::schema::Known;
use crate::written::Written;
use periplus_template::Set;
use periplus_value::{Str, Value, changes};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

/// Bytes of documents whose heads are kept; beyond that all are forgotten.
const MAX_BYTES: usize = 32 << 20;

/// See the module.
#[derive(Default)]
pub(crate) struct Cache {
    /// The schemas for values.
    pub(crate) schemas: Known,
    pub(crate) reread: Reread,
    heads: RefCell<Heads>,
    /// The templates of the last render: their names and texts in order, and the parsed set.
    set: RefCell<Option<(TemplateKey, Set)>>,
}

/// Names and texts of templates; texts are compared by place in memory, since a chart never changes them.
pub(crate) type TemplateKey = Vec<(Str, *const u8)>;

#[derive(Default)]
struct Heads {
    bytes: usize,
    by_text: BTreeMap<Str, Rc<Head>>,
}

/// The value of the text that was read last: charts read a text for one thing in it, and then once more.
#[derive(Default)]
pub(crate) struct LastRead(Option<Read>);

/// What was read from a text, with its size, and how often values had changed by then.
struct Read {
    text: Str,
    value: Value,
    size: usize,
    changes: u64,
}

impl LastRead {
    /// Shorter texts are read as quickly as they are compared.
    const LONG: usize = 512;

    /// What was read from this text, and its size, if it was the last one, nobody has it any more, and nobody can have
    /// changed it.
    pub(crate) fn take(&mut self, text: &Str) -> Option<(Value, usize)> {
        let read = self.0.take_if(|read| read.text == *text)?;
        let is_same = read.changes == changes() && read.value.is_alone();
        is_same.then(|| {
            let Read { value, size, .. } = self.0.insert(read);
            (value.clone(), *size)
        })
    }

    /// Keeps it.
    pub(crate) fn keep(&mut self, text: &Str, value: &Value, size: usize) {
        let read = || Read { text: text.clone(), value: value.clone(), size, changes: changes() };
        self.0 = (text.len() >= Self::LONG).then(read);
    }
}

impl Cache {
    /// The head of a document.
    pub(crate) fn head(&self, text: &Str, written: &Written) -> Result<Rc<Head>, DocumentFault> {
        if let Some(head) = self.heads.borrow().by_text.get(text) {
            return Ok(Rc::clone(head));
        }
        let head = Rc::new(read_head(text.as_bytes(), written)?);
        let mut heads = self.heads.borrow_mut();
        if heads.bytes + text.len() > MAX_BYTES {
            *heads = Heads::default();
        }
        heads.bytes += text.len();
        heads.by_text.insert(text.clone(), Rc::clone(&head));
        Ok(head)
    }

    /// The set of these templates, if it is that of the last render.
    pub(crate) fn set(&self, key: &TemplateKey) -> Option<Set> {
        self.set.borrow().as_ref().filter(|(known, _)| known == key).map(|(_, set)| set.clone())
    }

    pub(crate) fn keep_set(&self, key: TemplateKey, set: Set) {
        *self.set.borrow_mut() = Some((key, set));
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cache")
    }
}
