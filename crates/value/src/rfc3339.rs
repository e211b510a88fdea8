//! Times as JSON has them: Go's `time.Parse` with its layout for RFC 3339 (time/format.go).

use crate::time_quote as quote;

/// Go's name for the layout.
const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// What stands before an element, how the layout writes it, its fewest and most digits, its range and what it is.
type Element = (&'static str, &'static str, (usize, usize), (u32, u32), &'static str);

const ELEMENTS: [Element; 6] = [
    ("", "2006", (4, 4), (0, 9999), "year"),
    ("-", "01", (2, 2), (1, 12), "month"),
    ("-", "02", (2, 2), (0, 99), "day"),
    ("T", "15", (1, 2), (0, 23), "hour"),
    (":", "04", (2, 2), (0, 59), "minute"),
    (":", "05", (2, 2), (0, 59), "second"),
];

/// Go's words for a text that is no time.
pub fn fault(text: &str) -> Option<String> {
    read(text).err().map(|reason| format!("parsing time {}{reason}", quote(text.as_bytes())))
}

fn cannot(rest: &str, element: &str) -> String {
    let [layout, rest, element] = [LAYOUT, rest, element].map(|text| quote(text.as_bytes()));
    format!(" as {layout}: cannot parse {rest} as {element}")
}

fn read(text: &str) -> Result<(), String> {
    let mut rest = text;
    let mut found = [0; ELEMENTS.len()];
    for (number, (prefix, element, (fewest, most), (least, largest), what)) in found.iter_mut().zip(ELEMENTS)
    {
        rest = rest.strip_prefix(prefix).ok_or_else(|| cannot(rest, prefix))?;
        let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < fewest {
            return Err(cannot(rest, element));
        }
        *number = rest[..digits].parse().unwrap_or_default();
        if !(least..=largest).contains(number) {
            return Err(format!(": {what} out of range"));
        }
        rest = &rest[digits..];
    }
    rest = zone(fraction(rest))?;
    if !rest.is_empty() {
        return Err(format!(": extra text: {}", quote(rest.as_bytes())));
    }
    let [year, month, day, ..] = found;
    if (1..=days(year, month)).contains(&day) { Ok(()) } else { Err(": day out of range".to_owned()) }
}

/// Skips parts of a second.
fn fraction(rest: &str) -> &str {
    let Some(behind) = rest.strip_prefix(['.', ',']) else { return rest };
    let after = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == behind.len() { rest } else { after }
}

/// Skips `Z` or `+07:00`.
fn zone(rest: &str) -> Result<&str, String> {
    if let Some(after) = rest.strip_prefix('Z') {
        return Ok(after);
    }
    let bytes = rest.as_bytes();
    let number = |at: usize| {
        let digits = bytes.get(at..at + 2).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        Some(u32::from(digits[0] - b'0') * 10 + u32::from(digits[1] - b'0'))
    };
    match (bytes.first(), number(1), bytes.get(3), number(4)) {
        (Some(b'+' | b'-'), Some(hours), Some(b':'), Some(minutes)) => match (hours, minutes) {
            (25.., _) => Err(": time zone offset hour out of range".to_owned()),
            (_, 61..) => Err(": time zone offset minute out of range".to_owned()),
            _ => Ok(&rest[6..]),
        },
        _ => Err(cannot(rest, "Z07:00")),
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
