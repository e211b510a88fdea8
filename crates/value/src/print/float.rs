//! Floating-point numbers: `%v %e %E %f %F %g %G %b %x %X`.

use super::Printer;
use crate::{Complex, append_float};

impl Printer {
    /// Writes a `float64` by a verb; false when floats don't know the verb.
    pub(super) fn float(&mut self, n: f64, verb: char) -> bool {
        let (format, default) = match verb {
            'v' => (b'g', None),
            'b' | 'g' | 'G' | 'x' | 'X' => (verb as u8, None),
            'f' | 'e' | 'E' => (verb as u8, Some(6)),
            'F' => (b'f', Some(6)),
            _ => return false,
        };
        let precision = self.spec.precision.or(default);
        let mut number = String::with_capacity(24);
        append_float(&mut number, n, format, precision, 64);
        let (sign, digits) = match number.as_bytes() {
            [sign @ (b'+' | b'-'), rest @ ..] => (*sign, rest),
            all => (b'+', all),
        };
        let sign = if self.spec.space && sign == b'+' && !self.spec.plus { b' ' } else { sign };
        if n.is_finite() {
            let mut digits = digits.to_vec();
            if self.spec.sharp && format != b'b' {
                restore_zeros(&mut digits, format, precision);
            }
            self.signed(sign, &digits);
        } else {
            self.not_a_number(sign, digits);
        }
        true
    }

    /// Writes `(real+imaginary i)`, each half like a float; false when floats don't know the verb.
    pub(super) fn complex(&mut self, n: &Complex, verb: char) -> bool {
        let start = self.out.len();
        self.out.push(b'(');
        if !self.float(n.real, verb) {
            self.out.truncate(start);
            return false;
        }
        let plus = std::mem::replace(&mut self.spec.plus, true);
        self.float(n.imaginary, verb);
        self.spec.plus = plus;
        self.out.extend_from_slice(b"i)");
        true
    }

    /// Infinities and NaN are never padded with zeros; infinities always have a sign, NaN only when asked for.
    fn not_a_number(&mut self, sign: u8, text: &[u8]) {
        let zero = std::mem::replace(&mut self.spec.zero, false);
        let asked = self.spec.plus || self.spec.space;
        match (sign, text.first()) {
            (_, Some(b'N')) if !asked => self.padded(text),
            _ => self.padded(&[&[sign], text].concat()),
        }
        self.spec.zero = zero;
    }

    /// The sign goes before zeros that fill the width.
    fn signed(&mut self, sign: u8, digits: &[u8]) {
        if !self.spec.plus && sign == b'+' {
            return self.padded(digits);
        }
        let missing = self.spec.width.map_or(0, |width| width.saturating_sub(digits.len() + 1));
        if self.spec.zero && !self.spec.minus && missing > 0 {
            self.out.push(sign);
            self.padding(missing);
            self.out.extend_from_slice(digits);
        } else {
            self.padded(&[&[sign], digits].concat());
        }
    }
}

/// The sharp flag: always a decimal point, and the trailing zeros that `%g` dropped.
fn restore_zeros(number: &mut Vec<u8>, format: u8, precision: Option<usize>) {
    let is_hexadecimal = matches!(format, b'x' | b'X');
    let ends = |c: &u8| matches!(c, b'p' | b'P') || !is_hexadecimal && matches!(c, b'e' | b'E');
    let tail = number.iter().position(ends).map_or_else(Vec::new, |at| number.split_off(at));
    let wanted = if matches!(format, b'g' | b'G' | b'x') { precision.unwrap_or(6) } else { 0 };
    let counted = number.iter().filter(|&&c| c != b'.').skip_while(|&&c| c == b'0').count();
    let mut missing = wanted.saturating_sub(counted);
    if !number.contains(&b'.') {
        if number.as_slice() == b"0" {
            missing = missing.saturating_sub(1);
        }
        number.push(b'.');
    }
    number.resize(number.len() + missing, b'0');
    number.extend(tail);
}
