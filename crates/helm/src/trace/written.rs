//! Values written as text (`toYaml`, `toJson`), and texts read as values: which entry stands on which line.

use super::recorder::Recorder;
use super::sets::Mark;
use super::shadow::{Container, Step};
use super::texts::{Piece, lines};
use periplus_value::{Str, Value};
use periplus_yaml::{Options, Spans};
use std::ops::Range;

const DEPTH: usize = 100;

/// The entries of larger maps and lists are not told apart.
const WIDTH: usize = 2000;

/// A text and where its entries stand.
struct Written<'t> {
    text: &'t [u8],
    lines: Vec<Range<u32>>,
    spans: Spans,
    /// In JSON a comma shows whether another entry follows.
    is_json: bool,
}

impl<'t> Written<'t> {
    fn new(text: &'t Str) -> Option<Self> {
        let options = Options { spans: true, ..Options::default() };
        let spans = periplus_yaml::parse_with(text.as_bytes(), &options).ok()?.spans?;
        let text = text.as_bytes();
        let is_json = matches!(text.first(), Some(b'{' | b'['));
        Some(Self { text, lines: lines(text), spans, is_json })
    }

    /// Where an entry starts, at the start of the line if nothing but marks of lists stands before it; where its value
    /// starts; and the end of the line or, within a line, of the value.
    fn extent(&self, path: &[Vec<u8>]) -> Option<Extent> {
        let span = self.spans.get(path)?;
        let value = span.value.start.offset as usize;
        let start = span.key.map_or(value, |key| key.start.offset as usize);
        let end = span.value.end as usize;
        let line = self.line(start);
        let before = self.text.get(line.start..start)?;
        let is_first = before.iter().all(|b| matches!(b, b' ' | b'-' | b'{' | b'['));
        let last = self.line(end.saturating_sub(1).max(start));
        let after = self.text.get(end..last.end).unwrap_or_default();
        let is_last = after.iter().all(|b| matches!(b, b' ' | b','));
        Some(Extent {
            start: if is_first { line.start } else { start },
            value,
            end: if is_last { last.end } else { end },
            value_end: end,
        })
    }

    /// What of a map or list is not that of its entries: its own key, and brackets in JSON.
    fn around(&self, extent: &Extent) -> impl Iterator<Item = Range<usize>> + use<> {
        let head = extent.start..extent.value.min(self.line(extent.start).end);
        let brackets = [extent.value..extent.value + 1, extent.value_end.saturating_sub(1)..extent.end];
        let brackets = brackets.into_iter().filter(|_| self.is_json).collect::<Vec<_>>();
        std::iter::once(head).chain(brackets).filter(|range| !range.is_empty())
    }

    fn line(&self, offset: usize) -> Range<usize> {
        let at = self.lines.partition_point(|line| (line.end as usize) < offset);
        self.lines.get(at).map_or(0..self.text.len(), |line| line.start as usize..line.end as usize)
    }
}

struct Extent {
    start: usize,
    value: usize,
    end: usize,
    value_end: usize,
}

impl Recorder {
    /// A value was written as a text; the mark of all of it.
    pub(crate) fn wrote_value(&mut self, value: &Value, mark: Mark, text: &Str) -> Mark {
        let total = self.deep(value, mark);
        let has_entries = Container::of(value).is_some_and(|container| container.len() > 0);
        if let Some(written) = Written::new(text).filter(|_| has_entries) {
            let mut pieces = Vec::new();
            self.write(&written, value, [mark, Mark::default()], &mut Vec::new(), &mut pieces);
            pieces.sort_by_key(|piece| piece.start);
            self.texts.put(text, pieces, total);
        }
        total
    }

    /// The pieces of what stands at a path. `siblings` is the mark of what decides about commas.
    fn write(
        &mut self,
        written: &Written<'_>,
        value: &Value,
        [mark, siblings]: [Mark; 2],
        path: &mut Vec<Vec<u8>>,
        pieces: &mut Vec<Piece>,
    ) {
        let Some(extent) = written.extent(path) else { return };
        let inner = Container::of(value).filter(|c| (1..=WIDTH).contains(&c.len()) && path.len() < DEPTH);
        let Some(container) = inner else {
            let mark = self.deep(value, mark);
            let mark = self.sets.join(mark, siblings);
            pieces.push(Piece::new(extent.start..extent.end, 0, mark));
            return;
        };
        let keys = self.shallow(value, mark);
        let keys = self.sets.deciding(keys);
        let around = self.sets.join(keys, siblings);
        pieces.extend(written.around(&extent).map(|range| Piece::new(range, 0, around)));
        for (step, value) in container.entries() {
            let mark = self.entry(&container, &step, mark);
            path.push(name(&step));
            let siblings = if written.is_json { keys } else { Mark::default() };
            self.write(written, &value, [mark, siblings], path, pieces);
            path.pop();
        }
    }

    /// A text was read; the mark of the result. Its entries have those of the pieces in which they stand.
    pub(crate) fn read_value(&mut self, text: &Str, mark: Mark, result: &Value) -> Mark {
        let Some(pieces) = self.texts.get(text).map(|known| known.pieces.clone()) else { return mark };
        let (Some(written), Some(container)) = (Written::new(text), Container::of(result)) else {
            return mark;
        };
        self.read_entries(&written, &pieces, result, &mut Vec::new());
        self.shadows.of(&container, mark).rest = mark;
        Mark::default()
    }

    fn read_entries(
        &mut self,
        written: &Written<'_>,
        pieces: &[Piece],
        value: &Value,
        path: &mut Vec<Vec<u8>>,
    ) {
        let Some(container) = Container::of(value).filter(|_| path.len() < DEPTH) else { return };
        if container.len() > WIDTH {
            return;
        }
        let mut slots = Vec::new();
        for (step, value) in container.entries() {
            path.push(name(&step));
            if let Some(extent) = written.extent(path) {
                slots.push((step, self.within(pieces, written.text, extent.start..extent.end)));
            }
            self.read_entries(written, pieces, &value, path);
            path.pop();
        }
        self.made(value, slots);
    }

    /// The marks of the pieces of a range.
    pub(crate) fn within(&mut self, pieces: &[Piece], text: &[u8], range: Range<usize>) -> Mark {
        let range = range.start as u32..range.end as u32;
        let touches = |piece: &&Piece| {
            let is_empty = piece.start == piece.end;
            let overlaps = piece.start < range.end && piece.end > range.start;
            overlaps || is_empty && range.start <= piece.start && piece.end <= range.end
        };
        let known = if self.budget.spend(pieces.len()) { pieces } else { &[] };
        let found = known.iter().filter(touches).filter(|piece| !piece.is_between_lines(text));
        found.fold(Mark::default(), |all, piece| self.sets.join(all, piece.mark))
    }
}

fn name(step: &Step) -> Vec<u8> {
    match step {
        Step::Key(key) => key.as_bytes().to_vec(),
        Step::Item(index) => index.to_string().into_bytes(),
    }
}
