//! The release download: `istio-VERSION-linux-amd64.tar.gz`, of which only `manifests/` is kept.

use super::{Checked, Client, Wanted, check_digest, digest_in, is_url};
use crate::disk;
use crate::failure::{Failure, print_error};
use crate::istio_pack;
use periplus_helm::{Limits, archive};
use periplus_istio::{NOTE, Pack};
use periplus_value::Str;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Where Istio's releases are: below it, a folder for each version.
const RELEASES: &str = "https://github.com/istio/istio/releases/download";

/// What the digest's file is called.
const DIGEST: &str = "sha256";

/// The version of charts that are in no release yet.
const UNRELEASED: &str = "1.0.0";

/// What a pack from a checkout says of itself.
const CHECKOUT: &str = "title: checkout of Istio\n";

enum Source {
    Url(String),
    File(PathBuf),
    Folder(PathBuf),
}

/// The release as a pack.
pub(super) fn pull(wanted: &Wanted<'_>) -> Result<(Pack, Checked), Failure> {
    match source(wanted)? {
        Source::Url(url) => {
            let file = download(wanted, &url)?;
            Ok((open(&file, &url)?, Checked::Digest))
        }
        Source::File(path) => {
            let checked = check_file(wanted, &path)?;
            Ok((open(&path, &path.display().to_string())?, checked))
        }
        Source::Folder(path) => Ok((stamped(wanted, istio_pack::open(&path)?)?, Checked::Nothing)),
    }
}

/// A checkout's charts have no version yet: they get the one that was asked for, as releases do when they are built.
fn stamped(wanted: &Wanted<'_>, pack: Pack) -> Result<Pack, Failure> {
    if pack.version() != UNRELEASED {
        return Ok(pack);
    }
    let version = |line: &str| match line.split_once(": ") {
        Some((key @ ("version" | "appVersion"), UNRELEASED)) => format!("{key}: {}\n", wanted.version),
        _ => format!("{line}\n"),
    };
    let stamp = |path: &str| {
        let text = pack.file(path)?;
        let is_chart = path.ends_with("/Chart.yaml");
        let lines = || text.to_str_lossy().lines().map(version).collect::<Vec<_>>().concat();
        Some((path.to_owned(), if is_chart { Str::from(lines()) } else { text.clone() }))
    };
    let mut files: Vec<(String, Str)> = pack.paths().filter_map(stamp).collect();
    files.push((NOTE.to_owned(), Str::from(CHECKOUT)));
    print_error("note: a checkout: hub and tag are not those of a release\n");
    Pack::from_files(files, true).map_err(|error| Failure::new(error.to_string()))
}

/// Removes a download that has become a pack. That it can't be is no reason to fail: the next pull overwrites it.
pub(super) fn clean(wanted: &Wanted<'_>) {
    fs::remove_file(wanted.partial(&archive_name(wanted))).unwrap_or(());
}

fn archive_name(wanted: &Wanted<'_>) -> String {
    format!("istio-{}-linux-amd64.tar.gz", wanted.version)
}

fn source(wanted: &Wanted<'_>) -> Result<Source, Failure> {
    let name = archive_name(wanted);
    let below = |base: &str| Source::Url(format!("{base}/{}/{name}", wanted.version));
    let Some(from) = wanted.from() else { return Ok(below(RELEASES)) };
    if is_url(from)? {
        let whole = [".tar.gz", ".tgz"].iter().any(|ending| from.ends_with(ending));
        return Ok(if whole { Source::Url(from.to_owned()) } else { below(from) });
    }
    let path = Path::new(from);
    let mirrored = [path.join(&name), path.join(wanted.version).join(&name)];
    if path.is_file() {
        return Ok(Source::File(path.to_owned()));
    }
    if let Some(file) = mirrored.into_iter().find(|file| file.is_file()) {
        return Ok(Source::File(file));
    }
    match fs::metadata(path) {
        Ok(_) => Ok(Source::Folder(path.to_owned())),
        Err(error) => Err(Failure::new(disk::failed("open", path, &error))),
    }
}

/// The archive, complete and with the published digest.
fn download(wanted: &Wanted<'_>, url: &str) -> Result<PathBuf, Failure> {
    let client = wanted.client(url)?;
    let expected = match wanted.parsed.text("sha256") {
        Some(text) => digest(text, "--sha256")?,
        None => published(wanted, &client, url)?,
    };
    let file = wanted.partial(&archive_name(wanted));
    client.download(url, &file)?;
    let checked = check_digest(url, &expected, &digest_of(&file)?);
    if checked.is_err() {
        fs::remove_file(&file).map_err(|error| Failure::new(disk::failed("remove", &file, &error)))?;
    }
    checked.map(|()| file)
}

/// The digest published beside an archive. If there is none, perhaps there is no release either.
fn published(wanted: &Wanted<'_>, client: &Client, url: &str) -> Result<String, Failure> {
    let beside = format!("{url}.{DIGEST}");
    if let Some(text) = client.text(&beside)? {
        return digest(&text, &beside);
    }
    if client.is_there(url) {
        return Err(Failure::new(format!("{beside}: 404 Not Found"))
            .help("without a published digest nothing can be verified; give it by --sha256"));
    }
    Err(Failure::new(format!("{url}: 404 Not Found"))
        .help(format!("is {} a release of Istio?", wanted.version))
        .help("--from takes a mirror, an archive or a folder"))
}

fn digest(text: &str, source: &str) -> Result<String, Failure> {
    let digest = digest_in(text).map(str::to_owned);
    digest.ok_or_else(|| Failure::new(format!("{source}: that is no sha256 digest")))
}

fn digest_of(path: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::new(disk::failed("read", path, &error));
    crate::pack::index::digest_of(File::open(path).map_err(failed)?).map_err(failed)
}

fn check_file(wanted: &Wanted<'_>, path: &Path) -> Result<Checked, Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{DIGEST}"));
    let beside = PathBuf::from(beside);
    let expected = match (wanted.parsed.text("sha256"), fs::read_to_string(&beside)) {
        (Some(text), _) => digest(text, "--sha256")?,
        (None, Ok(text)) => digest(&text, &beside.display().to_string())?,
        (None, Err(_)) => {
            print_error(&format!("note: there is no {}\n", beside.display()));
            return Ok(Checked::Nothing);
        }
    };
    check_digest(&path.display().to_string(), &expected, &digest_of(path)?).map(|()| Checked::Digest)
}

/// The archive's `manifests/`; programs beside it may be as large as they are.
fn open(path: &Path, name: &str) -> Result<Pack, Failure> {
    let named = |error: String| Failure::new(format!("{name}: {error}"));
    let bytes = fs::read(path).map_err(|error| Failure::new(disk::failed("read", path, &error)))?;
    let list = if archive::is_zip(&bytes) { archive::list_zip } else { archive::list_tgz };
    let is_ours = |path: &str| path.contains("manifests/") || path.starts_with("charts/");
    let files = list(&bytes, &Limits::default(), &mut |path: &str| is_ours(path));
    let files = files.map_err(|error| named(error.to_string()))?;
    let files = files.into_iter().map(|file| (file.path, file.bytes)).collect();
    Pack::from_files(files, true).map_err(|error| named(error.to_string()))
}
