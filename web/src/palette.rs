//! The command palette: what can be done, and which of it a few letters mean.

/// Something that can be done from the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<A> {
    /// What it is called.
    pub label: String,
    /// The keys that do it too, empty for none.
    pub keys: &'static str,
    /// What it does.
    pub action: A,
}

/// The entries that all words of a text occur in, those that start with it first.
pub fn matching<A: Clone>(entries: &[Entry<A>], text: &str) -> Vec<Entry<A>> {
    let text = text.trim().to_lowercase();
    let fits = |entry: &&Entry<A>| {
        let label = entry.label.to_lowercase();
        text.split_whitespace().all(|word| label.contains(word))
    };
    let mut found: Vec<Entry<A>> = entries.iter().filter(fits).cloned().collect();
    found.sort_by_key(|entry| !entry.label.to_lowercase().starts_with(&text));
    found
}

/// The keys that the page listens to, for the help.
pub const KEYS: &[(&str, &str)] = &[
    ("Ctrl K or ⌘ K", "Command palette"),
    ("Ctrl S or ⌘ S", "Copy the share link"),
    ("Ctrl Enter or ⌘ Enter", "Render again"),
    ("Ctrl Space", "Complete"),
    ("Ctrl . or ⌘ .", "Correct what is marked at the cursor"),
    ("Ctrl F or ⌘ F", "Search in the editor or in a manifest"),
    ("Esc, then Tab", "Leave the editor"),
    ("← → Home End", "Move between tabs"),
    ("↑ ↓ ← →, Enter, letters", "Move in the tree of manifests"),
    ("?", "This help"),
];
