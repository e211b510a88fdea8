//! Strings and bytes: `%s %q %x %X`.

use super::Printer;
use crate::{append_quoted, can_backquote, decode_char};

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";

impl Printer {
    /// Writes text by a verb; false when strings don't know the verb.
    pub(super) fn string(&mut self, text: &[u8], verb: char) -> bool {
        match verb {
            'v' if self.spec.sharp_v => self.quoted(text),
            'v' | 's' => {
                let text = self.truncated(text);
                self.padded(text);
            }
            'q' => self.quoted(text),
            'x' => self.hexadecimal(text, LOWER, b'x'),
            'X' => self.hexadecimal(text, UPPER, b'X'),
            _ => return false,
        }
        true
    }

    /// The text cut to the precision, in characters.
    fn truncated<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let Some(precision) = self.spec.precision else { return text };
        let mut end = 0;
        for _ in 0..precision {
            match decode_char(&text[end..]).1 {
                0 => break,
                width => end += width,
            }
        }
        &text[..end]
    }

    fn quoted(&mut self, text: &[u8]) {
        let text = self.truncated(text);
        let mut out = Vec::with_capacity(text.len() + 2);
        if self.spec.sharp && can_backquote(text) {
            out.push(b'`');
            out.extend_from_slice(text);
            out.push(b'`');
        } else {
            append_quoted(&mut out, text, b'"', self.spec.plus);
        }
        self.padded(&out);
    }

    /// Two digits a byte; `space` separates the bytes, `sharp` puts `0x` before the whole, or before each.
    fn hexadecimal(&mut self, text: &[u8], digits: &[u8; 16], prefix: u8) {
        let shown = &text[..self.spec.precision.map_or(text.len(), |p| p.min(text.len()))];
        if shown.is_empty() {
            return self.padding(self.spec.width.unwrap_or(0));
        }
        let mut out = Vec::with_capacity(shown.len() * 2 + 2);
        for (i, &byte) in shown.iter().enumerate() {
            if self.spec.space && i > 0 {
                out.push(b' ');
            }
            if self.spec.sharp && (self.spec.space || i == 0) {
                out.extend([b'0', prefix]);
            }
            out.extend([digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        self.padded(&out);
    }
}
