//! One thing that validation found.

use crate::schema::{DecodeError, ProtoError};
use crate::validate::address::PrefixError;
use periplus_value::quote;
use std::fmt;

/// What MeshConfig's own validation found, as Go's multierror holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeshFaults {
    /// One sentence each.
    pub messages: Vec<String>,
    /// Whether it is a list even when there is but one.
    pub list: bool,
}

impl MeshFaults {
    /// Adds one.
    pub(crate) fn push(&mut self, message: impl Into<String>) {
        self.list |= !self.messages.is_empty();
        self.messages.push(message.into());
    }

    /// Adds what another check found.
    pub(crate) fn extend(&mut self, other: MeshFaults) {
        if other.messages.is_empty() {
            return;
        }
        self.list |= other.list || !self.messages.is_empty();
        self.messages.extend(other.messages);
    }

    /// As a list even when there is but one.
    pub(crate) fn into_list(mut self) -> Self {
        self.list = !self.messages.is_empty();
        self
    }

    /// Each with words in front.
    pub(crate) fn prefixed(mut self, prefix: &str) -> Self {
        self.messages.iter_mut().for_each(|message| message.insert_str(0, &format!("{prefix} ")));
        self
    }
}

impl fmt::Display for MeshFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.messages[..] {
            [one] if !self.list => f.write_str(one),
            messages => {
                let count = messages.len();
                writeln!(f, "{count} error{} occurred:", if count == 1 { "" } else { "s" })?;
                messages.iter().try_for_each(|message| writeln!(f, "\t* {message}"))?;
                f.write_str("\n")
            }
        }
    }
}

/// One thing that validation found; `Display` is istioctl's wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The IstioOperator has an unknown key or a wrong type.
    Shape(DecodeError),
    /// A text in values has a character that YAML refuses.
    ControlCharacter {
        /// Where.
        path: String,
    },
    /// A text in MeshConfig has one.
    MeshControlCharacter {
        /// Where.
        path: String,
    },
    /// Values have an unknown key or a wrong type.
    Values(ProtoError),
    /// MeshConfig has a wrong type.
    Mesh {
        /// Where MeshConfig is.
        root: &'static str,
        /// Why.
        error: ProtoError,
    },
    /// MeshConfig has values that make no sense.
    MeshInvalid {
        /// Where MeshConfig is.
        root: &'static str,
        /// Why.
        faults: MeshFaults,
    },
    /// A port of `ingressPorts` that only root may open.
    IngressPort {
        /// The port.
        port: i64,
        /// The target port.
        target: i64,
    },
    /// A port of a gateway that only root may open.
    GatewayPort {
        /// The port's name.
        name: String,
        /// The port.
        port: i64,
        /// The gateway.
        gateway: String,
        /// The target port.
        target: i64,
        /// `istio-ingressgateway` or `istio-egressgateway`
        kind: &'static str,
    },
    /// An IP range that isn't one.
    Range {
        /// Below `spec.values`.
        path: &'static str,
        /// Why.
        error: PrefixError,
    },
    /// A port in a list that is no number.
    PortNumber {
        /// Below `spec.values`.
        path: &'static str,
        /// What is there.
        text: String,
        /// Whether it is a number, but too large for 32 bits.
        out_of_range: bool,
    },
    /// A port in a list that can't be one.
    PortRange {
        /// Below `spec.values`.
        path: &'static str,
        /// What is there.
        port: i64,
    },
    /// A Kubernetes object in values has an unknown key or a wrong type.
    Kubernetes {
        /// How istioctl calls it.
        hint: &'static str,
        /// Where it is, below `spec.values`.
        path: &'static str,
        /// Why.
        error: DecodeError,
    },
    /// `spec.hub`: what istioctl says about it.
    Hub(NameError),
    /// `spec.tag`
    Tag(NameError),
    /// `spec.revision`
    Revision(String),
    /// A gateway's name.
    GatewayName {
        /// As istioctl writes the setting.
        setting: &'static str,
        /// The name.
        name: String,
    },
}

/// Why a text is no part of an image's name (go-containerregistry/pkg/name).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Too short or too long.
    Length {
        /// `repository` or `tag`
        what: &'static str,
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
        /// The text.
        text: String,
    },
    /// A character that isn't allowed.
    Characters {
        /// `repository` or `tag`
        what: &'static str,
        /// Those that are.
        allowed: &'static str,
        /// The text.
        text: String,
    },
    /// A registry that is no host.
    Registry(String),
    /// A colon with nothing behind it.
    NoTag(String),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { what, min, max, text } => {
                write!(f, "{what} must be between {min} and {max} characters in length: {text}")
            }
            Self::Characters { what, allowed, text } => {
                write!(f, "{what} can only contain the characters `{allowed}`: {text}")
            }
            Self::Registry(text) => write!(f, "registries must be valid RFC 3986 URI authorities: {text}"),
            Self::NoTag(text) => write!(f, "{text} must specify a tag name after the colon"),
        }
    }
}

const UNREADABLE: &str = "error converting YAML to JSON: yaml: control characters are not allowed";
const DECODING: &str = "error unmarshaling JSON: while decoding JSON:";
const ROOT: &str = "which requires root. Set targetPort to be greater than 1024 or configure";

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(error) => write!(f, "could not unmarshal: {error}"),
            Self::ControlCharacter { .. } => write!(f, "could not unmarshal: {UNREADABLE}"),
            Self::MeshControlCharacter { .. } => {
                f.write_str("failed to convert to proto. yaml: control characters are not allowed")
            }
            Self::Values(error) => write!(f, "could not unmarshal: {DECODING} {error}"),
            Self::Mesh { error, .. } => write!(f, "failed to convert to proto. {error}"),
            Self::MeshInvalid { faults, .. } => faults.fmt(f),
            Self::IngressPort { port, target } => write!(
                f,
                "port {port} is invalid: targetPort is set to {target}, {ROOT} values.gateways.istio-ingressgateway.runAsRoot=true"
            ),
            Self::GatewayPort { name, port, gateway, target, kind } => write!(
                f,
                "port {name}/{port} in gateway {gateway} invalid: targetPort is set to {target}, {ROOT} values.gateways.{kind}.runAsRoot=true"
            ),
            Self::Range { path, error } => write!(f, "{path} {error}"),
            Self::PortNumber { path, text, out_of_range } => {
                let reason = if *out_of_range { "value out of range" } else { "invalid syntax" };
                write!(f, "{path} : strconv.ParseInt: parsing {}: {reason}", quote(text.as_bytes()))
            }
            Self::PortRange { path, port } => write!(f, "value {path}:{port} falls outside range [0, 65535]"),
            Self::Kubernetes { hint, error, .. } => {
                write!(f, "invalid schema for {hint}: {DECODING} {error}")
            }
            Self::Hub(error) => write!(f, "bad hub: {error}"),
            Self::Tag(error) => write!(f, "bad tag: {error}"),
            Self::Revision(revision) => write!(f, "invalid revision specified: {revision}"),
            Self::GatewayName { setting, name } => write!(f, "invalid value {setting}: {name}"),
        }
    }
}

impl Fault {
    /// Where it is in the IstioOperator; empty when it is no one place.
    pub fn path(&self) -> String {
        match self {
            Self::Shape(error) => error.path().to_owned(),
            Self::ControlCharacter { path } | Self::MeshControlCharacter { path } => path.clone(),
            Self::Values(error) => format!("spec.values.{}", error.path),
            Self::Mesh { root, error } => format!("{root}.{}", error.path),
            Self::MeshInvalid { root, .. } => (*root).to_owned(),
            Self::IngressPort { .. } => "spec.values.gateways.istio-ingressgateway.ingressPorts".to_owned(),
            Self::GatewayPort { .. } | Self::GatewayName { .. } => "spec.components".to_owned(),
            Self::Range { path, .. } | Self::PortNumber { path, .. } | Self::PortRange { path, .. } => {
                format!("spec.values.{path}")
            }
            Self::Kubernetes { path, .. } => format!("spec.values.{path}"),
            Self::Hub(_) => "spec.hub".to_owned(),
            Self::Tag(_) => "spec.tag".to_owned(),
            Self::Revision(_) => "spec.revision".to_owned(),
        }
    }
}
