//! PEM blocks, as Go's `encoding/pem` reads and writes them.

use crate::encoding::{BASE64, decode_base64};

/// The first block of a text.
pub(crate) struct Block {
    /// `CERTIFICATE`, `RSA PRIVATE KEY` …
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
}

/// Text of a block, 64 digits a line.
pub(crate) fn encode(kind: &str, bytes: &[u8]) -> String {
    let digits = BASE64.encode(bytes);
    let mut out = format!("-----BEGIN {kind}-----\n");
    for line in digits.as_bytes().chunks(64) {
        out.extend(line.iter().map(|b| char::from(*b)));
        out.push('\n');
    }
    out + &format!("-----END {kind}-----\n")
}

/// Finds the first well-formed block; what stands before it and behind it doesn't matter.
pub(crate) fn decode(text: &[u8]) -> Option<Block> {
    let text = String::from_utf8_lossy(text);
    let mut rest = text.as_ref();
    loop {
        let start = if rest.starts_with("-----BEGIN ") { 0 } else { rest.find("\n-----BEGIN ")? + 1 };
        rest = &rest[start + "-----BEGIN ".len()..];
        if let Some(block) = block(rest) {
            return Some(block);
        }
    }
}

/// A block from the end of `-----BEGIN ` on.
fn block(text: &str) -> Option<Block> {
    let (first, body) = text.split_once('\n')?;
    let kind = first.trim_end().strip_suffix("-----")?;
    let (body, _) = body.split_once(&format!("-----END {kind}-----"))?;
    // Header lines have a colon and end with an empty line.
    let body = match body.split_once("\n\n") {
        Some((headers, digits)) if headers.contains(':') => digits,
        _ => body,
    };
    let digits: Vec<u8> = body.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    Some(Block { kind: kind.to_owned(), bytes: decode_base64(&digits).ok()? })
}
