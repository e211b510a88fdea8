//! Kubernetes' resource quantities, as far as istioctl needs them: is it one, is it zero, and its text
//! (apimachinery/pkg/api/resource/quantity.go).

use crate::number::json_number;
use periplus_value::Value;

/// A quantity: a decimal number, in billionths at the finest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    mantissa: i128,
    exponent: i32,
    format: Format,
    /// The text it was read from, which Go keeps where a glance tells that it is canonical.
    kept: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// `k`, `M`, … and `m`
    Decimal,
    /// `Ki`, `Mi`, …
    Binary,
    /// `e3`
    Exponent,
}

const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [(&str, u32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

/// What is smaller is rounded up to it.
const FINEST: i32 = -9;
/// Digits that always fit an int64, decimal and binary.
const FAST_DIGITS: [i32; 2] = [18, 14];

/// Reads a quantity from a value, numbers as JSON has them; `None` if it isn't one.
pub(crate) fn of(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(s) => parse(s.to_str_lossy().trim()),
        Value::Int(n) => parse(&n.get().to_string()),
        Value::Float(n) => parse(&json_number(*n)),
        _ => None,
    }
}

/// Reads a quantity; `None` if it isn't one.
pub(crate) fn parse(text: &str) -> Option<Quantity> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let end = unsigned.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || number.len() > 60 {
        return None;
    }
    let (shift, power, format) = suffix_of(suffix)?;
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let digits = format!("{whole}{fraction}");
    let value: i128 = digits.parse().ok()?;
    let value = value.checked_mul(1i128.checked_shl(shift)?)?;
    let exponent = power.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let kept = match format {
        Format::Binary => is_kept_binary(&digits, fraction, shift),
        _ => is_kept_decimal(&digits, exponent),
    };
    let (mantissa, exponent) = rounded(value, exponent);
    let mantissa = if negative { -mantissa } else { mantissa };
    Some(Quantity { mantissa, exponent, format, kept: kept.then(|| text.to_owned()) })
}

fn rounded(value: i128, exponent: i32) -> (i128, i32) {
    if exponent >= FINEST {
        return (value, exponent);
    }
    let divisor = 10i128.checked_pow(FINEST.abs_diff(exponent)).unwrap_or(i128::MAX);
    (value / divisor + i128::from(value % divisor != 0), FINEST)
}

fn is_kept_decimal(digits: &str, exponent: i32) -> bool {
    let is_fast = digits.len() as i32 <= FAST_DIGITS[0] && exponent >= FINEST;
    is_fast && exponent % 3 == 0 && !digits.ends_with("000") && !digits.starts_with('0')
}

fn is_kept_binary(digits: &str, fraction: &str, shift: u32) -> bool {
    let room = FAST_DIGITS[1] - shift as i32 * 3 / 10 - digits.len() as i32;
    fraction.is_empty() && room >= 0 && digits.parse::<i64>().is_ok_and(|value| value & 7 != 0)
}

/// Bits to shift, power of ten, and the format a suffix stands for.
fn suffix_of(suffix: &str) -> Option<(u32, i32, Format)> {
    if let Some((_, shift)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Some((*shift, 0, Format::Binary));
    }
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((0, *power, Format::Decimal));
    }
    Some((0, suffix.strip_prefix(['e', 'E'])?.parse().ok()?, Format::Exponent))
}

/// A number without its factors, and how many those were.
fn without(mut number: i128, factor: i128) -> (i128, i32) {
    let mut times = 0;
    while number != 0 && number % factor == 0 {
        number /= factor;
        times += 1;
    }
    (number, times)
}

impl Quantity {
    /// Whether it is nothing.
    pub(crate) fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// The text it was read from, or the canonical one: the largest suffix that leaves no fraction.
    pub(crate) fn text(self) -> String {
        if let Some(kept) = self.kept {
            return kept;
        }
        if self.mantissa == 0 {
            return "0".to_owned();
        }
        let whole = (self.format == Format::Binary).then(|| self.whole()).flatten();
        match whole.filter(|whole| whole.abs() >= 1024) {
            Some(whole) => binary(whole.min(i128::from(i64::MAX))),
            None => self.decimal(),
        }
    }

    /// The number when it has no fraction.
    fn whole(&self) -> Option<i128> {
        let power = 10i128.checked_pow(self.exponent.unsigned_abs())?;
        match self.exponent {
            0.. => self.mantissa.checked_mul(power),
            _ => (self.mantissa % power == 0).then(|| self.mantissa / power),
        }
    }

    fn decimal(&self) -> String {
        let (mut number, times) = without(self.mantissa, 10);
        let mut exponent = self.exponent.saturating_add(times);
        while exponent % 3 != 0 {
            number = number.saturating_mul(10);
            exponent -= 1;
        }
        match self.format {
            Format::Exponent if exponent != 0 => format!("{number}e{exponent}"),
            Format::Exponent => number.to_string(),
            // Beyond the largest suffix Go writes none.
            _ => {
                let suffix = DECIMAL.iter().find(|(_, power)| *power == exponent);
                format!("{number}{}", suffix.map_or("", |(name, _)| name))
            }
        }
    }
}

fn binary(whole: i128) -> String {
    let (number, times) = without(whole, 1024);
    let suffix = BINARY.iter().find(|(_, shift)| i64::from(*shift) == i64::from(times) * 10);
    format!("{number}{}", suffix.map_or("", |(name, _)| name))
}
