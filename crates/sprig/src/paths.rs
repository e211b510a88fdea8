//! File paths: Sprig's page "File Path Functions", mirrors Go's `path` and, on Linux, `path/filepath`.

use crate::args::Args;
use crate::rows::{STR, row};
use periplus_template::Function;
use periplus_value::Value;

pub(crate) const TABLE: &[Function] = &[
    row("base", &[STR], |a| Ok(Value::string(base(a.text(0))))),
    row("osBase", &[STR], |a| Ok(Value::string(base(a.text(0))))),
    row("dir", &[STR], |a| Ok(Value::string(dir(a.text(0))))),
    row("osDir", &[STR], |a| Ok(Value::string(dir(a.text(0))))),
    row("clean", &[STR], |a| Ok(Value::string(clean(a.text(0))))),
    row("osClean", &[STR], |a| Ok(Value::string(clean(a.text(0))))),
    row("ext", &[STR], |a| Ok(Value::string(ext(a.text(0))))),
    row("osExt", &[STR], |a| Ok(Value::string(ext(a.text(0))))),
    row("isAbs", &[STR], |a| Ok(a.text(0).starts_with(b"/").into())),
    row("osIsAbs", &[STR], |a| Ok(a.text(0).starts_with(b"/").into())),
];

/// The last element, `.` of nothing, `/` of slashes alone.
fn base(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let end = path.iter().rposition(|b| *b != b'/').map_or(0, |at| at + 1);
    let name = path[..end].rsplit(|b| *b == b'/').next().unwrap_or(path);
    if name.is_empty() { b"/" } else { name }
}

/// All but the last element, cleaned.
fn dir(path: &[u8]) -> Vec<u8> {
    clean(&path[..path.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1)])
}

/// The shortest path that names the same, by text alone.
fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.starts_with(b"/");
    let mut kept: Vec<&[u8]> = Vec::new();
    for element in path.split(|b| *b == b'/') {
        match element {
            b"" | b"." => {}
            b".." if kept.last().is_some_and(|last| *last != b"..") => drop(kept.pop()),
            b".." if rooted => {}
            _ => kept.push(element),
        }
    }
    match (rooted, kept.join(&b'/')) {
        (true, path) => [b"/", &path[..]].concat(),
        (false, path) if path.is_empty() => b".".to_vec(),
        (false, path) => path,
    }
}

/// The last element from its last dot on.
fn ext(path: &[u8]) -> &[u8] {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
    name.iter().rposition(|b| *b == b'.').map_or(&[], |at| &name[at..])
}
