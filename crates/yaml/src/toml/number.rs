//! Numbers, dates and words: which one it is, and whether it is a good one.

use super::lexer::{Item, ItemKind, Lex, Lexer, quoted};
use periplus_value::{NumberFault, Value, parse_float, parse_int, quote, unicode};

impl<'a> Lexer<'a> {
    /// A value that starts with a digit.
    pub(super) fn number_or_date(&mut self) -> Lex<Item<'a>> {
        if self.next()? == '0' {
            let c = self.next()?;
            match c {
                '_' => return self.decimal(),
                'b' => return self.based("a binary", |c| matches!(c, '0' | '1')),
                'o' => return self.based("an octal", |c| matches!(c, '0'..='7')),
                'x' => return self.based("a hexadecimal", |c| c.is_ascii_hexdigit()),
                '.' | 'e' | 'E' => return self.float(),
                '0'..='9' => {}
                _ => {
                    self.backup();
                    return Ok(self.item(ItemKind::Integer));
                }
            }
        }
        self.take_while(|c| c.is_ascii_digit())?;
        match self.next()? {
            '-' | ':' => self.datetime(),
            '_' => self.decimal(),
            '.' | 'e' | 'E' => self.float(),
            _ => {
                self.backup();
                Ok(self.item(ItemKind::Integer))
            }
        }
    }

    /// A value that starts with a sign.
    pub(super) fn signed_number(&mut self) -> Lex<Item<'a>> {
        let c = self.next()?;
        match c {
            'i' if self.accept('n')? && self.accept('f')? => Ok(self.item(ItemKind::Float)),
            'n' if self.accept('a')? && self.accept('n')? => Ok(self.item(ItemKind::Float)),
            'i' | 'n' => Err(self.unexpected(format!("invalid float: '{}'", self.current()))),
            '.' => Err(self.unexpected("floats must start with a digit, not '.'")),
            '0' if matches!(self.peek()?, 'b' | 'o' | 'x') => {
                let base = self.peek()?;
                let problem = format!("cannot use sign with non-decimal numbers: '{}{base}'", self.current());
                Err(self.unexpected(problem))
            }
            '0'..='9' => self.decimal(),
            _ => Err(self.unexpected(format!("expected a digit but got {}", quoted(c)))),
        }
    }

    fn based(&mut self, name: &str, is_digit: fn(char) -> bool) -> Lex<Item<'a>> {
        let c = self.peek()?;
        if !is_digit(c) {
            return Err(self.unexpected(format!("not {name} number: '{}{c}'", self.current())));
        }
        self.take_while(|c| is_digit(c) || c == '_')?;
        Ok(self.item(ItemKind::Integer))
    }

    fn decimal(&mut self) -> Lex<Item<'a>> {
        self.take_while(|c| c.is_ascii_digit() || c == '_')?;
        if matches!(self.next()?, '.' | 'e' | 'E') {
            return self.float();
        }
        self.backup();
        Ok(self.item(ItemKind::Integer))
    }

    fn float(&mut self) -> Lex<Item<'a>> {
        self.take_while(|c| matches!(c, '0'..='9' | '_' | '.' | '-' | '+' | 'e' | 'E'))?;
        Ok(self.item(ItemKind::Float))
    }

    fn datetime(&mut self) -> Lex<Item<'a>> {
        self.take_while(|c| matches!(c, '0'..='9' | '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+'))?;
        let item = self.item(ItemKind::Datetime);
        Ok(Item { text: item.text.trim(), ..item })
    }

    /// `true`, `false`, or a word that is no value.
    pub(super) fn word(&mut self) -> Lex<Item<'a>> {
        let mut word = String::new();
        loop {
            let c = self.next()?;
            if !unicode::is_letter(c) {
                self.backup();
                break;
            }
            word.push(c);
        }
        if matches!(word.as_str(), "true" | "false") {
            return Ok(self.item(ItemKind::Bool));
        }
        let found = quote(word.as_bytes());
        Err(self.unexpected(format!("expected value but found {found} instead")))
    }
}

/// The `int64` of a text, or what is wrong with it.
pub(super) fn integer(text: &str) -> Result<Value, String> {
    if !underscores_fit(text) {
        return Err(format!("Invalid integer {text:?}: underscores must be surrounded by digits"));
    }
    if has_leading_zero(text) {
        return Err(format!("Invalid integer {text:?}: cannot have leading zeroes"));
    }
    match parse_int(text.as_bytes(), 0, 64) {
        Ok(n) => Ok(Value::int64(n)),
        Err((_, NumberFault::Range)) => Err(format!("{text} is out of range for int64")),
        Err(_) => Err(format!("Expected integer value, but got '{text}'.")),
    }
}

/// The `float64` of a text, or what is wrong with it.
pub(super) fn float(text: &str) -> Result<Value, String> {
    let parts: Vec<&str> = text.split(['.', 'e', 'E']).filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| underscores_fit(part)) {
        return Err(format!("Invalid float {text:?}: underscores must be surrounded by digits"));
    }
    if parts.first().is_some_and(|part| has_leading_zero(part)) {
        return Err(format!("Invalid float {text:?}: cannot have leading zeroes"));
    }
    let mut dots = text.split('.').skip(1);
    if !dots.all(|behind| behind.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(format!("Invalid float {text:?}: '.' must be followed by one or more digits"));
    }
    match text {
        "+nan" => return Ok(Value::Float(f64::NAN)),
        "-nan" => return Ok(Value::Float(-f64::NAN)),
        _ => {}
    }
    match parse_float(text.replace('_', "").as_bytes()) {
        Ok(n) => Ok(Value::Float(n)),
        Err((_, NumberFault::Range)) => Err(format!("{text} is out of range for float64")),
        Err(_) => Err(format!("Invalid float value: {text:?}")),
    }
}

fn has_leading_zero(text: &str) -> bool {
    match text.as_bytes() {
        [b'0', b'b' | b'o' | b'x', ..] | [b'0'] => false,
        [b'0', ..] | [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}

/// Whether each underscore stands behind a digit, and a digit at the end.
fn underscores_fit(text: &str) -> bool {
    if matches!(text.trim_start_matches(['+', '-']), "nan" | "inf") {
        return true;
    }
    let mut digit = false;
    for c in text.chars() {
        if c == '_' && !digit {
            return false;
        }
        digit = c.is_ascii_hexdigit();
    }
    digit
}
