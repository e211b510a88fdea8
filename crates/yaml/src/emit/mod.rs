//! Values to YAML text: what sigs.k8s.io/yaml writes (JSON, read and written by go-yaml v2), and what Helm's
//! `toYamlPretty` writes (go-yaml v3).

mod known;
mod order;
mod out;
mod scalar;

use crate::error::{Error, YamlError};
use crate::json::{self, JsonError};
use crate::resolve::{self, Scalar};
use crate::{MAX_DEPTH, MAX_TEXT, Numbers, Options, base64};
pub use known::{Emitted, entry_lines};
pub(crate) use out::is_short;
use out::{Out, State, Written};
use periplus_value::{
    Entries, GO_MAX_DEPTH, IntKind, List, Map, Str, Type, Value, Watch, format_float, sorting,
};
use scalar::{Look, Place};
use std::borrow::Cow;

/// Which of the two libraries writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Lists in a mapping aren't indented; long lines are folded.
    V2,
    /// Lists in a mapping are indented; lines are as long as they are.
    V3,
}

/// Why the quick way can't write a value.
enum Stop {
    /// A string that doesn't survive JSON and back.
    Odd,
    Error(JsonError),
}

/// sigs.k8s.io/yaml `Marshal`, with the line feed at its end.
pub fn emit(value: &Value) -> Result<String, Error> {
    Ok(emit_known(value)?.text)
}

/// The same, and what is known of the text.
pub fn emit_known(value: &Value) -> Result<Emitted, Error> {
    match Emitter::new(Dialect::V2).document(value) {
        Ok(emitted) => Ok(emitted),
        Err(Stop::Error(e)) => Err(through_json(e.told_apart(value))),
        Err(Stop::Odd) => Ok(Emitted { text: emit_slowly(value)?, open: true }),
    }
}

/// JSON has any depth; what it is read by again hasn't.
fn through_json(error: JsonError) -> Error {
    match error {
        JsonError::TooDeep(GO_MAX_DEPTH) => Error::Reread(YamlError::too_deep(GO_MAX_DEPTH)),
        JsonError::TooLong(limit) => Error::Limit("length of a YAML text", limit),
        error => Error::ToJson(error),
    }
}

/// Really through JSON: for text with characters that go-yaml's reader refuses or folds.
fn emit_slowly(value: &Value) -> Result<String, Error> {
    let text = json::emit(value).map_err(through_json)?;
    let options = Options { numbers: Numbers::Go, ..Options::default() };
    let value = crate::parse_with(text.as_bytes(), &options).map_err(|e| match e {
        Error::Yaml(e) => Error::Reread(e),
        other => other,
    })?;
    let mut emitter = Emitter::new(Dialect::V2);
    emitter.reread = true;
    let emitted = emitter.document(&value.value).map_err(|stop| match stop {
        Stop::Error(e) => Error::ToJson(e),
        Stop::Odd => Error::Limit("depth of a value", MAX_DEPTH),
    })?;
    Ok(emitted.text)
}

/// What go-yaml v3's encoder writes with two spaces (Helm's `toYamlPretty`), with the line feed at its end.
pub fn emit_pretty(value: &Value) -> Result<String, Error> {
    let emitted = Emitter::new(Dialect::V3).document(value).map_err(|stop| match stop {
        Stop::Error(e) => Error::ToJson(e.told_apart(value)),
        Stop::Odd => Error::Limit("depth of a value", MAX_DEPTH),
    })?;
    Ok(emitted.text)
}

struct Emitter {
    out: Out,
    dialect: Dialect,
    depth: usize,
    /// The value comes from go-yaml, not from a template: no string in it is odd.
    reread: bool,
}

impl Emitter {
    fn new(dialect: Dialect) -> Self {
        Self { out: Out::new(dialect), dialect, depth: 0, reread: false }
    }

    fn document(mut self, value: &Value) -> Result<Emitted, Stop> {
        self.value(value, Place::Root)?;
        let open = self.out.literal_end == self.out.text.len();
        self.out.write_indent();
        Ok(Emitted { text: self.out.into_text(), open })
    }

    fn value(&mut self, value: &Value, place: Place) -> Result<(), Stop> {
        self.check_length()?;
        match value {
            Value::Nil => self.scalar("null", Look::Plain, place),
            Value::Bool(b) => self.scalar(if *b { "true" } else { "false" }, Look::Plain, place),
            Value::Int(n) => self.scalar(&n.get().to_string(), Look::Plain, place),
            Value::Float(n) => self.float(*n, place)?,
            Value::Number(text) if self.dialect == Dialect::V2 => self.number(text.as_bytes(), place)?,
            Value::Number(text) | Value::String(text) => self.string(text.as_bytes(), place)?,
            Value::Bytes(bytes) => self.bytes(bytes.as_bytes(), place)?,
            Value::List(list) => self.list(list, place)?,
            Value::Map(map) => match map.watch().filter(|watch| watch.is_unchanged(map)) {
                Some(watch) => self.unchanged(watch, map, place)?,
                None => self.map(map, place)?,
            },
            Value::Object(object) => match object.data() {
                Some(data) => self.nested(object.go_type(), |emitter| emitter.value(&data, place))?,
                None if json::is_unsupported(object.go_type()) => {
                    return Err(Stop::Error(JsonError::UnsupportedType(object.go_type())));
                }
                None => self.string(object.text().as_bytes(), place)?,
            },
        }
        Ok(())
    }

    fn check_length(&self) -> Result<(), Stop> {
        let is_too_long = self.out.text.len() > MAX_TEXT;
        if is_too_long { Err(Stop::Error(JsonError::TooLong(MAX_TEXT))) } else { Ok(()) }
    }

    /// A `float64`. In v2 its JSON text may be an integer's.
    fn float(&mut self, n: f64, place: Place) -> Result<(), Stop> {
        if self.dialect == Dialect::V2 && !self.reread {
            json::check_finite(&Value::Float(n)).map_err(|e| Stop::Error(JsonError::Unsupported(e)))?;
            return self.number_text(&json::float_text(n), place);
        }
        let text = match n {
            f64::INFINITY => ".inf".to_owned(),
            f64::NEG_INFINITY => "-.inf".to_owned(),
            n if n.is_nan() => ".nan".to_owned(),
            n => format_float(n, b'g', None),
        };
        self.scalar(&text, Look::Plain, place);
        Ok(())
    }

    /// A `json.Number`: JSON text, which go-yaml v2 reads again.
    fn number(&mut self, text: &[u8], place: Place) -> Result<(), Stop> {
        match std::str::from_utf8(text) {
            Ok("") => self.number_text("0", place),
            Ok(number) if json::is_number(text) => self.number_text(number, place),
            _ => Err(Stop::Error(JsonError::Number(text.to_vec()))),
        }
    }

    fn number_text(&mut self, text: &str, place: Place) -> Result<(), Stop> {
        match resolve::plain(text.as_bytes()) {
            Scalar::Int(n) => self.scalar(&n.to_string(), Look::Plain, place),
            Scalar::Uint(n) => self.scalar(&n.to_string(), Look::Plain, place),
            Scalar::Float(n) => self.scalar(&format_float(n, b'g', None), Look::Plain, place),
            _ => self.string(text.as_bytes(), place)?,
        }
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop> {
        if self.dialect == Dialect::V2 {
            return self.string(base64::encode(bytes).as_bytes(), place);
        }
        let items: Vec<Value> = bytes.iter().map(|b| Value::int(i64::from(*b))).collect();
        self.list(&List::new(items), place)
    }

    fn string(&mut self, text: &[u8], place: Place) -> Result<(), Stop> {
        if self.out.short(text) {
            return Ok(());
        }
        let text = self.text(text)?;
        self.text_scalar(&text, place);
        Ok(())
    }

    fn text_scalar(&mut self, text: &Text, place: Place) {
        match text {
            Text::Valid(text) => self.scalar(text, scalar::look(text, self.dialect), place),
            Text::Binary(base64, _) => {
                self.out.indicator("!!binary", true, false, false);
                let look = if base64.contains('\n') { Look::Literal } else { Look::Plain };
                self.scalar(base64, look, place);
            }
        }
    }

    /// Text as the library sees it.
    fn text<'a>(&self, text: &'a [u8]) -> Result<Text<'a>, Stop> {
        match std::str::from_utf8(text) {
            Ok(valid) if self.dialect == Dialect::V3 || self.reread || !is_odd(valid) => {
                Ok(Text::Valid(Cow::Borrowed(valid)))
            }
            Ok(_) => Err(Stop::Odd),
            Err(_) if self.dialect == Dialect::V3 => {
                Ok(Text::Binary(base64::encode_lines(text), json::valid_text(text)))
            }
            Err(_) => {
                let valid = json::valid_text(text);
                if is_odd(&valid) { Err(Stop::Odd) } else { Ok(Text::Valid(valid)) }
            }
        }
    }

    fn scalar(&mut self, text: &str, look: Look, place: Place) {
        let indent = self.out.indent;
        self.out.indent = if indent < 0 { 2 } else { indent + 2 };
        self.out.scalar(text, look, place);
        self.out.indent = indent;
    }

    fn list(&mut self, list: &List, place: Place) -> Result<(), Stop> {
        let v2 = self.dialect == Dialect::V2;
        if list.is_nil() && v2 && !self.reread {
            self.scalar("null", Look::Plain, place);
            return Ok(());
        }
        if v2 && *list.element() == Type::Int(IntKind::Uint8) {
            let bytes: Vec<u8> = list.iter().filter_map(|b| Some(b.as_int()?.as_u64() as u8)).collect();
            return self.bytes(&bytes, place);
        }
        if list.is_empty() {
            return self.nested(Type::List(list.element()), |emitter| emitter.empty("[", "]"));
        }
        let indentless = v2 && place.in_mapping() && !self.out.indention;
        self.nested(Type::List(list.element()), |emitter| {
            let indent = emitter.out.increase_indent(indentless);
            for item in list.iter() {
                emitter.out.write_indent();
                emitter.out.indicator("-", true, false, true);
                emitter.value(item, Place::Sequence)?;
            }
            emitter.out.indent = indent;
            Ok(())
        })
    }

    fn map(&mut self, map: &Map, place: Place) -> Result<(), Stop> {
        let map_ref = map.borrow();
        if map.is_nil() && self.dialect == Dialect::V2 && !self.reread {
            self.scalar("null", Look::Plain, place);
            return Ok(());
        }
        let go_type = Type::Map(map.element());
        if map_ref.is_empty() {
            return self.nested(go_type, |emitter| emitter.empty("{", "}"));
        }
        if is_sorted(&map_ref) {
            self.nested(go_type, |emitter| emitter.sorted_entries(&map_ref))
        } else {
            self.unsorted_entries(go_type, &map_ref)
        }
    }

    /// A map that was written before and is what it was: its lines are copied, if they begin in the same way.
    fn unchanged(&mut self, watch: &Watch, map: &Map, place: Place) -> Result<(), Stop> {
        let start = (self.out.state(), self.depth, self.reread);
        let from = self.out.text.len();
        if let Some(lines) = watch.known::<Lines>().filter(|lines| lines.start == start) {
            self.out.repeat(&lines.written);
            return self.check_length();
        }
        self.map(map, place)?;
        let length = self.out.text.len() - from;
        watch.learn(length, || Box::new(Lines { start, written: self.out.written(from) }));
        Ok(())
    }

    fn empty(&mut self, open: &str, close: &str) -> Result<(), Stop> {
        self.out.indicator(open, true, true, false);
        self.out.indicator(close, false, false, false);
        Ok(())
    }

    /// Apart from [`Self::map`], as the next one, so that a level of maps takes little of the call stack.
    fn sorted_entries(&mut self, map: &Entries) -> Result<(), Stop> {
        let indent = self.out.increase_indent(false);
        for (key, value) in map {
            if !self.out.short_key(key.as_bytes()) {
                self.key(&Text::Valid(Cow::Borrowed(key.as_str().unwrap_or_default())));
            }
            self.value(value, Place::Mapping)?;
        }
        self.out.indent = indent;
        Ok(())
    }

    fn unsorted_entries(&mut self, go_type: Type, map: &Entries) -> Result<(), Stop> {
        let mut keys = Vec::with_capacity(map.len());
        for (key, value) in map {
            keys.push((self.text(key.as_bytes())?, value));
        }
        if self.dialect == Dialect::V2 && !self.reread && keys.iter().any(|(key, _)| is_long_key(key.order()))
        {
            return Err(Stop::Odd);
        }
        let mut entries: Vec<(&str, (&Text, &Value))> =
            keys.iter().map(|(key, value)| (key.order(), (key, *value))).collect();
        order::sort_by_key(&mut entries, self.dialect);
        self.nested(go_type, |emitter| {
            let indent = emitter.out.increase_indent(false);
            for (_, (key, value)) in entries {
                emitter.key(key);
                emitter.value(value, Place::Mapping)?;
            }
            emitter.out.indent = indent;
            Ok(())
        })
    }

    /// A key, with what leads to its value.
    fn key(&mut self, key: &Text) {
        self.out.write_indent();
        let (text, tag) = match key {
            Text::Valid(text) => (&**text, 0),
            Text::Binary(base64, _) => (&**base64, "!!binary".len()),
        };
        if scalar::is_simple_key(text, tag) {
            self.text_scalar(key, Place::SimpleKey);
            self.out.indicator(":", false, false, false);
        } else {
            self.out.indicator("?", true, false, true);
            self.text_scalar(key, Place::Mapping);
            self.out.write_indent();
            self.out.indicator(":", true, false, true);
        }
    }

    fn nested(
        &mut self,
        go_type: Type,
        body: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Stop::Error(JsonError::Cycle(go_type)));
        }
        body(self)?;
        self.depth -= 1;
        Ok(())
    }
}

/// What was written of a map, and in which state that began: text, depth, and whether it was read again.
struct Lines {
    start: (State, usize, bool),
    written: Written,
}

/// Whether keys are short, in ASCII, and in the order in which they are kept.
fn is_sorted(map: &Entries) -> bool {
    let mut last: Option<&[u8]> = None;
    map.keys()
        .map(Str::as_bytes)
        .all(|key| is_plain(key) && last.replace(key).is_none_or(|before| order::is_sorted_pair(before, key)))
}

/// Whether a key is short and in ASCII.
fn is_plain(key: &[u8]) -> bool {
    key.len() < 128 && key.iter().all(|b| matches!(b, b' '..=b'~'))
}

/// Whether keys, plain ones, are those of a map in the order in which they are written.
pub(crate) fn is_written_order(keys: &[&[u8]]) -> bool {
    if !keys.iter().all(|key| is_plain(key)) {
        return false;
    }
    if keys.windows(2).all(|pair| order::is_sorted_pair(pair[0], pair[1])) {
        return true;
    }
    let texts = keys.iter().map(|key| str::from_utf8(key).unwrap_or_default());
    let mut sorted: Vec<(&str, usize)> = texts.zip(0..).collect();
    sorting::sort(&mut sorted);
    let is_map = sorted.windows(2).all(|pair| pair[0].0 != pair[1].0);
    order::sort_by_key(&mut sorted, Dialect::V2);
    is_map && sorted.iter().map(|(_, place)| *place).eq(0..keys.len())
}

/// Writes single scalars, to hold them against a text.
pub(crate) struct Scalars(Out);

/// What a scalar is in a block collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Key,
    /// A value or an item.
    Value,
}

impl Scalars {
    pub(crate) fn new() -> Self {
        Self(Out::new(Dialect::V2))
    }

    /// What [`emit`] writes for a text in a collection at `indent`, from the given column on: a value's with the blank in
    /// front of it. `None`: it is not for the quick way.
    pub(crate) fn write(&mut self, text: &str, part: Part, column: usize, indent: usize) -> Option<&[u8]> {
        if is_odd(text) {
            return None;
        }
        let out = &mut self.0;
        out.text.clear();
        out.column = column;
        out.indent = indent as i32 + 2;
        out.indention = false;
        out.whitespace = part == Part::Key;
        let place = if part == Part::Key { Place::SimpleKey } else { Place::Mapping };
        out.scalar(text, scalar::look(text, Dialect::V2), place);
        Some(&out.text)
    }
}

enum Text<'a> {
    Valid(Cow<'a, str>),
    /// Base64 of bytes that aren't UTF-8, and what they look like.
    Binary(String, Cow<'a, str>),
}

impl Text<'_> {
    /// What keys are sorted by.
    fn order(&self) -> &str {
        match self {
            Text::Valid(text) | Text::Binary(_, text) => text,
        }
    }
}

/// Whether JSON has a character as it is that go-yaml's reader refuses or takes for a line break.
fn is_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.is_ascii() && memchr::memchr(0x7F, bytes).is_none() {
        return false;
    }
    text.chars().any(|c| matches!(c, '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}'))
}

/// Whether go-yaml v2 can't read a key again: 1024 characters of JSON are the most.
fn is_long_key(key: &str) -> bool {
    if key.len() < 170 {
        return false;
    }
    let mut text = String::new();
    json::append_string(&mut text, key.as_bytes(), true);
    text.chars().count() > 1024
}
