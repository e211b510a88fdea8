//! The published Helm charts: `base`, `istiod`, `cni`, `ztunnel`, `gateway`, each a `.tgz`, in a Helm repository or a
//! folder. istioctl's own charts for gateways and its profiles are no part of them.

use super::http::Client;
use super::{Checked, Wanted, check_digest, is_url};
use crate::disk;
use crate::failure::Failure;
use crate::pack::index;
use periplus_helm::{Chart, Limits, archive};
use periplus_istio::{NOTE, Pack, chart_folder, published_charts};
use periplus_value::{Map, Str, Value};
use std::fs;
use std::path::Path;

/// Istio's Helm repository.
const REPOSITORY: &str = "https://istio-release.storage.googleapis.com/charts";

/// Without these there is no installation.
const NEEDED: [&str; 2] = ["base", "istiod"];

/// What such a pack says of itself.
const TITLE: &str = "title: published Helm charts\n";

/// Stand-ins for istioctl's profiles, so that an IstioOperator has something to start from.
const PROFILES: [(&str, &str); 3] = [
    ("profiles/default.yaml", include_str!("profiles/default.yaml")),
    ("profiles/empty.yaml", include_str!("profiles/empty.yaml")),
    ("profiles/minimal.yaml", include_str!("profiles/minimal.yaml")),
];

/// The charts as a pack.
pub(super) fn pull(wanted: &Wanted<'_>) -> Result<(Pack, Checked), Failure> {
    let from = wanted.from().unwrap_or(REPOSITORY);
    let (archives, checked) = if is_url(from)? {
        (download(wanted, from)?, Checked::Digest)
    } else {
        (read(wanted, Path::new(from))?, Checked::Nothing)
    };
    let mut files = vec![(NOTE.to_owned(), Str::from(TITLE))];
    files.extend(PROFILES.map(|(path, text)| (path.to_owned(), Str::from(text))));
    for Archive { name, source, bytes } in archives {
        files.extend(chart(wanted, name, &source, &bytes)?);
    }
    let pack = Pack::from_files(files, true).map_err(|error| Failure::new(format!("{from}: {error}")))?;
    Ok((pack, checked))
}

/// A chart as it was published.
struct Archive {
    name: &'static str,
    source: String,
    bytes: Vec<u8>,
}

fn download(wanted: &Wanted<'_>, base: &str) -> Result<Vec<Archive>, Failure> {
    let client = wanted.client(base)?;
    let url = format!("{base}/index.yaml");
    let text = client.bytes(&url)?.ok_or_else(|| {
        Failure::new(format!("{url}: 404 Not Found")).help(format!("{base} is no Helm repository"))
    })?;
    let index = periplus_yaml::parse_map(&text, &periplus_yaml::Options::default())
        .map_err(|error| Failure::new(format!("{url}: {error}")))?;
    let mut archives = Vec::new();
    for name in published_charts() {
        match entry(&index, name, wanted.version) {
            Some(entry) => archives.push(fetch(&client, base, name, &entry)?),
            None if NEEDED.contains(&name) => {
                return Err(Failure::new(format!("{url}: there is no {name} {}", wanted.version)));
            }
            None => {}
        }
    }
    Ok(archives)
}

/// What a repository's index says about a chart.
struct Entry {
    url: String,
    digest: Option<String>,
}

fn entry(index: &Map, name: &str, version: &str) -> Option<Entry> {
    let text = |value: &Value| value.as_string().map(ToString::to_string);
    let versions = Value::Map(index.clone()).at(&["entries", name])?;
    let is_it = |entry: &&Value| entry.at(&["version"]).as_ref().and_then(text).as_deref() == Some(version);
    let found = versions.as_list()?.iter().find(is_it)?;
    let url = found.at(&["urls"])?.as_list()?.first().and_then(text)?;
    Some(Entry { url, digest: found.at(&["digest"]).as_ref().and_then(text) })
}

fn fetch(client: &Client, base: &str, name: &'static str, entry: &Entry) -> Result<Archive, Failure> {
    let url = if is_url(&entry.url)? { entry.url.clone() } else { format!("{base}/{}", entry.url) };
    let expected = entry.digest.as_deref().and_then(super::digest_in).ok_or_else(|| {
        Failure::new(format!("{base}/index.yaml: no digest of {}", entry.url))
            .help("nothing can be verified without; charts in a folder are taken as they are")
    })?;
    let bytes = client.bytes(&url)?.ok_or_else(|| Failure::new(format!("{url}: 404 Not Found")))?;
    check_digest(&url, expected, &index::digest(&bytes))?;
    Ok(Archive { name, source: url, bytes })
}

fn read(wanted: &Wanted<'_>, folder: &Path) -> Result<Vec<Archive>, Failure> {
    let mut archives = Vec::new();
    for name in published_charts() {
        let files = [format!("{name}-{}.tgz", wanted.version), format!("{name}.tgz")];
        let file = files.into_iter().map(|file| folder.join(file)).find(|file| file.is_file());
        match file {
            Some(file) => {
                let bytes =
                    fs::read(&file).map_err(|error| Failure::new(disk::failed("read", &file, &error)))?;
                archives.push(Archive { name, source: file.display().to_string(), bytes });
            }
            None if NEEDED.contains(&name) => {
                let message = format!("{}: there is no {name}-{}.tgz", folder.display(), wanted.version);
                return Err(Failure::new(message).help("--charts takes a folder with the published charts"));
            }
            None => {}
        }
    }
    Ok(archives)
}

/// A chart's files where a release has them.
fn chart(wanted: &Wanted<'_>, name: &str, source: &str, bytes: &[u8]) -> Result<Vec<(String, Str)>, Failure> {
    let named = |error: periplus_helm::Error| Failure::new(format!("{source}: {error}"));
    let files = archive::read_tgz(bytes, &Limits::default()).map_err(named)?;
    let chart = Chart::from_archive(files.clone()).map_err(named)?;
    let found = chart.metadata();
    if found.name != name || found.version != wanted.version {
        let message =
            format!("{source}: it is {} {}, not {name} {}", found.name, found.version, wanted.version);
        return Err(Failure::new(message));
    }
    let folder = chart_folder(name).unwrap_or(name);
    Ok(files.into_iter().map(|file| (format!("charts/{folder}/{}", file.path), file.bytes)).collect())
}
