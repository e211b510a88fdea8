//! The real clock and random bytes.

use periplus_helm::{Host, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine this runs on.
pub(crate) struct Machine;

impl Host for Machine {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp { seconds: since.as_secs() as i64, nanos: since.subsec_nanos() }
    }

    fn random(&self, buffer: &mut [u8]) {
        // A machine without a random source must not make keys.
        getrandom::fill(buffer).expect("the system gives random bytes");
    }
}
