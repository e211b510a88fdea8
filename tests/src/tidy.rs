//! What the repository says about itself, held against what is there.

mod advisories;
mod arrows;
mod packs;
mod switches;

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

use crate::files;
use crate::rust;

/// A rule: every finding is a line that says where and what.
type Rule = fn() -> Result<Vec<String>, String>;

const RULES: &[(&str, Rule)] = &[
    ("every source file says what it is for", headers),
    ("no file is longer than 500 lines", long_files),
    ("no function is longer than 60 lines", long_functions),
    ("tests inside source files are short", inline_tests),
    ("crates use each other as ARCHITECTURE.md says", arrows::findings),
    ("no library hides tests that it has", switches::findings),
    ("every limit and every advisory has a case", advisories::findings),
    ("no path or host of one machine", machine_names),
    ("nothing is left to do in the code", leftovers),
    ("what charts of the built-in pack share is the same", packs::shared_files),
    ("every setting of the built-in pack is explained", packs::schemas),
    ("the built-in pack's words are our own", packs::own_words),
];

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;
const INLINE_TEST_LINES: usize = 30;

/// One test for each rule.
pub fn trials() -> Vec<Trial> {
    let trial = |(name, rule): &(&str, Rule)| {
        let rule = *rule;
        Trial::test(format!("tidy/{}", name.replace(' ', "-")), move || match rule()? {
            findings if findings.is_empty() => Ok(()),
            findings => Err(findings.join("\n").into()),
        })
    };
    RULES.iter().map(trial).collect()
}

/// Tracked files with one of these endings, and their text.
fn sources(endings: &[&str]) -> Result<Vec<(PathBuf, String)>, String> {
    let wanted = |path: &PathBuf| {
        path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted))
    };
    let paths = files::tracked()?.into_iter().filter(wanted);
    paths.map(|path| files::read(&files::root().join(&path)).map(|text| (path, text))).collect()
}

fn headers() -> Result<Vec<String>, String> {
    let without = |(path, text): &(PathBuf, String)| {
        let first = text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
        !first.starts_with(if is_rust(path) { "//!" } else { "//" })
    };
    let bad = sources(&["rs", "mjs", "js"])?.into_iter().filter(without);
    Ok(bad.map(|(path, _)| path.display().to_string()).collect())
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rs")
}

fn long_files() -> Result<Vec<String>, String> {
    let counted = sources(&["rs", "mjs", "js", "css", "html"])?.into_iter();
    let counted = counted.map(|(path, text)| (path, text.lines().count()));
    let long = counted.filter(|(_, lines)| *lines > FILE_LINES);
    Ok(long.map(|(path, lines)| format!("{}: {lines} lines", path.display())).collect())
}

fn long_functions() -> Result<Vec<String>, String> {
    let in_file = |(path, text): (PathBuf, String)| {
        let long = rust::functions(&text).into_iter().filter(|function| function.lines > FUNCTION_LINES);
        let tell = move |f: rust::Function| {
            format!("{}:{}: {} has {} lines", path.display(), f.line, f.name, f.lines)
        };
        long.map(tell).collect::<Vec<_>>()
    };
    Ok(sources(&["rs"])?.into_iter().flat_map(in_file).collect())
}

fn inline_tests() -> Result<Vec<String>, String> {
    let long = |(_, text): &(PathBuf, String)| {
        text.split_once(concat!("mod ", "tests {"))
            .is_some_and(|(_, tests)| tests.lines().count() > INLINE_TEST_LINES)
    };
    let bad = sources(&["rs"])?.into_iter().filter(long);
    Ok(bad.map(|(path, _)| format!("{}: long tests belong under tests/", path.display())).collect())
}

/// Marks of unfinished work, written apart so that this file has none.
fn leftovers() -> Result<Vec<String>, String> {
    let marks = [concat!("FIX", "ME"), concat!("XX", "X:"), concat!("TO", "DO"), concat!("#[", "ignore")];
    lines_with(&["rs", "mjs", "js", "yaml", "tpl"], |line| marks.iter().any(|mark| line.contains(mark)))
}

/// Home folders and the like, and package hosts other than the public registries in lock files.
fn machine_names() -> Result<Vec<String>, String> {
    let folders = ["root", "work", "farm", "home"].map(|name| format!("/{name}/"));
    let endings = ["rs", "md", "toml", "mjs", "js", "json", "sh", "html", "yml", "css"];
    let named = |line: &str| folders.iter().any(|folder| starts_path(line, folder));
    let mut findings = lines_with(&endings, named)?;
    findings.extend(lines_with(&["json"], |line| line.contains("\"resolved\": \"") && !line.contains(NPM))?);
    findings.extend(lines_with(&["lock"], |line| line.starts_with("source = ") && !line.contains(CRATES))?);
    Ok(findings)
}

const NPM: &str = "\"https://registry.npmjs.org/";
const CRATES: &str = "\"registry+https://github.com/rust-lang/crates.io-index\"";

/// Whether the folder stands in the line as the start of an absolute path.
fn starts_path(line: &str, folder: &str) -> bool {
    let is_start = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || ".-_/}*".contains(c));
    line.match_indices(folder).any(|(at, _)| is_start(at))
}

fn lines_with(endings: &[&str], bad: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for (path, text) in sources(endings)? {
        let lines = text.lines().enumerate().filter(|(_, line)| bad(line));
        findings.extend(lines.map(|(at, line)| format!("{}:{}: {}", path.display(), at + 1, line.trim())));
    }
    Ok(findings)
}
