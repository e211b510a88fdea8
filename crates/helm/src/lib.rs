//! Chart and values to manifests, to the byte what Helm 4 renders.
//!
//! [`Chart::load`] takes files, [`render`] takes a chart and a [`RenderRequest`] and answers with [`Rendered`]. Nothing
//! here reads disk, clock or environment: callers bring the bytes.

pub mod archive;
mod cache;
mod capabilities;
mod chart;
mod check;
mod coalesce;
mod decode;
mod error;
mod exec_error;
mod funcs;
mod glob;
mod ignore;
mod limits;
mod load;
mod log;
mod manifest;
mod metadata;
mod node;
mod objects;
mod order;
mod output;
mod pathmatch;
mod render;
mod reread;
mod schema;
mod text;
mod text_template;
mod trace;
mod tree;
pub mod values;
mod version;
mod written;

pub use capabilities::{Capabilities, KubeVersion};
pub use chart::{Chart, ChartFile, Dependency, Maintainer, Metadata};
pub use check::check_release_name;
pub use decode::TypeFault;
pub use error::{DocumentFault, Error, Invalid, Position};
pub use ignore::FileRules;
pub use limits::Limits;
pub use log::{Level, Warning};
pub use order::compare_kinds;
pub use output::{Output, OutputFile, Role, ShowOnlyError};
pub use periplus_sprig::{FixedHost, Host, Timestamp, Url, regexp};
pub use periplus_template::{Body, FuncResult, Function};
pub use render::{
    Document, Hook, Release, RenderRequest, Rendered, RenderedFiles, TextFile, check_logged, crd_documents,
    release_name, render, render_broken, render_files, render_logged,
};
pub use text_template::execute_text;
pub use trace::{LineTrace, PathRead, TemplatePlace, Trace, Traced, render_traced};
pub use written::Written;
