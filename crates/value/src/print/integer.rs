//! Integers: `%d %b %o %O %x %X %c %q %U`.

use super::Printer;
use crate::unicode::is_print;
use crate::{Integer, append_char, append_quoted_char};

/// How the digits of a number are written.
#[derive(Clone, Copy)]
struct Base {
    radix: u32,
    upper: bool,
    /// `%O`
    octal_prefix: bool,
}

impl Base {
    const fn lower(radix: u32) -> Self {
        Self { radix, upper: false, octal_prefix: false }
    }
}

impl Printer {
    /// Writes an integer by a verb; false when integers don't know the verb.
    pub(super) fn integer(&mut self, n: Integer, verb: char) -> bool {
        let base = match verb {
            'v' if self.spec.sharp_v && n.kind.is_unsigned() => {
                self.go_hexadecimal(n.as_u64());
                return true;
            }
            'v' | 'd' => Base::lower(10),
            'b' => Base::lower(2),
            'o' => Base::lower(8),
            'O' => Base { octal_prefix: true, ..Base::lower(8) },
            'x' => Base::lower(16),
            'X' => Base { upper: true, ..Base::lower(16) },
            'c' | 'q' => {
                self.character(n.as_u64(), verb);
                return true;
            }
            'U' => {
                self.code_point(n.as_u64());
                return true;
            }
            _ => return false,
        };
        self.digits(n.get(), base);
        true
    }

    /// `0x…`, as Go syntax writes unsigned numbers.
    pub(super) fn go_hexadecimal(&mut self, n: u64) {
        let sharp = std::mem::replace(&mut self.spec.sharp, true);
        self.digits(i128::from(n), Base::lower(16));
        self.spec.sharp = sharp;
    }

    fn digits(&mut self, n: i128, base: Base) {
        let spec = self.spec;
        let negative = n < 0;
        let signed = negative || spec.plus || spec.space;
        let minimum = match (spec.precision, spec.width) {
            (Some(0), width) if n == 0 => {
                self.spec.zero = false;
                self.padding(width.unwrap_or(0));
                self.spec.zero = spec.zero;
                return;
            }
            (Some(precision), _) => precision,
            (None, Some(width)) if spec.zero && !spec.minus => width.saturating_sub(usize::from(signed)),
            _ => 0,
        };
        let mut reversed = Vec::with_capacity(24);
        reversed_digits(&mut reversed, n.unsigned_abs() as u64, base);
        reversed.resize(reversed.len().max(minimum), b'0');
        self.prefix(&mut reversed, base);
        match (negative, spec.plus, spec.space) {
            (true, ..) => reversed.push(b'-'),
            (_, true, _) => reversed.push(b'+'),
            (.., true) => reversed.push(b' '),
            _ => {}
        }
        reversed.reverse();
        self.padded_with_blanks(&reversed);
    }

    fn prefix(&self, reversed: &mut Vec<u8>, base: Base) {
        match base.radix {
            2 if self.spec.sharp => reversed.extend(b"b0"),
            8 if self.spec.sharp && reversed.last() != Some(&b'0') => reversed.push(b'0'),
            16 if self.spec.sharp => reversed.extend(if base.upper { b"X0" } else { b"x0" }),
            _ => {}
        }
        if base.octal_prefix {
            reversed.extend(b"o0");
        }
    }

    fn character(&mut self, code: u64, verb: char) {
        let c = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
        let mut text = Vec::with_capacity(8);
        match verb {
            'c' => append_char(&mut text, c),
            _ => append_quoted_char(&mut text, c, self.spec.plus),
        }
        self.padded(&text);
    }

    /// `U+0078`, with the sharp flag `U+0078 'x'`.
    fn code_point(&mut self, code: u64) {
        let digits = self.spec.precision.unwrap_or(0).max(4);
        let mut text = format!("{code:X}").into_bytes();
        let missing = digits.saturating_sub(text.len());
        text.splice(0..0, std::iter::repeat_n(b'0', missing));
        text.splice(0..0, *b"U+");
        let shown =
            u32::try_from(code).ok().and_then(char::from_u32).filter(|&c| self.spec.sharp && is_print(c));
        if let Some(c) = shown {
            text.extend(b" '");
            append_char(&mut text, c);
            text.push(b'\'');
        }
        self.padded_with_blanks(&text);
    }
}

fn reversed_digits(out: &mut Vec<u8>, mut n: u64, base: Base) {
    let radix = u64::from(base.radix);
    loop {
        let digit = char::from_digit((n % radix) as u32, base.radix).unwrap_or('0') as u8;
        out.push(if base.upper { digit.to_ascii_uppercase() } else { digit });
        n /= radix;
        if n == 0 {
            return;
        }
    }
}
