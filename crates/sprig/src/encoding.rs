//! Encodings: Sprig's page "Encoding Functions", mirrors `strings.go` and Go's `encoding/base64`, `encoding/base32`.

use crate::args::Args;
use crate::rows::{STR, charged, row};
use periplus_template::Function;
use periplus_value::Value;

pub(crate) const TABLE: &[Function] = &[
    charged("b64enc", &[STR], |e, a| {
        e.charge(a.text(0).len() / 3 * 4)?;
        Ok(BASE64.encode(a.text(0)).into())
    }),
    charged("b32enc", &[STR], |e, a| {
        e.charge(a.text(0).len() / 5 * 8)?;
        Ok(BASE32.encode(a.text(0)).into())
    }),
    row("b64dec", &[STR], |a| Ok(decode_base64(a.text(0)).map_or_else(Value::from, Value::string))),
    row("b32dec", &[STR], |a| Ok(decode_base32(a.text(0)).map_or_else(Value::from, Value::string))),
];

/// A base with 2^bits digits, padded with `=` to whole groups.
pub(crate) struct Base {
    digits: &'static [u8],
    bits: u32,
    /// Digits of a whole group.
    group: usize,
}

/// Go's `base64.StdEncoding`.
pub(crate) const BASE64: Base =
    Base { digits: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, group: 4 };

const BASE32: Base = Base { digits: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8 };

impl Base {
    /// Text of the bytes.
    pub(crate) fn encode(&self, bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len() / 3 * 4 + 8);
        let (mut buffer, mut held) = (0u32, 0);
        let mut push = |index: u32| out.push(char::from(self.digits[index as usize % self.digits.len()]));
        for byte in bytes {
            buffer = buffer << 8 | u32::from(*byte);
            held += 8;
            while held >= self.bits {
                held -= self.bits;
                push(buffer >> held);
            }
            buffer &= (1 << held) - 1;
        }
        if held > 0 {
            push(buffer << (self.bits - held));
        }
        let padded = out.len().next_multiple_of(self.group);
        out.extend(std::iter::repeat_n('=', padded - out.len()));
        out
    }

    fn value(&self, digit: u8) -> Option<u32> {
        self.digits.iter().position(|d| *d == digit).map(|at| at as u32)
    }

    /// Appends the bytes that the digits hold; bits that fill no byte are dropped.
    fn push(&self, out: &mut Vec<u8>, digits: &[u32]) {
        let (mut buffer, mut held) = (0u32, 0);
        for digit in digits {
            buffer = (buffer << self.bits | digit) & 0xffff;
            held += self.bits;
            if held >= 8 {
                held -= 8;
                out.push((buffer >> held) as u8);
            }
        }
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Bytes of base64 text, line ends ignored; the error is Go's text with the offset that Go reports.
pub(crate) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, String> {
    let corrupt = |at: usize| format!("illegal base64 data at input byte {at}");
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut group: Vec<u32> = Vec::with_capacity(4);
    let next = |at: usize| text[at..].iter().position(|b| !is_line_end(*b)).map_or(text.len(), |n| at + n);
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        if let Some(digit) = BASE64.value(byte) {
            group.push(digit);
            if group.len() == 4 {
                BASE64.push(&mut out, &group);
                group.clear();
            }
        } else if byte == b'=' && group.len() >= 2 {
            if group.len() == 2 {
                let second = next(at);
                match text.get(second) {
                    None => return Err(corrupt(text.len())),
                    Some(b'=') => at = second + 1,
                    Some(_) => return Err(corrupt(second - 1)),
                }
            }
            BASE64.push(&mut out, &group);
            let end = next(at);
            return if end < text.len() { Err(corrupt(end)) } else { Ok(out) };
        } else if !is_line_end(byte) {
            return Err(corrupt(at - 1));
        }
    }
    if group.is_empty() { Ok(out) } else { Err(corrupt(text.len() - group.len())) }
}

/// Bytes of base32 text, with Go's error text and offset (counted without line ends).
fn decode_base32(text: &[u8]) -> Result<Vec<u8>, String> {
    let corrupt = |at: usize| Err(format!("illegal base32 data at input byte {at}"));
    let text: Vec<u8> = text.iter().copied().filter(|b| !is_line_end(*b)).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut group: Vec<u32> = Vec::with_capacity(8);
    for (at, byte) in text.iter().enumerate() {
        let rest = &text[at + 1..];
        if *byte == b'=' && group.len() >= 2 && rest.len() < 8 {
            if rest.len() + group.len() < 7 {
                return corrupt(text.len());
            }
            if let Some(wrong) = rest.iter().take(7 - group.len()).position(|b| *b != b'=') {
                return corrupt(at + wrong);
            }
            if matches!(group.len(), 3 | 6) {
                return corrupt(at);
            }
            BASE32.push(&mut out, &group);
            return Ok(out);
        }
        let Some(digit) = BASE32.value(*byte) else { return corrupt(at) };
        group.push(digit);
        if group.len() == 8 {
            BASE32.push(&mut out, &group);
            group.clear();
        }
    }
    if group.is_empty() { Ok(out) } else { corrupt(text.len() - group.len()) }
}
