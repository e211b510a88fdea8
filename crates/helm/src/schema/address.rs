//! Addresses of schemas: what they are relative to, and how pointers are written in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What can't stand for itself in a fragment (Go's net/url).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b':')
    .remove(b'=')
    .remove(b'@')
    .remove(b'/');

/// A pointer as the fragment of an address.
pub(super) fn percent_encoded(pointer: &str) -> String {
    utf8_percent_encode(pointer, ESCAPED).to_string()
}
