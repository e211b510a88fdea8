//! Go's ways to write values in messages.

use periplus_value::{Value, append_quoted_char, print, quote as go_quote};

/// How much of a value a message may hold, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// `%q` of a string.
pub(crate) fn quote(text: &str) -> String {
    go_quote(text.as_bytes())
}

/// `%q` of a rune.
pub(crate) fn quote_char(c: char) -> String {
    let mut out = Vec::new();
    append_quoted_char(&mut out, c, false);
    String::from_utf8_lossy(&out).into_owned()
}

/// `%v`
pub(crate) fn percent_v(value: &Value) -> String {
    format(b"%v", value)
}

/// `%t`, which for what is no bool tells its type as well.
pub(crate) fn percent_t(value: &Value) -> String {
    format(b"%t", value)
}

fn format(verb: &[u8], value: &Value) -> String {
    match print::sprintf(verb, std::slice::from_ref(value), MAX_TEXT) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => "…".to_owned(),
    }
}
