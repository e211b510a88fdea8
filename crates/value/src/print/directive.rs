//! The directives of a format: `%[flags][width][.precision][argument index]verb` (`doPrintf`).

use super::{Printer, Spec, TooLong};
use crate::{Value, append_char, decode_char};

/// Widths and precisions beyond this are refused.
const MAX_NUMBER: usize = 1_000_000;

/// Where formatting is: in the format, and in the operands.
struct Cursor<'f> {
    rest: &'f [u8],
    args: &'f [Value],
    /// Index of the next operand.
    next: usize,
    /// An explicit index was used somewhere.
    reordered: bool,
    /// The index of this directive is usable.
    good_index: bool,
    /// The last thing read was an index.
    after_index: bool,
}

pub(super) fn format(printer: &mut Printer, format: &[u8], args: &[Value]) -> Result<(), TooLong> {
    let mut cursor =
        Cursor { rest: format, args, next: 0, reordered: false, good_index: true, after_index: false };
    while !cursor.rest.is_empty() {
        let text = cursor.rest.iter().position(|&c| c == b'%').unwrap_or(cursor.rest.len());
        printer.out.extend_from_slice(&cursor.rest[..text]);
        printer.checked()?;
        cursor.rest = &cursor.rest[text..];
        if let Some(rest) = cursor.rest.strip_prefix(b"%") {
            cursor.rest = rest;
            cursor.directive(printer)?;
        }
    }
    cursor.extra(printer)
}

impl Cursor<'_> {
    fn directive(&mut self, printer: &mut Printer) -> Result<(), TooLong> {
        self.good_index = true;
        self.after_index = false;
        printer.spec = Spec::default();
        self.flags(&mut printer.spec);
        self.index();
        self.width(printer);
        self.precision(printer);
        if !self.after_index {
            self.index();
        }
        let (verb, width) = decode_char(self.rest);
        self.rest = &self.rest[width..];
        match width {
            0 => printer.out.extend(b"%!(NOVERB)"),
            _ => self.operand(printer, verb)?,
        }
        printer.checked()
    }

    fn operand(&mut self, printer: &mut Printer, verb: char) -> Result<(), TooLong> {
        if verb == '%' {
            printer.out.push(b'%');
        } else if !self.good_index {
            complain(printer, verb, b"(BADINDEX)");
        } else if let Some(arg) = self.args.get(self.next) {
            if matches!(verb, 'v' | 'w') {
                let spec = &mut printer.spec;
                spec.sharp_v = std::mem::take(&mut spec.sharp);
                spec.plus_v = std::mem::take(&mut spec.plus);
            }
            self.next += 1;
            printer.arg(arg, verb)?;
        } else {
            complain(printer, verb, b"(MISSING)");
        }
        Ok(())
    }

    fn flags(&mut self, spec: &mut Spec) {
        while let [c, rest @ ..] = self.rest {
            match c {
                b'#' => spec.sharp = true,
                b'0' => spec.zero = true,
                b'+' => spec.plus = true,
                b'-' => spec.minus = true,
                b' ' => spec.space = true,
                _ => return,
            }
            self.rest = rest;
        }
    }

    fn width(&mut self, printer: &mut Printer) {
        if let Some(rest) = self.rest.strip_prefix(b"*") {
            self.rest = rest;
            match self.star() {
                None => printer.out.extend(b"%!(BADWIDTH)"),
                Some(n) => {
                    printer.spec.width = Some(n.unsigned_abs() as usize);
                    if n < 0 {
                        printer.spec.minus = true;
                        printer.spec.zero = false;
                    }
                }
            }
            self.after_index = false;
        } else {
            printer.spec.width = self.number();
            if self.after_index && printer.spec.width.is_some() {
                self.good_index = false;
            }
        }
    }

    fn precision(&mut self, printer: &mut Printer) {
        // A point at the very end is no precision but the verb.
        let [b'.', rest @ ..] = self.rest else { return };
        if rest.is_empty() {
            return;
        }
        self.rest = rest;
        if self.after_index {
            self.good_index = false;
        }
        self.index();
        if let Some(rest) = self.rest.strip_prefix(b"*") {
            self.rest = rest;
            match self.star() {
                Some(n) if n >= 0 => printer.spec.precision = Some(n as usize),
                _ => printer.out.extend(b"%!(BADPREC)"),
            }
            self.after_index = false;
        } else {
            printer.spec.precision = Some(self.number().unwrap_or(0));
        }
    }

    /// The next operand as a width or precision.
    fn star(&mut self) -> Option<i64> {
        let arg = self.args.get(self.next)?;
        self.next += 1;
        let n = i64::try_from(arg.as_int()?.get()).ok()?;
        (n.unsigned_abs() <= MAX_NUMBER as u64).then_some(n)
    }

    /// Digits. A number that is too large makes Go skip the rest of the format.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let [c @ b'0'..=b'9', rest @ ..] = self.rest {
            if number.is_some_and(|n| n > MAX_NUMBER) {
                self.rest = &[];
                return None;
            }
            number = Some(number.unwrap_or(0) * 10 + usize::from(c - b'0'));
            self.rest = rest;
        }
        number
    }

    /// `[n]`: the operand to use next.
    fn index(&mut self) {
        self.after_index = false;
        if self.rest.first() != Some(&b'[') {
            return;
        }
        self.reordered = true;
        let Some(end) = self.rest.iter().position(|&c| c == b']').filter(|_| self.rest.len() >= 3) else {
            self.good_index = false;
            self.rest = &self.rest[1..];
            return;
        };
        let inner = Cursor { rest: &self.rest[1..end], ..*self };
        self.rest = &self.rest[end + 1..];
        match inner.whole_number() {
            None => self.good_index = false,
            Some(n) => {
                self.after_index = true;
                match n.checked_sub(1).filter(|&n| n < self.args.len()) {
                    Some(n) => self.next = n,
                    None => self.good_index = false,
                }
            }
        }
    }

    fn whole_number(mut self) -> Option<usize> {
        let number = self.number()?;
        self.rest.is_empty().then_some(number)
    }

    /// What operands are left over, unless they were used out of order.
    fn extra(&self, printer: &mut Printer) -> Result<(), TooLong> {
        let left = self.args.get(self.next..).unwrap_or(&[]);
        if self.reordered || left.is_empty() {
            return Ok(());
        }
        printer.spec = Spec::default();
        printer.out.extend(b"%!(EXTRA ");
        for (i, arg) in left.iter().enumerate() {
            if i > 0 {
                printer.out.extend(b", ");
            }
            if let Some(name) = arg.go_type() {
                printer.out.extend(format!("{name}=").into_bytes());
            }
            printer.arg(arg, 'v')?;
        }
        printer.out.push(b')');
        Ok(())
    }
}

fn complain(printer: &mut Printer, verb: char, what: &[u8]) {
    printer.out.extend(b"%!");
    append_char(&mut printer.out, verb);
    printer.out.extend_from_slice(what);
}
