//! The crate table of `ARCHITECTURE.md` beside the manifests.

use std::collections::{BTreeMap, BTreeSet};

use crate::files;

/// Crate name → the crates it uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

const DOCUMENT: &str = "ARCHITECTURE.md";

/// Crates that stand in only one of the two, and crates that use others than the table says.
pub(super) fn findings() -> Result<Vec<String>, String> {
    let (said, real) = (said()?, real()?);
    let names: BTreeSet<&String> = said.keys().chain(real.keys()).collect();
    Ok(names.into_iter().filter_map(|name| finding(name, said.get(name), real.get(name))).collect())
}

fn finding(name: &str, said: Option<&BTreeSet<String>>, real: Option<&BTreeSet<String>>) -> Option<String> {
    match (said, real) {
        (None, _) => Some(format!("{name} is not in {DOCUMENT}")),
        (_, None) => Some(format!("{DOCUMENT} names {name}, which is not there")),
        (Some(said), Some(real)) if said != real => {
            Some(format!("{name} uses {real:?}, {DOCUMENT} says {said:?}"))
        }
        _ => None,
    }
}

/// Rows of the form ``| `name` | job | `used`, `used` | never |``.
fn said() -> Result<Arrows, String> {
    let text = files::read(&files::root().join(DOCUMENT))?;
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    Ok(rows.filter_map(row).collect())
}

fn row(line: &str) -> Option<(String, BTreeSet<String>)> {
    let mut cells = line.trim_matches('|').split(" | ");
    let name = quoted(cells.next()?).next()?;
    let uses = quoted(cells.nth(1)?).collect();
    Some((name, uses))
}

fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(|name| name.trim_matches('/').to_owned())
}

fn real() -> Result<Arrows, String> {
    let folders = files::entries(&files::root().join("crates")).into_iter();
    let folders = folders.chain(["web", "tests"].map(|name| files::root().join(name)));
    let folders = folders.filter(|folder| folder.join("Cargo.toml").is_file());
    folders
        .map(|folder| Ok((files::name(&folder), uses(&files::read(&folder.join("Cargo.toml"))?))))
        .collect()
}

/// The workspace crates among a manifest's dependencies; those of its tests don't count.
fn uses(manifest: &str) -> BTreeSet<String> {
    let mut counts = false;
    let mut uses = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            counts = line.ends_with("dependencies]") && !line.contains("dev-dependencies");
        } else if let Some(rest) = line.strip_prefix("periplus-").filter(|_| counts) {
            let end = rest.find(['.', ' ', '=']).unwrap_or(rest.len());
            uses.insert(rest[..end].to_owned());
        }
    }
    uses
}
