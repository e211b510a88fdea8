//! Go's named integers of package time: months, weekdays, durations.

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
            Named::Duration(_) => Type::Named("time.Duration", Kind::Int(IntKind::Int64)),
        }
    }

    fn has_method(&self, name: &str) -> bool {
        let of_duration = matches!(name, "Hours" | "Minutes" | "Seconds" | "Milliseconds" | "Nanoseconds");
        name == "String" || (matches!(self, Named::Duration(_)) && of_duration)
    }

    fn call(&self, name: &str, _args: &[Value]) -> Result<Value, String> {
        let Named::Duration(nanos) = self else { return Ok(self.text().into()) };
        let fraction = |unit: i64| Value::Float((nanos / unit) as f64 + (nanos % unit) as f64 / unit as f64);
        Ok(match name {
            "Hours" => fraction(duration::HOUR),
            "Minutes" => fraction(duration::MINUTE),
            "Seconds" => fraction(duration::SECOND),
            "Milliseconds" => Value::int64(nanos / duration::MILLISECOND),
            "Nanoseconds" => Value::int64(*nanos),
            _ => self.text().into(),
        })
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
