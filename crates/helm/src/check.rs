//! What Helm refuses before it renders (pkg/cmd/install.go `runInstall`, pkg/action/install.go).

use crate::{Chart, Error, Level, Warning};

const MAX_NAME: usize = 53;

impl Chart {
    /// Whether the chart can be installed at all: its type, and that its dependencies are there. Log lines on the way.
    pub fn check(&self) -> Result<Vec<Warning>, Error> {
        let metadata = self.metadata();
        if !matches!(metadata.chart_type.as_str(), "" | "application") {
            return Err(Error::NotInstallable(metadata.chart_type.clone()));
        }
        let is_there = |name: &str| self.root.children.iter().any(|child| child.metadata.name == name);
        let missing = metadata.dependencies.iter().filter(|d| !is_there(&d.name));
        let missing: Vec<String> = missing.map(|d| d.name.clone()).collect();
        if !missing.is_empty() {
            return Err(Error::MissingDependencies(missing));
        }
        let deprecated = metadata.deprecated.then(|| Warning::new(Level::Warn, "this chart is deprecated"));
        Ok(deprecated.into_iter().collect())
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
