//! Two values side by side: the fields in which they differ.

use super::path::{Path, Step};
use super::{Change, ChangeKind};
use crate::schema::{Kubernetes, shape};
use periplus_value::{Map, Str, Value};

/// The Go type of a value where it is known: it says how lists are matched.
pub(super) type GoType = Option<&'static str>;

/// All fields in which two objects of a Go struct differ, in the order of their paths; none if they are the same.
pub(super) fn changes(old: &Value, new: &Value, ty: GoType) -> Vec<Change> {
    let mut walk = Walk::default();
    walk.value(old, new, ty);
    walk.found
}

/// A walk through both values at once.
#[derive(Default)]
pub(super) struct Walk {
    path: Vec<Step>,
    found: Vec<Change>,
}

impl Walk {
    pub(super) fn value(&mut self, old: &Value, new: &Value, ty: GoType) {
        match (old, new) {
            (Value::Map(old), Value::Map(new)) => self.map(old, new, ty),
            (Value::List(old), Value::List(new)) => self.list(old, new, ty.and_then(element), ""),
            _ if same(old, new) => {}
            _ => self.push(ChangeKind::Changed, Some(old), Some(new)),
        }
    }

    fn map(&mut self, old: &Map, new: &Map, ty: GoType) {
        let mut keys = old.keys();
        keys.extend(new.keys().into_iter().filter(|key| !old.contains(key)));
        keys.sort();
        for key in keys {
            let step = Step::Key(key.to_str_lossy().into_owned());
            self.at(step, |walk| walk.entry(&key, old.get(&key).as_ref(), new.get(&key).as_ref(), ty));
        }
    }

    fn entry(&mut self, key: &Str, old: Option<&Value>, new: Option<&Value>, ty: GoType) {
        let field = ty.and_then(|ty| Kubernetes::get().field(ty, key.as_bytes()));
        match (old, new) {
            (Some(Value::List(old)), Some(Value::List(new))) => {
                let element = field.and_then(|field| element(shape(field.ty)));
                self.list(old, new, element, field.map_or("", |field| field.merge_key));
            }
            (Some(old), Some(new)) => self.value(old, new, field.map(|field| shape(field.ty))),
            (old, new) => self.one_sided(old, new),
        }
    }

    /// What is on one side only.
    pub(super) fn one_sided(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let kind = if old.is_some() { ChangeKind::Removed } else { ChangeKind::Added };
        self.push(kind, old, new);
    }

    pub(super) fn push(&mut self, kind: ChangeKind, old: Option<&Value>, new: Option<&Value>) {
        let path = Path(self.path.clone());
        self.found.push(Change { kind, path, old: old.cloned(), new: new.cloned() });
    }

    /// Does something one step further down.
    pub(super) fn at(&mut self, step: Step, then: impl FnOnce(&mut Self)) {
        self.path.push(step);
        then(self);
        self.path.pop();
    }
}

/// The type of a list's elements.
fn element(ty: &'static str) -> GoType {
    ty.strip_prefix("[]").map(|element| element.trim_start_matches('*'))
}

/// Whether two values are the same as JSON data.
pub(super) fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a.get() == b.get(),
        _ => canonical(old) == canonical(new),
    }
}

/// One text for all values that are the same.
pub(super) fn canonical(value: &Value) -> String {
    // What JSON can't have (infinities) is written as Go prints it.
    periplus_yaml::json::emit(value).unwrap_or_else(|_| crate::tree::text_of(value))
}
