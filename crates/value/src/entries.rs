//! A map's entries in the order of their keys: a short sorted list, since nearly all maps are small, or a tree.

use crate::{Str, Value, sorting};
use std::collections::{BTreeMap, btree_map};
use std::slice;

/// More entries than this are kept in a tree.
const FEW: usize = 32;

/// The entries of a [`crate::Map`], sorted by the bytes of their keys.
#[derive(Clone, Debug)]
pub struct Entries(Held);

#[derive(Clone, Debug)]
enum Held {
    Few(Vec<(Str, Value)>),
    Many(BTreeMap<Str, Value>),
}

impl Entries {
    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Few(few) => few.len(),
            Held::Many(many) => many.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Option<&Value> {
        match &self.0 {
            // Lengths lie side by side, and nearly always tell keys apart before their bytes are looked up.
            Held::Few(few) => few.iter().find(|(known, _)| known.as_bytes() == key).map(|(_, value)| value),
            Held::Many(many) => many.get(key),
        }
    }

    /// Whether there is a value of a key.
    pub fn contains_key(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Sets the value of a key; gives the old one.
    pub(crate) fn insert(&mut self, key: Str, value: Value) -> Option<Value> {
        match &mut self.0 {
            Held::Few(few) => match find(few, key.as_bytes()) {
                Ok(at) => return Some(std::mem::replace(&mut few[at].1, value)),
                Err(at) if few.len() < FEW => few.insert(at, (key, value)),
                Err(_) => {
                    let mut many = sorting::tree(few.drain(..));
                    many.insert(key, value);
                    self.0 = Held::Many(many);
                }
            },
            Held::Many(many) => return many.insert(key, value),
        }
        None
    }

    /// Takes out the value of a key.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Option<Value> {
        match &mut self.0 {
            Held::Few(few) => find(few, key).ok().map(|at| few.remove(at).1),
            Held::Many(many) => many.remove(key),
        }
    }

    /// Keys and values in order.
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Held::Few(few) => Iter::Few(few.iter()),
            Held::Many(many) => Iter::Many(many.iter()),
        }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &Str> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys.
    pub(crate) fn into_values(self) -> std::vec::IntoIter<Value> {
        let values: Vec<Value> = match self.0 {
            Held::Few(few) => few.into_iter().map(|(_, value)| value).collect(),
            Held::Many(many) => many.into_values().collect(),
        };
        values.into_iter()
    }
}

fn find(few: &[(Str, Value)], key: &[u8]) -> Result<usize, usize> {
    few.binary_search_by(|(known, _)| known.as_bytes().cmp(key))
}

impl Default for Entries {
    fn default() -> Self {
        Self(Held::Few(Vec::new()))
    }
}

impl FromIterator<(Str, Value)> for Entries {
    /// Of entries with the same key the last one counts.
    fn from_iter<I: IntoIterator<Item = (Str, Value)>>(entries: I) -> Self {
        sorted(entries.into_iter().collect())
    }
}

/// Apart from `from_iter`, so that programs hold the sort once, not once for each kind of iterator.
fn sorted(mut few: Vec<(Str, Value)>) -> Entries {
    if few.len() > FEW {
        return Entries(Held::Many(sorting::tree(few)));
    }
    if !few.is_sorted_by(|a, b| a.0 < b.0) {
        sorting::sort_by(&mut few, |a, b| a.0.cmp(&b.0));
        few.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
    }
    Entries(Held::Few(few))
}

impl<'e> IntoIterator for &'e Entries {
    type Item = (&'e Str, &'e Value);
    type IntoIter = Iter<'e>;

    fn into_iter(self) -> Iter<'e> {
        self.iter()
    }
}

/// Walks entries in order.
#[derive(Clone, Debug)]
pub enum Iter<'e> {
    #[doc(hidden)]
    Few(slice::Iter<'e, (Str, Value)>),
    #[doc(hidden)]
    Many(btree_map::Iter<'e, Str, Value>),
}

impl<'e> Iterator for Iter<'e> {
    type Item = (&'e Str, &'e Value);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next().map(|(key, value)| (key, value)),
            Self::Many(many) => many.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(few) => few.size_hint(),
            Self::Many(many) => many.size_hint(),
        }
    }
}
