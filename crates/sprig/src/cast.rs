//! spf13/cast v1.7.0: how Sprig's arithmetic takes numbers from values of any type. What can't be cast is 0.

use crate::time::Named;
use periplus_value::{Value, parse_float, parse_int};

/// `cast.ToInt64`, and `cast.ToInt` as well: Go's `int` has 64 bits.
pub(crate) fn to_int64(value: &Value) -> i64 {
    match value {
        Value::Int(n) => n.as_i64(),
        Value::Float(n) => float_to_int64(*n),
        Value::String(s) | Value::Number(s) => parse_int(trim_zero_decimal(s.as_bytes()), 0, 64).unwrap_or(0),
        Value::Bool(b) => i64::from(*b),
        Value::Object(_) => enumeration(value).unwrap_or(0),
        Value::Nil | Value::Bytes(_) | Value::List(_) | Value::Map(_) => 0,
    }
}

/// `cast.ToFloat64`.
pub(crate) fn to_float64(value: &Value) -> f64 {
    match value {
        Value::Int(n) => n.get() as f64,
        Value::Float(n) => *n,
        Value::String(s) | Value::Number(s) => parse_float(s.as_bytes()).unwrap_or(0.0),
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Object(_) => enumeration(value).unwrap_or(0) as f64,
        Value::Nil | Value::Bytes(_) | Value::List(_) | Value::Map(_) => 0.0,
    }
}

/// `time.Month` and `time.Weekday`, the only named integers that cast knows.
fn enumeration(value: &Value) -> Option<i64> {
    let Value::Object(object) = value else { return None };
    object.as_any().downcast_ref::<Named>().map(Named::cast)
}

/// Go's conversion on amd64: what doesn't fit is the smallest number.
fn float_to_int64(n: f64) -> i64 {
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&n);
    if fits { n as i64 } else { i64::MIN }
}

/// cast's `trimZeroDecimal`: `1.00` is `1`, but `.5` and `1.` stay.
fn trim_zero_decimal(s: &[u8]) -> &[u8] {
    let zeros = s.iter().rev().take_while(|b| **b == b'0').count();
    match s[..s.len() - zeros].strip_suffix(b".") {
        Some(whole) if zeros > 0 => whole,
        _ => s,
    }
}
