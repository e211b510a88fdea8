//! Strings: single-line and multi-line, with escapes and raw.

use super::lexer::{END, Item, ItemKind, Lex, Lexer, is_line_end};
use periplus_value::quote;

impl<'a> Lexer<'a> {
    /// The value behind a quote that was read: one line, or several behind three quotes.
    pub(super) fn string_value(&mut self, quote: char) -> Lex<Item<'a>> {
        if self.accept(quote)? {
            if self.accept(quote)? {
                self.ignore();
                return self.multiline_string(quote);
            }
            self.backup();
        }
        self.ignore();
        self.string(quote)
    }

    /// A string in one line, behind its quote.
    pub(super) fn string(&mut self, quote: char) -> Lex<Item<'a>> {
        let mut escaped = false;
        loop {
            let c = self.next()?;
            if c == END && self.at_end() {
                let shown = if quote == '"' { "'\"'" } else { "\"'\"" };
                return Err(self.unexpected(format!("unexpected EOF; expected {shown}")));
            } else if is_line_end(c) {
                return Err(self.error_above("strings cannot contain newlines"));
            } else if c == quote {
                break;
            } else if c == '\\' && quote == '"' {
                escaped = true;
                self.escape()?;
            }
        }
        self.backup();
        let item = self.item(match (quote, escaped) {
            ('\'', _) => ItemKind::RawString,
            (_, true) => ItemKind::StringEscaped,
            _ => ItemKind::String,
        });
        self.next()?;
        self.ignore();
        Ok(item)
    }

    /// A string between three quotes; up to two more may stand before the last three.
    fn multiline_string(&mut self, quote: char) -> Lex<Item<'a>> {
        loop {
            let c = self.next()?;
            if c == END && self.at_end() {
                let shown = if quote == '"' { "'\"\"\"'" } else { "\"'''\"" };
                return Err(self.unexpected(format!("unexpected EOF; expected {shown}")));
            } else if c == '\\' && quote == '"' {
                if !is_line_end(self.next()?) {
                    self.backup();
                    self.escape()?;
                }
            } else if c == quote && self.accept(quote)? {
                if !self.accept(quote)? {
                    self.backup();
                } else if self.peek()? == quote {
                    self.check_five(quote)?;
                    self.backup();
                    self.backup();
                } else {
                    break;
                }
            }
        }
        (0..3).for_each(|_| self.backup());
        let raw = quote == '\'';
        let item = self.item(if raw { ItemKind::MultilineRawString } else { ItemKind::MultilineString });
        for _ in 0..3 {
            self.next()?;
        }
        self.ignore();
        Ok(item)
    }

    fn check_five(&self, quote: char) -> Lex<()> {
        let five = quote.to_string().repeat(5);
        let text = self.current();
        if !text.ends_with(&five) || (quote == '"' && text.ends_with(&format!("\\{five}"))) {
            return Ok(());
        }
        let shown = if quote == '"' { "'\"\"\"\"\"\"'" } else { "\"''''''\"" };
        Err(self.unexpected(format!("unexpected {shown}")))
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Lex<()> {
        let c = self.next()?;
        let (digits, name) = match c {
            'e' | 'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\' => return Ok(()),
            'x' => (2, "two"),
            'u' => (4, "four"),
            'U' => (8, "eight"),
            _ => return Err(self.error(format!("invalid escape in string '\\{c}'"))),
        };
        for _ in 0..digits {
            if !self.next()?.is_ascii_hexdigit() {
                let found = quote(self.current().as_bytes());
                let problem =
                    format!("expected {name} hexadecimal digits after '\\{c}', but got {found} instead");
                return Err(self.unexpected(problem));
            }
        }
        Ok(())
    }
}

/// Drops the line feed right behind the opening quotes.
pub(super) fn strip_first_newline(text: &str) -> &str {
    text.strip_prefix('\n').or(text.strip_prefix("\r\n")).unwrap_or(text)
}

/// Drops each backslash at a line's end, with all white space behind it.
pub(super) fn strip_escaped_newlines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        if let Some(behind) = behind.strip_prefix('\\') {
            out.push_str("\\\\");
            rest = behind;
            continue;
        }
        let trimmed = behind.trim_start_matches([' ', '\t', '\r', '\n']);
        let space = &behind[..behind.len() - trimmed.len()];
        if space.contains('\n') {
            rest = trimmed;
        } else {
            out.push('\\');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// Text with its escapes resolved, or what is wrong with one.
pub(super) fn replace_escapes(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let digits = match chars.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(c @ (' ' | '\t')) => return Err(format!("invalid escape: '\\{c}'")),
            Some(c) => {
                out.push(simple_escape(c));
                continue;
            }
            None => break,
        };
        let code: String = chars.by_ref().take(digits).collect();
        let value = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        out.push(value.ok_or_else(|| format!("Escaped character '\\u{code}' is not valid UTF-8."))?);
    }
    Ok(out)
}

fn simple_escape(c: char) -> char {
    match c {
        'b' => '\x08',
        't' => '\t',
        'n' => '\n',
        'f' => '\x0C',
        'r' => '\r',
        'e' => '\x1B',
        other => other,
    }
}
