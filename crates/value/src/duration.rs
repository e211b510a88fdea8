//! Go's `time.Duration`: nanoseconds, their text and how they are read (time/format.go, time/time.go).

use crate::time_quote;
use std::fmt;

/// Nanoseconds of a microsecond.
pub const MICROSECOND: i64 = 1_000;
/// Nanoseconds of a millisecond.
pub const MILLISECOND: i64 = 1_000 * MICROSECOND;
/// Nanoseconds of a second.
pub const SECOND: i64 = 1_000 * MILLISECOND;
/// Nanoseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// What numbers are held against: one more than the largest `int64`.
const LIMIT: u64 = 1 << 63;

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// No number where one belongs, or out of range.
    Invalid {
        /// The text.
        text: Vec<u8>,
    },
    /// A number without a unit.
    MissingUnit {
        /// The text.
        text: Vec<u8>,
    },
    /// A unit that isn't one.
    UnknownUnit {
        /// The unit.
        unit: Vec<u8>,
        /// The text.
        text: Vec<u8>,
    },
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { text } => write!(f, "time: invalid duration {}", time_quote(text)),
            Self::MissingUnit { text } => write!(f, "time: missing unit in duration {}", time_quote(text)),
            Self::UnknownUnit { unit, text } => {
                write!(f, "time: unknown unit {} in duration {}", time_quote(unit), time_quote(text))
            }
        }
    }
}

/// `Duration.String()`: `1h2m3.5s`, below a second `1.5ms`, `2µs`, `3ns`.
pub fn text(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let decimal = |n: u64, unit: u64| {
        let width = unit.ilog10() as usize;
        let text = format!("{}.{:0width$}", n / unit, n % unit);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let body = match size {
        0 => return "0s".to_owned(),
        1..1_000 => format!("{size}ns"),
        1_000..1_000_000 => decimal(size, 1_000) + "µs",
        1_000_000..1_000_000_000 => decimal(size, 1_000_000) + "ms",
        _ => {
            let (minutes, rest) = (size / MINUTE as u64, size % MINUTE as u64);
            let seconds = if rest == 0 { "0".to_owned() } else { decimal(rest, SECOND as u64) };
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{body}")
}

/// `time.ParseDuration`: nanoseconds of a text like `1h15m30.5s`.
pub fn parse(input: &[u8]) -> Result<i64, DurationError> {
    let invalid = || DurationError::Invalid { text: input.to_vec() };
    let (negative, mut rest) = match input {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, input),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0u64;
    while !rest.is_empty() {
        let (amount, after) = term(rest, input)?;
        // Go's sum wraps, too: two terms of 2^63 are none.
        total = total.wrapping_add(amount);
        if total > LIMIT {
            return Err(invalid());
        }
        rest = after;
    }
    match (negative, i64::try_from(total)) {
        (true, _) => Ok(total.cast_signed().wrapping_neg()),
        (false, Ok(total)) => Ok(total),
        (false, Err(_)) => Err(invalid()),
    }
}

/// One number with its unit, in nanoseconds, and what follows.
fn term<'a>(rest: &'a [u8], input: &[u8]) -> Result<(u64, &'a [u8]), DurationError> {
    let text = || input.to_vec();
    let invalid = || DurationError::Invalid { text: text() };
    let (whole, after) = digits(rest).ok_or_else(invalid)?;
    let (fraction, scale, tail) = after.strip_prefix(b".").map_or((0, 1.0, after), fraction_digits);
    if after.len() == rest.len() && tail.len() + 1 >= after.len() {
        return Err(invalid());
    }
    let end = tail.iter().position(|b| *b == b'.' || b.is_ascii_digit()).unwrap_or(tail.len());
    let (name, after) = tail.split_at(end);
    if name.is_empty() {
        return Err(DurationError::MissingUnit { text: text() });
    }
    let unit = unit(name).ok_or_else(|| DurationError::UnknownUnit { unit: name.to_vec(), text: text() })?;
    let part = (fraction as f64 * (unit as f64 / scale)) as u64;
    let amount = whole.checked_mul(unit).and_then(|n| n.checked_add(part)).filter(|n| *n <= LIMIT);
    Ok((amount.ok_or_else(invalid)?, after))
}

/// Leading digits as a number of at most 2^63, and what follows.
fn digits(s: &[u8]) -> Option<(u64, &[u8])> {
    let end = s.iter().position(|b| !b.is_ascii_digit()).unwrap_or(s.len());
    let add = |n: u64, b: &u8| n.checked_mul(10)?.checked_add(u64::from(b - b'0')).filter(|n| *n <= LIMIT);
    if end == 0 && s.first() != Some(&b'.') {
        return None;
    }
    Some((s[..end].iter().try_fold(0, add)?, &s[end..]))
}

/// Digits after a point: a number, what to divide it by, and what follows; digits beyond 63 bits don't count.
fn fraction_digits(s: &[u8]) -> (u64, f64, &[u8]) {
    let end = s.iter().position(|b| !b.is_ascii_digit()).unwrap_or(s.len());
    let (mut number, mut scale, mut full) = (0u64, 1.0, false);
    for digit in &s[..end] {
        let next = number.checked_mul(10).and_then(|n| n.checked_add(u64::from(digit - b'0')));
        match next.filter(|n| !full && *n <= LIMIT) {
            Some(next) => (number, scale) = (next, scale * 10.0),
            None => full = true,
        }
    }
    (number, scale, &s[end..])
}

fn unit(name: &[u8]) -> Option<u64> {
    let nanos = match name {
        b"ns" => 1,
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
        b"ms" => MILLISECOND,
        b"s" => SECOND,
        b"m" => MINUTE,
        b"h" => HOUR,
        _ => return None,
    };
    Some(nanos as u64)
}

/// `Duration.Round`: to a multiple, halves away from zero; unchanged if that overflows.
pub fn round(nanos: i64, multiple: i64) -> i64 {
    if multiple <= 0 {
        return nanos;
    }
    let rest = nanos % multiple;
    let truncated = nanos - rest;
    match rest.unsigned_abs() * 2 >= multiple.unsigned_abs() {
        false => truncated,
        true if nanos < 0 => truncated.saturating_sub(multiple),
        true => truncated.saturating_add(multiple),
    }
}

/// `Duration.Truncate`: to a multiple, toward zero.
pub fn truncate(nanos: i64, multiple: i64) -> i64 {
    if multiple <= 0 { nanos } else { nanos - nanos % multiple }
}
