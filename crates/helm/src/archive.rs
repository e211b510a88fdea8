//! Archives in memory: chart and pack `.tgz`, and `.zip`, within limits (pkg/chart/loader/archive/archive.go).

use crate::{ChartFile, Error, Limits};

/// The files of a gzipped tar. The first folder of each path is dropped, as Helm does for charts.
pub fn read_tgz(_bytes: &[u8], _limits: &Limits) -> Result<Vec<ChartFile>, Error> {
    Err(Error::Incomplete)
}

/// The files of a zip, under the rules of [`read_tgz`].
pub fn read_zip(_bytes: &[u8], _limits: &Limits) -> Result<Vec<ChartFile>, Error> {
    Err(Error::Incomplete)
}
