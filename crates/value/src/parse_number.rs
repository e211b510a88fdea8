//! Reading numbers, as Go's `strconv.ParseInt`, `ParseUint` and `ParseFloat` do (internal/strconv/atoi.go, atof.go).

use crate::quote;
use std::fmt;

/// Why a number can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// `invalid syntax`
    Syntax,
    /// `value out of range`
    Range,
}

/// Go's `*strconv.NumError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberError {
    /// The Go function: `ParseInt`, `Atoi`, `ParseFloat` …
    pub function: &'static str,
    /// What was to be read.
    pub input: Vec<u8>,
    /// Why not.
    pub fault: NumberFault,
}

impl NumberError {
    /// For a function and an input.
    pub fn new(function: &'static str, input: &[u8], fault: NumberFault) -> Self {
        Self { function, input: input.to_vec(), fault }
    }
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberFault::Syntax => "invalid syntax",
            NumberFault::Range => "value out of range",
        })
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "strconv.{}: parsing {}: {}", self.function, quote(&self.input), self.fault)
    }
}

/// A value beside the fault, as Go returns it: the nearest number there is when it is out of range, else 0.
pub type Parsed<T> = Result<T, (T, NumberFault)>;

/// Go's `ParseUint(text, base, bits)`; base 0 reads the prefixes `0x`, `0o`, `0b`, `0` and underscores.
pub fn parse_uint(text: &[u8], base: u32, bits: u32) -> Parsed<u64> {
    const SYNTAX: (u64, NumberFault) = (0, NumberFault::Syntax);
    let (digits, radix) = match base {
        0 => prefixed(text),
        base => (text, base),
    };
    if text.is_empty() || !(2..=36).contains(&radix) {
        return Err(SYNTAX);
    }
    let limit = if bits == 0 || bits >= 64 { u64::MAX } else { (1 << bits) - 1 };
    let mut number = 0u64;
    let mut underscores = false;
    for &c in digits {
        if c == b'_' && base == 0 {
            underscores = true;
            continue;
        }
        let digit = char::from(c).to_digit(radix).ok_or(SYNTAX)?;
        let next = number.checked_mul(u64::from(radix)).and_then(|n| n.checked_add(u64::from(digit)));
        number = next.filter(|&n| n <= limit).ok_or((limit, NumberFault::Range))?;
    }
    if underscores && !underscores_are_fine(text) { Err(SYNTAX) } else { Ok(number) }
}

/// The digits and the base that a prefix names.
fn prefixed(text: &[u8]) -> (&[u8], u32) {
    match text {
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (rest, 2),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (rest, 8),
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (rest, 16),
        [b'0', rest @ ..] => (rest, 8),
        _ => (text, 10),
    }
}

/// Go's `ParseInt(text, base, bits)`.
pub fn parse_int(text: &[u8], base: u32, bits: u32) -> Parsed<i64> {
    let (negative, digits) = sign(text);
    let largest = if bits == 0 || bits >= 64 { i64::MAX } else { (1i64 << (bits - 1)) - 1 };
    let magnitude = match parse_uint(digits, base, bits) {
        Ok(n) | Err((n, NumberFault::Range)) => n,
        Err((_, NumberFault::Syntax)) => return Err((0, NumberFault::Syntax)),
    };
    match (negative, i64::try_from(magnitude)) {
        (false, Ok(n)) if n <= largest => Ok(n),
        (false, _) => Err((largest, NumberFault::Range)),
        (true, Ok(n)) if n <= largest => Ok(-n),
        (true, _) if magnitude == largest as u64 + 1 => Ok(-largest - 1),
        (true, _) => Err((-largest - 1, NumberFault::Range)),
    }
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Underscores must stand between digits, or between a base prefix and a digit.
fn underscores_are_fine(text: &[u8]) -> bool {
    let (_, text) = sign(text);
    let (hexadecimal, mut after_digit, rest) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (true, true, rest),
        [b'0', b'b' | b'B' | b'o' | b'O', rest @ ..] => (false, true, rest),
        _ => (false, false, text),
    };
    let mut after_underscore = false;
    for &c in rest {
        let digit = c.is_ascii_digit() || hexadecimal && c.is_ascii_hexdigit();
        if c == b'_' && !after_digit || after_underscore && !digit {
            return false;
        }
        after_digit = digit;
        after_underscore = c == b'_';
    }
    !after_underscore
}

/// Go's `ParseFloat(text, 64)`: decimal and hexadecimal, `inf`, `infinity` and `nan` in any case, underscores
/// only with a hexadecimal prefix or between digits.
pub fn parse_float(text: &[u8]) -> Parsed<f64> {
    const SYNTAX: (f64, NumberFault) = (0.0, NumberFault::Syntax);
    let (negative, rest) = sign(text);
    let signed = |n: f64| if negative { -n } else { n };
    match rest.to_ascii_lowercase().as_slice() {
        b"inf" | b"infinity" => return Ok(signed(f64::INFINITY)),
        b"nan" if rest.len() == text.len() => return Ok(f64::NAN),
        _ => {}
    }
    if text.contains(&b'_') && !underscores_are_fine(text) {
        return Err(SYNTAX);
    }
    let plain: Vec<u8> = rest.iter().copied().filter(|&c| c != b'_').collect();
    let number = match plain.as_slice() {
        [b'0', b'x' | b'X', digits @ ..] => hexadecimal(digits).ok_or(SYNTAX)?,
        digits => decimal(digits).ok_or(SYNTAX)?,
    };
    if number.is_infinite() { Err((signed(number), NumberFault::Range)) } else { Ok(signed(number)) }
}

fn decimal(text: &[u8]) -> Option<f64> {
    let starts_well = text.first().is_some_and(|&c| c.is_ascii_digit() || c == b'.');
    let allowed = |c: &u8| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-');
    if !starts_well || !text.iter().all(allowed) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Hexadecimal digits with a point, and a binary exponent that must be there.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let at = text.iter().position(|c| matches!(c, b'p' | b'P'))?;
    let (digits, exponent) = (&text[..at], &text[at + 1..]);
    let (negative, magnitude) = sign(exponent);
    if magnitude.is_empty() || !magnitude.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let power = magnitude.iter().fold(0i64, |n, c| (n * 10 + i64::from(c - b'0')).min(100_000));
    let power = if negative { -power } else { power };
    let point = digits.iter().position(|&c| c == b'.').unwrap_or(digits.len());
    let (mut mantissa, mut scale, mut seen) = (0u64, power, false);
    for (i, &c) in digits.iter().enumerate().filter(|&(i, _)| i != point) {
        let digit = u64::from(char::from(c).to_digit(16)?);
        seen = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
            scale -= if i > point { 4 } else { 0 };
        } else {
            mantissa |= u64::from(digit != 0); // sticky: only rounding can see it
            scale += if i < point { 4 } else { 0 };
        }
    }
    seen.then(|| scaled(mantissa, scale))
}

/// `mantissa × 2^scale`, rounded once, half to even.
fn scaled(mantissa: u64, scale: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let top = 63 - i64::from(mantissa.leading_zeros()) + scale;
    if top > 1023 {
        return f64::INFINITY;
    }
    let lowest = (top - 52).max(-1074);
    let drop = lowest - scale;
    let kept = match drop {
        ..=0 => mantissa.checked_shl(u32::try_from(-drop).unwrap_or(0)).unwrap_or(0),
        1..=64 => round_shift(mantissa, drop as u32),
        _ => 0,
    };
    // Two exact steps: the first product is normal or exact, the second can only scale by a power of two.
    let half = lowest / 2;
    kept as f64 * 2f64.powi(half as i32) * 2f64.powi((lowest - half) as i32)
}

fn round_shift(mantissa: u64, drop: u32) -> u64 {
    let wide = u128::from(mantissa);
    let kept = (wide >> drop) as u64;
    let rest = wide & ((1 << drop) - 1);
    let half = 1u128 << (drop - 1);
    kept + u64::from(rest > half || rest == half && kept & 1 == 1)
}
