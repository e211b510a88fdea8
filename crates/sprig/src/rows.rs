//! How a table's rows are written.

use crate::Host;
use periplus_template::{Body, Engine, FuncResult, Function};
use periplus_value::{Type, Value};
use std::rc::Rc;

/// `interface {}`, the most frequent parameter type.
pub(crate) const ANY: Type = Type::Any;
/// `string`
pub(crate) const STR: Type = Type::String;
/// `int`
pub(crate) const INT: Type = Type::INT;
/// `bool`
pub(crate) const BOOL: Type = Type::Bool;
/// `map[string]interface {}`
pub(crate) const MAP: Type = Type::MAP;

type Plain = fn(&[Value]) -> FuncResult;
type Charged = fn(&mut dyn Engine, &[Value]) -> FuncResult;
type Hosted = fn(&dyn Host, &mut dyn Engine, &[Value]) -> FuncResult;

/// A function that depends on its arguments alone.
pub(crate) const fn row(name: &'static str, params: &'static [Type], body: Plain) -> Function {
    Function { name, params, variadic: false, body: Body::Plain(body) }
}

/// The same, the last parameter repeats.
pub(crate) const fn variadic(name: &'static str, params: &'static [Type], body: Plain) -> Function {
    Function { name, params, variadic: true, body: Body::Plain(body) }
}

/// A function that accounts for its result before it builds it.
pub(crate) const fn charged(name: &'static str, params: &'static [Type], body: Charged) -> Function {
    Function { name, params, variadic: false, body: Body::Engine(body) }
}

/// The same, the last parameter repeats.
pub(crate) const fn charged_variadic(name: &'static str, params: &'static [Type], body: Charged) -> Function {
    Function { name, params, variadic: true, body: Body::Engine(body) }
}

/// A function that asks the host; bound to one by [`HostRow::bind`].
pub(crate) struct HostRow {
    pub(crate) name: &'static str,
    pub(crate) params: &'static [Type],
    pub(crate) body: Hosted,
}

/// A row of a function that asks the host.
pub(crate) const fn hosted(name: &'static str, params: &'static [Type], body: Hosted) -> HostRow {
    HostRow { name, params, body }
}

impl HostRow {
    pub(crate) fn bind(&self, host: &Rc<dyn Host>) -> Function {
        let (host, body) = (Rc::clone(host), self.body);
        let shared = Rc::new(move |engine: &mut dyn Engine, args: &[Value]| body(&*host, engine, args));
        Function { name: self.name, params: self.params, variadic: false, body: Body::Shared(shared) }
    }
}
