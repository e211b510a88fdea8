//! Fields of maps and objects, and methods.

use super::call::{Callee, Method};
use super::{Executor, Frame, MissingKey, Operand, Result, element_of, type_name};
use crate::node::{Arg, At};
use crate::parts::Run;
use crate::tracer::Tracer;
use periplus_value::{Kind, Map, Object, Type, Value, quote};
use std::borrow::Cow;
use std::rc::Rc;

/// What was given to a field: arguments, and the value of the command before.
struct Given<'t, M> {
    args: &'t [Arg],
    last: Option<Operand<M>>,
    /// Where an error of a method is shown; nothing: where the walk is.
    call: Option<At<'t>>,
}

/// What fields are taken from.
pub(super) enum Receiver<'r, 't, M> {
    /// The dot.
    Dot,
    /// The value of a variable.
    Variable(&'r Operand<M>),
    /// The value in the parentheses of a chain, and the chain.
    Of(&'r Operand<M>, &'t Arg),
}

impl<M> Given<'_, M> {
    fn is_something(&self) -> bool {
        !self.args.is_empty() || self.last.is_some()
    }
}

impl<T: Tracer> Executor<'_, T> {
    /// `.A.B.C` from a receiver, or from the dot; the last one may be a method and gets the arguments.
    pub(super) fn eval_field_chain<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        receiver: &Receiver<'_, 't, T::Mark>,
        fields: Run,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        let (first, call) = match *receiver {
            Receiver::Dot => (dot, None),
            Receiver::Variable(operand) => (operand, None),
            Receiver::Of(operand, chain) => (operand, Some(At::Arg(chain))),
        };
        self.steps(frame, fields.len())?;
        let Some((end, inner)) = frame.parts().fields[fields].split_last() else { return Ok(first.clone()) };
        let mut current = None;
        let source = &frame.tree.source;
        for name in inner {
            let name = name.of(source);
            let nothing = Given { args: &[], last: None, call };
            current = Some(self.eval_field(frame, dot, current.as_ref().unwrap_or(first), name, nothing)?);
        }
        self.eval_field(
            frame,
            dot,
            current.as_ref().unwrap_or(first),
            end.of(source),
            Given { args, last, call },
        )
    }

    fn eval_field<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        receiver: &Operand<T::Mark>,
        name: &[u8],
        given: Given<'t, T::Mark>,
    ) -> Result<Operand<T::Mark>> {
        match &receiver.value {
            Value::Map(map) => self.eval_key(frame, receiver, map, name, &given),
            Value::Object(object) => self.eval_object(frame, dot, receiver, object, name, given),
            Value::Nil if receiver.boxed => {
                Err(frame.fault(format!("nil pointer evaluating interface {{}}.{}", shown(name))))
            }
            Value::Nil if self.options.missing_key == MissingKey::Error => {
                let key = quote(name);
                Err(frame.fault(format!("nil data; no entry for key {key}")))
            }
            Value::Nil => {
                let mark = self.tracer.read(&receiver.value, name, &receiver.mark);
                Ok(Operand::plain(Value::Nil, mark))
            }
            _ => Err(frame.no_field(receiver, name)),
        }
    }

    /// The value under a key.
    fn eval_key(
        &mut self,
        frame: &Frame<'_, T::Mark>,
        receiver: &Operand<T::Mark>,
        map: &Map,
        name: &[u8],
        given: &Given<'_, T::Mark>,
    ) -> Result<Operand<T::Mark>> {
        if given.is_something() {
            return Err(frame.fault(format!("{} is not a method but has arguments", shown(name))));
        }
        let mark = self.tracer.read(&receiver.value, name, &receiver.mark);
        if let Some(value) = map.get(name) {
            return Ok(Operand { value, boxed: *map.element() == Type::Any, mark });
        }
        match self.options.missing_key {
            MissingKey::Invalid => Ok(Operand::plain(Value::Nil, mark)),
            MissingKey::Zero => {
                let zero = element_of(map.element());
                Ok(Operand { value: zero.value, boxed: zero.boxed, mark })
            }
            MissingKey::Error => {
                let key = quote(name);
                Err(frame.fault(format!("map has no entry for key {key}")))
            }
        }
    }

    /// A method, a struct's field or a named map's key.
    fn eval_object<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        receiver: &Operand<T::Mark>,
        object: &Rc<dyn Object>,
        name: &[u8],
        given: Given<'t, T::Mark>,
    ) -> Result<Operand<T::Mark>> {
        let Ok(text) = std::str::from_utf8(name) else { return Err(frame.no_field(receiver, name)) };
        if object.has_method(text) {
            let callee = Callee::Method(Method { object, name: text, mark: &receiver.mark });
            let at = given.call.or(frame.at);
            return self.eval_call(frame, dot, at, &callee, given.args, given.last);
        }
        if let (Kind::Map, Some(Value::Map(map))) = (object.go_type().kind(), object.data()) {
            return self.eval_key(frame, receiver, &map, name, &given);
        }
        let Some(value) = object.field(text) else {
            let hidden =
                object.go_fields().is_some_and(|fields| fields.iter().any(|(field, _)| *field == text));
            let fault =
                if hidden { frame.unexported(receiver, name) } else { frame.no_field(receiver, name) };
            return Err(fault);
        };
        if given.is_something() {
            let message = format!("{text} has arguments but cannot be invoked as function");
            return Err(frame.fault(message));
        }
        let mark = self.tracer.read(&receiver.value, name, &receiver.mark);
        Ok(Operand { boxed: value.is_nil(), value, mark })
    }
}

/// A name in an error.
fn shown(name: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(name)
}

impl<M> Frame<'_, M> {
    #[cold]
    fn unexported(&self, receiver: &Operand<M>, name: &[u8]) -> super::Fault {
        self.fault(format!("{} is an unexported field of struct type {}", shown(name), type_name(receiver)))
    }

    #[cold]
    fn no_field(&self, receiver: &Operand<M>, name: &[u8]) -> super::Fault {
        self.fault(format!("can't evaluate field {} in type {}", shown(name), type_name(receiver)))
    }
}
