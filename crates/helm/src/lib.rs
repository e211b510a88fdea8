//! Chart and values to manifests, to the byte what Helm 4 renders.
//!
//! [`Chart::load`] takes files, [`render`] takes a chart and a [`RenderRequest`] and answers with [`Rendered`]. Nothing
//! here reads disk, clock or environment: callers bring the bytes.

pub mod archive;
mod capabilities;
mod chart;
mod error;
mod limits;
mod render;
pub mod values;

pub use capabilities::{Capabilities, KubeVersion};
pub use chart::{Chart, ChartFile, Dependency, Maintainer, Metadata};
pub use error::{Error, Position, Warning};
pub use limits::Limits;
pub use render::{Document, Hook, Release, RenderRequest, Rendered, render};
