//! Bytes to UTF-8 text: byte order marks, UTF-16, and the characters YAML forbids (go-yaml v2 `readerc.go`).

use crate::error::{Layer, Mark, YamlError};
use std::borrow::Cow;

/// How much Go's reader decodes at a time: a fault shows once the scanner asks for this piece.
const PIECE: usize = 512;

/// A text that the scanner may read up to its end, and the fault that waits there.
pub(crate) struct Source<'a> {
    /// The readable text, without its byte order mark.
    pub(crate) text: Cow<'a, [u8]>,
    /// Bytes of the byte order mark before it.
    pub(crate) skipped: usize,
    /// What is wrong behind the end of `text`.
    pub(crate) fault: Option<YamlError>,
}

impl<'a> Source<'a> {
    /// Looks at the byte order mark, and finds the first character that may not be there.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        match bytes {
            [0xFF, 0xFE, rest @ ..] => Self::from_utf16(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => Self::from_utf16(rest, u16::from_be_bytes),
            [0xEF, 0xBB, 0xBF, rest @ ..] => Self::from_utf8(rest, 3),
            _ => Self::from_utf8(bytes, 0),
        }
    }

    fn from_utf8(bytes: &'a [u8], skipped: usize) -> Self {
        let Some((at, problem)) = first_fault(bytes) else {
            return Self { text: Cow::Borrowed(bytes), skipped, fault: None };
        };
        let end = if problem == INCOMPLETE { at } else { piece_start(bytes, at, skipped) };
        let fault = Some(reader_fault(problem, at + skipped));
        Self { text: Cow::Borrowed(&bytes[..end]), skipped, fault }
    }

    fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let mut text = String::with_capacity(bytes.len());
        let mut fault = None;
        for decoded in char::decode_utf16(units) {
            match decoded {
                Ok(c) => text.push(c),
                Err(e) => {
                    let low = e.unpaired_surrogate() & 0xFC00 == 0xDC00;
                    let problem =
                        if low { "unexpected low surrogate area" } else { "expected low surrogate area" };
                    fault = Some(reader_fault(problem, text.len()));
                    break;
                }
            }
        }
        if fault.is_none() && bytes.len() % 2 == 1 {
            fault = Some(reader_fault("incomplete UTF-16 character", bytes.len()));
        }
        if let Some((at, problem)) = first_fault(text.as_bytes()) {
            fault = Some(reader_fault(problem, at));
            text.truncate(piece_start(text.as_bytes(), at, 0));
        } else if fault.is_some() {
            let end = piece_start(text.as_bytes(), text.len(), 0);
            text.truncate(end);
        }
        Self { text: Cow::Owned(text.into_bytes()), skipped: 2, fault }
    }
}

fn reader_fault(problem: &str, offset: usize) -> YamlError {
    let mark = Some(Mark { offset: offset as u32, ..Mark::default() });
    YamlError { layer: Layer::Reader, problem: problem.to_owned(), context: "", mark, start: None }
}

/// Start of the piece that holds the byte at `at`: pieces end before a character they would cut.
fn piece_start(bytes: &[u8], at: usize, skipped: usize) -> usize {
    let (mut start, mut size) = (0, PIECE - skipped);
    loop {
        let mut end = start + size;
        if end >= bytes.len() || at < end {
            return start;
        }
        while end > start && bytes[end] & 0xC0 == 0x80 {
            end -= 1;
        }
        if at < end || end == start {
            return start;
        }
        (start, size) = (end, PIECE);
    }
}

/// The first byte that starts no allowed character, and Go's words for it.
fn first_fault(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let mut at = 0;
    loop {
        // Pieces of a fixed size: these the compiler can look at at once.
        let common = |b: &u8| (0x20..=0x7E).contains(b) || *b == b'\n';
        let pieces = bytes[at..].chunks_exact(32);
        at += 32 * pieces.take_while(|piece| piece.iter().fold(true, |all, b| all & common(b))).count();
        at += bytes[at..].iter().position(|b| !common(b))?;
        match bytes[at] {
            b'\t' | b'\r' => at += 1,
            0..0x20 | 0x7F => return Some((at, CONTROL)),
            _ => match wide_char(&bytes[at..]) {
                Ok(width) => at += width,
                Err((skip, problem)) => return Some((at + skip, problem)),
            },
        }
    }
}

/// Shows only when the scanner asks for the character: Go's reader hopes for more bytes until then.
const INCOMPLETE: &str = "incomplete UTF-8 octet sequence";
const CONTROL: &str = "control characters are not allowed";

/// Width of a character of two to four bytes, or what is wrong with it and how many bytes in.
fn wide_char(bytes: &[u8]) -> Result<usize, (usize, &'static str)> {
    let width = match bytes[0] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => return Err((0, "invalid leading UTF-8 octet")),
    };
    if bytes.len() < width {
        return Err((0, INCOMPLETE));
    }
    let mut value = u32::from(bytes[0]) & (0x7F >> width);
    for (k, b) in bytes[1..width].iter().enumerate() {
        if b & 0xC0 != 0x80 {
            return Err((k + 1, "invalid trailing UTF-8 octet"));
        }
        value = value << 6 | u32::from(b & 0x3F);
    }
    match (width, value) {
        (2, 0..0x80) | (3, 0..0x800) | (4, 0..0x1_0000) => Err((0, "invalid length of a UTF-8 sequence")),
        (_, 0xD800..0xE000 | 0x11_0000..) => Err((0, "invalid Unicode character")),
        (_, 0x80..=0x84 | 0x86..=0x9F | 0xFFFE | 0xFFFF) => Err((0, CONTROL)),
        _ => Ok(width),
    }
}
