//! Simple keys: what will have been a key if a `:` follows it on the same line.

use super::{Scan, Scanner, Token, TokenKind};
use crate::chars::count_chars;
use crate::error::{Mark, YamlError};
use std::borrow::Cow;

/// A simple key may be this many characters long (`yaml_simple_key_is_valid`).
const KEY_CHARS: usize = 1024;

/// Something that will have been a key if a `:` follows it on the same line.
#[derive(Clone, Copy, Default)]
pub(super) struct SimpleKey {
    pub(super) possible: bool,
    pub(super) required: bool,
    pub(super) token: usize,
    pub(super) mark: Mark,
}

impl Scanner<'_> {
    /// Whether the first token in the queue may yet turn out to start a key.
    pub(super) fn head_may_be_key(&mut self) -> Scan<bool> {
        match self.candidates.iter().find(|(token, _)| *token == self.taken) {
            Some((_, level)) if *level < self.keys.len() => {
                let level = *level;
                self.key_is_valid(level)
            }
            _ => Ok(false),
        }
    }

    /// Forgets that a key may start with a token (`simple_keys_by_tok`).
    pub(super) fn unlist(&mut self, token: usize) {
        self.candidates.retain(|(t, _)| *t != token && *t >= self.taken);
    }

    pub(super) fn key_is_valid(&mut self, index: usize) -> Scan<bool> {
        let key = self.keys[index];
        if !key.possible {
            return Ok(false);
        }
        let start = key.mark.offset as usize;
        let long = self.pos - start > KEY_CHARS && count_chars(&self.text[start..self.pos]) > KEY_CHARS;
        if key.mark.line < self.line || long {
            if key.required {
                return Err(self.missing_colon(key.mark));
            }
            self.keys[index].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn missing_colon(&self, start: Mark) -> Box<YamlError> {
        self.error("while scanning a simple key", start, "could not find expected ':'")
    }

    pub(super) fn save_key(&mut self) -> Scan<()> {
        if !self.key_allowed {
            return Ok(());
        }
        self.remove_key()?;
        let required = self.flow_level == 0 && self.indent == self.column as i32;
        let key = SimpleKey { possible: true, required, token: self.next_number(), mark: self.mark() };
        self.unlist(key.token);
        self.candidates.push((key.token, self.keys.len() - 1));
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
        Ok(())
    }

    pub(super) fn remove_key(&mut self) -> Scan<()> {
        match self.keys.last_mut() {
            Some(key) if key.possible && key.required => {
                let start = key.mark;
                Err(self.missing_colon(start))
            }
            Some(key) if key.possible => {
                key.possible = false;
                let token = key.token;
                self.unlist(token);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Length of a plain scalar that is a key for sure: its colon follows at once. Most keys are of this kind, and
    /// need not be remembered until the colon comes.
    pub(super) fn block_key(&self) -> Option<usize> {
        if !self.key_allowed || self.flow_level > 0 || self.fault.is_some() {
            return None;
        }
        let width = self.plain_run();
        (width <= KEY_CHARS && self.at(width) == b':' && self.blank_at(width + 1)).then_some(width)
    }

    /// What saving a key, a scalar and a colon come to.
    pub(super) fn fetch_block_key(&mut self, width: usize) -> Scan<()> {
        self.remove_key()?;
        let start = self.mark();
        if let Some(key) = self.keys.last_mut() {
            key.mark = start;
        }
        let text = &self.text[self.pos..self.pos + width];
        self.skip(width, count_chars(text));
        self.roll_indent(start.column, self.next_number(), TokenKind::BlockMappingStart, start)?;
        let end = self.mark();
        self.tokens.push_back(Token { kind: TokenKind::Key, start, end: start });
        self.tokens.push_back(Token { kind: TokenKind::Scalar(Cow::Borrowed(text), true), start, end });
        self.key_allowed = false;
        self.indicator(TokenKind::Value, 1);
        Ok(())
    }
}
