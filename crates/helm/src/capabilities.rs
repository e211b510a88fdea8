//! What the cluster is said to be able to do: `.Capabilities` (pkg/chart/common/capabilities.go).

use crate::Error;
use crate::text::quote;

/// The API versions of Helm 4.1.4's client libraries (Kubernetes 1.35), in the order in which they are listed.
const API_VERSIONS: &str = include_str!("api_versions.txt");

/// A Kubernetes version as `--kube-version` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// As given, with a leading `v`: `v1.33.4-gke.1245000`.
    pub version: String,
    /// Without suffixes, for constraints: `v1.33.4`.
    pub normalized: String,
    /// `1`
    pub major: String,
    /// `33`
    pub minor: String,
}

impl KubeVersion {
    /// Parses a version: two or more numbers joined by dots, and whatever follows (apimachinery `ParseGeneric`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fail = |reason| Error::KubeVersion(text.to_owned(), reason);
        let components = components(text).map_err(fail)?;
        let numbers: Vec<String> = components.iter().map(u64::to_string).collect();
        Ok(Self {
            version: if text.starts_with('v') { text.to_owned() } else { format!("v{text}") },
            normalized: format!("v{}", numbers.join(".")),
            major: numbers[0].clone(),
            minor: numbers[1].clone(),
        })
    }
}

/// The numbers of a version, at least two.
fn components(text: &str) -> Result<Vec<u64>, String> {
    let rest = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
    let rest = rest.strip_prefix('v').unwrap_or(rest);
    let mut end = 0;
    for (i, part) in rest.split('.').enumerate() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            break;
        }
        end += digits + usize::from(i > 0);
        if digits < part.len() {
            break;
        }
    }
    if end == 0 {
        return Err(format!("could not parse {} as version", quote(text)));
    }
    let parts: Vec<&str> = rest[..end].split('.').collect();
    if parts.len() < 2 {
        return Err(format!("illegal version string {}", quote(text)));
    }
    if parts[0].starts_with('0') && parts[0] != "0" {
        let (part, text) = (quote(parts[0]), quote(text));
        return Err(format!("illegal zero-prefixed version component {part} in {text}"));
    }
    let number = |part: &&str| {
        part.parse().map_err(|_| {
            let (part, text) = (quote(part), quote(text));
            let reason = format!("strconv.ParseUint: parsing {part}: value out of range");
            format!("illegal non-numeric version component {part} in {text}: {reason}")
        })
    };
    parts.iter().map(number).collect()
}

/// `.Capabilities`
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The Kubernetes version.
    pub kube_version: KubeVersion,
    /// API versions beside the built-in ones (`--api-versions`).
    pub api_versions: Vec<String>,
}

impl Capabilities {
    /// The built-in API versions and those added.
    pub(crate) fn all_api_versions(&self) -> impl Iterator<Item = &str> {
        API_VERSIONS.lines().chain(self.api_versions.iter().map(String::as_str))
    }
}

impl Default for Capabilities {
    fn default() -> Self {
        let kube_version = KubeVersion {
            version: "v1.35.0".to_owned(),
            normalized: "v1.35.0".to_owned(),
            major: "1".to_owned(),
            minor: "35".to_owned(),
        };
        Self { kube_version, api_versions: Vec::new() }
    }
}
