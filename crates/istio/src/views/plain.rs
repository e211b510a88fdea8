//! Values as serde writes them: whole numbers without a fraction, as Go's JSON does.

use periplus_value::{Map, Value};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

struct Plain<'a>(&'a Value);

/// For `#[serde(serialize_with)]`.
pub(super) fn value<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    Plain(value).serialize(serializer)
}

/// For `#[serde(serialize_with)]`; `None` is null.
#[expect(clippy::ref_option, reason = "serde gives the field's own reference")]
pub(super) fn maybe<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    Plain(value.as_ref().unwrap_or(&Value::Nil)).serialize(serializer)
}

/// For `#[serde(serialize_with)]`.
pub(super) fn map<S: Serializer>(map: &Map, serializer: S) -> Result<S::Ok, S::Error> {
    Plain(&Value::Map(map.clone())).serialize(serializer)
}

/// For `#[serde(serialize_with)]`.
pub(super) fn maps<S: Serializer>(maps: &[Map], serializer: S) -> Result<S::Ok, S::Error> {
    let list: Vec<Value> = maps.iter().cloned().map(Value::Map).collect();
    Plain(&list.into()).serialize(serializer)
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Nil => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Int(n) if n.kind.is_unsigned() => serializer.serialize_u64(n.as_u64()),
            Value::Int(n) => serializer.serialize_i64(n.as_i64()),
            Value::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => serializer.serialize_i64(*n as i64),
            Value::Float(n) => serializer.serialize_f64(*n),
            Value::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|item| items.serialize_element(&Plain(item)))?;
                items.end()
            }
            Value::Map(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                for (key, item) in map.borrow().iter() {
                    entries.serialize_entry(&key.to_str_lossy(), &Plain(item))?;
                }
                entries.end()
            }
            other => serializer.serialize_str(&crate::tree::text_of(other)),
        }
    }
}
