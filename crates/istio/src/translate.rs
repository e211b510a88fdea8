//! `istioctl manifest translate` (operator/cmd/mesh/manifest-translate.go), as data; the files are `periplus-migrate`'s.

use crate::error::{ErrorKind, Stage};
use crate::{Error, OperatorRequest, Pack, Translated};

/// What Helm would be given per component, beside what istioctl renders.
pub fn translate(_pack: &Pack, _request: &OperatorRequest) -> Result<Vec<Translated>, Error> {
    Err(Error::new(Stage::Merge, ErrorKind::Incomplete))
}
