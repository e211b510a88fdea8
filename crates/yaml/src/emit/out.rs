//! The text being written, and the state that decides where lines break (go-yaml `emitterc.go`).

use super::Dialect;

const SPACES: [u8; 64] = [b' '; 64];

/// No line is folded, and every key is simple, up to this column.
const SHORT: usize = 78;

/// Words of letters and marks that are written as they are wherever they stand. What may be a word or number of YAML
/// with another meaning is none.
pub(crate) fn is_short(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return false };
    let starts = match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => text.len() > 5,
        b'_' | b'/' => true,
        first => first.is_ascii_alphabetic(),
    };
    starts && *last != b' ' && text.iter().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b':' | b'#'))
}

/// What has been written, and where the next thing goes.
pub(super) struct Out {
    pub(super) text: Vec<u8>,
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
    /// Behind the last block scalar.
    pub(super) literal_end: usize,
}

/// All that what is written next depends on, but for where block scalars ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    dialect: Dialect,
    column: usize,
    indent: i32,
    indention: bool,
    whitespace: bool,
}

/// Text that was written, how it ended, and where the last block scalar in it did.
pub(super) struct Written {
    text: Box<[u8]>,
    end: State,
    literal_end: Option<usize>,
}

impl Out {
    pub(super) fn state(&self) -> State {
        let Self { dialect, column, indent, indention, whitespace, .. } = *self;
        State { dialect, column, indent, indention, whitespace }
    }

    /// What has been written from there on.
    pub(super) fn written(&self, from: usize) -> Written {
        let literal_end = self.literal_end.checked_sub(from).filter(|end| *end > 0);
        Written { text: self.text[from..].into(), end: self.state(), literal_end }
    }

    /// Writes the same again.
    pub(super) fn repeat(&mut self, Written { text, end, literal_end }: &Written) {
        self.literal_end = literal_end.map_or(self.literal_end, |end| self.text.len() + end);
        self.text.extend_from_slice(text);
        (self.column, self.indention, self.whitespace) = (end.column, end.indention, end.whitespace);
    }

    pub(super) fn new(dialect: Dialect) -> Self {
        let width = if dialect == Dialect::V2 { 80 } else { usize::MAX };
        let text = Vec::new();
        Self {
            text,
            dialect,
            column: 0,
            indent: -1,
            indention: true,
            whitespace: true,
            width,
            literal_end: 0,
        }
    }

    /// What has been written.
    pub(super) fn into_text(self) -> String {
        String::from_utf8(self.text).expect("only characters are written")
    }

    fn push(&mut self, c: char) {
        match u8::try_from(c) {
            Ok(byte @ 0..0x80) => self.text.push(byte),
            _ => self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// Writes what most scalars and keys are, a few words that mean themselves in ASCII, if the text is that.
    pub(super) fn short(&mut self, text: &[u8]) -> bool {
        if self.column + text.len() > SHORT || !is_short(text) {
            return false;
        }
        if !self.whitespace {
            self.text.push(b' ');
            self.column += 1;
        }
        self.text.extend_from_slice(text);
        self.column += text.len();
        self.whitespace = false;
        self.indention = false;
        true
    }

    /// In a line of its own writes a key with its colon, if it is short.
    pub(super) fn short_key(&mut self, key: &[u8]) -> bool {
        self.write_indent();
        let is_short = self.short(key);
        if is_short {
            self.indicator(":", false, false, false);
        }
        is_short
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
            self.text.extend_from_slice(&SPACES[..spaces]);
            self.column += spaces;
        }
        self.whitespace = true;
        self.indention = true;
    }

    pub(super) fn indicator(&mut self, mark: &str, spaced: bool, whitespace: bool, indention: bool) {
        if spaced && !self.whitespace {
            self.put(' ');
        }
        self.text.extend_from_slice(mark.as_bytes());
        self.column += mark.len();
        self.whitespace = whitespace;
        self.indention = self.indention && indention;
    }

    pub(super) fn line_break(&mut self) {
        self.text.push(b'\n');
        self.column = 0;
    }

    /// Text without breaks, in ASCII.
    pub(super) fn put_ascii(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.column += text.len();
    }

    pub(super) fn put(&mut self, c: char) {
        self.push(c);
        self.column += 1;
    }

    /// A line break of the text itself: LS and PS stay.
    pub(super) fn put_break(&mut self, c: char) {
        self.push(c);
        self.column = 0;
        self.indention = true;
    }
}
