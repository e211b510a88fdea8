//! The outside world, as far as Sprig's functions ask for it: a clock and random bytes.

/// What the caller supplies instead of a clock and a random source. Same answers, same rendered bytes.
pub trait Host {
    /// The time of day, read by `now`, `ago`, `date` of a non-date and the validity of certificates.
    fn now(&self) -> Timestamp;

    /// Fills the buffer with random bytes, for `randAlphaNum`, `uuidv4`, `shuffle`, keys and salts.
    fn random(&self, buffer: &mut [u8]);
}

/// A moment: seconds since 1970-01-01T00:00:00Z and nanoseconds (below 1e9) on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds since 1970, negative before.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

/// A host that repeats itself: a fixed moment, and random bytes that only depend on the seed and on how many were drawn.
#[derive(Debug)]
pub struct FixedHost {
    now: Timestamp,
    state: std::cell::Cell<u64>,
}

impl FixedHost {
    /// A host whose clock stands still and whose random bytes follow from the seed.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self { now, state: std::cell::Cell::new(seed) }
    }

    /// The next 64 bits of the splitmix64 sequence.
    fn next(&self) -> u64 {
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Host for FixedHost {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn random(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}
