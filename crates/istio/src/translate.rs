//! `istioctl manifest translate` (operator/cmd/mesh/manifest-translate.go), as data; the files are `periplus-migrate`'s.

use crate::component;
use crate::document::{Document, Translated};
use crate::error::Error;
use crate::generate::{Run, document, instance_name};
use crate::manifest::sort_by;
use crate::render::Rendered;
use crate::{OperatorRequest, Pack, tree};
use periplus_value::{Str, Value};

/// What Helm would be given per component, beside what istioctl renders.
pub fn translate(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Translated>, Error> {
    // Upstream's first step is a plain `manifest generate`, without --force.
    let request = OperatorRequest { force: false, keep_going: false, ..request.clone() };
    let run = Run::new(pack, &request)?;
    let mut translated = Vec::new();
    for component in component::components(run.behaviour) {
        let mut instances = Vec::new();
        for spec in run.specs(component)? {
            let part = run.install(component, &spec)?;
            instances.push((spec, part));
        }
        let all = instances.iter().flat_map(|(_, p)| p.objects.iter().map(|o| (p.chart.clone(), o.clone())));
        let istioctl_output = documents(component.name, all.collect(), true);
        for (spec, part) in instances {
            let of_chart = |sorted| {
                let objects = part.from_chart.iter().map(|o| (part.chart.clone(), o.clone()));
                documents(component.name, objects.collect(), sorted)
            };
            let values = tree::get_map(&part.operator, "spec.values");
            let written = values.clone().map_or(Value::Nil, Value::Map);
            let values_text = periplus_yaml::emit(&written).unwrap_or_default();
            translated.push(Translated {
                component: component.name,
                name: instance_name(component, &spec),
                release: component.release,
                namespace: spec.namespace.clone(),
                chart_repository: run.behaviour.chart_repository,
                every_resource_annotated: run.behaviour.annotates_release_namespace,
                values: values.unwrap_or_default(),
                values_text: Str::from(values_text),
                chart_documents: of_chart(false),
                helm_output: of_chart(true),
                istioctl_output: istioctl_output.clone(),
            });
        }
    }
    Ok(translated)
}

fn documents(component: &'static str, mut objects: Vec<(String, Rendered)>, sorted: bool) -> Vec<Document> {
    if sorted {
        sort_by(&mut objects, |(_, rendered)| &rendered.manifest);
    }
    objects.into_iter().map(|(chart, rendered)| document(component, chart, &rendered)).collect()
}
