//! Snake, kebab and Pascal case, mirrors huandu/xstrings v1.5.0 `convert.go`.

use crate::args::Args;
use crate::rows::{STR, charged};
use crate::text::READING;
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{Value, append_char, unicode};

pub(crate) const TABLE: &[Function] = &[
    charged("snakecase", &[STR], |e, a| separated(read(e, a)?, '_')),
    charged("kebabcase", &[STR], |e, a| separated(read(e, a)?, '-')),
    charged("camelcase", &[STR], |e, a| pascal(read(e, a)?)),
];

/// The text, accounted for.
fn read<'a>(engine: &mut dyn Engine, a: &'a [Value]) -> Result<&'a [u8], FuncError> {
    engine.charge(a.text(0).len().saturating_mul(READING))?;
    Ok(a.text(0))
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || unicode::is_space(c)
}

/// A letter, but none of the commonest Han characters.
fn is_alphabet(c: char) -> bool {
    let han = matches!(c, '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}');
    unicode::is_letter(c) && !han
}

/// Sprig's `camelcase`: each word begins with a capital; connectors at the start stay, double ones lose one.
fn pascal(s: &[u8]) -> FuncResult {
    let chars: Vec<char> = unicode::chars(s).map(|(_, c)| c).collect();
    let start = chars.iter().position(|c| !is_connector(*c));
    let Some(start) = start else { return Ok(Value::string(chars.into_iter().collect::<String>())) };
    let mut out: String = chars[..start].iter().collect();
    let mut capitals = unicode::is_upper(chars[start]);
    let mut previous = unicode::to_upper(chars[start]);
    for c in &chars[start + 1..] {
        let mut next = *c;
        match (is_connector(previous), is_connector(next)) {
            (true, true) => out.push(previous),
            (true, false) => {
                capitals = unicode::is_upper(next);
                next = unicode::to_upper(next);
            }
            (false, _) => {
                if capitals && unicode::is_upper(next) {
                    next = unicode::to_lower(next);
                } else {
                    capitals = false;
                }
                out.push(previous);
            }
        }
        previous = next;
    }
    out.push(previous);
    Ok(out.into())
}

/// What a run of characters is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Invalid,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

/// Words of a text, one after the other.
struct Words<'a>(&'a [u8]);

impl Words<'_> {
    /// The first valid character and its length with the invalid bytes before it; the fallback if there is none.
    fn peek(&self, at: usize, fallback: Option<char>) -> (Option<char>, usize) {
        let mut length = 0;
        loop {
            match unicode::decode(&self.0[at + length..]) {
                (_, 0) => return (fallback, length),
                (Some(c), width) if c != char::REPLACEMENT_CHARACTER => return (Some(c), length + width),
                (_, width) => length += width,
            }
        }
    }

    /// Where a run of such characters ends that goes on at an offset.
    fn run(&self, mut at: usize, mut last: char, fits: impl Fn(char) -> bool) -> usize {
        while at < self.0.len() {
            let (next, length) = self.peek(at, Some(last));
            match next.filter(|c| fits(*c)) {
                Some(c) => (last, at) = (c, at + length),
                None => break,
            }
        }
        at
    }

    /// Capitals alone, or a capital and small letters; of `HTTPStatus` only `HTTP`.
    fn upper_end(&self, start: usize, first: char) -> usize {
        let (Some(second), length) = self.peek(start, Some(first)) else { return start };
        if start >= self.0.len() {
            return start;
        }
        if !unicode::is_upper(second) {
            let small = |c| is_alphabet(c) && !unicode::is_upper(c);
            return if is_alphabet(second) { self.run(start + length, second, small) } else { start };
        }
        let (mut at, mut last, mut last_length) = (start + length, second, length);
        while at < self.0.len() {
            let (Some(next), length) = self.peek(at, Some(last)) else { break };
            if !unicode::is_upper(next) {
                return if is_alphabet(next) { at - last_length } else { at };
            }
            (at, last, last_length) = (at + length, next, length);
        }
        at
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = (Kind, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let (first, start) = self.peek(0, None);
        let (kind, end) = match first {
            None => (Kind::Invalid, start),
            Some(c) if is_connector(c) => (Kind::Connector, self.run(start, c, is_connector)),
            Some(c) if unicode::is_punct(c) => (Kind::Punctuation, self.run(start, c, unicode::is_punct)),
            Some(c) if unicode::is_upper(c) => (Kind::Upper, self.upper_end(start, c)),
            Some(c) if is_alphabet(c) => {
                (Kind::Alphabet, self.run(start, c, |c| is_alphabet(c) && !unicode::is_upper(c)))
            }
            Some(c) if unicode::is_number(c) => (Kind::Number, self.run(start, c, unicode::is_number)),
            Some(c) => {
                let other =
                    |c| !(is_connector(c) || is_alphabet(c) || unicode::is_number(c) || unicode::is_punct(c));
                (Kind::Other, self.run(start, c, other))
            }
        };
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        Some((kind, word))
    }
}

/// Words in small letters with connectors between, as they are put together one after the other.
struct Joiner<'a> {
    words: Words<'a>,
    connector: char,
    out: Vec<u8>,
    /// The word that comes next; `Kind::Invalid` and nothing at the end.
    kind: Kind,
    word: &'a [u8],
}

/// `ToSnakeCase` and `ToKebabCase`.
fn separated(s: &[u8], connector: char) -> FuncResult {
    let mut joiner = Joiner { words: Words(s), connector, out: Vec::new(), kind: Kind::Invalid, word: &[] };
    joiner.advance();
    while !joiner.words.0.is_empty() {
        joiner.join();
    }
    joiner.push(joiner.kind, joiner.word);
    Ok(Value::string(joiner.out))
}

impl Joiner<'_> {
    fn advance(&mut self) {
        (self.kind, self.word) = self.words.next().unwrap_or((Kind::Invalid, &[]));
    }

    fn push(&mut self, kind: Kind, word: &[u8]) {
        if !matches!(kind, Kind::Upper | Kind::Connector) {
            self.out.extend_from_slice(word);
            return;
        }
        for (_, c) in unicode::chars(word) {
            let c = if is_connector(c) { self.connector } else { c };
            append_char(&mut self.out, if unicode::is_upper(c) { unicode::to_lower(c) } else { c });
        }
    }

    fn connect_unless(&mut self, kinds: &[Kind]) {
        if !kinds.contains(&self.kind) {
            append_char(&mut self.out, self.connector);
        }
    }

    /// Letters and digits that belong together.
    fn push_letters(&mut self) {
        while matches!(self.kind, Kind::Alphabet | Kind::Number) {
            self.push(self.kind, self.word);
            self.advance();
        }
    }

    /// Writes the next word, and what its neighbours decide about connectors.
    fn join(&mut self) {
        const ENDS: &[Kind] = &[Kind::Invalid, Kind::Connector, Kind::Punctuation];
        const SEPARATE: &[Kind] = &[Kind::Connector, Kind::Punctuation];
        if self.kind != Kind::Connector {
            self.push(self.kind, self.word);
        }
        let (kind, word) = (self.kind, self.word);
        self.advance();
        match kind {
            Kind::Number => {
                self.push_letters();
                self.connect_unless(ENDS);
            }
            Kind::Connector => self.push(kind, word),
            Kind::Punctuation => {}
            _ if self.kind != Kind::Number => self.connect_unless(SEPARATE),
            _ if self.words.0.is_empty() => {}
            _ => {
                let number = self.word;
                self.advance();
                if self.kind == Kind::Alphabet {
                    // `http2xx`: the number goes with what follows.
                    append_char(&mut self.out, self.connector);
                    self.push(Kind::Number, number);
                    self.push_letters();
                    self.connect_unless(ENDS);
                } else {
                    // `Bld4Floor`: the number goes with what came before.
                    self.push(Kind::Number, number);
                    self.connect_unless(SEPARATE);
                }
            }
        }
    }
}
