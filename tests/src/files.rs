//! Folders of this repository, and reading what is in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder of this crate, which holds the cases.
pub fn cases() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file's text.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))
}

/// A file's text, if there is such a file.
pub fn read_if_there(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// What a folder holds, sorted by name; nothing for a folder that is not there.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Every file below a folder: path with `/`, contents.
pub fn below(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let name = name(&path);
        if path.is_dir() {
            found
                .extend(below(&path)?.into_iter().map(|(inside, bytes)| (format!("{name}/{inside}"), bytes)));
        } else {
            let bytes = fs::read(&path).map_err(|why| format!("{}: {why}", path.display()))?;
            found.push((name, bytes));
        }
    }
    Ok(found)
}

/// All files under a folder that `git` would track, by path inside the repository.
pub fn tracked() -> Result<Vec<PathBuf>, String> {
    let git = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .map_err(|why| format!("git ls-files: {why}"))?;
    let names = String::from_utf8_lossy(&git.stdout).into_owned();
    let paths = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    Ok(paths.filter(|path| root().join(path).is_file()).collect())
}

/// The last part of a path as text.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Every file of a folder with its text, each under a line with its path.
pub fn listing(folder: &Path) -> String {
    fn gather(folder: &Path, prefix: &str, text: &mut String) {
        for entry in entries(folder) {
            let path = format!("{prefix}{}", name(&entry));
            if entry.is_dir() {
                gather(&entry, &format!("{path}/"), text);
            } else {
                let contents = read(&entry).unwrap_or_else(|why| why);
                text.push_str(&["=== ", &path, "\n", contents.trim_end_matches('\n'), "\n"].concat());
            }
        }
    }
    let mut text = String::new();
    gather(folder, "", &mut text);
    text
}
