//! A pack: the charts and profiles of one release.

use crate::error::{Error, ErrorKind, Stage};
use crate::manifest::{Manifest, ManifestError};
use crate::text::split_documents;
use periplus_helm::{Chart, ChartFile, Limits, Written, archive};
use periplus_value::{Str, sorting};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Says what a pack is (`version`, `official`, `title`), at its top; a release of Istio's has none.
pub const NOTE: &str = "pack.yaml";

/// Parsed documents are kept until their texts take this much.
const CACHE_BYTES: usize = 32 << 20;

/// One release's `manifests/` folder, with its charts parsed once. Clones share everything.
#[derive(Clone, Debug)]
pub struct Pack(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    version: String,
    official: bool,
    files: BTreeMap<String, Str>,
    charts: RefCell<BTreeMap<String, Rc<Chart>>>,
    documents: RefCell<DocumentCache>,
}

/// What rendered files hold, by their text: most of them are the same at every keystroke, the CRDs always.
#[derive(Debug, Default)]
struct DocumentCache {
    bytes: usize,
    files: BTreeMap<(Str, Split), Rc<[Manifest]>>,
}

/// How a rendered file is cut into documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Split {
    /// A document's last line end goes, a block scalar's too (pkg/test/util/yml/parts.go).
    Istioctl,
    /// Every document ends with a line end.
    Helm,
}

impl Pack {
    /// From files with their paths: a `manifests/` folder, or the entries of a release download (`istio-1.30.3/manifests/…`,
    /// whose other files are left out). A pack whose [`NOTE`] says so is never official.
    pub fn from_files(files: Vec<(String, Str)>, official: bool) -> Result<Pack, Error> {
        let below = |(path, bytes): (String, Str)| Some((below_manifests(&path)?.to_owned(), bytes));
        let files = sorting::tree(files.into_iter().filter_map(below));
        if !files.keys().any(|path| path.starts_with("charts/") && path.ends_with("/Chart.yaml")) {
            return Err(Error::new(Stage::Pack, ErrorKind::NotAPack));
        }
        let version = version_of(&files);
        let official = official && !is_preview(&files);
        Ok(Self(Rc::new(Inner {
            version,
            official,
            files,
            charts: RefCell::default(),
            documents: RefCell::default(),
        })))
    }

    /// From a `.tgz` or `.zip` of the same.
    pub fn open_archive(bytes: &[u8], limits: &Limits, official: bool) -> Result<Pack, Error> {
        let read = if bytes.starts_with(b"PK") { archive::read_zip } else { archive::read_tgz };
        let files = read(bytes, limits)
            .map_err(|error| Error::new(Stage::Pack, ErrorKind::Archive(error.to_string())))?;
        Self::from_files(files.into_iter().map(|file| (file.path, file.bytes)).collect(), official)
    }

    /// The release (`1.30.3`), from the base chart's `Chart.yaml`; empty when it doesn't tell.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Whether the charts are Istio's own, not the built-in preview.
    pub fn official(&self) -> bool {
        self.0.official
    }

    /// Paths below `manifests/`, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.files.keys().map(String::as_str)
    }

    /// The contents of a file below `manifests/`.
    pub fn file(&self, path: &str) -> Option<&Str> {
        self.0.files.get(path)
    }

    /// The chart in a folder below `charts/` ([`crate::chart_folder`]); parsed when it is first asked for.
    pub fn chart(&self, folder: &'static str) -> Result<Rc<Chart>, ErrorKind> {
        if let Some(chart) = self.0.charts.borrow().get(folder) {
            return Ok(chart.clone());
        }
        let prefix = format!("charts/{folder}/");
        let files: Vec<ChartFile> = self
            .0
            .files
            .range(prefix.clone()..)
            .map_while(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes)))
            .map(|(path, bytes)| ChartFile { path: path.to_owned(), bytes: bytes.clone() })
            .collect();
        if files.is_empty() {
            return Err(ErrorKind::MissingChart { chart: folder });
        }
        let chart = Rc::new(Chart::from_archive(files).map_err(ErrorKind::LoadChart)?);
        self.0.charts.borrow_mut().insert(folder.to_owned(), chart.clone());
        Ok(chart)
    }

    /// The objects in a rendered file, some of whose texts are known.
    pub(crate) fn objects(
        &self,
        text: &Str,
        split: Split,
        written: &Written,
    ) -> Result<Rc<[Manifest]>, ManifestError> {
        let key = (text.clone(), split);
        if let Some(found) = self.0.documents.borrow().files.get(&key) {
            return Ok(found.clone());
        }
        let mut objects = Vec::new();
        for document in split_documents(text.as_bytes()) {
            objects.extend(match (Manifest::known(document, written), split) {
                (Some(known), _) => Some(known),
                (None, Split::Istioctl) => Manifest::parse(document)?,
                (None, Split::Helm) => Manifest::parse(&[document, b"\n"].concat())?,
            });
        }
        let objects: Rc<[Manifest]> = objects.into();
        let mut cache = self.0.documents.borrow_mut();
        if cache.bytes > CACHE_BYTES {
            *cache = DocumentCache::default();
        }
        cache.bytes += text.len();
        cache.files.insert(key, objects.clone());
        Ok(objects)
    }
}

/// `charts/…`, `profiles/…` and the note, whatever is in front of them.
fn below_manifests(path: &str) -> Option<&str> {
    let path = path.trim_start_matches("./");
    let path = match path.find("manifests/") {
        Some(at) if at == 0 || path.as_bytes().get(at - 1) == Some(&b'/') => &path[at + "manifests/".len()..],
        _ => path,
    };
    (path.starts_with("charts/") || path.starts_with("profiles/") || path == NOTE).then_some(path)
}

/// Whether the pack says of itself that its charts aren't Istio's.
fn is_preview(files: &BTreeMap<String, Str>) -> bool {
    let note = files.get(NOTE).and_then(|text| periplus_yaml::parse(text.as_bytes()).ok());
    note.and_then(|note| note.at(&["official"])?.as_bool()) == Some(false)
}

fn version_of(files: &BTreeMap<String, Str>) -> String {
    let chart = files.get("charts/base/Chart.yaml").or_else(|| files.values().next());
    let text = chart.map(|text| text.to_str_lossy().into_owned()).unwrap_or_default();
    let line = |key: &str| {
        text.lines().find_map(|line| line.strip_prefix(key)).map(|v| v.trim().trim_matches('"').to_owned())
    };
    line("appVersion:").or_else(|| line("version:")).unwrap_or_default()
}
