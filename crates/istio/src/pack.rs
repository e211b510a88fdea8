//! A pack: the charts and profiles of one release.

use crate::Error;
use crate::error::{ErrorKind, Stage};
use periplus_helm::Limits;
use periplus_value::Str;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One release's `manifests/` folder, with its charts parsed once. Clones share everything.
#[derive(Clone, Debug)]
pub struct Pack(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    version: String,
    official: bool,
    files: BTreeMap<String, Str>,
}

impl Pack {
    /// From files with their paths: a `manifests/` folder, or the entries of a release download (`istio-1.30.3/manifests/…`,
    /// whose other files are left out).
    pub fn from_files(files: Vec<(String, Str)>, official: bool) -> Result<Pack, Error> {
        let files = files.into_iter().collect();
        Ok(Self(Rc::new(Inner { version: String::new(), official, files })))
    }

    /// From a `.tgz` or `.zip` of the same.
    pub fn open_archive(_bytes: &[u8], _limits: &Limits, _official: bool) -> Result<Pack, Error> {
        Err(Error::new(Stage::Pack, ErrorKind::Incomplete))
    }

    /// The release (`1.30.3`), from the charts' `Chart.yaml` and profiles.
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
}

/// The names of a pack's profiles, in order.
pub fn profiles(pack: &Pack) -> Vec<String> {
    let name = |path: &str| Some(path.strip_prefix("profiles/")?.strip_suffix(".yaml")?.to_owned());
    pack.paths().filter_map(name).collect()
}
