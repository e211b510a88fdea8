//! How `merge` and its like mix what two maps are made of. All is read off the maps after the call.

use super::paths::ROOT;
use super::recorder::Recorder;
use super::sets::{Mark, Read};
use super::shadow::{Container, Step};
use periplus_value::{Map, Value};

const DEPTH: usize = 100;

/// A map and the mark of the value it is.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) map: Map,
    pub(crate) mark: Mark,
}

/// How maps are merged.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// The source wins.
    pub(crate) overwrite: bool,
    /// What decided that they are merged.
    pub(crate) control: Mark,
}

impl Recorder {
    /// `source` was merged into `target`.
    pub(crate) fn merged(&mut self, target: &Side, source: &Side, manner: Manner) {
        self.hide_layer(target, source);
        self.merged_at(target, source, manner, 0);
    }

    /// What is merged into a map that stands below it goes over defaults that charts keep under a key of their own.
    fn hide_layer(&mut self, target: &Side, source: &Side) {
        let bases = |side: &Side| {
            self.shadows.get(&Container::Map(side.map.clone())).map_or(Vec::new(), |s| s.bases.clone())
        };
        // The first is where the target itself stands.
        let own = bases(target).first().copied().filter(|path| *path != ROOT);
        if let Some(path) = own.filter(|path| bases(source).contains(&self.paths.parent(*path))) {
            self.paths.hide(path);
        }
    }

    fn merged_at(&mut self, target: &Side, source: &Side, manner: Manner, depth: usize) {
        let size = target.map.len() + source.map.len();
        if depth > DEPTH || target.map.same(&source.map) || !self.budget.spend(size) {
            return;
        }
        let (into, from) = (Container::Map(target.map.clone()), Container::Map(source.map.clone()));
        self.shadows.of(&into, target.mark);
        for (key, new) in source.map.entries() {
            let step = Step::Key(key);
            let new_mark = self.entry(&from, &step, source.mark);
            match (into.get(&step), new) {
                (Some(Value::Map(now)), Value::Map(new)) if !now.same(&new) => {
                    let old_mark = self.slot(&into, &step).unwrap_or_default();
                    let beside = self.beside(&new, new_mark);
                    self.add_to_slot(&into, step, beside);
                    let (now, new) = (Side { map: now, mark: old_mark }, Side { map: new, mark: new_mark });
                    self.merged_at(&now, &new, manner, depth + 1);
                }
                (Some(now), new) => self.replaced(&into, step, (&now, &new), new_mark, manner),
                (None, _) => {}
            }
        }
        self.left_alone(target, source, manner);
    }

    /// What a map that was merged into another adds to that one's mark.
    fn beside(&mut self, new: &Map, mark: Mark) -> Mark {
        let is_known = self.shadows.get(&Container::Map(new.clone())).is_some();
        if is_known { mark } else { Mark::layers(self.sets.all(mark)) }
    }

    fn replaced(
        &mut self,
        into: &Container,
        step: Step,
        (now, new): (&Value, &Value),
        new_mark: Mark,
        manner: Manner,
    ) {
        let new_mark = self.sets.join(new_mark, manner.control);
        if manner.overwrite {
            self.set_slot(into, step, new_mark);
        } else if now.deep_equal(new) {
            self.add_to_slot(into, step, new_mark);
        }
    }

    /// The entries that only the target has: the source could have had them.
    fn left_alone(&mut self, target: &Side, source: &Side, manner: Manner) {
        let (into, from) = (Container::Map(target.map.clone()), Container::Map(source.map.clone()));
        let (bases, changes) = match self.shadows.get(&from) {
            Some(shadow) => {
                let (bases, changes, rest) = (shadow.bases.clone(), shadow.changes, shadow.rest);
                let rest = self.sets.all(rest);
                (bases, self.sets.union(changes, rest))
            }
            None => (Vec::new(), self.sets.all(source.mark)),
        };
        let control = self.sets.all(manner.control);
        let layers = self.sets.union(control, changes);
        self.changed(&Value::Map(target.map.clone()), layers);
        for (step, value) in into.entries() {
            let slot = self.slot(&into, &step).unwrap_or_default();
            let settled = !manner.overwrite && value.truth();
            if settled || from.get(&step).is_some() {
                self.set_slot(&into, step, slot);
                continue;
            }
            for base in &bases {
                let path = self.below(*base, &step);
                let read = Mark::data(self.sets.of([Read::whole(path)]));
                self.add_to_slot(&into, step.clone(), read);
                self.stand_at(&value, path, slot);
            }
        }
        let into = self.shadows.of(&into, target.mark);
        let new = bases.into_iter().filter(|base| !into.bases.contains(base)).collect::<Vec<_>>();
        into.bases.extend(new);
    }
}
