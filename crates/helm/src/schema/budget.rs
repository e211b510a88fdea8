//! What holding values against schemas may cost: one budget for all charts of a render.

use super::failure::TOO_MUCH;
use std::cell::Cell;

/// What one check of a chart's values may do, and what is told of it beside its words.
pub(super) struct Budget {
    /// Work that is left, about in nanoseconds.
    left: Cell<usize>,
    /// Whether a schema was refused because it is on the network.
    pub(super) elsewhere: Cell<bool>,
}

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self { left: Cell::new(work), elsewhere: Cell::new(false) }
    }

    /// What may still be done.
    pub(super) fn left(&self) -> usize {
        self.left.get()
    }

    /// Accounts for work before it is done; the error when there is too much.
    pub(super) fn spend(&self, amount: usize) -> Result<(), String> {
        let left = self.left.get().checked_sub(amount).ok_or(TOO_MUCH)?;
        self.left.set(left);
        Ok(())
    }
}
