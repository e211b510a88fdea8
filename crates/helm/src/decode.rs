//! YAML into Go structs, as sigs.k8s.io/yaml and encoding/json fill them: which types are taken, which are refused.
//!
//! A struct is a table of its fields. What comes out is a map with the fields' own names and only values that fit. Keys
//! in different case can name one field: each is read into what those before it left there.

use periplus_value::unicode::names_field;
use periplus_value::{List, Map, Str, Value};
use std::fmt;

/// What a Go field holds.
pub(crate) enum Shape {
    /// `string`; YAML's numbers and bools become text
    Text,
    /// `bool`
    Bool,
    /// `[]string`
    Texts,
    /// `map[string]string`
    TextMap,
    /// `[]interface {}`
    List,
    /// A struct, or a pointer to one, and Go's name of the type
    Struct(&'static Struct, &'static str),
    /// A slice of structs, and Go's name of the type
    Structs(&'static Struct, &'static str),
    /// Anything, left out of the result
    Ignored,
}

/// A Go struct type: its own name, and its fields by their names in JSON.
pub(crate) struct Struct {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [(&'static str, Shape)],
}

/// A JSON value that doesn't fit (`json.UnmarshalTypeError`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeFault {
    /// `string`, `number`, `bool`, `array`, `object`
    pub found: &'static str,
    /// The Go struct, and the path of fields from the outermost struct; `None` when it is the whole document.
    pub field: Option<(&'static str, String)>,
    /// The Go type it should have been.
    pub wanted: &'static str,
}

impl TypeFault {
    /// A whole document of a wrong type.
    pub(crate) fn of_document(value: &Value, wanted: &'static str) -> Self {
        Self { found: json_kind(value), field: None, wanted }
    }
}

impl fmt::Display for TypeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "json: cannot unmarshal {} into Go ", self.found)?;
        match &self.field {
            Some((outer, path)) => write!(f, "struct field {outer}.{path} of type {}", self.wanted),
            None => write!(f, "value of type {}", self.wanted),
        }
    }
}

/// Fills a struct from a document. Go goes on after a fault and reports the first.
pub(crate) fn decode(
    document: &Value,
    shape: &'static Struct,
    go_type: &'static str,
) -> Result<Map, TypeFault> {
    let mut decoder = Decoder { path: Vec::new(), fault: None };
    let out = decoder.structure(document, shape, None, go_type, None);
    match decoder.fault {
        Some(fault) => Err(fault),
        None => Ok(out.unwrap_or_default()),
    }
}

struct Decoder {
    path: Vec<&'static str>,
    fault: Option<TypeFault>,
}

impl Decoder {
    fn refuse(&mut self, value: &Value, outer: Option<&'static str>, wanted: &'static str) {
        let field = outer.map(|outer| (outer, self.path.join(".")));
        self.fault.get_or_insert(TypeFault { found: json_kind(value), field, wanted });
    }

    fn structure(
        &mut self,
        value: &Value,
        shape: &'static Struct,
        outer: Option<&'static str>,
        go_type: &'static str,
        before: Option<Map>,
    ) -> Option<Map> {
        match value {
            Value::Nil => before,
            Value::Map(map) => {
                let out = before.unwrap_or_default();
                for (key, value) in map.borrow().iter() {
                    self.field(key, value, shape, &out);
                }
                Some(out)
            }
            other => {
                self.refuse(other, outer, go_type);
                None
            }
        }
    }

    fn field(&mut self, key: &Str, value: &Value, shape: &'static Struct, out: &Map) {
        let named = |name: &str| key == name || names_field(key.as_bytes(), name);
        let Some((name, field)) = shape.fields.iter().find(|(name, _)| named(name)) else { return };
        self.path.push(name);
        let before = out.get(name);
        match self.value(value, field, shape.name, before.as_ref()) {
            Some(value) => drop(out.insert(*name, value)),
            None => drop(out.remove(name)),
        }
        self.path.pop();
    }

    /// What a field holds afterwards. A null changes no text, bool or struct, and empties all else.
    fn value(
        &mut self,
        value: &Value,
        shape: &'static Shape,
        outer: &'static str,
        before: Option<&Value>,
    ) -> Option<Value> {
        match shape {
            Shape::Ignored => None,
            Shape::Text => self.text(value, outer).or_else(|| before.cloned()),
            Shape::Bool => match value {
                Value::Nil => before.cloned(),
                Value::Bool(_) => Some(value.clone()),
                other => {
                    self.refuse(other, Some(outer), "bool");
                    None
                }
            },
            Shape::Texts => self.items(value, outer, "[]string", before, |this, item, before| {
                this.text(item, outer).or_else(|| before.cloned())
            }),
            Shape::List => {
                self.items(value, outer, "[]interface {}", before, |_, item, _| Some(item.clone()))
            }
            Shape::TextMap => self.text_map(value, outer, before),
            Shape::Struct(inner, go_type) => {
                self.structure(value, inner, Some(outer), go_type, map_of(before)).map(Value::Map)
            }
            Shape::Structs(inner, go_type) => {
                self.items(value, outer, go_type, before, |this, item, before| {
                    let before = map_of(before).filter(|_| !item.is_nil());
                    this.structure(item, inner, Some(outer), element_type(go_type), before).map(Value::Map)
                })
            }
        }
    }

    fn text(&mut self, value: &Value, outer: &'static str) -> Option<Value> {
        let text = scalar_text(value).map(Value::String);
        if text.is_none() && !value.is_nil() {
            self.refuse(value, Some(outer), "string");
        }
        text
    }

    /// A list with nil where an item is null; items are read into those that stood in their places.
    fn items(
        &mut self,
        value: &Value,
        outer: &'static str,
        go_type: &'static str,
        before: Option<&Value>,
        mut item: impl FnMut(&mut Self, &Value, Option<&Value>) -> Option<Value>,
    ) -> Option<Value> {
        match value {
            Value::Nil => None,
            Value::List(list) => {
                let mut before = before.and_then(Value::as_list).into_iter().flat_map(|list| list.iter());
                let items = list.iter().map(|v| item(self, v, before.next()).unwrap_or_default());
                Some(List::new(items.collect()).into())
            }
            other => {
                self.refuse(other, Some(outer), go_type);
                None
            }
        }
    }

    fn text_map(&mut self, value: &Value, outer: &'static str, before: Option<&Value>) -> Option<Value> {
        let Value::Map(map) = value else {
            if !value.is_nil() {
                self.refuse(value, Some(outer), "map[string]string");
            }
            return None;
        };
        let out = map_of(before).unwrap_or_else(|| Map::typed(&periplus_value::Type::String));
        for (key, value) in map.borrow().iter() {
            // json: a null leaves the zero value under the key.
            let text = self.text(value, outer).unwrap_or_else(|| Value::string(""));
            out.insert(key.clone(), text);
        }
        Some(out.into())
    }
}

fn map_of(value: Option<&Value>) -> Option<Map> {
    value.and_then(Value::as_map).cloned()
}

/// What a scalar becomes where Go has a string.
fn scalar_text(value: &Value) -> Option<Str> {
    value.as_string().cloned().or_else(|| periplus_yaml::string_field(value))
}

fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) | Value::Number(_) => "number",
        Value::List(_) => "array",
        Value::Map(_) => "object",
        _ => "string",
    }
}

/// `v2.Dependency` of `[]*v2.Dependency`
fn element_type(slice: &'static str) -> &'static str {
    slice.trim_start_matches("[]").trim_start_matches('*')
}
