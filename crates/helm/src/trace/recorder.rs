//! The state of a traced render, and what it knows of values.

use super::budget::Budget;
use super::lines::FileTrace;
use super::paths::{PathId, Paths};
use super::sets::{Mark, Read, SetId, Sets};
use super::shadow::{Container, Shadow, Shadows, Step};
use super::texts::{ChainId, Piece, Texts};
use periplus_template::Place;
use periplus_value::{Str, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Values deeper than this are not looked into.
const DEPTH: usize = 100;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) paths: Paths,
    pub(crate) sets: Sets,
    pub(crate) shadows: Shadows,
    pub(crate) texts: Texts,
    pub(crate) chains: Chains,
    /// What has been written to each output that is open.
    pub(crate) outputs: Vec<Vec<Piece>>,
    /// What has been rendered, by the path of the template.
    pub(crate) files: BTreeMap<Str, FileTrace>,
    pub(crate) budget: Budget,
}

/// Places in templates, each with the chain of those that its text came through.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    pub(crate) links: Vec<Link>,
    ids: BTreeMap<(ChainId, usize, usize), ChainId>,
}

/// A place, and the chain of what it took its text from.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) inner: ChainId,
    pub(crate) template: Str,
    pub(crate) text: Str,
    pub(crate) offset: usize,
}

impl Chains {
    /// The chain that ends with a place.
    pub(crate) fn link(&mut self, inner: ChainId, place: Place<'_>, offset: usize) -> ChainId {
        let next = self.links.len() as ChainId + 1;
        let id = *self.ids.entry((inner, place.text.identity(), offset)).or_insert(next);
        if id == next {
            let (template, text) = (place.template.clone(), place.text.clone());
            self.links.push(Link { inner, template, text, offset });
        }
        id
    }

    pub(crate) fn get(&self, id: ChainId) -> Option<&Link> {
        self.links.get((id as usize).checked_sub(1)?)
    }
}

impl Recorder {
    /// A value can be set at a path: it and all below it. `mark` is that of what is not known yet.
    pub(crate) fn stand_at(&mut self, value: &Value, path: PathId, mark: Mark) {
        self.stand(value, path, mark, 0);
    }

    fn stand(&mut self, value: &Value, path: PathId, mark: Mark, depth: usize) {
        let Some(container) = Container::of(value).filter(|_| depth < DEPTH) else { return };
        if !self.budget.spend(container.len()) {
            return;
        }
        let shadow = self.shadows.of(&container, mark);
        if shadow.bases.contains(&path) {
            return;
        }
        shadow.bases.push(path);
        let set: Vec<Step> = shadow.slots.keys().cloned().collect();
        for step in set {
            let path = self.below(path, &step);
            let read = Mark::data(self.sets.of([Read::whole(path)]));
            self.add_to_slot(&container, step, read);
        }
        for (step, value) in container.entries() {
            if Container::of(&value).is_some() {
                let path = self.below(path, &step);
                self.stand(&value, path, mark, depth + 1);
            }
        }
    }

    /// What a mark says of an entry beside what is known.
    pub(crate) fn add_to_slot(&mut self, container: &Container, step: Step, mark: Mark) {
        let slot = self.slot(container, &step).unwrap_or_default();
        let slot = self.sets.join(slot, mark);
        self.set_slot(container, step, slot);
    }

    pub(crate) fn set_slot(&mut self, container: &Container, step: Step, mark: Mark) {
        self.shadows.of(container, Mark::default()).slots.insert(step, mark);
    }

    /// A call changed a container, or would have, which something decided.
    pub(crate) fn changed(&mut self, value: &Value, control: SetId) {
        if control != 0 {
            self.change(value, control, 0);
        }
    }

    fn change(&mut self, value: &Value, control: SetId, depth: usize) {
        let Some(container) = Container::of(value).filter(|_| depth < DEPTH) else { return };
        let Some(changes) = self.shadows.get(&container).map(|shadow| shadow.changes) else { return };
        let joined = self.sets.union(changes, control);
        if joined == changes || !self.budget.spend(container.len()) {
            return;
        }
        self.shadows.of(&container, Mark::default()).changes = joined;
        for (_, value) in container.entries() {
            self.change(&value, control, depth + 1);
        }
    }

    pub(crate) fn below(&mut self, path: PathId, step: &Step) -> PathId {
        match step {
            Step::Key(key) => self.paths.key(path, key.as_bytes()),
            Step::Item(index) => self.paths.item(path, *index),
        }
    }

    /// The mark of an entry, there or not, whatever the container itself was made of. `None`: nothing is known of it.
    pub(crate) fn slot(&mut self, container: &Container, step: &Step) -> Option<Mark> {
        let shadow = self.shadows.get(container)?;
        let changes = Mark::layers(shadow.changes);
        if let Some(slot) = shadow.slots.get(step) {
            return Some(self.sets.join(*slot, changes));
        }
        let (bases, rest) = (shadow.bases.clone(), shadow.rest);
        let reads: Vec<Read> = bases.into_iter().map(|base| Read::whole(self.below(base, step))).collect();
        let mark = Mark::data(self.sets.of(reads));
        let mark = self.sets.join(mark, rest);
        Some(self.sets.join(mark, changes))
    }

    /// The mark of an entry of a value with a mark.
    pub(crate) fn entry(&mut self, container: &Container, step: &Step, owner: Mark) -> Mark {
        let Some(slot) = self.slot(container, step) else { return owner };
        let Some(shadow) = self.shadows.get(container) else { return owner };
        let is_base = |read: &Read| shadow.bases.contains(&read.path());
        let known = !shadow.bases.is_empty() || shadow.slots.contains_key(step);
        if !known {
            return self.sets.join(slot, owner);
        }
        let reads = self.sets.get(owner.data);
        let others = self.sets.of(reads.iter().filter(|read| !is_base(read)).copied());
        let control = self.sets.union(owner.control, others);
        self.sets.join(slot, Mark { data: 0, control, layers: owner.layers })
    }

    /// The mark of a key of nothing: of what could be set there.
    pub(crate) fn below_nothing(&mut self, step: &Step, owner: Mark) -> Mark {
        let reads = self.sets.get(owner.data);
        let below: Vec<Read> = reads.iter().map(|read| Read::whole(self.below(read.path(), step))).collect();
        Mark { data: self.sets.of(below), ..owner }
    }

    /// What a value's truth, length and keys depend on.
    pub(crate) fn shallow(&mut self, value: &Value, mark: Mark) -> Mark {
        let reads = self.sets.get(mark.data);
        if value.is_nil() {
            let keys = self.sets.of(reads.iter().map(|read| Read::keys(read.path())));
            return Mark { data: keys, ..mark };
        }
        let Some(shadow) = Container::of(value).and_then(|c| self.shadows.get(&c)) else { return mark };
        let is_base = |read: &Read| shadow.bases.contains(&read.path());
        let others = reads.iter().filter(|read| !is_base(read)).copied();
        let reads: Vec<Read> = shadow.bases.iter().map(|base| Read::keys(*base)).chain(others).collect();
        let (changes, slots, rest) = (shadow.changes, shadow.slots.clone(), shadow.rest);
        let own = Mark { data: self.sets.of(reads), ..mark };
        let own = self.sets.join(own, rest);
        let mut mark = self.sets.join(own, Mark::layers(changes));
        let known = self.budget.spend(slots.len());
        for slot in slots.into_values().filter(|_| known) {
            // A key that is there because of something else than its own value.
            mark = self.sets.join(mark, Mark { data: 0, ..slot });
        }
        mark
    }

    /// What a value with all that is in it depends on.
    pub(crate) fn deep(&mut self, value: &Value, mark: Mark) -> Mark {
        self.deep_at(value, mark, &mut BTreeSet::new(), 0)
    }

    fn deep_at(&mut self, value: &Value, mark: Mark, seen: &mut BTreeSet<usize>, depth: usize) -> Mark {
        let Some(container) = Container::of(value).filter(|_| depth < DEPTH) else { return mark };
        let Some(shadow) = self.shadows.get(&container) else { return mark };
        if !seen.insert(container.identity()) || !self.budget.spend(container.len()) {
            return mark;
        }
        let bases = shadow.bases.clone();
        let layers = Mark::layers(shadow.changes);
        let whole = Mark::data(self.sets.of(bases.iter().map(|base| Read::whole(*base))));
        let own = self.sets.join(whole, layers);
        let mut mark = self.sets.join(mark, own);
        for (step, value) in container.entries() {
            let slot = self.slot(&container, &step).unwrap_or_default();
            let slot = self.deep_at(&value, slot, seen, depth + 1);
            let beyond = self.beyond(slot.data, &bases);
            mark = self.sets.join(mark, Mark { data: beyond, ..slot });
        }
        mark
    }

    /// What of a set is not below any of these paths.
    fn beyond(&mut self, set: SetId, bases: &[PathId]) -> SetId {
        let reads = self.sets.get(set);
        let within = |read: &&Read| !self.paths.is_within(read.path(), bases);
        let others: Vec<Read> = reads.iter().filter(within).copied().collect();
        if others.len() == reads.len() { set } else { self.sets.of(others) }
    }

    /// A copy of a container stands where the container stands; `copy` has the same entries or fewer.
    pub(crate) fn copied(&mut self, from: &Value, to: &Value, depth: usize) {
        let (Some(from), Some(to)) = (Container::of(from), Container::of(to)) else { return };
        if depth > DEPTH || from.identity() == to.identity() || !self.budget.spend(to.len()) {
            return;
        }
        let Some(shadow) = self.shadows.get(&from) else { return };
        self.shadows.put(Shadow { container: to.clone(), ..shadow.clone() });
        for (step, copy) in to.entries() {
            if let Some(original) = from.get(&step) {
                self.copied(&original, &copy, depth + 1);
            }
        }
    }

    /// A container made by the template, from entries with marks.
    pub(crate) fn made(&mut self, value: &Value, slots: impl IntoIterator<Item = (Step, Mark)>) {
        if let Some(container) = Container::of(value) {
            let slots = slots.into_iter().collect();
            self.shadows.put(Shadow { slots, ..Shadow::new(container) });
        }
    }
}
