//! Whether a text is what would be written of its value. The reader tells what it found, and ends where the text differs:
//! in the order of keys, in the layout of collections, and in the form of each scalar.
//!
//! Layout is told in the reader; a scalar's form is what the emitter's own code writes of it.

use super::{Fast, Reader, Unknown};
use crate::emit::{Part, Scalars, is_short};
use crate::resolve::{self, Scalar};

/// What the reader needs to hold a text against what would be written.
pub(super) struct Written(Scalars);

impl Written {
    pub(super) fn new() -> Self {
        Self(Scalars::new())
    }
}

impl Reader<'_> {
    /// Ends the reading, if the text must be what would be written and is not.
    pub(super) fn hold(&self, is_written: bool) -> Fast<()> {
        if self.written.is_none() || is_written { Ok(()) } else { Err(Unknown) }
    }

    /// Behind something the line ends, and what comes next stands in the line after it.
    pub(super) fn hold_end(&self, end: usize) -> Fast<()> {
        let next = if self.pos < self.text.len() { self.line } else { self.text.len().max(end + 1) };
        self.hold(self.at(end) == b'\n' && next == end + 1)
    }

    /// A key, which stands here with its quotes.
    pub(super) fn hold_key(&mut self, start: usize, end: usize, key: &[u8]) -> Fast<()> {
        let (text, column) = (&self.text[start..end], start - self.line);
        let Some(Written(scalars)) = &mut self.written else { return Ok(()) };
        if text.len() == key.len() && is_short(key) && column + key.len() < 78 {
            return Ok(());
        }
        let key = std::str::from_utf8(key).map_err(|_| Unknown)?;
        let written = scalars.write(key, Part::Key, column, column);
        if written == Some(text) { Ok(()) } else { Err(Unknown) }
    }

    /// A pair of brackets, behind which the line ends.
    pub(super) fn hold_as_is(&self, start: usize, text: &[u8]) -> Fast<()> {
        let end = start + text.len();
        self.hold(self.text[start..].starts_with(text))?;
        self.hold_end(end)
    }

    /// A plain scalar on one line of a collection at a column.
    pub(super) fn hold_plain(&mut self, start: usize, end: usize, outer: i32) -> Fast<()> {
        if self.written.is_none() {
            return Ok(());
        }
        let text = &self.text[start..end];
        self.hold_end(end)?;
        if is_short(text) && end - self.line_of(start) < 78 {
            return Ok(());
        }
        match resolve::plain(text) {
            Scalar::Text => self.hold_text(start, text, outer),
            Scalar::Null => self.hold(text == b"null"),
            Scalar::Bool(_) => self.hold(text == b"true" || text == b"false"),
            Scalar::Int(n) => self.hold(text == n.to_string().as_bytes()),
            _ => Err(Unknown),
        }
    }

    /// Where the line began in which something stands.
    fn line_of(&self, start: usize) -> usize {
        memchr::memrchr(b'\n', &self.text[..start]).map_or(0, |at| at + 1)
    }

    /// Text in a collection at a column, which was written from `start` to the line where the reader is.
    pub(super) fn hold_text(&mut self, start: usize, text: &[u8], outer: i32) -> Fast<()> {
        if self.written.is_none() {
            return Ok(());
        }
        // With the blank in front, which is there: the reader looked.
        let (from, line) = (start - 1, self.line_of(start));
        let end = if self.pos < self.text.len() { self.line } else { self.text.len() };
        let found = &self.text[from..end];
        let Some(Written(scalars)) = &mut self.written else { return Ok(()) };
        let text = std::str::from_utf8(text).map_err(|_| Unknown)?;
        let written = scalars.write(text, Part::Value, from - line, outer as usize).ok_or(Unknown)?;
        let rest = found.strip_prefix(written).ok_or(Unknown)?;
        let whole = match (rest, end < self.text.len()) {
            (b"", true) => written.ends_with(b"\n"),
            // A line feed at the end is missing, or is one too many.
            (b"", false) => true,
            (b"\n", _) => !written.ends_with(b"\n"),
            _ => false,
        };
        if whole { Ok(()) } else { Err(Unknown) }
    }
}
