//! The language of `--set` and its sisters (pkg/strvals).
//!
//! ```text
//! line  = pair { "," pair }
//! pair  = name { "." name | "[" index "]" } "=" value
//! value = "{" item { "," item } "}" | text        a backslash takes the next character as it is
//! ```
//! Faults keep what was set before them, and end of text in the wrong place is sometimes none: both as in Helm.

use super::{ReadFile, json};
use crate::text::quote;
use periplus_value::{List, Map, Str, Type, Value};
use std::fmt;

const MAX_INDEX: i64 = 65_536;
const MAX_NESTED_NAMES: usize = 30;

/// What is wrong with a `--set` expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetError {
    /// The text ended; an error only where Helm lets it surface.
    End,
    /// A key without `=`.
    NoValue(String),
    /// A key and then a comma.
    EndsWithComma(String),
    /// `a.` with nothing set below it.
    KeyMapNoValue(String),
    /// Too many names joined by dots.
    TooDeep,
    /// What is between brackets is no index.
    Index(Box<SetError>),
    /// Not a decimal number, or one that is too large for 64 bits.
    Number {
        /// The text.
        text: String,
        /// Whether it is a number at all.
        out_of_range: bool,
    },
    /// An index below 0.
    NegativeIndex(i64),
    /// An index that is too large.
    IndexTooLarge(i64),
    /// Text between `]` and what may follow it.
    AfterIndex(String),
    /// `{` without `}`.
    OpenList,
    /// A name is used as a map or list but is something else: what it is, what it should be.
    Conversion(Option<Type>, Type),
    /// The JSON of `--set-json`.
    Json,
    /// A file that can't be read, and why.
    File(String),
}

impl SetError {
    /// Whether the text has merely ended, be it within an index (`errors.Is(err, io.EOF)`).
    fn is_end(&self) -> bool {
        match self {
            Self::End => true,
            Self::Index(reason) => reason.is_end(),
            _ => false,
        }
    }
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("EOF"),
            Self::NoValue(key) => write!(f, "key {} has no value", quote(key)),
            Self::EndsWithComma(key) => write!(f, "key {} has no value (cannot end with ,)", quote(key)),
            Self::KeyMapNoValue(key) => write!(f, "key map {} has no value", quote(key)),
            Self::TooDeep => write!(
                f,
                "value name nested level is greater than maximum supported nested level of {MAX_NESTED_NAMES}"
            ),
            Self::Index(reason) => write!(f, "error parsing index: {reason}"),
            Self::Number { text, out_of_range: false } => {
                write!(f, "strconv.Atoi: parsing {}: invalid syntax", quote(text))
            }
            Self::Number { text, out_of_range: true } => {
                write!(f, "strconv.Atoi: parsing {}: value out of range", quote(text))
            }
            Self::NegativeIndex(i) => write!(f, "negative {i} index not allowed"),
            Self::IndexTooLarge(i) => {
                write!(f, "index of {i} is greater than maximum supported index of {MAX_INDEX}")
            }
            Self::AfterIndex(text) => {
                // Go prints the characters one by one, each in single quotes.
                let chars: Vec<String> = text.chars().map(crate::text::quote_char).collect();
                write!(f, "unexpected data at end of array index: [{}]", chars.join(" "))
            }
            Self::OpenList => f.write_str("list must terminate with '}'"),
            Self::Conversion(found, wanted) => {
                f.write_str("unable to parse key: interface conversion: interface {} is ")?;
                match found {
                    Some(found) => write!(f, "{found}, not {wanted}"),
                    None => write!(f, "nil, not {wanted}"),
                }
            }
            Self::Json => f.write_str("invalid JSON"),
            Self::File(reason) => f.write_str(reason),
        }
    }
}

/// How values are read.
pub(super) enum Style<'a> {
    /// `true`, `null`, numbers have their types.
    Typed,
    /// Strings only.
    Text,
    /// Names of files.
    File(&'a mut ReadFile<'a>),
    /// JSON values.
    Json,
    /// All the rest of the text; no escapes, no lists, no commas.
    Literal,
}

type Step<T> = Result<T, SetError>;

pub(super) struct Parser<'t, 'f> {
    text: &'t str,
    style: Style<'f>,
}

impl<'t, 'f> Parser<'t, 'f> {
    pub(super) fn new(text: &'t str, style: Style<'f>) -> Self {
        Self { text, style }
    }

    /// Sets one pair after the other.
    pub(super) fn run(mut self, values: &Map) -> Step<()> {
        loop {
            match self.pair(values, 0) {
                Ok(()) => {}
                Err(error) if error.is_end() => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self.style, Style::Literal)
    }

    fn next_char(&mut self) -> Option<char> {
        let c = self.text.chars().next()?;
        self.text = &self.text[c.len_utf8()..];
        Some(c)
    }

    /// The text up to one of the characters, and which one; none at the end of the text.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut out = String::new();
        while let Some(c) = self.next_char() {
            if stops.contains(&c) {
                return (out, Some(c));
            }
            if c == '\\' && !self.is_literal() {
                match self.next_char() {
                    Some(escaped) => out.push(escaped),
                    None => break,
                }
            } else {
                out.push(c);
            }
        }
        (out, None)
    }

    /// A name and all that hangs on it, up to the end of its value.
    fn pair(&mut self, values: &Map, depth: usize) -> Step<()> {
        let stops: &[char] = if self.is_literal() { &['=', '[', '.'] } else { &['=', '[', ',', '.'] };
        let (key, stop) = self.until(stops);
        match stop {
            None if key.is_empty() => Err(SetError::End),
            None => Err(SetError::NoValue(key)),
            Some('[') => {
                let index = self.index()?;
                let list = match values.get(&key) {
                    None => Vec::new(),
                    Some(Value::List(list)) => list.to_vec(),
                    Some(other) => return Err(SetError::Conversion(other.go_type(), Type::LIST)),
                };
                let (list, result) = self.item(list, index, depth);
                set(values, &key, Value::List(List::new(list)));
                result
            }
            Some('.') => self.nested(values, &key, depth + 1),
            Some(',') => {
                set(values, &key, Value::string(""));
                Err(SetError::EndsWithComma(key))
            }
            Some(_) => {
                let (value, result) = self.value()?;
                set(values, &key, value);
                result
            }
        }
    }

    /// What follows `key.`
    fn nested(&mut self, values: &Map, key: &str, depth: usize) -> Step<()> {
        if depth > MAX_NESTED_NAMES {
            return Err(SetError::TooDeep);
        }
        let inner = match values.get(key) {
            None => Map::new(),
            Some(Value::Map(map)) => map,
            Some(other) => return Err(SetError::Conversion(other.go_type(), Type::MAP)),
        };
        let result = self.pair(&inner, depth);
        if inner.is_empty() {
            return result.and_then(|()| Err(SetError::KeyMapNoValue(key.to_owned())));
        }
        set(values, key, Value::Map(inner));
        result
    }

    /// What follows `[`, up to `]`.
    fn index(&mut self) -> Step<i64> {
        let index = match self.until(&[']']) {
            (text, Some(_)) => atoi(&text),
            (_, None) => Err(SetError::End),
        };
        index.map_err(|reason| SetError::Index(Box::new(reason)))
    }

    /// What follows `]`: the list with the item set, as far as it got.
    fn item(&mut self, list: Vec<Value>, index: i64, depth: usize) -> (Vec<Value>, Step<()>) {
        if index < 0 {
            return (list, Err(SetError::NegativeIndex(index)));
        }
        let (text, stop) = self.until(&['[', '.', '=']);
        if !text.is_empty() {
            return (list, Err(SetError::AfterIndex(text)));
        }
        match stop {
            None => (list, Err(SetError::End)),
            Some('=') => self.item_value(list, index),
            Some('[') => self.item_list(list, index, depth),
            Some(_) => self.item_map(list, index, depth),
        }
    }

    fn item_value(&mut self, list: Vec<Value>, index: i64) -> (Vec<Value>, Step<()>) {
        match self.value() {
            Err(error) => (list, Err(error)),
            // parser.go: after an item, unlike after a key, the end of the text is no reason to stop.
            Ok((value, Ok(()) | Err(SetError::End))) => place(list, index, value),
            Ok((_, Err(error))) => (list, Err(error)),
        }
    }

    fn item_list(&mut self, list: Vec<Value>, index: i64, depth: usize) -> (Vec<Value>, Step<()>) {
        let next = match self.index() {
            Ok(next) => next,
            Err(error) => return (list, Err(error)),
        };
        let inner = match usize::try_from(index).ok().and_then(|i| list.get(i)) {
            None | Some(Value::Nil) => Vec::new(),
            Some(Value::List(inner)) => inner.to_vec(),
            Some(other) => {
                let error = SetError::Conversion(other.go_type(), Type::LIST);
                return (list, Err(error));
            }
        };
        match self.item(inner, next, depth) {
            (_, Err(error)) => (list, Err(error)),
            (inner, Ok(())) => place(list, index, Value::List(List::new(inner))),
        }
    }

    fn item_map(&mut self, mut list: Vec<Value>, index: i64, depth: usize) -> (Vec<Value>, Step<()>) {
        let mut inner = Map::new();
        if let Some(old) = usize::try_from(index).ok().and_then(|i| list.get_mut(i)) {
            match old {
                Value::Map(map) => inner = map.clone(),
                _ => *old = Value::Map(inner.clone()),
            }
        }
        match self.pair(&inner, depth) {
            Ok(()) => place(list, index, Value::Map(inner)),
            Err(error) => (list, Err(error)),
        }
    }

    /// What follows `=`: the value, and whether the text went on behind it (`End` when not).
    /// A failed list fails with nothing set; a failed file sets nil.
    fn value(&mut self) -> Step<(Value, Step<()>)> {
        match self.style {
            Style::Literal => Ok((Value::string(std::mem::take(&mut self.text)), Ok(()))),
            Style::Json => self.json_value().map(|value| (value, Ok(()))),
            _ if self.text.is_empty() => Ok((Value::string(""), Err(SetError::End))),
            _ if self.text.starts_with('{') => self.list().map(|items| (items, Ok(()))),
            _ => {
                let (text, _) = self.until(&[',']);
                match self.scalar(text) {
                    Ok(value) => Ok((value, Ok(()))),
                    Err(error) => Ok((Value::Nil, Err(error))),
                }
            }
        }
    }

    fn list(&mut self) -> Step<Value> {
        self.next_char();
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            match stop {
                None => return Err(SetError::OpenList),
                Some(stop) => {
                    if stop == '}' && self.text.starts_with(',') {
                        self.next_char();
                    }
                    items.push(self.scalar(text)?);
                    if stop == '}' {
                        return Ok(Value::List(List::new(items)));
                    }
                }
            }
        }
    }

    /// A JSON value, null when there is none, and the comma behind it.
    fn json_value(&mut self) -> Step<Value> {
        if self.skip_blank() {
            return Ok(Value::Nil);
        }
        let (value, rest) = json::first(self.text).ok_or(SetError::Json)?;
        self.text = rest;
        self.skip_blank();
        Ok(value)
    }

    /// Passes over blanks and a comma; whether there was nothing else before the comma or the end.
    fn skip_blank(&mut self) -> bool {
        loop {
            match self.text.chars().next() {
                None => return true,
                Some(',') => {
                    self.next_char();
                    return true;
                }
                Some(c) if c.is_whitespace() => {
                    self.next_char();
                }
                Some(_) => return false,
            }
        }
    }

    fn scalar(&mut self, text: String) -> Step<Value> {
        match &mut self.style {
            Style::Typed => Ok(typed(text)),
            Style::File(read) => read(&text).map(Value::String).map_err(SetError::File),
            Style::Text | Style::Json | Style::Literal => Ok(Value::string(text)),
        }
    }
}

/// Sets a key; an empty one is dropped.
fn set(values: &Map, key: &str, value: Value) {
    if !key.is_empty() {
        values.insert(key, value);
    }
}

/// Puts an item into a list, which grows with nils.
fn place(mut list: Vec<Value>, index: i64, value: Value) -> (Vec<Value>, Step<()>) {
    let Ok(i) = usize::try_from(index) else { return (list, Err(SetError::NegativeIndex(index))) };
    if index > MAX_INDEX {
        return (list, Err(SetError::IndexTooLarge(index)));
    }
    if list.len() <= i {
        list.resize(i + 1, Value::Nil);
    }
    list[i] = value;
    (list, Ok(()))
}

/// A value with the type that its text looks like: leading zeros make a string.
fn typed(text: String) -> Value {
    for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Nil)] {
        if text.eq_ignore_ascii_case(word) {
            return value;
        }
    }
    match text.parse::<i64>() {
        Ok(n) if text == "0" || !text.starts_with('0') => Value::int64(n),
        _ => Value::String(Str::from(text)),
    }
}

/// Go's `strconv.Atoi`.
fn atoi(text: &str) -> Step<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    text.parse().map_err(|_| SetError::Number { text: text.to_owned(), out_of_range: is_number })
}
