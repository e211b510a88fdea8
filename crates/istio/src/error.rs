//! What can go wrong, as data; `Display` is istioctl's own wording without its leading `Error: `.

use std::fmt;

/// Which step failed; istioctl puts it before the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the pack.
    Pack,
    /// Files, flags and profiles into one IstioOperator.
    Merge,
    /// Checking it.
    Validate,
    /// Reading a component's settings.
    Component,
    /// Rendering its chart.
    Render,
    /// Patches and overlays.
    PostProcess,
}

/// Where in the user's input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The input's name.
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: usize,
    /// From 1; 0 when unknown.
    pub column: usize,
    /// The path within the IstioOperator (`spec.values.global.hubb`), empty when unknown.
    pub path: String,
}

/// The cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// This build can't do it yet.
    Incomplete,
    /// The charts' side.
    Helm(periplus_helm::Error),
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The step.
    pub stage: Stage,
    /// The cause.
    pub kind: ErrorKind,
    /// Where the user can fix it.
    pub place: Option<Place>,
    /// The component that failed.
    pub component: Option<&'static str>,
    /// What to do about it, one sentence each.
    pub help: Vec<String>,
}

impl Error {
    pub(crate) fn new(stage: Stage, kind: ErrorKind) -> Self {
        Self { stage, kind, place: None, component: None, help: Vec::new() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Incomplete => f.write_str("this has not landed yet"),
            ErrorKind::Helm(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// What a run that succeeds has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message, one line or several.
    pub message: String,
    /// Where, if it concerns one place.
    pub place: Option<Place>,
}
