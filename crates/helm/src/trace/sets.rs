//! Sets of value paths, each kept once, so that a mark is two numbers.

use super::budget::Budget;
use super::paths::PathId;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Number of a set; the empty one is 0.
pub(crate) type SetId = u32;

/// What a value was made of, and what decided that it is this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub(crate) data: SetId,
    pub(crate) control: SetId,
    /// What decided about calls that changed all of a map in which it stood, or would have.
    pub(crate) layers: SetId,
}

impl Mark {
    /// Of what is made of a set.
    pub(crate) fn data(data: SetId) -> Self {
        Self { data, ..Self::default() }
    }

    /// Of what stands in something that a set layered.
    pub(crate) fn layers(layers: SetId) -> Self {
        Self { layers, ..Self::default() }
    }
}

/// A path that was read: with all below it, or no more than which keys or how many items there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Read(u32);

impl Read {
    pub(crate) fn whole(path: PathId) -> Self {
        Self(path << 1)
    }

    pub(crate) fn keys(path: PathId) -> Self {
        Self(path << 1 | 1)
    }

    pub(crate) fn path(self) -> PathId {
        self.0 >> 1
    }

    pub(crate) fn is_keys(self) -> bool {
        self.0 & 1 == 1
    }
}

#[derive(Debug)]
pub(crate) struct Sets {
    all: Vec<Rc<[Read]>>,
    ids: BTreeMap<Rc<[Read]>, SetId>,
    unions: BTreeMap<(SetId, SetId), SetId>,
    pub(crate) budget: Budget,
}

impl Default for Sets {
    fn default() -> Self {
        let empty: Rc<[Read]> = Rc::from([]);
        let (all, ids) = (vec![Rc::clone(&empty)], BTreeMap::from([(empty, 0)]));
        Self { all, ids, unions: BTreeMap::new(), budget: Budget::default() }
    }
}

impl Sets {
    pub(crate) fn get(&self, id: SetId) -> Rc<[Read]> {
        Rc::clone(&self.all[id as usize])
    }

    pub(crate) fn of(&mut self, reads: impl IntoIterator<Item = Read>) -> SetId {
        let mut reads: Vec<Read> = reads.into_iter().collect();
        reads.sort_unstable();
        reads.dedup();
        if let Some(id) = self.ids.get(reads.as_slice()) {
            return *id;
        }
        if !self.budget.spend(reads.len() + 1) {
            return 0;
        }
        let (id, set) = (self.all.len() as SetId, Rc::<[Read]>::from(reads));
        self.all.push(Rc::clone(&set));
        self.ids.insert(set, id);
        id
    }

    pub(crate) fn union(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || b == 0 {
            return a;
        }
        if a == 0 {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(id) = self.unions.get(&key) {
            return *id;
        }
        let (a, b) = (self.get(a), self.get(b));
        let id = self.of(a.iter().chain(b.iter()).copied());
        self.unions.insert(key, id);
        id
    }

    /// What is in `a` and not in `b`.
    pub(crate) fn difference(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || a == 0 || b == 0 {
            return if a == b { 0 } else { a };
        }
        let (a, b) = (self.get(a), self.get(b));
        self.of(a.iter().filter(|read| b.binary_search(read).is_err()).copied())
    }

    pub(crate) fn join(&mut self, a: Mark, b: Mark) -> Mark {
        Mark {
            data: self.union(a.data, b.data),
            control: self.union(a.control, b.control),
            layers: self.union(a.layers, b.layers),
        }
    }

    /// The mark of what a mark decides.
    pub(crate) fn deciding(&mut self, mark: Mark) -> Mark {
        Mark { data: 0, control: self.union(mark.data, mark.control), layers: mark.layers }
    }

    /// All that a mark has, as one set.
    pub(crate) fn all(&mut self, mark: Mark) -> SetId {
        let decided = self.union(mark.data, mark.control);
        self.union(decided, mark.layers)
    }

    /// What a mark has beyond another one.
    pub(crate) fn without(&mut self, mark: Mark, known: Mark) -> Mark {
        Mark {
            data: self.difference(mark.data, known.data),
            control: self.difference(mark.control, known.control),
            layers: self.difference(mark.layers, known.layers),
        }
    }
}
