//! `periplus pack verify`.

use super::PackError;
use super::index::{self, Entry, Index};
use crate::failure::Failure;
use crate::istio_pack;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Holds every archive against the index and opens it; returns a line for each.
pub(super) fn verify(folder: &Path) -> Result<String, Failure> {
    let mut report = String::new();
    for entry in Index::read(folder)?.packs {
        check(folder, &entry)?;
        writeln!(report, "{}: ok", entry.file).expect("a string takes all");
    }
    Ok(report)
}

fn check(folder: &Path, entry: &Entry) -> Result<(), Failure> {
    let path = folder.join(&entry.file);
    let bytes = fs::read(&path).map_err(PackError::file(&path))?;
    same(entry, "size", &entry.bytes, &(bytes.len() as u64))?;
    same(entry, "digest", &entry.digest, &index::digest(&bytes))?;
    let pack = istio_pack::open(&path)?;
    same(entry, "version", entry.version.as_str(), pack.version())?;
    Ok(same(entry, "official", &entry.official, &pack.official())?)
}

fn same<T: PartialEq + ToString + ?Sized>(
    entry: &Entry,
    what: &'static str,
    expected: &T,
    found: &T,
) -> Result<(), PackError> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (expected.to_string(), found.to_string());
    Err(PackError::Differs { file: entry.file.clone(), what, expected, found })
}
