//! One component's chart to objects (operator/pkg/helm/helm.go).

use crate::component::{Component, Spec};
use crate::error::{ErrorKind, Warning};
use crate::installation::HelmRelease;
use crate::manifest::Manifest;
use crate::pack::Split;
use crate::release::Behaviour;
use crate::tree;
use crate::{OperatorRequest, Pack};
use periplus_helm::{Capabilities, KubeVersion, RenderRequest, render_files};
use periplus_value::{Map, Str, Value, sorting};
use std::rc::Rc;

/// An object and the template it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    pub(crate) manifest: Manifest,
    pub(crate) template: Rc<str>,
}

/// What a chart gives, in the order of its templates.
pub(crate) struct ChartOutput {
    /// The chart's own name.
    pub(crate) chart: String,
    pub(crate) objects: Vec<Rendered>,
    pub(crate) warnings: Vec<Warning>,
}

/// Renders a component's chart with `spec.values` of an IstioOperator.
pub(crate) fn render(
    pack: &Pack,
    request: &OperatorRequest,
    behaviour: &Behaviour,
    component: &Component,
    spec: &Spec,
    operator: &Map,
) -> Result<ChartOutput, ErrorKind> {
    let release = HelmRelease {
        component: component.name,
        name: "istio".to_owned(),
        namespace: spec.namespace.clone(),
        chart: component.chart,
        values: tree::get_map(operator, "spec.values").unwrap_or_default(),
        skip_schema_validation: false,
    };
    render_release(pack, request, behaviour, &release, Split::Istioctl)
}

/// Renders a chart of the pack under a release's name.
pub(crate) fn render_release(
    pack: &Pack,
    request: &OperatorRequest,
    behaviour: &Behaviour,
    release: &HelmRelease,
    split: Split,
) -> Result<ChartOutput, ErrorKind> {
    let chart = pack.chart(release.chart)?;
    let rendered = render_files(&chart, &chart_request(request, behaviour, release)?)
        .map_err(|error| ErrorKind::Helm { error, helm4: behaviour.helm4 })?;
    let name = chart.metadata().name.clone();
    let mut objects = Vec::new();
    let mut add = |path: &Str, text: &Str| -> Result<(), ErrorKind> {
        let template: Rc<str> = path.to_str_lossy().into();
        let found = pack.objects(text, split, &rendered.written).map_err(ErrorKind::Manifest)?;
        let new =
            found.iter().map(|manifest| Rendered { manifest: manifest.clone(), template: template.clone() });
        objects.extend(new);
        Ok(())
    };
    for (path, text) in rendered.files.iter().filter(|(path, _)| !path.as_bytes().ends_with(b".txt")) {
        add(path, text)?;
    }
    if keeps_crds(&name, &release.values) {
        let mut crds = rendered.crds;
        sorting::sort_by(&mut crds, |a, b| a.0.cmp(&b.0));
        crds.iter().try_for_each(|(path, text)| add(path, text))?;
    }
    Ok(ChartOutput { chart: name, objects, warnings: warnings(&rendered.notes) })
}

fn chart_request(
    request: &OperatorRequest,
    behaviour: &Behaviour,
    release: &HelmRelease,
) -> Result<RenderRequest, ErrorKind> {
    let supported = format!("1.{}.0", behaviour.kubernetes);
    let version = request.cluster.kube_version.as_deref().unwrap_or(&supported);
    let kube_version = KubeVersion::parse(version).map_err(ErrorKind::KubeVersion)?;
    let HelmRelease { name, namespace, values, .. } = release.clone();
    let mut asked = RenderRequest::new(name, namespace, values);
    asked.release.revision = 0;
    Ok(RenderRequest {
        capabilities: Capabilities { kube_version, ..asked.capabilities },
        limits: request.limits.clone(),
        host: request.host.clone(),
        include_crds: true,
        skip_schema_validation: release.skip_schema_validation,
        ..asked
    })
}

/// `base.enableIstioConfigCRDs: false` leaves out what is in the base chart's `crds/`.
fn keeps_crds(chart: &str, values: &Map) -> bool {
    chart != "base"
        || tree::get(values, "base.enableIstioConfigCRDs").as_ref().and_then(Value::as_bool) != Some(false)
}

/// Lines of the notes that warn.
fn warnings(notes: &Str) -> Vec<Warning> {
    let notes = notes.to_str_lossy();
    let lines = notes.split('\n').filter_map(|line| line.strip_prefix("WARNING: "));
    lines.map(|line| Warning { message: line.to_owned(), place: None }).collect()
}
