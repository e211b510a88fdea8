//! What becomes of every value that the user gave: which releases need it, or why none does.

use crate::minimal::Idle;
use crate::source::{Given, Origin, Source};
use periplus_value::Value;

/// A value of the user's.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its path in the IstioOperator.
    pub path: String,
    /// Where it was given.
    pub origin: Option<Origin>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// These releases have it.
    Kept(Vec<String>),
    /// No release needs it.
    Idle(Idle),
}

/// How one release sees a value.
pub(crate) type View<'a> = dyn Fn(&[&str], &Value) -> Option<Result<(), Idle>> + 'a;

/// The fates of all values in the user's files. A view says whether a release keeps a value, why not, or nothing at all.
pub(crate) fn ledger(source: &Source, views: &[(String, Box<View<'_>>)]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for Given { place, path, value } in source.values() {
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        let full: Vec<&str> = place.iter().map(String::as_str).collect();
        let (mut kept, mut idle) = (Vec::new(), None);
        for (release, view) in views {
            match view(&keys, &value) {
                Some(Ok(())) => kept.push(release.clone()),
                Some(Err(reason)) => idle = Some(idle.map_or(reason, |idle: Idle| idle.min(reason))),
                None => {}
            }
        }
        let fate = match idle {
            _ if !kept.is_empty() => Fate::Kept(kept),
            Some(idle) => Fate::Idle(idle),
            // Nothing that is installed could have it.
            None => continue,
        };
        entries.push(Entry { path: full.join("."), origin: source.at(&full), fate });
    }
    entries
}
