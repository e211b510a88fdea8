//! Texts of several documents (Kubernetes `YAMLReader`, with which Helm reads values files).

use std::borrow::Cow;
use std::fmt;

/// Something other than a comment stands behind `---`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeparatorError {
    /// What stands there.
    pub found: String,
    /// Line, from 0.
    pub line: u32,
}

impl fmt::Display for SeparatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid Yaml document separator: {}", self.found)
    }
}

impl std::error::Error for SeparatorError {}

/// Splits a text at lines that start with `---`. A document before which nothing stands keeps that line; CR LF
/// becomes LF, and the last line gets its line feed. After an error Go has already handed out the documents before.
pub fn documents(text: &[u8]) -> (Vec<Cow<'_, [u8]>>, Option<SeparatorError>) {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for (number, line) in text.split_inclusive(|b| *b == b'\n').enumerate() {
        let end = at + line.len();
        if let Some(rest) = line.strip_prefix(b"---") {
            let rest = String::from_utf8_lossy(rest);
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                return (found, Some(SeparatorError { found: rest.to_owned(), line: number as u32 }));
            }
            if at > start {
                found.push(clean(&text[start..at]));
                start = end;
            }
        }
        at = end;
    }
    if at > start {
        found.push(clean(&text[start..at]));
    }
    (found, None)
}

fn clean(text: &[u8]) -> Cow<'_, [u8]> {
    if text.ends_with(b"\n") && !text.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len() + 1);
    for line in text.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    Cow::Owned(out)
}
