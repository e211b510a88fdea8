//! IstioOperator to Helm. [`plan`] turns an IstioOperator into Helm releases and holds what they render against what
//! istioctl renders; [`back`] is the way back; [`summary`] is a plan as data; [`translate_files`] writes what
//! `istioctl manifest translate` does. What Periplus writes itself is Tera templates in `templates/`; charts are rendered
//! by `periplus-istio` alone.

mod back;
mod data;
mod files;
mod fit;
mod ledger;
mod minimal;
mod missed;
mod names;
mod patch;
mod plan;
mod proof;
mod quoted;
mod reasons;
mod release;
mod report;
mod shell;
mod source;
mod summary;
mod translate;
mod values_text;

pub use back::{Back, BackError, HelmInput, back};
pub use files::{Target, migration_files, slugs};
pub use fit::Setting;
pub use ledger::{Entry, Fate};
pub use minimal::{Idle, is_values_record, lines, without_line};
pub use missed::MissedOverlay;
pub use patch::{Operation, Patch, Patches, Verb};
pub use plan::{Beside, Plan, plan};
pub use proof::{Finding, Pair, Rule};
pub use release::{Release, Variant};
pub use report::{Verdict, report};
pub use source::Origin;
pub use summary::{
    Counts, DifferenceSummary, Json, MissedSummary, OperationSummary, PatchSummary, PatchesSummary,
    ReleaseSummary, Resource, ResourceSummary, SettingSummary, Summary, ValueSummary, summary,
};
pub use translate::{Error, OutputFile, translate_files};
