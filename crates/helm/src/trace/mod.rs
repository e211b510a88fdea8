//! Provenance: which places of templates wrote each line of output, and from which values.
//!
//! [`render_traced`] renders as [`crate::render`] does, to the same bytes, with a recorder watching the templates. Marks of
//! values are numbers of interned path sets: what a value is made of, and what decided that it is this one. Maps
//! and lists are known by identity, texts by theirs, so that what is put into a dict and read again, or included and
//! indented, keeps its marks entry by entry and line by line.

mod budget;
mod flows;
mod lines;
mod merge;
mod paths;
mod recorder;
mod sets;
mod shadow;
mod texts;
mod tracer;
mod watch;
mod written;

pub(crate) use recorder::Recorder;
pub(crate) use watch::Watch;

use crate::log::Log;
use crate::render::{self, RenderRequest, Rendered};
use crate::{Chart, Error};

/// A render with what is known of its lines.
#[derive(Clone, Debug)]
pub struct Traced {
    /// What [`crate::render`] gives, to the byte.
    pub rendered: Rendered,
    /// Where its lines come from.
    pub trace: Trace,
}

/// Where the lines of a render come from: plain data, with paths and places as indices of two tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Value paths as a user names them from the top-level values on: `pilot.resources.requests.cpu`, `list[0]`, dots
    /// within a key escaped as in `--set`. The empty one is all values.
    pub paths: Vec<String>,
    /// Places in templates.
    pub places: Vec<TemplatePlace>,
    /// For each of [`Rendered::documents`] its lines.
    pub documents: Vec<Vec<LineTrace>>,
    /// For each of [`Rendered::hooks`] its lines.
    pub hooks: Vec<Vec<LineTrace>>,
    /// The lines of [`Rendered::notes`].
    pub notes: Vec<LineTrace>,
    /// Not all is known: the chart or its values have more to tell than is kept.
    pub incomplete: bool,
}

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplatePlace {
    /// `istiod/templates/deployment.yaml`; `gotpl` for a text that `tpl` was given.
    pub template: String,
    /// Counted from 1.
    pub line: u32,
    /// In bytes, counted from 0.
    pub column: u32,
}

/// Where a line comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTrace {
    /// Who wrote its parts, from left to right: the place in the file that was rendered, then those in the templates that
    /// it included. Indices of [`Trace::places`].
    pub written_by: Vec<Vec<u32>>,
    /// The values that its text is made of.
    pub made_of: Vec<PathRead>,
    /// The values that decided that this text is written here, and no other: conditions, loops, choices.
    pub decided_by: Vec<PathRead>,
    /// The values that decided what was merged over values above, or would have been: a chosen profile. They could
    /// change the line, but mostly don't.
    pub layered_by: Vec<PathRead>,
}

/// A value path that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathRead {
    /// Index of [`Trace::paths`].
    pub path: u32,
    /// No more was read than which keys or how many items there are; else all that is below the path.
    pub keys_only: bool,
}

/// Renders a chart and tells where each line comes from. Errors are those of [`crate::render`].
pub fn render_traced(chart: &Chart, request: &RenderRequest) -> Result<Traced, Error> {
    let log = Log::default();
    let mut recorder = Recorder::default();
    let rendered = render::render_watched(chart, request, &log, &mut recorder)?;
    let trace = recorder.trace(&rendered);
    Ok(Traced { rendered: Rendered { warnings: log.take(), ..rendered }, trace })
}
