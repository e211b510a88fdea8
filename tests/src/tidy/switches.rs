//! A library whose manifest says that it has no tests, so that nothing is built for them, has none.

use std::path::Path;

type Test = fn(&str) -> bool;

/// A line below `[lib]`, and whether a source file has what it would hide.
const SWITCHES: [(&str, Test); 2] = [("test = false", has_test), ("doctest = false", has_example)];

/// Files with tests that would never run.
pub(super) fn findings() -> Result<Vec<String>, String> {
    let sources = super::sources(&["rs"])?;
    let mut findings = Vec::new();
    for (manifest, text) in super::sources(&["toml"])? {
        let library = text.split("[lib]\n").nth(1).unwrap_or_default();
        let lines: Vec<&str> = library.lines().take_while(|line| !line.starts_with('[')).collect();
        let folder = manifest.parent().unwrap_or(Path::new("")).join("src");
        for (switch, hides) in SWITCHES.iter().filter(|(switch, _)| lines.contains(switch)) {
            let inside = sources.iter().filter(|(path, text)| path.starts_with(&folder) && hides(text));
            findings.extend(inside.map(|(path, _)| format!("{}: hidden by `{switch}`", path.display())));
        }
    }
    Ok(findings)
}

fn has_test(source: &str) -> bool {
    source.lines().any(|line| line.trim() == "#[test]")
}

/// A fence in a doc comment that names no other language.
fn has_example(source: &str) -> bool {
    let comments =
        source.lines().map(str::trim).filter(|line| line.starts_with("///") || line.starts_with("//!"));
    let opening = comments.filter_map(|line| line[3..].trim().strip_prefix("```")).step_by(2);
    opening.into_iter().any(|language| language.is_empty() || language.contains("rust"))
}
