//! The unified format: what `diff -u` prints and `patch` reads, of data with sorted keys.

use super::human::sign;
use super::palette::Ink;
use super::{Palette, normal};
use crate::diff::{Doc, ResourceChange, hunks};
use std::ops::Range;

/// Lines around those that differ.
const CONTEXT: usize = 3;

/// One file for each resource, named `a/<kind>/<namespace>/<name>`, or `/dev/null` where there is none.
pub fn unified(changes: &[ResourceChange], palette: Palette) -> String {
    let mut out = String::new();
    for change in changes {
        let names = [("---", 'a', &change.before), ("+++", 'b', &change.after)];
        for (mark, side, doc) in names {
            out.push_str(&palette.paint(Ink::Heading, &format!("{mark} {}", file(side, doc.as_ref()))));
            out.push('\n');
        }
        let [old, new] = [&change.before, &change.after].map(|doc| normal(doc.as_ref()));
        for hunk in hunks(&old, &new, CONTEXT) {
            let header = format!("@@ -{} +{} @@", range(&hunk.before), range(&hunk.after));
            out.push_str(&palette.paint(Ink::Place, &header));
            out.push('\n');
            for line in &hunk.lines {
                let (sign, ink) = sign(line.side);
                out.push_str(&palette.paint(ink, &format!("{sign}{}", line.text)));
                out.push('\n');
            }
        }
    }
    out
}

fn file(side: char, doc: Option<&Doc>) -> String {
    doc.map_or("/dev/null".to_owned(), |doc| format!("{side}/{}/{}", doc.id().kind, doc.id().full_name()))
}

/// Lines count from 1; of no lines, the number is that of the line before.
fn range(lines: &Range<usize>) -> String {
    let start = if lines.is_empty() { lines.start } else { lines.start + 1 };
    if lines.len() == 1 { start.to_string() } else { format!("{start},{}", lines.len()) }
}
