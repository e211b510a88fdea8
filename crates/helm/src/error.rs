//! What can go wrong, as data; `Display` is Helm's own wording without its leading `Error: `.

use crate::archive::ArchiveError;
use crate::decode::TypeFault;
use crate::exec_error::{helm3_text, reformat};
use crate::text::quote;
use crate::values::{SetError, ValuesError};
use std::fmt;

/// The pattern of release names, as Helm's message shows it (pkg/chart/v2/util `ValidateReleaseName`).
const NAME_PATTERN: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

/// What stands before the faults that schemas found (pkg/chart/common/util `ValidateAgainstSchema`).
const SCHEMA_FAULTS: &str =
    "values don't meet the specifications of the schema(s) in the following chart(s):";

/// Where in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The template or values file, as Helm names it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1; 0 when unknown.
    pub column: usize,
}

/// What makes a `Chart.yaml` invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// A field that must be there.
    Required(&'static str),
    /// `.` or `..`
    NameNotAllowed(String),
    /// A name with a slash.
    Name(String),
    /// Not a semantic version.
    Version(String),
    /// Neither `application` nor `library`.
    Type,
    /// `maintainers: [null]`
    NullMaintainer,
    /// `dependencies: [null]`
    NullDependency,
    /// A dependency's alias with other characters than letters, digits, `_`, `-`: the dependency's name.
    Alias(String),
    /// A name or alias that two dependencies have.
    DuplicateDependency(String),
}

const DEPENDENCIES: &str = "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: ";

/// Why a chart can't be loaded or rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The chart, or a subchart, has no `Chart.yaml`.
    MissingChartYaml,
    /// An archive or listing has no `Chart.yaml`.
    NoChartVersion,
    /// A chart of an API version that Helm loads but can't install.
    ChartApiVersion,
    /// A chart of API version 3 has subcharts that it doesn't declare.
    DependencyType,
    /// A chart of an API version that nobody knows.
    ChartVersionUnsupported,
    /// `Chart.yaml` is not valid.
    Invalid(Invalid),
    /// A file of the chart is no YAML.
    LoadYaml {
        /// `Chart.yaml`
        file: String,
        /// Why.
        reason: periplus_yaml::Error,
    },
    /// A file of the chart has a value of a wrong type.
    LoadStruct {
        /// `Chart.yaml`
        file: String,
        /// Which.
        reason: TypeFault,
    },
    /// A file of the chart has a text for a time that is none.
    LoadTime {
        /// `Chart.lock`
        file: &'static str,
        /// Why, in Go's words.
        reason: String,
    },
    /// The chart's `values.yaml` can't be used.
    LoadValues {
        /// `values.yaml`
        file: String,
        /// Why.
        reason: ValuesError,
    },
    /// A `-f` file can't be used.
    ValuesFile {
        /// As named by the user.
        file: String,
        /// Why.
        reason: ValuesError,
    },
    /// A file of a chart folder is too large: its name and the limit in bytes.
    FileTooLarge(String, u64),
    /// `.helmignore` has a `**`.
    IgnoreDoubleStar,
    /// `.helmignore` has a malformed pattern.
    BadPattern,
    /// An archive can't be read.
    Archive(ArchiveError),
    /// A file that is given as a chart is no archive: it, and what it looks like; YAML when there is nothing.
    NoArchive {
        /// As named by the user, from the root.
        file: String,
        /// `text/plain; charset=utf-8`
        found: Option<&'static str>,
    },
    /// A subchart can't be loaded.
    Subchart {
        /// Its folder or file in `charts/`.
        name: String,
        /// The chart it is in.
        parent: String,
        /// Why.
        reason: Box<Error>,
    },
    /// `charts/x.tgz` is a folder.
    SubchartTar {
        /// The chart it is in.
        parent: String,
        /// The name that should be a file.
        name: String,
        /// What is there.
        found: String,
    },
    /// A limit of ours was reached: by which file of the chart, and what there is too much of.
    Limit {
        /// `top/templates/deployment.yaml`, `.helmignore`
        file: String,
        /// `too much work`
        reason: String,
    },
    /// Charts in charts in charts.
    ChartsTooDeep(usize),
    /// `--kube-version` isn't a version: as given, and why not.
    KubeVersion(String, String),
    /// A `--set` flag can't be parsed.
    Set {
        /// `--set`
        flag: &'static str,
        /// Why.
        reason: SetError,
    },
    /// `--set-json` is neither an object nor pairs: as given.
    SetJson(String),
    /// `--set-json` begins like an object and is none: as given.
    SetJsonObject(String),
    /// The release's name is not valid.
    ReleaseName(String),
    /// A chart of a type that can't be installed.
    NotInstallable(String),
    /// Dependencies that `charts/` lacks.
    MissingDependencies(Vec<String>),
    /// Values for a subchart are no table.
    TypeMismatch {
        /// The subchart.
        name: String,
        /// What is there, as Go prints it.
        value: String,
        /// Whether it came up while dependencies were processed.
        in_dependencies: bool,
    },
    /// Values don't fit `values.schema.json`.
    Schema {
        /// Helm's text, chart by chart.
        text: String,
        /// Whether a schema refers to one on the network, which Helm would fetch.
        elsewhere: bool,
        /// Whether a limit of ours was reached.
        is_limit: bool,
    },
    /// The chart wants another version of Kubernetes: the constraint and the version.
    KubeVersionRange(String, String),
    /// A template can't be parsed or executed: the file that was rendered, and what happened.
    Template {
        /// `top/templates/x.yaml`
        file: String,
        /// What happened.
        reason: Box<periplus_template::Error>,
    },
    /// A rendered document is no YAML, or no Kubernetes object.
    Document {
        /// `top/templates/x.yaml`
        file: String,
        /// Why.
        reason: DocumentFault,
    },
    /// `--name-template` can't be parsed or executed.
    NameTemplate(Box<periplus_template::Error>),
}

/// What is wrong with a rendered document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentFault {
    /// Not YAML.
    Yaml(periplus_yaml::Error),
    /// `kind` is a list, or the like.
    Type(TypeFault),
}

impl Error {
    /// Where it went wrong, if that is one place in a file.
    pub fn position(&self) -> Option<Position> {
        match self {
            Error::Template { reason, .. } => Some(Position {
                file: reason.template.clone(),
                line: reason.line,
                column: reason.column.map_or(0, |column| column + 1),
            }),
            Error::LoadYaml { file, reason } => yaml_position(file, reason),
            Error::LoadValues { file, reason: ValuesError::Yaml(reason) }
            | Error::ValuesFile { file, reason: ValuesError::Yaml(reason) } => yaml_position(file, reason),
            _ => None,
        }
    }

    /// Whether Helm hints at `--debug`, which prints what was rendered all the same.
    pub fn suggests_debug(&self) -> bool {
        matches!(self, Error::KubeVersionRange(..) | Error::Template { .. } | Error::Document { .. })
    }

    /// The message under which Helm also logs the error.
    pub fn logged_as(&self) -> Option<&'static str> {
        match self {
            Error::ReleaseName(_) => Some("release name check failed"),
            Error::TypeMismatch { in_dependencies: true, .. } => Some("chart dependencies processing failed"),
            _ => None,
        }
    }
}

fn yaml_position(file: &str, reason: &periplus_yaml::Error) -> Option<Position> {
    let mark = reason.mark()?;
    Some(Position { file: file.to_owned(), line: mark.line as usize + 1, column: mark.column as usize + 1 })
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("validation: ")?;
        match self {
            Invalid::Required(field) => write!(f, "chart.metadata.{field} is required"),
            Invalid::NameNotAllowed(name) => write!(f, "chart.metadata.name {} is not allowed", quote(name)),
            Invalid::Name(name) => write!(f, "chart.metadata.name {} is invalid", quote(name)),
            Invalid::Version(version) => write!(f, "chart.metadata.version {} is invalid", quote(version)),
            Invalid::Type => f.write_str("chart.metadata.type must be application or library"),
            Invalid::NullMaintainer => f.write_str("maintainers must not contain empty or null nodes"),
            Invalid::NullDependency => f.write_str("dependencies must not contain empty or null nodes"),
            Invalid::Alias(name) => {
                write!(f, "dependency {} has disallowed characters in the alias", quote(name))
            }
            Invalid::DuplicateDependency(key) => {
                write!(f, "more than one dependency with name or alias {}", quote(key))
            }
        }
    }
}

impl fmt::Display for DocumentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentFault::Yaml(reason) => reason.fmt(f),
            DocumentFault::Type(reason) => {
                write!(f, "error unmarshaling JSON: while decoding JSON: {reason}")
            }
        }
    }
}

/// What Helm says of a file that is YAML, but not of the right kind.
fn undecodable(f: &mut fmt::Formatter<'_>, file: &str, reason: &dyn fmt::Display) -> fmt::Result {
    write!(f, "cannot load {file}: error unmarshaling JSON: while decoding JSON: {reason}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::MissingChartYaml => f.write_str("Chart.yaml file is missing"),
            Error::NoChartVersion => f.write_str("unable to detect chart version, no Chart.yaml found"),
            Error::ChartApiVersion => f.write_str("invalid chart apiVersion"),
            Error::ChartVersionUnsupported => f.write_str("unsupported chart version"),
            Error::Invalid(reason) => reason.fmt(f),
            Error::LoadYaml { file, reason } => write!(f, "cannot load {file}: {reason}"),
            Error::LoadStruct { file, reason } => undecodable(f, file, reason),
            Error::LoadTime { file, reason } => undecodable(f, file, reason),
            Error::LoadValues { file, reason } => write!(f, "cannot load {file}: {reason}"),
            Error::ValuesFile { file, reason } => write!(f, "failed to parse {file}: {reason}"),
            Error::FileTooLarge(name, max) => {
                write!(f, "chart file {} is larger than the maximum file size {max}", quote(name))
            }
            Error::IgnoreDoubleStar => f.write_str("double-star (**) syntax is not supported"),
            Error::BadPattern => f.write_str("syntax error in pattern"),
            Error::Archive(reason) => reason.fmt(f),
            Error::NoArchive { file, found: None } => {
                write!(f, "file '{file}' seems to be a YAML file, but expected a gzipped archive")
            }
            Error::NoArchive { file, found: Some(found) } => {
                write!(f, "file '{file}' does not appear to be a gzipped archive; got '{found}'")
            }
            Error::Subchart { name, parent, reason } => {
                write!(f, "error unpacking subchart {name} in {parent}: {reason}")
            }
            Error::SubchartTar { parent, name, found } => {
                write!(f, "error unpacking subchart tar in {parent}: expected {name}, got {found}")
            }
            Error::Limit { file, reason } => write!(f, "{file}: limit reached: {reason}"),
            Error::ChartsTooDeep(max) => write!(f, "charts are nested more than {max} deep"),
            Error::KubeVersion(text, reason) => write!(f, "invalid kube version '{text}': {reason}"),
            Error::Set { flag, reason } => write!(f, "failed parsing {flag} data: {reason}"),
            Error::SetJson(text) => write!(f, "failed parsing --set-json data {text}"),
            Error::SetJsonObject(text) => write!(f, "failed parsing --set-json data JSON: {text}"),
            Error::ReleaseName(_) | Error::TypeMismatch { .. } => {
                let logged = self.logged_as().map(|message| format!("{message}: ")).unwrap_or_default();
                write!(f, "{logged}{}", self.cause())
            }
            Error::NotInstallable(kind) => write!(f, "{kind} charts are not installable"),
            Error::MissingDependencies(names) => {
                let names = names.join(", ");
                write!(f, "{DEPENDENCIES}found in Chart.yaml, but missing in charts/ directory: {names}")
            }
            Error::DependencyType => write!(f, "{DEPENDENCIES}unsupported chart dependency type"),
            Error::Schema { text, .. } => write!(f, "{SCHEMA_FAULTS}\n{text}"),
            Error::KubeVersionRange(range, version) => {
                write!(
                    f,
                    "chart requires kubeVersion: {range} which is incompatible with Kubernetes {version}"
                )
            }
            Error::Template { reason, .. } => f.write_str(&reformat(reason)),
            Error::Document { file, reason } => write!(f, "YAML parse error on {file}: {reason}"),
            Error::NameTemplate(reason) => reason.fmt(f),
        }
    }
}

impl Error {
    /// Whether it fails only because this build of the engine leaves a function out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Error::Template { reason, .. } if reason.is_absent())
    }

    /// Whether it fails only because the chart asked for more than [`crate::Limits`] allow.
    pub fn is_limit(&self) -> bool {
        match self {
            Error::Template { reason, .. } => reason.is_limit(),
            Error::Schema { is_limit, .. } => *is_limit,
            other => matches!(other, Error::Limit { .. }),
        }
    }

    /// The message as Helm 3 words it, which istioctl before 1.31 is built with.
    pub fn helm3_text(&self) -> String {
        match self {
            Error::Template { reason, .. } => helm3_text(reason),
            other => other.to_string(),
        }
    }

    /// What is logged beside [`Error::logged_as`]: the message without that prefix.
    pub fn cause(&self) -> String {
        match self {
            Error::ReleaseName(name) if name.is_empty() => "release name \"\": no name provided".to_owned(),
            Error::ReleaseName(name) => format!(
                "release name {}: invalid release name, must match regex {NAME_PATTERN} and the length must not be longer than 53",
                quote(name)
            ),
            Error::TypeMismatch { name, value, .. } => format!("type mismatch on {name}: {value}"),
            other => other.to_string(),
        }
    }
}

impl std::error::Error for Error {}
