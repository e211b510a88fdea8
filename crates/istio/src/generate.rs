//! `istioctl manifest generate` (operator/pkg/render/manifest.go).

use crate::component::{self, Component, Spec};
use crate::document::{Component as ComponentOutput, Document, Generated};
use crate::error::{Error, ErrorKind, Stage, Warning};
use crate::manifest::{self, Manifest};
use crate::merge::{add_unvalidated, merge_inputs};
use crate::patch::post_process;
use crate::release::{self, Behaviour};
use crate::render::{ChartOutput, Rendered, render};
use crate::values::component_values;
use crate::{OperatorRequest, Pack, tree, validate};
use periplus_value::Map;

/// Renders the whole installation.
pub fn generate(pack: &Pack, request: &OperatorRequest) -> Result<Generated, Error> {
    let run = Run::new(pack, request)?;
    let mut out =
        Generated { warnings: run.warnings.clone(), merged: run.merged.clone(), ..Generated::default() };
    let mut documents = Vec::new();
    for component in component::components(run.behaviour) {
        let specs = match run.specs(component) {
            Err(error) if request.keep_going => {
                out.components.push(failed(component, &Spec::default(), error));
                continue;
            }
            specs => specs?,
        };
        for spec in &specs {
            match run.install(component, spec) {
                Ok(part) => {
                    out.components.push(described(component, spec, &part.operator));
                    out.warnings.extend(part.warnings);
                    documents
                        .extend(part.objects.into_iter().map(|o| (component.name, part.chart.clone(), o)));
                }
                Err(error) if request.keep_going => out.components.push(failed(component, spec, error)),
                Err(error) => return Err(error),
            }
        }
    }
    manifest::sort_by(&mut documents, |(_, _, rendered)| &rendered.manifest);
    out.documents =
        documents.into_iter().map(|(name, chart, rendered)| document(name, chart, &rendered)).collect();
    Ok(out)
}

/// What an input comes to before anything is rendered.
pub(crate) struct Run<'a> {
    pack: &'a Pack,
    request: &'a OperatorRequest,
    pub(crate) behaviour: &'static Behaviour,
    pub(crate) merged: Map,
    pub(crate) warnings: Vec<Warning>,
}

/// A rendered component.
pub(crate) struct Part {
    pub(crate) chart: String,
    /// What the chart gave.
    pub(crate) from_chart: Vec<Rendered>,
    /// The same after patches and overlays.
    pub(crate) objects: Vec<Rendered>,
    /// The IstioOperator with the component's values.
    pub(crate) operator: Map,
    pub(crate) warnings: Vec<Warning>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(pack: &'a Pack, request: &'a OperatorRequest) -> Result<Self, Error> {
        let behaviour = release::behaviour(pack.version());
        let merged =
            merge_inputs(pack, request, behaviour).map_err(|error| validate::located(error, request))?;
        let checked = validate::validate(&merged, pack.version())?;
        let mut warnings = checked.warnings;
        if !checked.faults.is_empty() {
            let error = validate::error(checked.faults, request, &merged, pack.version());
            if !request.force {
                return Err(error);
            }
            let place = error.place.clone();
            warnings.push(Warning {
                message: format!("spec invalid; continuing because of --force: {error}"),
                place,
            });
        }
        add_unvalidated(&merged)?;
        Ok(Self { pack, request, behaviour, merged, warnings })
    }

    pub(crate) fn specs(&self, component: &'static Component) -> Result<Vec<Spec>, Error> {
        component::specs(component, &self.merged, self.behaviour)
            .map_err(|error| validate::located(error, self.request))
    }

    /// Renders one component, then patches it.
    pub(crate) fn install(&self, component: &'static Component, spec: &Spec) -> Result<Part, Error> {
        let at = |stage: Stage| move |kind: ErrorKind| Error::new(stage, kind).of_component(component.name);
        let operator =
            component_values(component, spec, &self.merged, self.behaviour).map_err(at(Stage::Component))?;
        let output = render(self.pack, self.request, self.behaviour, component, spec, &operator);
        let output = output.map_err(at(Stage::Render)).map_err(|error| missing_chart(error, self.pack));
        let ChartOutput { chart, objects, mut warnings } = output?;
        let mut manifests: Vec<Manifest> = objects.iter().map(|o| o.manifest.clone()).collect();
        let values = tree::get_map(&operator, "spec.values");
        let patched = post_process(component, spec, values.as_ref(), &mut manifests);
        warnings.extend(patched.map_err(at(Stage::PostProcess))?);
        let templates = objects.iter().map(|o| o.template.clone());
        let finished = manifests.into_iter().zip(templates);
        let finished = finished.map(|(manifest, template)| Rendered { manifest, template }).collect();
        Ok(Part { chart, from_chart: objects, objects: finished, operator, warnings })
    }
}

/// Says what a pack lacks, and where it is.
fn missing_chart(error: Error, pack: &Pack) -> Error {
    let ErrorKind::MissingChart { chart } = error.kind else { return error };
    let version = pack.version();
    error
        .with_help(format!("the pack has no charts/{chart}, which the published Helm charts leave out"))
        .with_help(format!("the release download has it: periplus pack pull {version} --force"))
}

/// How files and messages call an instance.
pub(crate) fn instance_name(component: &Component, spec: &Spec) -> String {
    if spec.name.is_empty() { component.spec.to_owned() } else { spec.name.clone() }
}

fn described(component: &'static Component, spec: &Spec, operator: &Map) -> ComponentOutput {
    ComponentOutput {
        component: component.name,
        name: instance_name(component, spec),
        chart: component.chart,
        namespace: spec.namespace.clone(),
        values: tree::get_map(operator, "spec.values").unwrap_or_default(),
        error: None,
    }
}

fn failed(component: &'static Component, spec: &Spec, error: Error) -> ComponentOutput {
    ComponentOutput { error: Some(error), ..described(component, spec, &Map::new()) }
}

pub(crate) fn document(component: &'static str, chart: String, rendered: &Rendered) -> Document {
    let manifest = &rendered.manifest;
    Document {
        component,
        chart,
        template: rendered.template.to_string(),
        api_version: manifest.api_version.clone(),
        kind: manifest.kind.clone(),
        namespace: manifest.namespace.clone(),
        name: manifest.name.clone(),
        text: manifest.text(),
    }
}
