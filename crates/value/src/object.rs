//! Go values that are neither plain data nor maps: structs, named types and what has methods.

use crate::{Str, Type, Value};
use std::any::Any;
use std::fmt::Debug;
use std::rc::Rc;

/// A Go value with fields or methods: `.Chart`, `.Capabilities`, `.Files`, a time, a semantic version.
pub trait Object: Any + Debug {
    /// The dynamic type; its name is what `%T` prints.
    fn go_type(&self) -> Type;

    /// A struct's field. `None`: no such field.
    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    /// Whether there is a method of this name.
    fn has_method(&self, _name: &str) -> bool {
        false
    }

    /// Why templates can't call a method that there is: it has too many results.
    fn refuses(&self, _name: &str) -> Option<String> {
        None
    }

    /// Calls a method with arguments that the caller has counted and typed by [`Object::method_params`].
    /// `Err` is the text of the Go error it returned.
    fn call(&self, name: &str, _args: &[Value]) -> Result<Value, String> {
        Err(format!("no method {name}"))
    }

    /// What a call of a method may cost, about in bytes to read or write.
    fn work(&self, _name: &str, args: &[Value]) -> usize {
        args.len()
    }

    /// The parameter types of a method; with `true` the last one repeats.
    fn method_params(&self, _name: &str) -> (&'static [Type], bool) {
        (&[], false)
    }

    /// What `%v` prints (its `String()` or `Error()` method, or the struct's fields in braces).
    fn text(&self) -> Str;

    /// The data behind it: a map for a struct (keys as JSON has them) or a named map, a list for a named slice.
    /// What ranging, indexing, `len` and JSON see.
    fn data(&self) -> Option<Value> {
        None
    }

    /// What a template prints when an action's value is this object itself and that is not [`Object::text`]: the
    /// `String()` method of a pointer to a struct, which functions don't see when they are handed the struct.
    fn shown(&self) -> Option<Str> {
        None
    }

    /// What a function gets when it is given this object, where that is something else: a copy of a struct lacks the
    /// methods that its pointer has.
    fn passed(&self) -> Option<Value> {
        None
    }

    /// A struct's fields as JSON has them, in the order in which Go declares them; `None`: as in [`Object::data`].
    fn json_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }

    /// A struct's fields by Go's names in the order in which Go declares them, those that aren't exported too; `None`: no
    /// struct, or one that prints itself.
    fn go_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }

    /// The same object around other data, for copies of it; `None`: the object stays as it is and is shared.
    fn with_data(&self, _data: Value) -> Option<Value> {
        None
    }

    /// Whether `if` takes it for true; Go: structs always, maps and slices when not empty.
    fn truth(&self) -> bool {
        true
    }

    /// For downcasting: `object.as_any().downcast_ref::<T>()`.
    fn as_any(&self) -> &dyn Any;
}

impl From<Rc<dyn Object>> for Value {
    fn from(object: Rc<dyn Object>) -> Self {
        Value::Object(object)
    }
}
