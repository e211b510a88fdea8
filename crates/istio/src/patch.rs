//! `components.X.k8s.*` as patches of what the chart rendered (operator/pkg/render/postprocess.go).

use crate::component::{Component, Spec, field};
use crate::error::{Error, ErrorKind, Stage, Warning};
use crate::manifest::Manifest;
use crate::overlay::{self, OverlayFault};
use crate::strategic;
use crate::suggest::{nearest, one_of};
use crate::tree::{self, nest};
use periplus_value::{List, Map, Value, sorting};

/// Which resource a setting patches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// The component's own Deployment or DaemonSet.
    Workload,
    /// Another kind under the same name.
    Kind(&'static str),
}

/// Where the setting goes.
enum Place {
    /// Under these keys.
    At(&'static [&'static str]),
    /// In the main container, under this key.
    Container(&'static str),
}

use Place::{At, Container};
use Target::{Kind, Workload};

const POD: &str = "spec.template.spec";

/// Setting, resource, place; in the order they are applied.
const PATCHES: [(&str, Target, Place); 16] = [
    ("affinity", Workload, At(&["spec", "template", "spec", "affinity"])),
    ("env", Workload, Container("env")),
    ("hpaSpec", Kind("HorizontalPodAutoscaler"), At(&["spec"])),
    ("imagePullPolicy", Workload, Container("imagePullPolicy")),
    ("nodeSelector", Workload, At(&["spec", "template", "spec", "nodeSelector"])),
    ("podAnnotations", Workload, At(&["spec", "template", "metadata", "annotations"])),
    ("podDisruptionBudget", Kind("PodDisruptionBudget"), At(&["spec"])),
    ("priorityClassName", Workload, At(&["spec", "template", "spec", "priorityClassName"])),
    ("readinessProbe", Workload, Container("readinessProbe")),
    ("replicaCount", Workload, At(&["spec", "replicas"])),
    ("resources", Workload, Container("resources")),
    ("securityContext", Workload, At(&["spec", "template", "spec", "securityContext"])),
    ("service", Kind("Service"), At(&["spec"])),
    ("serviceAnnotations", Kind("Service"), At(&["metadata", "annotations"])),
    ("strategy", Workload, At(&["spec", "strategy"])),
    ("tolerations", Workload, At(&["spec", "template", "spec", "tolerations"])),
];

/// Applies patches, then overlays. What an overlay can't do is a warning, as istioctl says nothing at all about it.
pub(crate) fn post_process(
    component: &'static Component,
    spec: &Spec,
    values: Option<&Map>,
    manifests: &mut [Manifest],
) -> Result<Vec<Warning>, Error> {
    if spec.kubernetes.is_none() {
        return Ok(Vec::new());
    }
    let name = resource_name(component, spec, values);
    for (setting, target, place) in &PATCHES {
        let Some(value) = setting_of(component, spec, setting).map_err(fail)? else { continue };
        let kind = match target {
            Workload => component.resource_kind,
            Kind(kind) => kind,
        };
        for manifest in manifests.iter_mut().filter(|m| m.kind == kind && m.name == name) {
            let patch = patch_of(component, place, value.deep_copy());
            apply(manifest, &patch, *setting == "podDisruptionBudget")
                .map_err(|kind| fail(kind).at_path(format!("{}.k8s.{setting}", spec.path)))?;
        }
    }
    overlays(spec, manifests)
}

/// The name of the patched resources: a gateway's own; istiod's with its revision.
fn resource_name(component: &Component, spec: &Spec, values: Option<&Map>) -> String {
    let name = if spec.name.is_empty() { component.resource_name } else { &spec.name };
    let revision = values.map(|v| tree::get_string(v, "revision")).unwrap_or_default();
    if component.is_pilot() && !revision.is_empty() && revision != "default" {
        return format!("{name}-{revision}");
    }
    name.to_owned()
}

fn setting_of(component: &Component, spec: &Spec, setting: &str) -> Result<Option<Value>, ErrorKind> {
    // A gateway's ports went into the chart's values; merging them by port would double them.
    if setting == "service" && component.gateway {
        tree::set(&spec.raw, "k8s.service.ports", List::new(Vec::new()).into()).map_err(ErrorKind::Path)?;
    }
    Ok(tree::get(&spec.raw, &format!("k8s.{setting}")))
}

fn patch_of(component: &Component, place: &Place, value: Value) -> Map {
    match place {
        At(keys) => nest(value, keys),
        Container(key) => {
            let container = Map::from_iter([("name", Value::string(component.container)), (*key, value)]);
            let keys: Vec<&str> = POD.split('.').chain(["containers"]).collect();
            nest(Value::from(vec![Value::Map(container)]), &keys)
        }
    }
}

fn apply(manifest: &mut Manifest, patch: &Map, is_budget: bool) -> Result<(), ErrorKind> {
    let Some(go_struct) = strategic::struct_of(&manifest.api_version, &manifest.kind) else {
        return Err(ErrorKind::UnknownKind {
            api_version: manifest.api_version.clone(),
            kind: manifest.kind.clone(),
        });
    };
    let object = manifest.object().deep_copy();
    strategic::apply(&object, patch, go_struct).map_err(ErrorKind::Patch)?;
    if is_budget {
        one_limit(&object);
    }
    *manifest = Manifest::changed(object)?;
    Ok(())
}

/// A budget may have one limit: the maximum wins.
fn one_limit(object: &Map) {
    if let Some(spec) = object.get_map("spec")
        && spec.contains("maxUnavailable")
        && spec.contains("minAvailable")
    {
        spec.insert("minAvailable", Value::Nil);
    }
}

fn overlays(spec: &Spec, manifests: &mut [Manifest]) -> Result<Vec<Warning>, Error> {
    let mut warnings = Vec::new();
    let given = spec.kubernetes.as_ref().and_then(|k8s| field(k8s, "overlays"));
    let given = given.and_then(|v| v.as_list().cloned()).unwrap_or_default();
    for (at, overlay) in given.iter().enumerate() {
        let Some(overlay) = overlay.as_map() else { continue };
        let text = |name: &str| field(overlay, name).map(|v| tree::text_of(&v)).unwrap_or_default();
        let (kind, name) = (text("kind"), text("name"));
        let patches = field(overlay, "patches").and_then(|v| v.as_list().cloned()).unwrap_or_default();
        let path = format!("{}.k8s.overlays.[{at}]", spec.path);
        let path_of_patch = |patch: usize| format!("{path}.patches.[{patch}].path");
        let mut matched = false;
        for manifest in manifests.iter_mut().filter(|m| m.kind == kind && m.name == name) {
            matched = true;
            let (object, faults) = overlay::apply(&manifest.object(), &patches)
                .map_err(|(patch, kind)| fail(kind).at_path(path_of_patch(patch)))?;
            warnings.extend(faults.into_iter().map(|(patch, fault)| {
                let message = format!("overlay of {kind} {name}: {fault}{}", meant(&fault));
                warning(message, path_of_patch(patch))
            }));
            *manifest =
                Manifest::changed(object).map_err(|kind| fail(kind.in_yaml()).at_path(path.clone()))?;
        }
        if !matched {
            warnings.push(warning(nothing_matched(&kind, &name, manifests), format!("{path}.name")));
        }
    }
    Ok(warnings)
}

fn fail(kind: ErrorKind) -> Error {
    Error::new(Stage::PostProcess, kind)
}

fn warning(message: String, path: String) -> Warning {
    Warning { message, place: Some(crate::Place { path, ..crate::Place::default() }) }
}

/// What an element that wasn't found should have been.
fn meant(fault: &OverlayFault) -> String {
    let OverlayFault::NotFound { element, known, .. } = fault else { return String::new() };
    let near = nearest(element, known).unwrap_or_else(|| one_of(known));
    format!("; {near}")
}

fn nothing_matched(kind: &str, name: &str, manifests: &[Manifest]) -> String {
    let names: Vec<&str> = manifests.iter().filter(|m| m.kind == kind).map(|m| m.name.as_str()).collect();
    let kinds = sorting::distinct(manifests.iter().map(|m| m.kind.as_str()));
    let (given, known) = if names.is_empty() { (kind, kinds) } else { (name, names) };
    let near = nearest(given, &known).unwrap_or_else(|| one_of(&known));
    format!("overlay of {kind} {name}: nothing has this kind and name; {near}")
}
