//! Packs on disk: a folder, an archive, or a version in the packs folder.

use crate::disk;
use crate::failure::Failure;
use periplus_helm::Limits;
use periplus_istio::{NOTE, Pack};
use periplus_value::Str;
use std::path::{Path, PathBuf};

/// The variable that names the packs folder.
const FOLDER: &str = "PERIPLUS_PACKS";

/// How archives of packs are called.
const ARCHIVES: [&str; 3] = [".tgz", ".tar.gz", ".zip"];

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
        files.push((NOTE.to_owned(), Str::from(note)));
    }
    Pack::from_files(files, true).map_err(|error| {
        crate::manifest::failure(&error).help(format!("{} is neither a pack nor a release", path.display()))
    })
}

/// Opens what a flag names: a path, or a version in the packs folder.
pub(crate) fn open_named(name: &str) -> Result<Pack, Failure> {
    let path = Path::new(name);
    if is_version(name) && !path.exists() { find(Some(name)) } else { open(path) }
}

/// The pack of a version, or the newest one, from the packs folder.
pub(crate) fn find(version: Option<&str>) -> Result<Pack, Failure> {
    choose(&[], version)
}

/// The pack of a version, or the newest one: from these packs and folders of packs, then from the packs folder.
/// `1.30` is the newest of 1.30.
pub(crate) fn choose(paths: &[PathBuf], version: Option<&str>) -> Result<Pack, Failure> {
    let folder = folder();
    let given: Vec<PathBuf> = paths.iter().flat_map(|path| packs_in(path)).collect();
    for packs in [given, packs_in(&folder)] {
        if let Some(path) = newest(packs, version) {
            return open(&path);
        }
    }
    match (paths, version) {
        // What was given says best what is wrong with it.
        ([path], None) => open(path),
        (_, None) => Err(Failure::new(format!("no charts: {} holds no pack", folder.display()))
            .help("give a release's folder or archive by --manifests, or run: periplus pack pull 1.30.3")),
        (_, Some(version)) => Err(Failure::new(format!("no charts of Istio {version}"))
            .help(format!("{} holds {}", folder.display(), listed(&packs_in(&folder))))
            .help(format!("to download them: periplus pack pull {version}"))),
    }
}

fn listed(packs: &[PathBuf]) -> String {
    let names: Vec<String> = packs.iter().map(|path| version_of(path)).collect();
    if names.is_empty() { "no pack".to_owned() } else { names.join(", ") }
}

/// A pack, or those in a folder.
fn packs_in(path: &Path) -> Vec<PathBuf> {
    if is_pack(path) {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
    let mut packs: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_pack(path)).collect();
    packs.sort();
    packs
}

/// Whether a path looks like a pack.
pub(crate) fn is_pack(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let archive = ARCHIVES.iter().any(|ending| name.ends_with(ending)) && path.is_file();
    archive || path.join("charts/base").is_dir() || path.join("manifests/charts").is_dir()
}

/// The pack of that version with the highest number.
fn newest(packs: Vec<PathBuf>, version: Option<&str>) -> Option<PathBuf> {
    let fits = |found: &str| match version {
        None => true,
        Some(version) => {
            let minor = version.matches('.').count() == 1 && !version.contains('-');
            found == version || (minor && found.starts_with(&format!("{version}.")))
        }
    };
    let versions = packs.into_iter().map(|path| (version_of(&path), path));
    let fitting = versions.filter(|(found, _)| fits(found));
    fitting.max_by_key(|(version, _)| numbers(version)).map(|(_, path)| path)
}

/// What a pack's name says its version is (`1.30.3.tgz`, `istio-1.30.3-linux-amd64.tar.gz`), else what is in it.
fn version_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = ARCHIVES.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    let name = name.strip_prefix("istio-").unwrap_or(name);
    let name = name.split_once("-linux").map_or(name, |(version, _)| version);
    if is_version(name) {
        return name.to_owned();
    }
    open(path).map(|pack| pack.version().to_owned()).unwrap_or_default()
}

/// `1.30`, `1.30.3`, `1.31.0-rc.0`
pub(crate) fn is_version(text: &str) -> bool {
    let (numbers, rest) = text.split_once('-').unwrap_or((text, "x"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    numbers.contains('.')
        && numbers.split('.').all(is_number)
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
}

/// Where packs are kept.
pub(crate) fn folder() -> PathBuf {
    let given = std::env::var_os(FOLDER).map(PathBuf::from);
    given.unwrap_or_else(|| {
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        let data =
            data.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
        data.unwrap_or_default().join("periplus/packs")
    })
}

/// A version's numbers, for comparing; a release candidate comes before its release.
pub(crate) fn numbers(version: &str) -> (Vec<u64>, bool) {
    let (plain, candidate) = version.split_once('-').map_or((version, false), |(plain, _)| (plain, true));
    (plain.split('.').map(|part| part.parse().unwrap_or(0)).collect(), !candidate)
}
