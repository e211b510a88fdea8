//! Literal (`|`) and folded (`>`) block scalars.

use super::plain::break_text;
use super::{Scan, Scanner, Token, TokenKind};
use crate::chars::{break_len, count_chars, until_break_byte};
use crate::error::Mark;
use std::borrow::Cow;

const CONTEXT: &str = "while scanning a block scalar";

/// What stands behind the indicator: which of the last line breaks stay, and the indentation.
#[derive(Default)]
struct Header {
    chomp: i8,
    increment: i32,
}

impl<'a> Scanner<'a> {
    /// A block scalar; its indentation is that of its first line that isn't empty, if none is given.
    pub(super) fn scan_block_scalar(&mut self, literal: bool) -> Scan<()> {
        let start = self.mark();
        self.skip(1, 1);
        let header = self.scan_block_header(start)?;
        let mut indent = if header.increment > 0 { self.indent.max(0) + header.increment } else { 0 };
        let mut out = Vec::new();
        let (mut first_break, mut more_breaks) = (Vec::new(), Vec::new());
        let mut end = self.scan_block_breaks(&mut indent, &mut more_breaks, start)?;
        let mut was_blank = false;
        while self.column as i32 == indent && self.pos < self.text.len() {
            let blank = matches!(self.at(0), b' ' | b'\t');
            if !literal && !was_blank && !blank && first_break == b"\n" {
                if more_breaks.is_empty() {
                    out.push(b' ');
                }
            } else {
                out.extend_from_slice(&first_break);
            }
            out.append(&mut more_breaks);
            was_blank = blank;
            let line = self.line_rest();
            out.extend_from_slice(line);
            self.skip(line.len(), count_chars(line));
            first_break.clear();
            let width = self.break_at(0);
            if width > 0 {
                first_break.extend_from_slice(break_text(&self.text[self.pos..self.pos + width]));
                self.skip_line(width);
            }
            end = self.scan_block_breaks(&mut indent, &mut more_breaks, start)?;
        }
        if header.chomp != -1 {
            out.extend_from_slice(&first_break);
        }
        if header.chomp == 1 {
            out.extend_from_slice(&more_breaks);
        }
        self.tokens.push_back(Token { kind: TokenKind::Scalar(Cow::Owned(out), false), start, end });
        Ok(())
    }

    fn scan_block_header(&mut self, start: Mark) -> Scan<Header> {
        let mut header = Header::default();
        let sign_first = self.scan_chomp(&mut header);
        if self.at(0) == b'0' {
            return Err(self.error(CONTEXT, start, "found an indentation indicator equal to 0"));
        }
        if self.at(0).is_ascii_digit() {
            header.increment = i32::from(self.at(0) - b'0');
            self.skip(1, 1);
            if !sign_first {
                self.scan_chomp(&mut header);
            }
        }
        self.finish_line(CONTEXT, start)?;
        Ok(header)
    }

    fn scan_chomp(&mut self, header: &mut Header) -> bool {
        header.chomp = match self.at(0) {
            b'+' => 1,
            b'-' => -1,
            _ => return false,
        };
        self.skip(1, 1);
        true
    }

    /// Blanks and a comment up to the end of the line, and its break.
    pub(super) fn finish_line(&mut self, context: &'static str, start: Mark) -> Scan<()> {
        while matches!(self.at(0), b' ' | b'\t') {
            self.skip(1, 1);
        }
        if self.at(0) == b'#' {
            self.skip_comment();
        }
        let width = self.break_at(0);
        if width > 0 {
            self.skip_line(width);
        } else if self.pos < self.text.len() {
            return Err(self.error(context, start, "did not find expected comment or line break"));
        }
        Ok(())
    }

    /// Up to the end of the line.
    pub(super) fn line_rest(&self) -> &'a [u8] {
        let rest = self.rest();
        let mut end = until_break_byte(rest);
        while end < rest.len() && break_len(&rest[end..]) == 0 {
            end += 1 + until_break_byte(&rest[end + 1..]);
        }
        &rest[..end]
    }

    /// Empty lines and indentation; finds out the indentation if it is 0. Gives the end of the last empty line.
    fn scan_block_breaks(&mut self, indent: &mut i32, breaks: &mut Vec<u8>, start: Mark) -> Scan<Mark> {
        let mut end = self.mark();
        let mut widest = 0;
        loop {
            while (*indent == 0 || (self.column as i32) < *indent) && self.at(0) == b' ' {
                self.skip(1, 1);
            }
            widest = widest.max(self.column as i32);
            if (*indent == 0 || (self.column as i32) < *indent) && self.at(0) == b'\t' {
                let problem = "found a tab character where an indentation space is expected";
                return Err(self.error(CONTEXT, start, problem));
            }
            let width = self.break_at(0);
            if width == 0 {
                break;
            }
            breaks.extend_from_slice(break_text(&self.text[self.pos..self.pos + width]));
            self.skip_line(width);
            end = self.mark();
        }
        if *indent == 0 {
            *indent = widest.max(self.indent + 1).max(1);
        }
        Ok(end)
    }
}
