//! Dates and times: TOML's forms, and the Go value they become.

use periplus_value::{Kind, Object, Str, Type, Value};
use std::any::Any;

/// What a time says about its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// `Z`
    Utc,
    /// `+07:00`, in minutes
    Offset(i32),
    /// A date and a time without zone
    LocalDateTime,
    /// Only a date
    LocalDate,
    /// Only a time; its date is the first day of the year 0
    LocalTime,
}

/// Go's `time.Time`, as far as TOML can write one. Where the text names no zone it stands for UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// Year, month and day.
    pub date: (u16, u8, u8),
    /// Hour, minute and second.
    pub clock: (u8, u8, u8),
    /// Nanoseconds.
    pub nanos: u32,
    /// The zone.
    pub zone: Zone,
}

impl Time {
    /// Reads one of TOML's forms, with `T` between date and time and `Z` for UTC.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut time = Self { date: (0, 1, 1), clock: (0, 0, 0), nanos: 0, zone: Zone::LocalTime };
        let bytes = text.as_bytes();
        if bytes.get(2) == Some(&b':') {
            let rest = time.parse_clock(bytes)?;
            return rest.is_empty().then_some(time);
        }
        let (year, rest) = digits(bytes, 4)?;
        let (month, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
        let (day, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
        if day == 0 || day > days_in(year, month)? {
            return None;
        }
        time.date = (year as u16, month as u8, day as u8);
        time.zone = Zone::LocalDate;
        if rest.is_empty() {
            return Some(time);
        }
        let rest = time.parse_clock(rest.strip_prefix(b"T")?)?;
        time.zone = zone(rest)?;
        Some(time)
    }

    /// `15:04`, `15:04:05` or `15:04:05.999`; what follows it.
    fn parse_clock<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let (hour, rest) = digits(text, 2)?;
        let (minute, mut rest) = digits(rest.strip_prefix(b":")?, 2)?;
        let mut second = 0;
        if let Some(seconds) = rest.strip_prefix(b":") {
            (second, rest) = digits(seconds, 2)?;
            if let [b'.', b'0'..=b'9', ..] = rest {
                let places = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
                let nine = rest[1..=places].iter().copied().chain(std::iter::repeat(b'0')).take(9);
                self.nanos = nine.fold(0, |n, b| n * 10 + u32::from(b - b'0'));
                rest = &rest[1 + places..];
            }
        }
        self.clock = (hour as u8, minute as u8, second as u8);
        (hour < 24 && minute < 60 && second < 60).then_some(rest)
    }

    fn date_text(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.date.0, self.date.1, self.date.2)
    }

    fn clock_text(&self) -> String {
        let (hour, minute, second) = self.clock;
        let mut text = format!("{hour:02}:{minute:02}:{second:02}");
        if self.nanos > 0 {
            text.push_str(format!(".{:09}", self.nanos).trim_end_matches('0'));
        }
        text
    }

    /// RFC 3339, as JSON has it.
    pub fn rfc3339(&self) -> String {
        let zone = match self.zone {
            Zone::Offset(minutes) if minutes != 0 => offset_text(minutes, ":"),
            _ => "Z".to_owned(),
        };
        format!("{}T{}{zone}", self.date_text(), self.clock_text())
    }

    /// As it is written in TOML again.
    pub(super) fn toml(&self) -> String {
        match self.zone {
            Zone::LocalDate => self.date_text(),
            Zone::LocalTime => self.clock_text(),
            Zone::LocalDateTime => format!("{}T{}", self.date_text(), self.clock_text()),
            Zone::Utc | Zone::Offset(_) => self.rfc3339(),
        }
    }
}

impl Object for Time {
    fn go_type(&self) -> Type {
        Type::Named("time.Time", Kind::Struct)
    }

    /// What `String()` gives.
    fn text(&self) -> Str {
        let zone = match self.zone {
            Zone::Offset(minutes) if minutes != 0 => {
                let offset = offset_text(minutes, "");
                format!("{offset} {offset}")
            }
            Zone::Utc | Zone::Offset(_) => "+0000 UTC".to_owned(),
            Zone::LocalDateTime => "+0000 datetime-local".to_owned(),
            Zone::LocalDate => "+0000 date-local".to_owned(),
            Zone::LocalTime => "+0000 time-local".to_owned(),
        };
        format!("{} {} {zone}", self.date_text(), self.clock_text()).into()
    }

    fn data(&self) -> Option<Value> {
        Some(self.rfc3339().into())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn offset_text(minutes: i32, colon: &str) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{colon}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn zone(text: &[u8]) -> Option<Zone> {
    match text {
        b"" => Some(Zone::LocalDateTime),
        b"Z" => Some(Zone::Utc),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, rest) = digits(rest, 2)?;
            let (minutes, rest) = digits(rest.strip_prefix(b":")?, 2)?;
            let total = (hours * 60 + minutes) as i32;
            let fits = rest.is_empty() && hours <= 24 && minutes <= 60;
            fits.then_some(Zone::Offset(if *sign == b'-' { -total } else { total }))
        }
        _ => None,
    }
}

fn days_in(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(28 + u32::from(leap)),
        1..=12 => Some(31),
        _ => None,
    }
}

/// Exactly so many digits; what follows them.
fn digits(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(count)?;
    let value = digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))?;
    Some((value, rest))
}
