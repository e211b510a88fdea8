//! The text being written, and the state that decides where lines break (go-yaml `emitterc.go`).

use super::Dialect;

const SPACES: &str = "                                                                ";

/// What has been written, and where the next thing goes.
pub(super) struct Out {
    pub(super) text: String,
    pub(super) dialect: Dialect,
    /// In characters.
    pub(super) column: usize,
    /// Column of the innermost block collection; -1 outside.
    pub(super) indent: i32,
    /// Nothing but indentation (and `-`, `?`, `:`) stands in this line.
    pub(super) indention: bool,
    pub(super) whitespace: bool,
    /// Lines are folded at the first space behind this column.
    pub(super) width: usize,
}

impl Out {
    pub(super) fn new(dialect: Dialect) -> Self {
        let width = if dialect == Dialect::V2 { 80 } else { usize::MAX };
        Self { text: String::new(), dialect, column: 0, indent: -1, indention: true, whitespace: true, width }
    }

    /// Goes one level deeper; gives the old level.
    pub(super) fn increase_indent(&mut self, indentless: bool) -> i32 {
        let before = self.indent;
        if before < 0 {
            self.indent = 0;
        } else if !indentless {
            self.indent += 2;
        }
        before
    }

    /// To the indentation, in a new line unless this one has nothing else.
    pub(super) fn write_indent(&mut self) {
        let indent = self.indent.max(0) as usize;
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_break();
        }
        while self.column < indent {
            let spaces = (indent - self.column).min(SPACES.len());
            self.text.push_str(&SPACES[..spaces]);
            self.column += spaces;
        }
        self.whitespace = true;
        self.indention = true;
    }

    pub(super) fn indicator(&mut self, mark: &str, spaced: bool, whitespace: bool, indention: bool) {
        if spaced && !self.whitespace {
            self.put(' ');
        }
        self.text.push_str(mark);
        self.column += mark.len();
        self.whitespace = whitespace;
        self.indention = self.indention && indention;
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
        self.column = 0;
    }

    /// Text without breaks, in ASCII.
    pub(super) fn put_ascii(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.len();
    }

    pub(super) fn put(&mut self, c: char) {
        self.text.push(c);
        self.column += 1;
    }

    /// A line break of the text itself: LS and PS stay.
    pub(super) fn put_break(&mut self, c: char) {
        self.text.push(c);
        self.column = 0;
        self.indention = true;
    }
}
