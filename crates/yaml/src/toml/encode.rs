//! Values to TOML text.

use super::Time;
use super::key::{append_part, append_quoted, dotted};
use crate::{MAX_DEPTH, MAX_TEXT};
use periplus_value::{Kind, List, Str, Value, append_float, parse_float, parse_int, quote};
use std::fmt;

/// Why a value can't be TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// A list with nil in it.
    NilElement,
    /// A list of maps at the top.
    NoKey,
    /// A `json.Number` that is none.
    Number(Vec<u8>),
    /// A value whose Go kind TOML can't have.
    Kind(Kind),
    /// No value at all; Go panics.
    Nil,
    /// Nested too deep, or a map that holds itself; Go would never end.
    TooDeep(usize),
    /// More text than a render may hold: each table's header names all that it is in.
    TooLong(usize),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::NilElement => f.write_str("toml: cannot encode array with nil element"),
            EncodeError::NoKey => f.write_str("toml: top-level values must be Go maps or structs"),
            EncodeError::Number(text) => {
                write!(f, "unable to convert {} to int64 or float64", quote(text))
            }
            EncodeError::Kind(kind) => write!(f, "unsupported type: {kind}"),
            EncodeError::Nil => f.write_str("reflect: call of reflect.Value.Type on zero Value"),
            EncodeError::TooDeep(limit) => write!(f, "toml: nested deeper than {limit}"),
            EncodeError::TooLong(limit) => write!(f, "toml: longer than {limit} bytes"),
        }
    }
}

impl std::error::Error for EncodeError {}

type Result<T> = std::result::Result<T, EncodeError>;

/// TOML text: a table with its plain keys first, then tables and lists of tables, both in byte order. Other values
/// are written bare.
pub fn emit(value: &Value) -> Result<Vec<u8>> {
    if value.is_nil() {
        return Err(EncodeError::Nil);
    }
    let mut encoder = Encoder { out: Vec::new(), key: Vec::new(), depth: 0 };
    encoder.entry(&data(value))?;
    Ok(encoder.out)
}

/// What a value is to TOML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Nil,
    Plain,
    Table,
    Tables,
}

struct Encoder {
    out: Vec<u8>,
    key: Vec<Str>,
    depth: usize,
}

/// A named map as the map it holds; other values as they are.
fn data(value: &Value) -> Value {
    match value {
        Value::Object(object) if object.go_fields().is_some() => value.clone(),
        Value::Object(object) => match object.data() {
            Some(data @ (Value::Map(_) | Value::List(_))) => data,
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// What a table holds.
struct Entry {
    name: Str,
    value: Value,
    /// A struct's field is known by the place where it is declared, fields that aren't exported counted.
    declared: Option<usize>,
}

/// A map's entries by name, a struct's exported fields as declared.
fn entries(table: &Value) -> Vec<Entry> {
    match table {
        Value::Map(map) => {
            map.entries().into_iter().map(|(name, value)| Entry { name, value, declared: None }).collect()
        }
        Value::Object(object) => {
            let fields = object.go_fields().unwrap_or_default().into_iter().enumerate();
            let exported = fields.filter(|(_, (name, _))| name.starts_with(|c: char| c.is_ascii_uppercase()));
            let entry =
                |(at, (name, value)): (_, (&str, _))| Entry { name: name.into(), value, declared: Some(at) };
            exported.map(entry).collect()
        }
        _ => Vec::new(),
    }
}

/// Nil, also one that has a type.
fn is_nil(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::List(list) => list.is_nil(),
        Value::Map(map) => map.is_nil(),
        _ => false,
    }
}

impl Encoder {
    fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(EncodeError::TooDeep(MAX_DEPTH)) } else { Ok(()) }
    }

    /// Finds nil in lists, too, all the way down.
    fn shape(&mut self, value: &Value) -> Result<Shape> {
        let list = match value {
            Value::Nil => return Ok(Shape::Nil),
            Value::Map(map) if map.is_nil() => return Ok(Shape::Nil),
            Value::Map(_) => return Ok(Shape::Table),
            Value::List(list) if list.is_nil() => return Ok(Shape::Nil),
            Value::List(list) => list,
            Value::Object(object) if object.go_fields().is_some() => return Ok(Shape::Table),
            Value::Object(object) if matches!(object.go_type().kind(), Kind::Complex128 | Kind::Func) => {
                return Err(EncodeError::Kind(object.go_type().kind()));
            }
            _ => return Ok(Shape::Plain),
        };
        if list.is_empty() {
            return Ok(Shape::Plain);
        }
        self.enter()?;
        let mut all = true;
        for item in list.iter() {
            let shape = self.shape(&data(item))?;
            if shape == Shape::Nil {
                return Err(EncodeError::NilElement);
            }
            all &= shape == Shape::Table;
        }
        self.depth -= 1;
        Ok(if all { Shape::Tables } else { Shape::Plain })
    }

    fn entry(&mut self, value: &Value) -> Result<()> {
        match (self.shape(value)?, value) {
            (Shape::Nil, _) => Ok(()),
            (Shape::Table, table) => self.table(entries(table)),
            (Shape::Tables, Value::List(list)) => self.tables(list),
            _ => self.key_value(value, false),
        }
    }

    fn key_value(&mut self, value: &Value, inline: bool) -> Result<()> {
        let Some((last, parents)) = self.key.split_last() else {
            return self.element(value);
        };
        let (last, levels) = (last.clone(), if inline { 0 } else { parents.len() });
        self.indent(levels);
        append_part(&mut self.out, last.as_bytes());
        self.out.extend_from_slice(b" = ");
        self.element(value)?;
        if !inline {
            self.newline();
        }
        Ok(())
    }

    fn braces(&mut self, table: &Value) -> Result<()> {
        self.text("{");
        self.entries(entries(table), true)?;
        self.text("}");
        Ok(())
    }

    fn table(&mut self, entries: Vec<Entry>) -> Result<()> {
        if self.key.len() == 1 {
            self.newline();
        }
        if !self.key.is_empty() {
            self.header("[", "]")?;
        }
        self.entries(entries, false)
    }

    fn tables(&mut self, list: &List) -> Result<()> {
        if self.key.is_empty() {
            return Err(EncodeError::NoKey);
        }
        for item in list.iter() {
            self.newline();
            self.header("[[", "]]")?;
            self.entries(entries(&data(item)), false)?;
        }
        Ok(())
    }

    fn header(&mut self, open: &str, close: &str) -> Result<()> {
        self.indent(self.key.len() - 1);
        self.out.extend_from_slice(open.as_bytes());
        self.out.extend_from_slice(&dotted(&self.key));
        self.out.extend_from_slice(close.as_bytes());
        self.newline();
        if self.out.len() > MAX_TEXT { Err(EncodeError::TooLong(MAX_TEXT)) } else { Ok(()) }
    }

    /// Entries: those that are no tables first. In braces nil leaves a comma behind where it is the last one, and a
    /// struct lacks one after the field whose place is the number of those that are written (BurntSushi's encode.go).
    fn entries(&mut self, entries: Vec<Entry>, inline: bool) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.enter()?;
        let (mut plain, mut tables) = (Vec::new(), Vec::new());
        for entry in entries {
            let value = data(&entry.value);
            match self.shape(&value)? {
                Shape::Table | Shape::Tables => tables.push(Entry { value, ..entry }),
                Shape::Plain | Shape::Nil => plain.push(Entry { value, ..entry }),
            }
        }
        let total = plain.len() + tables.len();
        for (i, Entry { name, value, declared }) in plain.into_iter().chain(tables).enumerate() {
            if is_nil(&value) {
                continue;
            }
            if inline {
                let outer = std::mem::replace(&mut self.key, vec![name]);
                self.key_value(&value, true)?;
                self.key = outer;
                if declared.unwrap_or(i) + 1 != total {
                    self.out.extend_from_slice(b", ");
                }
            } else {
                self.key.push(name);
                self.entry(&value)?;
                self.key.pop();
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn element(&mut self, value: &Value) -> Result<()> {
        match value {
            Value::Nil => return Err(EncodeError::NilElement),
            Value::Bool(b) => self.text(if *b { "true" } else { "false" }),
            Value::Int(n) => self.text(&n.get().to_string()),
            Value::Float(n) => self.float(*n),
            Value::Number(text) => self.number(text.as_bytes())?,
            Value::String(text) => append_quoted(&mut self.out, text.as_bytes()),
            Value::Bytes(bytes) => {
                let items = bytes.as_bytes().iter().map(|b| Value::int(i64::from(*b))).collect();
                self.list(&List::new(items))?;
            }
            Value::List(list) => self.list(list)?,
            Value::Map(_) => self.braces(value)?,
            Value::Object(object) if object.go_fields().is_some() => self.braces(value)?,
            Value::Object(object) => match object.as_any().downcast_ref::<Time>() {
                Some(time) => self.text(&time.toml()),
                None => self.object(value)?,
            },
        }
        Ok(())
    }

    fn object(&mut self, value: &Value) -> Result<()> {
        let Value::Object(object) = value else { return Ok(()) };
        let kind = object.go_type().kind();
        match object.data() {
            Some(Value::String(text)) if object.go_type().to_string() == "time.Time" => {
                self.out.extend_from_slice(text.as_bytes());
                Ok(())
            }
            _ if matches!(kind, Kind::Complex128 | Kind::Func) => Err(EncodeError::Kind(kind)),
            Some(data @ (Value::Int(_) | Value::Bool(_) | Value::Float(_)))
                if object.go_type().to_string() != "time.Duration" =>
            {
                self.element(&data)
            }
            _ => {
                append_quoted(&mut self.out, object.text().as_bytes());
                Ok(())
            }
        }
    }

    fn list(&mut self, list: &List) -> Result<()> {
        if list.is_empty() {
            self.text("[]");
            return Ok(());
        }
        self.enter()?;
        self.text("[");
        for (i, item) in list.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.element(&data(item))?;
        }
        self.text("]");
        self.depth -= 1;
        Ok(())
    }

    fn float(&mut self, n: f64) {
        let mut text = String::new();
        if n.is_finite() {
            append_float(&mut text, n, b'g', None, 64);
            if !text.contains(['e', '.']) {
                text.push_str(".0");
            }
        } else {
            text.push_str(if n.is_sign_negative() { "-" } else { "" });
            text.push_str(if n.is_nan() { "nan" } else { "inf" });
        }
        self.text(&text);
    }

    fn number(&mut self, text: &[u8]) -> Result<()> {
        if text.is_empty() {
            self.text("0");
        } else if let Ok(n) = parse_int(text, 10, 64) {
            self.text(&n.to_string());
        } else if let Ok(n) = parse_float(text) {
            self.float(n);
        } else {
            return Err(EncodeError::Number(text.to_vec()));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn indent(&mut self, levels: usize) {
        (0..levels).for_each(|_| self.out.extend_from_slice(b"  "));
    }

    /// A line feed, but not as the first thing.
    fn newline(&mut self) {
        if !self.out.is_empty() {
            self.out.push(b'\n');
        }
    }
}
