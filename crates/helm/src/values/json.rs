//! The JSON of `--set-json`: a value at the start of a text.

use periplus_value::Value;

/// The whole text as one JSON value.
pub(super) fn whole(text: &str) -> Option<Value> {
    let (value, rest) = first(text)?;
    rest.trim_matches([' ', '\t', '\r', '\n']).is_empty().then_some(value)
}

/// The first JSON value, and the text behind it.
pub(super) fn first(text: &str) -> Option<(Value, &str)> {
    let end = extent(text)?;
    let value = periplus_yaml::json::parse(&text.as_bytes()[..end]).ok()?;
    Some((value, &text[end..]))
}

/// Where the first value ends: brackets closed, string closed, or the last character a number or word may have.
fn extent(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (i, b) in text.bytes().enumerate() {
        if in_string {
            in_string = escaped || b != b'"';
            escaped = b == b'\\' && !escaped;
            if !in_string && depth == 0 {
                return Some(i + 1);
            }
            continue;
        }
        match b {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ if depth == 0 => return Some(i + word(&text[i..])),
            _ => {}
        }
    }
    None
}

/// Length of the number or the word `true`, `false`, `null` at the start, at least 1 byte of it.
fn word(text: &str) -> usize {
    let known = ["true", "false", "null"].iter().find(|word| text.starts_with(**word));
    known.map_or_else(
        || text.bytes().take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b)).count(),
        |word| word.len(),
    )
}
