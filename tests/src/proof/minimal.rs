//! Minimal values: the file renders what all values render, and no line of it can go.

use super::cases::Case;
use periplus_istio::{HelmRelease, release_documents};
use periplus_migrate::{Release, is_values_record, lines, without_line};
use periplus_value::Map;
use periplus_yaml::Options;
use std::collections::BTreeSet;

/// What was found out about values files.
#[derive(Default)]
pub(crate) struct Minimal {
    pub(crate) files: usize,
    pub(crate) empty: usize,
    /// Lines of all values, as istioctl writes them.
    pub(crate) full: usize,
    pub(crate) lines: usize,
    pub(crate) faults: Vec<String>,
    /// Releases that were tried: many installations have the same.
    tried: BTreeSet<String>,
}

type Output = Vec<(String, String)>;

impl Minimal {
    /// Tries one release: as it is written, and without each of its lines.
    pub(crate) fn add(&mut self, case: &Case, release: &Release) {
        let emitted = |map: &Map| periplus_yaml::emit(&map.clone().into()).unwrap_or_default();
        self.files += 1;
        self.full += emitted(&release.full_values).lines().count();
        let written = release.values_text.lines().filter(|line| !line.trim_start().starts_with('#')).count();
        self.lines += written;
        self.empty += usize::from(written == 0);
        let Release { name, namespace, folder, .. } = release;
        let full = emitted(&release.full_values);
        let key = [case.pack.version(), name, namespace, folder, &full, &release.values_text].join("\n");
        if !self.tried.insert(key) {
            return;
        }
        let mut fault = |what: String| self.faults.push(format!("{}: {}: {what}", case.name, release.name));
        let Ok(values) = periplus_yaml::parse_map(release.values_text.as_bytes(), &Options::default()) else {
            return fault("the values file is no YAML".to_owned());
        };
        let wanted = output(case, release, &release.full_values);
        if output(case, release, &values) != wanted {
            fault("the values file renders something else".to_owned());
        }
        for line in lines(&values) {
            if without_line(&values, &line).is_some_and(|fewer| output(case, release, &fewer) == wanted) {
                fault(format!("{line} can go"));
            }
        }
    }
}

fn output(case: &Case, release: &Release, values: &Map) -> Option<Output> {
    let helm = HelmRelease {
        component: release.component,
        name: release.name.clone(),
        namespace: release.namespace.clone(),
        chart: release.folder,
        values: values.deep_copy(),
        skip_schema_validation: release.skip_schema_validation,
    };
    let documents = release_documents(&case.pack, &case.request, &helm).ok()?;
    let kept = documents.into_iter().filter(|document| !is_values_record(&document.kind, &document.name));
    Some(kept.map(|document| (document.name, document.text.to_string())).collect())
}
