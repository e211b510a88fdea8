//! JSON text to values: first the whole text is checked, as Go does, then read.

use super::JsonError;
use super::error::TOO_DEEP;
use crate::{MAX_DEPTH, Numbers};
use periplus_value::{List, Map, Str, Type, Value, parse_float};

/// What was read, and the first value in it that didn't fit its Go type (which is nil now).
#[derive(Debug)]
pub struct Decoded {
    /// The value
    pub value: Value,
    /// `json: cannot unmarshal number 1e999 into Go value of type float64`
    pub error: Option<JsonError>,
}

/// `json.Unmarshal` into an `interface {}`.
pub fn parse(text: &[u8]) -> Result<Value, JsonError> {
    let decoded = decode(text, Numbers::Float)?;
    decoded.error.map_or(Ok(decoded.value), Err)
}

/// `json.Unmarshal` into a `map[string]interface {}`. The text `null` gives `None`: Go's nil map.
pub fn parse_map(text: &[u8]) -> Result<Option<Map>, JsonError> {
    let (map, error) = decode(text, Numbers::Float)?.into_map()?;
    error.map_or(Ok(map), Err)
}

/// `json.Unmarshal` into a `[]interface {}`; `null` gives the nil slice.
pub fn parse_list(text: &[u8]) -> Result<List, JsonError> {
    let decoded = decode(text, Numbers::Float)?;
    check_top(&decoded, Type::LIST)?;
    let list = as_list(decoded.value)?;
    decoded.error.map_or(Ok(list), Err)
}

impl Decoded {
    /// The map that was read, nothing for nil, and what in it didn't fit; or Go's words for what it is instead.
    pub fn into_map(self) -> Result<(Option<Map>, Option<JsonError>), JsonError> {
        check_top(&self, Type::MAP)?;
        Ok((as_map(self.value)?, self.error))
    }
}

/// A number that is the whole text is of the wrong kind before it is too large: nil with an error is nothing else.
fn check_top(decoded: &Decoded, wanted: Type) -> Result<(), JsonError> {
    match (&decoded.value, &decoded.error) {
        (Value::Nil, Some(_)) => Err(JsonError::Type { found: "number".to_owned(), wanted }),
        _ => Ok(()),
    }
}

/// The map a value is, nothing for nil, or Go's words for what it is instead.
pub fn as_map(value: Value) -> Result<Option<Map>, JsonError> {
    match value {
        Value::Map(map) => Ok(Some(map)),
        Value::Nil => Ok(None),
        other => Err(JsonError::Type { found: kind(&other).to_owned(), wanted: Type::MAP }),
    }
}

/// The list a value is, or Go's words for what it is instead.
pub(crate) fn as_list(value: Value) -> Result<List, JsonError> {
    match value {
        Value::List(list) => Ok(list),
        Value::Nil => Ok(List::nil(&Type::Any)),
        other => Err(JsonError::Type { found: kind(&other).to_owned(), wanted: Type::LIST }),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    }
}

/// `json.Unmarshal` into an `interface {}`, with what could be read where numbers are out of range.
/// [`Numbers::Go`] reads as [`Numbers::Float`].
pub fn decode(text: &[u8], numbers: Numbers) -> Result<Decoded, JsonError> {
    let mut reader = Reader { text, at: 0, depth: 0, numbers, error: None };
    let value = reader.value()?;
    reader.skip_space();
    match reader.text.get(reader.at) {
        None => Ok(Decoded { value, error: reader.error }),
        Some(b) => Err(JsonError::Character(*b, "after top-level value", reader.at)),
    }
}

/// Whether a text is a JSON number (`encoding/json` `isValidNumber`).
pub(crate) fn is_number(text: &[u8]) -> bool {
    let mut reader = Reader { text, at: 0, depth: 0, numbers: Numbers::Json, error: None };
    matches!(text.first(), Some(b'-' | b'0'..=b'9')) && reader.number().is_ok() && reader.at == text.len()
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    numbers: Numbers,
    error: Option<JsonError>,
}

impl<'a> Reader<'a> {
    fn skip_space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The byte here, behind white space.
    fn token(&mut self) -> Result<u8, JsonError> {
        self.skip_space();
        self.byte()
    }

    fn byte(&self) -> Result<u8, JsonError> {
        self.text.get(self.at).copied().ok_or(JsonError::End)
    }

    /// The byte here; a space at the end, as Go's scanner tells itself that the text is over.
    fn byte_or_space(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(b' ')
    }

    fn unexpected<T>(&self, context: &'static str) -> Result<T, JsonError> {
        Err(JsonError::Character(self.byte_or_space(), context, self.at))
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        match self.token()? {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => Ok(Value::String(self.string()?)),
            b't' => self.literal(b"true", &TRUE, Value::Bool(true)),
            b'f' => self.literal(b"false", &FALSE, Value::Bool(false)),
            b'n' => self.literal(b"null", &NULL, Value::Nil),
            b'-' | b'0'..=b'9' => {
                let text = self.number()?;
                Ok(self.number_value(text))
            }
            _ => self.unexpected("looking for beginning of value"),
        }
    }

    fn enter(&mut self) -> Result<(), JsonError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.unexpected(TOO_DEEP);
        }
        self.at += 1;
        Ok(())
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        self.enter()?;
        let mut entries: Vec<(Str, Value)> = Vec::new();
        if self.token()? != b'}' {
            loop {
                if self.token()? != b'"' {
                    return self.unexpected("looking for beginning of object key string");
                }
                let key = self.string()?;
                if self.token()? != b':' {
                    return self.unexpected("after object key");
                }
                self.at += 1;
                entries.push((key, self.value()?));
                match self.token()? {
                    b',' => self.at += 1,
                    b'}' => break,
                    _ => return self.unexpected("after object key:value pair"),
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Value::Map(entries.into_iter().collect()))
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        self.enter()?;
        let mut items = Vec::new();
        if self.token()? != b']' {
            loop {
                items.push(self.value()?);
                match self.token()? {
                    b',' => self.at += 1,
                    b']' => break,
                    _ => return self.unexpected("after array element"),
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Value::List(List::new(items)))
    }

    fn literal(&mut self, word: &[u8], contexts: &[&'static str], value: Value) -> Result<Value, JsonError> {
        self.at += 1;
        for (expected, context) in word[1..].iter().zip(contexts) {
            if self.byte_or_space() != *expected {
                return self.unexpected(context);
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.text.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    /// At least one digit.
    fn some_digits(&mut self, context: &'static str) -> Result<(), JsonError> {
        if self.digits() == 0 { self.unexpected(context) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<&'a [u8], JsonError> {
        let start = self.at;
        if self.byte()? == b'-' {
            self.at += 1;
        }
        if self.text.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.some_digits("in numeric literal")?;
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.text.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.text.get(self.at) {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        Ok(&self.text[start..self.at])
    }

    fn number_value(&mut self, text: &[u8]) -> Value {
        if self.numbers == Numbers::Json {
            return Value::Number(text.into());
        }
        if let Ok(n) = parse_float(text) {
            return Value::Float(n);
        }
        let found = format!("number {}", String::from_utf8_lossy(text));
        self.error.get_or_insert(JsonError::Type { found, wanted: Type::Float64 });
        Value::Nil
    }

    fn string(&mut self) -> Result<Str, JsonError> {
        self.at += 1;
        let start = self.at;
        let plain = |b: &u8| (0x20..0x80).contains(b) && *b != b'"' && *b != b'\\';
        self.at += self.text[start..].iter().take_while(|b| plain(b)).count();
        if self.byte()? == b'"' {
            self.at += 1;
            return Ok(Str::from(&self.text[start..self.at - 1]));
        }
        let mut out = self.text[start..self.at].to_vec();
        loop {
            let run = self.at;
            while !matches!(self.byte()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            out.extend_from_slice(super::valid_text(&self.text[run..self.at]).as_bytes());
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    return Ok(out.into());
                }
                b'\\' => self.escape(&mut out)?,
                _ => return self.unexpected("in string literal"),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        self.at += 1;
        let meaning = match self.byte_or_space() {
            b @ (b'"' | b'\\' | b'/') => b,
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                self.at += 1;
                let c = self.unicode()?;
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return self.unexpected("in string escape code"),
        };
        self.at += 1;
        out.push(meaning);
        Ok(())
    }

    /// `XXXX`, or a pair of surrogates; half a pair is U+FFFD.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let high = self.hex4()?;
        if !(0xD800..0xDC00).contains(&high) {
            return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let before = self.at;
        if self.text[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let low = self.hex4()?;
            if (0xDC00..0xE000).contains(&low) {
                let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.at = before;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            match crate::chars::hex(self.byte_or_space()) {
                Some(digit) => code = code << 4 | digit,
                None => return self.unexpected("in \\u hexadecimal character escape"),
            }
            self.at += 1;
        }
        Ok(code)
    }
}

const TRUE: [&str; 3] =
    ["in literal true (expecting 'r')", "in literal true (expecting 'u')", "in literal true (expecting 'e')"];
const FALSE: [&str; 4] = [
    "in literal false (expecting 'a')",
    "in literal false (expecting 'l')",
    "in literal false (expecting 's')",
    "in literal false (expecting 'e')",
];
const NULL: [&str; 3] =
    ["in literal null (expecting 'u')", "in literal null (expecting 'l')", "in literal null (expecting 'l')"];
