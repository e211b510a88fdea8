//! Strings and numbers as JSON has them.

use periplus_value::{decode_char, format_float};
use std::borrow::Cow;

/// A finite `float64` as Go's encoder writes it (ECMAScript's rule for exponents).
pub fn float_text(n: f64) -> String {
    let size = n.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let mut text = format_float(n, b'e', None);
        let len = text.len();
        if text.as_bytes()[len.saturating_sub(4)..].starts_with(b"e-0") {
            text.remove(len - 2);
        }
        return text;
    }
    format_float(n, b'f', None)
}

/// Text with U+FFFD for each byte that isn't UTF-8 (Go's way: one for each byte).
pub fn valid_text(text: &[u8]) -> Cow<'_, str> {
    if let Ok(valid) = std::str::from_utf8(text) {
        return Cow::Borrowed(valid);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while !rest.is_empty() {
        let (c, width) = decode_char(rest);
        out.push(c);
        rest = &rest[width.max(1)..];
    }
    Cow::Owned(out)
}

/// Appends text in double quotes (`encoding/json` `appendString`).
pub(crate) fn append_string(out: &mut String, text: &[u8], escape_html: bool) {
    let text = Marked::new(text);
    out.push('"');
    let bytes = text.text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while at < bytes.len() {
        let width = match bytes[at] {
            b'"' | b'\\' | 0..0x20 => 1,
            b'<' | b'>' | b'&' if escape_html => 1,
            0xE2 if matches!(bytes[at + 1..], [0x80, 0xA8 | 0xA9, ..]) => 3,
            0xEF if text.is_replaced(at) => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text.text[done..at]);
        append_escape(out, bytes[at], bytes.get(at + 2).copied().unwrap_or(0));
        at += width;
        done = at;
    }
    out.push_str(&text.text[done..]);
    out.push('"');
}

fn append_escape(out: &mut String, b: u8, third: u8) {
    let short = match b {
        b'"' => '"',
        b'\\' => '\\',
        0x08 => 'b',
        0x0C => 'f',
        b'\n' => 'n',
        b'\r' => 'r',
        b'\t' => 't',
        0xE2 => {
            out.push_str(if third == 0xA8 { "\\u2028" } else { "\\u2029" });
            return;
        }
        0xEF => {
            out.push_str("\\ufffd");
            return;
        }
        _ => {
            out.extend(["\\u", &format!("{b:04x}")]);
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

/// Valid text, and where it replaces bytes that weren't UTF-8: Go escapes those but not a U+FFFD that was there.
struct Marked<'a> {
    text: Cow<'a, str>,
    replaced: Vec<usize>,
}

impl<'a> Marked<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        if let Ok(valid) = std::str::from_utf8(bytes) {
            return Self { text: Cow::Borrowed(valid), replaced: Vec::new() };
        }
        let (mut out, mut replaced) = (String::new(), Vec::new());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (c, width) = decode_char(rest);
            if width <= 1 && c == char::REPLACEMENT_CHARACTER {
                replaced.push(out.len());
            }
            out.push(c);
            rest = &rest[width.max(1)..];
        }
        Self { text: Cow::Owned(out), replaced }
    }

    fn is_replaced(&self, at: usize) -> bool {
        self.replaced.binary_search(&at).is_ok()
    }
}
