//! How much two values have in common: which resource is another one renamed, which list element another one changed.

use super::doc::{Doc, Id};
use super::fields::canonical;
use periplus_value::Value;
use std::collections::BTreeMap;

/// What must be in common for two things to be the same one; 1 is everything.
const ENOUGH: f64 = 0.5;

/// How much contents count among resources; names make up the rest.
const CONTENTS: f64 = 0.6;

/// What names must have in common in any case: small resources (accounts, bindings) are all alike in what they hold.
const NAMES: f64 = 0.4;

/// Within a kind, that many comparisons are made; with more candidates nothing is taken for renamed.
const COMPARISONS: usize = 10_000;

/// Pairs of resources that are the same under another name: indices of both lists, from those that are left over.
pub(super) fn renames(
    before: &[Doc],
    removed: &[usize],
    after: &[Doc],
    added: &[usize],
) -> Vec<(usize, usize)> {
    let mut kinds: BTreeMap<(&str, &str), Candidates> = BTreeMap::new();
    for at in removed {
        kinds.entry(kind_of(&before[*at])).or_default().removed.push(*at);
    }
    for at in added {
        kinds.entry(kind_of(&after[*at])).or_default().added.push(*at);
    }
    kinds.into_values().flat_map(|candidates| candidates.pairs(before, after)).collect()
}

fn kind_of(doc: &Doc) -> (&str, &str) {
    (doc.id().group(), &doc.id().kind)
}

/// What is left over of one kind.
#[derive(Default)]
struct Candidates {
    removed: Vec<usize>,
    added: Vec<usize>,
}

impl Candidates {
    fn pairs(&self, before: &[Doc], after: &[Doc]) -> Vec<(usize, usize)> {
        let Self { removed, added } = self;
        if added.is_empty() || removed.len() * added.len() > COMPARISONS {
            return Vec::new();
        }
        let olds: Vec<_> = removed.iter().map(|at| contents(&before[*at])).collect();
        let news: Vec<_> = added.iter().map(|at| contents(&after[*at])).collect();
        let score = |a: usize, b: usize| {
            let names = share(&words(before[removed[a]].id()), &words(after[added[b]].id()));
            let contents = || share(&olds[a], &news[b]);
            if names < NAMES { 0.0 } else { CONTENTS * contents() + (1.0 - CONTENTS) * names }
        };
        best(removed.len(), added.len(), score).into_iter().map(|(a, b)| (removed[a], added[b])).collect()
    }
}

/// Pairs with enough in common, the best first; each index occurs once.
pub(super) fn best(left: usize, right: usize, score: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let all = (0..left).flat_map(|a| (0..right).map(move |b| (a, b)));
    let mut scored: Vec<(f64, usize, usize)> =
        all.map(|(a, b)| (score(a, b), a, b)).filter(|(score, _, _)| *score >= ENOUGH).collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut lefts, mut rights) = (vec![false; left], vec![false; right]);
    let mut pairs = Vec::new();
    for (_, a, b) in scored {
        if !lefts[a] && !rights[b] {
            (lefts[a], rights[b]) = (true, true);
            pairs.push((a, b));
        }
    }
    pairs
}

/// The leaves of a resource, without what names it.
fn contents(doc: &Doc) -> Vec<String> {
    let Value::Map(object) = doc.object() else { return leaves(&doc.object()) };
    let object = object.shallow_copy();
    object.remove("apiVersion");
    object.remove("kind");
    if let Some(metadata) = object.get_map("metadata").map(|metadata| metadata.shallow_copy()) {
        metadata.remove("name");
        metadata.remove("namespace");
        object.insert("metadata", metadata);
    }
    leaves(&Value::Map(object))
}

/// Every scalar with its path, of texts every line, sorted; where in a list it stands does not count.
pub(super) fn leaves(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, &mut String::new(), &mut found);
    found.sort();
    found
}

fn collect(value: &Value, path: &mut String, found: &mut Vec<String>) {
    let length = path.len();
    match value {
        Value::Map(map) => {
            for (key, value) in map.borrow().iter() {
                path.push('.');
                path.push_str(&key.to_str_lossy());
                collect(value, path, found);
                path.truncate(length);
            }
        }
        Value::List(list) => {
            path.push_str("[]");
            list.iter().for_each(|item| collect(item, path, found));
            path.truncate(length);
        }
        Value::String(text) => {
            found.extend(text.to_str_lossy().lines().map(|line| format!("{path}={line}")));
        }
        other => found.push(format!("{path}={}", canonical(other))),
    }
}

/// What two sorted lists have in common, from 0 to 1.
pub(super) fn share(left: &[String], right: &[String]) -> f64 {
    let total = left.len() + right.len();
    if total == 0 {
        return 1.0;
    }
    let (mut a, mut b, mut common) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (left.get(a), right.get(b)) {
        common += usize::from(x == y);
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    2.0 * common as f64 / total as f64
}

/// The words of a name, sorted: `istiod`, `canary`.
fn words(id: &Id) -> Vec<String> {
    let mut words: Vec<String> = id.name.split(['-', '.']).map(str::to_owned).collect();
    words.sort();
    words
}
