//! What jsonpb says when data is decoded into protobuf messages: the first mismatch, in its words
//! (github.com/golang/protobuf/jsonpb/decode.go).
//!
//! The tables list messages one per line, fields in declaration order: `name:type`, `proto_name|jsonName:type` where the
//! JSON name isn't the usual one, `[]T`, `{key}T`; `.T` is in the line's package, a bare name in capitals is a well-known
//! type; `>=1.28` and `<1.30` are the releases that have it, `>=1.30.3` where a patch release brought it.

mod kubernetes;

use super::decode::kind;
use crate::number::json_number;
use crate::release::Version;
use periplus_value::{Map, Value, duration, quote};
use periplus_yaml::json::{self, JsonError};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// Why data doesn't fit a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtoError {
    /// What is wrong.
    pub fault: ProtoFault,
    /// Where, from the root of what was decoded.
    pub path: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProtoFault {
    /// A key that the message doesn't have.
    UnknownField {
        /// The key.
        name: String,
        /// The message's full name.
        message: String,
    },
    /// A name that the enum doesn't have.
    UnknownEnum {
        /// The name as JSON.
        json: String,
        /// The enum's full name.
        name: String,
    },
    /// A value of another type.
    WrongType {
        /// What it is.
        found: String,
        /// The Go type that is wanted.
        go_type: &'static str,
    },
    /// A number in quotes that is no JSON.
    NotJson(JsonError),
    /// A `google.protobuf.Struct` that is no object.
    BadStruct {
        /// What it is.
        found: String,
    },
    /// A duration that can't be read.
    Duration(duration::DurationError),
}

impl fmt::Display for ProtoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            ProtoFault::UnknownField { name, message } => {
                write!(f, "unknown field {} in {message}", quote(name.as_bytes()))
            }
            ProtoFault::UnknownEnum { json, name } => {
                write!(f, "unknown value {} for enum {name}", quote(json.as_bytes()))
            }
            ProtoFault::WrongType { found, go_type } => {
                write!(f, "json: cannot unmarshal {found} into Go value of type {go_type}")
            }
            ProtoFault::NotJson(error) => error.fmt(f),
            ProtoFault::BadStruct { found } => {
                write!(f, "bad StructValue: json: cannot unmarshal {found} into Go value of type {OBJECT}")
            }
            ProtoFault::Duration(error) => write!(f, "bad Duration: {error}"),
        }
    }
}

const OBJECT: &str = "map[string]json.RawMessage";
const LIST: &str = "[]json.RawMessage";

/// Whether keys that a message doesn't have are errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    Reject,
    Allow,
}

/// Messages and enums by full name.
#[derive(Debug)]
pub(crate) struct Proto {
    types: BTreeMap<String, Type>,
}

#[derive(Debug)]
struct Type {
    package: &'static str,
    is_enum: bool,
    line: &'static str,
}

impl Proto {
    /// istioctl's values (`operator/pkg/apis/values_types.proto`) and `MeshConfig` (istio.io/api).
    pub(crate) fn get() -> &'static Self {
        static TABLE: OnceLock<Proto> = OnceLock::new();
        TABLE.get_or_init(|| {
            let mut types = BTreeMap::new();
            for text in [include_str!("../tables/values.txt"), include_str!("../tables/mesh.txt")] {
                let mut package = "";
                for line in text.lines() {
                    if let Some(name) = line.strip_prefix("package ") {
                        package = name;
                        continue;
                    }
                    let is_enum = line.starts_with("enum ");
                    let line = line.trim_start_matches("enum ");
                    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
                    types.insert(format!("{package}{name}"), Type { package, is_enum, line: rest });
                }
            }
            Self { types }
        })
    }

    /// The names of an enum's values, for suggestions.
    pub(crate) fn enum_names(&self, name: &str, version: Version) -> Vec<String> {
        let line = self.types.get(name).map_or("", |ty| ty.line);
        enum_values(line, version).map(|(value, _)| value.to_owned()).collect()
    }

    /// The names of a message's fields as JSON has them, for suggestions.
    pub(crate) fn field_names(&self, message: &str, version: Version) -> Vec<String> {
        let Some(ty) = self.types.get(message) else { return Vec::new() };
        ty.line
            .split_ascii_whitespace()
            .filter_map(|f| Field::parse(f, version))
            .map(|f| f.json_name())
            .collect()
    }
}

/// What a name of the tables stands for, for those who describe it.
pub(crate) enum ProtoShape {
    /// A message's fields in declaration order.
    Message(Vec<FieldShape>),
    /// An enum's names and numbers.
    Enum(Vec<(&'static str, i64)>),
    /// A scalar, a well-known type or a Kubernetes object.
    Other,
}

/// A field of a message.
pub(crate) struct FieldShape {
    /// The name in JSON.
    pub(crate) json: String,
    /// The name in the message, which jsonpb takes too.
    pub(crate) proto_name: &'static str,
    /// The type as in the tables, with full names: `[]istio.mesh.v1alpha1.Resource`.
    pub(crate) ty: String,
}

impl Proto {
    /// What a full name stands for in a release.
    pub(crate) fn shape(&self, name: &str, version: Version) -> ProtoShape {
        let Some(ty) = self.types.get(name) else { return ProtoShape::Other };
        if ty.is_enum {
            return ProtoShape::Enum(enum_values(ty.line, version).collect());
        }
        let field = |field: Field| FieldShape {
            json: field.json_name(),
            proto_name: field.proto_name,
            ty: full_name(field.ty, ty.package),
        };
        let words = ty.line.split_ascii_whitespace();
        ProtoShape::Message(words.filter_map(|word| Field::parse(word, version)).map(field).collect())
    }
}

/// `[].T` of a package as `[]package.T`.
fn full_name(ty: &str, package: &str) -> String {
    let at = ty.rfind([']', '}']).map_or(0, |at| at + 1);
    let (list, name) = ty.split_at(at);
    let package = if name.starts_with('.') { package } else { "" };
    format!("{list}{package}{name}")
}

/// A word of a table without the releases it is for; `None`: the release doesn't have it.
fn held(word: &'static str, version: Version) -> Option<&'static str> {
    let line = |text: &str| crate::release::numbers(text);
    let (word, until) = word.split_once('<').unwrap_or((word, ""));
    let (word, since) = word.split_once(">=").unwrap_or((word, ""));
    let here = (since.is_empty() || line(since) <= version) && (until.is_empty() || version < line(until));
    here.then_some(word)
}

/// The names of an enum with their numbers.
fn enum_values(line: &'static str, version: Version) -> impl Iterator<Item = (&'static str, i64)> {
    line.split_ascii_whitespace().filter_map(move |word| {
        let (name, number) = held(word, version)?.split_once('=')?;
        Some((name, number.parse().ok()?))
    })
}

struct Field {
    proto_name: &'static str,
    json: Option<&'static str>,
    ty: &'static str,
}

impl Field {
    /// `None`: the release doesn't have it.
    fn parse(text: &'static str, version: Version) -> Option<Self> {
        let (names, ty) = held(text, version)?.split_once(':')?;
        let (proto_name, json) = names.split_once('|').map_or((names, None), |(p, j)| (p, Some(j)));
        Some(Self { proto_name, json, ty })
    }

    fn json_name(&self) -> String {
        if let Some(json) = self.json {
            return json.to_owned();
        }
        let mut name = String::with_capacity(self.proto_name.len());
        let mut upper = false;
        for c in self.proto_name.chars() {
            match c {
                '_' => upper = true,
                c if upper => {
                    name.push(c.to_ascii_uppercase());
                    upper = false;
                }
                c => name.push(c),
            }
        }
        name
    }
}

/// Decodes a value as a message; the error that jsonpb returns.
pub(crate) fn check(
    value: &Value,
    message: &str,
    unknown: Unknown,
    version: Version,
) -> Result<(), ProtoError> {
    let mut walk = Walk { proto: Proto::get(), unknown, version, path: Vec::new() };
    walk.message(value, message)
}

struct Walk {
    proto: &'static Proto,
    unknown: Unknown,
    version: Version,
    path: Vec<String>,
}

type Check = Result<(), ProtoError>;

impl Walk {
    fn fail(&self, fault: ProtoFault) -> Check {
        Err(ProtoError { fault, path: self.path.join(".") })
    }

    fn wrong(&self, value: &Value, go_type: &'static str) -> Check {
        self.fail(ProtoFault::WrongType { found: kind(value).to_owned(), go_type })
    }

    fn within(&mut self, key: impl Into<String>, check: impl FnOnce(&mut Self) -> Check) -> Check {
        self.path.push(key.into());
        check(self)?;
        self.path.pop();
        Ok(())
    }

    fn message(&mut self, value: &Value, name: &str) -> Check {
        if self.path.len() > 1000 {
            return Ok(());
        }
        if name == "istio.operator.v1alpha1.IntOrString" {
            return self.int_or_string(value);
        }
        if value.is_nil() {
            return Ok(());
        }
        if let Some(done) = self.well_known(value, name) {
            return done;
        }
        let Value::Map(map) = value else { return self.wrong(value, OBJECT) };
        match self.proto.types.get(name) {
            Some(ty) => self.fields(map, name, ty),
            None => self.kubernetes(map, name),
        }
    }

    fn fields(&mut self, map: &Map, name: &str, ty: &'static Type) -> Check {
        let mut left = map.entries();
        let version = self.version;
        for field in ty.line.split_ascii_whitespace().filter_map(|f| Field::parse(f, version)) {
            let json = field.json_name();
            let given = map.get(&json).or_else(|| map.get(field.proto_name));
            left.retain(|(key, _)| *key != json.as_str() && *key != field.proto_name);
            let Some(given) = given else { continue };
            if given.is_nil() && !field.ty.ends_with("IntOrString") {
                continue;
            }
            self.within(json, |walk| walk.field(&given, field.ty, ty.package))?;
        }
        match left.first() {
            Some((key, _)) if self.rejects() => {
                let name = name.to_owned();
                let key = key.to_str_lossy().into_owned();
                self.within(key.clone(), |w| w.fail(ProtoFault::UnknownField { name: key, message: name }))
            }
            _ => Ok(()),
        }
    }

    fn rejects(&self) -> bool {
        self.unknown == Unknown::Reject
    }

    fn field(&mut self, value: &Value, ty: &'static str, package: &'static str) -> Check {
        if let Some(element) = ty.strip_prefix("[]") {
            let Value::List(list) = value else { return self.wrong(value, LIST) };
            for (at, item) in list.iter().enumerate() {
                self.within(format!("[{at}]"), |walk| walk.single(item, element, package))?;
            }
            return Ok(());
        }
        if let Some((_, element)) = ty.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            let Value::Map(map) = value else { return self.wrong(value, OBJECT) };
            for (key, item) in map.entries() {
                self.within(key.to_str_lossy(), |walk| walk.single(&item, element, package))?;
            }
            return Ok(());
        }
        self.single(value, ty, package)
    }

    fn single(&mut self, value: &Value, ty: &'static str, package: &'static str) -> Check {
        match ty {
            "bool" => self.scalar(value, "bool", matches!(value, Value::Bool(_))),
            "string" => self.scalar(value, "string", matches!(value, Value::String(_))),
            "bytes" => self.scalar(value, "[]uint8", matches!(value, Value::String(_))),
            "int32" | "int64" | "uint32" | "uint64" => self.integer(value, ty),
            "double" => self.float(value, "float64"),
            "float" => self.float(value, "float32"),
            _ => {
                let name = if ty.starts_with('.') { format!("{package}{ty}") } else { ty.to_owned() };
                match self.proto.types.get(&name) {
                    Some(found) if found.is_enum => self.enumeration(value, &name, found.line),
                    _ => self.message(value, &name),
                }
            }
        }
    }

    fn scalar(&self, value: &Value, go_type: &'static str, fits: bool) -> Check {
        if fits || value.is_nil() { Ok(()) } else { self.wrong(value, go_type) }
    }

    /// A number, also in quotes.
    fn integer(&self, value: &Value, go_type: &'static str) -> Check {
        let literal = match value {
            Value::Int(n) => n.get().to_string(),
            // On the way through YAML a zero loses its sign.
            Value::Float(n) => json_number(if *n == 0.0 { 0.0 } else { *n }),
            Value::String(s) => s.to_str_lossy().into_owned(),
            other => return self.scalar(other, go_type, false),
        };
        let fits = match go_type {
            "int32" | "protoreflect.EnumNumber" => literal.parse::<i32>().is_ok(),
            "int64" => literal.parse::<i64>().is_ok(),
            "uint32" => literal.parse::<u32>().is_ok(),
            _ => literal.parse::<u64>().is_ok(),
        };
        if fits { Ok(()) } else { self.not_a_number(&literal, go_type) }
    }

    fn not_a_number(&self, literal: &str, go_type: &'static str) -> Check {
        match json::parse(literal.as_bytes()) {
            Err(error) => self.fail(ProtoFault::NotJson(error)),
            Ok(Value::Nil) => Ok(()),
            Ok(Value::Int(_) | Value::Float(_)) => {
                self.fail(ProtoFault::WrongType { found: format!("number {}", literal.trim()), go_type })
            }
            Ok(other) => self.wrong(&other, go_type),
        }
    }

    fn float(&self, value: &Value, go_type: &'static str) -> Check {
        match value {
            Value::Int(_) | Value::Float(_) | Value::Nil => Ok(()),
            Value::String(s) => match s.to_str_lossy().as_ref() {
                "NaN" | "Infinity" | "-Infinity" => Ok(()),
                text if text.parse::<f64>().is_ok() => Ok(()),
                text => self.not_a_number(text, go_type),
            },
            other => self.wrong(other, go_type),
        }
    }

    fn enumeration(&self, value: &Value, name: &str, line: &'static str) -> Check {
        match value {
            Value::String(s) => {
                let text = s.to_str_lossy();
                let known = enum_values(line, self.version).any(|(name, _)| name == text.as_ref());
                let json = || json::emit(value).unwrap_or_default();
                let fault = || ProtoFault::UnknownEnum { json: json(), name: name.to_owned() };
                if known { Ok(()) } else { self.fail(fault()) }
            }
            Value::Nil => Ok(()),
            Value::Int(_) | Value::Float(_) => self.integer(value, "protoreflect.EnumNumber"),
            other => self.wrong(other, "protoreflect.EnumNumber"),
        }
    }

    fn int_or_string(&self, value: &Value) -> Check {
        match value {
            Value::String(_) | Value::Nil => Ok(()),
            Value::Int(_) | Value::Float(_) => self.integer(value, "int32"),
            other => self.wrong(other, "int32"),
        }
    }

    /// `google.protobuf` types; `None` for others.
    fn well_known(&self, value: &Value, name: &str) -> Option<Check> {
        Some(match name {
            "BoolValue" => self.scalar(value, "bool", matches!(value, Value::Bool(_))),
            "StringValue" => self.scalar(value, "string", matches!(value, Value::String(_))),
            "Int32Value" => self.integer(value, "int32"),
            "Int64Value" => self.integer(value, "int64"),
            "UInt32Value" => self.integer(value, "uint32"),
            "UInt64Value" => self.integer(value, "uint64"),
            "DoubleValue" => self.float(value, "float64"),
            "FloatValue" => self.float(value, "float32"),
            "Value" => Ok(()),
            "Struct" => match value {
                Value::Map(_) => Ok(()),
                other => self.fail(ProtoFault::BadStruct { found: kind(other).to_owned() }),
            },
            "Duration" => match value {
                Value::String(s) => match duration::parse(s.as_bytes()) {
                    Ok(_) => Ok(()),
                    Err(error) => self.fail(ProtoFault::Duration(error)),
                },
                other => self.wrong(other, "string"),
            },
            _ => return None,
        })
    }
}
