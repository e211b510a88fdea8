//! Tokens to trees (text/template/parse/parse.go). One function for each production of the grammar.

mod control;
mod number;
mod pipeline;
mod term;

use crate::error::{Error, ErrorKind};
use crate::funcs::Functions;
use crate::lexer::Lexer;
use crate::node::{Arg, Command, Name, Node, Parts, Pos, Source, Span, Tree, is_blank};
use crate::parts::{Place, Run};
use crate::token::{Keyword, Kind, Token};
use periplus_value::{Str, decode_char, quote, unquote};
use std::collections::BTreeMap;
use std::rc::Rc;

type Result<T> = std::result::Result<T, Box<Error>>;

/// The templates of one text: its own and those it defines.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub(crate) trees: Rc<[Rc<Tree>]>,
}

/// Parses a text under a name. Functions must exist; `nesting` bounds control structures and parentheses.
pub(crate) fn parse(name: Str, text: &Str, functions: &Functions, nesting: usize) -> Result<Parsed> {
    let source = Rc::new(Source { name: name.clone(), text: text.clone() });
    let mut parser = Parser {
        lexer: Lexer::new(text.as_bytes()),
        source: Rc::clone(&source),
        functions,
        parts: Parts::for_text(text.len()),
        trees: BTreeMap::new(),
        scope: Scope::new(),
        nesting: 0,
        called: [None; LAST],
        names: vec![0], // `$`
        open_nodes: Vec::with_capacity(OPEN),
        open_args: Vec::with_capacity(OPEN),
        open_commands: Vec::with_capacity(OPEN),
        max_nesting: nesting.min(MAX_NESTING),
    };
    let root = parser.parse_file()?;
    parser.add(name, root)?;
    let parts = Rc::new(parser.parts.complete());
    let tree = |(name, root)| Tree { name, source: Rc::clone(&source), parts: Rc::clone(&parts), root };
    let trees = parser.trees.into_iter().map(|named| Rc::new(tree(named))).collect();
    Ok(Parsed { trees })
}

/// Go's bound for parentheses on WebAssembly; here it bounds control structures as well.
const MAX_NESTING: usize = 1000;

struct Parser<'p> {
    lexer: Lexer<'p>,
    source: Rc<Source>,
    functions: &'p Functions,
    parts: Parts,
    trees: BTreeMap<Str, Run>,
    scope: Scope,
    nesting: usize,
    max_nesting: usize,
    /// Functions that were called last, by a few bits of their names: most come again and again.
    called: [Option<Place>; LAST],
    /// The names of variables in their order.
    names: Vec<Name>,
    /// Nodes, operands and commands of what is still being read.
    open_nodes: Vec<Node>,
    open_args: Vec<Arg>,
    open_commands: Vec<Command>,
}

/// As many nodes, operands and commands are open at a time, as a rule.
const OPEN: usize = 16;

/// How many of these are known at a time.
const LAST: usize = 64;

/// What belongs to one definition: `define` and `block` have their own.
struct Scope {
    /// Tokens read ahead; the first is the one that was read last.
    tokens: [Token; 3],
    ahead: usize,
    /// The variables that can be used.
    vars: Vec<Name>,
    /// The start of the action that is being parsed.
    action: Option<Token>,
    range_depth: usize,
}

impl Scope {
    fn new() -> Self {
        let none = Token { kind: Kind::Eof, start: 0, end: 0 };
        Self { tokens: [none; 3], ahead: 0, vars: vec![0], action: None, range_depth: 0 }
    }
}

/// What a list of nodes can hold or end with.
enum Item {
    Node(Node),
    End,
    Else,
}

impl Item {
    fn text(&self) -> &'static str {
        match self {
            Item::End => "{{end}}",
            _ => "{{else}}",
        }
    }
}

impl Parser<'_> {
    fn next(&mut self) -> Token {
        if self.scope.ahead > 0 {
            self.scope.ahead -= 1;
        } else {
            self.scope.tokens[0] = self.lexer.next_token();
        }
        self.scope.tokens[self.scope.ahead]
    }

    fn backup(&mut self) {
        self.scope.ahead += 1;
    }

    /// Gives back two tokens; the second one is still at its place.
    fn backup2(&mut self, first: Token) {
        self.scope.tokens[1] = first;
        self.scope.ahead = 2;
    }

    /// Gives back three tokens; the last one is still at its place.
    fn backup3(&mut self, first: Token, second: Token) {
        self.scope.tokens[1] = second;
        self.scope.tokens[2] = first;
        self.scope.ahead = 3;
    }

    fn peek(&mut self) -> Token {
        let token = self.next();
        self.backup();
        token
    }

    fn next_non_space(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token {
        let token = self.next_non_space();
        self.backup();
        token
    }

    fn text(&self, token: Token) -> &[u8] {
        span(token).of(&self.source)
    }

    /// The line on which a token starts, counted from 1.
    fn line(&self, token: Token) -> usize {
        let before = Span { start: 0, end: token.start }.of(&self.source);
        1 + memchr::memchr_iter(b'\n', before).count()
    }

    /// An error on the line that was read last.
    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Box::new(Error {
            kind: ErrorKind::Parse,
            template: self.source.name.to_string(),
            line: self.line(self.scope.tokens[0]),
            column: None,
            executing: String::new(),
            node: String::new(),
            message: message.into(),
            source: None,
        }))
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Result<T> {
        if token.kind != Kind::Error {
            let token = self.token_text(token);
            return self.error(format!("unexpected {token} in {context}"));
        }
        let message = &self.lexer.error;
        let line = self.line(token);
        let Some(started) = self.scope.action.map(|action| self.line(action)).filter(|at| *at != line) else {
            return self.error(message.clone());
        };
        // "unclosed action in action" would read badly.
        let place = if message.ends_with(" action") { "" } else { " in action" };
        self.error(format!("{message}{place} started at {}:{started}", self.source.name))
    }

    /// A token as messages show it.
    fn token_text(&self, token: Token) -> String {
        let text = self.text(token);
        match token.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Keyword(_) => format!("<{}>", String::from_utf8_lossy(text)),
            _ if text.len() > 10 => format!("{}...", quote(first_chars(text, 10))),
            _ => quote(text),
        }
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }

    /// Enters a control structure or parentheses; [`Parser::leave`] after it.
    fn enter(&mut self) -> Result<()> {
        self.nesting += 1;
        if self.nesting > self.max_nesting { self.error("max expression depth exceeded") } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// The whole text: nodes and definitions.
    fn parse_file(&mut self) -> Result<Run> {
        loop {
            let token = self.peek();
            if token.kind == Kind::Eof {
                return Ok(self.close(0));
            }
            if token.kind == Kind::LeftDelim {
                self.next();
                if self.next_non_space().kind == Kind::Keyword(Keyword::Define) {
                    self.in_own_scope(Self::parse_definition)?;
                    continue;
                }
                self.backup2(token);
            }
            match self.text_or_action()? {
                Item::Node(node) => self.open_nodes.push(node),
                other => return self.error(format!("unexpected {}", other.text())),
            }
        }
    }

    /// The nodes from an open one on, which nothing will be added to.
    fn close(&mut self, open: usize) -> Run {
        self.parts.nodes.add(self.open_nodes.drain(open..))
    }

    /// Runs a part that has tokens and variables of its own.
    fn in_own_scope<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = std::mem::replace(&mut self.scope, Scope::new());
        let result = part(self)?;
        self.scope = outer;
        Ok(result)
    }

    /// `{{define "name"}} … {{end}}`, from behind the word.
    fn parse_definition(&mut self) -> Result<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        let end = self.definition_body(name)?;
        self.ended(end, CONTEXT)
    }

    /// `… {{end}}` of `define` and `block`; what was there instead of the end.
    fn definition_body(&mut self, name: Str) -> Result<Option<Item>> {
        let (list, end) = self.item_list()?;
        match end {
            Item::End => self.add(name, list).map(|()| None),
            other => Ok(Some(other)),
        }
    }

    fn ended(&self, instead: Option<Item>, context: &str) -> Result<()> {
        match instead {
            None => Ok(()),
            Some(other) => self.error(format!("unexpected {} in {context}", other.text())),
        }
    }

    /// Adds a template of this text. A blank one may be defined again, and never replaces another.
    fn add(&mut self, name: Str, root: Run) -> Result<()> {
        let is_blank = |root: Run| is_blank(&self.parts.nodes[root], &self.source);
        if self.trees.get(&name).is_none_or(|old| is_blank(*old)) {
            self.trees.insert(name, root);
        } else if !is_blank(root) {
            let name = quote(name.as_bytes());
            return self.error(format!("template: multiple definition of template {name}"));
        }
        Ok(())
    }

    /// The string literal that names a template.
    fn template_name(&mut self, token: Token, context: &str) -> Result<Str> {
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return self.unexpected(token, context);
        }
        match unquote(self.text(token)) {
            Some(name) => Ok(name.into()),
            None => self.error("invalid syntax"),
        }
    }

    /// The variable of a name.
    fn name(&mut self, token: Token) -> Name {
        let text = span(token).of(&self.source);
        match self.names.binary_search_by(|name| self.parts.names[*name].as_bytes().cmp(text)) {
            Ok(at) => self.names[at],
            Err(at) => {
                let name = self.parts.names.push(Str::from(text));
                self.names.insert(at, name);
                name
            }
        }
    }
}

fn span(token: Token) -> Span {
    Span { start: token.start, end: token.end }
}

fn pos(token: Token) -> Pos {
    token.start
}

/// At most so many characters from the start.
fn first_chars(text: &[u8], count: usize) -> &[u8] {
    let end = (0..count).fold(0, |end, _| end + decode_char(&text[end..]).1);
    &text[..end]
}
