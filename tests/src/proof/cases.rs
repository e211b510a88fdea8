//! The recorded runs of `manifest generate` that succeeded, as requests.

use periplus_istio::{Input, OperatorRequest, Pack};
use periplus_tests::files;
use periplus_value::Str;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One run.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) pack: Pack,
    /// The folder of the pack's charts.
    pub(crate) folder: PathBuf,
    pub(crate) request: OperatorRequest,
}

/// The runs whose name has a part.
pub(crate) fn of(shared: &Path, part: &str) -> Vec<Case> {
    let mut packs = BTreeMap::new();
    let folders = files::entries(&shared.join("cases/generate"));
    let wanted = folders.into_iter().filter(|folder| files::name(folder).contains(part));
    wanted.filter_map(|folder| case(shared, &folder, &mut packs)).collect()
}

fn case(shared: &Path, folder: &Path, packs: &mut BTreeMap<String, Pack>) -> Option<Case> {
    files::read_if_there(&folder.join("expected.yaml"))?;
    let version = files::read_if_there(&folder.join("pack.txt"))?.trim().to_owned();
    let charts = shared.join("packs").join(&version).join("charts");
    if !packs.contains_key(&version) {
        packs.insert(version.clone(), open(&shared.join("packs").join(&version))?);
    }
    let pack = packs.get(&version)?.clone();
    let words = files::read_if_there(&folder.join("args.txt")).unwrap_or_default();
    Some(Case { name: files::name(folder), pack, folder: charts, request: request(folder, &words) })
}

fn open(folder: &Path) -> Option<Pack> {
    let mut found = Vec::new();
    gather(folder, "", &mut found);
    Pack::from_files(found, true).ok()
}

fn gather(folder: &Path, prefix: &str, found: &mut Vec<(String, Str)>) {
    for entry in files::entries(folder) {
        let path = format!("{prefix}{}", files::name(&entry));
        if entry.is_dir() {
            gather(&entry, &format!("{path}/"), found);
        } else if let Ok(bytes) = std::fs::read(&entry) {
            found.push((path, Str::from(bytes)));
        }
    }
}

/// A command line's words; those runs use the short flags and a few long ones.
fn request(folder: &Path, words: &str) -> OperatorRequest {
    let mut request = OperatorRequest::default();
    let mut lines = words.lines();
    while let Some(word) = lines.next() {
        let (flag, inline) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
            _ => (word, None),
        };
        let mut value = || inline.clone().or_else(|| lines.next().map(str::to_owned)).unwrap_or_default();
        match flag {
            "-f" | "--filename" => {
                request.files.extend(value().split(',').map(|name| input(folder, name)));
            }
            "-s" | "--set" => request.set.push(value()),
            "-r" | "--revision" => request.revision = Some(value()),
            "--force" => request.force = true,
            _ => drop(value()),
        }
    }
    request
}

fn input(folder: &Path, name: &str) -> Input {
    let text = std::fs::read(folder.join(name.trim())).unwrap_or_default();
    Input { name: name.to_owned(), text, unreadable: None }
}
