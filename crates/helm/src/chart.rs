//! A chart in memory: metadata, values, templates, files, subcharts.

use crate::log::{Log, Warning};
use crate::{Error, load};
use periplus_value::{Map, Str, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A file of a chart or a pack. `path` is relative to the chart's folder, with `/`.
#[derive(Clone, Debug)]
pub struct ChartFile {
    /// `templates/deployment.yaml`
    pub path: String,
    /// The contents.
    pub bytes: Str,
}

/// `Chart.yaml` (pkg/chart/v2/metadata.go).
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of Chart.yaml")]
pub struct Metadata {
    pub name: String,
    pub home: String,
    pub sources: Vec<String>,
    pub version: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub maintainers: Vec<Maintainer>,
    pub icon: String,
    pub api_version: String,
    pub condition: String,
    pub tags: String,
    pub app_version: String,
    pub deprecated: bool,
    pub annotations: Option<Map>,
    pub kube_version: String,
    pub dependencies: Vec<Dependency>,
    /// Whether `dependencies` is there at all: Helm goes through an empty list, too.
    pub(crate) lists_dependencies: bool,
    pub chart_type: String,
}

/// A person in `Chart.yaml`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of Chart.yaml")]
pub struct Maintainer {
    pub name: String,
    pub email: String,
    pub url: String,
}

/// An entry of `dependencies` (pkg/chart/v2/dependency.go).
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of Chart.yaml")]
pub struct Dependency {
    pub name: String,
    pub version: String,
    pub repository: String,
    pub condition: String,
    pub tags: Vec<String>,
    pub enabled: bool,
    pub import_values: Vec<Value>,
    pub alias: String,
}

/// One chart folder or archive, as loaded: what no render changes.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) metadata: Rc<Metadata>,
    pub(crate) values: Map,
    /// The text of `values.yaml`.
    pub(crate) values_text: Option<Str>,
    pub(crate) schema: Option<Str>,
    pub(crate) templates: Vec<ChartFile>,
    /// What `.Files` sees.
    pub(crate) files: Rc<BTreeMap<Str, Str>>,
    /// CRDs in the order of their files.
    pub(crate) crds: Vec<ChartFile>,
    pub(crate) children: Vec<Rc<Loaded>>,
}

/// A loaded chart with its subcharts. Templates are parsed once and kept.
#[derive(Debug)]
pub struct Chart {
    pub(crate) root: Rc<Loaded>,
    pub(crate) cache: crate::cache::Cache,
    warnings: Vec<Warning>,
}

impl Chart {
    /// Loads a chart folder: `.helmignore` applies, byte order marks go, subcharts in `charts/` are loaded.
    pub fn load(files: Vec<ChartFile>) -> Result<Chart, Error> {
        Self::load_logged(files).0
    }

    /// [`Chart::load`] with all log lines up to the end or an error.
    pub fn load_logged(files: Vec<ChartFile>) -> (Result<Chart, Error>, Vec<Warning>) {
        Self::logged(|log| load::folder(files, log))
    }

    /// [`Chart::from_archive`] with all log lines up to the end or an error.
    pub fn from_archive_logged(files: Vec<ChartFile>) -> (Result<Chart, Error>, Vec<Warning>) {
        Self::logged(|log| load::archive(files, log))
    }

    fn logged(load: impl FnOnce(&Log) -> Result<Loaded, Error>) -> (Result<Chart, Error>, Vec<Warning>) {
        let log = Log::default();
        let root = load(&log);
        let warnings = log.take();
        (root.map(|root| Self::new(root, warnings.clone())), warnings)
    }

    /// Loads the entries of a chart archive, in which `.helmignore` means nothing any more.
    pub fn from_archive(files: Vec<ChartFile>) -> Result<Chart, Error> {
        Self::from_archive_logged(files).0
    }

    fn new(root: Loaded, warnings: Vec<Warning>) -> Self {
        Self { root: Rc::new(root), cache: crate::cache::Cache::default(), warnings }
    }

    /// `Chart.yaml`.
    pub fn metadata(&self) -> &Metadata {
        &self.root.metadata
    }

    /// The chart's own `values.yaml`; don't change it.
    pub fn values(&self) -> &Map {
        &self.root.values
    }

    /// The text of the chart's own `values.yaml`.
    pub fn values_text(&self) -> Option<&Str> {
        self.root.values_text.as_ref()
    }

    /// The text of the chart's own `values.schema.json`.
    pub fn schema_text(&self) -> Option<&Str> {
        self.root.schema.as_ref()
    }

    /// What Helm logs while it loads the chart.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
