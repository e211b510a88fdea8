//! The methods of a time that templates may call, those with one result.

use super::calendar::{DAY_SECONDS, Date, date_of, days_of, weekday, year_day};
use super::named::DURATION;
use super::{Named, STRING_LAYOUT, TIME, Time, ZERO_SECONDS, Zone};
use periplus_value::{Kind, Object, Str, Type, Value, duration};
use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

type Method = fn(&Time, &[Value]) -> Value;

/// Names, parameters and code.
const METHODS: &[(&str, &[Type], Method)] = &[
    ("String", &[], |t, _| t.text().into()),
    ("Format", &[Type::String], |t, a| Value::string(t.format(text(a)))),
    ("Year", &[], |t, _| Value::int(t.date().year)),
    ("Month", &[], |t, _| Named::Month(t.date().month).into_value()),
    ("Day", &[], |t, _| Value::int(t.date().day)),
    ("YearDay", &[], |t, _| Value::int(year_day(t.date()))),
    ("Weekday", &[], |t, _| Named::Weekday(weekday(t.local().0)).into_value()),
    ("Hour", &[], |t, _| Value::int(t.local().1 / 3600)),
    ("Minute", &[], |t, _| Value::int(t.local().1 / 60 % 60)),
    ("Second", &[], |t, _| Value::int(t.local().1 % 60)),
    ("Nanosecond", &[], |t, _| Value::int(t.nanos.into())),
    ("Unix", &[], |t, _| Value::int64(t.seconds)),
    ("UnixMilli", &[], |t, _| t.unix_in(1_000)),
    ("UnixMicro", &[], |t, _| t.unix_in(1_000_000)),
    ("UnixNano", &[], |t, _| t.unix_in(1_000_000_000)),
    ("IsZero", &[], |t, _| (t.seconds == ZERO_SECONDS && t.nanos == 0).into()),
    ("IsDST", &[], |t, _| t.zone.at(t.seconds).summer.into()),
    ("UTC", &[], |t, _| t.in_zone(Zone::utc()).into_value()),
    ("Local", &[], |t, _| t.in_zone(Zone::utc()).into_value()),
    ("Location", &[], |t, _| Value::Object(Rc::new(Location(t.zone.name.clone())))),
    ("AddDate", &[Type::INT, Type::INT, Type::INT], |t, a| t.add_date(a).into_value()),
    ("Add", &[DURATION], |t, a| t.add(nanos(a)).into_value()),
    ("Sub", &[TIME], |t, a| Named::Duration(other(a).map_or(0, |o| t.since(o))).into_value()),
    ("After", &[TIME], |t, a| (t.order(a) == Ordering::Greater).into()),
    ("Before", &[TIME], |t, a| (t.order(a) == Ordering::Less).into()),
    ("Equal", &[TIME], |t, a| (t.order(a) == Ordering::Equal).into()),
    ("Compare", &[TIME], |t, a| Value::int(t.order(a) as i64)),
    ("Round", &[DURATION], |t, a| t.rounded(nanos(a), true).into_value()),
    ("MarshalText", &[], |t, _| Value::Bytes(t.rfc3339().into())),
    ("MarshalJSON", &[], |t, _| Value::Bytes(format!("\"{}\"", t.rfc3339()).into())),
    ("Truncate", &[DURATION], |t, a| t.rounded(nanos(a), false).into_value()),
];

/// Methods with several results, and what is wrong with them (Go's `goodFunc`).
const REFUSED: &[(&str, Result<&str, usize>)] = &[
    ("Clock", Err(3)),
    ("Date", Err(3)),
    ("ISOWeek", Ok("int")),
    ("Zone", Ok("int")),
    ("ZoneBounds", Ok("time.Time")),
];

fn text(args: &[Value]) -> &[u8] {
    args.first().and_then(Value::as_string).map_or(&[], Str::as_bytes)
}

fn other(args: &[Value]) -> Option<&Time> {
    args.first().and_then(Time::of)
}

/// The duration that is the argument.
pub(super) fn nanos(args: &[Value]) -> i64 {
    let data = match args.first() {
        Some(Value::Object(object)) => object.data(),
        value => value.cloned(),
    };
    data.and_then(|data| data.as_int()).map_or(0, periplus_value::Integer::as_i64)
}

impl Time {
    fn date(&self) -> Date {
        date_of(self.local().0)
    }

    fn order(&self, args: &[Value]) -> Ordering {
        other(args).map_or(Ordering::Equal, |o| (self.seconds, self.nanos).cmp(&(o.seconds, o.nanos)))
    }

    fn rfc3339(&self) -> String {
        String::from_utf8_lossy(&self.format(b"2006-01-02T15:04:05.999999999Z07:00")).into_owned()
    }

    /// Since 1970 in units of which a second has so many; wraps like Go's.
    fn unix_in(&self, units: i64) -> Value {
        let part = i64::from(self.nanos) / (duration::SECOND / units);
        Value::int64(self.seconds.wrapping_mul(units).wrapping_add(part))
    }

    fn add_date(&self, args: &[Value]) -> Self {
        let n = |at: usize| args.get(at).and_then(Value::as_int).map_or(0, periplus_value::Integer::as_i64);
        let date = self.date();
        let date = Date {
            year: date.year.saturating_add(n(0)),
            month: date.month.saturating_add(n(1)),
            day: date.day.saturating_add(n(2)),
        };
        let local = days_of(date).saturating_mul(DAY_SECONDS).saturating_add(self.local().1);
        Self { seconds: self.zone.resolve(local), nanos: self.nanos, zone: Rc::clone(&self.zone) }
    }

    /// Down to a multiple of a duration since the year 1, or to the nearest one, halves up.
    fn rounded(&self, multiple: i64, nearest: bool) -> Self {
        if multiple <= 0 {
            return self.clone();
        }
        let seconds = i128::from(self.seconds) - i128::from(ZERO_SECONDS);
        let since = seconds * i128::from(duration::SECOND) + i128::from(self.nanos);
        let rest = since.rem_euclid(multiple.into()) as i64;
        let up = nearest && rest >= multiple - rest;
        self.add(if up { multiple - rest } else { -rest })
    }
}

impl Object for Time {
    fn go_type(&self) -> Type {
        TIME
    }

    fn has_method(&self, name: &str) -> bool {
        METHODS.iter().any(|(method, ..)| *method == name)
            || REFUSED.iter().any(|(method, _)| *method == name)
    }

    fn refuses(&self, name: &str) -> Option<String> {
        let (_, fault) = REFUSED.iter().find(|(method, _)| *method == name)?;
        Some(match fault {
            Ok(second) => format!(
                "invalid function signature for {name}: second return value should be error; is {second}"
            ),
            Err(results) => format!("function {name} has {results} return values; should be 1 or 2"),
        })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let method = METHODS.iter().find(|(method, ..)| *method == name);
        method.map(|(_, _, body)| body(self, args)).ok_or_else(|| format!("no method {name}"))
    }

    fn method_params(&self, name: &str) -> (&'static [Type], bool) {
        (METHODS.iter().find(|(method, ..)| *method == name).map_or(&[], |(_, params, _)| params), false)
    }

    fn text(&self) -> Str {
        self.format(STRING_LAYOUT).into()
    }

    /// What `MarshalJSON` writes: RFC 3339.
    fn data(&self) -> Option<Value> {
        Some(Value::string(self.rfc3339()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `*time.Location`, shown by its name.
#[derive(Debug)]
struct Location(Str);

impl Object for Location {
    fn go_type(&self) -> Type {
        Type::Named("*time.Location", Kind::Ptr)
    }

    fn has_method(&self, name: &str) -> bool {
        name == "String"
    }

    fn call(&self, _name: &str, _args: &[Value]) -> Result<Value, String> {
        Ok(self.0.clone().into())
    }

    fn text(&self) -> Str {
        self.0.clone()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
