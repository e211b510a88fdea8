//! What the cluster is said to be able to do: `.Capabilities`.

use crate::Error;

/// A Kubernetes version as `--kube-version` takes it (pkg/chart/common/capabilities.go).
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
    /// Parses a version; the error is Helm's.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Err(Error::KubeVersion { text: text.to_owned(), reason: String::new() })
    }
}

/// `.Capabilities`
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The Kubernetes version.
    pub kube_version: KubeVersion,
    /// API versions beside the built-in ones (`--api-versions`).
    pub api_versions: Vec<String>,
}

impl Default for Capabilities {
    fn default() -> Self {
        let kube_version = KubeVersion {
            version: "v1.35.0".into(),
            normalized: "v1.35.0".into(),
            major: "1".into(),
            minor: "35".into(),
        };
        Self { kube_version, api_versions: Vec::new() }
    }
}
