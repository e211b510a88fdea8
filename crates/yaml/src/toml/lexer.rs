//! Characters of a TOML text, with the steps back that the library takes: its line numbers come from them.
#![expect(clippy::unnecessary_box_returns, reason = "boxed faults keep results small")]

use super::TomlError;

/// What was read, raw, and the line at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) kind: ItemKind,
    pub(super) text: &'a str,
    pub(super) line: i64,
}

/// The values of TOML, and bare keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    Bare,
    String,
    StringEscaped,
    MultilineString,
    RawString,
    MultilineRawString,
    Bool,
    Integer,
    Float,
    Datetime,
    Array,
    InlineTable,
}

/// A place in the text.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    line: i64,
}

/// The scanner.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    here: Place,
    start: usize,
    /// Where the last characters started, oldest first.
    back: [Place; 4],
    at_end: bool,
}

pub(super) type Lex<T> = Result<T, Box<TomlError>>;

/// The character at the end of the text.
pub(super) const END: char = '\0';

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        let here = Place { at: 0, line: 1 };
        Self { text, here, start: 0, back: [here; 4], at_end: false }
    }

    /// The next character; [`END`] at the end. Control characters and what isn't UTF-8 are faults.
    pub(super) fn next(&mut self) -> Lex<char> {
        let rest = &self.text[self.here.at..];
        let Some(first) = rest.first() else {
            self.at_end = true;
            return Ok(END);
        };
        let place = self.here;
        self.here.line += i64::from(*first == b'\n');
        let (c, width) = periplus_value::decode_char(rest);
        if c == char::REPLACEMENT_CHARACTER && width <= 1 {
            return Err(self.error(format!("invalid UTF-8 byte: 0x{first:02x}")));
        }
        let control = matches!(*first, 0..0x20 | 0x7F) && !matches!(*first, b'\t' | b'\n' | b'\r');
        if control || (*first == b'\r' && rest.get(1) != Some(&b'\n')) {
            let problem = format!("TOML files cannot contain control characters: '0x{first:02x}'");
            return Err(self.fault(problem, self.here.line));
        }
        self.back.rotate_left(1);
        self.back[3] = place;
        self.here.at += width;
        Ok(c)
    }

    /// One character back; at the end only this: it may be read again.
    pub(super) fn backup(&mut self) {
        if self.at_end {
            self.at_end = false;
            return;
        }
        self.here = self.back[3];
        self.back.rotate_right(1);
    }

    pub(super) fn accept(&mut self, wanted: char) -> Lex<bool> {
        let found = self.next()? == wanted && !self.at_end;
        if !found {
            self.backup();
        }
        Ok(found)
    }

    pub(super) fn peek(&mut self) -> Lex<char> {
        let c = self.next()?;
        self.backup();
        Ok(c)
    }

    /// Reads while characters fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> Lex<()> {
        while fits(self.next()?) {}
        self.backup();
        Ok(())
    }

    /// Spaces and tabs; what comes next starts a new piece.
    pub(super) fn skip_blanks(&mut self) -> Lex<()> {
        self.take_while(is_blank)?;
        self.ignore();
        Ok(())
    }

    /// A new piece starts here.
    pub(super) fn ignore(&mut self) {
        self.start = self.here.at;
    }

    /// The piece so far. Its ends lie between characters.
    pub(super) fn current(&self) -> &'a str {
        let bytes = self.text.get(self.start..self.here.at).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The piece so far as an item; a new piece starts.
    pub(super) fn item(&mut self, kind: ItemKind) -> Item<'a> {
        let text = self.current();
        self.ignore();
        Item { kind, text, line: self.here.line }
    }

    fn fault(&self, problem: impl Into<String>, line: i64) -> Box<TomlError> {
        Box::new(TomlError { problem: problem.into(), line, offset: self.here.at, key: String::new() })
    }

    /// A fault here; at the end of the text one line above (`lexer.error`).
    pub(super) fn error(&self, problem: impl Into<String>) -> Box<TomlError> {
        self.fault(problem, self.here.line - i64::from(self.at_end))
    }

    /// A fault in the line above (`lexer.errorPrevLine`).
    pub(super) fn error_above(&self, problem: impl Into<String>) -> Box<TomlError> {
        self.fault(problem, self.here.line - 1)
    }

    /// A fault here; at the end of the text one line above if the text ends with a line feed (`lexer.errorf`).
    pub(super) fn unexpected(&self, problem: impl Into<String>) -> Box<TomlError> {
        let above = self.at_end && self.text[..self.here.at].ends_with(b"\n");
        self.fault(problem, self.here.line - i64::from(above))
    }

    pub(super) fn at_end(&self) -> bool {
        self.at_end
    }

    /// A comment up to the end of its line; its `#` was read.
    pub(super) fn comment(&mut self) -> Lex<()> {
        loop {
            let c = self.next()?;
            if is_line_end(c) || self.at_end {
                self.backup();
                return Ok(());
            }
        }
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

pub(super) fn is_line_end(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// A character as Go's `%q` shows it.
pub(super) fn quoted(c: char) -> String {
    let mut out = Vec::new();
    periplus_value::append_quoted_char(&mut out, c, false);
    String::from_utf8(out).unwrap_or_default()
}
