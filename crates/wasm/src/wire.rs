//! What crosses the worker's border: plain data, camelCase names, positions that count from 1.

use serde::{Deserialize, Serialize};

/// A question to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Returned as it is with the answer.
    pub generation: u32,
    /// What to do.
    pub job: Job,
}

/// What the engine can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Job {
    /// Opens an archive and keeps it: answered with [`Answer::Opened`].
    Open(Archive),
    /// Renders an IstioOperator: answered with [`Answer::Rendered`].
    Generate(Operator),
    /// Renders Helm releases, each on its own: answered with [`Answer::Rendered`].
    Template(Releases),
}

/// A pack, a release download or a chart: `.tgz`, `.tar.gz` or `.zip`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Archive {
    /// Names the source in later requests; an earlier source of that name is replaced.
    pub source: String,
    /// The file's name, for messages.
    pub file: String,
    /// Whether charts that don't say otherwise are Istio's own.
    pub official: bool,
    /// The file.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// `istioctl manifest generate`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operator {
    /// An opened pack.
    pub source: String,
    /// The IstioOperator's text.
    pub text: String,
}

/// `helm template` for some releases of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Releases {
    /// An opened pack or chart.
    pub source: String,
    /// In the order of the answer.
    pub releases: Vec<Release>,
}

/// One `helm template NAME CHART -n NAMESPACE -f VALUES`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// The release's name.
    pub name: String,
    /// The chart's folder in the pack, as [`Source::charts`] names it.
    pub chart: String,
    /// The release's namespace.
    pub namespace: String,
    /// The text of the values file.
    pub values: String,
}

/// What the engine says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The request's.
    pub generation: u32,
    /// Milliseconds of work; the worker's clock fills it.
    pub millis: f64,
    /// The answer.
    pub answer: Answer,
    /// A template called a function that this build of the engine leaves out: the full one has it.
    pub absent: bool,
}

/// The answers to [`Job`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// The archive is open.
    Opened(Source),
    /// The result, whole or as far as it goes.
    Rendered(Rendered),
    /// Nothing could be done; the problems say why.
    Refused(Vec<Problem>),
}

/// An opened archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The name given when it was opened.
    pub source: String,
    /// Whether it is a pack; a single chart otherwise.
    pub is_pack: bool,
    /// Istio's version, or the chart's.
    pub version: String,
    /// Whether the charts are Istio's own, not the built-in preview.
    pub official: bool,
    /// Names of istioctl's profiles.
    pub profiles: Vec<String>,
    /// Names of the charts' own profiles, which are other ones.
    pub chart_profiles: Vec<String>,
    /// The charts, by folder: `istio-control/istio-discovery`.
    pub charts: Vec<String>,
}

/// Manifests, values and problems.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rendered {
    /// All documents, in order.
    pub documents: Vec<Document>,
    /// The Helm values of each release.
    pub values: Vec<ReleaseValues>,
    /// Errors and warnings.
    pub problems: Vec<Problem>,
}

/// One manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// The same from response to response: component, kind, namespace and name.
    pub id: String,
    /// The component, or the release.
    pub component: String,
    /// The template, `istiod/templates/deployment.yaml`; empty when unknown.
    pub template: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty for none.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The YAML text, when it differs from the last response that held this id.
    pub text: Option<String>,
    /// From an earlier response, because its release fails now.
    pub stale: bool,
}

/// The values a release is rendered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseValues {
    /// The release.
    pub release: String,
    /// YAML.
    pub text: String,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// There is no result.
    Error,
    /// There is one, but read this.
    Warning,
}

/// An error or a warning, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// The release whose render it is about, empty for the input as a whole.
    pub release: String,
    /// The template or file; empty means the text in the editor.
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: u32,
    /// From 1, in UTF-16 units; 0 when unknown.
    pub column: u32,
    /// In UTF-16 units; 0 means to the line's end.
    pub length: u32,
}
