//! Packs on disk: a folder, an archive, or a version in the packs folder.

use crate::disk;
use crate::failure::Failure;
use periplus_helm::Limits;
use periplus_istio::{NOTE, Pack};
use periplus_value::Str;
use std::path::{Path, PathBuf};

/// The variable that names the packs folder.
const FOLDER: &str = "PERIPLUS_PACKS";

/// Opens a folder with `charts/` and `profiles/` (or a release with `manifests/`), or an archive of one.
pub(crate) fn open(path: &Path) -> Result<Pack, Failure> {
    if path.is_file() {
        let bytes = disk::read(&path.display().to_string()).map_err(Failure::new)?;
        let named = |error| Failure::new(format!("{}: {error}", path.display()));
        return Pack::open_archive(&bytes, &Limits::default(), true).map_err(named);
    }
    let root = if path.join("charts").is_dir() { path.to_owned() } else { path.join("manifests") };
    let mut files = Vec::new();
    for part in ["charts", "profiles"] {
        disk::tree(&root.join(part), part, &mut files)?;
    }
    if let Ok(note) = std::fs::read(root.join(NOTE)) {
        files.push((NOTE.to_owned(), note));
    }
    let files: Vec<(String, Str)> = files.into_iter().map(|(name, bytes)| (name, Str::from(bytes))).collect();
    Pack::from_files(files, true).map_err(|error| {
        crate::manifest::failure(&error).help(format!("{} is neither a pack nor a release", path.display()))
    })
}

/// The pack of a version, or the newest one, from the packs folder.
pub(crate) fn find(version: Option<&str>) -> Result<Pack, Failure> {
    let folder = folder();
    let mut packs: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| version.is_none_or(|version| name.trim_end_matches(".tgz") == version))
        .collect();
    packs.sort_by_key(|name| numbers(name));
    match packs.last() {
        Some(name) => open(&folder.join(name)),
        None => Err(Failure::new(format!("no charts: {} holds no pack", folder.display()))
            .help("give a release's folder or archive by --manifests")),
    }
}

/// Where packs are kept.
fn folder() -> PathBuf {
    let given = std::env::var_os(FOLDER).map(PathBuf::from);
    given.unwrap_or_else(|| {
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        let data =
            data.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
        data.unwrap_or_default().join("periplus/packs")
    })
}

/// A version's numbers, for comparing; a release candidate comes before its release.
fn numbers(name: &str) -> (Vec<u64>, bool) {
    let name = name.trim_end_matches(".tgz");
    let (plain, candidate) = name.split_once('-').map_or((name, false), |(plain, _)| (plain, true));
    (plain.split('.').map(|part| part.parse().unwrap_or(0)).collect(), !candidate)
}
