//! Rules for the built-in pack: what its charts share is the same file everywhere, and its words are ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::files;
use periplus_value::Value;

const PACK: &str = "static/packs/builtin";

/// Files that every chart carries because Helm has no other way to share them.
const COMMON: [&str; 2] = ["templates/_common.tpl", "templates/zzz_values.yaml"];

/// The key that keeps a chart's defaults apart from a user's values.
const DEFAULTS: &str = "_internal_defaults_do_not_set";

/// As many words in a row are no coincidence.
const RUN: usize = 10;

/// Files of the same name that should be equal and are not.
pub(super) fn shared_files() -> Result<Vec<String>, String> {
    let mut known: BTreeMap<String, (PathBuf, String)> = BTreeMap::new();
    let mut findings = Vec::new();
    for path in below(&files::root().join(PACK)) {
        let Some(name) = shared_name(&path) else { continue };
        let text = files::read(&path)?;
        let (first, same) = known.entry(name).or_insert_with(|| (path.clone(), text.clone()));
        if *same != text {
            findings.push(format!("{} is not {}", path.display(), first.display()));
        }
    }
    Ok(findings)
}

/// The name under which all charts' copies of a file must agree.
fn shared_name(path: &Path) -> Option<String> {
    let text = path.to_string_lossy().replace('\\', "/");
    let file = files::name(path);
    if COMMON.iter().any(|common| text.ends_with(common)) || file.starts_with("profile-") {
        return Some(file);
    }
    let twins = text.contains("/gateways/istio-") && text.contains("/templates/") && file != "_gateway.tpl";
    twins.then(|| format!("gateways/{file}"))
}

/// Runs of words that stand in an official chart as well. Checked only where official charts are.
pub(super) fn own_words() -> Result<Vec<String>, String> {
    let official = files::root().parent().map(|folder| folder.join("shared/packs")).unwrap_or_default();
    let mut theirs = BTreeSet::new();
    for path in below(&official).iter().filter(|path| !files::name(path).contains("crd")) {
        for words in passages(path)? {
            theirs.extend(words.windows(RUN).map(|run| run.join(" ")));
        }
    }
    let mut findings = Vec::new();
    for path in below(&files::root().join(PACK)) {
        for words in passages(&path)? {
            let copied = words.windows(RUN).map(|run| run.join(" ")).find(|run| theirs.contains(run));
            findings.extend(copied.map(|run| format!("{}: {run}", path.display())));
        }
    }
    Ok(findings)
}

/// The comments of a file as one passage, and each template action as one; of prose the whole.
fn passages(path: &Path) -> Result<Vec<Vec<String>>, String> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    if !["yaml", "tpl", "txt", "md"].contains(&ending.as_ref()) {
        return Ok(Vec::new());
    }
    let text = files::read(path)?;
    let comments: Vec<_> = text.lines().filter_map(|line| Some(line.split_once('#')?.1)).collect();
    let actions = text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0));
    let mut passages: Vec<_> = actions.map(words).collect();
    passages.push(words(&comments.join(" ")));
    if ["txt", "md"].contains(&ending.as_ref()) {
        passages.push(words(&text));
    }
    Ok(passages)
}

fn words(text: &str) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_.$-".contains(c);
    let text = text.to_ascii_lowercase();
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Settings that a chart's `values.yaml` has and its `values.schema.json` doesn't explain.
pub(super) fn schemas() -> Result<Vec<String>, String> {
    let charts =
        below(&files::root().join(PACK)).into_iter().filter(|path| files::name(path) == "values.yaml");
    let mut findings = Vec::new();
    for path in charts {
        let values = periplus_yaml::parse(files::read(&path)?.as_bytes()).map_err(|why| why.to_string())?;
        let defaults = values.at(&[DEFAULTS]).unwrap_or_default();
        let schema = files::read(&path.with_file_name("values.schema.json"))?;
        let schema = serde_json::from_str(&schema).map_err(|why| format!("{}: {why}", path.display()))?;
        unexplained(&defaults, &schema, &path.display().to_string(), &mut findings);
    }
    Ok(findings)
}

fn unexplained(values: &Value, schema: &serde_json::Value, path: &str, findings: &mut Vec<String>) {
    // Free-form maps, such as labels, have defaults but no fixed keys.
    let (Some(map), Some(known)) = (values.as_map(), schema.get("properties")) else { return };
    for (key, value) in map.entries() {
        let path = format!("{path} {}", key.to_str_lossy());
        match known.get(&*key.to_str_lossy()) {
            None => findings.push(format!("{path}: not in the schema")),
            Some(part) if part.get("description").is_none() && part.get("properties").is_none() => {
                findings.push(format!("{path}: no description"));
            }
            Some(part) => unexplained(&value, part, &path, findings),
        }
    }
}

/// All files below a folder, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { below(&path) } else { vec![path] };
    files::entries(folder).into_iter().flat_map(inside).collect()
}
