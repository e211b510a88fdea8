//! Names in archives: no way out of the folder they are unpacked into.

use super::ArchiveError;

/// The path of a chart's file without the chart's own folder.
pub(super) fn below_first_folder(name: &str) -> Result<String, ArchiveError> {
    // archive.go: a backslash anywhere means that the archive was made on Windows.
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (first, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = rest.replace(delimiter, "/");
    let path = checked(&rest)?.ok_or_else(|| ArchiveError::OutsideBase(name.to_owned()))?;
    if first == "Chart.yaml" {
        return Err(ArchiveError::ChartYamlNotInBase);
    }
    Ok(path)
}

/// The whole path, checked alike.
pub(super) fn whole(name: &str) -> Result<String, ArchiveError> {
    checked(&name.replace('\\', "/"))?.ok_or_else(|| ArchiveError::OutsideBase(name.to_owned()))
}

/// A cleaned relative path that stays below its folder; `None` when it is the folder itself.
fn checked(path: &str) -> Result<Option<String>, ArchiveError> {
    if path.starts_with('/') {
        return Err(ArchiveError::AbsolutePath);
    }
    let path = clean(path);
    if path == "." {
        return Ok(None);
    }
    if path.starts_with("..") {
        return Err(ArchiveError::ParentDirectory);
    }
    let mut chars = path.chars();
    if chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.as_str().starts_with(":/") {
        return Err(ArchiveError::IllegalName);
    }
    Ok(Some(path))
}

/// A relative path without `.`, empty and undone parts, as Go's `path.Clean` gives it.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
