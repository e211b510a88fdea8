//! Words of shell commands, and names where people read them.

/// A word of a shell command: as it is where the shell leaves it alone, else in quotes.
pub(crate) fn word(text: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._/:@%+=,".contains(c);
    if text.chars().all(harmless) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The same where no word may be empty.
pub(crate) fn argument(text: &str) -> String {
    if text.is_empty() { "''".to_owned() } else { word(text) }
}

/// A name for comments and Markdown: one line, without what either gives a meaning.
pub(crate) fn shown(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || " -._/:;@%+=,()'\"?".contains(c);
    let words: Vec<&str> = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().map(|c| if kept(c) { c } else { '?' }).collect()
}
