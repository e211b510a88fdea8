//! Execution of trees (text/template/exec.go): a walk with one function for each node.
//!
//! `walk_*` write output, `eval_*` compute an [`Operand`]. Errors take their place from [`Frame::at`], the node that
//! was visited last, as in Go.

mod arg;
mod call;
mod field;
mod late;
mod pipeline;
mod range;
mod skipped;
mod walk;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::node::{At, Name, Parts, Tree};
use crate::parser::Parsed;
use crate::set::Set;
use crate::tracer::{Place, Tracer, Untraced, line_column};
use periplus_value::{Kind, Map, Str, Type, Value, quote};
use std::collections::BTreeMap;

type Fault = Box<Error>;
type Result<T> = std::result::Result<T, Fault>;

/// What a missing key of a map gives (`Template.Option("missingkey=…")`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKey {
    /// No value at all, printed as `<no value>`
    Invalid,
    /// The zero value of the map's elements
    Zero,
    /// An error
    Error,
}

/// How templates are executed.
#[derive(Clone, Debug)]
pub struct Options {
    /// What a missing key of a map gives.
    pub missing_key: MissingKey,
    /// The name under which `tpl` parses its text and which `include` shows for the set; Helm's is `gotpl`.
    pub root: Str,
    /// Bounds.
    pub limits: Limits,
}

/// What few charts write more than in one file. Not a byte of it is touched before it is written.
/// Where memory is taken for good, it starts small.
const OUTPUT: usize = if cfg!(target_family = "wasm") { 64 << 10 } else { 1 << 20 };

/// Executes the templates of a set. Limits count over all executions of one executor.
pub struct Executor<'x, T: Tracer = Untraced> {
    set: Set,
    options: &'x Options,
    tracer: &'x mut T,
    /// All outputs that are under way, one behind the other, and where the innermost begins.
    out: Vec<u8>,
    begin: usize,
    /// What is left of the limits.
    steps: u64,
    output: usize,
    work: usize,
    nesting: usize,
    depth: usize,
    /// Executions by functions that are under way.
    late: usize,
    /// What errors may still quote.
    quoted: usize,
    /// How many executions of a name are under way in `include`.
    included: BTreeMap<Str, usize>,
    /// Texts of `tpl` that have been parsed.
    parsed: BTreeMap<Str, Parsed>,
    /// What decided that the current node is executed.
    control: T::Mark,
    /// The marks of the arguments of the function being called.
    call_marks: Vec<T::Mark>,
    /// The mark of what that function executed.
    inner_mark: T::Mark,
}

/// A value on its way through a pipeline, Go's `reflect.Value`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operand<M> {
    pub(crate) value: Value,
    /// It was read from a place of type `interface {}`, and is of that type until a pipeline unpacks it. Nil that
    /// isn't boxed is Go's invalid value: no value at all.
    pub(crate) boxed: bool,
    pub(crate) mark: M,
}

impl<M> Operand<M> {
    fn plain(value: Value, mark: M) -> Self {
        Self { value, boxed: false, mark }
    }

    /// Neither a value nor a nil interface.
    fn is_invalid(&self) -> bool {
        self.value.is_nil() && !self.boxed
    }
}

/// The execution of one template.
struct Frame<'t, M> {
    tree: &'t Tree,
    vars: Vec<Variable<M>>,
    /// The node visited last.
    at: Option<At<'t>>,
}

impl<'t, M> Frame<'t, M> {
    /// What the tree is made of.
    fn parts(&self) -> &'t Parts {
        &self.tree.parts
    }

    /// An error at the node visited last.
    #[cold]
    fn fault(&self, message: impl Into<String>) -> Fault {
        Box::new(located(self, ErrorKind::Exec, message.into()))
    }

    #[cold]
    fn limit_fault(&self, message: &str) -> Fault {
        Box::new(located(self, ErrorKind::Limit, format!("limit reached: {message}")))
    }
}

struct Variable<M> {
    name: Name,
    operand: Operand<M>,
}

/// What happens after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

impl<'x, T: Tracer> Executor<'x, T> {
    /// For the templates of a set.
    pub fn new(set: &Set, options: &'x Options, tracer: &'x mut T) -> Self {
        let limits = &options.limits;
        Self {
            set: set.clone(),
            tracer,
            out: Vec::with_capacity(OUTPUT),
            begin: 0,
            steps: limits.steps,
            output: limits.output,
            work: limits.work,
            nesting: limits.nesting,
            depth: limits.depth,
            late: 0,
            quoted: late::QUOTED,
            included: BTreeMap::new(),
            parsed: BTreeMap::new(),
            control: T::Mark::default(),
            call_marks: Vec::new(),
            inner_mark: T::Mark::default(),
            options,
        }
    }

    /// The mark of what decides about all that is executed from here on.
    pub fn decide(&mut self, mark: T::Mark) {
        self.control = mark;
    }

    /// Who watches.
    pub fn tracer(&mut self) -> &mut T {
        self.tracer
    }

    /// Executes the template of a name with a dot; what it writes.
    pub fn execute(&mut self, name: impl AsRef<[u8]>, dot: Value) -> std::result::Result<Str, Box<Error>> {
        self.execute_marked(name.as_ref(), dot, T::Mark::default())
    }

    fn execute_marked(&mut self, name: &[u8], dot: Value, mark: T::Mark) -> Result<Str> {
        let Some(tree) = self.set.lookup(name) else {
            let (name, root) = (quote(name), quote(self.options.root.as_bytes()));
            let message = format!("no template {name} associated with template {root}");
            return Err(Box::new(no_place(ErrorKind::NotDefined, String::new(), message)));
        };
        self.execute_tree(&tree, dot, mark)
    }

    /// Executes a tree, with an output of its own.
    fn execute_tree(&mut self, tree: &Tree, dot: Value, mark: T::Mark) -> Result<Str> {
        let outer = std::mem::replace(&mut self.begin, self.out.len());
        let control = self.control.clone();
        let done = self.walk_tree(tree, &Operand::plain(dot, mark));
        self.control = control;
        let begin = std::mem::replace(&mut self.begin, outer);
        let text = done.map(|()| Str::from(&self.out[begin..]));
        self.out.truncate(begin);
        text
    }

    /// Walks a tree, within the current output. The native stack is bounded by the depth and nesting left.
    fn walk_tree(&mut self, tree: &Tree, dot: &Operand<T::Mark>) -> Result<()> {
        let variable = Variable { name: 0, operand: dot.clone() };
        let mut frame = Frame { tree, vars: vec![variable], at: None };
        if self.depth == 0 {
            return Err(frame.limit_fault("too many templates within templates"));
        }
        self.depth -= 1;
        let done = self.walk_list(&mut frame, dot, tree.root());
        self.depth += 1;
        done.map(drop)
    }

    /// Counts one step.
    fn step(&mut self, frame: &Frame<'_, T::Mark>) -> Result<()> {
        self.steps(frame, 1)
    }

    /// Counts what is done in one go: arguments, fields, variables passed by, entries to be walked.
    fn steps(&mut self, frame: &Frame<'_, T::Mark>, count: usize) -> Result<()> {
        match self.steps.checked_sub(count as u64) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(frame.limit_fault("too many steps")),
        }
    }

    /// Enters a control structure or parentheses; [`Executor::leave`] after it.
    fn enter(&mut self, frame: &Frame<'_, T::Mark>) -> Result<()> {
        match self.nesting.checked_sub(1) {
            Some(left) => {
                self.nesting = left;
                Ok(())
            }
            None => Err(frame.limit_fault("templates nested too deeply")),
        }
    }

    fn leave(&mut self) {
        self.nesting += 1;
    }

    /// The marks of two values as one.
    fn join(&mut self, a: &T::Mark, b: &T::Mark) -> T::Mark {
        self.tracer.join(a, b)
    }
}

fn no_place(kind: ErrorKind, template: String, message: String) -> Error {
    let (executing, node) = (String::new(), String::new());
    Error { kind, template, line: 0, column: None, executing, node, message, source: None }
}

fn located<M>(frame: &Frame<'_, M>, kind: ErrorKind, message: String) -> Error {
    let source = &frame.tree.source;
    let Some(at) = frame.at else {
        return no_place(ErrorKind::Incomplete, frame.tree.name.to_string(), message);
    };
    let (line, column) = line_column(source.text.as_bytes(), at.pos() as usize);
    Error {
        kind,
        template: source.name.to_string(),
        line,
        column: Some(column),
        executing: frame.tree.name.to_string(),
        node: frame.tree.text_of(at),
        message,
        source: None,
    }
}

/// The place of an offset in a frame's text.
fn place<'f, M>(frame: &'f Frame<'_, M>, offset: u32) -> Place<'f> {
    let source = &frame.tree.source;
    Place { template: &source.name, text: &source.text, offset: offset as usize }
}

/// Named maps and slices as plain ones, everything else as it is.
pub(crate) fn container(value: &Value) -> Value {
    if let Value::Object(object) = value
        && matches!(object.go_type().kind(), Kind::Map | Kind::Slice | Kind::Array)
        && let Some(data) = object.data()
    {
        return data;
    }
    value.clone()
}

/// The zero value of a map's or slice's element type.
pub(crate) fn element_of(element: &Type) -> Operand<()> {
    Operand { value: zero(element), boxed: *element == Type::Any, mark: () }
}

/// The zero value of a type.
fn zero(of: &Type) -> Value {
    match of {
        Type::Bool => Value::Bool(false),
        Type::Int(kind) => Value::Int(periplus_value::Integer::new(*kind, 0)),
        Type::Float32 | Type::Float64 => Value::Float(0.0),
        Type::String => Value::string(""),
        Type::Number => Value::Number(Str::default()),
        Type::List(Type::Int(periplus_value::IntKind::Uint8)) => Value::Bytes(Str::default()),
        Type::List(element) => Value::List(periplus_value::List::nil(element)),
        Type::Map(element) => Value::Map(Map::nil(element)),
        Type::Any | Type::Error | Type::Named(..) => Value::Nil,
    }
}

/// The name of an operand's type as reflection sees it.
fn type_name<M>(operand: &Operand<M>) -> String {
    let dynamic = if operand.boxed { None } else { operand.value.go_type() };
    dynamic.unwrap_or(Type::Any).to_string()
}
