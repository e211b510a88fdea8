//! The recorder as the tracer of an execution.

use super::flows;
use super::recorder::Recorder;
use super::sets::Mark;
use super::shadow::{Container, Step};
use super::texts::{ChainId, Piece};
use periplus_template::{Called, Gap, Place, Tracer};
use periplus_value::{Str, Value};
use std::ops::Range;

/// What a piece costs, beside what is looked at.
const PIECE: usize = 16;

impl Tracer for Recorder {
    type Mark = Mark;

    fn read(&mut self, container: &Value, key: &[u8], owner: &Mark) -> Mark {
        let step = Step::Key(Str::from(key));
        match Container::of(container) {
            Some(container) => self.entry(&container, &step, *owner),
            None if container.is_nil() => self.below_nothing(&step, *owner),
            None => *owner,
        }
    }

    fn item(&mut self, list: &Value, index: usize, owner: &Mark) -> Mark {
        match Container::of(list) {
            Some(list) => self.entry(&list, &Step::Item(index), *owner),
            None => *owner,
        }
    }

    fn join(&mut self, a: &Mark, b: &Mark) -> Mark {
        self.sets.join(*a, *b)
    }

    fn decided(&mut self, value: &Value, mark: &Mark) -> Mark {
        let mark = self.shallow(value, *mark);
        self.sets.deciding(mark)
    }

    fn called(&mut self, call: &Called<'_, Mark>) -> Mark {
        self.flow(call)
    }

    fn wrote(
        &mut self,
        output: Range<usize>,
        place: Place<'_>,
        control: &Mark,
        written: Option<(&Value, &Mark)>,
    ) {
        match written {
            None => self.wrote_text(output, place, *control),
            Some((Value::String(text), mark)) if self.texts.get(text).is_some() => {
                self.wrote_known(output.start, place, *control, (text, *mark));
            }
            Some((value, mark)) => {
                let mark = self.deep(value, *mark);
                let mark = self.sets.join(mark, *control);
                let mark = self.with_source(place, place.offset..place.offset + 1, mark);
                let chain = self.chains.link(0, place, place.offset);
                self.put(Piece::new(output, chain, mark));
            }
        }
    }

    fn skipped(&mut self, output: usize, place: Place<'_>, gap: Gap, control: &Mark) {
        let chain = self.chains.link(0, place, place.offset);
        self.put(Piece { gap: Some(gap), ..Piece::new(output..output, chain, *control) });
    }

    fn skipped_call(&mut self, _: &str, (first, mark): (&Value, &Mark), control: &Mark) {
        if let Some(container) = Container::of(first) {
            self.shadows.of(&container, *mark);
        }
        let layers = self.sets.all(*control);
        self.changed(first, layers);
    }

    fn opens_line(function: &str) -> bool {
        function == "nindent"
    }

    fn changes_first(function: &str) -> bool {
        flows::changes_first(function)
    }

    fn parsed(&mut self, text: &Str, mark: &Mark) -> Mark {
        // Its pieces are known, and looked at as they are written.
        if self.texts.get(text).is_some() { Mark::default() } else { *mark }
    }

    fn begin_output(&mut self) {
        self.outputs.push(Vec::new());
    }

    fn end_output(&mut self, text: &Str) -> Mark {
        let pieces = self.outputs.pop().unwrap_or_default();
        let total = pieces.iter().fold(Mark::default(), |all, piece| self.sets.join(all, piece.mark));
        self.texts.put(text, pieces, total);
        total
    }
}

impl Recorder {
    fn put(&mut self, piece: Piece) {
        if let Some(output) = self.outputs.last_mut().filter(|_| self.budget.spend(PIECE)) {
            output.push(piece);
        }
    }

    /// Text of a template: a piece for each line, so that each knows its place.
    fn wrote_text(&mut self, output: Range<usize>, place: Place<'_>, control: Mark) {
        let source = place.offset..place.offset + output.len();
        let text = place.text.as_bytes().get(source).unwrap_or_default();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text).map(|at| at + 1).chain([text.len()]) {
            if start < end {
                let offset = place.offset + start;
                let mark = self.with_source(place, offset..place.offset + end, control);
                let chain = self.chains.link(0, place, offset);
                self.put(Piece::new(output.start + start..output.start + end, chain, mark));
            }
            start = end;
        }
    }

    /// A text whose pieces are known: each keeps its marks and gets the place as the last link of its chain.
    fn wrote_known(&mut self, start: usize, place: Place<'_>, control: Mark, (text, mark): (&Str, Mark)) {
        let Some(known) = self.texts.get(text) else { return };
        let (pieces, total) = (known.pieces.clone(), known.total);
        let others = self.sets.without(mark, total);
        let others = self.sets.join(others, control);
        let others = self.with_source(place, place.offset..place.offset + 1, others);
        let start = start as u32;
        if self.budget.is_spent() {
            return;
        }
        let mut inner: Option<(ChainId, ChainId)> = None;
        // What no piece tells was still written here.
        let whole = self.chains.link(0, place, place.offset);
        self.put(Piece::new(start as usize..start as usize + text.len(), whole, others));
        for piece in pieces.iter() {
            let chain = match inner {
                Some((of, chain)) if of == piece.chain => chain,
                _ => self.chains.link(piece.chain, place, place.offset),
            };
            inner = Some((piece.chain, chain));
            let mark = self.sets.join(piece.mark, others);
            self.put(Piece { start: piece.start + start, end: piece.end + start, chain, mark, ..*piece });
        }
    }

    /// With what the text of the template itself was made from, which is known for `tpl`.
    fn with_source(&mut self, place: Place<'_>, source: Range<usize>, mark: Mark) -> Mark {
        let Some(known) = self.texts.get(place.text) else { return mark };
        let pieces = known.pieces.clone();
        let source = self.within(&pieces, place.text.as_bytes(), source);
        self.sets.join(mark, source)
    }
}
