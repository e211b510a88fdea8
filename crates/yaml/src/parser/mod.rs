//! Tokens to events (go-yaml v2 `parserc.go`): a machine with a stack of states, so depth costs no call stack.
#![expect(clippy::unnecessary_box_returns, reason = "boxed faults keep results small")]

mod flow;

use crate::error::{Layer, Mark, YamlError};
use crate::scan::{Scan, Scanner, Text, Token, TokenKind};
use std::borrow::Cow;

/// What the composer is told.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) kind: EventKind<'a>,
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

/// The events of YAML; the stream's start has none.
#[derive(Debug)]
pub(crate) enum EventKind<'a> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(Text<'a>),
    Scalar(Props<'a>, Text<'a>, bool),
    SequenceStart(Props<'a>),
    SequenceEnd,
    MappingStart(Props<'a>),
    MappingEnd,
}

/// Anchor and tag of a node; an empty tag is none. For a scalar the third part of the event says whether its text
/// decides its type.
#[derive(Debug, Default)]
pub(crate) struct Props<'a> {
    pub(crate) anchor: Option<Text<'a>>,
    pub(crate) tag: Text<'a>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    ImplicitDocument,
    Document,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequence { first: bool },
    IndentlessSequence,
    BlockKey { first: bool },
    BlockValue,
    FlowSequence { first: bool },
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowKey { first: bool },
    FlowValue { empty: bool },
    End,
}

/// The parser: a scanner, the state, and the states to return to.
pub(crate) struct Parser<'a> {
    scanner: Scanner<'a>,
    state: State,
    states: Vec<State>,
    starts: Vec<Mark>,
    tags: Vec<(Text<'a>, Text<'a>)>,
}

const DEFAULT_TAGS: [(&[u8], &[u8]); 2] = [(b"!", b"!"), (b"!!", b"tag:yaml.org,2002:")];

impl<'a> Parser<'a> {
    pub(crate) fn new(scanner: Scanner<'a>) -> Self {
        let state = State::ImplicitDocument;
        Self { scanner, state, states: Vec::new(), starts: Vec::new(), tags: Vec::new() }
    }

    /// The next event; after the end always the end.
    pub(crate) fn next(&mut self) -> Scan<Event<'a>> {
        match self.state {
            State::ImplicitDocument => self.document_start(true),
            State::Document => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequence { first } => self.block_sequence(first),
            State::IndentlessSequence => self.indentless_sequence(),
            State::BlockKey { first } => self.block_key(first),
            State::BlockValue => self.block_value(),
            State::FlowSequence { first } => self.flow_sequence(first),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => self.flow_pair_end(),
            State::FlowKey { first } => self.flow_key(first),
            State::FlowValue { empty } => self.flow_value(empty),
            State::End => {
                let mark = Mark::default();
                Ok(Event { kind: EventKind::StreamEnd, start: mark, end: mark })
            }
        }
    }

    fn skip(&mut self) -> (Mark, Mark) {
        self.scanner.take().map(|t| (t.start, t.end)).unwrap_or_default()
    }

    fn pop_state(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// A node that starts at the present token; afterwards the machine is in this state.
    fn node_then(&mut self, then: State, block: bool, indentless: bool) -> Scan<Event<'a>> {
        self.states.push(then);
        self.node(block, indentless)
    }

    /// A scalar that isn't there, at a mark; afterwards the machine is in this state.
    #[expect(clippy::unnecessary_wraps, reason = "stands beside `node_then`")]
    fn empty_then(&mut self, then: State, mark: Mark) -> Scan<Event<'a>> {
        self.state = then;
        Ok(empty_scalar(mark))
    }

    /// A collection opens: its first token is taken, its start kept for messages.
    fn open(&mut self) -> Scan<()> {
        let start = self.scanner.peek()?.start;
        self.starts.push(start);
        self.skip();
        Ok(())
    }

    /// A collection ends with the present token.
    fn close(&mut self, kind: EventKind<'a>) -> Event<'a> {
        self.pop_state();
        self.starts.pop();
        let (start, end) = self.skip();
        Event { kind, start, end }
    }

    fn wrong(&mut self, context: &'static str, problem: &str, at: Mark) -> Box<YamlError> {
        let start = self.starts.pop();
        error(context, start, problem, at)
    }

    // stream ::= STREAM-START implicit_document? explicit_document* STREAM-END

    fn document_start(&mut self, implicit: bool) -> Scan<Event<'a>> {
        if !implicit {
            while matches!(self.scanner.peek()?.kind, TokenKind::DocumentEnd) {
                self.skip();
            }
        }
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        match token.kind {
            TokenKind::StreamEnd => {
                self.state = State::End;
                self.skip();
                Ok(Event { kind: EventKind::StreamEnd, start, end })
            }
            TokenKind::Version(..) | TokenKind::TagDirective(..) | TokenKind::DocumentStart => {
                self.explicit_document(start)
            }
            _ if !implicit => self.explicit_document(start),
            _ => {
                self.directives()?;
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                Ok(Event { kind: EventKind::DocumentStart, start, end })
            }
        }
    }

    /// `explicit_document ::= DIRECTIVE* DOCUMENT-START block_node? DOCUMENT-END*`
    fn explicit_document(&mut self, start: Mark) -> Scan<Event<'a>> {
        self.directives()?;
        let token = self.scanner.peek()?;
        if !matches!(token.kind, TokenKind::DocumentStart) {
            return Err(error("", None, "did not find expected <document start>", token.start));
        }
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        let (_, end) = self.skip();
        Ok(Event { kind: EventKind::DocumentStart, start, end })
    }

    fn document_content(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        if token.kind.ends_document() {
            let mark = token.start;
            self.pop_state();
            return Ok(empty_scalar(mark));
        }
        self.node(true, false)
    }

    fn document_end(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        let explicit = matches!(token.kind, TokenKind::DocumentEnd);
        let end = if explicit { self.skip().1 } else { start };
        self.tags.clear();
        self.state = State::Document;
        Ok(Event { kind: EventKind::DocumentEnd, start, end })
    }

    fn directives(&mut self) -> Scan<()> {
        let mut version_seen = false;
        loop {
            let token = self.scanner.peek()?;
            let start = token.start;
            match token.kind {
                TokenKind::Version(..) if version_seen => {
                    return Err(error("", None, "found duplicate %YAML directive", start));
                }
                TokenKind::Version(1, 1) => version_seen = true,
                TokenKind::Version(..) => {
                    return Err(error("", None, "found incompatible YAML document", start));
                }
                TokenKind::TagDirective(..) => {}
                _ => break,
            }
            if let Some(Token { kind: TokenKind::TagDirective(handle, prefix), .. }) = self.scanner.take() {
                if self.tags.iter().any(|(h, _)| *h == handle) {
                    return Err(error("", None, "found duplicate %TAG directive", start));
                }
                self.tags.push((handle, prefix));
            }
        }
        for (handle, prefix) in DEFAULT_TAGS {
            if !self.tags.iter().any(|(h, _)| **h == *handle) {
                self.tags.push((Cow::Borrowed(handle), Cow::Borrowed(prefix)));
            }
        }
        Ok(())
    }

    // node ::= ALIAS | properties content? | content
    // properties ::= TAG ANCHOR? | ANCHOR TAG?

    fn node(&mut self, block: bool, indentless: bool) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        let mut props = Props::default();
        let mut has_props = false;
        match token.kind {
            TokenKind::Alias(_) => return Ok(self.alias()),
            TokenKind::Anchor(_) | TokenKind::Tag(..) => {
                props = self.properties(start)?;
                has_props = true;
            }
            _ => {}
        }
        self.content(start, props, has_props, block, indentless)
    }

    fn alias(&mut self) -> Event<'a> {
        self.pop_state();
        match self.scanner.take() {
            Some(Token { kind: TokenKind::Alias(name), start, end }) => {
                Event { kind: EventKind::Alias(name), start, end }
            }
            _ => empty_scalar(Mark::default()),
        }
    }

    fn properties(&mut self, start: Mark) -> Scan<Props<'a>> {
        let mut props = Props::default();
        let mut tag = None;
        for _ in 0..2 {
            match self.scanner.peek()?.kind {
                TokenKind::Anchor(_) if props.anchor.is_none() => {
                    if let Some(Token { kind: TokenKind::Anchor(name), .. }) = self.scanner.take() {
                        props.anchor = Some(name);
                    }
                }
                TokenKind::Tag(..) if tag.is_none() => {
                    if let Some(Token { kind: TokenKind::Tag(handle, suffix), start, .. }) =
                        self.scanner.take()
                    {
                        tag = Some((handle, suffix, start));
                    }
                }
                _ => break,
            }
        }
        if let Some((handle, suffix, at)) = tag {
            self.scanner.peek()?;
            props.tag = self.resolve_tag(&handle, suffix, start, at)?;
        }
        Ok(props)
    }

    fn resolve_tag(&self, handle: &[u8], suffix: Text<'a>, start: Mark, at: Mark) -> Scan<Text<'a>> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        let tag =
            self.tags.iter().find(|(h, _)| **h == *handle).map(|(_, prefix)| [&**prefix, &*suffix].concat());
        match tag {
            Some(tag) if !tag.is_empty() => Ok(Cow::Owned(tag)),
            _ => Err(error("while parsing a node", Some(start), "found undefined tag handle", at)),
        }
    }

    fn content(
        &mut self,
        start: Mark,
        props: Props<'a>,
        has_props: bool,
        block: bool,
        indentless: bool,
    ) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        let event = |kind| Ok(Event { kind, start, end });
        match token.kind {
            TokenKind::Scalar(..) => return Ok(self.scalar(start, props)),
            TokenKind::BlockEntry if indentless => self.state = State::IndentlessSequence,
            TokenKind::FlowSequenceStart => self.state = State::FlowSequence { first: true },
            TokenKind::BlockSequenceStart if block => self.state = State::BlockSequence { first: true },
            TokenKind::FlowMappingStart => {
                self.state = State::FlowKey { first: true };
                return event(EventKind::MappingStart(props));
            }
            TokenKind::BlockMappingStart if block => {
                self.state = State::BlockKey { first: true };
                return event(EventKind::MappingStart(props));
            }
            _ if has_props => {
                self.pop_state();
                let implicit = props.tag.is_empty();
                let kind = EventKind::Scalar(props, Cow::Borrowed(b""), implicit);
                return Ok(Event { kind, start, end: at });
            }
            _ => {
                let context = if block { "while parsing a block node" } else { "while parsing a flow node" };
                return Err(error(context, Some(start), "did not find expected node content", at));
            }
        }
        event(EventKind::SequenceStart(props))
    }

    fn scalar(&mut self, start: Mark, props: Props<'a>) -> Event<'a> {
        self.pop_state();
        let Some(Token { kind: TokenKind::Scalar(text, plain), end, .. }) = self.scanner.take() else {
            return empty_scalar(start);
        };
        let implicit = (props.tag.is_empty() && plain) || *props.tag == *b"!";
        Event { kind: EventKind::Scalar(props, text, implicit), start, end }
    }

    /// `block_sequence ::= BLOCK-SEQUENCE-START (BLOCK-ENTRY block_node?)* BLOCK-END`
    fn block_sequence(&mut self, first: bool) -> Scan<Event<'a>> {
        if first {
            self.open()?;
        }
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        match token.kind {
            TokenKind::BlockEntry => {
                self.skip();
                let then = State::BlockSequence { first: false };
                match self.scanner.peek()?.kind {
                    TokenKind::BlockEntry | TokenKind::BlockEnd => self.empty_then(then, end),
                    _ => self.node_then(then, true, false),
                }
            }
            TokenKind::BlockEnd => Ok(self.close(EventKind::SequenceEnd)),
            _ => {
                Err(self.wrong("while parsing a block collection", "did not find expected '-' indicator", at))
            }
        }
    }

    /// `indentless_sequence ::= (BLOCK-ENTRY block_node?)+`
    fn indentless_sequence(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        if !matches!(token.kind, TokenKind::BlockEntry) {
            self.pop_state();
            return Ok(Event { kind: EventKind::SequenceEnd, start: at, end: at });
        }
        self.skip();
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                self.empty_then(State::IndentlessSequence, end)
            }
            _ => self.node_then(State::IndentlessSequence, true, false),
        }
    }

    /// `block_mapping ::= BLOCK-MAPPING-START ((KEY node?)? (VALUE node?)?)* BLOCK-END`
    fn block_key(&mut self, first: bool) -> Scan<Event<'a>> {
        if first {
            self.open()?;
        }
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        match token.kind {
            TokenKind::Key => {
                self.skip();
                self.block_node_or_empty(State::BlockValue, end)
            }
            TokenKind::BlockEnd => Ok(self.close(EventKind::MappingEnd)),
            _ => Err(self.wrong("while parsing a block mapping", "did not find expected key", at)),
        }
    }

    fn block_value(&mut self) -> Scan<Event<'a>> {
        let then = State::BlockKey { first: false };
        let token = self.scanner.peek()?;
        let (at, end) = (token.start, token.end);
        if !matches!(token.kind, TokenKind::Value) {
            return self.empty_then(then, at);
        }
        self.skip();
        self.block_node_or_empty(then, end)
    }

    fn block_node_or_empty(&mut self, then: State, end: Mark) -> Scan<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty_then(then, end),
            _ => self.node_then(then, true, true),
        }
    }
}

fn empty_scalar<'a>(mark: Mark) -> Event<'a> {
    let kind = EventKind::Scalar(Props::default(), Cow::Borrowed(b""), true);
    Event { kind, start: mark, end: mark }
}

fn error(context: &'static str, start: Option<Mark>, problem: &str, mark: Mark) -> Box<YamlError> {
    let problem = problem.to_owned();
    Box::new(YamlError { layer: Layer::Parser, problem, context, mark: Some(mark), start })
}
