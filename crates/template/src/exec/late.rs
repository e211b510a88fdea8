//! What functions may ask of the executor: `include` and `tpl` as Helm's engine defines them (pkg/engine/engine.go).

use super::Executor;
use crate::error::FuncError;
use crate::funcs::{Engine, ITEM};
use crate::parser::Parsed;
use crate::set::Set;
use crate::tracer::Tracer;
use memchr::memmem;
use periplus_value::{Str, Value, quote};

/// More executions of one name within each other than this are an error.
const MAX_INCLUDES: usize = 1000;

/// More executions by functions within each other than this are an error. Each takes more of the native stack than one
/// by `template`, and a line of the error's text.
const MAX_LATE: usize = 10_000;

/// Bytes of the texts of `tpl` that errors quote; each of those around the one that failed is quoted again.
pub(super) const QUOTED: usize = 1 << 20;

/// What is written for no value; `tpl` drops it.
const NO_VALUE: &[u8] = b"<no value>";

/// About the bytes that the trees of a text take for each of its own.
const TREE: usize = 8;

/// Parsed texts of `tpl` that are kept.
const MAX_PARSED: usize = 1000;

impl<T: Tracer> Engine for Executor<'_, T> {
    fn include(&mut self, name: &Str, dot: &Value) -> Result<Str, FuncError> {
        self.enter_late()?;
        let count = self.included.entry(name.clone()).or_insert(0);
        if *count > MAX_INCLUDES {
            let message =
                format!("rendering template has a nested reference name: {name}: unable to execute template");
            return Err(message.into());
        }
        *count += 1;
        let [name_mark, dot_mark] = self.first_and_last();
        let outer = self.control.clone();
        self.control = self.join(&outer, &name_mark);
        self.tracer.begin_output();
        let done = self.execute_marked(name.as_bytes(), dot.clone(), dot_mark);
        self.control = outer;
        self.late -= 1;
        if let Some(count) = self.included.get_mut(name) {
            *count -= 1;
        }
        self.captured(done).map_err(|error| FuncError::wrap("", *error))
    }

    fn tpl(&mut self, text: &Str, dot: &Value) -> Result<Str, FuncError> {
        self.charge(text.len())?;
        // Without an action nothing would change but the words for no value.
        if memmem::find(text.as_bytes(), b"{{").is_none() {
            [self.inner_mark, _] = self.first_and_last();
            return Ok(without_no_value(text.clone()));
        }
        let parsed = self.parse_tpl(text)?;
        self.charge(parsed.trees.len().saturating_mul(ITEM))?;
        let mut set = self.set.layered();
        set.add(&parsed);
        self.enter_late()?;
        let outer = std::mem::replace(&mut self.set, set);
        let done = self.execute_tpl(&parsed, text, dot);
        self.set = outer;
        self.late -= 1;
        done.map(without_no_value).map_err(|error| {
            let text = self.quoted(text);
            FuncError::wrap(format!("error during tpl function execution for {text}: "), *error)
        })
    }

    fn charge(&mut self, amount: usize) -> Result<(), FuncError> {
        match self.work.checked_sub(amount) {
            Some(left) => {
                self.work = left;
                Ok(())
            }
            None => Err(FuncError::limit("limit reached: too much work")),
        }
    }

    fn budget(&self) -> usize {
        self.work
    }
}

impl<T: Tracer> Executor<'_, T> {
    /// The marks of the first and the last argument of the function being called: name or text, and dot.
    fn first_and_last(&mut self) -> [T::Mark; 2] {
        let marks = std::mem::take(&mut self.call_marks);
        [marks.first(), marks.last()].map(|mark| mark.cloned().unwrap_or_default())
    }

    /// Ends an output that has been captured: its text becomes a value with a mark.
    fn captured(&mut self, done: super::Result<Str>) -> super::Result<Str> {
        let empty = Str::default();
        self.inner_mark = self.tracer.end_output(done.as_ref().unwrap_or(&empty));
        done
    }

    /// Begins an execution by a function, which ends with a decrement.
    fn enter_late(&mut self) -> Result<(), FuncError> {
        if self.late == MAX_LATE {
            return Err(FuncError::limit("limit reached: too many templates within templates"));
        }
        self.late += 1;
        Ok(())
    }

    /// A text as an error shows it: quoted, as long as there is room for it.
    fn quoted(&mut self, text: &Str) -> String {
        match self.quoted.checked_sub(text.len()) {
            Some(left) => {
                self.quoted = left;
                quote(text.as_bytes())
            }
            None => "…".to_owned(),
        }
    }

    fn parse_tpl(&mut self, text: &Str) -> Result<Parsed, FuncError> {
        if let Some(parsed) = self.parsed.get(text) {
            return Ok(parsed.clone());
        }
        self.charge(text.len().saturating_mul(TREE))?;
        let root = self.options.root.clone();
        let parsed =
            Set::parse_only(&self.set, root, text.clone(), &self.options.limits).map_err(|error| {
                let text = self.quoted(text);
                FuncError::wrap(format!("cannot parse template {text}: "), *error)
            })?;
        if self.parsed.len() < MAX_PARSED {
            self.parsed.insert(text.clone(), parsed.clone());
        }
        Ok(parsed)
    }

    fn execute_tpl(&mut self, parsed: &Parsed, text: &Str, dot: &Value) -> super::Result<Str> {
        let root = self.options.root.clone();
        let [text_mark, dot_mark] = self.first_and_last();
        let text_mark = self.tracer.parsed(text, &text_mark);
        let outer = self.control.clone();
        self.control = self.join(&outer, &text_mark);
        self.tracer.begin_output();
        let tree = parsed.trees.iter().find(|tree| tree.name == root);
        let done = match tree {
            Some(tree) => self.execute_tree(tree, dot.clone(), dot_mark),
            None => Ok(Str::default()),
        };
        self.control = outer;
        self.captured(done)
    }
}

/// The text without the words for no value.
fn without_no_value(text: Str) -> Str {
    let bytes = text.as_bytes();
    let mut places = memmem::find_iter(bytes, NO_VALUE).peekable();
    if places.peek().is_none() {
        return text;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut end = 0;
    for at in places {
        out.extend_from_slice(&bytes[end..at]);
        end = at + NO_VALUE.len();
    }
    out.extend_from_slice(&bytes[end..]);
    out.into()
}
