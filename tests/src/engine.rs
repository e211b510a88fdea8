//! Small templates with what Helm 4.1.4 makes of them: `engine/<area>.json`.
//!
//! A case is a template (with values, helpers, flags) and either the text it renders to or the whole error. The text
//! is captured by including the template from another one that prints it in base64, so it need not be YAML.

mod base64;
mod chart;

use libtest_mimic::Trial;
use serde::Deserialize;

use crate::compare;
use crate::files;
use crate::program::Program;
use crate::thresholds;
use std::collections::BTreeMap;
use std::path::Path;

/// One case, as recorded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    #[serde(rename = "area")]
    _area: String,
    template: String,
    values: Option<String>,
    chart_values: Option<String>,
    chart_yaml: Option<String>,
    #[serde(default)]
    helpers: BTreeMap<String, String>,
    #[serde(default)]
    extra_files: BTreeMap<String, String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    release: Release,
    #[serde(default)]
    capabilities: Capabilities,
    expect: Expect,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Release {
    name: Option<String>,
    namespace: Option<String>,
    #[serde(default)]
    is_upgrade: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Capabilities {
    kube_version: Option<String>,
    #[serde(default)]
    api_versions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    text: Option<String>,
    /// Instead of `text`, when that is not UTF-8.
    text_b64: Option<String>,
    error: Option<String>,
    #[serde(rename = "exit")]
    _exit: Option<i32>,
    /// Log lines of a run that succeeds.
    #[serde(rename = "stderr")]
    _stderr: Option<String>,
}

/// A test for each case once all of them must pass, until then one for each area.
pub fn trials(program: Program) -> Result<Vec<Trial>, String> {
    let share = thresholds::share("own engine cases")?;
    let mut trials = Vec::new();
    for file in files::entries(&files::cases().join("engine")) {
        let text = files::read(&file)?;
        let cases: Vec<Case> =
            serde_json::from_str(&text).map_err(|why| format!("{}: {why}", file.display()))?;
        if share >= 100.0 {
            trials.extend(cases.into_iter().map(|case| single(program, case)));
        } else {
            trials.push(area(program, &file, cases, share));
        }
    }
    Ok(trials)
}

fn single(program: Program, case: Case) -> Trial {
    Trial::test(format!("engine/{}", case.id), move || Ok(check(program, &case)?))
}

fn area(program: Program, file: &Path, cases: Vec<Case>, share: f64) -> Trial {
    let name = format!("engine/{}", file.file_stem().unwrap_or_default().to_string_lossy());
    Trial::test(name, move || {
        let failures: Vec<String> = cases.iter().filter_map(|case| failure(program, case)).collect();
        let passed = 100.0 * (cases.len() - failures.len()) as f64 / cases.len().max(1) as f64;
        if passed >= share {
            return Ok(());
        }
        Err(format!("{passed:.1} % pass, {share} % must\n{}", failures.join("\n")).into())
    })
}

fn failure(program: Program, case: &Case) -> Option<String> {
    check(program, case).err().map(|why| format!("{}: {why}", case.id))
}

fn check(program: Program, case: &Case) -> Result<(), String> {
    let folder = chart::Folder::build(case)?;
    let ran = program.run(folder.path(), &chart::arguments(case))?;
    if let Some(error) = &case.expect.error {
        if ran.code != 1 {
            return Err(format!("exit code {} instead of 1; expected {error}", ran.code));
        }
        return compare::same("the message", error.trim(), &ran.error);
    }
    if ran.code != 0 {
        return Err(format!("exit code {}: {}", ran.code, ran.error));
    }
    let want = match &case.expect.text_b64 {
        Some(text) => base64::decode(text).ok_or("the case's base64")?,
        None => case.expect.text.clone().unwrap_or_default().into_bytes(),
    };
    let got = chart::captured(&ran.out).ok_or_else(|| format!("nothing captured in {}", ran.out))?;
    compare::same("the text", &String::from_utf8_lossy(&want), &String::from_utf8_lossy(&got))
}
