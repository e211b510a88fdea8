//! An installation in parts: what each component's chart is given and gives, what istioctl makes of it; and the same
//! charts as Helm releases.

use crate::component;
use crate::document::Document;
use crate::error::{Error, Stage, Warning};
use crate::generate::{Run, document, instance_name};
use crate::pack::Split;
use crate::render::{Rendered, render_release};
use crate::{OperatorRequest, Pack, release, tree};
use periplus_value::Map;

/// One component; of gateways, one gateway.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The component (`Pilot`).
    pub component: &'static str,
    /// A gateway's name, else the key under `spec.components`.
    pub name: String,
    /// Whether it is one of a list of gateways.
    pub gateway: bool,
    /// Folder of the chart under `charts/`.
    pub chart: &'static str,
    /// The chart's name in Istio's chart repository; `None`: there is none.
    pub release: Option<&'static str>,
    /// The namespace it is rendered for.
    pub namespace: String,
    /// The values that the chart is given.
    pub values: Map,
    /// What the IstioOperator says under `spec.components` about it.
    pub settings: Map,
    /// The chart's documents, before patches and overlays.
    pub from_chart: Vec<Document>,
    /// The same, after them.
    pub documents: Vec<Document>,
}

/// The result of [`installation`].
#[derive(Clone, Debug)]
pub struct Installation {
    /// In the order in which istioctl renders them.
    pub instances: Vec<Instance>,
    /// The merged IstioOperator.
    pub merged: Map,
    /// What istioctl, or a chart's notes, warn about; patches that have no effect among them.
    pub warnings: Vec<Warning>,
    /// Where the release's charts are, without `oci://` and `/charts/…`.
    pub chart_repository: &'static str,
}

/// What `manifest generate` renders, instance by instance.
pub fn installation(pack: &Pack, request: &OperatorRequest) -> Result<Installation, Error> {
    let run = Run::new(pack, request)?;
    let mut instances = Vec::new();
    let mut warnings = run.warnings.clone();
    for component in component::components(run.behaviour) {
        for spec in run.specs(component)? {
            let part = run.install(component, &spec)?;
            let documents = |objects: &[Rendered]| {
                objects.iter().map(|o| document(component.name, part.chart.clone(), o)).collect()
            };
            instances.push(Instance {
                component: component.name,
                name: instance_name(component, &spec),
                gateway: component.gateway,
                chart: component.chart,
                release: component.release,
                namespace: spec.namespace.clone(),
                values: tree::get_map(&part.operator, "spec.values").unwrap_or_default(),
                settings: spec.raw.clone(),
                from_chart: documents(&part.from_chart),
                documents: documents(&part.objects),
            });
            warnings.extend(part.warnings);
        }
    }
    let chart_repository = run.behaviour.chart_repository;
    Ok(Installation { instances, merged: run.merged.clone(), warnings, chart_repository })
}

/// A Helm release of one of a pack's charts.
#[derive(Clone, Debug)]
pub struct HelmRelease {
    /// The component its documents are said to belong to.
    pub component: &'static str,
    /// The release's name.
    pub name: String,
    /// The release's namespace.
    pub namespace: String,
    /// Folder of the chart under `charts/`.
    pub chart: &'static str,
    /// The user's values.
    pub values: Map,
    /// Whether the chart's schema isn't asked (`helm --skip-schema-validation`).
    pub skip_schema_validation: bool,
}

/// What `helm install` would create, on the cluster that the request assumes, in the order of the chart's templates.
pub fn release_documents(
    pack: &Pack,
    request: &OperatorRequest,
    helm: &HelmRelease,
) -> Result<Vec<Document>, Error> {
    let behaviour = release::behaviour(pack.version());
    let output = render_release(pack, request, behaviour, helm, Split::Helm)
        .map_err(|kind| Error::new(Stage::Render, kind).of_component(helm.component))?;
    Ok(output.objects.iter().map(|o| document(helm.component, output.chart.clone(), o)).collect())
}
