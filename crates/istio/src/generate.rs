//! `istioctl manifest generate` (operator/pkg/render/manifest.go).

use crate::error::{ErrorKind, Stage};
use crate::{Error, Generated, OperatorRequest, Pack};

/// Renders the whole installation.
pub fn generate(_pack: &Pack, _request: &OperatorRequest) -> Result<Generated, Error> {
    Err(Error::new(Stage::Merge, ErrorKind::Incomplete))
}
