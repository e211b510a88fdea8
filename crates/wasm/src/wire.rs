//! What crosses the worker's border: plain data, camelCase names, positions that count from 1.

mod difference;
mod migration;
pub mod views;

pub use difference::*;
pub use migration::*;
use serde::{Deserialize, Serialize};
use views::View;
#[cfg(any(not(feature = "engine"), feature = "migrate"))]
use views::Viewed;

/// A question to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Returned as it is with the answer; 0 asks a worker ahead of its page, which then gets the answer at once.
    pub generation: u32,
    /// The page's texts come from another engine: all of them are to be sent.
    #[serde(default)]
    pub fresh: bool,
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
    /// Something about a place in a text: answered with [`Answer::Completions`] or [`Answer::Description`].
    Assist(Ask),
    /// What somebody works on as the fragment of a link: answered with [`Answer::Link`].
    Link(Work),
    /// The fragment of a link as what it holds: answered with [`Answer::Work`].
    Follow(String),
    /// Files as a zip archive: answered with [`Answer::Zip`].
    Zip(Vec<File>),
    /// What a text is that somebody pasted: answered with [`Answer::Recognised`].
    Recognise(String),
    /// Two inputs, by what they install: answered with [`Answer::Compared`].
    Compare(Comparison),
    /// An IstioOperator as Helm releases, with the proof: answered with [`Answer::Migrated`].
    Migrate(Migrate),
    /// An input seen from one side: answered with [`Answer::Viewed`].
    View(View),
}

impl Job {
    /// What has to be open for a comparison, a view or a migration.
    pub fn sources(&self) -> Vec<&str> {
        match self {
            Self::Compare(two) => vec![two.before.source(), two.after.source()],
            Self::View(view) => vec![view.input.source()],
            Self::Migrate(asked) => vec![&asked.operator.source],
            _ => Vec::new(),
        }
    }
}

/// What somebody works on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// The release of Istio, or another source's name.
    pub source: String,
    /// The cluster's Kubernetes version, empty for none said.
    pub kubernetes: String,
    /// An IstioOperator's text; `None`: Helm releases are edited.
    pub operator: Option<String>,
    /// Helm releases.
    pub releases: Vec<WorkRelease>,
    /// The name of the one that is edited.
    pub active: String,
}

/// A Helm release that somebody works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkRelease {
    /// The release.
    pub release: Release,
    /// Whether it is installed.
    pub on: bool,
}

/// A file to be handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether it is a program.
    pub executable: bool,
}

/// A question about a place in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// An opened pack or chart.
    pub source: String,
    /// The chart's folder whose values the text is; `None` for an IstioOperator.
    pub chart: Option<String>,
    /// The text.
    pub text: String,
    /// The place, in UTF-16 units.
    pub offset: u32,
    /// What to say about it.
    pub question: Question,
}

/// What to say about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// What can be written there.
    Complete,
    /// What stands there.
    Describe,
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
    /// The cluster's Kubernetes version; empty for the oldest one that the release supports.
    pub kube_version: String,
}

/// `helm template` for some releases of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Releases {
    /// An opened pack or chart.
    pub source: String,
    /// `--kube-version`, empty for Helm's own.
    pub kube_version: String,
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
    /// Another engine has to answer: the job, or a function that a template called, is left out of this build, or it is too
    /// much for a brief engine.
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
    /// What can be written at a place.
    Completions(Completions),
    /// What stands at a place; `None`: nobody knows.
    Description(Option<Description>),
    /// The fragment of a link, without `#`.
    Link(String),
    /// What a link holds.
    Work(Work),
    /// A zip archive.
    #[serde(with = "serde_bytes")]
    Zip(Vec<u8>),
    /// What a text is; `None`: nothing that Periplus knows.
    Recognised(Option<Recognised>),
    /// The resources that differ.
    #[cfg(any(not(feature = "engine"), feature = "migrate"))]
    Compared(Vec<ResourceDifference>),
    /// The plan, and what it writes.
    #[cfg(any(not(feature = "engine"), feature = "migrate"))]
    Migrated(Migration),
    /// What is to be seen.
    #[cfg(any(not(feature = "engine"), feature = "migrate"))]
    Viewed(Viewed),
    /// All that is wrong with the input of an answer that has been given already, with marks in its text.
    Marked(Vec<Problem>),
    /// Nothing could be done; the problems say why.
    Refused(Vec<Problem>),
}

/// What can be written in place of the text from `from` to the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completions {
    /// In UTF-16 units.
    pub from: u32,
    /// In the order to show.
    pub items: Vec<Completion>,
}

/// One thing that can be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// Its type or default.
    pub detail: String,
    /// What it is.
    pub about: String,
    /// A key, not a value.
    pub is_key: bool,
}

/// What a key stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Where the key starts, in UTF-16 units.
    pub from: u32,
    /// Behind it.
    pub to: u32,
    /// `spec.values.global.hub`
    pub path: String,
    /// Its type or types, empty for any.
    pub types: String,
    /// Its default as YAML, empty for none.
    pub default: String,
    /// The values it may have; empty for any.
    pub values: Vec<String>,
    /// What it is, in words.
    pub about: String,
}

/// What a problem's marked text may be replaced with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What it does, in words.
    pub title: String,
    /// The new text.
    pub insert: String,
}

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    /// `an Argo CD Application`
    pub what: String,
    /// It is an input as it stands.
    pub is_input: bool,
    /// What can be edited instead, the likeliest first.
    pub offers: Vec<Offer>,
}

/// An input made of a text: either of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The release of Istio that the text names, empty for none.
    pub version: String,
    /// An IstioOperator.
    pub operator: Option<String>,
    /// A Helm release.
    pub release: Option<Release>,
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
    /// Platforms that the charts know.
    pub platforms: Vec<String>,
    /// Past releases whose behaviour the charts can keep.
    pub compatibility_versions: Vec<String>,
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
    /// The release; of an IstioOperator, the component's instance.
    pub release: String,
    /// The component, as documents name it; the release for Helm.
    pub component: String,
    /// The chart's folder.
    pub chart: String,
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
    /// What may be written in place of the marked text.
    pub fixes: Vec<Fix>,
}

impl Problem {
    /// An error of the input as a whole, without a place.
    pub fn error(message: String) -> Self {
        let (release, file) = (String::new(), String::new());
        let severity = Severity::Error;
        Self { severity, message, release, file, line: 0, column: 0, length: 0, fixes: Vec::new() }
    }
}
