//! Paths into an IstioOperator or a manifest: `a.b`, `a[0].b`, `a.[name:x].b`, `a\.b` for a dot within a key
//! (operator/pkg/values/map.go, operator/pkg/util/path.go).

/// Go's `path.Clean`: `//`, `/./` and `x/../` vanish, nothing becomes `.`. istioctl cleans paths of keys by it, so a
/// slash in a key is not always kept.
pub(crate) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// Splits at a separator, but not where a backslash stands before it; the backslashes stay.
pub(crate) fn split_escaped(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut previous) = (0, None);
    if text.is_empty() {
        return parts;
    }
    for (at, c) in text.char_indices() {
        if c == separator && previous != Some('\\') {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
        previous = Some(c);
    }
    parts.push(&text[start..]);
    parts
}

/// The elements of a path; `node[expr]` is two, `node` and `[expr]`.
pub(crate) fn split_path(path: &str) -> Vec<String> {
    let cleaned = clean(path);
    let inner = cleaned.strip_prefix('.').unwrap_or(&cleaned);
    let inner = inner.strip_suffix('.').unwrap_or(inner);
    let mut elements = Vec::new();
    for part in split_escaped(inner, '.').into_iter().filter(|part| !part.is_empty()) {
        let part = part.replace("\\.", ".");
        match part.find('[') {
            Some(at) if at > 0 => {
                elements.push(part[..at].to_owned());
                elements.push(part[at..].to_owned());
            }
            _ => elements.push(part),
        }
    }
    elements
}

/// What stands in brackets.
pub(crate) fn in_brackets(element: &str) -> Option<&str> {
    element.strip_prefix('[')?.strip_suffix(']')
}

/// `[3]`, `[-1]`: the index.
pub(crate) fn index(element: &str) -> Option<i64> {
    periplus_value::parse_int(in_brackets(element)?.as_bytes(), 10, 64).ok()
}

/// `[key:value]`: both, split at the first colon.
pub(crate) fn key_value(element: &str) -> Option<(&str, &str)> {
    in_brackets(element)?.split_once(':')
}
