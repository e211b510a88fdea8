//! `periplus pack verify`.

use super::PackError;
use super::index::{self, Entry, Index};
use crate::failure::Failure;
use crate::istio_pack;
use periplus_helm::{Chart, ChartFile};
use periplus_istio::Pack;
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
    same(entry, "official", &entry.official, &pack.official())?;
    let mut charts = pack.paths().filter_map(|path| path.strip_suffix("Chart.yaml"));
    charts.try_for_each(|folder| load(&pack, folder))
}

/// Reads a chart as a rendering would.
fn load(pack: &Pack, folder: &str) -> Result<(), Failure> {
    let file = |path: &str| {
        let bytes = pack.file(path)?.clone();
        Some(ChartFile { path: path.strip_prefix(folder)?.to_owned(), bytes })
    };
    let loaded = Chart::from_archive(pack.paths().filter_map(file).collect());
    loaded.map(drop).map_err(|why| Failure::new(format!("{folder}: {why}")))
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
