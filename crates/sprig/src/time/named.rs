//! Go's named integers of package time: months, weekdays, durations.

use super::methods::nanos;
use periplus_value::{IntKind, Integer, Kind, Object, Str, Type, Value, duration};
use std::any::Any;
use std::rc::Rc;

/// English names as Go prints them, January first.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// English names as Go prints them, Sunday first.
pub(crate) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// `time.Duration`.
pub(super) const DURATION: Type = Type::Named("time.Duration", Kind::Int(IntKind::Int64));

type Method = fn(i64, &[Value]) -> Value;

/// What durations have beside `String`: names, parameters and code.
const METHODS: &[(&str, &[Type], Method)] = &[
    ("Hours", &[], |n, _| fraction(n, duration::HOUR)),
    ("Minutes", &[], |n, _| fraction(n, duration::MINUTE)),
    ("Seconds", &[], |n, _| fraction(n, duration::SECOND)),
    ("Milliseconds", &[], |n, _| Value::int64(n / duration::MILLISECOND)),
    ("Microseconds", &[], |n, _| Value::int64(n / duration::MICROSECOND)),
    ("Nanoseconds", &[], |n, _| Value::int64(n)),
    ("Abs", &[], |n, _| Named::Duration(n.saturating_abs()).into_value()),
    ("Round", &[DURATION], |n, a| Named::Duration(duration::round(n, nanos(a))).into_value()),
    ("Truncate", &[DURATION], |n, a| Named::Duration(duration::truncate(n, nanos(a))).into_value()),
];

fn method(name: &str) -> Option<&'static (&'static str, &'static [Type], Method)> {
    METHODS.iter().find(|(method, ..)| *method == name)
}

fn fraction(nanos: i64, unit: i64) -> Value {
    Value::Float((nanos / unit) as f64 + (nanos % unit) as f64 / unit as f64)
}

/// A `time.Month` (from 1), `time.Weekday` (from 0) or `time.Duration` (nanoseconds).
#[derive(Debug)]
pub(crate) enum Named {
    Month(i64),
    Weekday(i64),
    Duration(i64),
}

impl Named {
    pub(crate) fn into_value(self) -> Value {
        let object: Rc<dyn Object> = Rc::new(self);
        object.into()
    }

    /// The number that spf13/cast sees; it doesn't know durations.
    pub(crate) fn cast(&self) -> i64 {
        match self {
            Named::Month(n) | Named::Weekday(n) => *n,
            Named::Duration(_) => 0,
        }
    }
}

impl Object for Named {
    fn go_type(&self) -> Type {
        match self {
            Named::Month(_) => Type::Named("time.Month", Kind::Int(IntKind::Int)),
            Named::Weekday(_) => Type::Named("time.Weekday", Kind::Int(IntKind::Int)),
            Named::Duration(_) => DURATION,
        }
    }

    fn has_method(&self, name: &str) -> bool {
        name == "String" || matches!(self, Named::Duration(_)) && method(name).is_some()
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        Ok(match (self, method(name)) {
            (Named::Duration(nanos), Some((_, _, body))) => body(*nanos, args),
            _ => self.text().into(),
        })
    }

    fn method_params(&self, name: &str) -> (&'static [Type], bool) {
        (method(name).map_or(&[], |(_, params, _)| params), false)
    }

    fn text(&self) -> Str {
        let name =
            |names: &[&'static str], n: i64| usize::try_from(n).ok().and_then(|n| names.get(n).copied());
        match self {
            Named::Month(n) => name(&MONTHS, n - 1).map_or_else(|| format!("%!Month({n})").into(), Str::from),
            Named::Weekday(n) => name(&DAYS, *n).map_or_else(|| format!("%!Weekday({n})").into(), Str::from),
            Named::Duration(n) => duration::text(*n).into(),
        }
    }

    fn data(&self) -> Option<Value> {
        let (kind, n) = match self {
            Named::Month(n) | Named::Weekday(n) => (IntKind::Int, *n),
            Named::Duration(n) => (IntKind::Int64, *n),
        };
        Some(Value::Int(Integer::new(kind, n)))
    }

    fn truth(&self) -> bool {
        let (Named::Month(n) | Named::Weekday(n) | Named::Duration(n)) = self;
        *n != 0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
