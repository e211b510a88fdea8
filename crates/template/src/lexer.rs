//! Source text to tokens, one at a time (text/template/parse/lex.go).

use crate::token::{Keyword, Kind, Token, keyword};
use memchr::{memchr, memmem};
use periplus_value::unicode::{is_digit, is_letter};
use periplus_value::{decode_char, quote};

const LEFT_DELIM: &[u8] = b"{{";
const RIGHT_DELIM: &[u8] = b"}}";
/// A trim marker and the blank beside it.
const TRIM_MARKER_LEN: usize = 2;

/// Letters, digits and `_` of ASCII.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// Reads tokens on demand.
pub(crate) struct Lexer<'s> {
    input: &'s [u8],
    pos: usize,
    /// Start of the token being read.
    start: usize,
    paren_depth: usize,
    inside_action: bool,
    /// The message of the last [`Kind::Error`].
    pub(crate) error: String,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(input: &'s [u8]) -> Self {
        Self { input, pos: 0, start: 0, paren_depth: 0, inside_action: false, error: String::new() }
    }

    /// The next token; at the end [`Kind::Eof`] for ever.
    pub(crate) fn next_token(&mut self) -> Token {
        if self.inside_action { self.lex_inside_action() } else { self.lex_text() }
    }

    fn rest(&self) -> &'s [u8] {
        self.input.get(self.pos..).unwrap_or(&[])
    }

    /// The next character and its width; `None` at the end.
    fn peek(&self) -> Option<(char, usize)> {
        let first = *self.input.get(self.pos)?;
        Some(if first.is_ascii() { (char::from(first), 1) } else { decode_char(self.rest()) })
    }

    fn next_char(&mut self) -> Option<char> {
        let (c, width) = self.peek()?;
        self.pos += width;
        Some(c)
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(|(c, _)| wanted(c)) {
            self.next_char();
        }
    }

    /// Over letters, digits and `_`: those of ASCII first, which nearly all names are made of.
    fn skip_name(&mut self) {
        let is_word = |b: &&u8| WORD[usize::from(**b)];
        self.pos += self.rest().iter().take_while(is_word).count();
        if self.rest().first().is_some_and(|b| !b.is_ascii()) {
            self.skip_while(is_alphanumeric);
        }
    }

    fn advance(&mut self, count: usize) {
        self.pos = (self.pos + count).min(self.input.len());
    }

    /// Forgets what has been read since the last token.
    fn ignore(&mut self) {
        self.start = self.pos;
    }

    fn token(&mut self, kind: Kind) -> Token {
        let token = Token { kind, start: self.start as u32, end: self.pos as u32 };
        self.ignore();
        token
    }

    /// Ends the input with a message.
    #[cold]
    fn fail(&mut self, message: impl Into<String>) -> Token {
        self.error = message.into();
        self.input = &self.input[..self.start];
        self.pos = self.start;
        Token { kind: Kind::Error, start: self.start as u32, end: self.start as u32 }
    }

    /// Plain text up to `{{`; comments are skipped.
    #[inline(never)]
    fn lex_text(&mut self) -> Token {
        loop {
            let Some(length) = left_delim(self.rest()) else {
                self.advance(self.rest().len());
                return self.token(if self.pos > self.start { Kind::Text } else { Kind::Eof });
            };
            let (text, action) = self.rest().split_at(length);
            let trimmed = if left_trim_marker(&action[LEFT_DELIM.len()..]) { blanks_at_end(text) } else { 0 };
            self.advance(length - trimmed);
            let text = self.token(Kind::Text);
            self.advance(trimmed);
            self.ignore();
            if text.end > text.start {
                return text;
            }
            if let Some(token) = self.lex_left_delim() {
                return token;
            }
        }
    }

    /// `{{`, perhaps with a trim marker; `None` for a comment that has been skipped.
    fn lex_left_delim(&mut self) -> Option<Token> {
        self.advance(LEFT_DELIM.len());
        let marker = if left_trim_marker(self.rest()) { TRIM_MARKER_LEN } else { 0 };
        if self.rest()[marker..].starts_with(b"/*") {
            self.advance(marker);
            self.ignore();
            return self.lex_comment();
        }
        let token = self.token(Kind::LeftDelim);
        self.inside_action = true;
        self.advance(marker);
        self.ignore();
        self.paren_depth = 0;
        Some(token)
    }

    fn lex_comment(&mut self) -> Option<Token> {
        let Some(length) = memmem::find(&self.rest()[2..], b"*/") else {
            return Some(self.fail("unclosed comment"));
        };
        let comment = length + 4;
        let after = &self.rest()[comment..];
        let Some(trims) = right_delim(after) else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        self.advance(comment);
        self.skip_right_delim(trims);
        None
    }

    fn skip_right_delim(&mut self, trims: bool) {
        self.advance(RIGHT_DELIM.len() + if trims { TRIM_MARKER_LEN } else { 0 });
        if trims {
            self.advance(blanks_at_start(self.rest()));
        }
        self.ignore();
    }

    /// `}}`, perhaps with a trim marker.
    #[inline(never)]
    fn lex_right_delim(&mut self, trims: bool) -> Token {
        if trims {
            self.advance(TRIM_MARKER_LEN);
            self.ignore();
        }
        self.advance(RIGHT_DELIM.len());
        let token = self.token(Kind::RightDelim);
        if trims {
            self.advance(blanks_at_start(self.rest()));
            self.ignore();
        }
        self.inside_action = false;
        token
    }

    fn lex_inside_action(&mut self) -> Token {
        // Every third token is one of these.
        if let [b' ', next, ..] = self.rest()
            && !is_space_byte(*next)
            && *next != b'-'
        {
            self.pos += 1;
            return self.token(Kind::Space);
        }
        if let Some(trims) = right_delim(self.rest()) {
            return if self.paren_depth == 0 {
                self.lex_right_delim(trims)
            } else {
                self.fail("unclosed left paren")
            };
        }
        let Some((c, _)) = self.peek() else { return self.fail("unclosed action") };
        match c {
            c if is_space(c) => self.lex_space(),
            '.' if !self.rest().get(1).is_some_and(u8::is_ascii_digit) && self.rest().len() > 1 => {
                self.lex_name(Kind::Field)
            }
            '$' => self.lex_name(Kind::Variable),
            '.' | '+' | '-' | '0'..='9' => self.lex_number(),
            c if c.is_ascii_alphabetic() || is_alphanumeric(c) => self.lex_identifier(),
            '"' => self.lex_quoted('"', Kind::String, "unterminated quoted string"),
            '\'' => self.lex_quoted('\'', Kind::CharConstant, "unterminated character constant"),
            '`' => self.lex_raw_string(),
            c => self.lex_symbol(c),
        }
    }

    fn lex_symbol(&mut self, c: char) -> Token {
        self.next_char();
        match c {
            '=' => self.token(Kind::Assign),
            ':' if self.next_char() == Some('=') => self.token(Kind::Declare),
            ':' => self.fail("expected :="),
            '|' => self.token(Kind::Pipe),
            '(' => {
                self.paren_depth += 1;
                self.token(Kind::LeftParen)
            }
            ')' if self.paren_depth == 0 => self.fail("unexpected right paren"),
            ')' => {
                self.paren_depth -= 1;
                self.token(Kind::RightParen)
            }
            ' '..='~' => self.token(Kind::Char),
            c => self.fail(format!("unrecognized character in action: {}", code_point(Some(c)))),
        }
    }

    /// Blanks; the last one may belong to a trim marker and `}}`.
    #[inline(never)]
    fn lex_space(&mut self) -> Token {
        self.advance(blanks_at_start(self.rest()));
        let last = self.pos - 1;
        if self.input[last..].starts_with(&[self.input[last], b'-'])
            && right_delim(&self.input[last..]).is_some()
        {
            self.pos = last;
            if self.pos == self.start {
                return self.lex_right_delim(true);
            }
        }
        self.token(Kind::Space)
    }

    fn lex_identifier(&mut self) -> Token {
        self.skip_name();
        if !self.at_terminator() {
            return self.bad_character();
        }
        let word = &self.input[self.start..self.pos];
        let kind = match keyword(word) {
            Some(keyword) => Kind::Keyword(keyword),
            None if word == b"true" || word == b"false" => Kind::Bool,
            None => Kind::Identifier,
        };
        self.token(kind)
    }

    /// `.name`, `.`, `$name` or `$`.
    fn lex_name(&mut self, kind: Kind) -> Token {
        self.next_char();
        if self.at_terminator() {
            return self.token(if kind == Kind::Field { Kind::Keyword(Keyword::Dot) } else { kind });
        }
        self.skip_name();
        if self.at_terminator() { self.token(kind) } else { self.bad_character() }
    }

    fn bad_character(&mut self) -> Token {
        let c = code_point(self.peek().map(|(c, _)| c));
        self.fail(format!("bad character {c}"))
    }

    /// Whether a name may end here.
    fn at_terminator(&self) -> bool {
        match self.rest() {
            [] | [b' ' | b'\t' | b'\r' | b'\n' | b'.' | b',' | b'|' | b':' | b')' | b'(', ..] => true,
            rest => rest.starts_with(RIGHT_DELIM),
        }
    }

    /// A literal with escapes, which the parser checks.
    fn lex_quoted(&mut self, end: char, kind: Kind, unterminated: &str) -> Token {
        self.next_char();
        loop {
            let quote = end as u8;
            self.pos +=
                self.rest().iter().take_while(|b| **b != quote && !matches!(b, b'\\' | b'\n')).count();
            match self.next_char() {
                Some('\\') if !matches!(self.next_char(), None | Some('\n')) => {}
                None | Some('\n' | '\\') => return self.fail(unterminated),
                Some(c) if c == end => return self.token(kind),
                Some(_) => {}
            }
        }
    }

    #[inline(never)]
    fn lex_raw_string(&mut self) -> Token {
        match memchr(b'`', &self.rest()[1..]) {
            None => self.fail("unterminated raw quoted string"),
            Some(length) => {
                self.advance(length + 2);
                self.token(Kind::RawString)
            }
        }
    }

    /// A number as far as its shape goes; the parser reads it.
    #[inline(never)]
    fn lex_number(&mut self) -> Token {
        if !self.scan_number() {
            return self.bad_number();
        }
        if !self.rest().first().is_some_and(|c| matches!(c, b'+' | b'-')) {
            return self.token(Kind::Number);
        }
        if self.scan_number() && self.input.get(self.pos - 1) == Some(&b'i') {
            return self.token(Kind::Complex);
        }
        self.bad_number()
    }

    fn bad_number(&mut self) -> Token {
        let text = quote(&self.input[self.start..self.pos]);
        self.fail(format!("bad number syntax: {text}"))
    }

    fn accept(&mut self, set: &[u8]) -> bool {
        let found = self.rest().first().is_some_and(|c| set.contains(c));
        self.pos += usize::from(found);
        found
    }

    fn accept_run(&mut self, set: &[u8]) {
        while self.accept(set) {}
    }

    fn scan_number(&mut self) -> bool {
        const DECIMAL: &[u8] = b"0123456789_";
        self.accept(b"+-");
        let (mut digits, mut exponent) = (DECIMAL, b"eE".as_slice());
        if self.accept(b"0") {
            if self.accept(b"xX") {
                (digits, exponent) = (b"0123456789abcdefABCDEF_", b"pP");
            } else if self.accept(b"oO") {
                (digits, exponent) = (b"01234567_", b"");
            } else if self.accept(b"bB") {
                (digits, exponent) = (b"01_", b"");
            }
        }
        self.accept_run(digits);
        if self.accept(b".") {
            self.accept_run(digits);
        }
        if self.accept(exponent) {
            self.accept(b"+-");
            self.accept_run(DECIMAL);
        }
        self.accept(b"i");
        let ends = !self.peek().is_some_and(|(c, _)| is_alphanumeric(c));
        if !ends {
            self.next_char();
        }
        ends
    }
}

/// `%#U` of a character; Go's end of input is -1.
fn code_point(c: Option<char>) -> String {
    match c {
        None => "U+FFFFFFFFFFFFFFFF".to_owned(),
        Some(c) if periplus_value::unicode::is_print(c) => format!("U+{:04X} '{c}'", u32::from(c)),
        Some(c) => format!("U+{:04X}", u32::from(c)),
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

fn is_space_byte(c: u8) -> bool {
    is_space(char::from(c))
}

/// Where the next action or comment begins.
fn left_delim(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr(LEFT_DELIM[0], &text[from..])?;
        if text[at..].starts_with(LEFT_DELIM) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn left_trim_marker(text: &[u8]) -> bool {
    matches!(text, [b'-', blank, ..] if is_space_byte(*blank))
}

/// Whether `}}` is here, and whether it has a trim marker.
fn right_delim(text: &[u8]) -> Option<bool> {
    match text {
        [b'}', b'}', ..] => Some(false),
        [blank, b'-', b'}', b'}', ..] if is_space_byte(*blank) => Some(true),
        _ => None,
    }
}

fn blanks_at_end(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&c| is_space_byte(c)).count()
}

fn blanks_at_start(text: &[u8]) -> usize {
    text.iter().take_while(|&&c| is_space_byte(c)).count()
}
