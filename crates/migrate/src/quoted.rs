//! Text in double quotes, so that YAML, JSON and HCL read back what it was, and Go's templates leave it alone.

/// For YAML and JSON. Two braces that would open an action of a Go template are written as escapes (helmfile).
pub(crate) fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(escaped).collect();
    format!("\"{}\"", plain.replace("{{", "\\u007b\\u007b"))
}

/// For HCL, in which nothing is replaced: what begins a template there is written as an escape.
pub(crate) fn hcl(text: &str) -> String {
    let plain: String = text.chars().map(escaped).collect();
    format!("\"{}\"", plain.replace("${", "\\u0024{").replace("%{", "\\u0025{"))
}

/// JSON whose texts Go's templates leave alone: two braces in a row stand in texts only.
pub(crate) fn without_actions(json: &str) -> String {
    json.replace("{{", "\\u007b\\u007b")
}

/// A character between double quotes. Line breaks and what YAML doesn't print are escapes.
fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
        {
            format!("\\u{:04x}", u32::from(c))
        }
        c => c.to_string(),
    }
}
