//! mitchellh/copystructure v1.2.0: `deepCopy`. Without recursion: a template can nest dicts deeper than any stack.

use crate::semver::Held;
use periplus_template::{Engine, FuncError, FuncResult};
use periplus_value::{Kind, List, MAX_DEPTH, Map, Object, Str, Value};
use std::rc::Rc;
use std::vec::IntoIter;

/// About the bytes of a small dict or list.
const CONTAINER: usize = 1024;

/// A value that shares no dict and no list with this one. Dicts that contain themselves would be copied for ever.
pub(crate) fn deep_copy(engine: &mut dyn Engine, value: &Value) -> FuncResult {
    if value.is_nil() {
        return Err("reflect: call of reflect.Value.Type on zero Value".into());
    }
    let (mut outer, mut frame) = (Vec::new(), Frame::Whole(Some(value.clone()), Value::Nil));
    loop {
        if let Some(value) = frame.next() {
            let inner = Frame::of(&value);
            engine.charge(if inner.is_some() { CONTAINER } else { size_of::<Value>() })?;
            match inner {
                Some(_) if outer.len() > MAX_DEPTH => {
                    return Err(FuncError::limit("limit reached: values are nested too deeply"));
                }
                Some(inner) => outer.push(std::mem::replace(&mut frame, inner)),
                None => frame.put(plain(value)),
            }
            continue;
        }
        let Some(next) = outer.pop() else { return Ok(frame.finish()) };
        let done = std::mem::replace(&mut frame, next).finish();
        frame.put(done);
    }
}

/// Fields that aren't exported can't be copied.
fn plain(value: Value) -> Value {
    Held::of(&value).map(Held::zero).unwrap_or(value)
}

/// What holds others and is being copied.
enum Frame {
    /// What is asked for, and its copy.
    Whole(Option<Value>, Value),
    Dict(IntoIter<(Str, Value)>, Str, Map),
    List(List, Vec<Value>),
    /// A named map, such as `.Values`, or another object of which a map or a list is all that counts.
    Object(Rc<dyn Object>, Option<Value>, Value),
}

impl Frame {
    /// `None` for what holds nothing.
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Map(map) if !map.is_nil() => {
                Frame::Dict(map.entries().into_iter(), Str::default(), Map::typed(map.element()))
            }
            Value::List(list) if !list.is_nil() => Frame::List(list.clone(), Vec::with_capacity(list.len())),
            Value::Object(object) if !object.as_any().is::<Held>() => {
                let is_map = object.go_type().kind() == Kind::Map;
                let counts = |data: &Value| is_map || matches!(data, Value::Map(_) | Value::List(_));
                Frame::Object(Rc::clone(object), Some(object.data().filter(counts)?), Value::Nil)
            }
            _ => return None,
        })
    }

    fn next(&mut self) -> Option<Value> {
        match self {
            Frame::Whole(value, _) | Frame::Object(_, value, _) => value.take(),
            Frame::Dict(rest, key, _) => {
                let (name, value) = rest.next()?;
                *key = name;
                Some(value)
            }
            Frame::List(list, done) => list.get(done.len()).cloned(),
        }
    }

    fn put(&mut self, value: Value) {
        match self {
            Frame::Whole(_, done) | Frame::Object(_, _, done) => *done = value,
            Frame::Dict(_, key, done) => {
                done.insert(std::mem::take(key), value);
            }
            Frame::List(_, done) => done.push(value),
        }
    }

    fn finish(self) -> Value {
        match self {
            Frame::Whole(_, done) => done,
            Frame::Dict(_, _, done) => done.into(),
            Frame::List(list, done) => List::typed(list.element(), done).into(),
            Frame::Object(object, _, done) if object.go_type().kind() == Kind::Map => {
                object.with_data(done.clone()).unwrap_or(done)
            }
            Frame::Object(object, _, done) => object.with_data(done).unwrap_or(Value::Object(object)),
        }
    }
}
