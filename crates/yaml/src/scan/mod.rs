//! Characters to tokens (go-yaml v2 `scannerc.go`): indentation becomes tokens, and a `:` behind something on one
//! line makes that a key.
#![expect(clippy::unnecessary_box_returns, reason = "boxed faults keep results small")]

mod block;
mod directive;
mod keys;
mod plain;
mod quoted;
mod token;

pub(crate) use token::{Text, Token, TokenKind};

use crate::chars::{BLANK, break_len, count_chars, is, spaces};
use crate::error::{Layer, Mark, TOO_DEEP, YamlError};
use keys::SimpleKey;
use std::collections::VecDeque;

/// A fault, boxed: results stay small.
pub(crate) type Scan<T> = Result<T, Box<YamlError>>;

/// The scanner: its place in the text, and the tokens found but not yet taken.
pub(crate) struct Scanner<'a> {
    text: &'a [u8],
    fault: Option<&'a YamlError>,
    max_depth: usize,
    pos: usize,
    line: u32,
    column: u32,
    tokens: VecDeque<Token<'a>>,
    taken: usize,
    /// Column of the innermost block collection; -1 outside.
    indent: i32,
    indents: Vec<i32>,
    flow_level: usize,
    key_allowed: bool,
    /// One for each level of brackets.
    keys: Vec<SimpleKey>,
    /// Number of a token, and the level whose key may start with it.
    candidates: Vec<(usize, usize)>,
}

impl<'a> Scanner<'a> {
    /// A scanner of a text that ends in this fault, if there is one.
    pub(crate) fn new(text: &'a [u8], fault: Option<&'a YamlError>, max_depth: usize) -> Self {
        Self {
            text,
            fault,
            max_depth,
            pos: 0,
            line: 0,
            column: 0,
            tokens: VecDeque::with_capacity(16),
            taken: 0,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            key_allowed: true,
            keys: vec![SimpleKey::default()],
            candidates: Vec::new(),
        }
    }

    /// A scanner that stands somewhere in a sound text, at a column, in a block collection with another one.
    pub(crate) fn inside(text: &'a [u8], pos: usize, column: u32, indent: i32, max_depth: usize) -> Self {
        Self { pos, column, indent, ..Self::new(text, None, max_depth) }
    }

    /// The quoted or block scalar that starts here, and the place and column behind it.
    pub(crate) fn scalar_alone(mut self) -> Option<(Text<'a>, usize, u32)> {
        match self.at(0) {
            quote @ (b'\'' | b'"') => self.scan_flow_scalar(quote == b'\'').ok()?,
            sign => self.scan_block_scalar(sign == b'|').ok()?,
        }
        let TokenKind::Scalar(text, _) = self.take()?.kind else { return None };
        Some((text, self.pos, self.column))
    }

    /// The next token, which stays.
    #[inline]
    pub(crate) fn peek(&mut self) -> Scan<&Token<'a>> {
        if self.tokens.is_empty() || !self.candidates.is_empty() {
            self.fetch_head()?;
        }
        Ok(&self.tokens[0])
    }

    /// Scans until it is sure what the first token is.
    fn fetch_head(&mut self) -> Scan<()> {
        while self.tokens.is_empty() || self.head_may_be_key()? {
            self.fetch()?;
        }
        Ok(())
    }

    /// Takes the token that `peek` showed.
    pub(crate) fn take(&mut self) -> Option<Token<'a>> {
        self.taken += 1;
        self.tokens.pop_front()
    }

    fn fetch(&mut self) -> Scan<()> {
        self.skip_to_token();
        self.unroll_indent(self.column as i32);
        self.fetch_here()?;
        if self.fault.is_some() { self.check_fault() } else { Ok(()) }
    }

    fn fetch_here(&mut self) -> Scan<()> {
        let (b, next) = (self.at(0), self.at(1));
        if self.pos >= self.text.len() {
            return self.fetch_stream_end();
        }
        if self.column == 0 {
            if b == b'%' {
                return self.fetch_directive();
            }
            if let Some(kind) = self.document_indicator() {
                return self.fetch_document_indicator(kind);
            }
        }
        let flow = self.flow_level > 0;
        let blank_next = is(next, BLANK) || self.break_at(1) > 0;
        match b {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if blank_next => self.fetch_block_entry(),
            b'?' if flow || blank_next => self.fetch_key(),
            b':' if flow || blank_next => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(b == b'&'),
            b'!' => self.fetch_tag(),
            b'|' | b'>' if !flow => self.fetch_block_scalar(b == b'|'),
            b'\'' => self.fetch_flow_scalar(true),
            b'"' => self.fetch_flow_scalar(false),
            b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => self.unexpected(),
            _ => self.fetch_plain_scalar(),
        }
    }

    fn unexpected(&self) -> Scan<()> {
        let problem = "found character that cannot start any token";
        Err(self.error("while scanning for the next token", self.mark(), problem))
    }

    /// Blanks, comments and line breaks. Tabs only where no key may start (`yaml_parser_scan_to_next_token`).
    fn skip_to_token(&mut self) {
        // Go asks for a byte order mark at the start of its buffer only, so one inside the text isn't skipped.
        if self.pos == 0 && self.text.starts_with(b"\xEF\xBB\xBF") {
            self.skip(3, 1);
        }
        loop {
            let tabs = self.flow_level > 0 || !self.key_allowed;
            self.skip_spaces();
            while tabs && matches!(self.at(0), b' ' | b'\t') {
                self.skip(1, 1);
            }
            if self.at(0) == b'#' {
                self.skip_comment();
            }
            let width = self.break_at(0);
            if width == 0 {
                return;
            }
            self.skip_line(width);
            if self.flow_level == 0 {
                self.key_allowed = true;
            }
        }
    }

    /// Up to the end of the line.
    fn skip_comment(&mut self) {
        let line = self.line_rest();
        self.skip(line.len(), count_chars(line));
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.pos..]
    }

    /// A byte ahead; 0 behind the end.
    fn at(&self, ahead: usize) -> u8 {
        self.text.get(self.pos + ahead).copied().unwrap_or(0)
    }

    /// Length of the line break ahead.
    fn break_at(&self, ahead: usize) -> usize {
        self.text.get(self.pos + ahead..).map_or(0, break_len)
    }

    /// Whether a blank, a break or the end is ahead.
    fn blank_at(&self, ahead: usize) -> bool {
        is(self.at(ahead), BLANK) || self.break_at(ahead) > 0
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.pos as u32, line: self.line, column: self.column }
    }

    fn skip(&mut self, bytes: usize, chars: usize) {
        self.pos += bytes;
        self.column += chars as u32;
    }

    fn skip_spaces(&mut self) {
        let spaces = spaces(self.rest());
        self.skip(spaces, spaces);
    }

    fn skip_line(&mut self, break_width: usize) {
        self.pos += break_width;
        self.line += 1;
        self.column = 0;
    }

    fn error(&self, context: &'static str, start: Mark, problem: &str) -> Box<YamlError> {
        if let Err(fault) = self.check_fault() {
            return fault;
        }
        let (problem, mark, start) = (problem.to_owned(), Some(self.mark()), Some(start));
        Box::new(YamlError { layer: Layer::Scanner, problem, context, mark, start })
    }

    /// The reader's fault, once the scanner has looked past the readable text.
    fn check_fault(&self) -> Scan<()> {
        match self.fault {
            Some(fault) if self.pos + 4 > self.text.len() => Err(Box::new(fault.clone())),
            _ => Ok(()),
        }
    }

    fn push(&mut self, kind: TokenKind<'a>, start: Mark) {
        let end = self.mark();
        self.tokens.push_back(Token { kind, start, end });
    }

    /// A token before those of the queue that have this number or a later one.
    fn insert(&mut self, number: usize, kind: TokenKind<'a>, mark: Mark) {
        let at = number.saturating_sub(self.taken).min(self.tokens.len());
        self.tokens.insert(at, Token { kind, start: mark, end: mark });
    }

    fn next_number(&self) -> usize {
        self.taken + self.tokens.len()
    }

    // Indentation.

    /// Opens a block collection at a column deeper than the present one; its token goes before token `number`.
    fn roll_indent(&mut self, column: u32, number: usize, kind: TokenKind<'a>, mark: Mark) -> Scan<()> {
        if self.flow_level > 0 || self.indent >= column as i32 {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column as i32;
        if self.indents.len() > self.max_depth {
            return Err(self.too_deep("while increasing indent level"));
        }
        self.insert(number, kind, mark);
        Ok(())
    }

    fn too_deep(&self, context: &'static str) -> Box<YamlError> {
        let start = self.keys.last().map_or(self.mark(), |key| key.mark);
        self.error(context, start, &format!("{TOO_DEEP}{}", self.max_depth))
    }

    fn unroll_indent(&mut self, column: i32) {
        while self.flow_level == 0 && self.indent > column {
            self.push(TokenKind::BlockEnd, self.mark());
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    // Tokens of one or three characters.

    fn fetch_stream_end(&mut self) -> Scan<()> {
        if self.column != 0 {
            self.column = 0;
            self.line += 1;
        }
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.push(TokenKind::StreamEnd, self.mark());
        Ok(())
    }

    /// `---` or `...` at the start of a line, with a blank behind.
    fn document_indicator(&self) -> Option<TokenKind<'a>> {
        let kind = match self.rest() {
            [b'-', b'-', b'-', ..] => TokenKind::DocumentStart,
            [b'.', b'.', b'.', ..] => TokenKind::DocumentEnd,
            _ => return None,
        };
        (self.column == 0 && self.blank_at(3)).then_some(kind)
    }

    fn fetch_document_indicator(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.indicator(kind, 3);
        Ok(())
    }

    fn indicator(&mut self, kind: TokenKind<'a>, width: usize) {
        let start = self.mark();
        self.skip(width, width);
        self.push(kind, start);
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.save_key()?;
        let key = SimpleKey { token: self.next_number(), mark: self.mark(), ..SimpleKey::default() };
        self.keys.push(key);
        self.flow_level += 1;
        if self.flow_level > self.max_depth {
            return Err(self.too_deep("while increasing flow level"));
        }
        self.key_allowed = true;
        self.indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            // Brackets with nothing in them unlist the key that they themselves could be: `[]: a` isn't read as
            // `[b]: a` is (`yaml_parser_decrease_flow_level`).
            if let Some(key) = self.keys.pop() {
                self.unlist(key.token);
            }
        }
        self.key_allowed = false;
        self.indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Scan<()> {
        self.remove_key()?;
        self.key_allowed = true;
        self.indicator(TokenKind::FlowEntry, 1);
        Ok(())
    }

    /// In a block, `-`, `?` and `:` may start a collection where a key is allowed.
    fn open_block(&mut self, kind: TokenKind<'a>, refusal: &str) -> Scan<()> {
        if self.flow_level > 0 {
            return Ok(());
        }
        if !self.key_allowed {
            return Err(self.error("", self.mark(), refusal));
        }
        self.roll_indent(self.column, self.next_number(), kind, self.mark())
    }

    fn fetch_block_entry(&mut self) -> Scan<()> {
        let refusal = "block sequence entries are not allowed in this context";
        self.open_block(TokenKind::BlockSequenceStart, refusal)?;
        self.remove_key()?;
        self.key_allowed = true;
        self.indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scan<()> {
        self.open_block(TokenKind::BlockMappingStart, "mapping keys are not allowed in this context")?;
        self.remove_key()?;
        self.key_allowed = self.flow_level == 0;
        self.indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Scan<()> {
        let last = self.keys.len() - 1;
        if self.key_is_valid(last)? {
            let key = self.keys[last];
            self.insert(key.token, TokenKind::Key, key.mark);
            self.roll_indent(key.mark.column, key.token, TokenKind::BlockMappingStart, key.mark)?;
            self.keys[last].possible = false;
            self.unlist(key.token);
            self.key_allowed = false;
        } else {
            self.open_block(TokenKind::BlockMappingStart, "mapping values are not allowed in this context")?;
            self.key_allowed = self.flow_level == 0;
        }
        self.indicator(TokenKind::Value, 1);
        Ok(())
    }

    // Tokens with text: what they may be, and whether a key may follow.

    fn fetch_anchor(&mut self, anchor: bool) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        self.scan_anchor(anchor)
    }

    fn fetch_tag(&mut self) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        self.scan_tag()
    }

    fn fetch_block_scalar(&mut self, literal: bool) -> Scan<()> {
        self.remove_key()?;
        self.key_allowed = true;
        self.scan_block_scalar(literal)
    }

    fn fetch_flow_scalar(&mut self, single: bool) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        self.scan_flow_scalar(single)
    }

    fn fetch_plain_scalar(&mut self) -> Scan<()> {
        if let Some(width) = self.block_key() {
            return self.fetch_block_key(width);
        }
        self.save_key()?;
        self.key_allowed = false;
        self.scan_plain_scalar()
    }

    fn fetch_directive(&mut self) -> Scan<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.scan_directive()
    }
}
