//! From pieces of rendered files to lines of documents, as plain data.

use super::recorder::Recorder;
use super::sets::{Mark, SetId};
use super::texts::{ChainId, Piece, lines};
use super::{LineTrace, PathRead, TemplatePlace, Trace};
use periplus_value::Str;
use std::collections::BTreeMap;
use std::ops::Range;

/// Of a line no more writers are told.
const CHAINS: usize = 64;

/// A rendered file whose pieces are known.
#[derive(Debug)]
pub(crate) struct FileTrace {
    pub(crate) text: Str,
    pub(crate) pieces: Vec<Piece>,
}

/// What a line collects.
#[derive(Clone, Default)]
struct Line {
    chains: Vec<ChainId>,
    mark: Mark,
}

/// Numbers of what has been put into the tables of a trace.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    paths: BTreeMap<String, u32>,
    sets: BTreeMap<SetId, Vec<PathRead>>,
    places: BTreeMap<(usize, usize), u32>,
}

impl Recorder {
    /// The lines of a part of a file.
    pub(crate) fn lines(
        &mut self,
        path: &Str,
        part: Range<usize>,
        trace: &mut Trace,
        numbers: &mut Numbers,
    ) -> Vec<LineTrace> {
        let Some(file) = self.files.get(path) else { return Vec::new() };
        let text = file.text.as_bytes();
        let extents = extents(text, part);
        let mut found = vec![Line::default(); extents.len()];
        for piece in file.pieces.iter().filter(|piece| !piece.is_between_lines(text)) {
            let touched = touched(piece, &extents);
            if !self.budget.spend(touched.len()) {
                break;
            }
            for line in &mut found[touched] {
                line.mark = self.sets.join(line.mark, piece.mark);
                if piece.gap.is_none()
                    && piece.start < piece.end
                    && line.chains.len() < CHAINS
                    && !line.chains.contains(&piece.chain)
                {
                    line.chains.push(piece.chain);
                }
            }
        }
        found.into_iter().map(|line| self.line(line, trace, numbers)).collect()
    }

    fn line(&mut self, line: Line, trace: &mut Trace, numbers: &mut Numbers) -> LineTrace {
        let control = self.sets.difference(line.mark.control, line.mark.data);
        let known = self.sets.union(line.mark.data, control);
        let layers = self.sets.difference(line.mark.layers, known);
        let places = line.chains.into_iter().map(|chain| self.places(chain, trace, numbers));
        let mut written_by: Vec<Vec<u32>> = places.filter(|places| !places.is_empty()).collect();
        let all = written_by.clone();
        // What came through other places says more than the last of them alone.
        written_by
            .retain(|one| one.len() > 1 || !all.iter().any(|other| other.len() > 1 && other[0] == one[0]));
        LineTrace {
            written_by,
            made_of: self.reads(line.mark.data, trace, numbers),
            decided_by: self.reads(control, trace, numbers),
            layered_by: self.reads(layers, trace, numbers),
        }
    }

    /// The places of a chain, the outermost first.
    fn places(&self, chain: ChainId, trace: &mut Trace, numbers: &mut Numbers) -> Vec<u32> {
        let mut places = Vec::new();
        let mut at = chain;
        while let Some(link) = self.chains.get(at) {
            let next = trace.places.len() as u32;
            let place = *numbers.places.entry((link.text.identity(), link.offset)).or_insert(next);
            if place == next {
                let (line, column) = periplus_template::line_column(link.text.as_bytes(), link.offset);
                let template = link.template.to_string();
                trace.places.push(TemplatePlace { template, line: line as u32, column: column as u32 });
            }
            places.push(place);
            at = link.inner;
        }
        places
    }

    fn reads(&self, set: SetId, trace: &mut Trace, numbers: &mut Numbers) -> Vec<PathRead> {
        if let Some(known) = numbers.sets.get(&set) {
            return known.clone();
        }
        let mut reads: BTreeMap<u32, bool> = BTreeMap::new();
        for read in self.sets.get(set).iter() {
            let name = self.paths.name(read.path());
            let next = trace.paths.len() as u32;
            let path = *numbers.paths.entry(name.clone()).or_insert(next);
            if path == next {
                trace.paths.push(name);
            }
            let keys_only = reads.entry(path).or_insert(true);
            *keys_only &= read.is_keys();
        }
        let reads: Vec<PathRead> =
            reads.into_iter().map(|(path, keys_only)| PathRead { path, keys_only }).collect();
        numbers.sets.insert(set, reads.clone());
        reads
    }
}

/// Where the lines of a part are in a text, with the blanks that have been cut off at both ends.
fn extents(text: &[u8], part: Range<usize>) -> Vec<Range<u32>> {
    let is_end = |byte: &u8| *byte == b'\n';
    let before = text[..part.start].iter().rev().position(is_end).unwrap_or(part.start);
    let after = text[part.end..].iter().position(is_end).unwrap_or(text.len() - part.end);
    let (start, end) = (part.start - before, part.end + after);
    let moved = |line: Range<u32>| line.start + start as u32..line.end + start as u32;
    let whole = |line: Range<u32>| {
        // A blank line is there because of who wrote the end of the line before.
        let is_blank = text[line.start as usize..line.end as usize].trim_ascii().is_empty();
        let start = if is_blank { line.start.saturating_sub(1) } else { line.start };
        start..line.end
    };
    lines(&text[start..end]).into_iter().map(moved).map(whole).collect()
}

/// The lines in which a piece has a part, their ends left out.
fn touched(piece: &Piece, lines: &[Range<u32>]) -> Range<usize> {
    let (start, end) = (piece.start, piece.end);
    if start == end {
        let first = lines.partition_point(|line| line.end < start);
        let has = lines.get(first).is_some_and(|line| line.start <= start);
        return first..first + usize::from(has);
    }
    let first = lines.partition_point(|line| line.end.max(line.start + 1) <= start);
    let last = lines.partition_point(|line| line.start < end);
    first..last.max(first)
}
