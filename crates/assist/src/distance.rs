//! Names that were probably meant.

/// The known name nearest to a given one, if it is near at all; of equally near ones the first.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = given.chars().count().min(LONGEST) / 4 + 1;
    let near = known.map(|name| (distance(given, name), name)).min_by_key(|(edits, _)| *edits)?;
    (near.0 <= most).then_some(near.1)
}

/// Longer names are compared up to here.
const LONGEST: usize = 64;

/// Edits between two names, without regard to case; two neighbours that changed places count as one.
fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.to_lowercase().chars().take(LONGEST).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swap = if swapped { rows[i - 2][j - 2] + 1 } else { usize::MAX };
                let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(swap)
            };
        }
    }
    rows[a.len()][b.len()]
}
