//! Directives, anchors, aliases and tags.

use super::token::Text;
use super::{Scan, Scanner, Token, TokenKind};
use crate::chars::{URI, WORD, hex, is, width};
use crate::error::Mark;
use std::borrow::Cow;

const DIRECTIVE: &str = "while scanning a directive";
const VERSION: &str = "while scanning a %YAML directive";

impl<'a> Scanner<'a> {
    /// `%YAML 1.1` or `%TAG !handle! prefix`
    pub(super) fn scan_directive(&mut self) -> Scan<()> {
        let start = self.mark();
        self.skip(1, 1);
        let name = self.scan_word();
        if name.is_empty() {
            return Err(self.error(DIRECTIVE, start, "could not find expected directive name"));
        }
        if !self.blank_at(0) {
            return Err(self.error(DIRECTIVE, start, "found unexpected non-alphabetical character"));
        }
        let kind = match name {
            b"YAML" => self.scan_version(start)?,
            b"TAG" => self.scan_tag_directive(start)?,
            _ => return Err(self.error(DIRECTIVE, start, "found unknown directive name")),
        };
        let end = self.mark();
        self.finish_line(DIRECTIVE, start)?;
        self.tokens.push_back(Token { kind, start, end });
        Ok(())
    }

    fn scan_version(&mut self, start: Mark) -> Scan<TokenKind<'a>> {
        self.skip_blanks();
        let major = self.scan_version_number(start)?;
        if self.at(0) != b'.' {
            return Err(self.error(VERSION, start, "did not find expected digit or '.' character"));
        }
        self.skip(1, 1);
        Ok(TokenKind::Version(major, self.scan_version_number(start)?))
    }

    fn scan_version_number(&mut self, start: Mark) -> Scan<u8> {
        let (mut value, mut length) = (0, 0);
        while self.at(0).is_ascii_digit() {
            length += 1;
            if length > 2 {
                return Err(self.error(VERSION, start, "found extremely long version number"));
            }
            value = value * 10 + (self.at(0) - b'0');
            self.skip(1, 1);
        }
        if length == 0 {
            return Err(self.error(VERSION, start, "did not find expected version number"));
        }
        Ok(value)
    }

    fn scan_tag_directive(&mut self, start: Mark) -> Scan<TokenKind<'a>> {
        let context = "while scanning a %TAG directive";
        self.skip_blanks();
        let handle = self.scan_tag_handle(true, start)?;
        if !matches!(self.at(0), b' ' | b'\t') {
            return Err(self.error(context, start, "did not find expected whitespace"));
        }
        self.skip_blanks();
        let prefix = self.scan_tag_uri(true, b"", start)?;
        if !self.blank_at(0) {
            return Err(self.error(context, start, "did not find expected whitespace or line break"));
        }
        Ok(TokenKind::TagDirective(Cow::Borrowed(handle), prefix))
    }

    /// `&name` or `*name`
    pub(super) fn scan_anchor(&mut self, anchor: bool) -> Scan<()> {
        let start = self.mark();
        self.skip(1, 1);
        let name = self.scan_word();
        let ends =
            self.blank_at(0) || matches!(self.at(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            let context = if anchor { "while scanning an anchor" } else { "while scanning an alias" };
            return Err(self.error(context, start, "did not find expected alphabetic or numeric character"));
        }
        let name = Cow::Borrowed(name);
        self.push(if anchor { TokenKind::Anchor(name) } else { TokenKind::Alias(name) }, start);
        Ok(())
    }

    /// `!<uri>`, `!suffix`, `!handle!suffix` or `!`
    pub(super) fn scan_tag(&mut self) -> Scan<()> {
        let context = "while scanning a tag";
        let start = self.mark();
        let (mut handle, mut suffix): (Text<'a>, Text<'a>) = (Cow::Borrowed(b""), Cow::Borrowed(b""));
        if self.at(1) == b'<' {
            self.skip(2, 2);
            suffix = self.scan_tag_uri(false, b"", start)?;
            if self.at(0) != b'>' {
                return Err(self.error(context, start, "did not find the expected '>'"));
            }
            self.skip(1, 1);
        } else {
            let head = self.scan_tag_handle(false, start)?;
            if head.len() > 1 && head.ends_with(b"!") {
                handle = Cow::Borrowed(head);
                suffix = self.scan_tag_uri(false, b"", start)?;
            } else {
                let rest = self.scan_tag_uri(false, head, start)?;
                let bang: Text<'a> = Cow::Borrowed(b"!");
                (handle, suffix) = if rest.is_empty() { (suffix, bang) } else { (bang, rest) };
            }
        }
        if !self.blank_at(0) {
            return Err(self.error(context, start, "did not find expected whitespace or line break"));
        }
        self.push(TokenKind::Tag(handle, suffix), start);
        Ok(())
    }

    fn scan_tag_handle(&mut self, directive: bool, start: Mark) -> Scan<&'a [u8]> {
        let missing = "did not find expected '!'";
        if self.at(0) != b'!' {
            return Err(self.error(tag_context(directive), start, missing));
        }
        let from = self.pos;
        self.skip(1, 1);
        let word = self.scan_word();
        if self.at(0) == b'!' {
            self.skip(1, 1);
        } else if directive && !word.is_empty() {
            return Err(self.error(tag_context(directive), start, missing));
        }
        Ok(&self.text[from..self.pos])
    }

    /// What a tag may hold, with `%41` for other bytes; `head` was read already (its `!` doesn't belong to it).
    fn scan_tag_uri(&mut self, directive: bool, head: &'a [u8], start: Mark) -> Scan<Text<'a>> {
        let mut out = head.get(1..).unwrap_or_default().to_vec();
        let mut found = !head.is_empty();
        loop {
            let b = self.at(0);
            if b == b'%' {
                self.scan_uri_escape(directive, &mut out, start)?;
            } else if is(b, WORD | URI) {
                out.push(b);
                self.skip(1, 1);
            } else {
                break;
            }
            found = true;
        }
        if !found {
            return Err(self.error(tag_context(directive), start, "did not find expected tag URI"));
        }
        Ok(Cow::Owned(out))
    }

    /// The `%` escapes of one UTF-8 character.
    fn scan_uri_escape(&mut self, directive: bool, out: &mut Vec<u8>, start: Mark) -> Scan<()> {
        let mut left = 0;
        loop {
            let digits =
                (self.at(0) == b'%').then(|| Some(hex(self.at(1))? << 4 | hex(self.at(2))?)).flatten();
            let Some(octet) = digits.map(|d| d as u8) else {
                return Err(self.error(tag_context(directive), start, "did not find URI escaped octet"));
            };
            if left == 0 {
                if matches!(octet, 0x80..=0xBF | 0xF8..) {
                    let problem = "found an incorrect leading UTF-8 octet";
                    return Err(self.error(tag_context(directive), start, problem));
                }
                left = width(octet);
            } else if octet & 0xC0 != 0x80 {
                let problem = "found an incorrect trailing UTF-8 octet";
                return Err(self.error(tag_context(directive), start, problem));
            }
            out.push(octet);
            self.skip(3, 3);
            left -= 1;
            if left == 0 {
                return Ok(());
            }
        }
    }

    fn scan_word(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|b| !is(*b, WORD)).unwrap_or(rest.len());
        self.skip(end, end);
        &rest[..end]
    }

    fn skip_blanks(&mut self) {
        while matches!(self.at(0), b' ' | b'\t') {
            self.skip(1, 1);
        }
    }
}

fn tag_context(directive: bool) -> &'static str {
    if directive { "while parsing a %TAG directive" } else { "while parsing a tag" }
}
