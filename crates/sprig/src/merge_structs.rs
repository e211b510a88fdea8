//! What mergo v1.0.1 does about structs and pointers to them that dicts hold.

use crate::semver::Held;
use periplus_template::FuncError;
use periplus_value::{IntKind, Kind, Value};

/// Structs that export no field, and the kinds of their fields.
const CLOSED: &[(&str, &[Kind])] = &[
    ("time.Time", &[UINT64, INT64, Kind::Ptr]),
    ("time.Location", &[Kind::String, Kind::Slice, Kind::Slice, Kind::String, INT64, INT64, Kind::Ptr]),
    ("semver.Version", &[UINT64, UINT64, UINT64, Kind::String, Kind::String, Kind::String]),
];
const UINT64: Kind = Kind::Int(IntKind::Uint64);
const INT64: Kind = Kind::Int(IntKind::Int64);

/// The type of a struct, or of what a pointer points to.
fn struct_type(value: &Value) -> String {
    let name = value.go_type().map(|t| t.to_string()).unwrap_or_default();
    name.strip_prefix('*').map_or_else(|| name.clone(), str::to_owned)
}

/// The kinds of a struct's fields.
fn kinds(value: &Value) -> Vec<Kind> {
    let fields = match value {
        Value::Object(object) => object.go_fields(),
        _ => None,
    };
    let known = || CLOSED.iter().find(|(name, _)| *name == struct_type(value));
    match fields {
        Some(fields) => fields.iter().map(|(_, value)| value.kind()).collect(),
        None => known().map_or_else(Vec::new, |(_, kinds)| kinds.to_vec()),
    }
}

fn is_closed(value: &Value) -> bool {
    CLOSED.iter().any(|(name, _)| *name == struct_type(value))
}

/// A struct in a dict can't be changed; still its fields are looked at beside those of the other by their numbers.
pub(crate) fn merge_structs(old: &Value, new: &Value) -> Result<(), FuncError> {
    let no_fields =
        |kind: Kind| FuncError::from(format!("reflect: call of reflect.Value.Field on {kind} Value"));
    if is_closed(old) {
        return Ok(());
    }
    if new.kind() != Kind::Struct && old.kind() != Kind::Ptr {
        return Err(no_fields(new.kind()));
    }
    let others = kinds(new);
    for (n, kind) in kinds(old).into_iter().enumerate() {
        let other = *others.get(n).ok_or("reflect: Field index out of range")?;
        if kind == Kind::Struct && other != Kind::Struct {
            return Err(no_fields(other));
        }
    }
    Ok(())
}

/// What a pointer points to can be changed: a version becomes the other one.
pub(crate) fn merge_pointers(old: &Value, new: &Value, overwrite: bool) -> Result<(), FuncError> {
    if !is_closed(old) {
        return merge_structs(old, new);
    }
    if !overwrite {
        return Ok(());
    }
    let (from, to) = (struct_type(new), struct_type(old));
    if from != to {
        return Err(format!("reflect.Set: value of type {from} is not assignable to type {to}").into());
    }
    if let (Some(old), Some(new)) = (Held::of(old), Held::of(new)) {
        old.become_another(new);
    }
    Ok(())
}
