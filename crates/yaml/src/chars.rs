//! Character classes of YAML 1.1 as Go's reader sees them (go-yaml v2 `yamlprivateh.go`), on bytes of UTF-8.

/// Space, tab, CR, LF or the end of the text.
pub(crate) const BLANK: u8 = 1;
/// `,?[]{}`: what ends a plain scalar inside brackets.
pub(crate) const FLOW: u8 = 2;
/// `:`
pub(crate) const COLON: u8 = 4;
/// First byte of NEL, LS or PS, and of other characters too.
pub(crate) const HIGH: u8 = 8;
/// Letters, digits, `_` and `-`.
pub(crate) const WORD: u8 = 16;
/// What a tag may hold besides words, without `%`.
pub(crate) const URI: u8 = 32;

/// The classes of each byte.
pub(crate) const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = class_of(b as u8);
        b += 1;
    }
    table
}

const fn class_of(b: u8) -> u8 {
    match b {
        b' ' | b'\t' | b'\r' | b'\n' | 0 => BLANK,
        b'?' | b',' | b'[' | b']' => FLOW | URI,
        b'{' | b'}' => FLOW,
        b':' => COLON | URI,
        0xC2 | 0xE2 => HIGH,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-' => WORD,
        b';' | b'/' | b'@' | b'&' | b'=' | b'+' | b'$' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
            URI
        }
        _ => 0,
    }
}

/// Whether a byte has one of these classes.
pub(crate) const fn is(b: u8, classes: u8) -> bool {
    CLASS[b as usize] & classes != 0
}

/// Length in bytes of the line break at the start of `rest`; 0: there is none. CR LF is one break.
pub(crate) fn break_len(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

/// Number of spaces at the start: indentation is half of most texts.
pub(crate) fn spaces(bytes: &[u8]) -> usize {
    let mut count = 0;
    for eight in bytes.chunks_exact(8) {
        let eight: [u8; 8] = eight.try_into().unwrap_or_default();
        let differ = u64::from_le_bytes(eight) ^ u64::from_le_bytes([b' '; 8]);
        if differ != 0 {
            return count + differ.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes[count..].iter().take_while(|b| **b == b' ').count()
}

/// Number of bytes before the first one with which a line break may start.
pub(crate) fn until_break_byte(bytes: &[u8]) -> usize {
    let starts = |b: &u8| matches!(b, b'\n' | b'\r' | 0xC2 | 0xE2);
    // Pieces of a fixed size: these the compiler can look at at once.
    let pieces = bytes.chunks_exact(16);
    let whole = 16 * pieces.take_while(|piece| !piece.iter().fold(false, |any, b| any | starts(b))).count();
    whole + bytes[whole..].iter().take_while(|b| !starts(b)).count()
}

/// Length in bytes of the character that starts with this byte; continuation bytes count as one.
pub(crate) const fn width(b: u8) -> usize {
    match b {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 1,
    }
}

/// Number of characters in UTF-8 bytes.
pub(crate) fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

/// Value of a hexadecimal digit.
pub(crate) fn hex(b: u8) -> Option<u32> {
    (b as char).to_digit(16)
}
