//! Functions that templates call: their Go signature as data, and what they may ask of the engine.

use periplus_value::{Str, Type, Value};
use std::rc::Rc;

/// What a function returns: a value, or the Go error it returned (or the panic that text/template recovered).
pub type FuncResult = Result<Value, FuncError>;

/// A Go error returned by a function.
#[derive(Debug)]
pub struct FuncError {
    /// What `err.Error()` says.
    pub message: String,
}

impl<S: Into<String>> From<S> for FuncError {
    fn from(message: S) -> Self {
        Self { message: message.into() }
    }
}

/// What a running function may ask of the engine that runs it.
pub trait Engine {
    /// Executes a named template with a dot, as Helm's `include` does: depth is counted, errors keep their position.
    fn include(&mut self, name: &str, dot: &Value) -> Result<Str, FuncError>;

    /// Parses text and executes it with a dot, as Helm's `tpl` does; its definitions vanish afterwards.
    fn tpl(&mut self, text: &Str, dot: &Value) -> Result<Str, FuncError>;

    /// Accounts for work or memory (in bytes or elements) before it is done; the error when a limit is reached.
    fn charge(&mut self, amount: usize) -> Result<(), FuncError>;
}

/// How a function is run. Arguments have been counted and converted to the parameter types by the caller.
#[derive(Clone)]
pub enum Body {
    /// Depends on its arguments alone.
    Plain(fn(&[Value]) -> FuncResult),
    /// Needs the engine: limits, `include`, `tpl`.
    Engine(fn(&mut dyn Engine, &[Value]) -> FuncResult),
    /// Carries state of its own, such as the host's clock.
    Shared(Rc<dyn Fn(&mut dyn Engine, &[Value]) -> FuncResult>),
}

/// A function with its Go signature.
#[derive(Clone)]
pub struct Function {
    /// The name templates call it by.
    pub name: &'static str,
    /// The parameter types, in order.
    pub params: &'static [Type],
    /// Whether the last parameter repeats (Go's `...T`).
    pub variadic: bool,
    /// The code.
    pub body: Body,
}
