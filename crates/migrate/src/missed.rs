//! Overlays and settings that have no effect because there is nothing that they could change.

use periplus_istio::{Instance, Warning};
use periplus_value::Value;
use std::fmt;

/// An overlay that istioctl applies to nothing, without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedOverlay {
    /// The component it belongs to.
    pub component: String,
    /// What it names.
    pub kind: String,
    /// What it names.
    pub name: String,
    /// What the resource is called under the revision, if that is the reason.
    pub meant: Option<String>,
}

impl fmt::Display for MissedOverlay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { component, kind, name, meant } = self;
        write!(f, "overlay of {component}: there is no {kind} {name}")?;
        match meant {
            Some(meant) => write!(
                f,
                "; under the revision it is {meant}. istioctl applies nothing, and nor does this plan"
            ),
            None => f.write_str(". istioctl applies nothing, and nor does this plan"),
        }
    }
}

/// The overlays of an instance that nothing matches.
pub(crate) fn missed(instance: &Instance) -> Vec<MissedOverlay> {
    let overlays = Value::Map(instance.settings.clone()).at(&["k8s", "overlays"]);
    let overlays = overlays.and_then(|list| list.as_list().map(|list| list.to_vec())).unwrap_or_default();
    let revision = Value::Map(instance.values.clone()).at(&["revision"]).and_then(|v| crate::data::text(&v));
    let there = |kind: &str, name: &str| {
        let mut all = instance.from_chart.iter().chain(&instance.documents);
        all.any(|document| document.kind == kind && document.name == name)
    };
    let names = overlays.iter().map(|overlay| {
        let text = |key| crate::data::text_at(overlay, key).unwrap_or_default();
        (text("kind"), text("name"))
    });
    let lost = names.filter(|(kind, name)| !there(kind, name));
    lost.map(|(kind, name)| {
        let meant = revision.as_ref().map(|revision| format!("{name}-{revision}"));
        let meant = meant.filter(|meant| there(&kind, meant));
        MissedOverlay { component: instance.name.clone(), kind, name, meant }
    })
    .collect()
}

/// Settings below `k8s`, and the kind of resource that they are for.
const FOR: [(&str, &str); 4] = [
    ("hpaSpec", "HorizontalPodAutoscaler"),
    ("podDisruptionBudget", "PodDisruptionBudget"),
    ("service", "Service"),
    ("serviceAnnotations", "Service"),
];

/// The settings of an instance whose resource istioctl doesn't render.
pub(crate) fn idle(instance: &Instance) -> Vec<Warning> {
    let settings = Value::Map(instance.settings.clone());
    let is_set = |key: &str| match settings.at(&["k8s", key]) {
        None | Some(Value::Nil) => false,
        Some(value) => value.as_map().is_none_or(|map| !map.is_empty()),
    };
    let is_there = |kind: &str| instance.from_chart.iter().any(|document| document.kind == kind);
    let idle = FOR.iter().filter(|(key, kind)| is_set(key) && !is_there(kind));
    let told = idle.map(|(key, kind)| {
        format!(
            "k8s.{key} of {}: istioctl renders no {kind} here, so it has no effect, and none in this plan",
            instance.name
        )
    });
    told.map(|message| Warning { message, place: None }).collect()
}
