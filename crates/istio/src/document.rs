//! What comes out: documents, and per component the values its chart saw.

use crate::{Error, Warning};
use periplus_value::{Map, Str};

/// One manifest, re-marshalled with sorted keys.
#[derive(Clone, Debug)]
pub struct Document {
    /// The component (`Base`, `Pilot`, `IngressGateways`, `EgressGateways`, `Cni`, `Ztunnel`).
    pub component: &'static str,
    /// The chart's name (`istiod`).
    pub chart: String,
    /// The template or CRD file within the chart (`istiod/templates/deployment.yaml`).
    pub template: String,
    /// `apiVersion`
    pub api_version: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty when not given.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The YAML text with its final newline; istioctl prints `\n---\n` after it.
    pub text: Str,
}

/// One component (of gateways: one instance) that was rendered, or failed.
#[derive(Clone, Debug)]
pub struct Component {
    /// The component (`Pilot`).
    pub component: &'static str,
    /// The instance: a gateway's name, else the key under `spec.components`.
    pub name: String,
    /// Folder of the chart under `charts/`.
    pub chart: &'static str,
    /// The namespace it is rendered for.
    pub namespace: String,
    /// The values that the chart is given (`spec.values`).
    pub values: Map,
    /// Why it has no documents; only with `keep_going`.
    pub error: Option<Error>,
}

/// The result of [`crate::generate`].
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// All documents in the order istioctl prints them.
    pub documents: Vec<Document>,
    /// The components, in order.
    pub components: Vec<Component>,
    /// What istioctl, or a chart's notes, warn about.
    pub warnings: Vec<Warning>,
    /// The merged IstioOperator.
    pub merged: Map,
}

impl Generated {
    /// What `istioctl manifest generate` prints.
    pub fn manifest(&self) -> Vec<u8> {
        self.pieces().concat()
    }

    /// The same, in pieces: none of it is copied.
    pub fn pieces(&self) -> Vec<&[u8]> {
        self.documents.iter().flat_map(|document| [document.text.as_bytes(), b"\n---\n"]).collect()
    }
}

/// One component as `istioctl manifest translate` sees it: what Helm would be given, and what the two programs render.
#[derive(Clone, Debug)]
pub struct Translated {
    /// The component (`Pilot`).
    pub component: &'static str,
    /// A gateway's name, else the key under `spec.components`: names files and the Helm release.
    pub name: String,
    /// The chart's name in Istio's chart repository; `None`: there is none, migration is refused.
    pub release: Option<&'static str>,
    /// The namespace.
    pub namespace: String,
    /// Where the release's charts are, without `oci://` and `/charts/…`.
    pub chart_repository: &'static str,
    /// Whether Helm's namespace goes onto every resource, or (before 1.26) its own onto namespaced ones.
    pub every_resource_annotated: bool,
    /// The values for Helm.
    pub values: Map,
    /// The same as YAML text.
    pub values_text: Str,
    /// The chart's documents in the order of its templates, before patches and overlays.
    pub chart_documents: Vec<Document>,
    /// The chart's documents in printing order.
    pub helm_output: Vec<Document>,
    /// All of istioctl's documents of this component (every gateway's, for gateways), in printing order.
    pub istioctl_output: Vec<Document>,
}
