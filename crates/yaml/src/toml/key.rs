//! Keys: bare, or in quotes where they must be.

use periplus_value::Str;

/// Whether a bare key may hold a character.
pub(super) fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// One part of a key.
pub(super) fn append_part(out: &mut Vec<u8>, part: &[u8]) {
    if !part.is_empty() && part.iter().all(|b| is_bare(char::from(*b))) {
        out.extend_from_slice(part);
    } else {
        append_quoted(out, part);
    }
}

/// The parts with dots between them.
pub(super) fn dotted(parts: &[Str]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push(b'.');
        }
        append_part(&mut out, part.as_bytes());
    }
    out
}

/// The same as text.
pub(super) fn dotted_text(parts: &[Str]) -> String {
    String::from_utf8_lossy(&dotted(parts)).into_owned()
}

/// Text in double quotes; bytes that aren't UTF-8 stay.
pub(super) fn append_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for b in text {
        match b {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0C => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..0x20 | 0x7F => out.extend_from_slice(format!("\\u{b:04x}").as_bytes()),
            _ => out.push(*b),
        }
    }
    out.push(b'"');
}
