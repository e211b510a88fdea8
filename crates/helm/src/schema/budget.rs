//! What holding values against schemas may cost: one budget for all charts of a render.

use super::failure::TOO_MUCH;
use std::cell::Cell;

/// What one check of a chart's values may do.
pub(super) struct Budget {
    /// Work that is left, about in nanoseconds.
    left: Cell<usize>,
}

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self { left: Cell::new(work) }
    }

    /// What may still be done.
    pub(super) fn left(&self) -> usize {
        self.left.get()
    }

    /// Accounts for work before it is done; the error when there is too much. Nothing is left then.
    pub(super) fn spend(&self, amount: usize) -> Result<(), String> {
        let left = self.left.get().checked_sub(amount);
        self.left.set(left.unwrap_or(0));
        left.map(drop).ok_or_else(|| TOO_MUCH.to_owned())
    }
}
