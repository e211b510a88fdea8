//! A migration to Helm as it crosses the worker's border.

use super::{FieldDifference, File, Operator, Problem};
use serde::{Deserialize, Serialize};

/// `periplus migrate`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Migrate {
    /// What is to be migrated.
    pub operator: Operator,
    /// What the files are for, one of [`Migration::targets`]; empty for the first.
    pub target: String,
    /// Each line of the values files says why it is there.
    pub reasons: bool,
}

/// An IstioOperator as Helm releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Migration {
    /// What files can be made for: names as `--to` takes them.
    pub targets: Vec<String>,
    /// The one that [`Migration::files`] are for.
    pub target: String,
    /// In the order in which they are to be installed.
    pub releases: Vec<MigratedRelease>,
    /// What becomes of each setting: what is lost comes first.
    pub ledger: Vec<LedgerEntry>,
    /// Every resource of every release, on both sides.
    pub proof: Vec<Proven>,
    /// What istioctl and charts warn about.
    pub warnings: Vec<Problem>,
    /// All files to write, with folders in their paths.
    pub files: Vec<File>,
}

/// A Helm release that takes the place of a component, or of a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigratedRelease {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The chart's name in Istio's repository.
    pub chart: String,
    /// The chart's version.
    pub version: String,
    /// The component, or the gateway, that it takes the place of.
    pub instance: String,
    /// Whether Helm's chart is another one than istioctl's.
    pub moved: bool,
    /// Lines of its values file, without comments.
    pub lines: u32,
    /// Lines that all values would have.
    pub full_lines: u32,
    /// Resources that are patched after the chart is rendered.
    pub patches: u32,
}

/// Where a setting went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// Nowhere: nothing reads it, nor did istioctl.
    Lost,
    /// A patch has it.
    Patch,
    /// A value of a chart that has another name has it.
    Moved,
    /// A value of the same name has it.
    Kept,
    /// Nowhere: it makes no difference.
    Idle,
}

/// What became of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Its path in the IstioOperator; of what values can't say, the resource and its field.
    pub setting: String,
    /// Where it stands in the text, from 1; 0 when unknown.
    pub line: u32,
    /// What became of it.
    pub fate: Fate,
    /// Where it is now: releases, a value, a patch.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// What is known of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// A difference that nobody can explain.
    Different,
    /// The same, or explained, after a patch.
    Patched,
    /// Every difference is known and harmless.
    Explained,
    /// Both sides are the same.
    Equal,
}

/// A resource on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proven {
    /// The release that it belongs to.
    pub release: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty for none.
    pub namespace: String,
    /// Its name with istioctl, else with Helm.
    pub name: String,
    /// Its name with Helm, where that is another one.
    pub helm_name: String,
    /// Whether another chart makes it.
    pub moved: bool,
    /// What is known of it.
    pub verdict: Verdict,
    /// Why istioctl's side can't be reached; empty when it can.
    pub limit: String,
    /// What differs, from istioctl's side to Helm's.
    pub findings: Vec<Finding>,
    /// Helm's with what injection adds at run time, YAML, where that was compared; else empty.
    pub injected: String,
}

/// A difference, and why it does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What differs; without a path, the whole resource is on one side only.
    pub field: FieldDifference,
    /// Why that does no harm; empty: nobody knows.
    pub reason: String,
}
