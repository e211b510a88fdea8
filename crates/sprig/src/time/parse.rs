//! Reading times by a layout (`time.Parse`, `time.ParseInLocation` with UTC as the location).

use super::Time;
use super::calendar::{DAY_SECONDS, Date, days_in, days_of, is_leap, year_day};
use super::layout::{Fill, OffsetSize, Part, next_chunk};
use super::named::{DAYS, MONTHS};
use super::zone::Zone;
use periplus_value::time_quote as quote;

/// Why one element of a layout doesn't fit.
enum Fault {
    /// The value doesn't look like it.
    Bad,
    /// The value looks like it, but this is out of range; what follows the value.
    Range(&'static str),
}

type Parsed<'a, T> = Result<(T, &'a [u8]), Fault>;

/// What has been read so far.
#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    /// `Some(true)`: PM
    afternoon: Option<bool>,
    utc: bool,
    offset: Option<i64>,
    zone: Vec<u8>,
}

/// Reads a value by a layout; the error is Go's text.
pub(crate) fn parse(layout: &[u8], value: &[u8]) -> Result<Time, String> {
    let range = |what: &str| format!("parsing time {}: {what}", quote(value));
    let cannot = |found: &[u8], wanted: &[u8]| {
        let (value, layout) = (quote(value), quote(layout));
        format!("parsing time {value} as {layout}: cannot parse {} as {}", quote(found), quote(wanted))
    };
    let (mut fields, mut rest, mut pattern) = (Fields::default(), value, layout);
    loop {
        let chunk = next_chunk(pattern);
        rest = skip(rest, chunk.prefix).map_err(|found| cannot(found, chunk.prefix))?;
        let Some((part, text)) = chunk.part else { break };
        rest = match fields.read(part, rest, chunk.rest) {
            Ok(rest) => rest,
            Err(Fault::Bad) => return Err(cannot(rest, text)),
            Err(Fault::Range(what)) => return Err(range(&format!("{what} out of range"))),
        };
        pattern = chunk.rest;
    }
    if !rest.is_empty() {
        return Err(range(&format!("extra text: {}", quote(rest))));
    }
    fields.finish().map_err(range)
}

/// What follows the literal text; a run of spaces in it fits any run of spaces. The error is what didn't fit.
fn skip<'a>(mut value: &'a [u8], mut prefix: &[u8]) -> Result<&'a [u8], &'a [u8]> {
    while let [first, after @ ..] = prefix {
        if *first == b' ' {
            if value.first().is_some_and(|b| *b != b' ') {
                return Err(value);
            }
            prefix = trim_spaces(prefix);
            value = trim_spaces(value);
        } else if value.first() == Some(first) {
            (prefix, value) = (after, &value[1..]);
        } else {
            return Err(value);
        }
    }
    Ok(value)
}

fn trim_spaces(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| **b == b' ').count()..]
}

fn is_digit(value: &[u8], at: usize) -> bool {
    value.get(at).is_some_and(u8::is_ascii_digit)
}

fn decimal(digits: &[u8]) -> Option<i64> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    all.then(|| digits.iter().take(18).fold(0, |n, d| n * 10 + i64::from(d - b'0')))
}

/// One or two digits, or exactly two.
fn number(value: &[u8], fixed: bool) -> Parsed<'_, i64> {
    let length = match (is_digit(value, 0), is_digit(value, 1)) {
        (true, true) => 2,
        (true, false) if !fixed => 1,
        _ => return Err(Fault::Bad),
    };
    let (digits, rest) = value.split_at(length);
    Ok((decimal(digits).ok_or(Fault::Bad)?, rest))
}

fn ranged<'a>(
    parsed: Parsed<'a, i64>,
    range: std::ops::RangeInclusive<i64>,
    what: &'static str,
) -> Parsed<'a, i64> {
    let (n, rest) = parsed?;
    if range.contains(&n) { Ok((n, rest)) } else { Err(Fault::Range(what)) }
}

/// The number of a name, its case ignored, whole or its first three letters.
fn name<'a>(value: &'a [u8], names: &[&str], long: bool) -> Parsed<'a, i64> {
    for (n, name) in names.iter().enumerate() {
        let name = if long { name.as_bytes() } else { &name.as_bytes()[..3] };
        if let Some((head, rest)) = value.split_at_checked(name.len())
            && head.eq_ignore_ascii_case(name)
        {
            return Ok((n as i64, rest));
        }
    }
    Err(Fault::Bad)
}

/// A separator and `digits` digits as nanoseconds; digits beyond nine are dropped.
fn fraction(value: &[u8], digits: usize) -> Parsed<'_, u32> {
    let (text, rest) = value.split_at_checked(1 + digits).ok_or(Fault::Bad)?;
    if !matches!(text[0], b'.' | b',') {
        return Err(Fault::Bad);
    }
    let kept = &text[1..=digits.min(9)];
    let n = decimal(kept).ok_or(Fault::Bad)?;
    Ok((n as u32 * 10u32.pow(9 - kept.len() as u32), rest))
}

fn fraction_digits(value: &[u8]) -> usize {
    let starts = matches!(value.first(), Some(b'.' | b','));
    if starts { value[1..].iter().take_while(|b| b.is_ascii_digit()).count() } else { 0 }
}

impl Fields {
    /// Reads one element; what follows it.
    fn read<'a>(&mut self, part: Part, value: &'a [u8], layout: &[u8]) -> Result<&'a [u8], Fault> {
        let rest;
        match part {
            Part::Month { long } => {
                let (month, after) = name(value, &MONTHS, long)?;
                (self.month, rest) = (Some(month + 1), after);
            }
            Part::MonthNumber { zero } => {
                let (month, after) = ranged(number(value, zero), 1..=12, "month")?;
                (self.month, rest) = (Some(month), after);
            }
            Part::Weekday { long } => rest = name(value, &DAYS, long)?.1,
            Part::Day(fill) => {
                let value =
                    if fill == Fill::Space { value.strip_prefix(b" ").unwrap_or(value) } else { value };
                let (day, after) = number(value, fill == Fill::Zero)?;
                (self.day, rest) = (Some(day), after);
            }
            Part::YearDay(fill) => rest = self.read_year_day(value, fill)?,
            Part::Year { long } => rest = self.read_year(value, long)?,
            Part::Hour => (self.hour, rest) = ranged(number(value, false), 0..=23, "hour")?,
            Part::Hour12 { zero } => (self.hour, rest) = ranged(number(value, zero), 0..=12, "hour")?,
            Part::Minute { zero } => (self.minute, rest) = ranged(number(value, zero), 0..=59, "minute")?,
            Part::Second { zero } => {
                let (second, after) = ranged(number(value, zero), 0..=59, "second")?;
                self.second = second;
                rest = self.read_unasked_fraction(after, layout)?;
            }
            Part::HalfDay { upper } => {
                let (half, after) = value.split_at_checked(2).ok_or(Fault::Bad)?;
                self.afternoon = Some(match (half, upper) {
                    (b"PM", true) | (b"pm", false) => true,
                    (b"AM", true) | (b"am", false) => false,
                    _ => return Err(Fault::Bad),
                });
                rest = after;
            }
            Part::Offset { z, colon, size } => rest = self.read_offset(value, z, colon, size)?,
            Part::ZoneName => rest = self.read_zone(value)?,
            Part::Fraction { digits, exact: true, .. } => (self.nanos, rest) = fraction(value, digits)?,
            Part::Fraction { .. } => match fraction_digits(value) {
                0 => rest = value,
                digits => (self.nanos, rest) = fraction(value, digits)?,
            },
        }
        Ok(rest)
    }

    /// Seconds may have a fraction that the layout doesn't mention.
    fn read_unasked_fraction<'a>(&mut self, value: &'a [u8], layout: &[u8]) -> Result<&'a [u8], Fault> {
        let asked = matches!(next_chunk(layout).part, Some((Part::Fraction { .. }, _)));
        match fraction_digits(value) {
            digits @ 1.. if !asked => {
                let rest;
                (self.nanos, rest) = fraction(value, digits)?;
                Ok(rest)
            }
            _ => Ok(value),
        }
    }

    fn read_year<'a>(&mut self, value: &'a [u8], long: bool) -> Result<&'a [u8], Fault> {
        let (digits, rest) = value.split_at_checked(if long { 4 } else { 2 }).ok_or(Fault::Bad)?;
        let (sign, plain) = match digits {
            [b'-', plain @ ..] => (-1, plain),
            [b'+', plain @ ..] => (1, plain),
            plain => (1, plain),
        };
        let year = sign * decimal(plain).filter(|_| !long || is_digit(value, 0)).ok_or(Fault::Bad)?;
        self.year = match (long, year) {
            (true, year) => year,
            (false, 69..) => year + 1900,
            (false, _) => year + 2000,
        };
        Ok(rest)
    }

    fn read_year_day<'a>(&mut self, mut value: &'a [u8], fill: Fill) -> Result<&'a [u8], Fault> {
        if fill == Fill::Space {
            let spaces = trim_spaces(value.get(..2).unwrap_or(value));
            value = &value[value.len().min(2) - spaces.len()..];
        }
        let length = value.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = value.split_at(length);
        self.year_day =
            Some(decimal(digits).filter(|_| fill != Fill::Zero || length == 3).ok_or(Fault::Bad)?);
        Ok(rest)
    }

    fn read_offset<'a>(
        &mut self,
        value: &'a [u8],
        z: bool,
        colon: bool,
        size: OffsetSize,
    ) -> Result<&'a [u8], Fault> {
        if let Some(rest) = value.strip_prefix(b"Z").filter(|_| z) {
            self.utc = true;
            return Ok(rest);
        }
        let fields = match size {
            OffsetSize::Hours => 1,
            OffsetSize::Minutes => 2,
            OffsetSize::Seconds => 3,
        };
        let stride = if colon { 3 } else { 2 };
        let (text, rest) = value.split_at_checked(1 + 2 + stride * (fields - 1)).ok_or(Fault::Bad)?;
        let colons = || (1..fields).all(|n| text[stride * n] == b':');
        if colon && !colons() {
            return Err(Fault::Bad);
        }
        let field = |n: usize| {
            if n < fields { number(&text[1 + stride * n..3 + stride * n], true).map(|f| f.0) } else { Ok(0) }
        };
        // Behind what can't be read all is zero, and it is told only where nothing is out of range.
        let read: Vec<i64> = (0..3).map_while(|n| field(n).ok()).collect();
        let at = |n: usize| read.get(n).copied().unwrap_or(0);
        let (hours, minutes, seconds) = (at(0), at(1), at(2));
        let limits = [
            (hours, 24, "time zone offset hour"),
            (minutes, 60, "time zone offset minute"),
            (seconds, 60, "time zone offset second"),
        ];
        // The last one out of range is the one reported.
        if let Some((_, _, what)) = limits.iter().rfind(|(n, limit, _)| n > limit) {
            return Err(Fault::Range(what));
        }
        if read.len() < 3 {
            return Err(Fault::Bad);
        }
        let total = (hours * 60 + minutes) * 60 + seconds;
        self.offset = Some(match text[0] {
            b'+' => total,
            b'-' => -total,
            _ => return Err(Fault::Bad),
        });
        Ok(rest)
    }

    fn read_zone<'a>(&mut self, value: &'a [u8]) -> Result<&'a [u8], Fault> {
        if let Some(rest) = value.strip_prefix(b"UTC") {
            self.utc = true;
            return Ok(rest);
        }
        let (zone, rest) = value.split_at_checked(zone_length(value).ok_or(Fault::Bad)?).ok_or(Fault::Bad)?;
        self.zone = zone.to_vec();
        Ok(rest)
    }

    /// The date, from day and month or from the day of the year.
    fn date(&self) -> Result<Date, &'static str> {
        let year = self.year;
        let Some(wanted) = self.year_day else {
            let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
            let valid = (1..=days_in(year, month)).contains(&day);
            return if valid { Ok(Date { year, month, day }) } else { Err("day out of range") };
        };
        if wanted < 1 || wanted > 365 + i64::from(is_leap(year)) {
            return Err("day-of-year out of range");
        }
        let in_month = |month: &i64| {
            let first = year_day(Date { year, month: *month, day: 1 });
            (first..first + days_in(year, *month)).contains(&wanted)
        };
        let month = (1..=12).find(in_month).unwrap_or(12);
        let day = wanted - year_day(Date { year, month, day: 1 }) + 1;
        if self.month.is_some_and(|m| m != month) {
            return Err("day-of-year does not match month");
        }
        if self.day.is_some_and(|d| d != day) {
            return Err("day-of-year does not match day");
        }
        Ok(Date { year, month, day })
    }

    fn finish(self) -> Result<Time, &'static str> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let clock = (hour * 60 + self.minute) * 60 + self.second;
        let seconds = days_of(self.date()?) * DAY_SECONDS + clock;
        let utc = Time { seconds, nanos: self.nanos, zone: Zone::utc() };
        let zone = self.zone.as_slice().into();
        Ok(match self.offset {
            _ if self.utc => utc,
            Some(0) if self.zone.is_empty() => utc,
            Some(offset) => Time { seconds: seconds - offset, zone: Zone::fixed(&zone, offset), ..utc },
            None if self.zone.is_empty() => utc,
            None => {
                let hours = self.zone.strip_prefix(b"GMT").and_then(signed).unwrap_or(0);
                Time { zone: Zone::fixed(&zone, hours * 3600), ..utc }
            }
        })
    }
}

fn signed(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    decimal(digits).map(|n| if *sign == b'-' { -n } else { n })
}

/// How much of a value looks like a zone's abbreviation (`parseTimeZone`).
fn zone_length(value: &[u8]) -> Option<usize> {
    if value.len() < 3 {
        return None;
    }
    if value.starts_with(b"ChST") || value.starts_with(b"MeST") {
        return Some(4);
    }
    if let Some(rest) = value.strip_prefix(b"GMT") {
        return Some(3 + offset_length(rest));
    }
    if matches!(value[0], b'+' | b'-') {
        return Some(offset_length(value)).filter(|n| *n > 0);
    }
    match value.iter().take(6).take_while(|b| b.is_ascii_uppercase()).count() {
        3 => Some(3),
        4 if value[3] == b'T' || value.starts_with(b"WITA") => Some(4),
        5 if value[4] == b'T' => Some(5),
        _ => None,
    }
}

/// Length of a sign and hours of at most 23; 0 if there are none.
fn offset_length(value: &[u8]) -> usize {
    let Some((b'+' | b'-', digits)) = value.split_first() else { return 0 };
    let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let small = decimal(&digits[..length]).is_some_and(|n| n <= 23);
    if small { 1 + length } else { 0 }
}
