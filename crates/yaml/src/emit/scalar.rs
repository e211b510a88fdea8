//! Which form a scalar gets, and writing it (go-yaml `emitterc.go`, `encode.go` `stringv`).

use super::Dialect;
use super::out::Out;
use crate::resolve::{self, Scalar};

/// The form that is wanted; what the text holds may ask for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Single,
    Double,
    Literal,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Sequence,
    /// A value, or a key behind `?`.
    Mapping,
    SimpleKey,
}

impl Place {
    pub(super) fn in_mapping(self) -> bool {
        matches!(self, Place::Mapping | Place::SimpleKey)
    }
}

/// The form of a string: quoted when it would be read as something else.
pub(super) fn look(text: &str, dialect: Dialect) -> Look {
    let bytes = text.as_bytes();
    if memchr::memchr(b'\n', bytes).is_some() {
        Look::Literal
    } else if dialect == Dialect::V3 && resolve::is_octal(bytes) {
        Look::Double
    } else if matches!(resolve::plain(bytes), Scalar::Text) && !is_base60(bytes) {
        Look::Plain
    } else {
        Look::Double
    }
}

/// YAML 1.1's numbers in base 60, which other readers know:
/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_base60(text: &[u8]) -> bool {
    let rest = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    let mut parts = rest.split(|b| *b == b':');
    let digits = |s: &[u8]| s.iter().all(|b| b.is_ascii_digit() || *b == b'_');
    let Some(first) = parts.next() else { return false };
    if !first.first().is_some_and(u8::is_ascii_digit) || !digits(first) {
        return false;
    }
    let parts: Vec<&[u8]> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return false };
    let (last, fraction) = match last.iter().position(|b| *b == b'.') {
        Some(dot) => (&last[..dot], &last[dot + 1..]),
        None => (*last, &b""[..]),
    };
    let sixty = |s: &[u8]| matches!(s, [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
    digits(fraction) && sixty(last) && middle.iter().all(|part| sixty(part))
}

/// A key that needs no `?`: one line, at most 128 bytes with its tag.
pub(super) fn is_simple_key(key: &str, tag: usize) -> bool {
    key.len() + tag <= 128 && !key.contains(is_break)
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What can be written without an escape; not what lies above U+FFFF.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}')
}

/// Which forms a text allows (`yaml_emitter_analyze_scalar`).
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Allowed {
    multiline: bool,
    /// It is one line of printable ASCII.
    line: bool,
    plain: bool,
    single: bool,
    block: bool,
}

/// Whether a text is one line of printable ASCII. It looks at all of it: so the compiler can take many bytes at once.
fn is_line(text: &[u8]) -> bool {
    text.iter().fold(0, |odd, b| odd | u8::from(!(0x20..0x7F).contains(b))) == 0
}

impl Allowed {
    /// For one line of ASCII; `None` for other text.
    fn of_line(text: &[u8], mut plain: bool) -> Option<Self> {
        let (first, last) = (*text.first()?, *text.last()?);
        if !is_line(text) {
            return None;
        }
        for at in memchr::memchr2_iter(b':', b'#', text) {
            plain &= match text[at] {
                b':' => text.get(at + 1).is_some_and(|next| *next != b' '),
                _ => at > 0 && text[at - 1] != b' ',
            };
        }
        let blank_next = text.get(1).is_none_or(|b| *b == b' ');
        plain &= first != b' ' && last != b' ' && !is_indicator(char::from(first), true, true, blank_next);
        Some(Self { multiline: false, line: true, plain, single: true, block: last != b' ' })
    }

    /// For text outside brackets.
    fn of(text: &str, dialect: Dialect) -> Self {
        let mut allowed = Self { multiline: false, line: false, plain: true, single: true, block: true };
        if text.is_empty() {
            allowed.block = false;
            return allowed;
        }
        allowed.plain = !(text.starts_with("---") || text.starts_with("..."));
        if let Some(of_line) = Self::of_line(text.as_bytes(), allowed.plain) {
            return of_line;
        }
        let (mut after_space, mut after_break) = (false, false);
        let mut blank_before = true;
        let mut special = false;
        let mut chars = text.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let blank_next = chars.peek().is_none_or(|(_, next)| matches!(next, ' ' | '\t'));
            if is_indicator(c, i == 0, blank_before, blank_next) {
                allowed.plain = false;
            }
            if c == '\t' && dialect == Dialect::V3 {
                (allowed.plain, allowed.single) = (false, false);
            } else if !is_printable(c) {
                special = true;
            }
            let edge = i == 0 || chars.peek().is_none();
            if c == ' ' {
                allowed.plain &= !edge && !after_break;
                allowed.block &= chars.peek().is_some();
                allowed.single &= !after_break;
            } else if is_break(c) {
                allowed.multiline = true;
                allowed.plain = false;
                special |= after_space;
            }
            (after_space, after_break) = (c == ' ', is_break(c));
            blank_before = matches!(c, ' ' | '\t') || is_break(c);
        }
        if special {
            (allowed.plain, allowed.single, allowed.block) = (false, false, false);
        }
        allowed
    }
}

/// Whether a character here would mean something in a block.
fn is_indicator(c: char, first: bool, blank_before: bool, blank_next: bool) -> bool {
    match c {
        ':' => blank_next,
        '#' => first || blank_before,
        '?' | '-' => first && blank_next,
        ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
        _ => false,
    }
}

impl Out {
    /// Writes a scalar in the wanted form, or the next one that its text allows.
    pub(super) fn scalar(&mut self, text: &str, wanted: Look, place: Place) {
        let simple_key = place == Place::SimpleKey;
        let allowed = Allowed::of(text, self.dialect);
        let mut look = if simple_key && allowed.multiline { Look::Double } else { wanted };
        if look == Look::Plain && (!allowed.plain || (text.is_empty() && simple_key)) {
            look = Look::Single;
        }
        if look == Look::Single && !allowed.single {
            look = Look::Double;
        }
        if look == Look::Literal && (!allowed.block || simple_key) {
            look = Look::Double;
        }
        let fold = !simple_key;
        match look {
            Look::Plain => self.plain(text, fold, allowed.line),
            Look::Single => self.single_quoted(text, fold, allowed.line),
            Look::Double => self.double_quoted(text, fold),
            Look::Literal => {
                self.literal(text);
                self.literal_end = self.text.len();
            }
        }
    }

    fn plain(&mut self, text: &str, fold: bool, line: bool) {
        if !self.whitespace && (self.dialect == Dialect::V2 || !text.is_empty()) {
            self.put(' ');
        }
        if line {
            self.folded_ascii(text, fold, 0);
        } else {
            self.folded_line(text, fold, 0, None);
        }
        if self.dialect == Dialect::V2 || !text.is_empty() {
            self.whitespace = false;
        }
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, fold: bool, line: bool) {
        self.indicator("'", true, false, false);
        if line && memchr::memchr(b'\'', text.as_bytes()).is_none() {
            self.folded_ascii(text, fold, 1);
        } else {
            self.folded_line(text, fold, 1, Some('\''));
        }
        self.indicator("'", false, false, false);
    }

    /// Text that folds at spaces, but not at its outermost `edge` bytes; `doubled` is written twice.
    fn folded_line(&mut self, text: &str, fold: bool, edge: usize, doubled: Option<char>) {
        let (mut spaces, mut breaks) = (false, false);
        for (i, c) in text.char_indices() {
            if c == ' ' {
                let inside = i >= edge && i + edge < text.len();
                let last = !text[i + 1..].starts_with(' ');
                if fold && !spaces && self.column > self.width && inside && last {
                    self.write_indent();
                } else {
                    self.put(c);
                }
                spaces = true;
            } else if is_break(c) {
                if !breaks && c == '\n' {
                    self.line_break();
                }
                self.put_break(c);
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                if doubled == Some(c) {
                    self.put(c);
                }
                self.put(c);
                self.indention = false;
                (spaces, breaks) = (false, false);
            }
        }
    }

    /// The same for one line of ASCII without anything to double: whole pieces between folds are copied.
    fn folded_ascii(&mut self, text: &str, fold: bool, edge: usize) {
        let bytes = text.as_bytes();
        let mut start = 0;
        while let Some(at) = self.next_fold(bytes, start, edge).filter(|_| fold) {
            self.put_ascii(&text[start..at]);
            self.write_indent();
            start = at + 1;
        }
        self.put_ascii(&text[start..]);
        if bytes[start..].iter().any(|b| *b != b' ') {
            self.indention = false;
        }
    }

    /// The first single space behind the width that isn't at the edge.
    fn next_fold(&self, text: &[u8], start: usize, edge: usize) -> Option<usize> {
        let is_fold = |at: usize| {
            let single = text.get(at + 1) != Some(&b' ') && (at == start || text[at - 1] != b' ');
            single && at >= edge && at + edge < text.len()
        };
        let from = start + self.width.checked_add(1)?.saturating_sub(self.column);
        memchr::memchr_iter(b' ', text.get(from..)?).map(|at| from + at).find(|at| is_fold(*at))
    }

    fn double_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("\"", true, false, false);
        // Go asks for a byte order mark at the start of the text whichever character it looks at.
        let all = text.starts_with('\u{FEFF}');
        let mut spaces = false;
        for (i, c) in text.char_indices() {
            if all || !is_printable(c) || is_break(c) || matches!(c, '"' | '\\') {
                self.escape(c);
                spaces = false;
            } else if c == ' ' {
                if fold && !spaces && self.column > self.width && i > 0 && i + 1 < text.len() {
                    self.write_indent();
                    if text[i + 1..].starts_with(' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                spaces = true;
            } else {
                self.put(c);
                spaces = false;
            }
        }
        self.indicator("\"", false, false, false);
    }

    fn escape(&mut self, c: char) {
        let short = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0B' => 'v',
            '\x0C' => 'f',
            '\r' => 'r',
            '\x1B' => 'e',
            '"' | '\\' => c,
            '\u{85}' => 'N',
            '\u{A0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let escaped = match c as u32 {
                    code @ ..=0xFF => format!("\\x{code:02X}"),
                    code @ ..=0xFFFF => format!("\\u{code:04X}"),
                    code => format!("\\U{code:08X}"),
                };
                self.column += escaped.len();
                self.text.extend_from_slice(escaped.as_bytes());
                return;
            }
        };
        self.put('\\');
        self.put(short);
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false, false);
        if text.starts_with([' ', '\r', '\n', '\u{85}', '\u{2028}', '\u{2029}']) {
            self.indicator("2", false, false, false);
        }
        let mut ends = text.chars().rev();
        match (ends.next().is_some_and(is_break), ends.next()) {
            (false, _) => self.indicator("-", false, false, false),
            (true, None) => self.indicator("+", false, false, false),
            (true, Some(c)) if is_break(c) => self.indicator("+", false, false, false),
            _ => {}
        }
        self.line_break();
        self.indention = true;
        self.whitespace = true;
        if text.is_ascii() && !text.contains('\r') {
            return self.literal_ascii(text);
        }
        let mut breaks = true;
        for c in text.chars() {
            if is_break(c) {
                self.put_break(c);
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                self.put(c);
                self.indention = false;
                breaks = false;
            }
        }
    }

    /// Lines of ASCII.
    fn literal_ascii(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            if !content.is_empty() {
                self.write_indent();
                self.put_ascii(content);
                self.indention = false;
            }
            if content.len() < line.len() {
                self.put_break('\n');
            }
        }
    }
}
