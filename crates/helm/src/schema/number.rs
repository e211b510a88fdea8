//! Exact decimal numbers: JSON Schema compares what was written, not what a float makes of it.

use periplus_value::Value;
use std::cmp::Ordering;

/// Remainders are computed digit by digit; numbers longer than this are compared as floats instead.
const LONGEST: i64 = 400;

/// `0.d₁d₂d₃… × 10^exponent`, without zeros at either end; zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
    text: String,
}

impl Decimal {
    /// The number of a JSON value; `None` when it is no number or not finite.
    pub(super) fn of(value: &Value) -> Option<Decimal> {
        match value {
            Value::Number(text) => Decimal::parse(text.as_str()?),
            Value::Int(n) => Decimal::parse(&n.get().to_string()),
            Value::Float(n) => Decimal::parse(&n.to_string()),
            _ => None,
        }
    }

    fn parse(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], rest[at + 1..].parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = || whole.bytes().chain(fraction.bytes());
        if all().next().is_none() || !all().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let leading = all().take_while(|b| *b == b'0').count();
        let mut digits: Vec<u8> = all().skip(leading).map(|b| b - b'0').collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let exponent =
            if digits.is_empty() { 0 } else { whole.len() as i64 - leading as i64 + i64::from(power) };
        Some(Decimal { negative: negative && !digits.is_empty(), digits, exponent, text: text.to_owned() })
    }

    /// Whether there is nothing behind the decimal point.
    pub(super) fn is_integer(&self) -> bool {
        self.digits.len() as i64 <= self.exponent || self.digits.is_empty()
    }

    /// A text that equal numbers share, ended by a blank.
    pub(super) fn canonical(&self) -> String {
        let digits: String = self.digits.iter().map(|d| char::from(b'0' + d)).collect();
        format!("{}{digits}e{} ", if self.negative { "-" } else { "" }, self.exponent)
    }

    /// The number if it is a whole one of less than 19 digits.
    pub(super) fn whole(&self) -> Option<i64> {
        let zeros = usize::try_from(self.exponent).ok()?.checked_sub(self.digits.len())?;
        let digits = self.digits.iter().copied().chain(std::iter::repeat_n(0, zeros));
        let size = (self.exponent < 19).then(|| digits.fold(0, |n: i64, digit| n * 10 + i64::from(digit)))?;
        Some(if self.negative { -size } else { size })
    }

    /// The number as a count, when it is a whole one.
    pub(super) fn as_i64(&self) -> Option<i64> {
        (self.is_integer() && self.exponent < 19).then(|| self.to_f64() as i64)
    }

    /// The nearest float, which is what messages show; nothing is `-0`.
    pub(super) fn to_f64(&self) -> f64 {
        if self.digits.is_empty() { 0.0 } else { self.text.parse().unwrap_or(f64::NAN) }
    }

    /// Whether this is a whole multiple of another number that is not zero.
    pub(super) fn is_multiple_of(&self, step: &Decimal) -> bool {
        let low = |d: &Decimal| d.exponent - d.digits.len() as i64;
        let floor = low(self).min(low(step));
        let (length, step_length) = (self.exponent - floor, step.exponent - floor);
        if self.digits.is_empty() {
            return true;
        }
        if step.digits.is_empty() || length > LONGEST || step_length > 37 {
            return (self.to_f64() / step.to_f64()).fract() == 0.0;
        }
        let scaled = |d: &Decimal, length: i64| {
            d.digits
                .iter()
                .copied()
                .chain(std::iter::repeat(0))
                .take(length.max(0) as usize)
                .collect::<Vec<u8>>()
        };
        let divisor = scaled(step, step_length).iter().fold(0_u128, |n, d| n * 10 + u128::from(*d));
        scaled(self, length).iter().fold(0_u128, |rest, d| (rest * 10 + u128::from(*d)) % divisor) == 0
    }

    fn magnitude(&self, other: &Decimal) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }

    /// Numeric order.
    pub(super) fn compare(&self, other: &Decimal) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

/// A float as the validator's English messages print it: thousands separated, large ones as `1.5×10⁰⁶`.
pub(super) fn float_text(n: f64) -> String {
    if !n.is_finite() {
        return n.to_string();
    }
    let scientific = format!("{n:e}");
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if (-4..6).contains(&power) || n == 0.0 {
        return grouped(&n.to_string());
    }
    let raised: String = format!("{:02}", power.abs()).chars().map(superscript).collect();
    format!("{mantissa}×10{}{raised}", if power < 0 { "⁻" } else { "" })
}

/// A whole number with thousands separated, `1,234`.
pub(super) fn count_text(n: i64) -> String {
    grouped(&n.to_string())
}

fn grouped(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::from(sign);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn superscript(c: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).map_or(c, |d| RAISED[d as usize])
}
