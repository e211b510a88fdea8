//! The tree of a parsed template (text/template/parse/node.go). Trees never change once they are parsed.
//!
//! What the trees of one text are made of lies in a few lists, each kind in its own; nodes name their children by their
//! places there. So thousands of parts take a dozen pieces of memory.

use crate::builtins::Builtin;
use crate::node_text;
use crate::parts::{List, Place, Run};
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
    pub(crate) parts: Rc<Parts>,
    pub(crate) root: Run,
}

impl Tree {
    /// The nodes that are in no other.
    pub(crate) fn root(&self) -> &[Node] {
        &self.parts.nodes[self.root]
    }

    /// Whether it is nothing but blanks.
    pub(crate) fn is_blank(&self) -> bool {
        is_blank(self.root(), &self.source)
    }

    /// Go's text of what is at a place in it.
    pub(crate) fn text_of(&self, at: At<'_>) -> String {
        node_text::text_of(at, &self.source, &self.parts)
    }
}

/// What the trees of one text are made of.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) nodes: List<Node>,
    pub(crate) calls: List<Call>,
    pub(crate) pipes: List<Pipe>,
    pub(crate) commands: List<Command>,
    pub(crate) args: List<Arg>,
    /// Names in `.A.B`
    pub(crate) fields: List<Span>,
    /// Variables that pipelines declare or assign to
    pub(crate) declared: List<Name>,
    pub(crate) functions: List<FuncRef>,
    pub(crate) numbers: List<Number>,
    /// Values of string literals
    pub(crate) strings: List<Value>,
    /// Names of variables
    pub(crate) names: List<Str>,
}

/// As many bytes of a text have a node, a command, an operand, a field, as a rule.
const NODE: usize = 40;
const COMMAND: usize = 50;
const ARG: usize = 28;
const FIELD: usize = 36;
const STRING: usize = 150;
const PIPE: usize = 150;
/// For longer texts room is made as parts come.
const LONG: usize = 64 << 10;
/// As many different functions are called in most texts, and as many variables named.
const FUNCTIONS: usize = 12;

impl Parts {
    /// No parts but the variable `$`, and room for as many as a text of a length has, as a rule.
    pub(crate) fn for_text(length: usize) -> Self {
        let length = length.min(LONG);
        let mut names = List::with_capacity(FUNCTIONS);
        names.push(Str::from("$"));
        Self {
            nodes: List::with_capacity(length / NODE),
            commands: List::with_capacity(length / COMMAND),
            args: List::with_capacity(length / ARG),
            fields: List::with_capacity(length / FIELD),
            strings: List::with_capacity(length / STRING),
            pipes: List::with_capacity(length / PIPE + 4),
            functions: List::with_capacity(FUNCTIONS),
            names,
            ..Self::default()
        }
    }

    /// The same parts, when no more come.
    pub(crate) fn complete(mut self) -> Self {
        self.nodes.end_growth();
        self.commands.end_growth();
        self.args.end_growth();
        self.fields.end_growth();
        self
    }
}

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
    /// Among [`Parts::calls`]
    Template(Pos, Place),
    Break(Pos),
    Continue(Pos),
}

/// `{{if pipe}}list{{else}}else_list{{end}}`, also of `with` and `range`.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) pos: Pos,
    pub(crate) pipe: Pipe,
    pub(crate) list: Run,
    pub(crate) else_list: Option<Run>,
}

/// `{{template "name" pipe}}`
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Str,
    pub(crate) pipe: Option<Pipe>,
}

/// `$decl := command | command`
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) pos: Pos,
    pub(crate) is_assign: bool,
    pub(crate) decl: Run,
    pub(crate) commands: Run,
}

/// A variable: the place of its name among [`Parts::names`], which are all different. 0 is `$`.
pub(crate) type Name = Place;

/// Operands separated by blanks.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) pos: Pos,
    pub(crate) args: Run,
}

/// An operand, with its byte offset.
#[derive(Debug)]
pub(crate) struct Arg {
    pub(crate) pos: Pos,
    pub(crate) term: Term,
}

/// What an operand is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Dot,
    Nil,
    Bool(bool),
    /// Among [`Parts::numbers`]
    Number(Place),
    /// Among [`Parts::strings`], and the literal in the source
    String(Place, Span),
    /// `.A.B`
    Field(Run),
    /// `$x.A.B`
    Variable(Name, Run),
    /// `(pipe).A.B`, what is in front among [`Parts::args`]
    Chain(Place, Run),
    /// Among [`Parts::functions`]
    Function(Place),
    /// Among [`Parts::pipes`]
    Pipe(Place),
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
            Node::Action(pos, _) | Node::Template(pos, _) | Node::Break(pos) | Node::Continue(pos) => *pos,
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => branch.pos,
        }
    }
}

/// Whether nodes are nothing but blanks (`IsEmptyTree`).
pub(crate) fn is_blank(nodes: &[Node], source: &Source) -> bool {
    let blank = |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty());
    nodes.iter().all(|node| matches!(node, Node::Text(span) if blank(span.of(source))))
}
