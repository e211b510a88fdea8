//! RE2 syntax with Perl's extensions, into a tree (Go's regexp/syntax/parse.go).

use super::class::{Class, Ranges, perl, posix};
use super::escape::{escape, unicode_class};
use super::{RegexpError, program::Assertion};

/// How deep groups may be nested, and how often anything may be repeated.
const MAX_DEPTH: usize = 1000;
const MAX_REPEAT: u32 = 1000;

/// More ranges of characters than this are `expression too large`: `\pL` alone has hundreds.
const MAX_RANGES: usize = 1 << 21;

/// A piece of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Empty,
    Class(Class),
    Assert(Assertion),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, greedy: bool },
    Group { number: usize, name: String, node: Box<Node> },
}

#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    multi_line: bool,
    dot_newline: bool,
    lazy: bool,
}

/// A group that isn't closed yet.
#[derive(Default)]
struct Frame {
    choices: Vec<Node>,
    sequence: Vec<Node>,
    /// Number and name, if it captures.
    capture: Option<(usize, String)>,
    /// The flags outside.
    flags: Flags,
}

impl Frame {
    /// What has been read as one node.
    fn finish(mut self) -> Node {
        let last = sequence(self.sequence);
        if self.choices.is_empty() {
            return last;
        }
        self.choices.push(last);
        Node::Choice(self.choices)
    }
}

fn sequence(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        0 => Node::Empty,
        1 => nodes.swap_remove(0),
        _ => Node::Sequence(nodes),
    }
}

struct Parser<'a> {
    whole: &'a str,
    rest: &'a str,
    flags: Flags,
    /// Open groups around the current one, outermost first.
    outer: Vec<Frame>,
    current: Frame,
    groups: usize,
    /// Ranges of characters in all classes so far.
    ranges: usize,
    /// The text from the last repetition operator on, if it was what came just before.
    repeated: Option<&'a str>,
}

/// Reads a pattern.
pub(crate) fn parse(pattern: &str) -> Result<Node, RegexpError> {
    let mut parser = Parser {
        whole: pattern,
        rest: pattern,
        flags: Flags::default(),
        outer: Vec::new(),
        current: Frame::default(),
        groups: 0,
        ranges: 0,
        repeated: None,
    };
    while !parser.rest.is_empty() {
        parser.step()?;
        if parser.ranges > MAX_RANGES {
            return Err(RegexpError::new("expression too large", pattern));
        }
    }
    if parser.outer.is_empty() {
        Ok(parser.current.finish())
    } else {
        Err(RegexpError::new("missing closing )", pattern))
    }
}

impl<'a> Parser<'a> {
    fn step(&mut self) -> Result<(), RegexpError> {
        let repeated = self.repeated.take();
        let text = self.rest;
        let Some(c) = text.chars().next() else { return Ok(()) };
        self.rest = &text[c.len_utf8()..];
        match c {
            '(' if self.rest.starts_with('?') => self.flags_or_group(text)?,
            '(' => {
                self.groups += 1;
                self.open(Some((self.groups, String::new())))?;
            }
            ')' => self.close()?,
            '|' => {
                let choice = sequence(std::mem::take(&mut self.current.sequence));
                self.current.choices.push(choice);
            }
            '*' => self.repeat(text, 0, None, repeated)?,
            '+' => self.repeat(text, 1, None, repeated)?,
            '?' => self.repeat(text, 0, Some(1), repeated)?,
            '{' => self.counted(text, repeated)?,
            '^' if self.flags.multi_line => self.push(Node::Assert(Assertion::LineStart)),
            '^' => self.push(Node::Assert(Assertion::TextStart)),
            '$' if self.flags.multi_line => self.push(Node::Assert(Assertion::LineEnd)),
            '$' => self.push(Node::Assert(Assertion::TextEnd)),
            '.' if self.flags.dot_newline => self.push_class(Vec::new(), true),
            '.' => self.push_class(vec![(10, 10)], true),
            '[' => self.class(text)?,
            '\\' => self.backslash(text)?,
            c => self.literal(c),
        }
        Ok(())
    }

    fn push(&mut self, node: Node) {
        if let Node::Class(class) = &node {
            self.ranges += class.size();
        }
        self.current.sequence.push(node);
    }

    fn push_class(&mut self, ranges: Ranges, negated: bool) {
        self.push(Node::Class(Class::new(ranges, negated, false)));
    }

    fn literal(&mut self, c: char) {
        self.push(Node::Class(Class::new(vec![(c.into(), c.into())], false, self.flags.fold)));
    }

    fn open(&mut self, capture: Option<(usize, String)>) -> Result<(), RegexpError> {
        if self.outer.len() >= MAX_DEPTH {
            return Err(RegexpError::new("expression nests too deeply", self.whole));
        }
        let frame = Frame { capture, flags: self.flags, ..Frame::default() };
        self.outer.push(std::mem::replace(&mut self.current, frame));
        Ok(())
    }

    fn close(&mut self) -> Result<(), RegexpError> {
        let Some(outer) = self.outer.pop() else {
            return Err(RegexpError::new("unexpected )", self.whole));
        };
        let mut frame = std::mem::replace(&mut self.current, outer);
        self.flags = frame.flags;
        let capture = frame.capture.take();
        let node = frame.finish();
        self.push(match capture {
            Some((number, name)) => Node::Group { number, name, node: Box::new(node) },
            None => node,
        });
        Ok(())
    }

    /// `(?P<name>…`, `(?<name>…`, `(?:…`, `(?i)`, `(?i-s:…`
    fn flags_or_group(&mut self, text: &'a str) -> Result<(), RegexpError> {
        let named = text.strip_prefix("(?P<").filter(|rest| !rest.is_empty());
        if let Some(body) = named.or_else(|| text.strip_prefix("(?<").filter(|rest| !rest.is_empty())) {
            let invalid = |part: &str| RegexpError::new("invalid named capture", part);
            let (name, rest) = body.split_once('>').ok_or_else(|| invalid(text))?;
            let valid = |c: char| c == '_' || c.is_ascii_alphanumeric();
            if name.is_empty() || !name.chars().all(valid) {
                return Err(invalid(&text[..text.len() - rest.len()]));
            }
            self.groups += 1;
            self.rest = rest;
            return self.open(Some((self.groups, name.to_owned())));
        }
        let (mut flags, mut on, mut seen) = (self.flags, true, false);
        let mut chars = text[2..].chars();
        while let Some(c) = chars.next() {
            match c {
                'i' => flags.fold = on,
                'm' => flags.multi_line = on,
                's' => flags.dot_newline = on,
                'U' => flags.lazy = on,
                '-' if on => on = false,
                ':' | ')' if on || seen => {
                    self.rest = chars.as_str();
                    if c == ':' {
                        self.open(None)?;
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => {
                    let part = &text[..text.len() - chars.as_str().len()];
                    return Err(RegexpError::new("invalid or unsupported Perl syntax", part));
                }
            }
            seen = c != '-';
        }
        Err(RegexpError::new("invalid or unsupported Perl syntax", text))
    }

    /// A repetition of what came last; `operator` is the text from the operator on.
    fn repeat(
        &mut self,
        operator: &'a str,
        min: u32,
        max: Option<u32>,
        repeated: Option<&'a str>,
    ) -> Result<(), RegexpError> {
        let mut lazy = self.flags.lazy;
        if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = rest;
            lazy = !lazy;
        }
        let until_here = |text: &'a str| &text[..text.len() - self.rest.len()];
        if let Some(previous) = repeated {
            return Err(RegexpError::new("invalid nested repetition operator", until_here(previous)));
        }
        let Some(node) = self.current.sequence.pop() else {
            let part = until_here(operator);
            return Err(RegexpError::new("missing argument to repetition operator", part));
        };
        let node = Node::Repeat { node: Box::new(node), min, max, greedy: !lazy };
        if (min >= 2 || max.is_some_and(|max| max >= 2)) && !within(&node, MAX_REPEAT) {
            return Err(RegexpError::new("invalid repeat count", until_here(operator)));
        }
        self.push(node);
        self.repeated = Some(operator);
        Ok(())
    }

    /// `{n}`, `{n,}` and `{n,m}`; anything else is a literal brace.
    fn counted(&mut self, text: &'a str, repeated: Option<&'a str>) -> Result<(), RegexpError> {
        let Some((min, max, rest)) = counts(self.rest) else {
            self.literal('{');
            return Ok(());
        };
        self.rest = rest;
        let large = min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || min > max);
        if large {
            let part = &text[..text.len() - rest.len()];
            return Err(RegexpError::new("invalid repeat count", part));
        }
        self.repeat(text, min, max, repeated)
    }

    fn backslash(&mut self, text: &'a str) -> Result<(), RegexpError> {
        let mut chars = self.rest.chars();
        let assertion = match chars.next() {
            Some('A') => Some(Assertion::TextStart),
            Some('z') => Some(Assertion::TextEnd),
            Some('b') => Some(Assertion::WordBoundary),
            Some('B') => Some(Assertion::NoWordBoundary),
            Some('C') => return Err(RegexpError::new("invalid escape sequence", "\\C")),
            Some('Q') => {
                let (literal, rest) = chars.as_str().split_once("\\E").unwrap_or((chars.as_str(), ""));
                self.rest = rest;
                literal.chars().for_each(|c| self.literal(c));
                return Ok(());
            }
            _ => None,
        };
        if let Some(assertion) = assertion {
            self.rest = chars.as_str();
            self.push(Node::Assert(assertion));
        } else if let Some((ranges, rest)) = group_escape(text)? {
            self.rest = rest;
            self.push(Node::Class(Class::new(ranges, false, self.flags.fold)));
        } else {
            let (c, rest) = escape(text)?;
            self.rest = rest;
            self.literal(c);
        }
        Ok(())
    }

    /// `[…]`
    fn class(&mut self, text: &'a str) -> Result<(), RegexpError> {
        let (negated, mut rest) =
            text[1..].strip_prefix('^').map_or((false, &text[1..]), |rest| (true, rest));
        let (mut ranges, mut first) = (Ranges::new(), true);
        while first || !rest.starts_with(']') {
            first = false;
            if let Some((name, after)) = rest.strip_prefix("[:").and_then(|name| name.split_once(":]")) {
                let found = posix(name).ok_or_else(|| {
                    RegexpError::new("invalid character class range", &rest[..rest.len() - after.len()])
                })?;
                ranges.extend(found);
                rest = after;
                continue;
            }
            if let Some((found, after)) = group_escape(rest)? {
                ranges.extend(found);
                rest = after;
                continue;
            }
            let start = rest;
            let (low, after) = class_char(rest, text)?;
            rest = after;
            let mut high = low;
            let dash = rest.strip_prefix('-').filter(|behind| !behind.is_empty() && !behind.starts_with(']'));
            if let Some(behind) = dash {
                (high, rest) = class_char(behind, text)?;
            }
            if high < low {
                let part = &start[..start.len() - rest.len()];
                return Err(RegexpError::new("invalid character class range", part));
            }
            ranges.push((low.into(), high.into()));
        }
        self.rest = &rest[1..];
        self.push(Node::Class(Class::new(ranges, negated, self.flags.fold)));
        Ok(())
    }
}

/// `\d` and the like, `\pL` and the like.
fn group_escape(text: &str) -> Result<Option<(Ranges, &str)>, RegexpError> {
    if let Some(found) = unicode_class(text) {
        return found.map(Some);
    }
    let letter = text.strip_prefix('\\').and_then(|rest| rest.chars().next());
    Ok(letter.and_then(perl).map(|ranges| (ranges, &text[2..])))
}

fn class_char<'a>(text: &'a str, class: &str) -> Result<(char, &'a str), RegexpError> {
    match text.chars().next() {
        None => Err(RegexpError::new("missing closing ]", class)),
        Some('\\') => escape(text),
        Some(c) => Ok((c, &text[c.len_utf8()..])),
    }
}

/// The counts after an opening brace and what follows the closing one.
fn counts(text: &str) -> Option<(u32, Option<u32>, &str)> {
    let (min, rest) = count(text)?;
    let (max, rest) = match rest.strip_prefix(',') {
        None => (Some(min), rest),
        Some(rest) if rest.starts_with('}') => (None, rest),
        Some(rest) => count(rest).map(|(max, rest)| (Some(max), rest))?,
    };
    rest.strip_prefix('}').map(|rest| (min, max, rest))
}

/// A number without leading zeros; what is too large stays so.
fn count(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    let leading_zero = length > 1 && digits.starts_with('0');
    (length > 0 && !leading_zero).then(|| (digits.parse().unwrap_or(u32::MAX), rest))
}

/// Whether nested counts multiply to at most so much (`repeatIsValid`).
fn within(node: &Node, limit: u32) -> bool {
    match node {
        Node::Repeat { max: Some(0), .. } => true,
        Node::Repeat { node, min, max, .. } => {
            let count = max.unwrap_or(*min);
            count <= limit && within(node, limit / count.max(1))
        }
        Node::Group { node, .. } => within(node, limit),
        Node::Sequence(nodes) | Node::Choice(nodes) => nodes.iter().all(|node| within(node, limit)),
        Node::Empty | Node::Class(_) | Node::Assert(_) => true,
    }
}
