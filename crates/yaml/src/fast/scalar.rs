//! Scalars of the quick way: on one line, and plain and literal ones on several. All others the scanner reads.

use super::{Fast, Reader, Unknown};
use crate::chars::spaces;
use crate::decode::number;
use crate::resolve::{self, Scalar};
use crate::scan::Scanner;
use periplus_value::{Map, Value};
use std::borrow::Cow;

/// What ends a run of a plain scalar, or may.
const STOP: u8 = 1;
/// What a plain scalar or key may start with here.
const START: u8 = 2;
/// What a plain scalar in brackets may be made of here.
const FLOW: u8 = 4;
/// A first byte of words and numbers.
const MEANING: u8 = 8;

const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = class_of(b as u8);
        b += 1;
    }
    table
}

const fn class_of(b: u8) -> u8 {
    match b {
        b'\n' | b':' | b'#' | b'\t' => STOP,
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'0'..=b'9' => {
            START | FLOW | MEANING
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'/' => START | FLOW,
        b'.' => START | FLOW | MEANING,
        b'+' | b'~' => START | MEANING,
        b'-' => MEANING,
        b'$' | b'(' | b')' | b'<' | b'=' | b';' | b'^' | b'\\' | 0x80.. => START,
        _ => 0,
    }
}

const fn is(b: u8, class: u8) -> bool {
    CLASS[b as usize] & class != 0
}

/// Whether a key of a simple kind may start with a byte.
pub(super) const fn starts_key(b: u8) -> bool {
    is(b, START) && b < 0x80
}

/// Whether plain text may be something else than text.
pub(super) fn may_mean(text: &[u8]) -> bool {
    text.first().is_none_or(|b| is(*b, MEANING))
}

/// Length of the plain scalar that starts here, as far as it is on this line, without blanks at its end.
pub(super) fn run(rest: &[u8]) -> usize {
    let mut end = 0;
    loop {
        end += rest[end..].iter().position(|b| is(*b, STOP)).unwrap_or(rest.len() - end);
        let ends = match rest.get(end) {
            Some(b':') => rest.get(end + 1).is_none_or(|b| matches!(b, b' ' | b'\n' | b'\t')),
            Some(b'#') => end > 0 && rest[end - 1] == b' ',
            _ => true,
        };
        if ends {
            break;
        }
        end += 1;
    }
    let blanks = rest[..end].iter().rev().take_while(|b| **b == b' ').count();
    end - blanks
}

impl<'a> Reader<'a> {
    /// A scalar, or brackets on one line, inside a collection at a column; to the start of what comes after it.
    pub(super) fn scalar(&mut self, outer: i32) -> Fast<Value> {
        match self.here() {
            b'\'' | b'"' => self.quoted(outer),
            b'|' | b'>' => self.block(outer),
            b'[' => self.brackets(),
            b'{' => {
                let start = self.pos;
                self.pos += 1;
                self.skip_spaces();
                self.close(b'}')?;
                self.hold_as_is(start, b"{}")?;
                Ok(if self.keep { Value::Map(Map::new()) } else { Value::Nil })
            }
            b if is(b, START) || (b == b'-' && !self.blank_at(self.pos + 1)) => self.plain(outer),
            _ => Err(Unknown),
        }
    }

    fn text_value(&mut self, text: &[u8]) -> Value {
        if self.keep { Value::String(self.str(text)) } else { Value::Nil }
    }

    /// A closing bracket, and nothing more on the line.
    fn close(&mut self, bracket: u8) -> Fast<i32> {
        if self.here() != bracket {
            return Err(Unknown);
        }
        self.pos += 1;
        self.finish_line()
    }

    /// A quoted scalar.
    fn quoted(&mut self, outer: i32) -> Fast<Value> {
        let start = self.pos;
        if let Some(end) = self.quotes_end() {
            let text = &self.text[self.pos + 1..end];
            self.pos = end + 1;
            self.finish_line()?;
            self.hold_text(start, text, outer)?;
            return Ok(self.text_value(text));
        }
        let text = self.scanned(outer)?;
        self.finish_line()?;
        self.hold_text(start, &text, outer)?;
        Ok(self.text_value(&text))
    }

    /// The text of a scalar that the scanner reads.
    fn scanned(&mut self, outer: i32) -> Fast<Cow<'a, [u8]>> {
        let column = (self.pos - self.line) as u32;
        let scanner = Scanner::inside(self.text, self.pos, column, outer, self.max_depth);
        let (text, pos, column) = scanner.scalar_alone().ok_or(Unknown)?;
        self.pos = pos;
        self.line = pos.saturating_sub(column as usize);
        Ok(text)
    }

    /// A block scalar: a literal one without digits in its head, or else the scanner reads it.
    fn block(&mut self, outer: i32) -> Fast<Value> {
        let (chomp, head) = match self.at(self.pos + 1) {
            chomp @ (b'+' | b'-') => (chomp, 2),
            _ => (b' ', 1),
        };
        let begin = self.pos;
        let start = begin + head + 1;
        let text = if self.here() == b'|' && self.text.get(start - 1) == Some(&b'\n') {
            let indent = self.block_indent(start, outer)?;
            self.literal(start, indent, chomp)?.into()
        } else {
            self.scanned(outer)?
        };
        self.next_line()?;
        self.hold_text(begin, &text, outer)?;
        Ok(self.text_value(&text))
    }

    /// The indentation of a block scalar whose first line is here.
    fn block_indent(&self, start: usize, outer: i32) -> Fast<usize> {
        let (mut at, mut widest) = (start, 0);
        loop {
            let spaces = spaces(&self.text[at.min(self.text.len())..]);
            match self.text.get(at + spaces) {
                Some(b'\n') => widest = widest.max(spaces),
                None | Some(b'\t') => return Err(Unknown),
                Some(_) if widest > spaces || (spaces as i32) <= outer.max(0) => return Err(Unknown),
                Some(_) => return Ok(spaces),
            }
            at += spaces + 1;
        }
    }

    /// The lines of a literal scalar.
    fn literal(&mut self, start: usize, indent: usize, chomp: u8) -> Fast<Vec<u8>> {
        let mut out = Vec::new();
        self.pos = start;
        loop {
            self.line = self.pos;
            let rest = &self.text[self.pos..];
            let spaces = spaces(&rest[..indent.min(rest.len())]);
            self.pos += spaces;
            let end = match rest.get(spaces) {
                None => break,
                Some(b'\n') => self.pos,
                Some(b'\t') if spaces < indent => return Err(Unknown),
                Some(_) if spaces < indent => break,
                Some(_) => self.line_end(),
            };
            let next = (end + 1).min(self.text.len());
            if self.keep || self.written.is_some() {
                out.extend_from_slice(&self.text[self.pos..next]);
            }
            self.pos = next;
        }
        let breaks = out.iter().rev().take_while(|b| **b == b'\n').count();
        match chomp {
            b'+' => {}
            b'-' => out.truncate(out.len() - breaks),
            _ => out.truncate(out.len() - breaks.saturating_sub(1)),
        }
        Ok(out)
    }

    /// Where the quotes end that start here, if all between them is the text as it is.
    fn quotes_end(&self) -> Option<usize> {
        let quote = self.here();
        let rest = &self.text[self.pos + 1..];
        let stop = if quote == b'"' { b'\\' } else { b'\n' };
        let width = memchr::memchr3(quote, stop, b'\n', rest)?;
        let end = self.pos + 1 + width;
        (self.text[end] == quote && (quote == b'"' || self.at(end + 1) != quote)).then_some(end)
    }

    /// `[a, 'b', "c"]` with words and quoted text only.
    fn brackets(&mut self) -> Fast<Value> {
        let (begin, start) = (self.pos, self.items.len());
        self.pos += 1;
        self.skip_spaces();
        while self.here() != b']' {
            let item = self.bracket_item()?;
            self.items.push(item);
            self.skip_spaces();
            match self.here() {
                b',' => self.pos += 1,
                b']' => break,
                _ => return Err(Unknown),
            }
            self.skip_spaces();
        }
        self.close(b']')?;
        self.hold_as_is(begin, b"[]")?;
        let list = self.taken(start);
        self.items.truncate(start);
        Ok(list)
    }

    fn bracket_item(&mut self) -> Fast<Value> {
        if matches!(self.here(), b'\'' | b'"') {
            let end = self.quotes_end().ok_or(Unknown)?;
            let value = self.text_value(&self.text[self.pos + 1..end]);
            self.pos = end + 1;
            return Ok(value);
        }
        let rest = &self.text[self.pos..];
        let width = rest.iter().take_while(|b| is(**b, FLOW) || **b == b'-').count();
        if width == 0 || rest[0] == b'-' {
            return Err(Unknown);
        }
        self.pos += width;
        self.plain_value(&rest[..width])
    }

    fn plain_value(&mut self, text: &[u8]) -> Fast<Value> {
        if !self.keep && !matches!(text.first(), Some(b'.' | b'+' | b'-')) {
            return Ok(Value::Nil);
        }
        match resolve::plain(text) {
            Scalar::Text | Scalar::Timestamp => Ok(self.text_value(text)),
            Scalar::Float(n) if !n.is_finite() => Err(Unknown),
            _ if !self.keep => Ok(Value::Nil),
            Scalar::Null => Ok(Value::Nil),
            Scalar::Bool(b) => Ok(Value::Bool(b)),
            found => Ok(number(self.numbers, found)),
        }
    }

    /// A plain scalar; it goes on in deeper lines.
    fn plain(&mut self, outer: i32) -> Fast<Value> {
        let start = self.pos;
        let end = start + run(&self.text[start..]);
        self.pos = end;
        if self.finish_line()? <= outer {
            self.hold_plain(start, end, outer)?;
            return self.plain_value(&self.text[start..end]);
        }
        self.long_plain(start, end, outer)
    }

    /// The further lines of a plain scalar: one break is a space, n are n - 1.
    fn long_plain(&mut self, start: usize, mut end: usize, outer: i32) -> Fast<Value> {
        let keep = self.keep || self.written.is_some();
        let mut out = if keep { self.text[start..end].to_vec() } else { Vec::new() };
        loop {
            let between = &self.text[end..self.pos];
            if between.contains(&b'#') {
                return Err(Unknown);
            }
            let width = run(&self.text[self.pos..]);
            if width == 0 {
                return Err(Unknown);
            }
            if keep {
                match memchr::memchr_iter(b'\n', between).count() {
                    1 => out.push(b' '),
                    breaks => out.extend(std::iter::repeat_n(b'\n', breaks - 1)),
                }
                out.extend_from_slice(&self.text[self.pos..self.pos + width]);
            }
            self.pos += width;
            end = self.pos;
            if self.finish_line()? <= outer {
                break;
            }
        }
        self.hold_text(start, &out, outer)?;
        // Words and numbers have no blanks in them.
        Ok(self.text_value(&out))
    }
}
