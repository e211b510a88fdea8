//! Values by kind, containers without recursion.

use super::{Printer, TooLong};
use crate::{IntKind, Integer, Kind, List, Map, Object, Str, Type, Value};
use std::rc::Rc;

/// Containers within containers; a map that holds itself ends here.
const MAX_DEPTH: usize = 100_000;

/// A container whose items are being written.
enum Frame {
    Items(List, usize),
    Bytes(Str, usize),
    Entries(std::vec::IntoIter<(Str, Value)>, bool),
    Fields(std::vec::IntoIter<(&'static str, Value)>, bool),
}

impl Printer {
    /// Writes an operand by a verb (`printArg`).
    pub(super) fn arg(&mut self, value: &Value, verb: char) -> Result<(), TooLong> {
        match (value, verb) {
            (Value::Nil, 'T' | 'v') => self.padded(b"<nil>"),
            (value, 'T') if !value.is_nil() => {
                let name = value.go_type().unwrap_or(Type::Any).to_string();
                self.string(name.as_bytes(), 's');
            }
            (value, 'p') if !value.is_nil() => self.pointer(value)?,
            (Value::Bytes(bytes), _) => self.bytes(value, bytes, verb)?,
            (Value::Nil, _) | (_, 'w') => self.bad_verb(value, verb)?,
            _ => self.value(value, verb)?,
        }
        self.checked()
    }

    /// `%!verb(type=value)`
    fn bad_verb(&mut self, value: &Value, verb: char) -> Result<(), TooLong> {
        self.out.extend(format!("%!{verb}(").into_bytes());
        match value.go_type() {
            None => self.out.extend(b"<nil>"),
            Some(name) => {
                self.out.extend(format!("{name}=").into_bytes());
                self.arg(value, 'v')?;
            }
        }
        self.out.push(b')');
        Ok(())
    }

    /// Addresses differ from run to run in Go; this one is always the same.
    fn pointer(&mut self, value: &Value) -> Result<(), TooLong> {
        match value.kind() {
            Kind::Map | Kind::Slice | Kind::Ptr => self.padded(b"0xc000010000"),
            _ => self.bad_verb(value, 'p')?,
        }
        Ok(())
    }

    /// A `[]byte` operand.
    fn bytes(&mut self, value: &Value, bytes: &Str, verb: char) -> Result<(), TooLong> {
        match verb {
            's' | 'x' | 'X' | 'q' => {
                self.string(bytes.as_bytes(), verb);
                Ok(())
            }
            'v' if self.spec.sharp_v => {
                self.out.extend(b"[]byte{");
                self.items(Frame::Bytes(bytes.clone(), 0), verb)
            }
            _ => self.value(value, verb),
        }
    }

    /// Any value, by its kind (`printValue`).
    fn value(&mut self, value: &Value, verb: char) -> Result<(), TooLong> {
        match self.start(value, verb)? {
            Some(frame) => self.items(frame, verb),
            None => Ok(()),
        }
    }

    fn items(&mut self, first: Frame, verb: char) -> Result<(), TooLong> {
        let mut stack = vec![first];
        while let Some(frame) = stack.last_mut() {
            let Some(item) = self.next_item(frame, verb)? else {
                stack.pop();
                continue;
            };
            if let Some(frame) = self.nested(&item, verb)? {
                stack.push(frame);
            }
            if stack.len() > MAX_DEPTH {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    fn nested(&mut self, item: &Value, verb: char) -> Result<Option<Frame>, TooLong> {
        match item {
            Value::Nil if self.spec.sharp_v => self.out.extend(b"interface {}(nil)"),
            Value::Nil => self.out.extend(b"<nil>"),
            item => return self.start(item, verb),
        }
        Ok(None)
    }

    /// The next item of a container after its separator, or the closing bracket.
    fn next_item(&mut self, frame: &mut Frame, verb: char) -> Result<Option<Value>, TooLong> {
        self.checked()?;
        let separator: &[u8] = if self.spec.sharp_v { b", " } else { b" " };
        let (item, first) = match frame {
            Frame::Items(list, at) => {
                *at += 1;
                (list.get(*at - 1).cloned(), *at == 1)
            }
            Frame::Bytes(bytes, at) => {
                *at += 1;
                let byte = bytes.as_bytes().get(*at - 1);
                (byte.map(|&b| Value::Int(Integer::new(IntKind::Uint8, i64::from(b)))), *at == 1)
            }
            Frame::Entries(entries, started) => {
                let first = !std::mem::replace(started, true);
                let entry = entries.next();
                if let Some((key, value)) = entry {
                    if !first {
                        self.out.extend_from_slice(separator);
                    }
                    self.value(&Value::String(key), verb)?;
                    self.out.push(b':');
                    return Ok(Some(value));
                }
                (None, first)
            }
            Frame::Fields(fields, started) => {
                let first = !std::mem::replace(started, true);
                let Some((name, value)) = fields.next() else {
                    self.out.push(b'}');
                    return Ok(None);
                };
                if !first {
                    self.out.extend_from_slice(separator);
                }
                if self.spec.sharp_v || self.spec.plus_v {
                    self.out.extend_from_slice(name.as_bytes());
                    self.out.push(b':');
                }
                return Ok(Some(value));
            }
        };
        match &item {
            Some(_) if !first => self.out.extend_from_slice(separator),
            Some(_) => {}
            None if self.spec.sharp_v => self.out.push(b'}'),
            None => self.out.push(b']'),
        }
        Ok(item)
    }

    /// Writes a scalar, or the opening bracket of a container.
    fn start(&mut self, value: &Value, verb: char) -> Result<Option<Frame>, TooLong> {
        let known = match value {
            Value::Nil => {
                self.out.extend(b"<nil>");
                true
            }
            Value::Bool(b) => self.boolean(*b, verb),
            Value::Int(n) => self.integer(*n, verb),
            Value::Float(n) => self.float(*n, verb),
            Value::String(s) | Value::Number(s) => self.string(s.as_bytes(), verb),
            Value::Bytes(bytes) if matches!(verb, 's' | 'q' | 'x' | 'X') => {
                self.string(bytes.as_bytes(), verb)
            }
            Value::Bytes(bytes) => {
                self.open(Type::BYTES, false);
                return Ok(Some(Frame::Bytes(bytes.clone(), 0)));
            }
            Value::List(list) => return Ok(self.open_list(list, Type::List(list.element()))),
            Value::Map(map) => return Ok(self.open_map(map, Type::Map(map.element()))),
            Value::Object(object) => return self.object(value, object, verb),
        };
        if !known {
            self.bad_verb(value, verb)?;
        }
        Ok(None)
    }

    fn boolean(&mut self, b: bool, verb: char) -> bool {
        let known = matches!(verb, 't' | 'v');
        if known {
            self.padded(if b { b"true" } else { b"false" });
        }
        known
    }

    /// Named maps and slices print like plain ones, structs field by field; all else prints its own text.
    fn object(
        &mut self,
        value: &Value,
        object: &Rc<dyn Object>,
        verb: char,
    ) -> Result<Option<Frame>, TooLong> {
        if let Some(complex) = object.as_any().downcast_ref() {
            if !self.complex(complex, verb) {
                self.bad_verb(value, verb)?;
            }
            return Ok(None);
        }
        let name = object.go_type();
        if let Some(fields) = object.go_fields() {
            return Ok(self.open_struct(fields, name));
        }
        match (name.kind(), object.data()) {
            (Kind::Map, Some(Value::Map(map))) => return Ok(self.open_map(&map, name)),
            (Kind::Slice, Some(Value::List(list))) => return Ok(self.open_list(&list, name)),
            (_, Some(data @ (Value::Int(_) | Value::Float(_))))
                if !matches!(verb, 'v' | 's' | 'q' | 'x' | 'X') =>
            {
                return self.start(&data, verb);
            }
            _ => {}
        }
        if !self.string(object.text().as_bytes(), verb) {
            self.bad_verb(value, verb)?;
        }
        Ok(None)
    }

    fn open(&mut self, name: Type, is_map: bool) {
        match (self.spec.sharp_v, is_map) {
            (true, _) => self.out.extend(format!("{name}{{").into_bytes()),
            (false, true) => self.out.extend(b"map["),
            (false, false) => self.out.push(b'['),
        }
    }

    fn open_struct(&mut self, fields: Vec<(&'static str, Value)>, name: Type) -> Option<Frame> {
        let name = name.to_string();
        let pointed = name.strip_prefix('*');
        if pointed.is_some() {
            self.out.push(b'&');
        }
        if self.spec.sharp_v {
            self.out.extend_from_slice(pointed.unwrap_or(&name).as_bytes());
        }
        self.out.push(b'{');
        Some(Frame::Fields(fields.into_iter(), false))
    }

    fn open_list(&mut self, list: &List, name: Type) -> Option<Frame> {
        if self.spec.sharp_v && list.is_nil() {
            self.out.extend(format!("{name}(nil)").into_bytes());
            return None;
        }
        self.open(name, false);
        Some(Frame::Items(list.clone(), 0))
    }

    fn open_map(&mut self, map: &Map, name: Type) -> Option<Frame> {
        if self.spec.sharp_v && map.is_nil() {
            self.out.extend(format!("{name}(nil)").into_bytes());
            return None;
        }
        self.open(name, true);
        Some(Frame::Entries(map.entries().into_iter(), false))
    }
}
