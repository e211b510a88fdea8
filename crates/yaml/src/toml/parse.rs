//! TOML text to values: keys and tables, and the rules on which may be defined again (`parse.go`).
#![expect(clippy::unnecessary_box_returns, reason = "boxed faults keep results small")]

use super::key::{dotted, dotted_text, is_bare};
use super::lexer::{END, Item, ItemKind, Lex, Lexer, is_blank, is_line_end, quoted};
use super::tables::{Table, entry_of, finish};
use super::{Time, TomlError, number, strings};
use crate::{MAX_DEPTH, MAX_TEXT};
use periplus_value::{List, Map, Object, Str, Value, quote, unicode};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The parser: a scanner, and what has been defined so far.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    pub(super) root: Table,
    /// The table that keys go to.
    pub(super) context: Vec<Str>,
    key: Str,
    /// Line of the key or table name read last.
    line: i64,
    pub(super) implicit: BTreeSet<Vec<u8>>,
    pub(super) arrays: BTreeSet<Vec<u8>>,
    depth: usize,
    /// How many bytes the whole names of keys had so far: deep ones repeat all that is above them.
    named: usize,
}

/// `toml.Unmarshal` into a `map[string]interface {}`.
pub fn parse(text: &[u8]) -> Result<Map, TomlError> {
    parse_counting(text).0
}

/// The same, and how many bytes the whole names of its keys have: deep ones take longer than their text is.
pub fn parse_counting(text: &[u8]) -> (Result<Map, TomlError>, usize) {
    let text = match text {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] | [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
        _ => text,
    };
    if let Some(offset) = text.iter().take(6).position(|b| *b == 0) {
        let problem = "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8";
        let error = TomlError { problem: problem.to_owned(), line: 1, offset, key: String::new() };
        return (Err(error), 0);
    }
    let mut parser = Parser {
        lexer: Lexer::new(text),
        root: Table::default(),
        context: Vec::new(),
        key: Str::default(),
        line: 1,
        implicit: BTreeSet::new(),
        arrays: BTreeSet::new(),
        depth: 0,
        named: 0,
    };
    let result = parser
        .document()
        .map(|()| finish(&parser.root))
        .map_err(|error| TomlError { key: parser.current(), ..*error });
    (result, parser.named)
}

impl<'a> Parser<'a> {
    /// The key that a message names.
    fn current(&self) -> String {
        let context = dotted_text(&self.context);
        match (self.key.is_empty(), self.context.is_empty()) {
            (true, _) => context,
            (_, true) => self.key.to_string(),
            _ => format!("{context}.{}", self.key),
        }
    }

    fn fault(&self, problem: String, line: i64) -> Box<TomlError> {
        let mut error = self.lexer.error(problem);
        error.line = line;
        error
    }

    pub(super) fn defined(&self, problem: String) -> Box<TomlError> {
        self.fault(problem, self.line)
    }

    fn document(&mut self) -> Lex<()> {
        loop {
            let c = self.lexer.next()?;
            match c {
                _ if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.comment()?,
                '[' => self.header()?,
                END if self.lexer.at_end() => return Ok(()),
                _ => {
                    self.lexer.backup();
                    self.top_key_value()?;
                }
            }
        }
    }

    /// Nothing but a comment may follow in the line.
    fn line_end(&mut self) -> Lex<()> {
        loop {
            let c = self.lexer.next()?;
            match c {
                '#' => return self.lexer.comment(),
                _ if is_blank(c) => {}
                _ if is_line_end(c) => {
                    self.lexer.ignore();
                    return Ok(());
                }
                END if self.lexer.at_end() => {
                    self.lexer.backup();
                    return Ok(());
                }
                _ => {
                    let expected = "expected a top-level item to end with a newline, comment, or EOF";
                    return Err(self.lexer.unexpected(format!("{expected}, but got {} instead", quoted(c))));
                }
            }
        }
    }

    /// `[a.b]` or `[[a.b]]`; the first bracket was read.
    fn header(&mut self) -> Lex<()> {
        let array = self.lexer.accept('[')?;
        self.lexer.ignore();
        let mut key = Vec::new();
        loop {
            self.lexer.skip_blanks()?;
            let c = self.lexer.peek()?;
            let empty = "(table names cannot be empty)";
            match c {
                ']' | END => {
                    return Err(self.lexer.unexpected(format!("unexpected end of table name {empty}")));
                }
                '.' => {
                    return Err(self.lexer.unexpected(format!("unexpected table separator {empty}")));
                }
                _ => key.push(self.key_part(c, key.is_empty())?),
            }
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                '.' => self.lexer.ignore(),
                ']' => break,
                c => {
                    let expected = "expected '.' or ']' to end table name";
                    return Err(self.lexer.unexpected(format!("{expected}, but got {} instead", quoted(c))));
                }
            }
        }
        if array {
            let c = self.lexer.next()?;
            if c != ']' {
                let expected = "expected end of table array name delimiter ']'";
                return Err(self.lexer.unexpected(format!("{expected}, but got {} instead", quoted(c))));
            }
        }
        self.lexer.ignore();
        self.add_context(&key, array)?;
        self.set_type(&Str::default(), false)?;
        self.line_end()
    }

    /// One part of a key that starts with this character; the first one's line is kept for messages.
    fn key_part(&mut self, c: char, first: bool) -> Lex<Str> {
        let item = if c == '"' || c == '\'' {
            self.lexer.next()?;
            self.lexer.ignore();
            self.lexer.string(c)?
        } else {
            self.lexer.take_while(is_bare)?;
            self.lexer.item(ItemKind::Bare)
        };
        if first {
            self.line = item.line;
        }
        let text = if item.kind == ItemKind::StringEscaped {
            self.unescape(item.text, item.line)?
        } else {
            item.text.into()
        };
        Ok(Str::from(text))
    }

    fn unescape(&self, text: &str, line: i64) -> Lex<String> {
        strings::replace_escapes(text).map_err(|problem| self.fault(problem, line))
    }

    /// `a.b =`
    fn full_key(&mut self) -> Lex<Vec<Str>> {
        self.lexer.skip_blanks()?;
        match self.lexer.peek()? {
            '=' | END => return Err(self.lexer.unexpected("unexpected '=': key name appears blank")),
            '.' => return Err(self.lexer.unexpected("unexpected '.': keys cannot start with a '.'")),
            _ => {}
        }
        let mut key = Vec::new();
        loop {
            self.lexer.skip_blanks()?;
            let c = self.lexer.peek()?;
            match c {
                '=' | END => return Err(self.lexer.unexpected("unexpected '='")),
                '.' => return Err(self.lexer.unexpected("unexpected '.'")),
                _ => key.push(self.key_part(c, key.is_empty())?),
            }
            self.lexer.skip_blanks()?;
            let c = self.lexer.next()?;
            let expected = || format!("expected '.' or '=', but got {} instead", quoted(c));
            match c {
                '.' => self.lexer.ignore(),
                '=' => {
                    self.lexer.ignore();
                    return Ok(key);
                }
                END if self.lexer.at_end() => {
                    return Err(self.lexer.unexpected("unexpected EOF; expected key separator '='"));
                }
                '\n' => return Err(self.lexer.error_above(expected())),
                _ => return Err(self.lexer.unexpected(expected())),
            }
        }
    }

    fn top_key_value(&mut self) -> Lex<()> {
        let outer = self.context.clone();
        self.key_value()?;
        self.context = outer;
        self.key = Str::default();
        self.line_end()
    }

    /// Reads a key and its value into the present table; gives the tables of a dotted key, and the value.
    fn key_value(&mut self) -> Lex<(Vec<Str>, Value)> {
        let mut parents = self.full_key()?;
        self.key = parents.pop().unwrap_or_default();
        for part in &parents {
            let mut context = self.context.clone();
            context.push(part.clone());
            self.make_implicit(&context)?;
            self.add_context(&context, false)?;
        }
        let item = self.value_item()?;
        let (value, array) = self.value(item, false)?;
        let key = self.key.clone();
        self.set_value(&key, entry_of(value.clone()))?;
        self.set_type(&key, array)?;
        Ok((parents, value))
    }

    /// The start of a value, or all of one that is no collection.
    fn value_item(&mut self) -> Lex<Item<'a>> {
        self.lexer.skip_blanks()?;
        let c = self.lexer.next()?;
        match c {
            '0'..='9' => {
                self.lexer.backup();
                self.lexer.number_or_date()
            }
            '[' | '{' => {
                self.lexer.ignore();
                Ok(self.lexer.item(if c == '[' { ItemKind::Array } else { ItemKind::InlineTable }))
            }
            '"' | '\'' => self.lexer.string_value(c),
            '.' => Err(self.lexer.unexpected("floats must start with a digit, not '.'")),
            '+' | '-' => self.lexer.signed_number(),
            'i' | 'n' if self.is_special_float()? => Ok(self.lexer.item(ItemKind::Float)),
            _ if unicode::is_letter(c) => {
                self.lexer.backup();
                self.lexer.word()
            }
            END if self.lexer.at_end() => Err(self.lexer.unexpected("unexpected EOF; expected value")),
            _ => {
                let problem = format!("expected value but found {} instead", quoted(c));
                Err(if c == '\n' { self.lexer.error_above(problem) } else { self.lexer.unexpected(problem) })
            }
        }
    }

    /// The rest of `inf` or `nan`. The library asks the same of both letters, so `ian` gets as far as a number.
    fn is_special_float(&mut self) -> Lex<bool> {
        Ok((self.lexer.accept('n')? && self.lexer.accept('f')?)
            || (self.lexer.accept('a')? && self.lexer.accept('n')?))
    }

    /// The value of an item, and whether it is an array.
    fn value(&mut self, item: Item<'a>, in_array: bool) -> Lex<(Value, bool)> {
        let line = item.line;
        let fault = |parser: &Self, problem| parser.fault(problem, line);
        let value = match item.kind {
            ItemKind::String | ItemKind::RawString | ItemKind::Bare => Value::string(item.text),
            ItemKind::StringEscaped => Value::string(self.unescape(item.text, line)?),
            ItemKind::MultilineRawString => Value::string(strings::strip_first_newline(item.text)),
            ItemKind::MultilineString => {
                let text = strings::strip_escaped_newlines(strings::strip_first_newline(item.text));
                Value::string(self.unescape(&text, line)?)
            }
            ItemKind::Bool => Value::Bool(item.text == "true"),
            ItemKind::Integer => number::integer(item.text).map_err(|e| fault(self, e))?,
            ItemKind::Float => number::float(item.text).map_err(|e| fault(self, e))?,
            ItemKind::Datetime => self.datetime(item.text, line)?,
            ItemKind::Array => return Ok((self.nested(Self::array)?, true)),
            ItemKind::InlineTable => self.nested(|parser| parser.inline_table(in_array))?,
        };
        Ok((value, false))
    }

    fn nested(&mut self, body: impl FnOnce(&mut Self) -> Lex<Value>) -> Lex<Value> {
        self.depth += 1;
        self.check_depth(self.depth)?;
        let value = body(self)?;
        self.depth -= 1;
        Ok(value)
    }

    pub(super) fn check_depth(&self, depth: usize) -> Lex<()> {
        if depth > MAX_DEPTH {
            return Err(self.lexer.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        Ok(())
    }

    /// The whole name of a key.
    pub(super) fn name(&mut self, parts: &[Str]) -> Lex<Vec<u8>> {
        let name = dotted(parts);
        self.named = self.named.saturating_add(name.len());
        if self.named > MAX_TEXT {
            return Err(self
                .lexer
                .error(format!("names of keys repeat each other for more than {MAX_TEXT} bytes")));
        }
        Ok(name)
    }

    /// Notes a table that only exists because a longer key needs it.
    pub(super) fn make_implicit(&mut self, parts: &[Str]) -> Lex<()> {
        let name = self.name(parts)?;
        self.implicit.insert(name);
        Ok(())
    }

    fn datetime(&self, text: &str, line: i64) -> Lex<Value> {
        let text = text.replace('z', "Z").replace(['t', ' '], "T");
        match Time::parse(&text) {
            Some(time) => Ok(Value::Object(Rc::new(time) as Rc<dyn Object>)),
            None => Err(self.fault(format!("invalid datetime: {}", quote(text.as_bytes())), line)),
        }
    }

    fn array(&mut self) -> Lex<Value> {
        let key = self.key.clone();
        self.set_type(&key, true)?;
        let mut items = Vec::new();
        loop {
            let c = self.lexer.next()?;
            match c {
                _ if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.comment()?,
                ',' => return Err(self.lexer.unexpected("unexpected comma")),
                ']' => break,
                _ => {
                    self.lexer.backup();
                    self.lexer.ignore();
                    let item = self.value_item()?;
                    items.push(self.value(item, true)?.0);
                    if !self.array_goes_on()? {
                        break;
                    }
                }
            }
        }
        self.lexer.ignore();
        Ok(Value::List(List::new(items)))
    }

    /// Behind a value: true for a comma, false for the end.
    fn array_goes_on(&mut self) -> Lex<bool> {
        loop {
            let c = self.lexer.next()?;
            match c {
                _ if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.comment()?,
                ',' => {
                    self.lexer.ignore();
                    return Ok(true);
                }
                ']' => return Ok(false),
                _ => {
                    let expected = "expected a comma (',') or array terminator (']')";
                    return Err(self.lexer.unexpected(format!("{expected}, but got {}", self.shown(c))));
                }
            }
        }
    }

    fn shown(&self, c: char) -> String {
        if self.lexer.at_end() { "end of file".to_owned() } else { format!("'{c}'") }
    }

    fn inline_table(&mut self, in_array: bool) -> Lex<Value> {
        let (outer, outer_key) = (self.context.len(), std::mem::take(&mut self.key));
        self.context.push(outer_key.clone());
        let context = self.context.clone();
        self.make_implicit(&context)?;
        self.add_context(&context, in_array)?;
        drop(context);
        let top = Map::new();
        while self.inline_goes_on()? {
            let (parents, value) = self.key_value()?;
            let mut map = top.clone();
            for part in parents {
                map = match map.get(&part) {
                    Some(Value::Map(inner)) => inner,
                    Some(_) => {
                        let shown = quote(&dotted(&self.context));
                        return Err(self.defined(format!("{shown} is not a table")));
                    }
                    None => {
                        let inner = Map::new();
                        map.insert(part, inner.clone());
                        inner
                    }
                };
            }
            map.insert(self.key.clone(), value);
            self.context.truncate(outer + 1);
            if !self.inline_separator()? {
                break;
            }
        }
        self.lexer.ignore();
        self.context.truncate(outer);
        self.key = outer_key;
        Ok(Value::Map(top))
    }

    /// Before a key: false at the end of the table.
    fn inline_goes_on(&mut self) -> Lex<bool> {
        loop {
            let c = self.lexer.next()?;
            match c {
                _ if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.comment()?,
                ',' => return Err(self.lexer.unexpected("unexpected comma")),
                '}' => return Ok(false),
                _ => {
                    self.lexer.backup();
                    return Ok(true);
                }
            }
        }
    }

    /// Behind a value: true for a comma with something behind it, false for the end.
    fn inline_separator(&mut self) -> Lex<bool> {
        loop {
            let c = self.lexer.next()?;
            match c {
                _ if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.comment()?,
                ',' => {
                    self.lexer.ignore();
                    self.lexer.skip_blanks()?;
                    if self.lexer.peek()? != '}' {
                        return Ok(true);
                    }
                }
                '}' => return Ok(false),
                _ => {
                    let expected = "expected a comma or an inline table terminator '}'";
                    return Err(self
                        .lexer
                        .unexpected(format!("{expected}, but got {} instead", self.shown(c))));
                }
            }
        }
    }
}
