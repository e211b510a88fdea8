//! Writing times by a layout (`Time.Format`).

use super::calendar::{weekday, year_day};
use super::layout::{Fill, OffsetSize, Part, next_chunk};
use super::named::{DAYS, MONTHS};
use super::{Time, calendar::Date};
use std::io::Write;

/// The local calendar and clock of a time.
struct Local {
    date: Date,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    offset: super::zone::Offset,
}

impl Time {
    /// `Time.Format`.
    pub(crate) fn format(&self, layout: &[u8]) -> Vec<u8> {
        let (days, clock) = self.local();
        let local = Local {
            date: super::calendar::date_of(days),
            weekday: weekday(days) as usize,
            hour: clock / 3600,
            minute: clock / 60 % 60,
            second: clock % 60,
            nanos: self.nanos,
            offset: self.zone.at(self.seconds),
        };
        let (mut out, mut rest) = (Vec::with_capacity(layout.len() + 16), layout);
        while !rest.is_empty() {
            let chunk = next_chunk(rest);
            out.extend_from_slice(chunk.prefix);
            if let Some((part, _)) = chunk.part {
                local.write(&mut out, part);
            }
            rest = chunk.rest;
        }
        out
    }
}

/// Appends a number with at least so many digits, the sign not counted.
fn number(out: &mut Vec<u8>, n: i64, width: usize) {
    if n < 0 {
        out.push(b'-');
    }
    // Writing to a vector can't fail.
    write!(out, "{:0width$}", n.unsigned_abs()).unwrap_or_default();
}

fn filled(out: &mut Vec<u8>, n: i64, fill: Fill, width: usize) {
    match fill {
        Fill::None => number(out, n, 0),
        Fill::Zero => number(out, n, width),
        Fill::Space => out.extend(format!("{n:width$}").into_bytes()),
    }
}

impl Local {
    fn write(&self, out: &mut Vec<u8>, part: Part) {
        let month = MONTHS.get(self.date.month as usize - 1).copied().unwrap_or("");
        let day = DAYS.get(self.weekday).copied().unwrap_or("");
        let width = |zero: bool| if zero { 2 } else { 0 };
        let cut = |name: &'static str, long: bool| if long { name } else { &name[..3] };
        let hour12 = if self.hour % 12 == 0 { 12 } else { self.hour % 12 };
        match part {
            Part::Month { long } => out.extend_from_slice(cut(month, long).as_bytes()),
            Part::Weekday { long } => out.extend_from_slice(cut(day, long).as_bytes()),
            Part::MonthNumber { zero } => number(out, self.date.month, width(zero)),
            Part::Day(fill) => filled(out, self.date.day, fill, 2),
            Part::YearDay(fill) => filled(out, year_day(self.date), fill, 3),
            Part::Hour => number(out, self.hour, 2),
            Part::Hour12 { zero } => number(out, hour12, width(zero)),
            Part::Minute { zero } => number(out, self.minute, width(zero)),
            Part::Second { zero } => number(out, self.second, width(zero)),
            Part::Year { long: true } => number(out, self.date.year, 4),
            Part::Year { long: false } => number(out, (self.date.year % 100).abs(), 2),
            Part::HalfDay { upper } => {
                let name = if self.hour >= 12 { b"PM" } else { b"AM" };
                out.extend(if upper { *name } else { name.map(|b| b.to_ascii_lowercase()) });
            }
            Part::ZoneName if self.offset.name.is_empty() => {
                self.write_offset(out, false, OffsetSize::Minutes);
            }
            Part::ZoneName => out.extend_from_slice(self.offset.name.as_bytes()),
            Part::Offset { z: true, .. } if self.offset.seconds == 0 => out.push(b'Z'),
            Part::Offset { colon, size, .. } => self.write_offset(out, colon, size),
            Part::Fraction { separator, digits, exact } => self.write_fraction(out, separator, digits, exact),
        }
    }

    fn write_offset(&self, out: &mut Vec<u8>, colon: bool, size: OffsetSize) {
        let minutes = self.offset.seconds / 60;
        out.push(if minutes < 0 { b'-' } else { b'+' });
        number(out, minutes.abs() / 60, 2);
        let further = [
            (size != OffsetSize::Hours, minutes.abs() % 60),
            (size == OffsetSize::Seconds, self.offset.seconds.abs() % 60),
        ];
        for (_, n) in further.iter().filter(|(shown, _)| *shown) {
            out.extend(colon.then_some(b':'));
            number(out, *n, 2);
        }
    }

    /// Nines drop zeros at the end, and the separator with the last of them.
    fn write_fraction(&self, out: &mut Vec<u8>, separator: u8, digits: usize, exact: bool) {
        let text = format!("{:09}", self.nanos);
        let shown = text.as_bytes().get(..digits.min(9)).unwrap_or(&[]);
        let zeros = if exact { 0 } else { shown.iter().rev().take_while(|b| **b == b'0').count() };
        let shown = &shown[..shown.len() - zeros];
        if exact || !shown.is_empty() {
            out.push(separator);
            out.extend_from_slice(shown);
        }
    }
}
