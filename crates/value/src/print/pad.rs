//! Padding to a width.

use super::Printer;
use crate::decode_char;

/// Go's `utf8.RuneCount`.
pub(super) fn char_count(mut text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let mut count = 0;
    while !text.is_empty() {
        text = &text[decode_char(text).1.max(1)..];
        count += 1;
    }
    count
}

impl Printer {
    /// Writes `count` bytes of padding: zeros only to the left.
    pub(super) fn padding(&mut self, count: usize) {
        let byte = if self.spec.zero && !self.spec.minus { b'0' } else { b' ' };
        self.out.resize(self.out.len() + count, byte);
    }

    /// Writes text padded to the width, in characters.
    pub(super) fn padded(&mut self, text: &[u8]) {
        let missing = self.spec.width.map_or(0, |width| width.saturating_sub(char_count(text)));
        if !self.spec.minus {
            self.padding(missing);
        }
        self.out.extend_from_slice(text);
        if self.spec.minus {
            self.padding(missing);
        }
    }

    /// Like [`Printer::padded`], but never with zeros.
    pub(super) fn padded_with_blanks(&mut self, text: &[u8]) {
        let zero = std::mem::replace(&mut self.spec.zero, false);
        self.padded(text);
        self.spec.zero = zero;
    }
}
