//! What holding values against schemas may cost: one budget for all charts of a render.

use super::failure::TOO_MUCH;
use std::cell::Cell;

/// What one check of a chart's values may do.
pub(super) struct Budget {
    /// Work that is left, about in nanoseconds.
    left: Cell<usize>,
    is_spent: Cell<bool>,
}

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self { left: Cell::new(work), is_spent: Cell::new(false) }
    }

    /// What may still be done.
    pub(super) fn left(&self) -> usize {
        self.left.get()
    }

    /// Whether there was too much to do.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// Accounts for work before it is done; the error when there is too much. Nothing is left then.
    pub(super) fn spend(&self, amount: usize) -> Result<(), String> {
        let left = self.left.get().checked_sub(amount);
        self.left.set(left.unwrap_or(0));
        self.is_spent.set(self.is_spent() || left.is_none());
        left.map(drop).ok_or_else(|| TOO_MUCH.to_owned())
    }
}
