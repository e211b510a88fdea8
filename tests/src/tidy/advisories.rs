//! What may not hurt us is shown: `tests/advisories.tsv` has a row for each limit and each advisory, and names its cases.
//!
//! A row is what it is about, what would go wrong, and the cases that show that it doesn't: a chart of `limits`, a folder
//! of `commands`, an id of `engine`, or `file#test` of a test program. `none: …` is why there is nothing to show.

use std::collections::BTreeSet;
use std::path::Path;

use crate::files;

/// The fields of these structs are limits; what a row's name has before them.
const LIMITS: [(&str, &str); 2] =
    [("crates/helm/src/limits.rs", "limit "), ("crates/template/src/limits.rs", "limit template.")];

/// Names every advisory, where a machine has it.
const PLAN: &str = "../shared/design/reliability.md";

struct Row {
    what: String,
    cases: Vec<String>,
}

/// Cases that are not there, and what has no row or no case.
pub(super) fn findings() -> Result<Vec<String>, String> {
    let rows = rows()?;
    let mut findings = missing_cases(&rows)?;
    let named: BTreeSet<&str> = rows.iter().flat_map(|row| &row.cases).map(String::as_str).collect();
    for chart in files::entries(&files::cases().join("limits")) {
        let case = format!("limits/{}", files::name(&chart).trim_end_matches(".chart"));
        if !named.contains(case.as_str()) {
            findings.push(format!("{case} is in no row"));
        }
    }
    let known: BTreeSet<&str> = rows.iter().map(|row| row.what.as_str()).collect();
    let wanted = limits()?.into_iter().chain(advisories());
    findings
        .extend(wanted.filter(|what| !known.contains(what.as_str())).map(|what| format!("no row: {what}")));
    Ok(findings)
}

fn rows() -> Result<Vec<Row>, String> {
    let text = files::read(&files::cases().join("advisories.tsv"))?;
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (what, cases) = (cells.next().unwrap_or_default(), cells.skip(1).collect());
        Row { what, cases }
    };
    Ok(text.lines().map(row).collect())
}

fn missing_cases(rows: &[Row]) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for row in rows {
        if row.cases.is_empty() {
            findings.push(format!("{}: no case, and no reason why", row.what));
        }
        for case in &row.cases {
            if !exists(case)? {
                findings.push(format!("{}: there is no {case}", row.what));
            }
        }
    }
    Ok(findings)
}

fn exists(case: &str) -> Result<bool, String> {
    if let Some(reason) = case.strip_prefix("none: ") {
        return Ok(!reason.is_empty());
    }
    if let Some((file, name)) = case.split_once('#') {
        let text = files::read(&files::root().join(file))?;
        let is_rust = Path::new(file).extension().is_some_and(|ending| ending == "rs");
        let test = if is_rust { format!("#[test]\nfn {name}(") } else { format!("test(\"{name}\"") };
        return Ok(text.contains(&test));
    }
    if let Some(id) = case.strip_prefix("engine/") {
        let id = format!("\"id\": \"{id}\"");
        let mut areas = files::entries(&files::cases().join("engine")).into_iter();
        return Ok(areas.any(|area| files::read_if_there(&area).is_some_and(|text| text.contains(&id))));
    }
    let folder = files::cases().join(case);
    Ok(folder.join("args.txt").is_file() || folder.with_extension("chart").is_file())
}

/// Every field of the limits.
fn limits() -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for (file, prefix) in LIMITS {
        let text = files::read(&files::root().join(file))?;
        let fields = text.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
        let fields = fields.filter(|(name, _)| *name != "template");
        found.extend(fields.map(|(name, _)| format!("{prefix}{name}")));
    }
    Ok(found)
}

/// Every advisory that the plan names.
fn advisories() -> Vec<String> {
    let text = files::read_if_there(&files::root().join(PLAN)).unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let is_one = |word: &&str| word.starts_with("CVE-") || word.starts_with("GHSA-");
    words.filter(is_one).map(str::to_owned).collect()
}
