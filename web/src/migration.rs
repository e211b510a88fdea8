//! What the Migrate tab says about a migration: words, counts, groups, and the files of its archive.

use periplus_wasm::wire::{Fate, File, LedgerEntry, Migration, Proven, Verdict};

/// In the order to show: what needs a look first.
pub const VERDICTS: [Verdict; 4] = [Verdict::Different, Verdict::Patched, Verdict::Explained, Verdict::Equal];

/// In the order to show.
pub const FATES: [Fate; 5] = [Fate::Lost, Fate::Patch, Fate::Moved, Fate::Kept, Fate::Idle];

/// What a verdict is called.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Different => "different",
        Verdict::Patched => "the same by a patch",
        Verdict::Explained => "equal but for what is explained",
        Verdict::Equal => "equal",
    }
}

/// What a fate is called.
pub fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Lost => "lost",
        Fate::Patch => "patch",
        Fate::Moved => "renamed",
        Fate::Kept => "kept",
        Fate::Idle => "not needed",
    }
}

/// How many resources got each verdict.
pub fn counts(migration: &Migration) -> Vec<(Verdict, usize)> {
    let count = |wanted| migration.proof.iter().filter(|proven| proven.verdict == wanted).count();
    VERDICTS.into_iter().map(|verdict| (verdict, count(verdict))).collect()
}

/// How many settings went each way, without ways that none went.
pub fn ways(migration: &Migration) -> Vec<(Fate, usize)> {
    let count = |wanted| migration.ledger.iter().filter(|entry| entry.fate == wanted).count();
    FATES.into_iter().map(|fate| (fate, count(fate))).filter(|(_, count)| *count > 0).collect()
}

/// One sentence on the result, for the head of the tab and for screen readers.
pub fn summary(migration: &Migration) -> String {
    let parts = counts(migration).into_iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(kind, count)| format!("{count} {}", verdict(kind))).collect();
    let lost = migration.ledger.iter().filter(|entry| entry.fate == Fate::Lost).count();
    let lost = if lost == 0 { String::new() } else { format!("; {lost} without effect") };
    format!("{}{lost}", parts.join(", "))
}

/// Resources of one verdict.
pub fn of_verdict(migration: &Migration, wanted: Verdict) -> Vec<Proven> {
    migration.proof.iter().filter(|proven| proven.verdict == wanted).cloned().collect()
}

/// Settings that went one way.
pub fn of_fate(migration: &Migration, wanted: Fate) -> Vec<LedgerEntry> {
    migration.ledger.iter().filter(|entry| entry.fate == wanted).cloned().collect()
}

/// The files below one folder, as an archive has them.
pub fn archive(migration: &Migration) -> Vec<File> {
    let below = |file: &File| File { path: format!("{FOLDER}/{}", file.path), ..file.clone() };
    migration.files.iter().map(below).collect()
}

/// The folder that the archive unpacks to.
pub const FOLDER: &str = "istio-migration";
