//! How much a trace may cost: charts and values can be made to have far more to know than to print.

/// Pieces of text, entries of maps and members of sets that are looked at or kept. `cargo xtask perturb` fails when one
/// of Istio's charts needs more.
const MOST: usize = 8_000_000;

/// What is left.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST)
    }
}

impl Budget {
    /// Whether so much can still be spent; once it can't, nothing can.
    pub(crate) fn spend(&mut self, amount: usize) -> bool {
        self.0 = self.0.saturating_sub(amount);
        self.0 > 0
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}
