//! The quick way for what nearly all documents are: block mappings and lists of scalars, in one pass from text to value.
//!
//! It reads a subset exactly as scanner, parser, composer and decoder do together, and gives up on everything else:
//! on what it doesn't know, and on all that is wrong. So quirks and errors have one place, which is not here.

mod scalar;
mod written;

use crate::chars::spaces;
use crate::decode::float_key;
use crate::emit::is_written_order;
use crate::resolve::{self, Scalar};
use crate::source::Source;
use crate::{Numbers, Options};
use periplus_value::unicode::names_field;
use periplus_value::{List, Map, Str, Value};
use written::Written;

/// Levels of nesting; texts of more are left to the slow way.
const DEPTH: usize = 100;

/// Keys longer than this are left to the slow way, where only characters count.
const KEY: usize = 1000;

/// Why the quick way ends: this is the other one's business.
pub(crate) struct Unknown;

type Fast<T> = Result<T, Unknown>;

/// The value of a text; `None`: it isn't for the quick way.
pub(crate) fn value(source: &Source, options: &Options) -> Option<Value> {
    let mut reader = Reader::new(source, options)?;
    reader.document(Reader::node).ok().map(Option::unwrap_or_default)
}

/// The entries with these keys (in any case) of the mapping that a text is, the rest only looked at.
pub(crate) fn entries(source: &Source, keys: &[&str], options: &Options) -> Option<Map> {
    let root = Reader::new(source, options)?.root(keys).ok()?;
    Some(root.map(|(map, _)| map).unwrap_or_default())
}

/// The same, and where the mapping begins, for a text that from there on is what would be written of its value, but for a
/// line feed at its end; `None` for all others.
pub(crate) fn written(source: &Source, keys: &[&str]) -> Option<(Map, usize)> {
    let mut reader = Reader::new(source, &Options { numbers: Numbers::Go, ..Options::default() })?;
    reader.written = Some(Written::new());
    reader.root(keys).ok().flatten()
}

/// A place in a text, always at the start of something or at the end of a line.
struct Reader<'a> {
    text: &'a [u8],
    pos: usize,
    /// Where the line began.
    line: usize,
    numbers: Numbers,
    /// Whether values are wanted; otherwise all are nil.
    keep: bool,
    depth: usize,
    max_depth: usize,
    /// Where a key was looked for last, and where it ends.
    key: (usize, Option<usize>),
    /// Entries and items of collections that are still open.
    entries: Vec<(Str, Value)>,
    items: Vec<Value>,
    /// Short texts that were read last, by a few of their bits: most come again and again. Not kept for what templates
    /// may get: there, texts are known by their identity.
    known: Vec<Option<Str>>,
    /// Set: the reading ends where the text is not what would be written.
    written: Option<Written>,
}

/// Texts that are known at a time, and their length.
const KNOWN: usize = 64;
const SHORT: usize = 24;

impl<'a> Reader<'a> {
    fn new(source: &'a Source, options: &Options) -> Option<Self> {
        let text = &*source.text;
        let usual = !options.strict && !options.spans && source.fault.is_none() && source.skipped == 0;
        let max_depth = DEPTH.min(options.max_depth.saturating_sub(2));
        (usual && !has_odd_break(text)).then_some(Self {
            text,
            pos: 0,
            line: 0,
            numbers: options.numbers,
            keep: true,
            depth: 0,
            max_depth,
            key: (usize::MAX, None),
            entries: Vec::new(),
            items: Vec::new(),
            known: if options.numbers == Numbers::Go { vec![None; KNOWN] } else { Vec::new() },
            written: None,
        })
    }

    /// Reads all of the text as a mapping of which these keys are wanted; `None` if there is nothing in it.
    fn root(&mut self, keys: &[&str]) -> Fast<Option<(Map, usize)>> {
        self.document(|reader, column, _| {
            let begin = reader.pos;
            reader.hold(column == 0)?;
            if !reader.at_key() {
                return Err(Unknown);
            }
            let start = reader.mapping(column, Some(keys))?;
            Ok((reader.entries.drain(start..).collect(), begin))
        })
    }

    /// Reads all of the text as one node; `None` if there is nothing in it.
    fn document<T>(&mut self, read: impl FnOnce(&mut Self, i32, i32) -> Fast<T>) -> Fast<Option<T>> {
        let column = self.next_line()?;
        if column < 0 {
            return Ok(None);
        }
        let value = read(self, column, -1)?;
        if self.pos < self.text.len() { Err(Unknown) } else { Ok(Some(value)) }
    }

    /// The byte here; a line feed at the end.
    fn here(&self) -> u8 {
        self.at(self.pos)
    }

    fn at(&self, pos: usize) -> u8 {
        self.text.get(pos).copied().unwrap_or(b'\n')
    }

    fn blank_at(&self, pos: usize) -> bool {
        matches!(self.at(pos), b' ' | b'\n' | b'\t')
    }

    fn skip_spaces(&mut self) {
        self.pos += spaces(&self.text[self.pos..]);
    }

    /// The column of what has been reached.
    fn column(&self) -> i32 {
        if self.pos >= self.text.len() { -1 } else { (self.pos - self.line) as i32 }
    }

    /// To what comes next, from the end of a line or from its indentation; its column, -1 at the end of the text.
    fn next_line(&mut self) -> Fast<i32> {
        loop {
            self.skip_spaces();
            match self.here() {
                b'#' => self.pos = self.line_end(),
                b'\n' => {}
                b'\t' => return Err(Unknown),
                b'-' | b'.' | b'%' if self.pos == self.line && self.is_outside() => return Err(Unknown),
                _ => return Ok(self.column()),
            }
            if self.pos >= self.text.len() {
                return Ok(-1);
            }
            self.pos += 1;
            self.line = self.pos;
        }
    }

    /// Whether this line is none of the document's content: `---`, `...` or a directive.
    fn is_outside(&self) -> bool {
        let rest = &self.text[self.pos..];
        rest.starts_with(b"%") || rest.starts_with(b"---") || rest.starts_with(b"...")
    }

    fn line_end(&self) -> usize {
        let rest = &self.text[self.pos..];
        self.pos + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    }

    /// Behind a value: nothing but blanks and a comment may follow. Gives the column of what comes next.
    fn finish_line(&mut self) -> Fast<i32> {
        if self.here() != b'\n' {
            let end = self.pos;
            self.skip_spaces();
            match self.here() {
                b'\n' => {}
                b'#' if self.pos > end => {}
                _ => return Err(Unknown),
            }
        }
        self.next_line()
    }

    fn enter(&mut self) -> Fast<()> {
        self.depth += 1;
        if self.depth > self.max_depth { Err(Unknown) } else { Ok(()) }
    }

    /// A node at the start of a line or behind a `-`, inside a collection at column `outer`.
    fn node(&mut self, column: i32, outer: i32) -> Fast<Value> {
        if self.at_dash() {
            return self.list(column, false);
        }
        if self.at_key() {
            return self.map(column);
        }
        if outer < 0 { Err(Unknown) } else { self.scalar(outer) }
    }

    fn at_dash(&self) -> bool {
        self.here() == b'-' && self.blank_at(self.pos + 1)
    }

    fn at_key(&mut self) -> bool {
        self.key_end().is_some()
    }

    /// A list whose dashes stand in a column. In that of a mapping it may end there.
    fn list(&mut self, column: i32, in_mapping: bool) -> Fast<Value> {
        self.enter()?;
        let start = self.items.len();
        loop {
            self.pos += 1;
            let behind = self.pos;
            self.skip_spaces();
            self.hold(self.pos == behind + 1 && !matches!(self.here(), b'\n' | b'#'))?;
            let item = match self.here() {
                b'\n' | b'#' => match self.next_line()? {
                    next if next > column => self.node(next, column)?,
                    _ => Value::Nil,
                },
                _ => self.node(self.column(), column)?,
            };
            if self.keep {
                self.items.push(item);
            }
            match self.column() {
                next if next == column && self.at_dash() => {}
                next if next < column || (next == column && in_mapping) => break,
                _ => return Err(Unknown),
            }
        }
        self.depth -= 1;
        Ok(self.taken(start))
    }

    /// The list of the items from here on.
    fn taken(&mut self, start: usize) -> Value {
        if !self.keep {
            return Value::Nil;
        }
        let items: Vec<Value> = self.items.drain(start..).collect();
        Value::List(List::new(items))
    }

    fn map(&mut self, column: i32) -> Fast<Value> {
        let start = self.mapping(column, None)?;
        Ok(if self.keep { Value::Map(self.entries.drain(start..).collect()) } else { Value::Nil })
    }

    /// Adds the entries of a mapping whose keys stand in a column; with `wanted`, no more than those of these keys.
    /// Gives the number of the first one.
    fn mapping(&mut self, column: i32, wanted: Option<&[&str]>) -> Fast<usize> {
        self.enter()?;
        let start = self.entries.len();
        let keep = self.keep;
        let mut keys = Vec::new();
        loop {
            let key = self.key(keep, wanted, &mut keys)?;
            self.keep = key.is_some();
            let value = self.entry_value(column)?;
            self.keep = keep;
            if let Some(key) = key {
                self.entries.push((key, value));
            }
            match self.column() {
                next if next == column => {}
                next if next < column => break,
                _ => return Err(Unknown),
            }
        }
        self.depth -= 1;
        self.hold(is_written_order(&keys))?;
        Ok(start)
    }

    /// What stands behind a colon, to the start of what comes after it.
    fn entry_value(&mut self, column: i32) -> Fast<Value> {
        let behind = self.pos;
        self.skip_spaces();
        match self.here() {
            b'\n' | b'#' => {
                let next = self.next_line()?;
                self.hold_end(behind)?;
                if next > column {
                    let is_mapping = self.at_key();
                    self.hold(next == column + 2 && is_mapping)?;
                    self.node(next, column)
                } else if next == column && self.at_dash() {
                    self.list(column, true)
                } else {
                    self.hold(false)?;
                    Ok(Value::Nil)
                }
            }
            b'-' if self.at_dash() => Err(Unknown),
            _ => {
                self.hold(self.pos == behind + 1)?;
                self.scalar(column)
            }
        }
    }

    /// The key here, to behind its colon; `None` if nobody wants its entry. Where the text is held against what would be
    /// written, it is put behind the keys before it.
    fn key(&mut self, keep: bool, wanted: Option<&[&str]>, keys: &mut Vec<&'a [u8]>) -> Fast<Option<Str>> {
        let (start, end) = (self.pos, self.key_end().ok_or(Unknown)?);
        let text = self.text;
        let (text, quoted) = match text[start] {
            b'\'' | b'"' => (&text[start + 1..end - 1], true),
            _ => (&text[start..end], false),
        };
        if self.written.is_some() {
            self.hold_key(start, end, text)?;
            keys.push(text);
        }
        self.pos = end + 1;
        let is_wanted = |keys: &[&str]| keys.iter().any(|key| names_field(text, key));
        let keep = keep && wanted.is_none_or(is_wanted);
        let name = if quoted { None } else { key_name(text)? };
        Ok(keep.then(|| name.map_or_else(|| self.str(text), Str::from)))
    }

    /// A text, perhaps a known one.
    fn str(&mut self, text: &[u8]) -> Str {
        if self.known.is_empty() || text.len() > SHORT {
            return Str::from(text);
        }
        let bits = text.iter().fold(text.len(), |bits, b| bits.wrapping_mul(31) ^ usize::from(*b));
        match &mut self.known[bits % KNOWN] {
            Some(known) if known.as_bytes() == text => known.clone(),
            known => known.insert(Str::from(text)).clone(),
        }
    }

    /// Where the key ends that starts here; its colon stands there. `None`: there is no key of a simple kind.
    fn key_end(&mut self) -> Option<usize> {
        if self.key.0 != self.pos {
            self.key = (self.pos, self.find_key_end());
        }
        self.key.1
    }

    fn find_key_end(&self) -> Option<usize> {
        let rest = &self.text[self.pos..];
        let width = match rest.first()? {
            quote @ (b'\'' | b'"') => {
                let inner = rest[1..].iter().position(|b| b == quote || matches!(b, b'\\' | b'\n'))?;
                if rest[1 + inner] != *quote {
                    return None;
                }
                inner + 2
            }
            b if scalar::starts_key(*b) => scalar::run(rest),
            _ => return None,
        };
        let end = self.pos + width;
        (width < KEY && self.text.get(end) == Some(&b':') && self.blank_at(end + 1)).then_some(end)
    }
}

/// Whether a text breaks lines by anything but line feeds.
fn has_odd_break(text: &[u8]) -> bool {
    let odd = |bytes: &[u8]| memchr::memmem::find(text, bytes).is_some();
    memchr::memchr(b'\r', text).is_some()
        || (!text.is_ascii()
            && (odd("\u{85}".as_bytes()) || odd("\u{2028}".as_bytes()) || odd("\u{2029}".as_bytes())))
}

/// What a plain key is called if not as it is written; an error for those that JSON can't have, and for merge keys.
fn key_name(text: &[u8]) -> Fast<Option<String>> {
    if !scalar::may_mean(text) {
        return if text == b"<<" { Err(Unknown) } else { Ok(None) };
    }
    match resolve::plain(text) {
        Scalar::Text | Scalar::Timestamp => Ok(None),
        Scalar::Bool(b) => Ok(Some(b.to_string())),
        Scalar::Int(n) => Ok(Some(n.to_string())),
        Scalar::Float(n) if n.is_finite() => Ok(Some(float_key(n))),
        _ => Err(Unknown),
    }
}
