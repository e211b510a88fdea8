//! What Go's encoding/json says when data is decoded into structs: the first mismatch, in its words.

use super::{Kubernetes, shape};
use crate::number::json_number;
use periplus_value::{Map, Value, quote, rfc3339};
use std::fmt;

/// Why data doesn't fit a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A key that the struct doesn't have.
    UnknownField {
        /// The key.
        name: String,
        /// Where it is, from the root of what was decoded.
        path: String,
    },
    /// A value of another type.
    WrongType {
        /// What it is: `string`, `number`, `number 1.5`, `object` …
        found: String,
        /// The struct whose field it is, empty at the root.
        go_struct: String,
        /// The field's path as Go tells it: without indices, with embedded structs.
        field: String,
        /// The Go type that is wanted.
        go_type: String,
        /// Where it is.
        path: String,
    },
    /// A time that isn't one.
    Time {
        /// Go's words for it.
        message: String,
        /// Where it is.
        path: String,
    },
    /// A resource quantity that isn't one.
    Quantity {
        /// Where it is.
        path: String,
    },
}

impl DecodeError {
    /// Where the mismatch is.
    pub fn path(&self) -> &str {
        match self {
            Self::UnknownField { path, .. }
            | Self::WrongType { path, .. }
            | Self::Time { path, .. }
            | Self::Quantity { path } => path,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { name, .. } => write!(f, "json: unknown field {}", quote(name.as_bytes())),
            Self::WrongType { found, go_struct, field, go_type, .. } if field.is_empty() => {
                debug_assert!(go_struct.is_empty(), "a struct without a field");
                write!(f, "json: cannot unmarshal {found} into Go value of type {go_type}")
            }
            Self::WrongType { found, go_struct, field, go_type, .. } => {
                write!(
                    f,
                    "json: cannot unmarshal {found} into Go struct field {go_struct}.{field} of type {go_type}"
                )
            }
            Self::Time { message, .. } => f.write_str(message),
            // apimachinery/pkg/api/resource/quantity.go
            Self::Quantity { .. } => f.write_str(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ),
        }
    }
}

/// How the Go type is written in a message. A list's parentheses name its elements' type.
fn go_type(ty: &str) -> String {
    if let Some(element) = ty.strip_prefix("[]*") {
        return format!("[]*{}", go_type(element));
    }
    if let Some(element) = ty.strip_prefix("[]") {
        return format!("[]{}", go_type(element));
    }
    if let Some((_, named)) = ty.split_once('(') {
        return named.trim_end_matches(')').to_owned();
    }
    match ty.strip_prefix("{}") {
        Some(element) => format!("map[string]{}", go_type(element)),
        None => match ty {
            "Quantity" => "resource.Quantity".to_owned(),
            "IntOrString" => "intstr.IntOrString".to_owned(),
            "BoolValue" => "bool".to_owned(),
            "bytes" => "[]uint8".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// Walks data along a type.
pub(crate) struct Decoder {
    types: &'static Kubernetes,
    /// The minor version of the Kubernetes that istioctl is built with.
    api: u32,
    strict: bool,
    from_yaml: bool,
    go_struct: &'static str,
    fields: Vec<&'static str>,
    path: Vec<String>,
    saved: Option<DecodeError>,
}

impl Decoder {
    /// Unknown keys are left alone.
    pub(crate) fn lenient(types: &'static Kubernetes, api: u32) -> Self {
        Self {
            types,
            api,
            strict: false,
            from_yaml: false,
            go_struct: "",
            fields: Vec::new(),
            path: Vec::new(),
            saved: None,
        }
    }

    /// Unknown keys are errors.
    pub(crate) fn strict(types: &'static Kubernetes, api: u32) -> Self {
        Self { strict: true, ..Self::lenient(types, api) }
    }

    /// Unknown keys are errors, numbers and bools will do for strings, as sigs.k8s.io/yaml reads YAML into structs.
    pub(crate) fn strict_yaml(types: &'static Kubernetes, api: u32) -> Self {
        Self { from_yaml: true, ..Self::strict(types, api) }
    }

    /// Decodes a value as a type; the error that Go returns.
    pub(crate) fn check(mut self, value: &Value, ty: &'static str) -> Result<(), DecodeError> {
        self.value(value, ty)?;
        self.saved.map_or(Ok(()), Err)
    }

    fn place(&self) -> String {
        self.path.join(".")
    }

    fn wrong(&self, found: impl Into<String>, ty: &str) -> DecodeError {
        DecodeError::WrongType {
            found: found.into(),
            go_struct: self.go_struct.to_owned(),
            field: self.fields.join("."),
            go_type: go_type(ty),
            path: self.place(),
        }
    }

    /// Keeps the first error and goes on, as encoding/json does.
    fn save(&mut self, error: DecodeError) {
        self.saved.get_or_insert(error);
    }

    /// `Err`: a type's own decoder failed, which ends all decoding at once.
    fn value(&mut self, value: &Value, ty: &'static str) -> Result<(), DecodeError> {
        if self.path.len() > 1000 {
            return Ok(());
        }
        if let Some(element) = ty.strip_prefix("[]") {
            return self.list(value, ty, element.trim_start_matches('*'));
        }
        if let Some(element) = shape(ty).strip_prefix("{}") {
            return self.map(value, ty, element);
        }
        match (shape(ty), value) {
            ("any" | "raw", _) | (_, Value::Nil) => Ok(()),
            ("Time", _) => self.time(value),
            ("Quantity", _) => self.quantity(value),
            ("IntOrString", Value::String(_)) => Ok(()),
            ("IntOrString", _) => self.integer(value, "int32").map_or(Ok(()), Err),
            ("BoolValue", Value::Bool(_)) => Ok(()),
            ("BoolValue", _) => Err(self.wrong(kind(value), ty)),
            _ => {
                self.plain(value, ty);
                self.object(value, ty)
            }
        }
    }

    /// Strings, bools and numbers.
    fn plain(&mut self, value: &Value, ty: &'static str) {
        let error = match (shape(ty), value) {
            ("string" | "bytes", Value::String(_)) | ("bool", Value::Bool(_)) => None,
            ("string", Value::Bool(_) | Value::Int(_) | Value::Float(_)) if self.from_yaml => None,
            ("int32" | "int64" | "uint32", _) => self.integer(value, ty),
            ("float64", Value::Int(_) | Value::Float(_)) => None,
            ("string" | "bool" | "bytes" | "float64", _) => Some(self.wrong(kind(value), ty)),
            _ => None,
        };
        if let Some(error) = error {
            self.save(error);
        }
    }

    /// A whole number in range, which for one that must not be negative JSON's `-0` is not.
    fn integer(&self, value: &Value, ty: &str) -> Option<DecodeError> {
        let number = match value {
            Value::Int(n) => n.get().to_string(),
            Value::Float(n) if *n == 0.0 && self.from_yaml => "0".to_owned(),
            Value::Float(n) => json_number(*n),
            other => return Some(self.wrong(kind(other), ty)),
        };
        let fits = match shape(ty) {
            "int32" => number.parse::<i32>().is_ok(),
            "uint32" => number.parse::<u32>().is_ok(),
            _ => number.parse::<i64>().is_ok(),
        };
        (!fits).then(|| self.wrong(format!("number {number}"), ty))
    }

    fn quantity(&self, value: &Value) -> Result<(), DecodeError> {
        if crate::quantity::of(value).is_some() {
            Ok(())
        } else {
            Err(DecodeError::Quantity { path: self.place() })
        }
    }

    fn time(&self, value: &Value) -> Result<(), DecodeError> {
        let Some(text) = value.as_string() else { return Err(self.wrong(kind(value), "string")) };
        let fault = rfc3339::fault(&text.to_str_lossy());
        fault.map_or(Ok(()), |message| Err(DecodeError::Time { message, path: self.place() }))
    }

    fn list(&mut self, value: &Value, ty: &'static str, element: &'static str) -> Result<(), DecodeError> {
        match value {
            Value::Nil => {}
            Value::List(list) => {
                for (at, item) in list.iter().enumerate() {
                    self.path.push(format!("[{at}]"));
                    self.value(item, element)?;
                    self.path.pop();
                }
            }
            other => self.save(self.wrong(kind(other), ty)),
        }
        Ok(())
    }

    fn map(&mut self, value: &Value, ty: &'static str, element: &'static str) -> Result<(), DecodeError> {
        match value {
            Value::Nil => {}
            Value::Map(map) => {
                for (key, item) in map.entries() {
                    self.path.push(key.to_str_lossy().into_owned());
                    self.value(&item, element)?;
                    self.path.pop();
                }
            }
            other => self.save(self.wrong(kind(other), ty)),
        }
        Ok(())
    }

    /// A struct; any other type has been dealt with.
    fn object(&mut self, value: &Value, ty: &'static str) -> Result<(), DecodeError> {
        if self.types.fields(ty).is_none() {
            return Ok(());
        }
        match value {
            Value::Map(map) => self.fields_of(map, ty),
            other => {
                self.save(self.wrong(kind(other), ty));
                Ok(())
            }
        }
    }

    fn fields_of(&mut self, map: &Map, ty: &'static str) -> Result<(), DecodeError> {
        let (outer_struct, depth) = (self.go_struct, self.fields.len());
        for (key, item) in map.entries() {
            self.path.push(key.to_str_lossy().into_owned());
            let field = self.types.field(ty, key.as_bytes()).filter(|field| field.since <= self.api);
            if let Some(field) = field {
                self.go_struct = ty.rsplit('.').next().unwrap_or(ty);
                self.fields.extend(field.embedded.split('^').filter(|s| !s.is_empty()));
                self.fields.push(field.name);
                self.value(&item, field.ty)?;
                self.fields.truncate(depth);
                self.go_struct = outer_struct;
            } else if self.strict {
                let name = key.to_str_lossy().into_owned();
                self.save(DecodeError::UnknownField { name, path: self.place() });
            }
            self.path.pop();
        }
        Ok(())
    }
}

/// What encoding/json calls a value.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) | Value::Number(_) => "number",
        Value::String(_) | Value::Bytes(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) | Value::Object(_) => "object",
    }
}
