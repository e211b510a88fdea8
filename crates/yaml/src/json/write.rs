//! Values to JSON text.

use super::{JsonError, append_string, float_text};
use crate::{MAX_DEPTH, MAX_TEXT, base64};
use periplus_value::{IntKind, List, Map, Type, Value};
use std::fmt::Write;

/// How JSON text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// `<`, `>` and `&` as `\u003c`, `\u003e` and `\u0026`.
    pub escape_html: bool,
    /// Two spaces per level, as `json.MarshalIndent(v, "", "  ")`; otherwise everything on one line.
    pub indent: bool,
    /// Most bytes the text may have.
    pub limit: usize,
}

impl Style {
    /// What `json.Marshal` writes.
    pub const COMPACT: Style = Style { escape_html: true, indent: false, limit: usize::MAX };
    /// What `json.MarshalIndent` writes with two spaces.
    pub const PRETTY: Style = Style { escape_html: true, indent: true, limit: MAX_TEXT };
}

/// `json.Marshal`: one line, keys in byte order, HTML escaped.
pub fn emit(value: &Value) -> Result<String, JsonError> {
    write(value, Style::COMPACT)
}

/// `json.MarshalIndent` with two spaces.
pub fn emit_pretty(value: &Value) -> Result<String, JsonError> {
    write(value, Style::PRETTY)
}

/// JSON text in a style.
pub fn write(value: &Value, style: Style) -> Result<String, JsonError> {
    let mut writer = Writer { out: String::new(), style, depth: 0, named: 0 };
    writer.value(value).map_err(|error| error.told_apart(value))?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    style: Style,
    depth: usize,
    /// Levels of `depth` that indent nothing: a named map or slice is one level with what it is made of.
    named: usize,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), JsonError> {
        if self.out.len() > self.style.limit {
            return Err(JsonError::TooLong(self.style.limit));
        }
        match value {
            Value::Nil => self.out.push_str("null"),
            Value::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            Value::Int(n) => write!(self.out, "{}", n.get()).unwrap_or_default(),
            Value::Float(_) => self.float(value)?,
            Value::Number(text) => self.number(text.as_bytes())?,
            Value::String(text) => append_string(&mut self.out, text.as_bytes(), self.style.escape_html),
            Value::Bytes(bytes) => self.base64(bytes.as_bytes()),
            Value::List(list) => self.list(list)?,
            Value::Map(map) => self.map(map)?,
            Value::Object(object) => match (object.json_fields(), object.data()) {
                (Some(fields), _) => self.fields(object.go_type(), &fields)?,
                (None, Some(data)) => {
                    self.named += 1;
                    self.nested(object.go_type(), |w| w.value(&data))?;
                    self.named -= 1;
                }
                (None, None) if super::is_unsupported(object.go_type()) => {
                    return Err(JsonError::UnsupportedType(object.go_type()));
                }
                (None, None) => {
                    append_string(&mut self.out, object.text().as_bytes(), self.style.escape_html);
                }
            },
        }
        Ok(())
    }

    fn float(&mut self, value: &Value) -> Result<(), JsonError> {
        super::check_finite(value).map_err(JsonError::Unsupported)?;
        if let Value::Float(n) = value {
            self.out.push_str(&float_text(*n));
        }
        Ok(())
    }

    fn number(&mut self, text: &[u8]) -> Result<(), JsonError> {
        match std::str::from_utf8(text) {
            Ok("") => self.out.push('0'),
            Ok(number) if super::parse::is_number(text) => self.out.push_str(number),
            _ => return Err(JsonError::Number(text.to_vec())),
        }
        Ok(())
    }

    fn base64(&mut self, bytes: &[u8]) {
        self.out.push('"');
        self.out.push_str(&base64::encode(bytes));
        self.out.push('"');
    }

    fn list(&mut self, list: &List) -> Result<(), JsonError> {
        if list.is_nil() {
            self.out.push_str("null");
            return Ok(());
        }
        if *list.element() == Type::Int(IntKind::Uint8) {
            let bytes: Vec<u8> = list.iter().filter_map(|b| Some(b.as_int()?.as_u64() as u8)).collect();
            self.base64(&bytes);
            return Ok(());
        }
        if list.is_empty() {
            self.out.push_str("[]");
            return Ok(());
        }
        self.nested(Type::List(list.element()), |w| {
            for (i, item) in list.iter().enumerate() {
                w.separate(if i == 0 { '[' } else { ',' });
                w.value(item)?;
            }
            Ok(())
        })?;
        self.close(']');
        Ok(())
    }

    fn map(&mut self, map: &Map) -> Result<(), JsonError> {
        if map.is_nil() {
            self.out.push_str("null");
            return Ok(());
        }
        if map.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.nested(Type::Map(map.element()), |w| {
            for (i, (key, value)) in map.borrow().iter().enumerate() {
                w.separate(if i == 0 { '{' } else { ',' });
                append_string(&mut w.out, key.as_bytes(), w.style.escape_html);
                w.out.push_str(if w.style.indent { ": " } else { ":" });
                w.value(value)?;
            }
            Ok(())
        })?;
        self.close('}');
        Ok(())
    }

    fn fields(&mut self, go_type: Type, fields: &[(&'static str, Value)]) -> Result<(), JsonError> {
        self.nested(go_type, |w| {
            for (i, (key, value)) in fields.iter().enumerate() {
                w.separate(if i == 0 { '{' } else { ',' });
                append_string(&mut w.out, key.as_bytes(), w.style.escape_html);
                w.out.push_str(if w.style.indent { ": " } else { ":" });
                w.value(value)?;
            }
            Ok(())
        })?;
        self.close('}');
        Ok(())
    }

    fn nested(
        &mut self,
        go_type: Type,
        body: impl FnOnce(&mut Self) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(JsonError::Cycle(go_type));
        }
        body(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn separate(&mut self, mark: char) {
        self.out.push(mark);
        self.line();
    }

    fn close(&mut self, mark: char) {
        self.line();
        self.out.push(mark);
    }

    fn line(&mut self) {
        if self.style.indent {
            self.out.push('\n');
            (self.named..self.depth).for_each(|_| self.out.push_str("  "));
        }
    }
}
