//! Two texts side by side: equal, or where they part.

/// Lines shown around the first difference.
const AROUND: usize = 3;

/// `Ok` when equal; else the first lines that differ, with some before them.
pub fn same(what: &str, want: &str, got: &str) -> Result<(), String> {
    if want == got {
        return Ok(());
    }
    let (want, got): (Vec<_>, Vec<_>) = (want.split('\n').collect(), got.split('\n').collect());
    let at = want.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let from = at.saturating_sub(AROUND);
    let before = want.iter().take(at).skip(from).map(|line| format!("\n    {line}"));
    let signed = |sign: char, lines: &[&str]| {
        let shown = lines.iter().skip(at).take(AROUND).map(|line| format!("\n  {sign} {line}"));
        shown.collect::<String>()
    };
    let (before, minus, plus) = (before.collect::<String>(), signed('-', &want), signed('+', &got));
    Err(format!("{what} differs at line {}{before}{minus}{plus}\n  (- expected, + got)", at + 1))
}
