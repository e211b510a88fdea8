//! What Helm refuses before it renders (pkg/cmd/install.go `runInstall`, pkg/action/install.go).

use crate::{Chart, Error, Level, Warning};

const MAX_NAME: usize = 53;

impl Chart {
    /// Whether the chart's type can be installed at all; a log line when nobody should any more.
    pub fn check_installable(&self) -> Result<Option<Warning>, Error> {
        let metadata = self.metadata();
        if !matches!(metadata.chart_type.as_str(), "" | "application") {
            return Err(Error::NotInstallable(metadata.chart_type.clone()));
        }
        Ok(metadata.deprecated.then(|| Warning::new(Level::Warn, "this chart is deprecated")))
    }

    /// Whether all dependencies are in `charts/`.
    pub fn check_dependencies(&self) -> Result<(), Error> {
        // pkg/chart/common.go makes room for as many as version 3 has subcharts; without a declaration they are nil.
        if self.metadata().is_v3() && self.root.children.len() > self.metadata().dependencies.len() {
            return Err(Error::DependencyType);
        }
        let is_there = |name: &str| self.root.children.iter().any(|child| child.metadata.name == name);
        let missing = self.metadata().dependencies.iter().filter(|d| !is_there(&d.name));
        let missing: Vec<String> = missing.map(|d| d.name.clone()).collect();
        if !missing.is_empty() {
            return Err(Error::MissingDependencies(missing));
        }
        self.metadata().check_renderable()
    }
}

/// Whether a release may have this name (pkg/chart/v2/util `ValidateReleaseName`).
pub fn check_release_name(name: &str) -> Result<(), Error> {
    let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let label = |label: &str| {
        let bytes = label.as_bytes();
        bytes.first().is_some_and(|b| alphanumeric(*b))
            && bytes.last().is_some_and(|b| alphanumeric(*b))
            && bytes.iter().all(|b| alphanumeric(*b) || *b == b'-')
    };
    if name.len() <= MAX_NAME && name.split('.').all(label) {
        Ok(())
    } else {
        Err(Error::ReleaseName(name.to_owned()))
    }
}
