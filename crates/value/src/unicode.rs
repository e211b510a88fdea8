//! Characters as Go's `unicode`, `unicode/utf8` and `strconv.IsPrint` see them (Unicode 15.0.0).
//!
//! The tables are runs over all code points: first a line with the names, then for each run its length (7 bits a
//! byte, low bits first) and one byte, the number of the name counted from 1; 0 is no name.

use std::cell::OnceCell;

const CATEGORIES: &[u8] = include_bytes!("unicode/categories.bin");
const SCRIPTS: &[u8] = include_bytes!("unicode/scripts.bin");

thread_local! {
    static CATEGORY_RUNS: OnceCell<Runs> = const { OnceCell::new() };
    static SCRIPT_RUNS: OnceCell<Runs> = const { OnceCell::new() };
}

struct Runs {
    names: Vec<&'static str>,
    /// First code point of each run and its name's number.
    starts: Vec<(u32, u8)>,
}

impl Runs {
    fn decode(table: &'static [u8]) -> Self {
        let line = table.iter().position(|b| *b == b'\n').unwrap_or(0);
        let names = std::str::from_utf8(&table[..line]).unwrap_or("").split(' ').collect();
        let (mut starts, mut start, mut length, mut shift) = (Vec::new(), 0, 0, 0);
        let mut bytes = table[line + 1..].iter();
        while let Some(byte) = bytes.next() {
            length |= u32::from(byte & 127) << shift;
            shift += 7;
            if *byte < 128 {
                starts.push((start, bytes.next().copied().unwrap_or(0)));
                start += length;
                (length, shift) = (0, 0);
            }
        }
        Self { names, starts }
    }

    fn number(&self, code: u32) -> u8 {
        let after = self.starts.partition_point(|(start, _)| *start <= code);
        self.starts.get(after.wrapping_sub(1)).map_or(0, |(_, number)| *number)
    }

    fn name(&self, code: u32) -> &'static str {
        let number = usize::from(self.number(code));
        self.names.get(number.wrapping_sub(1)).copied().unwrap_or("")
    }

    /// Inclusive ranges of the code points whose name fits.
    fn ranges(&self, fits: impl Fn(&str) -> bool) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        let ends = self.starts.iter().skip(1).map(|(start, _)| start - 1).chain([0x10_ffff]);
        for ((start, number), end) in self.starts.iter().zip(ends) {
            let name = self.names.get(usize::from(*number).wrapping_sub(1));
            if !name.is_some_and(|name| fits(name)) {
                continue;
            }
            match ranges.last_mut() {
                Some(last) if last.1 + 1 == *start => last.1 = end,
                _ => ranges.push((*start, end)),
            }
        }
        ranges
    }
}

fn with_categories<T>(f: impl FnOnce(&Runs) -> T) -> T {
    CATEGORY_RUNS.with(|runs| f(runs.get_or_init(|| Runs::decode(CATEGORIES))))
}

fn with_scripts<T>(f: impl FnOnce(&Runs) -> T) -> T {
    SCRIPT_RUNS.with(|runs| f(runs.get_or_init(|| Runs::decode(SCRIPTS))))
}

/// The general category of a character (`Lu`, `Zs` …); empty when unassigned.
pub fn category(c: char) -> &'static str {
    with_categories(|runs| runs.name(u32::from(c)))
}

/// The code points of a category (`Lu`), a group of categories (`L`) or a script (`Greek`), as inclusive ranges.
/// `None`: there is no such name.
pub fn class(name: &str) -> Option<Vec<(u32, u32)>> {
    let ranges = with_categories(|runs| {
        runs.ranges(|category| category == name || (name.len() == 1 && category.starts_with(name)))
    });
    if !ranges.is_empty() {
        return Some(ranges);
    }
    let ranges = with_scripts(|runs| runs.ranges(|script| script == name));
    (!ranges.is_empty()).then_some(ranges)
}

/// Every name that [`class`] knows: groups of categories, categories and scripts.
pub fn class_names() -> Vec<&'static str> {
    let groups = ["C", "L", "M", "N", "P", "S", "Z"].into_iter();
    let categories = with_categories(|runs| runs.names.clone());
    groups.chain(categories).chain(with_scripts(|runs| runs.names.clone())).collect()
}

/// Go's `unicode.IsLetter`.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { category(c).starts_with('L') }
}

/// Go's `unicode.IsUpper`.
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { category(c) == "Lu" }
}

/// Go's `unicode.IsLower`.
pub fn is_lower(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() } else { category(c) == "Ll" }
}

/// Go's `unicode.IsTitle`.
pub fn is_title(c: char) -> bool {
    !c.is_ascii() && category(c) == "Lt"
}

/// Go's `unicode.IsDigit`.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { category(c) == "Nd" }
}

/// Go's `unicode.IsNumber`.
pub fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { category(c).starts_with('N') }
}

/// Go's `unicode.IsPunct`.
pub fn is_punct(c: char) -> bool {
    category(c).starts_with('P')
}

/// Go's `unicode.IsSpace`.
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Go's `unicode.IsPrint` and `strconv.IsPrint`: what `%q` leaves as it is.
pub fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    category(c).starts_with(['L', 'M', 'N', 'P', 'S'])
}

/// Go's `unicode.ToUpper`: always one character.
pub fn to_upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => greek_with_iota(c).unwrap_or(c),
    }
}

/// Go's `unicode.ToLower`: always one character.
pub fn to_lower(c: char) -> char {
    match c {
        'İ' => 'i',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Go's `unicode.ToTitle`: always one character.
pub fn to_title(c: char) -> char {
    match u32::from(c) {
        0x1c4..=0x1c6 => 'ǅ',
        0x1c7..=0x1c9 => 'ǈ',
        0x1ca..=0x1cc => 'ǋ',
        0x1f1..=0x1f3 => 'ǲ',
        0x10d0..=0x10fa | 0x10fd..=0x10ff => c,
        _ => to_upper(c),
    }
}

/// The upper case of small Greek letters with iota, which in full case mapping are two characters.
fn greek_with_iota(c: char) -> Option<char> {
    let code = u32::from(c);
    let up = match code {
        0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => 9,
        _ => return None,
    };
    char::from_u32(code + up)
}

/// The first character of a byte string and its length in bytes, as Go's `utf8.DecodeRune`: `None` and 1 for a byte
/// that begins no character; `None` and 0 at the end.
pub fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    let length = match bytes.first() {
        None => return (None, 0),
        Some(byte) if *byte < 0x80 => return (Some(char::from(*byte)), 1),
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return (None, 1),
    };
    let text = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.and_then(|text| text.chars().next()).map_or((None, 1), |c| (Some(c), length))
}

/// The last character of a byte string and its length in bytes, as Go's `utf8.DecodeLastRune`: `None` and 1 for a byte
/// that ends no character; `None` and 0 when there is nothing.
pub fn decode_last(bytes: &[u8]) -> (Option<char>, usize) {
    let found = (1..=4.min(bytes.len())).map(|length| decode(&bytes[bytes.len() - length..]));
    let fits = found.enumerate().find(|(i, (c, length))| c.is_some() && *length == i + 1);
    fits.map_or((None, 1.min(bytes.len())), |(_, last)| last)
}

/// The characters of a byte string as Go's `range` gives them: byte offset, and U+FFFD for each byte that is no UTF-8.
pub fn chars(bytes: &[u8]) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (c, length) = decode(bytes.get(at..)?);
        let item = (at, c.unwrap_or(char::REPLACEMENT_CHARACTER));
        at += length;
        (length > 0).then_some(item)
    })
}

/// Whether encoding/json takes a key for a field's name: in any case, and `ſ` and the Kelvin sign are cases of
/// `s` and `k`.
pub fn names_field(key: &[u8], name: &str) -> bool {
    if key.is_ascii() {
        return key.eq_ignore_ascii_case(name.as_bytes());
    }
    let folded = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    std::str::from_utf8(key).is_ok_and(|key| key.chars().map(folded).eq(name.chars().map(folded)))
}
