//! Which value a scalar's text stands for: the words and numbers of YAML 1.1 (go-yaml v2 `resolve.go`).

use crate::timestamp::is_timestamp;
use periplus_value::{parse_float, parse_int, parse_uint};
use std::borrow::Cow;

/// A scalar's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that `int64` can't hold.
    Uint(u64),
    Float(f64),
    /// The text itself.
    Text,
    /// The text itself, although it looks like a date.
    Timestamp,
}

/// Prefix of the standard tags; `!!` stands for it.
const STANDARD: &str = "tag:yaml.org,2002:";

/// Text that says its own value.
const WORDS: [(&str, Scalar); 39] = [
    ("", Scalar::Null),
    ("+.INF", Scalar::Float(f64::INFINITY)),
    ("+.Inf", Scalar::Float(f64::INFINITY)),
    ("+.inf", Scalar::Float(f64::INFINITY)),
    ("-.INF", Scalar::Float(f64::NEG_INFINITY)),
    ("-.Inf", Scalar::Float(f64::NEG_INFINITY)),
    ("-.inf", Scalar::Float(f64::NEG_INFINITY)),
    (".INF", Scalar::Float(f64::INFINITY)),
    (".Inf", Scalar::Float(f64::INFINITY)),
    (".NAN", Scalar::Float(f64::NAN)),
    (".NaN", Scalar::Float(f64::NAN)),
    (".inf", Scalar::Float(f64::INFINITY)),
    (".nan", Scalar::Float(f64::NAN)),
    ("FALSE", Scalar::Bool(false)),
    ("False", Scalar::Bool(false)),
    ("N", Scalar::Bool(false)),
    ("NO", Scalar::Bool(false)),
    ("NULL", Scalar::Null),
    ("No", Scalar::Bool(false)),
    ("Null", Scalar::Null),
    ("OFF", Scalar::Bool(false)),
    ("ON", Scalar::Bool(true)),
    ("Off", Scalar::Bool(false)),
    ("On", Scalar::Bool(true)),
    ("TRUE", Scalar::Bool(true)),
    ("True", Scalar::Bool(true)),
    ("Y", Scalar::Bool(true)),
    ("YES", Scalar::Bool(true)),
    ("Yes", Scalar::Bool(true)),
    ("false", Scalar::Bool(false)),
    ("n", Scalar::Bool(false)),
    ("no", Scalar::Bool(false)),
    ("null", Scalar::Null),
    ("off", Scalar::Bool(false)),
    ("on", Scalar::Bool(true)),
    ("true", Scalar::Bool(true)),
    ("y", Scalar::Bool(true)),
    ("yes", Scalar::Bool(true)),
    ("~", Scalar::Null),
];

fn word(text: &[u8]) -> Option<Scalar> {
    if text.len() > 5 {
        return None;
    }
    WORDS.binary_search_by(|(word, _)| word.as_bytes().cmp(text)).ok().map(|i| WORDS[i].1)
}

/// The value of text without tag or quotes.
pub(crate) fn plain(text: &[u8]) -> Scalar {
    untyped(text, true)
}

fn untyped(text: &[u8], dates: bool) -> Scalar {
    match text.first() {
        None => Scalar::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text).unwrap_or(Scalar::Text)
        }
        Some(b'.') => {
            word(text).or_else(|| parse_float(text).ok().map(Scalar::Float)).unwrap_or(Scalar::Text)
        }
        Some(b'+' | b'-') => word(text).unwrap_or_else(|| number(text)),
        Some(b'0'..=b'9') if dates && is_timestamp(text) => Scalar::Timestamp,
        Some(b'0'..=b'9') => number(text),
        _ => Scalar::Text,
    }
}

/// An integer with Go's prefixes, a decimal float, or text. Underscores don't count.
fn number(text: &[u8]) -> Scalar {
    if let [b'0'..=b'9', rest @ ..] = text
        && rest.len() < 18
        && text[0] != b'0'
        && rest.iter().all(u8::is_ascii_digit)
    {
        return Scalar::Int(text.iter().fold(0, |n, b| n * 10 + i64::from(b - b'0')));
    }
    let digits: Cow<[u8]> = if text.contains(&b'_') {
        Cow::Owned(text.iter().copied().filter(|b| *b != b'_').collect())
    } else {
        Cow::Borrowed(text)
    };
    if may_be_integer(&digits) {
        if let Ok(n) = parse_int(&digits, 0, 64) {
            return Scalar::Int(n);
        }
        if let Ok(n) = parse_uint(&digits, 0, 64) {
            return Scalar::Uint(n);
        }
    }
    if is_decimal(&digits)
        && let Ok(n) = parse_float(&digits)
    {
        return Scalar::Float(n);
    }
    binary(&digits).unwrap_or(Scalar::Text)
}

/// Spares the attempt for addresses, versions and the like.
fn may_be_integer(text: &[u8]) -> bool {
    text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'))
}

/// `0b` and `-0b` again, in base 2: this accepts a second sign (`0b-11`).
fn binary(text: &[u8]) -> Option<Scalar> {
    if let Some(rest) = text.strip_prefix(b"0b") {
        let int = parse_int(rest, 2, 64).ok().map(Scalar::Int);
        return int.or_else(|| parse_uint(rest, 2, 64).ok().map(Scalar::Uint));
    }
    let rest = text.strip_prefix(b"-0b")?;
    parse_int(&[b"-", rest].concat(), 2, 64).ok().map(Scalar::Int)
}

/// `0o` again, in base 8 and with a second sign, as go-yaml v3 reads it.
pub(crate) fn is_octal(text: &[u8]) -> bool {
    let digits: Vec<u8> = text.iter().copied().filter(|b| *b != b'_').collect();
    matches!(&*digits, [b'0', b'o', b'+' | b'-', ..] if parse_int(&digits[2..], 8, 64).is_ok())
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &[u8]) -> bool {
    let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    let whole = digits(rest);
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let places = digits(fraction);
        if whole + places == 0 {
            return false;
        }
        rest = &fraction[places..];
    } else if whole == 0 {
        return false;
    }
    let [b'e' | b'E', exponent @ ..] = rest else { return rest.is_empty() };
    let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}

/// The value of text with a tag; the message when they don't fit.
pub(crate) fn tagged(tag: &[u8], text: &[u8]) -> Result<Scalar, String> {
    let kind = match std::str::from_utf8(tag).ok().and_then(|t| t.strip_prefix(STANDARD)) {
        Some(kind @ ("bool" | "int" | "float" | "null" | "timestamp")) => kind,
        _ if tag.is_empty() => return Ok(plain(text)),
        _ => return Ok(Scalar::Text),
    };
    let found = untyped(text, kind == "timestamp");
    match (kind, found) {
        ("bool", Scalar::Bool(_))
        | ("int", Scalar::Int(_) | Scalar::Uint(_))
        | ("float", Scalar::Float(_))
        | ("null", Scalar::Null)
        | ("timestamp", Scalar::Timestamp) => Ok(found),
        ("float", Scalar::Int(n)) => Ok(Scalar::Float(n as f64)),
        _ => {
            let text = String::from_utf8_lossy(text);
            Err(format!("cannot decode !!{} `{text}` as a !!{kind}", kind_name(found)))
        }
    }
}

/// The standard tag of a value, without its prefix.
fn kind_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Null => "null",
        Scalar::Bool(_) => "bool",
        Scalar::Int(_) | Scalar::Uint(_) => "int",
        Scalar::Float(_) => "float",
        Scalar::Timestamp => "timestamp",
        Scalar::Text => "str",
    }
}
