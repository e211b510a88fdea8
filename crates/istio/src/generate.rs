//! `istioctl manifest generate` (operator/pkg/render/manifest.go).

use crate::component::{self, Component, Spec};
use crate::document::{Component as ComponentOutput, Document, Generated};
use crate::error::{Error, ErrorKind, Place, Stage, Warning};
use crate::manifest::{self, Manifest};
use crate::merge::{self, add_unvalidated, merge_inputs};
use crate::patch::post_process;
use crate::place::{located, located_warning, place_of};
use crate::release::{self, Behaviour};
use crate::render::{ChartOutput, Rendered, render};
use crate::validate::Fault;
use crate::values::component_values;
use crate::{OperatorRequest, Pack, leftovers, suggest, tree, validate};
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

/// What an input has to say before anything is rendered: why it can't be, or else its warnings.
pub fn check(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Warning>, Error> {
    Ok(Run::new(pack, request)?.warnings)
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
        let merged = merge_inputs(pack, request, behaviour).map_err(|error| helped(error, request))?;
        let checked = validate::validate(&merged, pack.version()).map_err(|error| helped(error, request))?;
        let mut warnings = leftovers::warnings(request);
        warnings.extend(merge::warnings(request, &merged, behaviour));
        warnings.extend(checked.warnings);
        if !checked.faults.is_empty() {
            let error = invalid(checked.faults, request, pack.version());
            if !request.force {
                return Err(error);
            }
            let place = error.place.clone();
            warnings.push(Warning {
                message: format!("spec invalid; continuing because of --force: {error}"),
                place,
            });
        }
        add_unvalidated(&merged).map_err(|error| helped(error, request))?;
        let warnings = warnings.into_iter().map(|warning| located_warning(warning, request)).collect();
        Ok(Self { pack, request, behaviour, merged, warnings })
    }

    pub(crate) fn specs(&self, component: &'static Component) -> Result<Vec<Spec>, Error> {
        component::specs(component, &self.merged, self.behaviour).map_err(|error| helped(error, self.request))
    }

    /// Renders one component, then patches it.
    pub(crate) fn install(&self, component: &'static Component, spec: &Spec) -> Result<Part, Error> {
        self.rendered(component, spec).map_err(|error| helped(error, self.request))
    }

    fn rendered(&self, component: &'static Component, spec: &Spec) -> Result<Part, Error> {
        let at = |stage: Stage| move |kind: ErrorKind| Error::new(stage, kind).of_component(component.name);
        let operator =
            component_values(component, spec, &self.merged, self.behaviour).map_err(at(Stage::Component))?;
        let output = render(self.pack, self.request, self.behaviour, component, spec, &operator);
        let ChartOutput { chart, objects, mut warnings } = output.map_err(at(Stage::Render))?;
        let mut manifests: Vec<Manifest> = objects.iter().map(|o| o.manifest.clone()).collect();
        let values = tree::get_map(&operator, "spec.values");
        let patched = post_process(component, spec, values.as_ref(), &mut manifests)
            .map_err(|error| Error { component: Some(component.name), ..error })?;
        warnings.extend(patched.into_iter().map(|warning| located_warning(warning, self.request)));
        let templates = objects.iter().map(|o| o.template.clone());
        let finished = manifests.into_iter().zip(templates);
        let finished = finished.map(|(manifest, template)| Rendered { manifest, template }).collect();
        Ok(Part { chart, from_chart: objects, objects: finished, operator, warnings })
    }
}

/// An error with its place and what to do about it.
fn helped(error: Error, request: &OperatorRequest) -> Error {
    let help = suggest::for_kind(&error.kind);
    let help: Vec<String> = if error.help.is_empty() { help } else { Vec::new() };
    located(error.with_helps(help), request)
}

/// All faults as one error, with the place of the first and, in the help, those of the others.
fn invalid(faults: Vec<Fault>, request: &OperatorRequest, version: &str) -> Error {
    let mut places: Vec<Place> = faults.iter().map(|fault| place_of(&fault.path(), request)).collect();
    let mut help = Vec::new();
    for (at, (fault, place)) in faults.iter().zip(&places).enumerate() {
        if at > 0 && !places[..at].contains(place) {
            help.push(format!("also {place}"));
        }
        help.extend(suggest::for_fault(fault, version, &place.file));
    }
    let place = (!places.is_empty()).then(|| places.swap_remove(0));
    Error { place, ..Error::new(Stage::Validate, ErrorKind::Invalid(faults)) }.with_helps(help)
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
