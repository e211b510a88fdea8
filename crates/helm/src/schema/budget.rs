//! What holding values against schemas may cost: one budget for all charts of a render.

use super::failure::TOO_MUCH;
use std::cell::Cell;

/// Work that is left, about in nanoseconds.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self(Cell::new(work))
    }

    /// What may still be done.
    pub(super) fn left(&self) -> usize {
        self.0.get()
    }

    /// Accounts for work before it is done; the error when there is too much.
    pub(super) fn spend(&self, amount: usize) -> Result<(), String> {
        let left = self.0.get().checked_sub(amount).ok_or(TOO_MUCH)?;
        self.0.set(left);
        Ok(())
    }
}
