//! What differs between two lists of manifests, as data: per resource, per field, list elements matched by their keys.
//!
//! [`Doc`]s come from [`Doc::read`] (a file's text) or from rendered [`Document`](crate::Document)s; [`compare`] gives a
//! [`ResourceChange`] for each resource that isn't the same on both sides, and nothing when all are. [`human`],
//! [`unified`], [`github`] and [`json`] write them down; [`redacted`] hides what Secrets hold, and belongs before all
//! of these.
//!
//! What counts is the data: comments, the order of keys, quotes and whether a number is written as `1` or `1.0` make no
//! difference. The order of list elements does ([`ChangeKind::Reordered`]).

mod doc;
mod fields;
mod lines;
mod lists;
mod path;
mod render;
mod secret;
mod similar;

pub use doc::{Doc, Id, ReadError};
pub use lines::{Hunk, Line, Side, hunks};
pub use path::{Path, Step};
pub use render::{Palette, github, human, json, unified};
pub use secret::redacted;

use crate::strategic;
use periplus_value::Value;
use std::collections::{BTreeMap, VecDeque};

/// How one side differs from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Only in the second list.
    Added,
    /// Only in the first list.
    Removed,
    /// In both, with other contents.
    Changed,
    /// A resource under another name, found by what it holds; its fields' changes include the name.
    Renamed,
    /// A list with the same elements in another order.
    Reordered,
}

/// A resource that isn't the same on both sides.
#[derive(Clone, Debug)]
pub struct ResourceChange {
    /// Any kind but [`ChangeKind::Reordered`].
    pub kind: ChangeKind,
    /// The resource in the first list, unless it was added.
    pub before: Option<Doc>,
    /// The resource in the second list, unless it was removed.
    pub after: Option<Doc>,
    /// What differs inside, by path; empty for what was added or removed as a whole.
    pub changes: Vec<Change>,
}

/// A field or list element that isn't the same on both sides.
#[derive(Clone, Debug)]
pub struct Change {
    /// Any kind but [`ChangeKind::Renamed`].
    pub kind: ChangeKind,
    /// Where. An index counts in the second list, of what was removed in the first.
    pub path: Path,
    /// The value before, unless it was added. Of a reordered list, its keys or elements.
    pub old: Option<Value>,
    /// The value after, unless it was removed.
    pub new: Option<Value>,
}

/// The resources that differ: in the order of the first list, then what was added in the order of the second.
///
/// Resources are the same by API group, kind, namespace and name; what is left over on both sides may be found to be
/// renamed. Resources with equal texts are never parsed.
pub fn compare(before: &[Doc], after: &[Doc]) -> Vec<ResourceChange> {
    let Pairs { partners, added } = pairs(before, after);
    let mut found = Vec::new();
    for (doc, partner) in before.iter().zip(partners) {
        match partner {
            Some(Partner { at, renamed }) => found.extend(changed(doc, &after[at], renamed)),
            None => found.push(whole(ChangeKind::Removed, Some(doc), None)),
        }
    }
    found.extend(added.into_iter().map(|at| whole(ChangeKind::Added, None, Some(&after[at]))));
    found
}

struct Pairs {
    /// For each resource before, the one after.
    partners: Vec<Option<Partner>>,
    /// Those after that have none before.
    added: Vec<usize>,
}

struct Partner {
    at: usize,
    renamed: bool,
}

fn pairs(before: &[Doc], after: &[Doc]) -> Pairs {
    let mut by_id: BTreeMap<_, VecDeque<usize>> = BTreeMap::new();
    for (at, doc) in after.iter().enumerate() {
        by_id.entry(doc.id().key()).or_default().push_back(at);
    }
    let mut partners: Vec<Option<Partner>> = before
        .iter()
        .map(|doc| {
            let at = by_id.get_mut(&doc.id().key())?.pop_front()?;
            Some(Partner { at, renamed: false })
        })
        .collect();
    let mut added: Vec<usize> = by_id.into_values().flatten().collect();
    added.sort_unstable();
    let removed: Vec<usize> = (0..before.len()).filter(|at| partners[*at].is_none()).collect();
    for (from, to) in similar::renames(before, &removed, after, &added) {
        partners[from] = Some(Partner { at: to, renamed: true });
        added.retain(|at| *at != to);
    }
    Pairs { partners, added }
}

fn whole(kind: ChangeKind, before: Option<&Doc>, after: Option<&Doc>) -> ResourceChange {
    ResourceChange { kind, before: before.cloned(), after: after.cloned(), changes: Vec::new() }
}

fn changed(before: &Doc, after: &Doc, renamed: bool) -> Option<ResourceChange> {
    if before.text() == after.text() {
        return None;
    }
    let go_struct = strategic::struct_of(&after.id().api_version, &after.id().kind);
    let changes = fields::changes(&before.object(), &after.object(), go_struct);
    let kind = if renamed { ChangeKind::Renamed } else { ChangeKind::Changed };
    let change = ResourceChange { kind, before: Some(before.clone()), after: Some(after.clone()), changes };
    (!change.changes.is_empty()).then_some(change)
}
