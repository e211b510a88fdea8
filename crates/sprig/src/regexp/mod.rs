//! Go's package regexp: RE2 syntax, leftmost-first matches in time linear in the text, on bytes.
//!
//! Written here instead of taken from a crate because error texts, flags and what an invalid byte matches are Go's,
//! and because the tables of the usual crates would outweigh the rest of the engine.

mod class;
mod escape;
mod machine;
mod parse;
mod program;

use class::Class;
use machine::Search;
use periplus_value::{can_backquote, quote, unicode};
use program::Program;
use std::fmt;
use std::rc::Rc;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Regexp {
    source: Rc<str>,
    program: Rc<Program>,
}

/// Why a pattern can't be compiled; `Display` is `err.Error()` of `regexp.Compile`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegexpError {
    /// What is wrong, in Go's words.
    pub code: &'static str,
    /// The part of the pattern that is.
    pub part: String,
}

impl fmt::Display for RegexpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error parsing regexp: {}: `{}`", self.code, self.part)
    }
}

impl RegexpError {
    pub(crate) fn new(code: &'static str, part: &str) -> Self {
        Self { code, part: part.to_owned() }
    }

    /// What `regexp.MustCompile` panics with.
    pub fn panic_text(&self, pattern: &[u8]) -> String {
        let shown = if can_backquote(pattern) {
            format!("`{}`", String::from_utf8_lossy(pattern))
        } else {
            quote(pattern)
        };
        format!("regexp: Compile({shown}): {self}")
    }
}

/// Byte offsets of a match and its groups, two for each; `None` for a group that took no part.
pub type Captures = Vec<Option<usize>>;

/// Told of work before it is done; `false` stops the search, which then finds nothing.
pub type Meter<'a> = &'a mut dyn FnMut(usize) -> bool;

impl Regexp {
    /// `regexp.Compile`
    pub fn compile(pattern: &[u8]) -> Result<Self, RegexpError> {
        let source = std::str::from_utf8(pattern).map_err(|error| {
            let rest = String::from_utf8_lossy(&pattern[error.valid_up_to()..]);
            RegexpError::new("invalid UTF-8", &rest)
        })?;
        let program = Rc::new(Program::new(source, parse::parse(source)?)?);
        Ok(Self { source: source.into(), program })
    }

    /// How many instructions it has; a search takes at most this times the length of the text.
    pub fn size(&self) -> usize {
        self.program.len()
    }

    /// How many groups it has, the whole match among them.
    pub fn groups(&self) -> usize {
        self.program.names.len()
    }

    /// Whether it matches anywhere in the text.
    pub fn is_match(&self, text: &[u8], meter: Meter<'_>) -> bool {
        Search::new(&self.program, 0, meter).is_some_and(|mut search| search.run(text, 0, meter).is_some())
    }

    /// The leftmost match at or after an offset.
    pub fn find_at(&self, text: &[u8], start: usize, meter: Meter<'_>) -> Option<Captures> {
        Search::new(&self.program, self.program.slots(), meter)?.run(text, start, meter)
    }

    /// The first `limit` matches that don't overlap, start and end of each (`FindAllIndex`).
    pub fn find_all(&self, text: &[u8], limit: usize, meter: Meter<'_>) -> Vec<(usize, usize)> {
        let (mut found, mut at, mut previous_end) = (Vec::new(), 0, None);
        let Some(mut search) = Search::new(&self.program, 2, meter) else { return found };
        while found.len() < limit && at <= text.len() {
            let captures = search.run(text, at, meter);
            let Some([Some(start), Some(end), ..]) = captures.as_deref() else { break };
            let (start, end) = (*start, *end);
            // An empty match right after a match doesn't count.
            if end != at || previous_end != Some(start) {
                found.push((start, end));
            }
            at = if end == at { at + unicode::decode(&text[at..]).1.max(1) } else { end };
            previous_end = Some(end);
        }
        found
    }

    /// `ReplaceAll` with what a function appends for each match.
    pub fn replace_all(
        &self,
        text: &[u8],
        meter: Meter<'_>,
        replace: &mut dyn FnMut(&mut Vec<u8>, &Captures) -> bool,
    ) -> Vec<u8> {
        let (mut out, mut last_end, mut at) = (Vec::with_capacity(text.len()), 0, 0);
        let Some(mut search) = Search::new(&self.program, self.program.slots(), meter) else { return out };
        while at <= text.len() {
            let Some(captures) = search.run(text, at, meter) else { break };
            let (Some(start), Some(end)) = (captures[0], captures[1]) else { break };
            out.extend_from_slice(&text[last_end..start]);
            if (end > last_end || start == 0) && !replace(&mut out, &captures) {
                break;
            }
            last_end = end;
            let width = unicode::decode(&text[at..]).1;
            at = if at + width > end { at + width } else { end.max(at + usize::from(at + 1 > end)) };
        }
        out.extend_from_slice(&text[last_end..]);
        out
    }

    /// Appends a replacement, `$1`, `${1}`, `$name` and `${name}` filled in (`Expand`).
    pub fn expand(&self, out: &mut Vec<u8>, template: &[u8], text: &[u8], captures: &Captures) {
        let mut rest = template;
        while let Some(at) = rest.iter().position(|b| *b == b'$') {
            out.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(b"$") {
                out.push(b'$');
                rest = after;
            } else if let Some((name, after)) = reference(rest) {
                out.extend_from_slice(self.group(name, text, captures));
                rest = after;
            } else {
                out.push(b'$');
            }
        }
        out.extend_from_slice(rest);
    }

    /// What a group matched, by number or by name; nothing if there is no such group.
    fn group<'a>(&self, name: &[u8], text: &'a [u8], captures: &Captures) -> &'a [u8] {
        let number = name.len() == 1 || name[0] != b'0';
        let number = number.then(|| std::str::from_utf8(name).ok()?.parse::<usize>().ok()).flatten();
        let slots = |n: usize| Some((*captures.get(2 * n)?)?..(*captures.get(2 * n + 1)?)?);
        let named = |n: &usize| self.program.names[*n].as_bytes() == name;
        let by_name = || (0..self.program.names.len()).filter(named).find_map(slots);
        let range = number.map_or_else(by_name, slots);
        range.map_or(&[], |range| &text[range])
    }

    /// The pattern.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A name after `$`, in braces or as long as letters, digits and underscores go, and what follows.
fn reference(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (brace, body) = text.strip_prefix(b"{").map_or((false, text), |body| (true, body));
    let in_name = |c: char| c == '_' || unicode::is_letter(c) || unicode::is_digit(c);
    let end = unicode::chars(body).find(|(_, c)| !in_name(*c)).map_or(body.len(), |(at, _)| at);
    let (name, rest) = body.split_at(end);
    let rest = if brace { rest.strip_prefix(b"}")? } else { rest };
    (end > 0).then_some((name, rest))
}

/// `regexp.QuoteMeta`
pub fn quote_meta(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if br"\.+*?()|[]{}^$".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out
}
