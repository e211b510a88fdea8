//! Addresses of schemas: what they are relative to, and how pointers are written in them.

/// An address relative to another, as far as schemas use it.
pub(super) fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    let scheme_end = reference.find(':').filter(|at| !reference[..*at].contains('/'));
    if scheme_end.is_some() {
        return reference.to_owned();
    }
    let authority =
        base.find("://").map_or(0, |at| base[at + 3..].find('/').map_or(base.len(), |n| at + 3 + n));
    if reference.starts_with('/') {
        return base[..authority].to_owned() + reference;
    }
    let folder = base.rfind('/').filter(|at| *at >= authority).map_or(base.len(), |at| at + 1);
    normalised(&base[..authority], &(base[authority..folder].to_owned() + reference))
}

fn normalised(authority: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    format!("{authority}/{}", parts.join("/"))
}

/// Bytes for their escapes; what is none stays.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        let escaped = hex.filter(|_| *first == b'%');
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A pointer as the fragment of an address.
pub(super) fn percent_encoded(pointer: &str) -> String {
    let mut text = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+:=@/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text
}
