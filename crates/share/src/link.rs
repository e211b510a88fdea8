//! The fragment of a link: `istio=1.30.3&kubernetes=1.33&code=…`, or for Helm `istio=1.30.3&release=istiod&helm=…`.

use crate::payload::{pack, unpack};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// What somebody works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The release of Istio, or another source's name.
    pub source: String,
    /// The cluster's Kubernetes version, empty for none said.
    pub kubernetes: String,
    /// The input.
    pub input: SharedInput,
}

/// The input itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedInput {
    /// An IstioOperator's text.
    Operator(String),
    /// Helm releases, and the name of the one that is edited.
    Helm(Vec<SharedRelease>, String),
}

/// One Helm release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedRelease {
    /// The release's name.
    pub name: String,
    /// The chart's folder in the source.
    pub chart: String,
    /// The namespace.
    pub namespace: String,
    /// Whether it is installed.
    pub on: bool,
    /// The values file's text.
    pub values: String,
}

/// Why a link can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It holds no input.
    Empty,
    /// It was cut or changed on its way.
    Broken,
    /// It has a layout that this program doesn't know.
    Version(u8),
    /// It holds more text than anybody writes.
    TooLarge,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the link holds no input"),
            Self::Broken => f.write_str("the link is damaged: it was cut or changed on its way"),
            Self::Version(version) => write!(
                f,
                "the link is of version {version}, which this Periplus doesn't know: a newer one made it"
            ),
            Self::TooLarge => f.write_str("the link holds too much text"),
        }
    }
}

impl std::error::Error for LinkError {}

/// The fragment, without `#`.
pub fn encode(shared: &Shared) -> String {
    let mut fields = vec![("istio", escape(&shared.source))];
    if !shared.kubernetes.is_empty() {
        fields.push(("kubernetes", escape(&shared.kubernetes)));
    }
    match &shared.input {
        SharedInput::Operator(text) => fields.push(("code", pack(text))),
        SharedInput::Helm(releases, active) => {
            fields.push(("release", escape(active)));
            fields.push(("helm", pack(&join(releases))));
        }
    }
    fields.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

/// Reads a fragment, with or without `#`; settings that it doesn't know are left alone.
pub fn decode(fragment: &str) -> Result<Shared, LinkError> {
    let fields: Vec<(&str, &str)> =
        fragment.trim_start_matches('#').split('&').filter_map(|field| field.split_once('=')).collect();
    let field = |name: &str| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let text = |name: &str| field(name).map(unescape).unwrap_or_default();
    let input = match (field("code"), field("helm")) {
        (Some(code), _) => SharedInput::Operator(unpack(code)?),
        (None, Some(helm)) => SharedInput::Helm(split(&unpack(helm)?)?, text("release")),
        (None, None) => return Err(LinkError::Empty),
    };
    Ok(Shared { source: text("istio"), kubernetes: text("kubernetes"), input })
}

/// Releases one after the other: four fields and the length of the values, each with a zero byte behind, and the values.
fn join(releases: &[SharedRelease]) -> String {
    let clean = |text: &str| text.replace('\0', "");
    let one = |r: &SharedRelease| {
        let on = if r.on { "1" } else { "0" };
        let fields =
            [clean(&r.name), clean(&r.chart), clean(&r.namespace), on.to_owned(), r.values.len().to_string()];
        fields.join("\0") + "\0" + &r.values
    };
    releases.iter().map(one).collect()
}

fn split(mut text: &str) -> Result<Vec<SharedRelease>, LinkError> {
    let mut releases = Vec::new();
    while !text.is_empty() {
        let mut field = || {
            let (field, rest) = text.split_once('\0').ok_or(LinkError::Broken)?;
            text = rest;
            Ok(field.to_owned())
        };
        let (name, chart, namespace, on) = (field()?, field()?, field()?, field()? == "1");
        let length: usize = field()?.parse().map_err(|_| LinkError::Broken)?;
        let values = text.get(..length).ok_or(LinkError::Broken)?.to_owned();
        text = text.get(length..).unwrap_or_default();
        releases.push(SharedRelease { name, chart, namespace, on, values });
    }
    Ok(releases)
}

/// What a fragment's setting can't hold.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn unescape(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
