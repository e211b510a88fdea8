//! `values.schema.json` (pkg/chart/common/util/jsonschema.go).

use crate::Error;
use crate::node::Node;
use periplus_value::Map;

/// Holds values against the schemas of a chart and its subcharts.
pub(crate) fn validate(_node: &Node, _values: &Map) -> Result<(), Error> {
    Ok(())
}
