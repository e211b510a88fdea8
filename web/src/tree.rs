//! The tree of manifests, component → kind → name, as rows: what is shown, and what a key does. No browser in here.

use crate::outcome::Manifest;
use std::collections::BTreeSet;

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A component or a kind; rows below it are hidden when it is closed.
    Group {
        /// Whether the rows below it are shown.
        open: bool,
        /// How many manifests are below it.
        count: usize,
    },
    /// A manifest.
    Leaf {
        /// `metadata.namespace`
        namespace: String,
        /// Differs from the result before.
        changed: bool,
        /// From an earlier result, because its release fails now.
        stale: bool,
    },
}

/// One visible row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Unique: a manifest's id, or the path of a group.
    pub key: String,
    /// 1 component, 2 kind, 3 manifest, as `aria-level` counts.
    pub level: usize,
    /// What it says.
    pub label: String,
    /// What it is.
    pub target: Target,
    /// Its place among its siblings, from 1.
    pub position: usize,
    /// How many siblings there are, with itself.
    pub siblings: usize,
}

impl Row {
    /// Whether the row is a manifest.
    pub fn is_leaf(&self) -> bool {
        matches!(self.target, Target::Leaf { .. })
    }

    /// What a press on it does.
    pub fn pressed(&self) -> Step {
        if self.is_leaf() { Step::Show(self.key.clone()) } else { Step::Toggle(self.key.clone()) }
    }
}

/// What a key press asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Move the focus to the row with this key.
    Focus(String),
    /// Open or close the group with this key.
    Toggle(String),
    /// Show the manifest with this key.
    Show(String),
}

/// Kinds that are closed until somebody opens them: large, many, and seldom what one looks for.
const CLOSED_KINDS: [&str; 1] = ["CustomResourceDefinition"];
/// With more manifests than this, kinds start closed.
const MANY: usize = 400;

/// The rows to show. `toggled` holds the groups whose state is not the one they start with.
pub fn rows(manifests: &[Manifest], filter: &str, toggled: &BTreeSet<String>) -> Vec<Row> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let shown: Vec<&Manifest> = manifests.iter().filter(|m| matches(m, &words)).collect();
    let starts_open =
        |kind: &str| !words.is_empty() || (!CLOSED_KINDS.contains(&kind) && shown.len() <= MANY);
    let mut out = Vec::new();
    let components = groups(&shown, |m| &m.component);
    for (n, (component, members)) in components.iter().enumerate() {
        let open = !toggled.contains(*component);
        out.push(group(
            (*component).to_owned(),
            1,
            component,
            open,
            members.len(),
            (n + 1, components.len()),
        ));
        if open {
            kind_rows(&mut out, component, members, toggled, &starts_open);
        }
    }
    out
}

fn kind_rows(
    out: &mut Vec<Row>,
    component: &str,
    members: &[&Manifest],
    toggled: &BTreeSet<String>,
    starts_open: &dyn Fn(&str) -> bool,
) {
    let kinds = groups(members, |m| &m.kind);
    for (n, (kind, manifests)) in kinds.iter().enumerate() {
        let key = format!("{component}/{kind}");
        let open = starts_open(kind) != toggled.contains(&key);
        out.push(group(key, 2, kind, open, manifests.len(), (n + 1, kinds.len())));
        if open {
            out.extend(manifests.iter().enumerate().map(|(n, m)| leaf(m, (n + 1, manifests.len()))));
        }
    }
}

fn group(
    key: String,
    level: usize,
    label: &str,
    open: bool,
    count: usize,
    (position, siblings): (usize, usize),
) -> Row {
    Row { key, level, label: label.to_owned(), target: Target::Group { open, count }, position, siblings }
}

fn leaf(manifest: &Manifest, (position, siblings): (usize, usize)) -> Row {
    let target = Target::Leaf {
        namespace: manifest.namespace.clone(),
        changed: manifest.changed,
        stale: manifest.stale,
    };
    Row { key: manifest.id.clone(), level: 3, label: manifest.name.clone(), target, position, siblings }
}

/// Groups in the order in which they first appear.
fn groups<'m>(
    manifests: &[&'m Manifest],
    key: impl Fn(&'m Manifest) -> &'m str,
) -> Vec<(&'m str, Vec<&'m Manifest>)> {
    let mut out: Vec<(&str, Vec<&Manifest>)> = Vec::new();
    for manifest in manifests {
        let name = key(manifest);
        match out.iter_mut().find(|(known, _)| *known == name) {
            Some((_, members)) => members.push(manifest),
            None => out.push((name, vec![manifest])),
        }
    }
    out
}

/// Every word must be in the kind, name, namespace, component, template or text.
fn matches(manifest: &Manifest, words: &[String]) -> bool {
    let fields =
        [&manifest.kind, &manifest.name, &manifest.namespace, &manifest.component, &manifest.template];
    words.iter().all(|word| {
        fields.iter().any(|field| field.to_lowercase().contains(word))
            || manifest.text.to_lowercase().contains(word)
    })
}

/// What a key does on the row `focused` (the keys of the ARIA tree pattern). `None`: nothing, let the browser have it.
pub fn step(rows: &[Row], focused: &str, key: &str) -> Option<Step> {
    let at = rows.iter().position(|r| r.key == focused)?;
    let row = rows.get(at)?;
    let go = |row: Option<&Row>| row.map(|r| Step::Focus(r.key.clone()));
    let is_open = match row.target {
        Target::Group { open, .. } => Some(open),
        Target::Leaf { .. } => None,
    };
    match (key, is_open) {
        ("ArrowDown", _) => go(rows.get(at + 1)),
        ("ArrowUp", _) => go(at.checked_sub(1).and_then(|n| rows.get(n))),
        ("Home", _) => go(rows.first()),
        ("End", _) => go(rows.last()),
        ("ArrowRight", Some(true)) => go(rows.get(at + 1).filter(|next| next.level > row.level)),
        ("ArrowRight", Some(false)) | ("ArrowLeft", Some(true)) | ("Enter" | " ", Some(_)) => {
            Some(Step::Toggle(row.key.clone()))
        }
        ("ArrowLeft", _) => go(rows.iter().take(at).rev().find(|r| r.level < row.level)),
        ("Enter" | " ", None) => Some(Step::Show(row.key.clone())),
        (letter, _) if letter.chars().count() == 1 => go(next_with(rows, at, letter)),
        _ => None,
    }
}

/// The first of the wanted rows that is there, else the first row; empty when there is none.
pub fn first_of(rows: &[Row], wanted: &[String]) -> String {
    let is_there = |key: &&String| rows.iter().any(|row| row.key == **key);
    wanted.iter().find(is_there).or(rows.first().map(|row| &row.key)).cloned().unwrap_or_default()
}

/// The next row, around the end, whose label starts with the letter.
fn next_with<'r>(rows: &'r [Row], at: usize, letter: &str) -> Option<&'r Row> {
    let letter = letter.to_lowercase();
    rows.iter().cycle().skip(at + 1).take(rows.len()).find(|r| r.label.to_lowercase().starts_with(&letter))
}
