//! Escapes, in and out of brackets.

use super::RegexpError;
use super::class::{Ranges, named, negated};

type Rest<'a, T> = Result<(T, &'a str), RegexpError>;

fn pop(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    chars.next().map(|c| (c, chars.as_str()))
}

/// One character written with a backslash.
pub(crate) fn escape(text: &str) -> Rest<'_, char> {
    let Some((c, rest)) = text.strip_prefix('\\').and_then(pop) else {
        return Err(RegexpError::new("trailing backslash at end of expression", ""));
    };
    let simple = match c {
        'a' => '\u{7}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '0'..='7' if c == '0' || rest.starts_with(|d: char| d.is_digit(8)) => {
            return Ok(octal(&text[1..]));
        }
        'x' => return hexadecimal(text, rest),
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
        _ => return Err(invalid(text, rest)),
    };
    Ok((simple, rest))
}

fn invalid(text: &str, rest: &str) -> RegexpError {
    RegexpError::new("invalid escape sequence", &text[..text.len() - rest.len()])
}

/// Up to three digits.
fn octal(text: &str) -> (char, &str) {
    let length = text.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
    let (digits, rest) = text.split_at(length);
    let code = u32::from_str_radix(digits, 8).unwrap_or(0);
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

/// `\x7f` or `\x{10ffff}`; how far Go had read shows in the error.
fn hexadecimal<'a>(text: &'a str, rest: &'a str) -> Rest<'a, char> {
    let Some((first, mut after)) = pop(rest) else { return Err(invalid(text, rest)) };
    if first != '{' {
        let (second, after) = pop(after).unwrap_or((char::REPLACEMENT_CHARACTER, ""));
        let code = first.to_digit(16).zip(second.to_digit(16)).map(|(x, y)| x * 16 + y);
        return code.and_then(char::from_u32).map(|c| (c, after)).ok_or_else(|| invalid(text, after));
    }
    let (mut code, mut digits) = (0u32, 0);
    loop {
        let Some((c, next)) = pop(after) else { return Err(invalid(text, after)) };
        after = next;
        if c == '}' {
            break;
        }
        let value = c.to_digit(16).map(|digit| code * 16 + digit).filter(|n| *n <= 0x10_ffff);
        code = value.ok_or_else(|| invalid(text, after))?;
        digits += 1;
    }
    if digits == 0 {
        return Err(invalid(text, after));
    }
    Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), after))
}

/// `\pL`, `\p{Greek}`, `\P{^Han}`; `None` if this is no such class.
pub(crate) fn unicode_class(text: &str) -> Option<Rest<'_, Ranges>> {
    let body = text.strip_prefix("\\p").or_else(|| text.strip_prefix("\\P"))?;
    let outside = text.starts_with("\\P");
    let range_error = |part: &str| Some(Err(RegexpError::new("invalid character class range", part)));
    let (name, rest) = match pop(body) {
        None => return range_error(text),
        Some(('{', inner)) => match inner.split_once('}') {
            Some(parts) => parts,
            None => return range_error(text),
        },
        Some((c, rest)) => (&body[..c.len_utf8()], rest),
    };
    let (outside, name) = name.strip_prefix('^').map_or((outside, name), |name| (!outside, name));
    let Some(ranges) = named(name) else { return range_error(&text[..text.len() - rest.len()]) };
    Some(Ok((if outside { negated(ranges) } else { ranges }, rest)))
}
