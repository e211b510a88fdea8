//! Whether any value has changed: what was read once can be given out again only if nobody touched it.

use std::cell::Cell;

thread_local! {
    static CHANGES: Cell<u64> = const { Cell::new(0) };
}

/// Counts a change of a map or a list.
pub(crate) fn changed() {
    CHANGES.with(|changes| changes.set(changes.get().wrapping_add(1)));
}

/// How often maps and lists of this thread have changed so far: as long as it stays, each holds what it held.
pub fn changes() -> u64 {
    CHANGES.with(Cell::get)
}
