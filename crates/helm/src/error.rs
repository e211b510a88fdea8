//! What can go wrong, as data; `Display` is Helm's own wording without its leading `Error: `.

use std::fmt;

/// Where in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The template or values file, as Helm names it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1; 0 when unknown.
    pub column: usize,
}

/// A log line that Helm prints while it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// `INFO`, `WARN` or `ERROR`.
    pub level: &'static str,
    /// The message.
    pub message: String,
    /// Key and value pairs after the message.
    pub attributes: Vec<(&'static str, String)>,
}

/// Why a chart can't be loaded or rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is no `Chart.yaml`.
    MissingChartYaml,
    /// `--kube-version` isn't a version.
    KubeVersion {
        /// As given.
        text: String,
        /// The parser's reason.
        reason: String,
    },
    /// This build can't render yet.
    Incomplete,
}

impl Error {
    /// Where it went wrong, if that is one place in a file.
    pub fn position(&self) -> Option<&Position> {
        None
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::MissingChartYaml => f.write_str("Chart.yaml file is missing"),
            Error::KubeVersion { text, reason } => write!(f, "invalid kube version '{text}': {reason}"),
            Error::Incomplete => f.write_str("rendering has not landed yet"),
        }
    }
}

impl std::error::Error for Error {}
