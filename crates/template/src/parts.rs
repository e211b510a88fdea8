//! Lists that parts of trees lie in, and places in them.

use std::ops::Index;

/// The place of a part in the list of its kind.
pub(crate) type Place = u32;

/// Parts of one kind that lie side by side.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run {
    start: Place,
    end: Place,
}

impl Run {
    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Parts of one kind. Its places and runs are only those that it gave.
#[derive(Debug)]
pub(crate) struct List<T>(Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> List<T> {
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds a part.
    pub(crate) fn push(&mut self, part: T) -> Place {
        self.0.push(part);
        self.0.len() as Place - 1
    }

    /// Adds parts side by side.
    pub(crate) fn add(&mut self, parts: impl IntoIterator<Item = T>) -> Run {
        let start = self.end();
        self.0.extend(parts);
        self.since(start)
    }

    /// Adds a part behind the last ones.
    pub(crate) fn push_to(&mut self, last: &mut Run, part: T) {
        if last.is_empty() {
            last.start = self.end();
        }
        self.0.push(part);
        last.end = self.end();
    }

    /// Where the next part will be.
    pub(crate) fn end(&self) -> Place {
        self.0.len() as Place
    }

    /// The parts from a place on.
    pub(crate) fn since(&self, start: Place) -> Run {
        Run { start, end: self.end() }
    }

    /// Gives back the room for parts that did not come.
    pub(crate) fn end_growth(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl<T> Index<Place> for List<T> {
    type Output = T;

    fn index(&self, place: Place) -> &T {
        &self.0[place as usize]
    }
}

impl<T> Index<Run> for List<T> {
    type Output = [T];

    fn index(&self, run: Run) -> &[T] {
        &self.0[run.start as usize..run.end as usize]
    }
}
