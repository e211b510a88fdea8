//! Text of floating-point numbers, as Go's `strconv.FormatFloat` writes it (internal/strconv/ftoa.go).

use std::fmt::Write;

/// No `f64` has more fractional or significant decimal digits than this; what is asked beyond is zeros.
const EXACT_DIGITS: usize = 1100;

/// Text of a `float64` in one of Go's formats: `b`, `e`, `E`, `f`, `g`, `G`, `x`, `X`.
/// Without a precision it is as short as reading it back exactly allows.
pub fn format_float(n: f64, format: u8, precision: Option<usize>) -> String {
    let mut out = String::with_capacity(24);
    append_float(&mut out, n, format, precision, 64);
    out
}

/// Appends what [`format_float`] gives, for a number of 64 or 32 bits.
pub fn append_float(out: &mut String, n: f64, format: u8, precision: Option<usize>, bits: u8) {
    if n.is_nan() {
        return out.push_str("NaN");
    }
    if n.is_infinite() {
        return out.push_str(if n < 0.0 { "-Inf" } else { "+Inf" });
    }
    match format {
        b'f' => fixed(out, n, precision, bits),
        b'e' | b'E' => exponent(out, &scientific(n, precision, bits), precision, format),
        b'g' | b'G' => general(out, n, precision, bits, format),
        b'b' => binary(out, n, bits),
        b'x' | b'X' => hexadecimal(out, n, precision, bits, format == b'X'),
        other => {
            out.push('%');
            out.push(char::from(other));
        }
    }
}

/// Decimal digits without trailing zeros and the place of the point: 0.ddd × 10^point. No digits: zero.
struct Decimal {
    negative: bool,
    digits: String,
    point: i32,
}

/// The digits for a precision (digits after the first one), or the shortest.
fn scientific(n: f64, precision: Option<usize>, bits: u8) -> Decimal {
    let text = match precision {
        Some(p) => rounded(n, p, bits),
        None => shortest(n, bits),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: String = mantissa.bytes().filter(u8::is_ascii_digit).map(char::from).collect();
    digits.truncate(digits.trim_end_matches('0').len());
    let point = if digits.is_empty() { 0 } else { exponent.parse::<i32>().unwrap_or(0) + 1 };
    Decimal { negative: n.is_sign_negative(), digits, point }
}

fn rounded(n: f64, precision: usize, bits: u8) -> String {
    let precision = precision.min(EXACT_DIGITS);
    if bits == 32 { format!("{:.precision$e}", n as f32) } else { format!("{n:.precision$e}") }
}

/// The shortest text that reads back as the number. Halfway between two of them Go takes the even one, Rust the upper
/// one; that needs nearly as many digits as there are.
fn shortest(n: f64, bits: u8) -> String {
    let text = if bits == 32 { format!("{:e}", n as f32) } else { format!("{n:e}") };
    let digits = text.bytes().take_while(|c| *c != b'e').filter(u8::is_ascii_digit).count();
    if digits < if bits == 32 { 6 } else { 15 } {
        return text;
    }
    let even = rounded(n, digits - 1, bits);
    let same = if bits == 32 { even.parse() == Ok(n as f32) } else { even.parse() == Ok(n) };
    if same { even } else { text }
}

fn fixed(out: &mut String, n: f64, precision: Option<usize>, bits: u8) {
    let Some(precision) = precision else {
        let decimal = scientific(n, None, bits);
        let digits = decimal.digits.len() as i64 - i64::from(decimal.point);
        return plain(out, &decimal, digits.max(0) as usize);
    };
    let exact = precision.min(EXACT_DIGITS);
    let written = if bits == 32 { write!(out, "{:.exact$}", n as f32) } else { write!(out, "{n:.exact$}") };
    debug_assert!(written.is_ok(), "a String takes all text");
    zeros(out, precision - exact);
}

fn zeros(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n('0', count));
}

/// `-d.ddde±dd`
fn exponent(out: &mut String, n: &Decimal, precision: Option<usize>, format: u8) {
    let precision = precision.unwrap_or(n.digits.len().saturating_sub(1));
    if n.negative {
        out.push('-');
    }
    out.push_str(n.digits.get(..1).unwrap_or("0"));
    if precision > 0 {
        let rest = n.digits.get(1..).unwrap_or("");
        let rest = rest.get(..precision).unwrap_or(rest);
        out.push('.');
        out.push_str(rest);
        zeros(out, precision - rest.len());
    }
    out.push(char::from(format));
    power(out, if n.digits.is_empty() { 0 } else { n.point - 1 });
}

/// A sign and at least two digits.
fn power(out: &mut String, exponent: i32) {
    out.push(if exponent < 0 { '-' } else { '+' });
    if exponent.abs() < 10 {
        out.push('0');
    }
    out.push_str(&exponent.abs().to_string());
}

/// `e` for large exponents, `f` otherwise; trailing zeros are dropped.
fn general(out: &mut String, n: f64, precision: Option<usize>, bits: u8, format: u8) {
    let precision = precision.map(|p| p.max(1));
    let decimal = scientific(n, precision.map(|p| p - 1), bits);
    let count = decimal.digits.len();
    let point = decimal.point;
    let threshold = match precision {
        None => 6,
        Some(p) if p > count && i32::try_from(count).is_ok_and(|c| c >= point) => count,
        Some(p) => p,
    };
    let shown = precision.unwrap_or(count).min(count);
    let power = i64::from(point) - 1;
    if count > 0 && (power < -4 || power >= threshold as i64) {
        return exponent(out, &decimal, Some(shown.saturating_sub(1)), format - (b'g' - b'e'));
    }
    let precision = precision.map_or(count, |p| if p as i64 > i64::from(point) { count } else { p });
    plain(out, &decimal, (precision as i64 - i64::from(point)).max(0) as usize);
}

/// `-ddd.ddd` from digits.
fn plain(out: &mut String, n: &Decimal, precision: usize) {
    if n.negative {
        out.push('-');
    }
    let digit =
        |i: i64| usize::try_from(i).ok().and_then(|i| n.digits.as_bytes().get(i)).copied().unwrap_or(b'0');
    if n.point > 0 {
        (0..i64::from(n.point)).for_each(|i| out.push(char::from(digit(i))));
    } else {
        out.push('0');
    }
    if precision > 0 {
        out.push('.');
        (0..precision as i64).for_each(|i| out.push(char::from(digit(i64::from(n.point) + i))));
    }
}

/// Mantissa and binary exponent: `n = mantissa × 2^exponent`, and the mantissa's explicit bits.
fn parts(n: f64, bits: u8) -> (u64, i32, u32) {
    let (raw, width, bias) = match bits {
        32 => (u64::from((n as f32).to_bits()), 23, -127),
        _ => (n.to_bits(), 52, -1023),
    };
    let exponent_mask = if bits == 32 { 0xff } else { 0x7ff };
    let exponent = ((raw >> width) & exponent_mask) as i32;
    let fraction = raw & ((1 << width) - 1);
    if exponent == 0 { (fraction, 1 + bias, width) } else { (fraction | 1 << width, exponent + bias, width) }
}

/// `-ddddp±ddd`
fn binary(out: &mut String, n: f64, bits: u8) {
    let (mantissa, exponent, width) = parts(n, bits);
    let exponent = exponent - width as i32;
    if n.is_sign_negative() {
        out.push('-');
    }
    out.push_str(&mantissa.to_string());
    out.push_str(if exponent < 0 { "p" } else { "p+" });
    out.push_str(&exponent.to_string());
}

/// `-0x1.yyyyyyyyp±ddd`
fn hexadecimal(out: &mut String, n: f64, precision: Option<usize>, bits: u8, upper: bool) {
    let (mut mantissa, mut exponent, width) = parts(n, bits);
    if mantissa == 0 {
        exponent = 0;
    }
    mantissa <<= 60 - width;
    while mantissa != 0 && mantissa & (1 << 60) == 0 {
        mantissa <<= 1;
        exponent -= 1;
    }
    if let Some(p) = precision.filter(|&p| p < 15) {
        (mantissa, exponent) = round_hexadecimal(mantissa, exponent, p);
    }
    if n.is_sign_negative() {
        out.push('-');
    }
    out.push_str(if upper { "0X" } else { "0x" });
    out.push(if mantissa >> 60 & 1 == 1 { '1' } else { '0' });
    hexadecimal_fraction(out, mantissa << 4, precision, upper);
    out.push(if upper { 'P' } else { 'p' });
    power(out, exponent);
}

/// Rounds to a number of hexadecimal digits, half to even.
fn round_hexadecimal(mantissa: u64, exponent: i32, digits: usize) -> (u64, i32) {
    let shift = digits * 4;
    let extra = (mantissa << shift) & ((1 << 60) - 1);
    let mut mantissa = mantissa >> (60 - shift);
    if extra | (mantissa & 1) > 1 << 59 {
        mantissa += 1;
    }
    mantissa <<= 60 - shift;
    if mantissa & (1 << 61) == 0 { (mantissa, exponent) } else { (mantissa >> 1, exponent + 1) }
}

fn hexadecimal_fraction(out: &mut String, mut fraction: u64, precision: Option<usize>, upper: bool) {
    let table: &[u8; 16] = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let mut digit = || {
        let digit = char::from(table[(fraction >> 60) as usize]);
        fraction <<= 4;
        (digit, fraction == 0)
    };
    match precision {
        Some(0) => {}
        Some(p) => {
            out.push('.');
            (0..p).for_each(|_| out.push(digit().0));
        }
        None => {
            let mut next = digit();
            if next == ('0', true) {
                return;
            }
            out.push('.');
            out.push(next.0);
            while !next.1 {
                next = digit();
                out.push(next.0);
            }
        }
    }
}
