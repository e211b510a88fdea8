//! Tables for people: columns as wide as their widest cell, two blanks between.

/// A header and rows, each line without blanks at its end.
pub(crate) fn columns<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    let header = header.map(str::to_owned);
    let lines = || std::iter::once(&header).chain(&rows);
    let widths: Vec<usize> =
        (0..N).map(|at| lines().map(|cells| cells[at].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for cells in lines() {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
