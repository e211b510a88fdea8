//! Why a value is there: where the user gave it, which setting it stands for, or which default it changes.

use crate::fit::Setting;
use crate::source::{Origin, Source};
use crate::values_text::Known;

/// Kind (none: the workload), field, setting below `k8s` (operator/pkg/render/postprocess.go), setting of istioctl's
/// gateway charts (gateways/istio-ingress/values.yaml).
const SETTINGS: [(&str, &str, &str, &str); 25] = [
    ("", "spec template spec affinity", "affinity", "podAntiAffinityLabelSelector"),
    ("", "spec template spec containers * env", "env", "env"),
    ("HorizontalPodAutoscaler", "spec minReplicas", "hpaSpec", "autoscaleMin"),
    ("HorizontalPodAutoscaler", "spec maxReplicas", "hpaSpec", "autoscaleMax"),
    ("HorizontalPodAutoscaler", "spec", "hpaSpec", "cpu"),
    ("HorizontalPodAutoscaler", "", "", "autoscaleEnabled"),
    ("", "spec template spec containers * imagePullPolicy", "imagePullPolicy", ""),
    ("", "spec template spec nodeSelector", "nodeSelector", "nodeSelector"),
    ("", "spec template metadata annotations", "podAnnotations", "podAnnotations"),
    ("PodDisruptionBudget", "spec", "podDisruptionBudget", ""),
    ("", "spec template spec priorityClassName", "priorityClassName", ""),
    ("", "spec template spec containers * readinessProbe", "readinessProbe", ""),
    ("", "spec replicas", "replicaCount", "replicaCount"),
    ("", "spec template spec containers * resources", "resources", "resources"),
    ("", "spec template spec securityContext", "securityContext", "runAsRoot"),
    ("Service", "spec type", "service", "type"),
    ("Service", "spec ports", "service", "ports"),
    ("Service", "spec", "service", ""),
    ("Service", "metadata annotations", "serviceAnnotations", "serviceAnnotations"),
    ("Service", "", "", "customService"),
    ("ServiceAccount", "metadata annotations", "", "serviceAccount"),
    ("", "spec strategy", "strategy", "rollingMaxSurge"),
    ("", "spec template spec tolerations", "tolerations", "tolerations"),
    ("", "spec template spec volumes", "", "secretVolumes"),
    ("", "spec template spec containers", "", "additionalContainers"),
];

/// Looks up reasons for one release's values.
#[derive(Debug)]
pub(crate) struct Reasons<'a> {
    pub(crate) source: &'a Source,
    /// Keys of the component below `spec`, down to the gateway's place in its list.
    pub(crate) component: Vec<String>,
    /// Values of istioctl's gateway chart, keys below `spec.values`.
    pub(crate) gateway: Option<&'static str>,
    /// Where values of charts that have them at the top stand in an IstioOperator.
    pub(crate) root: Option<&'static str>,
    pub(crate) settings: &'a [Setting],
}

impl Reasons<'_> {
    /// What is known of a value.
    pub(crate) fn known(&self, path: &[&str]) -> Known {
        let given = if self.gateway.is_some() { None } else { self.source.of_value(path, self.root) };
        let setting = self.settings.iter().find(|setting| starts(path, &setting.value));
        let origin = given.or_else(|| setting.and_then(|setting| self.setting(setting)));
        let why = match (&origin, setting) {
            (Some(origin), None) => origin.to_string(),
            (Some(origin), Some(setting)) => format!("{origin}: {}", setting.reason()),
            (None, Some(setting)) => setting.reason(),
            (None, None) => "istioctl's profile has it, the chart's default is another".to_owned(),
        };
        // Comments go with the value the user wrote, not with each line that it became.
        let whole = setting.is_none_or(|setting| setting.value.len() == path.len());
        Known { origin: origin.filter(|_| whole), why: Some(why) }
    }

    /// Where the user gave the setting that a value stands for.
    fn setting(&self, setting: &Setting) -> Option<Origin> {
        let row = SETTINGS.iter().find(|(kind, field, ..)| {
            let of_kind = kind.is_empty() && matches!(setting.kind, "Deployment" | "DaemonSet")
                || *kind == setting.kind;
            of_kind && fits(field, setting.field)
        });
        let (_, _, k8s, own) = row?;
        let spec: Vec<&str> = self.component.iter().map(String::as_str).chain(["k8s", k8s]).collect();
        let in_k8s = self.source.at(&spec).filter(|_| !k8s.is_empty());
        in_k8s.or_else(|| {
            self.source.at(&["spec", "values", "gateways", self.gateway?, own]).filter(|_| !own.is_empty())
        })
    }
}

impl std::fmt::Display for Origin {
    /// `iop.yaml:12 spec.values.pilot.env`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 {
            f.write_str(&self.file)
        } else {
            write!(f, "{}:{} {}", self.file, self.line, self.path)
        }
    }
}

impl Setting {
    /// Why the value has to be there.
    pub fn reason(&self) -> String {
        match self.field {
            "" => format!("decides that there is a {} or none, as with istioctl", self.kind),
            field => format!("sets {} of the {} as istioctl does", field.replace(' ', "."), self.kind),
        }
    }
}

fn starts(path: &[&str], value: &[String]) -> bool {
    path.len() >= value.len() && path.iter().zip(value).all(|(a, b)| a == b)
}

/// Whether a field is the one of a row, or below it.
fn fits(pattern: &str, field: &str) -> bool {
    if pattern.is_empty() || field.is_empty() {
        return pattern.is_empty() && field.is_empty();
    }
    let mut parts = field.split(' ');
    pattern.split(' ').all(|wanted| parts.next().is_some_and(|part| wanted == "*" || part == wanted))
}
