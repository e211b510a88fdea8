//! The functions that every template knows (text/template/funcs.go).

mod compare;
mod escape;
mod index;

use crate::error::FuncError;
use crate::exec::Operand;
use periplus_value::print;
use periplus_value::{Kind, Type, Value};

/// As many bytes are copied in the time of writing one; it bounds the memory of texts as well.
const WRITING: usize = 4;

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    And,
    Call,
    Eq,
    Ge,
    Gt,
    Html,
    Index,
    Js,
    Le,
    Len,
    Lt,
    Ne,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Slice,
    UrlQuery,
}

/// Parameters: how many must be there, and whether more may follow.
struct Shape {
    name: &'static str,
    builtin: Builtin,
    fixed: usize,
    variadic: bool,
}

const fn shape(name: &'static str, builtin: Builtin, fixed: usize, variadic: bool) -> Shape {
    Shape { name, builtin, fixed, variadic }
}

/// In the order of the names, which is that of the variants.
const SHAPES: [Shape; 19] = [
    shape("and", Builtin::And, 1, true),
    shape("call", Builtin::Call, 1, true),
    shape("eq", Builtin::Eq, 1, true),
    shape("ge", Builtin::Ge, 2, false),
    shape("gt", Builtin::Gt, 2, false),
    shape("html", Builtin::Html, 0, true),
    shape("index", Builtin::Index, 1, true),
    shape("js", Builtin::Js, 0, true),
    shape("le", Builtin::Le, 2, false),
    shape("len", Builtin::Len, 1, false),
    shape("lt", Builtin::Lt, 2, false),
    shape("ne", Builtin::Ne, 2, false),
    shape("not", Builtin::Not, 1, false),
    shape("or", Builtin::Or, 1, true),
    shape("print", Builtin::Print, 0, true),
    shape("printf", Builtin::Printf, 1, true),
    shape("println", Builtin::Println, 0, true),
    shape("slice", Builtin::Slice, 1, true),
    shape("urlquery", Builtin::UrlQuery, 0, true),
];

impl Builtin {
    pub(crate) fn find(name: &[u8]) -> Option<Self> {
        let index = SHAPES.binary_search_by(|shape| shape.name.as_bytes().cmp(name)).ok()?;
        Some(SHAPES[index].builtin)
    }

    fn shape(self) -> &'static Shape {
        &SHAPES[self as usize]
    }

    pub(crate) fn name(self) -> &'static str {
        self.shape().name
    }

    /// How many arguments must be there.
    pub(crate) fn fixed(self) -> usize {
        self.shape().fixed
    }

    /// Whether more may follow.
    pub(crate) fn variadic(self) -> bool {
        self.shape().variadic
    }

    /// The type of a parameter; `None` is Go's `reflect.Value`, which takes everything as it is.
    pub(crate) fn param(self, index: usize) -> Option<&'static Type> {
        match self {
            Builtin::Printf if index == 0 => Some(&Type::String),
            Builtin::Html
            | Builtin::Js
            | Builtin::Print
            | Builtin::Printf
            | Builtin::Println
            | Builtin::UrlQuery => Some(&Type::Any),
            _ => None,
        }
    }

    /// Calls a function that computes a value from its arguments; text may cost `budget`.
    /// `and` and `or` are the executor's, as they don't evaluate all arguments.
    pub(crate) fn call<M>(self, args: &[Operand<M>], budget: usize) -> Result<Value, FuncError> {
        match (self, args) {
            (Builtin::Eq, [first, rest @ ..]) => compare::eq(&first.value, rest).map(Value::Bool),
            (Builtin::Ne, [a, b]) => compare::ne(a, b).map(Value::Bool),
            (Builtin::Lt, [a, b]) => compare::lt(&a.value, &b.value).map(Value::Bool),
            (Builtin::Le, [a, b]) => compare::le(a, b).map(Value::Bool),
            (Builtin::Gt, [a, b]) => compare::le(a, b).map(|le| Value::Bool(!le)),
            (Builtin::Ge, [a, b]) => compare::lt(&a.value, &b.value).map(|lt| Value::Bool(!lt)),
            (Builtin::Not, [a]) => Ok(Value::Bool(!a.value.truth())),
            (Builtin::Len, [item]) => index::len(item),
            (Builtin::Index, [item, indexes @ ..]) => index::index(item, indexes),
            (Builtin::Slice, [item, indexes @ ..]) => index::slice(&item.value, indexes),
            _ => self.text(args, budget / WRITING),
        }
    }

    /// What the value of such a function costs beside the memory that it takes.
    pub(crate) fn cost(self, value: &Value) -> usize {
        match (self, value) {
            (Builtin::Index | Builtin::Slice, _) => 0,
            (_, Value::String(text)) => text.len().saturating_mul(WRITING - 1),
            _ => 0,
        }
    }

    /// How much there is to read in the arguments.
    pub(crate) fn work<M>(self, args: &[Operand<M>]) -> usize {
        let compared = |rest: &Operand<M>| args.first().map_or(0, |first| common(&first.value, &rest.value));
        match self {
            Builtin::Eq | Builtin::Ne | Builtin::Lt | Builtin::Le | Builtin::Gt | Builtin::Ge => {
                args.iter().skip(1).map(compared).sum()
            }
            Builtin::Html
            | Builtin::Js
            | Builtin::Print
            | Builtin::Printf
            | Builtin::Println
            | Builtin::UrlQuery => {
                args.iter().fold(0, |sum: usize, arg| sum.saturating_add(printed(&arg.value)))
            }
            _ => args.len(),
        }
    }

    fn text<M>(self, args: &[Operand<M>], limit: usize) -> Result<Value, FuncError> {
        let values: Vec<Value> = args.iter().map(|arg| arg.value.clone()).collect();
        let text = match self {
            Builtin::Print => print::sprint(&values, limit),
            Builtin::Println => print::sprintln(&values, limit),
            Builtin::Printf => match values.split_first() {
                Some((Value::String(format), rest)) => print::sprintf(format.as_bytes(), rest, limit),
                _ => Ok(Vec::new()),
            },
            Builtin::Html => escape::html(&escape::arguments(values, limit)?, limit),
            Builtin::Js => escape::js(&escape::arguments(values, limit)?, limit),
            _ => escape::url_query(&escape::arguments(values, limit)?, limit),
        };
        Ok(Value::string(text?))
    }
}

/// About what it takes to print a value: objects make their text at once, whatever its limit.
fn printed(value: &Value) -> usize {
    match value {
        Value::Object(_) | Value::List(_) | Value::Map(_) => value.expanded_size(),
        _ => 1,
    }
}

/// How many bytes a comparison of two texts may look at.
fn common(a: &Value, b: &Value) -> usize {
    match (a, b) {
        (Value::String(a) | Value::Number(a), Value::String(b) | Value::Number(b)) => a.len().min(b.len()),
        _ => 1,
    }
}

/// The error of `call`: no value of a template is a function.
pub(crate) fn call_error(name: &str, function: &Value) -> FuncError {
    match function.go_type() {
        None => "call of nil".into(),
        Some(name_of_type) => format!("non-function {name} of type {name_of_type}").into(),
    }
}

/// Go's name of a value's dynamic type.
fn type_name(value: &Value) -> String {
    value.go_type().unwrap_or(Type::Any).to_string()
}

/// Whether it is a slice or a map, under whatever name.
fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::Slice | Kind::Array | Kind::Map)
}
