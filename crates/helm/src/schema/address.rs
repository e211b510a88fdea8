//! Addresses of schemas: what they are relative to, and how pointers are written in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use periplus_sprig::Url;
use periplus_value::quote;

/// What a reference without its fragment means beside an address; Go's words if one of them is none.
pub(super) fn join(base: &str, reference: &str) -> Result<String, String> {
    let parse = |text: &str| {
        Url::parse(text).map_err(|why| format!("error in parsing {}: {why}", quote(text.as_bytes())))
    };
    Ok(parse(base)?.resolve(&parse(reference)?).to_string())
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
