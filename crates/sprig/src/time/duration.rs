//! Go's `time.Duration`: nanoseconds, their text and how they are read.

use periplus_value::time_quote;

/// Nanoseconds of a millisecond.
pub(crate) const MILLISECOND: i64 = 1_000_000;
/// Nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000 * MILLISECOND;
/// Nanoseconds of a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds of an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// `Duration.String()`: `1h2m3.5s`, below a second `1.5ms`, `2µs`, `3ns`.
pub(crate) fn text(nanos: i64) -> String {
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

/// `time.ParseDuration`; the error is Go's text.
pub(crate) fn parse(input: &[u8]) -> Result<i64, String> {
    let quoted = || time_quote(input);
    let invalid = || format!("time: invalid duration {}", quoted());
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
        let (whole, after) = digits(rest).ok_or_else(invalid)?;
        let (fraction, scale, tail) = after.strip_prefix(b".").map_or((0, 1.0, after), fraction_digits);
        if after.len() == rest.len() && tail.len() + 1 >= after.len() {
            return Err(invalid());
        }
        let end = tail.iter().position(|b| *b == b'.' || b.is_ascii_digit()).unwrap_or(tail.len());
        let name = &tail[..end];
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quoted()));
        }
        let unit = unit(name)
            .ok_or_else(|| format!("time: unknown unit {} in duration {}", time_quote(name), quoted()))?;
        let part = (fraction as f64 * (unit as f64 / scale)) as u64;
        let limit = |n: &u64| *n <= 1 << 63;
        let amount = whole.checked_mul(unit).and_then(|n| n.checked_add(part)).filter(limit);
        total = amount.and_then(|n| total.checked_add(n)).filter(limit).ok_or_else(invalid)?;
        rest = &tail[end..];
    }
    match (negative, i64::try_from(total)) {
        (true, _) => Ok((total as i64).wrapping_neg()),
        (false, Ok(total)) => Ok(total),
        (false, Err(_)) => Err(invalid()),
    }
}

/// Leading digits as a number of at most 2^63, and what follows.
fn digits(s: &[u8]) -> Option<(u64, &[u8])> {
    let end = s.iter().position(|b| !b.is_ascii_digit()).unwrap_or(s.len());
    let add = |n: u64, b: &u8| n.checked_mul(10)?.checked_add(u64::from(b - b'0')).filter(|n| *n <= 1 << 63);
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
        match next.filter(|n| !full && *n <= 1 << 63) {
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
pub(crate) fn round(nanos: i64, multiple: i64) -> i64 {
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
