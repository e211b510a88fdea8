//! What can go wrong, as data; `Display` is istioctl's own wording without its leading `Error: `.

use crate::manifest::ManifestError;
use crate::schema::DecodeError;
use crate::strategic::StrategicError;
use crate::tree::PathError;
use crate::validate::Fault;
use std::fmt;

/// Which step failed; istioctl puts it before the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the pack.
    Pack,
    /// Files, flags and profiles into one IstioOperator.
    Merge,
    /// Checking it.
    Validate,
    /// Reading a component's settings.
    Component,
    /// Rendering its chart.
    Render,
    /// Patches and overlays.
    PostProcess,
}

/// Where in the user's input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The input's name.
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: usize,
    /// From 1; 0 when unknown.
    pub column: usize,
    /// The path within the IstioOperator (`spec.values.global.hubb`), empty when unknown.
    pub path: String,
}

impl fmt::Display for Place {
    /// `iop.yaml:4:7: spec.profile`, what is known of it; empty when nothing is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column.max(1))?;
        }
        match (self.path.is_empty(), self.file.is_empty()) {
            (true, _) => Ok(()),
            (false, true) => write!(f, "at {}", self.path),
            (false, false) => write!(f, ": {}", self.path),
        }
    }
}

/// The cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The pack has no charts.
    NotAPack,
    /// The pack's archive can't be read.
    Archive(String),
    /// An input file can't be read: the operating system's reason.
    Unreadable(String),
    /// `-` before another file.
    StdinNotLast,
    /// A document of an input file is no Kubernetes object.
    ParseFile(ManifestError),
    /// More than one IstioOperator in a file.
    MultipleOperators,
    /// A file that is no YAML map.
    Yaml(periplus_yaml::Error),
    /// A path that can't be set.
    Path(PathError),
    /// There is no such profile.
    ProfileNotFound {
        /// As asked for.
        profile: String,
        /// The name can't be a file of the pack at all.
        invalid: bool,
    },
    /// A number that JSON can't have (`NaN`, infinity), on which istioctl crashes.
    NotANumber {
        /// Its path.
        path: String,
    },
    /// Something else where a list of gateways belongs, on which istioctl crashes.
    NotAList {
        /// Its path.
        path: String,
        /// What it is.
        found: &'static str,
    },
    /// Something else where a gateway belongs, on which istioctl crashes.
    NotAMap {
        /// Its path.
        path: String,
        /// What it is.
        found: &'static str,
    },
    /// A component's settings have a wrong type; only with `force`.
    Convert {
        /// The key under `spec.components`.
        spec: &'static str,
        /// Which.
        error: DecodeError,
    },
    /// What validation found.
    Invalid(Vec<Fault>),
    /// The pack lacks a component's chart.
    MissingChart {
        /// Its folder under `charts/`.
        chart: &'static str,
    },
    /// A chart can't be loaded.
    LoadChart(periplus_helm::Error),
    /// A chart can't be rendered.
    Helm {
        /// Why.
        error: periplus_helm::Error,
        /// Whether the release renders with Helm 4, whose words for template errors differ from Helm 3's.
        helm4: bool,
    },
    /// A rendered document is no Kubernetes object.
    Manifest(ManifestError),
    /// A patch can't be applied.
    Patch(StrategicError),
    /// A resource of a version that patches know nothing about.
    UnknownKind {
        /// `apiVersion`
        api_version: String,
        /// `kind`
        kind: String,
    },
    /// An overlay deletes a list element that isn't there, on which istioctl crashes.
    OverlayDeletesNothing {
        /// The patch's path.
        path: String,
        /// How many elements the list has.
        length: usize,
    },
    /// `--kube-version` isn't one.
    KubeVersion(periplus_helm::Error),
}

impl ErrorKind {
    /// A result of YAML text rather than JSON, as overlays have it.
    pub(crate) fn in_yaml(self) -> Self {
        match self {
            Self::Manifest(ManifestError::MissingKind { json, .. }) => {
                Self::Manifest(ManifestError::MissingKind { json, from_yaml: true })
            }
            other => other,
        }
    }
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The step.
    pub stage: Stage,
    /// The cause.
    pub kind: ErrorKind,
    /// Where the user can fix it.
    pub place: Option<Place>,
    /// The component that failed.
    pub component: Option<&'static str>,
    /// What to do about it, one sentence each.
    pub help: Vec<String>,
}

impl Error {
    pub(crate) fn new(stage: Stage, kind: ErrorKind) -> Self {
        let help = match kind {
            ErrorKind::MissingChart { chart } => vec![
                format!(
                    "the pack has no charts/{chart}; the published Helm charts leave out what only istioctl uses"
                ),
                "a release download has it: periplus pack pull VERSION --force".to_owned(),
            ],
            _ => Vec::new(),
        };
        Self { stage, kind, place: None, component: None, help }
    }

    /// Whether it fails only because this build of the engine leaves a function out.
    pub fn is_absent(&self) -> bool {
        matches!(&self.kind, ErrorKind::Helm { error, .. } if error.is_absent())
    }

    /// Whether it fails only because a chart asked for more than the limits of the request allow.
    pub fn is_limit(&self) -> bool {
        matches!(&self.kind, ErrorKind::Helm { error, .. } if error.is_limit())
    }

    pub(crate) fn at_path(mut self, path: String) -> Self {
        self.place.get_or_insert_default().path = path;
        self
    }

    pub(crate) fn in_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.place.get_or_insert_default().file);
        self
    }

    pub(crate) fn of_component(mut self, component: &'static str) -> Self {
        self.component = Some(component);
        self
    }

    pub(crate) fn with_helps(mut self, help: impl IntoIterator<Item = String>) -> Self {
        self.help.extend(help);
        self
    }

    pub(crate) fn with_help(mut self, help: String) -> Self {
        self.help.push(help);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stage {
            Stage::Merge => f.write_str("merge inputs: ")?,
            Stage::Component => write!(f, "get component {}: ", self.component.unwrap_or_default())?,
            Stage::Render => f.write_str("helm render: ")?,
            Stage::PostProcess => f.write_str("post processing: ")?,
            Stage::Pack | Stage::Validate => {}
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPack => f.write_str(
                "no charts found: a pack has charts/ and profiles/, as a release's manifests folder",
            ),
            Self::Archive(reason) | Self::Unreadable(reason) => f.write_str(reason),
            Self::StdinNotLast => f.write_str("stdin is only allowed as the last filename"),
            Self::ParseFile(error) => write!(f, "unable to parse file: {error}"),
            Self::MultipleOperators => {
                f.write_str("contains multiple IstioOperator CRs, only one per file is supported")
            }
            Self::Yaml(error) => error.fmt(f),
            Self::Path(error) => error.fmt(f),
            Self::ProfileNotFound { profile, invalid } => {
                let reason = if *invalid { "invalid argument" } else { "no such file or directory" };
                let name = periplus_value::quote(profile.as_bytes());
                write!(f, "profile {name} not found: open profiles/{profile}.yaml: {reason}")
            }
            Self::NotANumber { path } => write!(f, "{path} is not a number that JSON can hold"),
            Self::NotAList { path, found } => write!(f, "{path} is {found}, not a list"),
            Self::NotAMap { path, found } => write!(f, "{path} is {found}, not a map"),
            Self::Convert { spec, error } => write!(f, "fail to convert {spec}: {error}"),
            Self::Invalid(faults) => join(f, faults),
            Self::MissingChart { .. } => f.write_str("load chart: component does not exist"),
            Self::LoadChart(error) => write!(f, "load chart: {error}"),
            Self::Helm { error, helm4 } => {
                write!(f, "render chart: {}", crate::helm_text::text(error, *helm4))
            }
            Self::Manifest(error) => error.fmt(f),
            Self::Patch(error) => write!(f, "patch: {error}"),
            Self::UnknownKind { api_version, kind } => {
                write!(f, "no kind \"{kind}\" is registered for version \"{api_version}\"")
            }
            Self::OverlayDeletesNothing { path, .. } => {
                write!(f, "overlay path {path} deletes a list element that does not exist")
            }
            Self::KubeVersion(error) => error.fmt(f),
        }
    }
}

/// Several faults in one line (operator/pkg/util/errs.go).
fn join(f: &mut fmt::Formatter<'_>, faults: &[Fault]) -> fmt::Result {
    faults.iter().enumerate().try_for_each(|(at, fault)| {
        if at > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{fault}")
    })
}

impl std::error::Error for Error {}

/// What a run that succeeds has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message, one line or several.
    pub message: String,
    /// Where, if it concerns one place.
    pub place: Option<Place>,
}
