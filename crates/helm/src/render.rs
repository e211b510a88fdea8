//! The whole way from a chart and values to manifests (pkg/action/install.go, pkg/action/action.go).

use crate::{Capabilities, Chart, Error, Limits, Warning};
use periplus_value::{Map, Str};

/// `.Release`
#[derive(Clone, Debug)]
pub struct Release {
    /// `.Release.Name`
    pub name: String,
    /// `.Release.Namespace`
    pub namespace: String,
    /// `.Release.IsUpgrade`; `.Release.IsInstall` is its opposite.
    pub is_upgrade: bool,
    /// `.Release.Revision`
    pub revision: i64,
    /// `.Release.Service`
    pub service: String,
}

/// What to render a chart with.
#[derive(Clone, Debug)]
pub struct RenderRequest {
    /// The user's values, without the chart's own. Not changed.
    pub values: Map,
    /// `.Release`
    pub release: Release,
    /// `.Capabilities`
    pub capabilities: Capabilities,
    /// Bounds.
    pub limits: Limits,
    /// Whether CRDs of `crds/` go before the manifests.
    pub include_crds: bool,
    /// Whether `values.schema.json` is left alone.
    pub skip_schema_validation: bool,
}

/// A manifest: one YAML document of a chart's output.
#[derive(Clone, Debug)]
pub struct Document {
    /// The chart it comes from: `istiod`, or `top/charts/sub`.
    pub chart: String,
    /// The template: `istiod/templates/deployment.yaml`.
    pub template: String,
    /// `apiVersion`
    pub api_version: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty when not given.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The exact text, without `---` and `# Source:` lines.
    pub text: Str,
}

/// A document with a `helm.sh/hook` annotation.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The document.
    pub document: Document,
    /// `pre-install`, `test`, …
    pub events: Vec<String>,
    /// `helm.sh/hook-weight`
    pub weight: i64,
}

/// What a render gives.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// CRDs (with `include_crds`), then manifests in install order.
    pub documents: Vec<Document>,
    /// Hooks in their order.
    pub hooks: Vec<Hook>,
    /// The chart's `NOTES.txt`.
    pub notes: Str,
    /// Log lines.
    pub warnings: Vec<Warning>,
}

impl Rendered {
    /// The text `helm template` prints.
    pub fn manifest(&self, _with_hooks: bool) -> Vec<u8> {
        Vec::new()
    }
}

/// Renders a chart.
pub fn render(_chart: &Chart, _request: &RenderRequest) -> Result<Rendered, Error> {
    Err(Error::Incomplete)
}
