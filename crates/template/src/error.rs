//! What can go wrong, as data; `Display` has Go's words.

use periplus_value::print::TooLong;
use periplus_value::{NumberError, quote};
use std::borrow::Cow;
use std::fmt;

/// An error of parsing or executing a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What stage it comes from.
    pub kind: ErrorKind,
    /// The name of the text that was parsed: for Helm the file, for `tpl` the name `gotpl`.
    pub template: String,
    /// Line in that text, counted from 1; 0 when there is no place.
    pub line: usize,
    /// Byte column in the line, counted from 0; of execution errors only.
    pub column: Option<usize>,
    /// The template that was executing: the file or the name of a `define`.
    pub executing: String,
    /// The node as text, which Go shows as `<…>`.
    pub node: String,
    /// What happened, without place and without what [`Error::source`] says.
    pub message: String,
    /// The error of a function, when one was called.
    pub source: Option<FuncError>,
}

/// The stage an [`Error`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is no template: line, no column.
    Parse,
    /// Execution failed at a node.
    Exec,
    /// Execution failed with no node at hand: no place.
    Incomplete,
    /// No template of the name: no place.
    NotDefined,
    /// One of [`crate::Limits`] was reached.
    Limit,
}

/// A Go error returned by a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FuncError {
    /// What `err.Error()` says, up to the words of [`FuncError::source`].
    pub message: String,
    /// The error it wraps, with `%w`: of a template that the function executed or parsed.
    pub source: Option<Box<Error>>,
    /// The chart's author wrote the message (`fail`, `required`): Helm shows it alone.
    pub by_author: bool,
    /// One of [`crate::Limits`] was reached.
    pub limit: bool,
    /// The function is not part of this build of the engine; another build has it.
    pub absent: bool,
}

impl FuncError {
    /// An error that wraps another one.
    pub fn wrap(message: impl Into<String>, source: Error) -> Self {
        let limit = source.is_limit();
        Self { message: message.into(), source: Some(Box::new(source)), limit, ..Self::default() }
    }

    /// The message of `fail` or `required`.
    pub fn by_author(message: impl Into<String>) -> Self {
        Self { message: message.into(), by_author: true, ..Self::default() }
    }

    /// A limit of ours was reached.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { message: message.into(), limit: true, ..Self::default() }
    }

    /// A function that this build of the engine leaves out.
    pub fn absent(message: impl Into<String>) -> Self {
        Self { message: message.into(), absent: true, ..Self::default() }
    }
}

impl From<String> for FuncError {
    fn from(message: String) -> Self {
        Self { message, ..Self::default() }
    }
}

impl From<&str> for FuncError {
    fn from(message: &str) -> Self {
        message.to_owned().into()
    }
}

impl From<Cow<'_, str>> for FuncError {
    fn from(message: Cow<'_, str>) -> Self {
        message.into_owned().into()
    }
}

impl From<NumberError> for FuncError {
    fn from(error: NumberError) -> Self {
        error.to_string().into()
    }
}

impl From<TooLong> for FuncError {
    fn from(error: TooLong) -> Self {
        Self::limit(error.to_string())
    }
}

impl Error {
    /// `name:line:column`, or `name:line` of a parse error, or the name alone.
    pub fn location(&self) -> String {
        match (self.line, self.column) {
            (0, _) => self.template.clone(),
            (line, None) => format!("{}:{line}", self.template),
            (line, Some(column)) => format!("{}:{line}:{column}", self.template),
        }
    }

    /// The function error at the end of the chain, if there is one.
    pub fn root_cause(&self) -> Option<&FuncError> {
        let mut cause = self.source.as_ref()?;
        while let Some(inner) = cause.source.as_ref().and_then(|error| error.source.as_ref()) {
            cause = inner;
        }
        Some(cause)
    }

    /// Whether a limit of ours stopped it, here or in a template further down.
    pub fn is_limit(&self) -> bool {
        self.kind == ErrorKind::Limit || self.source.as_ref().is_some_and(|source| source.limit)
    }

    /// Whether it fails only because this build of the engine leaves a function out.
    pub fn is_absent(&self) -> bool {
        self.root_cause().is_some_and(|cause| cause.absent)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("template: ")?;
        match self.kind {
            ErrorKind::NotDefined => {}
            ErrorKind::Parse | ErrorKind::Incomplete => write!(f, "{}: ", self.location())?,
            ErrorKind::Exec | ErrorKind::Limit => {
                let executing = quote(self.executing.as_bytes());
                write!(f, "{}: executing {executing} at <{}>: ", self.location(), self.node)?;
            }
        }
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for FuncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, "{source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl std::error::Error for FuncError {}
