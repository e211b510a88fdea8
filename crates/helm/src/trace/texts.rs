//! Texts whose pieces are known: which place wrote each, and from which values.

use super::sets::Mark;
use periplus_template::Gap;
use periplus_value::Str;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Number of a chain: the place that wrote, and the places through which its text came. 0 is none.
pub(crate) type ChainId = u32;

/// Some bytes of a text; none at all for what could stand there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) chain: ChainId,
    pub(crate) mark: Mark,
    /// Nodes were skipped here.
    pub(crate) gap: Option<Gap>,
}

impl Piece {
    pub(crate) fn new(range: Range<usize>, chain: ChainId, mark: Mark) -> Self {
        Self { start: range.start as u32, end: range.end as u32, chain, mark, gap: None }
    }

    /// Whether nodes that were skipped would have added whole lines here and changed none.
    pub(crate) fn is_between_lines(&self, text: &[u8]) -> bool {
        let Some(gap) = self.gap else { return false };
        let at = self.start as usize;
        let before_end = text.get(at).is_none_or(|byte| *byte == b'\n');
        let after_start = at.checked_sub(1).is_none_or(|at| text.get(at) == Some(&b'\n'));
        gap.opens_line && before_end || gap.closes_line && after_start
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Kept, so that no other string can get its identity.
    _kept: Str,
    pub(crate) pieces: Rc<[Piece]>,
    /// The marks of all pieces.
    pub(crate) total: Mark,
}

/// By [`Str::identity`].
#[derive(Debug, Default)]
pub(crate) struct Texts(BTreeMap<usize, Text>);

impl Texts {
    pub(crate) fn get(&self, text: &Str) -> Option<&Text> {
        self.0.get(&text.identity())
    }

    pub(crate) fn put(&mut self, text: &Str, pieces: Vec<Piece>, total: Mark) {
        let pieces = pieces.into();
        self.0.insert(text.identity(), Text { _kept: text.clone(), pieces, total });
    }
}

/// How an offset of one text becomes one of another that was made from it.
pub(crate) enum Shift {
    /// The other is a part of it, from an offset on.
    Part(usize),
    /// Line by line, the first of it being this line of the other.
    Lines(usize),
}

/// The pieces of `new`, which was made from `old`; `None` when they don't fit.
pub(crate) fn shifted(pieces: &[Piece], old: &[u8], new: &[u8], shift: &Shift) -> Option<Vec<Piece>> {
    let moved: Box<dyn Fn(u32) -> u32> = match shift {
        Shift::Part(from) => {
            let (from, length) = (*from as u32, new.len() as u32);
            Box::new(move |at| at.saturating_sub(from).min(length))
        }
        Shift::Lines(first) => {
            let (old, new) = (lines(old), lines(new));
            let new = new.get(*first..).filter(|new| new.len() == old.len())?.to_vec();
            Box::new(move |at| on_same_line(at, &old, &new))
        }
    };
    let kept = pieces.iter().filter_map(|piece| {
        let (start, end) = (moved(piece.start), moved(piece.end));
        // What has been cut off does not become an empty piece.
        (start < end || piece.start == piece.end).then_some(Piece { start, end, ..*piece })
    });
    Some(kept.collect())
}

/// The lines of a text without their ends; one more than there are line ends.
pub(crate) fn lines(text: &[u8]) -> Vec<Range<u32>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text).chain([text.len()]);
    ends.map(|end| std::mem::replace(&mut start, end as u32 + 1)..end as u32).collect()
}

/// Starts of lines stay starts; else the distance to the end of the line stays, since lines are changed at the left.
fn on_same_line(at: u32, old: &[Range<u32>], new: &[Range<u32>]) -> u32 {
    let line = old.partition_point(|line| line.end < at).min(old.len() - 1);
    let (old, new) = (&old[line], &new[line]);
    if at <= old.start { new.start } else { new.end.saturating_sub(old.end - at).max(new.start) }
}
