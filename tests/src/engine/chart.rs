//! The chart a case was recorded with, written to a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::{env, process};

use super::{Case, base64};

const CHART_YAML: &str = "apiVersion: v2\nname: case\ndescription: A conformance case\ntype: application\n\
                          version: 0.1.0\nappVersion: \"1.2.3\"\n";

/// Prints the case's template in base64.
const CAPTURE: &str =
    "{{ \"captured: \" }}{{ include (print \"case/templates/\" \"_snippet.tpl\") . | b64enc }}\n";

const MARK: &str = "captured: ";

/// What Helm takes out of a rendered file, but not out of an included one.
const NO_VALUE: &[u8] = b"<no value>";

/// A folder with the chart `case` and the files beside it; gone when dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn build(case: &Case) -> Result<Self, String> {
        let folder = Self(env::temp_dir().join(format!("periplus-tests-{}", process::id())).join(&case.id));
        for (path, text) in files(case) {
            let file = folder.0.join(path);
            let parent = file.parent().map_or(Ok(()), fs::create_dir_all);
            parent
                .and_then(|()| fs::write(&file, text))
                .map_err(|why| format!("{}: {why}", file.display()))?;
        }
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind in the temporary place harms nobody.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Path beside the chart → text. An error must come from a template named `case.yaml` itself.
fn files(case: &Case) -> BTreeMap<String, &str> {
    let mut files =
        BTreeMap::from([("case/Chart.yaml".to_owned(), case.chart_yaml.as_deref().unwrap_or(CHART_YAML))]);
    if let Some(values) = &case.chart_values {
        files.insert("case/values.yaml".to_owned(), values);
    }
    if let Some(values) = &case.values {
        files.insert("values.yaml".to_owned(), values);
    }
    files.extend(case.helpers.iter().map(|(path, text)| (format!("case/{path}"), text.as_str())));
    files.extend(case.extra_files.iter().map(|(path, text)| (path.clone(), text.as_str())));
    if case.expect.error.is_some() {
        files.insert("case/templates/case.yaml".to_owned(), &case.template);
    } else {
        files.insert("case/templates/_snippet.tpl".to_owned(), &case.template);
        files.insert("case/templates/case.yaml".to_owned(), CAPTURE);
    }
    files
}

/// The command line of a case, to be run in its folder.
pub(super) fn arguments(case: &Case) -> Vec<String> {
    let release = case.release.name.as_deref().unwrap_or("r");
    let mut args: Vec<String> = ["template", release, "case"].map(str::to_owned).to_vec();
    let mut flag = |name: &str, value: &str| args.extend([name.to_owned(), value.to_owned()]);
    if let Some(namespace) = &case.release.namespace {
        flag("--namespace", namespace);
    }
    if let Some(version) = &case.capabilities.kube_version {
        flag("--kube-version", version);
    }
    for version in &case.capabilities.api_versions {
        flag("--api-versions", version);
    }
    if case.values.is_some() {
        flag("-f", "values.yaml");
    }
    if case.release.is_upgrade {
        args.push("--is-upgrade".to_owned());
    }
    args.extend(case.args.iter().cloned());
    args
}

/// The case's text out of the manifest.
pub(super) fn captured(manifest: &str) -> Option<Vec<u8>> {
    let line = manifest.lines().find_map(|line| line.strip_prefix(MARK.trim_end()))?;
    let bytes = base64::decode(line.trim())?;
    Some(without(&bytes, NO_VALUE))
}

fn without(bytes: &[u8], part: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(part) {
            rest = after;
        } else {
            kept.push(first);
            rest = after;
        }
    }
    kept
}
