//! What two sequences share, and the lines in which two texts differ.

use imara_diff::{Algorithm, Diff, InternedInput, Interner};
use std::hash::Hash;
use std::ops::Range;

/// Whether a line is only before, only after, or in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Only in the first text.
    Old,
    /// Only in the second text.
    New,
    /// In both.
    Both,
}

/// A line of a [`Hunk`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Where it is.
    pub side: Side,
    /// Without its line feed.
    pub text: &'a str,
}

/// Neighbouring lines that differ, with some around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk<'a> {
    /// The lines of the first text that it covers, from 0.
    pub before: Range<usize>,
    /// The lines of the second text that it covers, from 0.
    pub after: Range<usize>,
    /// All its lines.
    pub lines: Vec<Line<'a>>,
}

/// The lines in which two texts differ, with so many around them.
pub fn hunks<'a>(old: &'a str, new: &'a str, context: usize) -> Vec<Hunk<'a>> {
    let (olds, news): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut hunks: Vec<Hunk<'a>> = Vec::new();
    let changes = differing(olds.iter(), news.iter());
    for (at, (before, after)) in changes.iter().enumerate() {
        let lead = before.start.min(context);
        let close = hunks.pop_if(|last| last.before.end >= before.start - lead);
        let (from, mut hunk) = match close {
            Some(hunk) => (hunk.before.end, hunk),
            None => (before.start - lead, Hunk::at(before.start - lead, after.start - lead)),
        };
        hunk.extend(Side::Both, &olds[from..before.start]);
        hunk.extend(Side::Old, &olds[before.clone()]);
        hunk.extend(Side::New, &news[after.clone()]);
        let next = changes.get(at + 1).map_or(olds.len(), |(before, _)| before.start);
        hunk.extend(Side::Both, &olds[before.end..next.min(before.end + context)]);
        hunks.push(hunk);
    }
    hunks
}

impl<'a> Hunk<'a> {
    fn at(before: usize, after: usize) -> Self {
        Self { before: before..before, after: after..after, lines: Vec::new() }
    }

    fn extend(&mut self, side: Side, lines: &[&'a str]) {
        if side != Side::New {
            self.before.end += lines.len();
        }
        if side != Side::Old {
            self.after.end += lines.len();
        }
        self.lines.extend(lines.iter().map(|text| Line { side, text }));
    }
}

/// Where two sequences differ: what stands on the one side instead of what stands on the other. Takes bounded time: what
/// they share may be less than what they could share at best.
pub(super) fn differing<T: Hash + Eq>(
    old: impl Iterator<Item = T>,
    new: impl Iterator<Item = T>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut input = InternedInput { before: Vec::new(), after: Vec::new(), interner: Interner::new(0) };
    input.update_before(old);
    input.update_after(new);
    let wide = |range: Range<u32>| range.start as usize..range.end as usize;
    let diff = Diff::compute(Algorithm::Histogram, &input);
    diff.hunks().map(|hunk| (wide(hunk.before), wide(hunk.after))).collect()
}
