//! What can go wrong with packs on disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A failed `pack` command. One line of text, except for the usage.
#[derive(Debug)]
pub(super) enum PackError {
    /// The words make no command.
    Usage(&'static str),
    /// A file or folder can't be read or written.
    File(PathBuf, io::Error),
    /// Two packs of the same version and kind.
    Twice(String),
    /// A path that a tar header has no room for.
    LongPath(String),
    /// `index.json` is not what `pack build` writes.
    Index(PathBuf, serde_json::Error),
    /// An archive that is not the one that the index speaks of.
    Differs { file: String, what: &'static str, expected: String, found: String },
}

impl PackError {
    /// For `map_err` on an IO result.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |why| Self::File(path.to_owned(), why)
    }
}

impl std::error::Error for PackError {}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => write!(f, "no such pack command\n{usage}"),
            Self::File(path, why) => write!(f, "{}: {why}", path.display()),
            Self::Twice(file) => write!(f, "two packs would be {file}"),
            Self::LongPath(path) => write!(f, "path too long for an archive: {path}"),
            Self::Index(path, why) => write!(f, "{}: not an index of packs: {why}", path.display()),
            Self::Differs { file, what, expected, found } => {
                write!(f, "{file}: {what} is {found}, and the index says {expected}")
            }
        }
    }
}
