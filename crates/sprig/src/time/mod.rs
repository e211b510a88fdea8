//! Go's package time, as far as templates reach it.

pub(crate) mod duration;
mod named;

pub(crate) use named::Named;

/// Package time's own quoting in error texts: whatever isn't printable ASCII byte by byte.
pub(crate) fn quote(text: &[u8]) -> String {
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
