//! Lists: elements matched by their key; without one, by what they hold.

use super::ChangeKind;
use super::fields::{GoType, Walk, canonical};
use super::lines::differing;
use super::path::Step;
use super::similar;
use periplus_value::{List, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Keys by which people tell elements apart where Kubernetes declares none, the best first.
const KEYS: [&str; 8] = ["name", "mountPath", "containerPort", "port", "ip", "type", "key", "id"];

/// Elements are paired by what they hold if that many comparisons suffice, else in their order.
const COMPARISONS: usize = 10_000;

impl Walk {
    /// Two lists; `merge_key` is what Kubernetes matches their elements by, or nothing.
    pub(super) fn list(&mut self, old: &List, new: &List, element: GoType, merge_key: &str) {
        let keys = std::iter::once(merge_key).filter(|key| !key.is_empty()).chain(KEYS);
        let keyed = keys.into_iter().find_map(|key| Some((key, texts(old, key)?, texts(new, key)?)));
        match keyed {
            Some((key, olds, news)) => self.keyed(old, new, element, &Keys { key, olds, news }),
            None => self.sequence(old, new, element),
        }
    }

    fn keyed(&mut self, old: &List, new: &List, element: GoType, keys: &Keys) {
        let Keys { key, olds, news } = keys;
        let places: BTreeMap<&String, &Value> = news.iter().zip(new.iter()).collect();
        let known: BTreeSet<&String> = olds.iter().collect();
        let step = |value: &String| Step::Element { key: (*key).to_owned(), value: value.clone() };
        for (value, before) in olds.iter().zip(old.iter()) {
            self.at(step(value), |walk| match places.get(value) {
                Some(after) => walk.value(before, after, element),
                None => walk.one_sided(Some(before), None),
            });
        }
        for (value, after) in news.iter().zip(new.iter()).filter(|(value, _)| !known.contains(value)) {
            self.at(step(value), |walk| walk.one_sided(None, Some(after)));
        }
        let left: Vec<&String> = olds.iter().filter(|value| places.contains_key(value)).collect();
        let right: Vec<&String> = news.iter().filter(|value| known.contains(value)).collect();
        if left != right {
            let list = |values: Vec<&String>| Value::strings(values.into_iter().map(String::as_str));
            self.push(ChangeKind::Reordered, Some(&list(left)), Some(&list(right)));
        }
    }

    fn sequence(&mut self, old: &List, new: &List, element: GoType) {
        let (olds, news): (Vec<_>, Vec<_>) = (texts_of(old), texts_of(new));
        if olds == news {
            return;
        }
        if sorted(&olds) == sorted(&news) {
            let (old, new) = (Value::List(old.clone()), Value::List(new.clone()));
            return self.push(ChangeKind::Reordered, Some(&old), Some(&new));
        }
        let pairs = Pairs::find(old, new, &olds, &news);
        for (at, before) in old.iter().enumerate() {
            match pairs.of_old.get(&at) {
                None => {}
                Some(None) => self.at(Step::Index(at), |walk| walk.one_sided(Some(before), None)),
                Some(Some(to)) => self.at(Step::Index(*to), |walk| walk.value(before, &new[*to], element)),
            }
        }
        for at in pairs.added {
            self.at(Step::Index(at), |walk| walk.one_sided(None, Some(&new[at])));
        }
    }
}

/// The key of both lists, with its value in each element.
struct Keys<'a> {
    key: &'a str,
    olds: Vec<String>,
    news: Vec<String>,
}

/// Elements that have no equal on the other side.
struct Pairs {
    /// Index of an old element: the new one it became, or nothing.
    of_old: BTreeMap<usize, Option<usize>>,
    added: Vec<usize>,
}

impl Pairs {
    fn find(old: &List, new: &List, olds: &[String], news: &[String]) -> Self {
        let mut pairs = Self { of_old: BTreeMap::new(), added: Vec::new() };
        for (before, after) in differing(olds.iter(), news.iter()) {
            let in_place = before.len() == after.len();
            let partner = |at: usize| in_place.then(|| after.start + (at - before.start));
            pairs.of_old.extend(before.clone().map(|at| (at, partner(at))));
            pairs.added.extend(after.clone().filter(|_| !in_place));
        }
        let is_map = |value: &Value| matches!(value, Value::Map(_));
        let mut others = pairs.of_old.values().flatten().chain(&pairs.added);
        if pairs.of_old.keys().any(|at| is_map(&old[*at])) || others.any(|at| is_map(&new[*at])) {
            pairs.by_contents(old, new);
        }
        pairs
    }

    /// Pairs maps anew, those that are most alike first.
    fn by_contents(&mut self, old: &List, new: &List) {
        let removed: Vec<usize> = self.of_old.keys().copied().collect();
        let partners: Vec<usize> = self.of_old.values().copied().flatten().collect();
        if removed.len() * (self.added.len() + partners.len()) > COMPARISONS {
            return;
        }
        self.added.extend(partners);
        self.added.sort_unstable();
        let leaves = |list: &List, at: &[usize]| at.iter().map(|at| similar::leaves(&list[*at])).collect();
        let (olds, news): (Vec<_>, Vec<_>) = (leaves(old, &removed), leaves(new, &self.added));
        let score = |a: usize, b: usize| similar::share(&olds[a], &news[b]);
        let found = similar::best(removed.len(), self.added.len(), score);
        self.of_old = removed.iter().map(|at| (*at, None)).collect();
        for (from, to) in &found {
            self.of_old.insert(removed[*from], Some(self.added[*to]));
        }
        let taken: Vec<usize> = found.iter().map(|(_, to)| self.added[*to]).collect();
        self.added.retain(|at| !taken.contains(at));
    }
}

/// The value of a key in each element, if all have one and no two the same.
fn texts(list: &List, key: &str) -> Option<Vec<String>> {
    let text = |item: &Value| match item.as_map()?.get(key)? {
        Value::String(text) => Some(text.to_str_lossy().into_owned()),
        Value::Int(number) => Some(number.get().to_string()),
        _ => None,
    };
    let texts = list.iter().map(text).collect::<Option<Vec<String>>>()?;
    let distinct = sorted(&texts).windows(2).all(|pair| pair[0] != pair[1]);
    distinct.then_some(texts)
}

fn texts_of(list: &List) -> Vec<String> {
    list.iter().map(canonical).collect()
}

fn sorted(texts: &[String]) -> Vec<&String> {
    let mut texts: Vec<&String> = texts.iter().collect();
    texts.sort();
    texts
}
