//! Go string literals: quoting and unquoting (strconv/quote.go).

use crate::unicode::is_print;

const LOWER_HEX: &[u8; 16] = b"0123456789abcdef";

/// Go's `strconv.Quote`, what `%q` prints. Bytes that aren't UTF-8 become `\xNN`.
pub fn quote(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quoted(&mut out, text, b'"', false);
    String::from_utf8_lossy(&out).into_owned()
}

/// Package time's own quoting in error texts: whatever isn't printable ASCII byte by byte.
pub fn time_quote(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(*byte)]),
            b' '..=0x7f => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out + "\""
}

/// Appends text in quotes; with `ascii` all but printable ASCII is escaped.
pub fn append_quoted(out: &mut Vec<u8>, text: &[u8], quote: u8, ascii: bool) {
    out.push(quote);
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            append_escaped(out, c, quote, ascii);
        }
        for &byte in chunk.invalid() {
            escape_byte(out, byte);
        }
    }
    out.push(quote);
}

/// Appends a character in single quotes, as `%q` prints a number.
pub fn append_quoted_char(out: &mut Vec<u8>, c: char, ascii: bool) {
    out.push(b'\'');
    append_escaped(out, c, b'\'', ascii);
    out.push(b'\'');
}

fn append_escaped(out: &mut Vec<u8>, c: char, quote: u8, ascii: bool) {
    if c == char::from(quote) || c == '\\' {
        out.push(b'\\');
        return out.push(c as u8);
    }
    if is_print(c) && (c.is_ascii() || !ascii) {
        return append_char(out, c);
    }
    match c {
        '\x07' => out.extend(b"\\a"),
        '\x08' => out.extend(b"\\b"),
        '\x0c' => out.extend(b"\\f"),
        '\n' => out.extend(b"\\n"),
        '\r' => out.extend(b"\\r"),
        '\t' => out.extend(b"\\t"),
        '\x0b' => out.extend(b"\\v"),
        c if c < ' ' || c == '\x7f' => escape_byte(out, c as u8),
        c => escape_code(out, u32::from(c)),
    }
}

fn escape_byte(out: &mut Vec<u8>, byte: u8) {
    out.extend([b'\\', b'x', LOWER_HEX[usize::from(byte >> 4)], LOWER_HEX[usize::from(byte & 15)]]);
}

fn escape_code(out: &mut Vec<u8>, code: u32) {
    let (letter, digits) = if code < 0x10000 { (b'u', 4) } else { (b'U', 8) };
    out.extend([b'\\', letter]);
    out.extend((0..digits).rev().map(|i| LOWER_HEX[(code >> (4 * i) & 15) as usize]));
}

/// Appends a character as UTF-8.
pub fn append_char(out: &mut Vec<u8>, c: char) {
    out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Whether a raw string literal can hold the text in one line (`strconv.CanBackquote`).
pub fn can_backquote(text: &[u8]) -> bool {
    let fits = |c: char| c != '\u{feff}' && c != '`' && c != '\x7f' && (c >= ' ' || c == '\t');
    std::str::from_utf8(text).is_ok_and(|text| text.chars().all(fits))
}

/// Go's `strconv.Unquote`; `None` is its `invalid syntax`.
pub fn unquote(literal: &[u8]) -> Option<Vec<u8>> {
    match literal {
        [b'`', inner @ .., b'`'] if !inner.contains(&b'`') => {
            Some(inner.iter().copied().filter(|&c| c != b'\r').collect())
        }
        [b'"', inner @ .., b'"'] => unescape(inner),
        // Go takes no character for one (strconv/quote.go, `unquote`).
        b"''" => Some(Vec::new()),
        [b'\'', inner @ .., b'\''] => {
            let (_, rest) = unquote_char(inner, b'\'')?;
            if rest.is_empty() && inner.first() != Some(&b'\n') { unescape_with(inner, b'\'') } else { None }
        }
        _ => None,
    }
}

fn unescape(inner: &[u8]) -> Option<Vec<u8>> {
    unescape_with(inner, b'"')
}

fn unescape_with(mut rest: &[u8], quote: u8) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(rest.len());
    while let Some(&first) = rest.first() {
        if first == b'\n' {
            return None;
        }
        let plain = |b: &&u8| b.is_ascii() && **b != quote && !matches!(**b, b'\\' | b'\n');
        let (run, behind) = rest.split_at(rest.iter().take_while(plain).count());
        if !run.is_empty() {
            out.extend_from_slice(run);
            rest = behind;
            continue;
        }
        let (unit, after) = unquote_char(rest, quote)?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(c) => append_char(&mut out, c),
        }
        rest = after;
    }
    Some(out)
}

/// What one escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A byte that need not be UTF-8 by itself (`\xff`, `\377`) or an ASCII character
    Byte(u8),
    /// A character
    Char(char),
}

impl Unit {
    /// The code point or byte as a number.
    pub fn code(self) -> u32 {
        match self {
            Unit::Byte(byte) => u32::from(byte),
            Unit::Char(c) => u32::from(c),
        }
    }
}

/// Reads one character or escape of a literal; also what follows it (`strconv.UnquoteChar`).
pub fn unquote_char(text: &[u8], quote: u8) -> Option<(Unit, &[u8])> {
    match *text {
        [c, ..] if c == quote => None,
        [b'\\', c, ref rest @ ..] => escape(c, rest, quote),
        [] | [b'\\'] => None,
        [c, ref rest @ ..] if c.is_ascii() => Some((Unit::Byte(c), rest)),
        _ => {
            let (c, width) = decode_char(text);
            Some((Unit::Char(c), text.get(width..)?))
        }
    }
}

fn escape(c: u8, rest: &[u8], quote: u8) -> Option<(Unit, &[u8])> {
    let byte = match c {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' => b'\\',
        b'\'' | b'"' if c == quote => c,
        b'x' => return hexadecimal(rest, 2).map(|(n, rest)| (Unit::Byte(n as u8), rest)),
        b'u' => return code_point(rest, 4),
        b'U' => return code_point(rest, 8),
        b'0'..=b'7' => return octal(c, rest),
        _ => return None,
    };
    Some((Unit::Byte(byte), rest))
}

fn hexadecimal(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(digits)?;
    let number = digits.iter().try_fold(0u32, |n, &c| Some(n << 4 | char::from(c).to_digit(16)?))?;
    Some((number, rest))
}

fn code_point(text: &[u8], digits: usize) -> Option<(Unit, &[u8])> {
    let (code, rest) = hexadecimal(text, digits)?;
    Some((Unit::Char(char::from_u32(code)?), rest))
}

fn octal(first: u8, rest: &[u8]) -> Option<(Unit, &[u8])> {
    let (digits, after) = rest.split_at_checked(2)?;
    let start = u32::from(first - b'0');
    let code = digits.iter().try_fold(start, |n, &c| Some(n << 3 | char::from(c).to_digit(8)?))?;
    Some((Unit::Byte(u8::try_from(code).ok()?), after))
}

/// Go's `utf8.DecodeRune`: the first character and its width; U+FFFD and 1 for what isn't UTF-8, width 0 at the end.
pub fn decode_char(text: &[u8]) -> (char, usize) {
    let (c, width) = crate::unicode::decode(text);
    (c.unwrap_or(char::REPLACEMENT_CHARACTER), width)
}
