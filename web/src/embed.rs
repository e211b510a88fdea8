//! The page within another one: who may talk to it, and in which words. `docs/embedding.md` has the protocol.

/// The version of the protocol: each message says it in its field `periplus`.
pub const PROTOCOL: u32 = 1;

/// Whether the page is shown within another, by the query of its address.
pub fn is_embedded(query: &str) -> bool {
    value(query).is_some()
}

/// The origin that may talk to the page: the value of `embed`. `None`: nobody may.
pub fn host(query: &str) -> Option<String> {
    let origin = decoded(value(query)?)?;
    let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    (!rest.is_empty() && rest.chars().all(is_host)).then_some(origin)
}

/// The value of `embed`; an empty one stands for the word alone.
fn value(query: &str) -> Option<&str> {
    query.trim_start_matches('?').split('&').find_map(|field| match field.strip_prefix("embed") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    })
}

/// A text without its percent signs, if it is one.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}
