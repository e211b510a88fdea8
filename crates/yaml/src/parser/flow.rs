//! Collections in brackets.

use super::{Event, EventKind, Parser, Props, State};
use crate::scan::{Scan, TokenKind};

impl<'a> Parser<'a> {
    /// Between the entries of brackets: a comma, unless they have just opened. False at their end.
    fn flow_entry(&mut self, first: bool, sequence: bool) -> Scan<bool> {
        let ends = |kind: &TokenKind| match kind {
            TokenKind::FlowSequenceEnd => sequence,
            TokenKind::FlowMappingEnd => !sequence,
            _ => false,
        };
        let token = self.scanner.peek()?;
        let at = token.start;
        if ends(&token.kind) {
            return Ok(false);
        }
        if !first {
            if !matches!(token.kind, TokenKind::FlowEntry) {
                return Err(if sequence {
                    self.wrong("while parsing a flow sequence", "did not find expected ',' or ']'", at)
                } else {
                    self.wrong("while parsing a flow mapping", "did not find expected ',' or '}'", at)
                });
            }
            self.skip();
        }
        Ok(!ends(&self.scanner.peek()?.kind))
    }

    /// `flow_sequence ::= FLOW-SEQUENCE-START (entry FLOW-ENTRY)* entry? FLOW-SEQUENCE-END`
    pub(super) fn flow_sequence(&mut self, first: bool) -> Scan<Event<'a>> {
        if first {
            self.open()?;
        }
        if !self.flow_entry(first, true)? {
            return Ok(self.close(EventKind::SequenceEnd));
        }
        if matches!(self.scanner.peek()?.kind, TokenKind::Key) {
            self.state = State::FlowPairKey;
            let (start, end) = self.skip();
            return Ok(Event { kind: EventKind::MappingStart(Props::default()), start, end });
        }
        self.node_then(State::FlowSequence { first: false }, false, false)
    }

    /// `[a: b]`: a mapping of one key (`flow_sequence_entry ::= KEY flow_node? (VALUE flow_node?)?`)
    pub(super) fn flow_pair_key(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let end = token.end;
        if matches!(token.kind, TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
            // Go takes this token, too: `[? , a]` loses its comma.
            self.skip();
            return self.empty_then(State::FlowPairValue, end);
        }
        self.node_then(State::FlowPairValue, false, false)
    }

    pub(super) fn flow_pair_value(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let mut at = token.start;
        if matches!(token.kind, TokenKind::Value) {
            self.skip();
            let token = self.scanner.peek()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                return self.node_then(State::FlowPairEnd, false, false);
            }
            at = token.start;
        }
        self.empty_then(State::FlowPairEnd, at)
    }

    pub(super) fn flow_pair_end(&mut self) -> Scan<Event<'a>> {
        let at = self.scanner.peek()?.start;
        self.state = State::FlowSequence { first: false };
        Ok(Event { kind: EventKind::MappingEnd, start: at, end: at })
    }

    /// `flow_mapping ::= FLOW-MAPPING-START (entry FLOW-ENTRY)* entry? FLOW-MAPPING-END`
    pub(super) fn flow_key(&mut self, first: bool) -> Scan<Event<'a>> {
        if first {
            self.open()?;
        }
        if !self.flow_entry(first, false)? {
            return Ok(self.close(EventKind::MappingEnd));
        }
        if !matches!(self.scanner.peek()?.kind, TokenKind::Key) {
            return self.node_then(State::FlowValue { empty: true }, false, false);
        }
        self.skip();
        self.flow_node_or_empty(State::FlowValue { empty: false }, true)
    }

    pub(super) fn flow_value(&mut self, empty: bool) -> Scan<Event<'a>> {
        let then = State::FlowKey { first: false };
        let token = self.scanner.peek()?;
        let at = token.start;
        if empty || !matches!(token.kind, TokenKind::Value) {
            return self.empty_then(then, at);
        }
        self.skip();
        self.flow_node_or_empty(then, false)
    }

    fn flow_node_or_empty(&mut self, then: State, key: bool) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        let at = token.start;
        match token.kind {
            TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty_then(then, at),
            TokenKind::Value if key => self.empty_then(then, at),
            _ => self.node_then(then, false, false),
        }
    }
}
