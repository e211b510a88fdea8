//! IstioOperator to Helm. [`plan`] turns an IstioOperator into Helm releases and holds what they render against what
//! istioctl renders; [`translate_files`] writes what `istioctl manifest translate` does. What Periplus writes itself is
//! Tera templates in `templates/`; charts are rendered by `periplus-istio` alone.

mod data;
mod fit;
mod names;
mod patch;
mod plan;
mod proof;
mod translate;

pub use fit::Setting;
pub use patch::{Operation, Patch, Patches, Verb};
pub use plan::{Plan, Release, plan};
pub use proof::{Finding, Pair, Rule};
pub use translate::{Error, OutputFile, translate_files};
