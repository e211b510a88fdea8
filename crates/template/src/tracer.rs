//! Watching an execution: where each byte of output comes from.

use periplus_value::{Str, Value};
use std::ops::Range;

/// Watches an execution. Every value carries a [`Tracer::Mark`], which says what it was made from: variables, dots,
/// fields, results of functions. With [`Untraced`] marks have no size and all of this compiles to nothing.
pub trait Tracer {
    /// What a value was made from. The default: from the template alone.
    type Mark: Clone + Default;

    /// Whether anything is watched. What serves watching alone is left out otherwise.
    const WATCHES: bool = true;

    /// The mark of what is under a key (present or not) of a map or struct; `owner` is that one's own mark.
    /// Maps can be known by [`periplus_value::Map::identity`].
    fn read(&mut self, container: &Value, key: &[u8], owner: &Self::Mark) -> Self::Mark;

    /// The mark of an item of a list.
    fn item(&mut self, list: &Value, index: usize, owner: &Self::Mark) -> Self::Mark {
        let (_, _) = (list, index);
        owner.clone()
    }

    /// The mark of what was made from both.
    fn join(&mut self, a: &Self::Mark, b: &Self::Mark) -> Self::Mark;

    /// The mark of what is decided by a value: whether nodes are executed, which of several values is taken.
    fn decided(&mut self, value: &Value, mark: &Self::Mark) -> Self::Mark {
        let _ = value;
        mark.clone()
    }

    /// A function or method was called; the mark of its result.
    fn called(&mut self, call: &Called<'_, Self::Mark>) -> Self::Mark {
        call.marks.iter().fold(call.inner.clone(), |mark, arg| self.join(&mark, arg))
    }

    /// Bytes were written to the innermost output: text of the template, or a value with its mark. `control` is the
    /// mark of what decided that they are written (`if`, `with`, `range`).
    fn wrote(
        &mut self,
        output: Range<usize>,
        place: Place<'_>,
        control: &Self::Mark,
        written: Option<(&Value, &Self::Mark)>,
    );

    /// Nodes were not executed, which what `control` is the mark of decided. They would have written at this offset.
    fn skipped(&mut self, output: usize, place: Place<'_>, gap: Gap, control: &Self::Mark) {
        let (_, _, _, _) = (output, place, gap, control);
    }

    /// A function call was not executed; its first argument with its mark.
    fn skipped_call(&mut self, function: &str, first: (&Value, &Self::Mark), control: &Self::Mark) {
        let (_, _, _) = (function, first, control);
    }

    /// Whether the text that a function returns starts with a line end, and calls of it change nothing on the line
    /// before.
    fn opens_line(function: &str) -> bool {
        let _ = function;
        false
    }

    /// Whether a function changes its first argument.
    fn changes_first(function: &str) -> bool {
        let _ = function;
        false
    }

    /// A text is going to be executed as a template (`tpl`): the mark of all that it writes.
    fn parsed(&mut self, text: &Str, mark: &Self::Mark) -> Self::Mark {
        let _ = text;
        mark.clone()
    }

    /// What is written from here on goes to an output of its own (`include`, `tpl`).
    fn begin_output(&mut self);

    /// That output is complete (empty after an error) and becomes a string value; its mark.
    fn end_output(&mut self, text: &Str) -> Self::Mark;
}

/// A call that has been made.
#[derive(Clone, Copy, Debug)]
pub struct Called<'c, M> {
    /// The name of the function or method.
    pub function: &'c str,
    /// The arguments, as they are after the call.
    pub args: &'c [Value],
    /// The marks of the arguments.
    pub marks: &'c [M],
    /// The mark of what was executed by the function (`include`, `tpl`), or of the object whose method it is.
    pub inner: &'c M,
    /// The mark of what decided that the call is made.
    pub control: &'c M,
    /// What was returned.
    pub result: &'c Value,
}

/// How nodes that were not executed would have stood between lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// They start with a line end.
    pub opens_line: bool,
    /// They end with a line end.
    pub closes_line: bool,
}

/// A place in a template.
#[derive(Clone, Copy, Debug)]
pub struct Place<'t> {
    /// The name of the parsed text: for Helm the file.
    pub template: &'t Str,
    /// The parsed text.
    pub text: &'t Str,
    /// Byte offset in it.
    pub offset: usize,
}

impl Place<'_> {
    /// Line, counted from 1, and byte column, counted from 0.
    pub fn line_column(&self) -> (usize, usize) {
        line_column(self.text.as_bytes(), self.offset)
    }
}

/// Line, counted from 1, and byte column, counted from 0, of an offset.
pub fn line_column(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = 1 + memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    (line, offset - start)
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Untraced;

impl Tracer for Untraced {
    type Mark = ();

    const WATCHES: bool = false;

    fn read(&mut self, _: &Value, _: &[u8], (): &()) {}

    fn join(&mut self, (): &(), (): &()) {}

    fn called(&mut self, _: &Called<'_, ()>) {}

    fn wrote(&mut self, _: Range<usize>, _: Place<'_>, (): &(), _: Option<(&Value, &())>) {}

    fn begin_output(&mut self) {}

    fn end_output(&mut self, _: &Str) {}
}
