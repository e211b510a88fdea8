//! Watching an execution: where each byte of output comes from.

use periplus_value::{Str, Value};
use std::ops::Range;

/// Watches an execution. Every value carries a [`Tracer::Mark`], which says what it was made from: variables, dots,
/// fields, results of functions. With [`Untraced`] marks have no size and all of this compiles to nothing.
pub trait Tracer {
    /// What a value was made from. The default: from the template alone.
    type Mark: Clone + Default;

    /// The mark of what is under a key (present or not) of a map or struct; `owner` is that one's own mark.
    /// Maps can be known by [`periplus_value::Map::identity`].
    fn read(&mut self, container: &Value, key: &[u8], owner: &Self::Mark) -> Self::Mark;

    /// The mark of what was made from both.
    fn join(&mut self, a: &Self::Mark, b: &Self::Mark) -> Self::Mark;

    /// A function was called with arguments whose marks joined are `args`; the mark of its result.
    fn called(&mut self, function: &str, values: &[Value], result: &Value, args: Self::Mark) -> Self::Mark {
        let (_, _, _) = (function, values, result);
        args
    }

    /// Bytes were written to the innermost output: text of the template or a value. `mark` also has what decided
    /// that they are written (`if`, `with`, `range`).
    fn wrote(&mut self, output: Range<usize>, place: Place<'_>, mark: &Self::Mark);

    /// What is written from here on goes to an output of its own (`include`, `tpl`).
    fn begin_output(&mut self);

    /// That output is complete (empty after an error) and becomes a string value; its mark.
    fn end_output(&mut self, text: &Str) -> Self::Mark;
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
pub(crate) fn line_column(text: &[u8], offset: usize) -> (usize, usize) {
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

    fn read(&mut self, _: &Value, _: &[u8], (): &()) {}

    fn join(&mut self, (): &(), (): &()) {}

    fn wrote(&mut self, _: Range<usize>, _: Place<'_>, (): &()) {}

    fn begin_output(&mut self) {}

    fn end_output(&mut self, _: &Str) {}
}
