//! What is known of a text because it was just written.

use periplus_value::unicode::names_field;

/// What [`super::emit`] writes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// The text, with the line feed at its end.
    pub text: String,
    /// Whether it ends in a block scalar, which may lose its last line feed, or is for the slow way.
    pub(super) open: bool,
}

/// A key that is read as a merge.
const MERGE: &str = "<<:";

/// Line breaks that JSON doesn't know.
const BREAKS: [&str; 2] = ["\u{2028}", "\u{2029}"];

impl Emitted {
    /// Whether reading it as a manifest and writing that gives this text again, also if its last line feed was lost.
    pub fn lasts(&self) -> bool {
        let has = |passing: &str| memchr::memmem::find(self.text.as_bytes(), passing.as_bytes()).is_some();
        !self.open && !has(MERGE) && (self.text.is_ascii() || !BREAKS.into_iter().any(has))
    }
}

/// The lines of the entries with these keys (in any case) of a mapping, whose text is as it is written.
///
/// Only keys of the outermost mapping stand at the start of a line, and dashes of a list below one of them.
pub fn entry_lines(text: &[u8], keys: &[&str]) -> Vec<u8> {
    let is_wanted = |entry: &[u8]| {
        let key = entry.split(|b| matches!(b, b':' | b'\n')).next().unwrap_or_default();
        keys.iter().any(|wanted| names_field(key, wanted))
    };
    let lines = [0].into_iter().chain(memchr::memchr_iter(b'\n', text).map(|at| at + 1));
    let begins = |at: &usize| text.get(*at).is_some_and(|b| !matches!(b, b' ' | b'-' | b'\n'));
    let (mut found, mut wanted) = (Vec::new(), None);
    for at in lines.filter(begins).chain([text.len()]) {
        if let Some(from) = wanted.take() {
            found.extend_from_slice(&text[from..at]);
        }
        wanted = is_wanted(&text[at..]).then_some(at);
    }
    found
}
