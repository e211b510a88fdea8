//! Plain scalars, and the joining of lines that plain and quoted scalars share.

use super::token::TextBuilder;
use super::{Scan, Scanner, TokenKind};
use crate::chars::{BLANK, COLON, FLOW, HIGH, count_chars, is};

/// The blanks and breaks between two pieces of a scalar.
#[derive(Default)]
pub(super) struct Gap<'a> {
    /// What the first line break becomes.
    first: &'a [u8],
    /// What the others become.
    more: Vec<u8>,
    /// There was a line break, so blanks don't count.
    pub(super) broken: bool,
}

impl<'a> Gap<'a> {
    /// A gap whose line break was escaped: what follows joins without a space.
    pub(super) fn escaped() -> Self {
        Self { broken: true, ..Self::default() }
    }

    /// Appends what a gap with a line break becomes: one break is a space, n are n - 1 (LS and PS stay).
    pub(super) fn fold(&self, out: &mut Vec<u8>) {
        if self.first == b"\n" {
            out.extend_from_slice(if self.more.is_empty() { b" " } else { &self.more });
        } else {
            out.extend_from_slice(self.first);
            out.extend_from_slice(&self.more);
        }
    }

    /// Adds a line break.
    fn line_break(&mut self, bytes: &'a [u8]) {
        if self.broken {
            self.more.extend_from_slice(break_text(bytes));
        } else {
            self.first = break_text(bytes);
        }
        self.broken = true;
    }
}

/// What a line break becomes in a scalar: LS and PS stay, all others are a line feed.
pub(super) fn break_text(bytes: &[u8]) -> &[u8] {
    if bytes.len() == 3 { bytes } else { b"\n" }
}

impl<'a> Scanner<'a> {
    /// `:` before a blank ends a plain scalar, in brackets also `,?[]{}`; `#` ends one only behind a blank.
    pub(super) fn scan_plain_scalar(&mut self) -> Scan<()> {
        let start = self.mark();
        let indent = self.indent + 1;
        let mut text = TextBuilder::new(self.pos);
        let mut end = start;
        let mut gap = Gap::default();
        loop {
            if self.document_indicator().is_some() || self.at(0) == b'#' {
                break;
            }
            let run = self.plain_run();
            if run > 0 {
                if gap.broken {
                    gap.fold(text.own(self.text, end.offset as usize));
                } else {
                    text.extend(&self.text[end.offset as usize..self.pos]);
                }
                let piece = &self.text[self.pos..self.pos + run];
                text.extend(piece);
                self.skip(run, count_chars(piece));
                end = self.mark();
                gap = Gap::default();
            }
            if !self.blank_at(0) || self.pos >= self.text.len() {
                break;
            }
            self.skip_plain_gap(&mut gap, indent, start)?;
            if self.flow_level == 0 && (self.column as i32) < indent {
                break;
            }
        }
        let value = text.finish(self.text, end.offset as usize);
        self.tokens.push_back(super::Token { kind: TokenKind::Scalar(value, true), start, end });
        if gap.broken {
            self.key_allowed = true;
        }
        Ok(())
    }

    /// Length of what follows on this line, without blanks at its end.
    pub(super) fn plain_run(&self) -> usize {
        let rest = self.rest();
        let stop = BLANK | COLON | HIGH | if self.flow_level > 0 { FLOW } else { 0 };
        let mut run = 0;
        loop {
            run += rest[run..].iter().take_while(|b| !is(**b, stop)).count();
            if run == rest.len() {
                break;
            }
            let blanks = rest[run..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            if (run == 0 && blanks > 0) || self.ends_plain(run + blanks, blanks > 0) {
                break;
            }
            run += blanks + usize::from(blanks == 0);
        }
        run
    }

    /// Whether a plain scalar ends before a byte ahead.
    fn ends_plain(&self, ahead: usize, behind_blank: bool) -> bool {
        match self.at(ahead) {
            b':' => self.blank_at(ahead + 1),
            0xC2 | 0xE2 => self.break_at(ahead) > 0,
            b'#' => behind_blank,
            b if is(b, FLOW) => self.flow_level > 0,
            b => is(b, BLANK),
        }
    }

    fn skip_plain_gap(&mut self, gap: &mut Gap<'a>, indent: i32, start: crate::error::Mark) -> Scan<()> {
        loop {
            match self.at(0) {
                b'\t' if gap.broken && (self.column as i32) < indent => {
                    let problem = "found a tab character that violates indentation";
                    return Err(self.error("while scanning a plain scalar", start, problem));
                }
                b' ' => self.skip_spaces(),
                b'\t' => self.skip(1, 1),
                _ => match self.break_at(0) {
                    0 => return Ok(()),
                    width => self.gap_break(gap, width),
                },
            }
        }
    }

    /// Blanks and breaks inside quotes.
    pub(super) fn skip_quoted_gap(&mut self, gap: &mut Gap<'a>) {
        loop {
            match self.at(0) {
                b' ' => self.skip_spaces(),
                b'\t' => self.skip(1, 1),
                _ => match self.break_at(0) {
                    0 => return,
                    width => self.gap_break(gap, width),
                },
            }
        }
    }

    fn gap_break(&mut self, gap: &mut Gap<'a>, width: usize) {
        let text = self.text;
        gap.line_break(&text[self.pos..self.pos + width]);
        self.skip_line(width);
    }
}
