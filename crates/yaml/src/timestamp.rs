//! The four forms of date and time that YAML knows (go-yaml v2 `parseTimestamp`, read as Go's `time.Parse` does).

/// Whether a text is a date, alone or with a time.
pub(crate) fn is_timestamp(text: &[u8]) -> bool {
    if text.len() < 8 || text[4] != b'-' || !text[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    date_only(text) || date_time(text).is_some()
}

fn date_only(text: &[u8]) -> bool {
    date(text).is_some_and(<[u8]>::is_empty)
}

fn date_time(text: &[u8]) -> Option<()> {
    match date(text)? {
        [b'T' | b't', rest @ ..] => zone(time(rest)?),
        [b' ', rest @ ..] => time(rest.trim_ascii_start_spaces())?.is_empty().then_some(()),
        _ => None,
    }
}

trait Spaces {
    fn trim_ascii_start_spaces(&self) -> &Self;
}

impl Spaces for [u8] {
    fn trim_ascii_start_spaces(&self) -> &[u8] {
        let spaces = self.iter().take_while(|b| **b == b' ').count();
        &self[spaces..]
    }
}

/// `2006-1-2`, a day that the month has; what follows it.
fn date(text: &[u8]) -> Option<&[u8]> {
    let year = text[..4].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    let (month, rest) = number(text.get(5..)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// `15:4:5.999999999`; what follows it.
fn time(text: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = number(text, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = number(rest.strip_prefix(b":")?, 2)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    match rest {
        [b'.' | b',', b'0'..=b'9', ..] => {
            let places = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
            Some(&rest[1 + places..])
        }
        _ => Some(rest),
    }
}

/// `Z` or `+07:00`, and nothing behind.
fn zone(text: &[u8]) -> Option<()> {
    match text {
        b"Z" => Some(()),
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let two = |a: &u8, b: &u8| {
                (a.is_ascii_digit() && b.is_ascii_digit()).then(|| (a - b'0') * 10 + (b - b'0'))
            };
            (two(h1, h2)? <= 24 && two(m1, m2)? <= 60).then_some(())
        }
        _ => None,
    }
}

/// One or two digits; what follows them.
fn number(text: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let digits = text.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
    let value = text[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    (digits > 0).then(|| (value, &text[digits..]))
}
