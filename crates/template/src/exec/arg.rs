//! Arguments and their conversion to parameter types, with Go's words for what doesn't fit.

use super::field::Receiver;
use super::{Executor, Frame, Operand, Result, type_name, zero};
use crate::node::{Arg, At, Term};
use crate::tracer::Tracer;
use periplus_value::{Integer, Kind, Type, Value};

impl<T: Tracer> Executor<'_, T> {
    /// An argument for a parameter of a type; with no type as it is.
    pub(super) fn eval_arg<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        param: Option<&Type>,
        arg: &'t Arg,
    ) -> Result<Operand<T::Mark>> {
        frame.at = Some(At::Arg(arg));
        let parts = frame.parts();
        let operand = match arg.term {
            Term::Dot => dot.clone(),
            Term::Nil => return frame.eval_nil(param),
            Term::Field(fields) => self.eval_field_chain(frame, dot, &Receiver::Dot, fields, &[], None)?,
            Term::Variable(name, fields) => self.eval_variable(frame, dot, arg, name, fields, &[], None)?,
            Term::Pipe(pipe) => self.eval_parenthesized(frame, dot, &parts.pipes[pipe])?,
            Term::Function(function) => {
                self.eval_function(frame, dot, At::Arg(arg), &parts.functions[function], &[], None)?
            }
            Term::Chain(inner, fields) => self.eval_chain(frame, dot, arg, inner, fields, &[], None)?,
            Term::Bool(_) | Term::Number(_) | Term::String(..) => {
                return frame.eval_literal(param.unwrap_or(&Type::Any), arg);
            }
        };
        frame.validate(operand, param)
    }
}

impl<M: Default> Frame<'_, M> {
    fn eval_nil(&self, param: Option<&Type>) -> Result<Operand<M>> {
        match param {
            None => Ok(Operand::default()),
            Some(param) if can_be_nil(param) => Ok(Operand::plain(zero(param), M::default())),
            Some(param) => Err(self.fault(format!("cannot assign nil to {param}"))),
        }
    }

    /// A literal for a parameter: its own type is not decided yet.
    fn eval_literal(&self, param: &Type, arg: &Arg) -> Result<Operand<M>> {
        let parts = self.parts();
        let number = match arg.term {
            Term::Number(number) => Some(&parts.numbers[number]),
            _ => None,
        };
        let (value, expected) = match param.kind() {
            Kind::Bool => {
                let value = if let Term::Bool(b) = arg.term { Some(Value::Bool(b)) } else { None };
                (value, "bool")
            }
            Kind::String => {
                let value = if let Term::String(text, _) = arg.term {
                    Some(parts.strings[text].clone())
                } else {
                    None
                };
                (value, "string")
            }
            Kind::Float32 | Kind::Float64 => (number.and_then(|n| n.float).map(Value::Float), "float"),
            Kind::Int(kind) if kind.is_unsigned() => {
                let value = number.and_then(|n| n.uint).map(|n| Value::Int(Integer::new(kind, n as i64)));
                (value, "unsigned integer")
            }
            Kind::Int(kind) => {
                (number.and_then(|n| n.int).map(|n| Value::Int(Integer::new(kind, n))), "integer")
            }
            Kind::Interface if *param == Type::Any => return self.eval_constant(arg),
            _ => {
                let text = self.tree.text_of(At::Arg(arg));
                return Err(self.fault(format!("can't handle {text} for arg of type {param}")));
            }
        };
        if let Some(value) = value {
            return Ok(Operand::plain(value, M::default()));
        }
        let text = self.tree.text_of(At::Arg(arg));
        Err(self.fault(format!("expected {expected}; found {text}")))
    }

    /// Makes sure that a value fits a parameter (`validateType`).
    pub(super) fn validate(&self, operand: Operand<M>, param: Option<&Type>) -> Result<Operand<M>> {
        let Some(param) = param else { return Ok(operand) };
        if *param == Type::Any {
            return Ok(operand);
        }
        if operand.is_invalid() {
            if can_be_nil(param) {
                return Ok(Operand::plain(zero(param), operand.mark));
            }
            return Err(self.fault(format!("invalid value; expected {param}")));
        }
        if let Some(value) = assigned(&operand.value, param) {
            return Ok(Operand::plain(value, operand.mark));
        }
        // A value in an interface is unpacked before its type is named, nil can't be.
        let unpacked = Operand { boxed: operand.value.is_nil(), ..operand };
        let message = format!("wrong type for value; expected {param}; got {}", type_name(&unpacked));
        Err(self.fault(message))
    }
}

/// Whether nil can stand for a value of a type.
fn can_be_nil(of: &Type) -> bool {
    matches!(of.kind(), Kind::Interface | Kind::Map | Kind::Ptr | Kind::Slice | Kind::Func)
}

/// The value as a type it can be assigned to: its own, or the plain map or slice that a named one is made of.
fn assigned(value: &Value, param: &Type) -> Option<Value> {
    let own = value.go_type()?;
    if own == *param {
        return Some(value.clone());
    }
    match (value, param) {
        (Value::Object(object), Type::Map(_) | Type::List(_))
            if matches!(own.kind(), Kind::Map | Kind::Slice) =>
        {
            object.data().filter(|data| data.go_type() == Some(*param))
        }
        (Value::Object(_), Type::Error) if own == Type::Error => Some(value.clone()),
        _ => None,
    }
}
