//! What a render tells whoever watches it, beside what the templates do.

use super::lines::{FileTrace, Numbers};
use super::paths::{PathId, Paths, ROOT};
use super::recorder::Recorder;
use super::sets::{Mark, Read};
use super::shadow::{Container, Step};
use super::{LineTrace, Trace};
use crate::manifest;
use crate::node::Node;
use crate::render::{Document, Rendered};
use periplus_template::{Tracer, Untraced};
use periplus_value::{Map, Str, Value};
use std::ops::Range;

const GLOBAL: &str = "global";

/// The words for no value, which Helm cuts out of what templates write.
const NO_VALUE: &[u8] = b"<no value>";

/// A tracer that is told of the render around the templates.
pub(crate) trait Watch: Tracer {
    /// The values that all charts take their own from.
    fn values(&mut self, _root: &Node, _values: &Map) {}

    /// A file is going to be rendered, which the values at these paths decided; their mark.
    fn begin_file(&mut self, _conditions: &[String]) -> Self::Mark {
        Self::Mark::default()
    }

    /// A file has been rendered: what the templates wrote, and what is left without the words for no value.
    fn end_file(&mut self, _path: &Str, _written: &[u8], _text: &Str) {}
}

impl Watch for Untraced {}

impl Watch for Recorder {
    fn values(&mut self, root: &Node, values: &Map) {
        self.stand_at(&Value::Map(values.clone()), ROOT, Mark::default());
        self.globals(root, values, ROOT);
    }

    fn begin_file(&mut self, conditions: &[String]) -> Mark {
        self.begin_output();
        let path = |paths: &mut Paths, path: &String| {
            path.split('.').fold(ROOT, |parent, key| paths.key(parent, key.as_bytes()))
        };
        let reads: Vec<Read> =
            conditions.iter().map(|condition| Read::whole(path(&mut self.paths, condition))).collect();
        Mark { control: self.sets.of(reads), ..Mark::default() }
    }

    fn end_file(&mut self, path: &Str, written: &[u8], text: &Str) {
        let mut pieces = self.outputs.pop().unwrap_or_default();
        if written.len() != text.len() {
            close_up(&mut pieces, written);
        }
        self.files.insert(path.clone(), FileTrace { text: text.clone(), pieces });
    }
}

/// Moves pieces to where they are once the words for no value have been cut out.
fn close_up(pieces: &mut [super::texts::Piece], written: &[u8]) {
    let cuts: Vec<usize> = memchr::memmem::find_iter(written, NO_VALUE).collect();
    let moved = |at: u32| {
        let at = at as usize;
        let before = cuts.iter().take_while(|cut| **cut < at);
        (at - before.map(|cut| (at - cut).min(NO_VALUE.len())).sum::<usize>()) as u32
    };
    for piece in pieces {
        (piece.start, piece.end) = (moved(piece.start), moved(piece.end));
    }
}

impl Recorder {
    /// Globals are handed down: what a subchart reads there was set at its parent's path, or at its own.
    fn globals(&mut self, node: &Node, values: &Map, path: PathId) {
        let up = self.paths.key(path, GLOBAL.as_bytes());
        for child in &node.children {
            let Some(table) = values.get_map(child.name()) else { continue };
            if let (Some(above), Some(below)) = (values.get_map(GLOBAL), table.get_map(GLOBAL)) {
                self.stand_at(&Value::Map(below.clone()), up, Mark::default());
                for (key, _) in above.entries().into_iter().filter(|(_, value)| value.as_map().is_none()) {
                    let read = Read::whole(self.paths.key(up, key.as_bytes()));
                    let mark = Mark::data(self.sets.of([read]));
                    self.set_slot(&Container::Map(below.clone()), Step::Key(key), mark);
                }
            }
            let path = self.paths.key(path, child.name().as_bytes());
            self.globals(child, &table, path);
        }
    }

    /// What is known of the lines of a render.
    pub(crate) fn trace(&mut self, rendered: &Rendered) -> Trace {
        let (mut trace, mut numbers) = (Trace::default(), Numbers::default());
        let mut taken = Vec::new();
        for document in &rendered.documents {
            let lines = self.document(document, &mut taken, &mut trace, &mut numbers);
            trace.documents.push(lines);
        }
        for hook in &rendered.hooks {
            let lines = self.document(&hook.document, &mut taken, &mut trace, &mut numbers);
            trace.hooks.push(lines);
        }
        if let Some((path, file)) =
            self.files.iter().find(|(_, file)| file.text.identity() == rendered.notes.identity())
        {
            let (path, end) = (path.clone(), file.text.len());
            trace.notes = self.lines(&path, 0..end, &mut trace, &mut numbers);
        }
        trace.incomplete = self.budget.is_spent() || self.sets.budget.is_spent();
        trace
    }

    /// Of equal documents of a file each is taken once.
    fn document(
        &mut self,
        document: &Document,
        taken: &mut Vec<(Str, usize)>,
        trace: &mut Trace,
        numbers: &mut Numbers,
    ) -> Vec<LineTrace> {
        let path = Str::from(document.template.as_str());
        let Some(file) = self.files.get(&path) else { return Vec::new() };
        let parts = parts(&file.text).into_iter();
        let found = parts
            .filter(|part| file.text.as_bytes().get(part.clone()) == Some(document.text.as_bytes()))
            .find(|part| !taken.contains(&(path.clone(), part.start)));
        let Some(part) = found else { return Vec::new() };
        taken.push((path.clone(), part.start));
        self.lines(&path, part, trace, numbers)
    }
}

/// Where the documents of a file are.
fn parts(file: &Str) -> Vec<Range<usize>> {
    let start = file.as_bytes().as_ptr() as usize;
    let offset = |part: &[u8]| part.as_ptr() as usize - start;
    manifest::split(file.as_bytes()).into_iter().map(|part| offset(part)..offset(part) + part.len()).collect()
}
