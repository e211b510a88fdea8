//! How much of a suite must pass: the one table `thresholds.tsv`, whose shares only ever rise.

use crate::files;

/// The share of a suite's cases, in percent, that must pass.
pub fn share(suite: &str) -> Result<f64, String> {
    let file = files::cases().join("thresholds.tsv");
    let text = files::read(&file)?;
    let row = text.lines().filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == suite);
    let (_, share) = row.ok_or_else(|| format!("{}: no row for {suite}", file.display()))?;
    share.trim().parse().map_err(|why| format!("{}: {suite}: {why}", file.display()))
}
