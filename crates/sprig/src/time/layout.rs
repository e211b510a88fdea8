//! Go's reference layouts: which parts of `Mon Jan 2 15:04:05 -0700 MST 2006` stand for what (time/format.go).

/// One element of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Month {
        long: bool,
    },
    MonthNumber {
        zero: bool,
    },
    Weekday {
        long: bool,
    },
    Day(Fill),
    YearDay(Fill),
    Hour,
    Hour12 {
        zero: bool,
    },
    Minute {
        zero: bool,
    },
    Second {
        zero: bool,
    },
    Year {
        long: bool,
    },
    HalfDay {
        upper: bool,
    },
    /// `MST`
    ZoneName,
    /// `-07:00` and the like; with `z` zero is written `Z`
    Offset {
        z: bool,
        colon: bool,
        size: OffsetSize,
    },
    /// `.000` or `.999`: the digits after the separator
    Fraction {
        separator: u8,
        digits: usize,
        exact: bool,
    },
}

/// What a number is filled up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    None,
    Space,
    Zero,
}

/// How much of an offset is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OffsetSize {
    Hours,
    Minutes,
    Seconds,
}

/// Elements with the text that stands for them; longer ones before their beginnings.
const PARTS: &[(&[u8], Part)] = &[
    (b"January", Part::Month { long: true }),
    (b"Jan", Part::Month { long: false }),
    (b"Monday", Part::Weekday { long: true }),
    (b"Mon", Part::Weekday { long: false }),
    (b"MST", Part::ZoneName),
    (b"002", Part::YearDay(Fill::Zero)),
    (b"01", Part::MonthNumber { zero: true }),
    (b"02", Part::Day(Fill::Zero)),
    (b"03", Part::Hour12 { zero: true }),
    (b"04", Part::Minute { zero: true }),
    (b"05", Part::Second { zero: true }),
    (b"06", Part::Year { long: false }),
    (b"15", Part::Hour),
    (b"1", Part::MonthNumber { zero: false }),
    (b"2006", Part::Year { long: true }),
    (b"2", Part::Day(Fill::None)),
    (b"__2", Part::YearDay(Fill::Space)),
    (b"_2", Part::Day(Fill::Space)),
    (b"3", Part::Hour12 { zero: false }),
    (b"4", Part::Minute { zero: false }),
    (b"5", Part::Second { zero: false }),
    (b"PM", Part::HalfDay { upper: true }),
    (b"pm", Part::HalfDay { upper: false }),
    (b"-070000", offset(false, false, OffsetSize::Seconds)),
    (b"-07:00:00", offset(false, true, OffsetSize::Seconds)),
    (b"-0700", offset(false, false, OffsetSize::Minutes)),
    (b"-07:00", offset(false, true, OffsetSize::Minutes)),
    (b"-07", offset(false, false, OffsetSize::Hours)),
    (b"Z070000", offset(true, false, OffsetSize::Seconds)),
    (b"Z07:00:00", offset(true, true, OffsetSize::Seconds)),
    (b"Z0700", offset(true, false, OffsetSize::Minutes)),
    (b"Z07:00", offset(true, true, OffsetSize::Minutes)),
    (b"Z07", offset(true, false, OffsetSize::Hours)),
];

const fn offset(z: bool, colon: bool, size: OffsetSize) -> Part {
    Part::Offset { z, colon, size }
}

/// A layout up to and with its first element.
pub(crate) struct Chunk<'a> {
    /// Literal text before the element.
    pub(crate) prefix: &'a [u8],
    /// The element and the text that stands for it; `None` at the end.
    pub(crate) part: Option<(Part, &'a [u8])>,
    /// What follows.
    pub(crate) rest: &'a [u8],
}

/// Cuts a layout after its first element.
pub(crate) fn next_chunk(layout: &[u8]) -> Chunk<'_> {
    let mut at = 0;
    while at < layout.len() {
        // `_2006` is an underscore and a year, not a day.
        let skip = usize::from(layout[at..].starts_with(b"_2006"));
        if let Some((part, length)) = part_at(&layout[at + skip..]) {
            let (prefix, rest) = layout.split_at(at + skip);
            let (text, rest) = rest.split_at(length);
            return Chunk { prefix, part: Some((part, text)), rest };
        }
        at += 1;
    }
    Chunk { prefix: layout, part: None, rest: &[] }
}

fn part_at(layout: &[u8]) -> Option<(Part, usize)> {
    if let Some(fraction) = fraction_at(layout) {
        return Some(fraction);
    }
    let fits = |(text, part): &&(&[u8], Part)| {
        // `Janet` and `Month` are words.
        let word = matches!(part, Part::Month { long: false } | Part::Weekday { long: false });
        layout.starts_with(text) && !(word && layout.get(3).is_some_and(u8::is_ascii_lowercase))
    };
    PARTS.iter().find(fits).map(|(text, part)| (*part, text.len()))
}

/// `.000` or `,999`, no further digit behind.
fn fraction_at(layout: &[u8]) -> Option<(Part, usize)> {
    let [separator @ (b'.' | b','), digit @ (b'0' | b'9'), ..] = *layout else { return None };
    let digits = layout[1..].iter().take_while(|b| **b == digit).count();
    let ends = !layout.get(1 + digits).is_some_and(u8::is_ascii_digit);
    ends.then_some((Part::Fraction { separator, digits, exact: digit == b'0' }, 1 + digits))
}
