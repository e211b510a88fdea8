//! Two inputs and their difference as they cross the worker's border.

use super::{Operator, Releases};
use serde::{Deserialize, Serialize};

/// Two inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The one.
    pub before: Input,
    /// The other.
    pub after: Input,
}

/// Either kind of input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// An IstioOperator.
    Operator(Operator),
    /// Helm releases.
    Releases(Releases),
}

impl Input {
    /// What it is rendered from.
    pub fn source(&self) -> &str {
        match self {
            Self::Operator(operator) => &operator.source,
            Self::Releases(releases) => &releases.source,
        }
    }
}

/// How one side differs from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Only after.
    Added,
    /// Only before.
    Removed,
    /// In both, with other contents.
    Changed,
    /// Under another name.
    Renamed,
    /// The same elements in another order.
    Reordered,
}

/// A resource that isn't the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceDifference {
    /// How it differs.
    pub change: Change,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The name before, if it was another.
    pub name_before: String,
    /// The fields that differ; none for what was added or removed as a whole.
    pub fields: Vec<FieldDifference>,
    /// What was added or removed as a whole, as YAML.
    pub text: String,
}

/// A field that isn't the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDifference {
    /// How it differs.
    pub change: Change,
    /// `spec.template.spec.containers.[name:discovery].image`
    pub path: String,
    /// Before, as YAML.
    pub old: Option<String>,
    /// After, as YAML.
    pub new: Option<String>,
    /// Of two texts with several lines, where they differ: then `old` and `new` are left out.
    pub hunks: Vec<Hunk>,
}

/// Neighbouring lines of which some differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hunk {
    /// The number of its first line in the text after, from 1.
    pub line: u32,
    /// Its lines.
    pub lines: Vec<HunkLine>,
}

/// A line that is only before, only after, or in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HunkLine {
    /// [`Change::Removed`], [`Change::Added`], or `None` for a line of both.
    pub change: Option<Change>,
    /// Without its line feed.
    pub text: String,
}
