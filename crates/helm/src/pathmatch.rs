//! Shell patterns for file names, as Go's `path/filepath.Match` has them: `*`, `?`, `[a-z]`, `\x`; `*` stops at `/`.

/// A pattern that means nothing: an open `[`, a `\` at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadPattern;

/// Whether the whole name matches the pattern. Like Go's, it may answer `false` before it sees that the rest is bad.
pub(crate) fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut pattern, mut name) = (pattern.as_slice(), name.as_slice());
    while !pattern.is_empty() {
        let (star, chunk, rest) = split_chunk(pattern);
        pattern = rest;
        if star && chunk.is_empty() {
            return Ok(!name.contains(&'/'));
        }
        match match_star_chunk(star, chunk, name, rest.is_empty())? {
            Some(left) => name = left,
            None => return bad_or_false(pattern),
        }
    }
    Ok(name.is_empty())
}

/// Tries a chunk at the start of the name and, after a star, at every place up to the next `/`.
fn match_star_chunk<'a>(
    star: bool,
    chunk: &[char],
    name: &'a [char],
    last: bool,
) -> Result<Option<&'a [char]>, BadPattern> {
    let first = match_chunk(chunk, name)?;
    if let Some(left) = first.filter(|left| left.is_empty() || !last) {
        return Ok(Some(left));
    }
    if !star {
        return Ok(None);
    }
    for skip in 0..name.len() {
        if name[skip] == '/' {
            break;
        }
        let found = match_chunk(chunk, &name[skip + 1..])?;
        if let Some(left) = found.filter(|left| left.is_empty() || !last) {
            return Ok(Some(left));
        }
    }
    Ok(None)
}

/// The answer for a name that doesn't match, once the rest of the pattern has been checked as well.
fn bad_or_false(mut pattern: &[char]) -> Result<bool, BadPattern> {
    while !pattern.is_empty() {
        let (_, chunk, rest) = split_chunk(pattern);
        pattern = rest;
        match_chunk(chunk, &[])?;
    }
    Ok(false)
}

/// Whether stars lead, the text up to the next star outside brackets, and what follows.
fn split_chunk(pattern: &[char]) -> (bool, &[char], &[char]) {
    let stars = pattern.iter().take_while(|c| **c == '*').count();
    let body = &pattern[stars..];
    let (mut i, mut in_range) = (0, false);
    while i < body.len() {
        match body[i] {
            '\\' if i + 1 < body.len() => i += 1,
            '[' => in_range = true,
            ']' => in_range = false,
            '*' if !in_range => break,
            _ => {}
        }
        i += 1;
    }
    (stars > 0, &body[..i], &body[i..])
}

/// Matches a chunk without stars; what is left of the name. The pattern is checked to its end in any case.
fn match_chunk<'a>(mut chunk: &[char], mut name: &'a [char]) -> Result<Option<&'a [char]>, BadPattern> {
    let mut failed = false;
    while let Some((&c, rest)) = chunk.split_first() {
        failed = failed || name.is_empty();
        let (matched, used) = match c {
            '[' => {
                let (matched, left) = match_range(rest, name.first().copied().filter(|_| !failed))?;
                (matched, chunk.len() - left.len())
            }
            '?' => (name.first() != Some(&'/'), 1),
            '\\' => (name.first() == Some(rest.first().ok_or(BadPattern)?), 2),
            _ => (name.first() == Some(&c), 1),
        };
        chunk = &chunk[used..];
        failed = failed || !matched;
        name = name.get(1..).filter(|_| !failed).unwrap_or(&[]);
    }
    Ok((!failed).then_some(name))
}

/// Matches one character against what follows a `[`; what follows the `]`.
fn match_range(mut body: &[char], c: Option<char>) -> Result<(bool, &[char]), BadPattern> {
    let negated = body.first() == Some(&'^');
    if negated {
        body = &body[1..];
    }
    let (mut matched, mut ranges) = (false, 0);
    loop {
        if body.first() == Some(&']') && ranges > 0 {
            return Ok((matched != negated, &body[1..]));
        }
        let (low, rest) = range_character(body)?;
        let (mut high, mut rest) = (low, rest);
        if rest.first() == Some(&'-') {
            (high, rest) = range_character(&rest[1..])?;
        }
        matched |= c.is_some_and(|c| low <= c && c <= high);
        ranges += 1;
        body = rest;
    }
}

/// A possibly escaped character inside brackets; something must follow it.
fn range_character(body: &[char]) -> Result<(char, &[char]), BadPattern> {
    let (c, rest) = match body {
        [] | ['-' | ']', ..] => return Err(BadPattern),
        ['\\', rest @ ..] => rest.split_first().ok_or(BadPattern)?,
        [c, rest @ ..] => (c, rest),
    };
    if rest.is_empty() { Err(BadPattern) } else { Ok((*c, rest)) }
}
