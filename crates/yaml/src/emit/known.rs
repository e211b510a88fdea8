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

/// A key that is read as a merge, and line breaks that JSON doesn't know.
const PASSING: [&str; 3] = ["<<:", "\u{2028}", "\u{2029}"];

impl Emitted {
    /// Whether reading it as a manifest and writing that gives this text again, also if its last line feed was lost.
    pub fn lasts(&self) -> bool {
        !self.open && PASSING.iter().all(|passing| !self.text.contains(passing))
    }
}

/// The lines of the entries with these keys (in any case) of a mapping, whose text is as it is written.
///
/// Only keys of the outermost mapping stand at the start of a line, and dashes of a list below one of them.
pub fn entry_lines(text: &[u8], keys: &[&str]) -> Vec<u8> {
    let is_wanted = |line: &[u8]| {
        let key = line.split(|b| *b == b':').next().unwrap_or_default();
        keys.iter().any(|wanted| names_field(key, wanted))
    };
    let (mut found, mut wanted) = (Vec::new(), false);
    for line in text.split_inclusive(|b| *b == b'\n') {
        wanted = if matches!(line[0], b' ' | b'-' | b'\n') { wanted } else { is_wanted(line) };
        if wanted {
            found.extend_from_slice(line);
        }
    }
    found
}
