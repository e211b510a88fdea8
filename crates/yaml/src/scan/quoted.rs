//! Scalars in single and double quotes.

use super::plain::Gap;
use super::token::TextBuilder;
use super::{Scan, Scanner, TokenKind};
use crate::chars::{BLANK, HIGH, count_chars, hex, is};
use crate::error::Mark;

const CONTEXT: &str = "while parsing a quoted scalar";

/// What one character behind a backslash stands for (`\x`, `\u`, `\U` apart).
const ESCAPES: [(u8, &str); 18] = [
    (b'0', "\0"),
    (b'a', "\x07"),
    (b'b', "\x08"),
    (b't', "\t"),
    (b'\t', "\t"),
    (b'n', "\n"),
    (b'v', "\x0B"),
    (b'f', "\x0C"),
    (b'r', "\r"),
    (b'e', "\x1B"),
    (b' ', " "),
    (b'"', "\""),
    (b'\'', "'"),
    (b'\\', "\\"),
    (b'N', "\u{85}"),
    (b'_', "\u{A0}"),
    (b'L', "\u{2028}"),
    (b'P', "\u{2029}"),
];

impl Scanner<'_> {
    /// A scalar in quotes; lines fold as in plain ones.
    pub(super) fn scan_flow_scalar(&mut self, single: bool) -> Scan<()> {
        let start = self.mark();
        self.skip(1, 1);
        let mut text = TextBuilder::new(self.pos);
        let quote = if single { b'\'' } else { b'"' };
        loop {
            self.check_quoted_start(start)?;
            let mut gap = Gap::default();
            while !self.blank_at(0) && !self.closes(quote) {
                if !single && self.at(0) == b'\\' {
                    if let Some(escaped) = self.scan_escaped_break(&mut text) {
                        gap = escaped;
                        break;
                    }
                    self.scan_escape(&mut text, start)?;
                } else if single && self.at(0) == b'\'' {
                    text.own(self.text, self.pos).push(b'\'');
                    self.skip(2, 2);
                } else {
                    let run = self.quoted_run(quote);
                    let piece = &self.text[self.pos..self.pos + run];
                    text.extend(piece);
                    self.skip(run, count_chars(piece));
                }
            }
            if self.at(0) == quote {
                break;
            }
            let before = self.pos;
            self.skip_quoted_gap(&mut gap);
            if gap.broken {
                gap.fold(text.own(self.text, before));
            } else {
                text.extend(&self.text[before..self.pos]);
            }
        }
        let value = text.finish(self.text, self.pos);
        self.skip(1, 1);
        self.push(TokenKind::Scalar(value, false), start);
        Ok(())
    }

    /// Whether the quotes end here; two single quotes are one inside.
    fn closes(&self, quote: u8) -> bool {
        self.at(0) == quote && (quote == b'"' || self.at(1) != quote)
    }

    fn check_quoted_start(&self, start: Mark) -> Scan<()> {
        let context = "while scanning a quoted scalar";
        if self.document_indicator().is_some() {
            return Err(self.error(context, start, "found unexpected document indicator"));
        }
        if self.pos >= self.text.len() {
            return Err(self.error(context, start, "found unexpected end of stream"));
        }
        Ok(())
    }

    /// Length of what needs no attention; at least 1.
    fn quoted_run(&self, quote: u8) -> usize {
        let rest = self.rest();
        let stops = |i: usize, b: u8| {
            b == quote
                || (b == b'\\' && quote == b'"')
                || (is(b, BLANK | HIGH) && (!is(b, HIGH) || self.break_at(i) > 0))
        };
        rest.iter().enumerate().position(|(i, b)| i > 0 && stops(i, *b)).unwrap_or(rest.len())
    }

    /// A backslash at the end of a line: the lines join without a space.
    fn scan_escaped_break(&mut self, text: &mut TextBuilder) -> Option<Gap<'static>> {
        let width = self.break_at(1);
        if width == 0 {
            return None;
        }
        text.own(self.text, self.pos);
        self.skip(1, 1);
        self.skip_line(width);
        Some(Gap::escaped())
    }

    fn scan_escape(&mut self, text: &mut TextBuilder, start: Mark) -> Scan<()> {
        let code = self.at(1);
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let out = text.own(self.text, self.pos);
        if digits == 0 {
            match ESCAPES.iter().find(|(c, _)| *c == code) {
                Some((_, meaning)) => out.extend_from_slice(meaning.as_bytes()),
                None => return Err(self.error(CONTEXT, start, "found unknown escape character")),
            }
            self.skip(2, 2);
            return Ok(());
        }
        self.skip(2, 2);
        let mut value = 0u32;
        for k in 0..digits {
            let Some(digit) = hex(self.at(k)) else {
                return Err(self.error(CONTEXT, start, "did not find expected hexdecimal number"));
            };
            value = value << 4 | digit;
        }
        match char::from_u32(value) {
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => return Err(self.error(CONTEXT, start, "found invalid Unicode character escape code")),
        }
        self.skip(digits, digits);
        Ok(())
    }
}
