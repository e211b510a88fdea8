//! mitchellh/copystructure v1.2.0: `deepCopy`.

use crate::semver::Version;
use periplus_template::{Engine, FuncError, FuncResult};
use periplus_value::{Kind, List, Map, Value};

/// Dicts that contain themselves would be copied for ever.
const DEPTH: usize = 1000;

/// About the bytes of a small dict or list.
const CONTAINER: usize = 1024;

/// A value that shares no dict and no list with this one.
pub(crate) fn deep_copy(engine: &mut dyn Engine, value: &Value) -> FuncResult {
    if value.is_nil() {
        return Err("reflect: call of reflect.Value.Type on zero Value".into());
    }
    copy_at(engine, value, 0)
}

fn copy_at(engine: &mut dyn Engine, value: &Value, depth: usize) -> Result<Value, FuncError> {
    engine.charge(if matches!(value, Value::Map(_) | Value::List(_)) {
        CONTAINER
    } else {
        size_of::<Value>()
    })?;
    if depth > DEPTH {
        return Err(FuncError::limit("limit reached: values are nested too deeply"));
    }
    Ok(match value {
        Value::Map(map) => {
            let copy = Map::typed(map.element());
            for (key, value) in map.entries() {
                copy.insert(key, copy_at(engine, &value, depth + 1)?);
            }
            copy.into()
        }
        Value::List(list) if !list.is_nil() => {
            let items = list.iter().map(|item| copy_at(engine, item, depth + 1));
            List::typed(list.element(), items.collect::<Result<_, _>>()?).into()
        }
        // Fields that aren't exported can't be copied.
        Value::Object(object) if object.as_any().is::<Version>() => Version::default().into_value(),
        // A named map, such as `.Values`.
        Value::Object(object) if object.go_type().kind() == Kind::Map => match object.data() {
            Some(data) => {
                let copy = copy_at(engine, &data, depth + 1)?;
                object.with_data(copy.clone()).unwrap_or(copy)
            }
            None => value.clone(),
        },
        Value::Object(object) => match object.data() {
            Some(data @ (Value::Map(_) | Value::List(_))) => {
                let copy = copy_at(engine, &data, depth + 1)?;
                object.with_data(copy).unwrap_or_else(|| value.clone())
            }
            _ => value.clone(),
        },
        other => other.clone(),
    })
}
