//! Go's package time, as far as templates reach it: a moment in a zone, its text, and its methods.

mod calendar;
mod format;
mod layout;
mod methods;
mod named;
mod parse;
mod zone;

pub(crate) use named::Named;
pub(crate) use parse::parse;
use periplus_value::{Kind, Type, Value, duration};
use std::rc::Rc;
pub(crate) use zone::Zone;

/// `time.Time`
pub(crate) const TIME: Type = Type::Named("time.Time", Kind::Struct);

/// What `String()` formats by; the reading of the monotonic clock that Go adds to `now` is left out.
const STRING_LAYOUT: &[u8] = b"2006-01-02 15:04:05.999999999 -0700 MST";

/// Seconds from the year 1, where Go's zero time is, to 1970.
const ZERO_SECONDS: i64 = -62_135_596_800;

/// A moment, as seconds since 1970 and nanoseconds, in a zone.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    pub(crate) seconds: i64,
    pub(crate) nanos: u32,
    pub(crate) zone: Rc<Zone>,
}

impl Time {
    /// `time.Unix(seconds, nanos)` in UTC.
    pub(crate) fn unix(seconds: i64, nanos: u32) -> Self {
        Self { seconds, nanos, zone: Zone::utc() }
    }

    /// `time.Time{}`: the first of January of the year 1.
    pub(crate) fn zero() -> Self {
        Self::unix(ZERO_SECONDS, 0)
    }

    /// The time that a value is.
    pub(crate) fn of(value: &Value) -> Option<&Self> {
        let Value::Object(object) = value else { return None };
        object.as_any().downcast_ref()
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(Rc::new(self))
    }

    /// The same moment in another zone.
    pub(crate) fn in_zone(&self, zone: Rc<Zone>) -> Self {
        Self { zone, ..*self }
    }

    /// Later by so many nanoseconds.
    pub(crate) fn add(&self, nanos: i64) -> Self {
        let sum = i64::from(self.nanos) + nanos % duration::SECOND;
        let seconds = self.seconds.wrapping_add(nanos / duration::SECOND);
        let seconds = seconds.wrapping_add(sum.div_euclid(duration::SECOND));
        Self { seconds, nanos: sum.rem_euclid(duration::SECOND) as u32, zone: Rc::clone(&self.zone) }
    }

    /// Nanoseconds from another moment to this one, as far as a duration reaches.
    pub(crate) fn since(&self, other: &Self) -> i64 {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let nanos = seconds * i128::from(duration::SECOND) + i128::from(self.nanos) - i128::from(other.nanos);
        nanos.clamp(i64::MIN.into(), i64::MAX.into()) as i64
    }

    /// Local day since 1970, and seconds since its midnight.
    fn local(&self) -> (i64, i64) {
        let local = self.seconds.saturating_add(self.zone.at(self.seconds).seconds);
        (local.div_euclid(calendar::DAY_SECONDS), local.rem_euclid(calendar::DAY_SECONDS))
    }
}
