//! A chart in memory: metadata, values, templates, files, subcharts.

use crate::{Error, Warning};
use periplus_value::{Map, Str, Value};

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
    pub annotations: Vec<(String, String)>,
    pub kube_version: String,
    pub dependencies: Vec<Dependency>,
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

/// A loaded chart with its subcharts. Templates are parsed once and kept.
#[derive(Debug)]
pub struct Chart {
    metadata: Metadata,
    values: Map,
    warnings: Vec<Warning>,
}

impl Chart {
    /// Loads a chart folder: `.helmignore` applies, byte order marks go, subcharts in `charts/` are loaded.
    pub fn load(files: Vec<ChartFile>) -> Result<Chart, Error> {
        if files.iter().all(|f| f.path != "Chart.yaml") {
            return Err(Error::MissingChartYaml);
        }
        Err(Error::Incomplete)
    }

    /// Loads the entries of a chart archive, in which `.helmignore` means nothing any more.
    pub fn from_archive(files: Vec<ChartFile>) -> Result<Chart, Error> {
        Self::load(files)
    }

    /// `Chart.yaml`.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The chart's own `values.yaml`; don't change it.
    pub fn values(&self) -> &Map {
        &self.values
    }

    /// What Helm logs while it loads the chart.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
