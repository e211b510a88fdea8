//! Reading a pack from a folder or an archive on disk.

use super::PackError;
use periplus_helm::{Limits, archive};
use periplus_istio::Pack;
use periplus_value::Str;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders inside folders.
const DEPTH: usize = 16;

/// Opens a release download, its `manifests` folder, or an archive of either.
pub(super) fn open(path: &Path) -> Result<Pack, PackError> {
    let limits = Limits::default();
    if path.is_dir() {
        let files = folder(path, &limits)?;
        return Pack::from_files(files, true).map_err(|why| PackError::Charts(path.to_owned(), why));
    }
    let bytes = fs::read(path).map_err(PackError::file(path))?;
    if !(archive::is_gzip(&bytes) || archive::is_zip(&bytes)) {
        return Err(PackError::Neither(path.to_owned()));
    }
    Pack::open_archive(&bytes, &limits, true).map_err(|why| PackError::Charts(path.to_owned(), why))
}

/// The files below a folder that may be part of a pack, by path.
fn folder(top: &Path, limits: &Limits) -> Result<Vec<(String, Str)>, PackError> {
    let manifests = top.join("manifests");
    let top = if manifests.is_dir() { manifests } else { top.to_owned() };
    if !top.join("charts").is_dir() {
        return Err(PackError::Neither(top));
    }
    let mut paths = Vec::new();
    for name in ["charts", "profiles"] {
        walk(&top.join(name), DEPTH, limits.archive_entries, &mut paths)?;
    }
    paths.extend(Some(top.join(super::index::NOTE)).filter(|note| note.is_file()));
    let mut left = limits.archive_total;
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).map_err(PackError::file(&path))?;
        let name = path.strip_prefix(&top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| PackError::TooMuch(top.clone()))?;
        Ok((name, Str::from(bytes)))
    };
    paths.into_iter().map(read).collect()
}

fn walk(folder: &Path, depth: usize, most: usize, into: &mut Vec<PathBuf>) -> Result<(), PackError> {
    if depth == 0 || into.len() > most {
        return Err(PackError::TooMuch(folder.to_owned()));
    }
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(PackError::file(folder))? {
        let path = entry.map_err(PackError::file(folder))?.path();
        if path.is_dir() {
            walk(&path, depth - 1, most, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}
