//! Calls of functions and methods.

use super::{Executor, Frame, Operand, Result};
use crate::builtins::{self, Builtin};
use crate::error::{ErrorKind, FuncError};
use crate::funcs::{Body, Engine, Function, ITEM};
use crate::node::{Arg, At, FuncRef};
use crate::tracer::{Called, Tracer};
use periplus_value::{Object, Type, Value};
use std::rc::Rc;

/// What is called.
pub(super) enum Callee<'c, M> {
    Builtin(Builtin),
    Function(&'c Function),
    Method(Method<'c, M>),
}

/// A method of an object.
pub(super) struct Method<'c, M> {
    pub(super) object: &'c Rc<dyn Object>,
    pub(super) name: &'c str,
    pub(super) mark: &'c M,
}

/// Go's signature: what a call checks its arguments against.
struct Signature<'c> {
    name: &'c str,
    /// Parameters that must be there.
    fixed: usize,
    variadic: bool,
    params: Params<'c>,
}

enum Params<'c> {
    Types(&'c [Type]),
    Builtin(Builtin),
}

impl Signature<'_> {
    /// The type of the argument at an index; `None` takes everything as it is.
    fn param(&self, index: usize) -> Option<&Type> {
        match &self.params {
            Params::Builtin(builtin) => builtin.param(index),
            Params::Types(types) => types.get(index).or(types.last()),
        }
    }
}

impl<M> Callee<'_, M> {
    fn signature(&self) -> Signature<'_> {
        let of = |name, types: &'static [Type], variadic| {
            let fixed = types.len() - usize::from(variadic && !types.is_empty());
            Signature { name, fixed, variadic, params: Params::Types(types) }
        };
        match self {
            Callee::Builtin(builtin) => {
                let (fixed, variadic) = (builtin.fixed(), builtin.variadic());
                Signature { name: builtin.name(), fixed, variadic, params: Params::Builtin(*builtin) }
            }
            Callee::Function(function) => of(function.name, function.params, function.variadic),
            Callee::Method(method) => {
                let (params, variadic) = method.object.method_params(method.name);
                of(method.name, params, variadic)
            }
        }
    }
}

impl<T: Tracer> Executor<'_, T> {
    /// Calls a function by its reference; errors of the function are shown at `call`.
    pub(super) fn eval_function<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        call: At<'t>,
        function: &'t FuncRef,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        match function {
            FuncRef::Builtin(builtin) => {
                self.eval_call(frame, dot, Some(call), &Callee::Builtin(*builtin), args, last)
            }
            FuncRef::Table(index, name) => {
                let functions = self.set.functions().clone();
                let Some(function) = functions.get(*index) else {
                    return Err(frame.fault(format!("\"{name}\" is not a defined function")));
                };
                self.eval_call(frame, dot, Some(call), &Callee::Function(function), args, last)
            }
        }
    }

    pub(super) fn eval_call<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        call: Option<At<'t>>,
        callee: &Callee<'_, T::Mark>,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        let signature = callee.signature();
        frame.check_count(&signature, args.len(), last.is_some())?;
        if let Callee::Method(method) = callee
            && let Some(why) = method.object.refuses(method.name)
        {
            return Err(frame.fault(why));
        }
        if let Callee::Builtin(builtin @ (Builtin::And | Builtin::Or)) = callee {
            return self.eval_and_or(frame, dot, *builtin == Builtin::Or, args, last);
        }
        let piped = last.as_ref().map(|operand| operand.value.clone());
        let operands = self.eval_args(frame, dot, &signature, args, last)?;
        let result = match callee {
            Callee::Builtin(Builtin::Call) => {
                let name = callee_name(frame, args, piped.as_ref());
                Err(builtins::call_error(&name, &operands[0].value))
            }
            Callee::Builtin(builtin) => self.call_builtin(*builtin, &operands),
            Callee::Function(function) => self.call_function(function, operands),
            Callee::Method(method) => self.call_method(method, operands),
        };
        result.map_err(|source| {
            frame.at = call;
            let mut error = frame.fault(format!("error calling {}", signature.name));
            if source.limit && source.source.is_none() {
                error.kind = ErrorKind::Limit;
            }
            error.source = Some(source);
            error
        })
    }

    /// The arguments, converted to the parameter types, the piped one last.
    fn eval_args<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        signature: &Signature<'_>,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Vec<Operand<T::Mark>>> {
        let mut operands = Vec::with_capacity(args.len() + usize::from(last.is_some()));
        for (i, arg) in args.iter().enumerate() {
            operands.push(self.eval_arg(frame, dot, signature.param(i), arg)?);
        }
        if let Some(operand) = last {
            operands.push(frame.validate(operand, signature.param(args.len()))?);
        }
        Ok(operands)
    }

    /// `and` and `or` evaluate no more arguments than they need.
    fn eval_and_or<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        decides: bool,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        let mut seen = T::Mark::default();
        let mut result = Operand::default();
        for arg in args {
            seen = self.seen(&seen, &result);
            result = self.eval_arg(frame, dot, None, arg)?;
            if result.value.truth() == decides {
                return Ok(Operand { mark: self.join(&seen, &result.mark), ..result });
            }
        }
        if let Some(operand) = last {
            seen = self.seen(&seen, &result);
            result = operand;
        }
        Ok(Operand { mark: self.join(&seen, &result.mark), ..result })
    }

    /// Adds the mark of a value that was looked at and not taken.
    fn seen(&mut self, seen: &T::Mark, passed: &Operand<T::Mark>) -> T::Mark {
        let decided = self.tracer.decided(&passed.value, &passed.mark);
        self.join(seen, &decided)
    }

    fn call_builtin(
        &mut self,
        builtin: Builtin,
        operands: &[Operand<T::Mark>],
    ) -> std::result::Result<Operand<T::Mark>, FuncError> {
        self.charge(builtin.work(operands))?;
        let value = builtin.call(operands, self.work)?;
        self.charge(builtin.cost(&value))?;
        let watched = if T::WATCHES { operands } else { &[] };
        let (values, marks) = apart::<T>(watched.to_vec());
        self.called(builtin.name(), (&values, &marks), &T::Mark::default(), value)
    }

    fn call_function(
        &mut self,
        function: &Function,
        operands: Vec<Operand<T::Mark>>,
    ) -> std::result::Result<Operand<T::Mark>, FuncError> {
        let (values, marks) = apart::<T>(operands.into_iter().map(passed).collect());
        if T::WATCHES {
            self.call_marks.clone_from(&marks);
            self.inner_mark = T::Mark::default();
        }
        let value = match &function.body {
            Body::Plain(body) => {
                self.charge(values.iter().map(length).sum())?;
                body(&values)
            }
            Body::Engine(body) => body(self, &values),
            Body::Shared(body) => body(self, &values),
        }?;
        let inner = std::mem::take(&mut self.inner_mark);
        self.called(function.name, (&values, &marks), &inner, value)
    }

    fn call_method(
        &mut self,
        method: &Method<'_, T::Mark>,
        operands: Vec<Operand<T::Mark>>,
    ) -> std::result::Result<Operand<T::Mark>, FuncError> {
        let (values, marks) = apart::<T>(operands);
        self.charge(method.object.work(method.name, &values))?;
        let value = method.object.call(method.name, &values)?;
        self.called(method.name, (&values, &marks), method.mark, value)
    }

    /// A result, accounted for and with its mark.
    fn called(
        &mut self,
        function: &str,
        (args, marks): (&[Value], &[T::Mark]),
        inner: &T::Mark,
        value: Value,
    ) -> std::result::Result<Operand<T::Mark>, FuncError> {
        self.charge(size_of_new(&value))?;
        let control = &self.control;
        let call = Called { function, args, marks, inner, control, result: &value };
        let mark = self.tracer.called(&call);
        Ok(Operand { boxed: value.is_nil(), value, mark })
    }
}

/// An argument as a function gets it.
fn passed<M>(operand: Operand<M>) -> Operand<M> {
    match &operand.value {
        Value::Object(object) => match object.passed() {
            Some(value) => Operand { value, ..operand },
            None => operand,
        },
        _ => operand,
    }
}

/// Values and their marks.
fn apart<T: Tracer>(operands: Vec<Operand<T::Mark>>) -> (Vec<Value>, Vec<T::Mark>) {
    let marks = operands.iter().map(|operand| operand.mark.clone()).collect();
    (operands.into_iter().map(|operand| operand.value).collect(), marks)
}

/// How long a function that walks through a value is about it.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) | Value::Number(text) | Value::Bytes(text) => text.len(),
        Value::List(list) => list.len(),
        _ => 1,
    }
}

/// About the bytes that a function's result takes, unless it is somebody else's.
fn size_of_new(value: &Value) -> usize {
    match value {
        Value::String(text) | Value::Bytes(text) => text.len(),
        Value::List(list) if !list.is_shared() => list.len().saturating_mul(ITEM),
        Value::Map(map) if !map.is_shared() => map.len().saturating_mul(ITEM),
        _ => 0,
    }
}

impl<M> Frame<'_, M> {
    fn check_count(&self, signature: &Signature<'_>, args: usize, piped: bool) -> Result<()> {
        let (name, fixed) = (signature.name, signature.fixed);
        let given = args + usize::from(piped);
        let message = match (signature.variadic, given.cmp(&fixed)) {
            // Go counts the arguments without the piped one here.
            (true, std::cmp::Ordering::Less) => format!("want at least {fixed} got {args}"),
            (true, _) | (false, std::cmp::Ordering::Equal) => return Ok(()),
            (false, _) => format!("want {fixed} got {given}"),
        };
        Err(self.fault(format!("wrong number of args for {name}: {message}")))
    }
}

/// The name that `call` shows of what it was to call.
fn callee_name<M>(frame: &Frame<'_, M>, args: &[Arg], piped: Option<&Value>) -> String {
    match (args.first(), piped) {
        (Some(arg), _) => frame.tree.text_of(At::Arg(arg)),
        (None, Some(Value::String(text) | Value::Number(text))) => text.to_string(),
        (None, Some(value)) => match value.go_type() {
            Some(of) => format!("<{of} Value>"),
            None => "<invalid Value>".to_owned(),
        },
        (None, None) => String::new(),
    }
}
