//! Text that several pages need: Go's text of a value, and `strings` on bytes with limits.

use crate::args::Args;
use memchr::memmem;
use periplus_template::{Engine, FuncError};
use periplus_value::{Str, Value, print, unicode};

pub(crate) const NEGATIVE_REPEAT: &str = "strings: negative Repeat count";
const REPEAT_OVERFLOW: &str = "strings: Repeat output length overflow";

/// Sprig's `strval`: bytes as the text they are, everything else as `%v`.
pub(crate) fn strval(value: &Value) -> Str {
    match value {
        Value::String(s) | Value::Number(s) | Value::Bytes(s) => s.clone(),
        other => display(other),
    }
}

/// What `%v` prints; a text beyond every limit is cut to what says so.
pub(crate) fn display(value: &Value) -> Str {
    value.to_text(print::DEFAULT_LIMIT).unwrap_or_else(|error| format!("%!v({error})").into())
}

/// The same, accounted for: a small value may print at length, because it holds another one many times.
pub(crate) fn displayed(engine: &mut dyn Engine, value: &Value) -> Result<Str, FuncError> {
    if let Value::String(text) | Value::Number(text) = value {
        charge_text(engine, text.len() + TEXT)?;
        return Ok(text.clone());
    }
    // Objects make their text at once, whatever its limit.
    charge_text(engine, weight(value))?;
    let text = value.to_text(print::DEFAULT_LIMIT.min(engine.budget() / MAKING))?;
    charge_text(engine, text.len().saturating_mul(2) + TEXT)?;
    Ok(text)
}

/// [`strval`], accounted for.
pub(crate) fn string_of(engine: &mut dyn Engine, value: &Value) -> Result<Str, FuncError> {
    match value {
        Value::Bytes(bytes) => {
            charge_text(engine, bytes.len() + TEXT)?;
            Ok(bytes.clone())
        }
        other => displayed(engine, other),
    }
}

/// The bytes of a text that cost as much as handing it over.
const TEXT: usize = 16;

/// As many bytes are copied in the time of making one of a text; it bounds the memory of texts as well.
const MAKING: usize = 4;

/// As many bytes are copied in the time in which one is looked at as a character, in its context.
pub(crate) const READING: usize = 8;

/// A text argument that is looked at like that, accounted for.
pub(crate) fn read<'a>(engine: &mut dyn Engine, a: &'a [Value], index: usize) -> Result<&'a [u8], FuncError> {
    engine.charge(a.text(index).len().saturating_mul(READING))?;
    Ok(a.text(index))
}

/// What comparing a value with others may cost each time: about its bytes as text.
pub(crate) fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) | Value::Number(text) | Value::Bytes(text) => text.len() / 8 + 1,
        Value::Map(_) | Value::List(_) | Value::Object(_) => value.expanded_size(),
        _ => 1,
    }
}

/// Accounts for a text before it is built.
pub(crate) fn charge_text(engine: &mut dyn Engine, length: usize) -> Result<(), FuncError> {
    engine.charge(length.saturating_mul(MAKING))
}

/// `strings.Repeat`.
pub(crate) fn repeated(engine: &mut dyn Engine, s: &[u8], count: i64) -> Result<Vec<u8>, FuncError> {
    let count = usize::try_from(count).map_err(|_| NEGATIVE_REPEAT)?;
    let length =
        i64::try_from(count).ok().and_then(|n| n.checked_mul(s.len() as i64)).ok_or(REPEAT_OVERFLOW)?;
    charge_text(engine, usize::try_from(length).unwrap_or(usize::MAX))?;
    Ok(s.repeat(count))
}

/// Where a text occurs first.
pub(crate) fn find(s: &[u8], part: &[u8]) -> Option<usize> {
    if part.len() >= s.len() { (s == part).then_some(0) } else { memmem::find(s, part) }
}

/// Accounts for a search: a part that is looked for is looked at more closely than the text.
pub(crate) fn charge_search(engine: &mut dyn Engine, s: &[u8], part: &[u8]) -> Result<(), FuncError> {
    engine.charge(s.len().saturating_add(part.len().saturating_mul(8)))
}

/// `strings.Replace` of all occurrences; nothing occurs before each character and at the end.
pub(crate) fn replace_all(
    engine: &mut dyn Engine,
    s: &[u8],
    old: &[u8],
    new: &[u8],
) -> Result<Vec<u8>, FuncError> {
    charge_search(engine, s, old)?;
    let parts = if old.is_empty() { explode(s, usize::MAX) } else { split(s, old, usize::MAX) };
    let gaps = if old.is_empty() { parts.len() + 1 } else { parts.len() - 1 };
    charge_text(engine, gaps.saturating_mul(new.len()).saturating_add(s.len()))?;
    if old.is_empty() {
        return Ok(parts.iter().fold(new.to_vec(), |mut text, part| {
            text.extend_from_slice(part);
            text.extend_from_slice(new);
            text
        }));
    }
    Ok(parts.join(new))
}

/// `strings.SplitN` with a limit above 0: what stands between separators; an empty separator splits into characters.
pub(crate) fn split<'a>(s: &'a [u8], separator: &[u8], limit: usize) -> Vec<&'a [u8]> {
    if separator.is_empty() {
        return explode(s, limit);
    }
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in memmem::find_iter(s, separator).take(limit - 1) {
        parts.push(&s[start..at]);
        start = at + separator.len();
    }
    parts.push(&s[start..]);
    parts
}

/// The characters, the last part holding what is beyond the limit; no part for an empty text.
fn explode(s: &[u8], limit: usize) -> Vec<&[u8]> {
    let (mut parts, mut rest) = (Vec::new(), s);
    while !rest.is_empty() {
        let length = if parts.len() + 1 < limit { unicode::decode(rest).1 } else { rest.len() };
        parts.push(&rest[..length]);
        rest = &rest[length..];
    }
    parts
}
