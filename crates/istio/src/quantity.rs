//! Kubernetes' resource quantities, as far as istioctl needs them: is it one, is it zero, and its canonical text
//! (apimachinery/pkg/api/resource/quantity.go).

use crate::number::json_number;
use periplus_value::Value;

/// A quantity: an exact decimal or binary number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// In thousandths (nano- and micro-units are rounded up), at most `i128::MAX`.
    milli: i128,
    format: Format,
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
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || number.len() > 60 {
        return None;
    }
    let (shift, scale, format) = suffix_of(suffix)?;
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let value = value.checked_mul(1i128.checked_shl(shift)?)?;
    let power = scale + 3 - i32::try_from(fraction.len()).ok()?;
    let milli = if power >= 0 {
        value.checked_mul(10i128.checked_pow(power.unsigned_abs())?)?
    } else {
        let divisor = 10i128.checked_pow(power.unsigned_abs())?;
        (value + divisor - 1) / divisor
    };
    Some(Quantity { milli: if negative { -milli } else { milli }, format })
}

/// Bits to shift, power of ten, and the format a suffix stands for.
fn suffix_of(suffix: &str) -> Option<(u32, i32, Format)> {
    if let Some((_, shift)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Some((*shift, 0, Format::Binary));
    }
    if let Some((_, scale)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((0, *scale, Format::Decimal));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    let power: i32 = exponent.parse().ok()?;
    (-30..=30).contains(&power).then_some((0, power, Format::Exponent))
}

impl Quantity {
    /// Whether it is nothing.
    pub(crate) fn is_zero(self) -> bool {
        self.milli == 0
    }

    /// The canonical text: the largest suffix that leaves no fraction.
    pub(crate) fn text(self) -> String {
        if self.milli % 1000 != 0 {
            return match self.format {
                Format::Exponent => format!("{}e-3", self.milli),
                _ => format!("{}m", self.milli),
            };
        }
        let units = self.milli / 1000;
        match self.format {
            Format::Binary if units.abs() >= 1024 => {
                let fits = |shift: u32| units % (1i128 << shift) == 0;
                let found = BINARY.iter().rev().find(|(_, shift)| units != 0 && fits(*shift));
                found.map_or_else(|| units.to_string(), |(name, shift)| format!("{}{name}", units >> shift))
            }
            format => {
                let fits = |power: i32| units % 10i128.pow(power.unsigned_abs()) == 0;
                let found = DECIMAL.iter().rev().find(|(_, power)| *power > 0 && units != 0 && fits(*power));
                found.map_or_else(
                    || units.to_string(),
                    |(name, power)| {
                        let number = units / 10i128.pow(power.unsigned_abs());
                        if format == Format::Exponent {
                            format!("{number}e{power}")
                        } else {
                            format!("{number}{name}")
                        }
                    },
                )
            }
        }
    }
}
