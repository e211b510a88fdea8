//! Chance for tests, the same in every run.

/// Numbers that look random (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// One of so many numbers from 0; 0 of none.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}
