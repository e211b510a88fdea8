//! `periplus pack build`.

use super::index::{self, Entry, Index};
use super::{PackError, tgz};
use crate::failure::Failure;
use crate::istio_pack;
use periplus_istio::{NOTE, Pack};
use std::fs;
use std::path::{Path, PathBuf};

/// Every archive has its files below this folder, as a release download has.
const ROOT: &str = "manifests/";

/// Files of a chart that no rendering reads.
const LEFT_OUT: &str = ".md";

/// Writes the folder; returns a line for each pack. The index comes last and at once, so that a reader never sees
/// one that speaks of files not there.
pub(super) fn build(packs: &[PathBuf], folder: &Path) -> Result<String, Failure> {
    fs::create_dir_all(folder).map_err(PackError::file(folder))?;
    let mut index = Index { packs: Vec::new() };
    for path in packs {
        let pack = istio_pack::open(path)?;
        let bytes = archive(&pack)?;
        let entry = entry(&pack, &bytes);
        if index.packs.iter().any(|known| known.file == entry.file) {
            return Err(PackError::Twice(entry.file).into());
        }
        replace(&folder.join(&entry.file), &bytes)?;
        index.packs.push(entry);
    }
    write(&index, folder)?;
    Ok(index.table())
}

/// Puts one more pack into a folder, in the place of one of the same name.
pub(super) fn add(pack: &Pack, folder: &Path) -> Result<(), PackError> {
    let mut index = Index::read_if_there(folder)?;
    let bytes = archive(pack)?;
    let entry = entry(pack, &bytes);
    replace(&folder.join(&entry.file), &bytes)?;
    index.packs.retain(|known| known.file != entry.file && folder.join(&known.file).exists());
    index.packs.push(entry);
    index.packs.sort_by_key(|entry| std::cmp::Reverse(istio_pack::numbers(&entry.version)));
    write(&index, folder)
}

fn write(index: &Index, folder: &Path) -> Result<(), PackError> {
    let mut text =
        serde_json::to_string_pretty(index).map_err(|why| PackError::Index(folder.to_owned(), why))?;
    text.push('\n');
    replace(&folder.join(index::FILE), text.as_bytes())
}

/// Files of the same name follow each other: charts carry copies of common files, which then take no room.
fn archive(pack: &Pack) -> Result<Vec<u8>, PackError> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut paths: Vec<_> = pack.paths().filter(|path| !path.ends_with(LEFT_OUT)).collect();
    paths.sort_by_key(|path| (name(path), *path));
    let files =
        paths.into_iter().filter_map(|path| Some((format!("{ROOT}{path}"), pack.file(path)?.as_bytes())));
    tgz::write(files)
}

/// A pack says in a note what it is; a release of Istio's has none.
fn title(pack: &Pack) -> String {
    let note = pack.file(NOTE).and_then(|text| periplus_yaml::parse(text.as_bytes()).ok());
    let title = note.and_then(|note| note.at(&["title"])?.as_string()?.as_str().map(str::to_owned));
    title.unwrap_or_else(|| format!("Istio {}", pack.version()))
}

fn entry(pack: &Pack, bytes: &[u8]) -> Entry {
    let (version, official) = (pack.version().to_owned(), pack.official());
    let kind = if official { "" } else { "-preview" };
    Entry {
        file: format!("{version}{kind}.tgz"),
        title: title(pack),
        digest: index::digest(bytes),
        bytes: bytes.len() as u64,
        version,
        official,
    }
}

/// Writes beside the file, then renames, so that there is never half a file.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), PackError> {
    let aside = path.with_extension("part");
    fs::write(&aside, bytes).map_err(PackError::file(&aside))?;
    fs::rename(&aside, path).map_err(PackError::file(path))
}
