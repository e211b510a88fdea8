//! Values by which istioctl decides for all gateways of a kind at once, or for everything, whether there is a resource.
//! Helm's gateways have values of their own for that, so one IstioOperator can't say everything that they can.

use crate::data;
use crate::proof::Pair;
use periplus_istio::diff::Doc;
use periplus_value::Value;

/// A value that decides.
pub(super) struct Switch {
    /// Of which resource.
    kind: &'static str,
    /// Whether it brings the resource where Helm has one; else it leaves it out where Helm has none.
    brings: bool,
    /// Keys below `spec.values`; `*` is the key of the gateways of a kind.
    keys: &'static [&'static str],
    /// What it is set to.
    to: To,
}

/// What a value is set to.
enum To {
    /// A flag.
    Flag(bool),
    /// The number of a field of Helm's resource of a kind, from two on.
    Number(&'static str, &'static [&'static str]),
}

/// manifests/charts/gateways/istio-ingress/templates: poddisruptionbudget.yaml, service.yaml, networkpolicy.yaml
pub(super) static SWITCHES: [Switch; 6] = [
    Switch {
        kind: "PodDisruptionBudget",
        brings: true,
        keys: &["gateways", "*", "autoscaleMin"],
        to: To::Number("HorizontalPodAutoscaler", &["spec", "minReplicas"]),
    },
    Switch {
        kind: "PodDisruptionBudget",
        brings: true,
        keys: &["gateways", "*", "replicaCount"],
        to: To::Number("Deployment", &["spec", "replicas"]),
    },
    Switch {
        kind: "PodDisruptionBudget",
        brings: false,
        keys: &["global", "defaultPodDisruptionBudget", "enabled"],
        to: To::Flag(false),
    },
    Switch { kind: "Service", brings: false, keys: &["gateways", "*", "customService"], to: To::Flag(true) },
    Switch {
        kind: "NetworkPolicy",
        brings: true,
        keys: &["global", "networkPolicy", "enabled"],
        to: To::Flag(true),
    },
    Switch {
        kind: "NetworkPolicy",
        brings: false,
        keys: &["global", "networkPolicy", "enabled"],
        to: To::Flag(false),
    },
];

impl Switch {
    /// The value that this gateway asks for, if it does. `gateways` is the key of its kind.
    pub(super) fn wanted<'k>(
        &self,
        gateways: &'k str,
        pairs: &[Pair],
        helm: &[Doc],
    ) -> Option<(Vec<&'k str>, Value)> {
        let is_one_sided = |pair: &Pair| {
            let missing = if self.brings { &pair.operator } else { &pair.helm };
            missing.is_none() && pair.id().kind == self.kind
        };
        pairs.iter().find(|pair| is_one_sided(pair))?;
        let value = match &self.to {
            To::Flag(flag) => Value::Bool(*flag),
            To::Number(kind, field) => {
                let doc = helm.iter().find(|doc| doc.id().kind == *kind)?;
                let number = data::text(&doc.object().at(field)?)?.parse::<i64>().ok()?;
                Value::int(number.max(2))
            }
        };
        Some((self.path(gateways).collect(), value))
    }

    fn path<'k>(&self, gateways: &'k str) -> impl Iterator<Item = &'k str> + use<'k> {
        self.keys.iter().map(move |key| if *key == "*" { gateways } else { key })
    }
}

/// Why one gateway can't have or lack a resource of a kind for itself.
pub(super) fn reason(kind: &str, brings: bool, gateways: &str) -> Option<String> {
    let switch = SWITCHES.iter().find(|switch| switch.kind == kind && switch.brings == brings)?;
    let path = switch.path(gateways).collect::<Vec<_>>().join(".");
    let whom = if switch.keys.contains(&"*") { "all gateways of its kind" } else { "all components" };
    Some(format!("values.{path} decides for {whom} at once"))
}
