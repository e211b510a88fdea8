//! Go's `time.ParseDuration`.

use periplus_value::time_quote as quote;
use std::fmt;

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// No number where one belongs, or out of range.
    Invalid {
        /// The text.
        text: String,
    },
    /// A number without a unit.
    MissingUnit {
        /// The text.
        text: String,
    },
    /// A unit that isn't one.
    UnknownUnit {
        /// The unit.
        unit: String,
        /// The text.
        text: String,
    },
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { text } => write!(f, "time: invalid duration {}", quote(text.as_bytes())),
            Self::MissingUnit { text } => {
                write!(f, "time: missing unit in duration {}", quote(text.as_bytes()))
            }
            Self::UnknownUnit { unit, text } => {
                write!(
                    f,
                    "time: unknown unit {} in duration {}",
                    quote(unit.as_bytes()),
                    quote(text.as_bytes())
                )
            }
        }
    }
}

/// Nanoseconds per unit.
const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Nanoseconds of a text like `1h15m30.5s`.
pub fn parse(text: &str) -> Result<i64, DurationError> {
    let invalid = || DurationError::Invalid { text: text.to_owned() };
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let (amount, after) = term(rest, text).ok_or_else(invalid)??;
        total += amount;
        rest = after;
        if total > i128::from(i64::MAX) + i128::from(negative) {
            return Err(invalid());
        }
    }
    i64::try_from(if negative { -total } else { total }).map_err(|_| invalid())
}

type Term<'a> = Result<(i128, &'a str), DurationError>;

/// One number and its unit, in nanoseconds; `None`: there is no number, or it is too large.
fn term<'a>(rest: &'a str, text: &str) -> Option<Term<'a>> {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map(|after| &after[..digits(after)]);
    if whole == 0 && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let number = if whole == 0 { 0 } else { rest[..whole].parse::<u64>().ok()? };
    let after = &rest[whole + fraction.map_or(0, |f| f.len() + 1)..];
    let unit = &after[..after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len())];
    if unit.is_empty() {
        return Some(Err(DurationError::MissingUnit { text: text.to_owned() }));
    }
    let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Some(Err(DurationError::UnknownUnit { unit: unit.to_owned(), text: text.to_owned() }));
    };
    let part = fraction.map_or(0.0, |f| format!("0.{f}").parse::<f64>().unwrap_or(0.0));
    let nanoseconds = i128::from(number) * i128::from(*size) + (part * *size as f64) as i128;
    Some(Ok((nanoseconds, &after[unit.len()..])))
}

/// Go's text of a duration (`Duration.String`).
pub(crate) fn text(nanoseconds: i64) -> String {
    let size = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let decimal = |amount: u64, unit: u64, name: &str| {
        let fraction = format!("{:0width$}", amount % unit, width = unit.ilog10() as usize);
        let fraction = fraction.trim_end_matches('0');
        let dot = if fraction.is_empty() || unit == 1 { "" } else { "." };
        let fraction = if unit == 1 { "" } else { fraction };
        format!("{}{dot}{fraction}{name}", amount / unit)
    };
    match size {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{size}ns"),
        1_000..1_000_000 => format!("{sign}{}", decimal(size, 1_000, "µs")),
        1_000_000..1_000_000_000 => format!("{sign}{}", decimal(size, 1_000_000, "ms")),
        _ => {
            let (minutes, rest) = (size / 60_000_000_000, size % 60_000_000_000);
            let seconds = decimal(rest, 1_000_000_000, "s");
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, minutes) => format!("{sign}{minutes}m{seconds}"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}
