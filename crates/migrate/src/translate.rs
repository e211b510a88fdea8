//! The files of `manifest translate` (operator/cmd/mesh/manifest-translate.go).

use periplus_istio::Translated;
use std::fmt;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The name, without a folder.
    pub name: String,
    /// The contents.
    pub text: Vec<u8>,
    /// Whether it is a script (mode 0755).
    pub executable: bool,
}

/// A template that can't be rendered: a fault of this program.
#[derive(Debug)]
pub struct Error(tera::Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writing the files of the translation: {}", self.0)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<tera::Error> for Error {
    fn from(error: tera::Error) -> Self {
        Self(error)
    }
}

/// Values, scripts, differences and `README.md`, in the order istioctl writes them.
pub fn translate_files(_translated: &[Translated]) -> Result<Vec<OutputFile>, Error> {
    Err(Error(tera::Error::msg("this has not landed yet")))
}
