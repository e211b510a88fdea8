//! The tree of a parsed template (text/template/parse/node.go). Trees never change once they are parsed.

use crate::builtins::Builtin;
use periplus_value::{Str, Value};
use std::rc::Rc;

/// A text that has been parsed, under the name that errors show.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: Str,
    pub(crate) text: Str,
}

/// One named template.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: Str,
    pub(crate) source: Rc<Source>,
    pub(crate) root: Block,
}

/// Nodes in order.
pub(crate) type Block = Box<[Node]>;

/// A piece of the source, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// The text of the piece.
    pub(crate) fn of(self, source: &Source) -> &[u8] {
        source.text.as_bytes().get(self.start as usize..self.end as usize).unwrap_or(&[])
    }
}

/// Byte offset in the source.
pub(crate) type Pos = u32;

/// What writes output or steers.
#[derive(Debug)]
pub(crate) enum Node {
    Text(Span),
    Action(Pos, Pipe),
    If(Branch),
    With(Branch),
    Range(Branch),
    Template(Call),
    Break(Pos),
    Continue(Pos),
}

/// `{{if pipe}}list{{else}}else_list{{end}}`, also of `with` and `range`.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) pos: Pos,
    pub(crate) pipe: Pipe,
    pub(crate) list: Block,
    pub(crate) else_list: Option<Block>,
}

/// `{{template "name" pipe}}`
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) pos: Pos,
    pub(crate) name: Str,
    pub(crate) pipe: Option<Pipe>,
}

/// `$decl := command | command`
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) pos: Pos,
    pub(crate) is_assign: bool,
    pub(crate) decl: Box<[Name]>,
    pub(crate) commands: Box<[Command]>,
}

/// A variable's name; names of one source are equal when their numbers are. 0 is `$`.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) number: u32,
    pub(crate) text: Str,
}

/// Operands separated by blanks.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) pos: Pos,
    pub(crate) args: Box<[Arg]>,
}

/// An operand, with its byte offset.
#[derive(Debug)]
pub(crate) struct Arg {
    pub(crate) pos: Pos,
    pub(crate) term: Term,
}

/// What an operand is.
#[derive(Debug)]
pub(crate) enum Term {
    Dot,
    Nil,
    Bool(bool),
    Number(Box<Number>),
    /// The value, and the literal in the source
    String(Value, Span),
    /// `.A.B`
    Field(Box<[Str]>),
    /// `$x.A.B`
    Variable(Name, Box<[Str]>),
    /// `(pipe).A.B`
    Chain(Box<Arg>, Box<[Str]>),
    Function(FuncRef),
    Pipe(Box<Pipe>),
}

/// A function that was found when the template was parsed.
#[derive(Clone, Debug)]
pub(crate) enum FuncRef {
    Builtin(Builtin),
    /// Index in the function table, and the name
    Table(usize, &'static str),
}

impl FuncRef {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            FuncRef::Builtin(builtin) => builtin.name(),
            FuncRef::Table(_, name) => name,
        }
    }
}

/// A number as every type that it fits.
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) span: Span,
    /// What it is where no type is asked for; `None`: it overflows `int`.
    pub(crate) ideal: Option<Value>,
}

/// A place in a tree, as errors show it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At<'t> {
    Node(&'t Node),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Arg(&'t Arg),
}

impl At<'_> {
    /// Byte offset in the source.
    pub(crate) fn pos(self) -> Pos {
        match self {
            At::Node(node) => node.pos(),
            At::Pipe(pipe) => pipe.pos,
            At::Command(command) => command.pos,
            At::Arg(arg) => arg.pos,
        }
    }
}

impl Node {
    pub(crate) fn pos(&self) -> Pos {
        match self {
            Node::Text(span) => span.start,
            Node::Action(pos, _) | Node::Break(pos) | Node::Continue(pos) => *pos,
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => branch.pos,
            Node::Template(call) => call.pos,
        }
    }
}

/// Whether nodes are nothing but blanks (`IsEmptyTree`).
pub(crate) fn is_blank(block: &[Node], source: &Source) -> bool {
    let blank = |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty());
    block.iter().all(|node| matches!(node, Node::Text(span) if blank(span.of(source))))
}
