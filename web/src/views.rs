//! What the tabs for MeshConfig, revisions and gateways ask for, and what to type in a terminal for what they show.

use crate::command::line;
use crate::draft::Draft;
use periplus_share::CHARTS;
use periplus_wasm::wire::Job;
use periplus_wasm::wire::views::{Aspect, Form, Gateway, TagMove, View, Way};

/// The revision without a name.
pub const DEFAULT: &str = "default";

impl Draft {
    /// The question about what is worked on; `None` before a source is open.
    pub fn view(&self, aspect: Aspect) -> Option<Job> {
        Some(Job::View(View { input: self.input()?, aspect }))
    }
}

/// The ways to have a gateway, in the order in which they are offered.
pub const WAYS: [(Way, &str, &str); 4] = [
    (
        Way::GatewayApi,
        "Gateway API",
        "A Gateway that istiod makes Deployment and Service of. What to use where its routes have what you need: new features come here first.",
    ),
    (
        Way::Chart,
        "Helm chart",
        "A release of the gateway chart for each gateway. What to use with Helm, Argo CD or Flux.",
    ),
    (
        Way::Operator,
        "IstioOperator",
        "A component beside istiod. What to use when istioctl installs the rest: settings are shared, and all gateways are upgraded with it.",
    ),
    (
        Way::Injected,
        "Own Deployment",
        "Deployment and Service of your own; istiod puts the proxy in when a pod starts. For what no chart can say.",
    ),
];

/// What a way is called.
pub fn title(way: Way) -> &'static str {
    WAYS.iter().find(|(known, ..)| *known == way).map_or("", |(_, title, _)| title)
}

/// The command that installs a gateway's form.
pub fn install(gateway: &Gateway, form: &Form, version: &str) -> String {
    let Gateway { name, namespace, .. } = gateway;
    match form.way {
        Way::Operator => line(&["istioctl", "install", "-f", &form.file]),
        Way::Chart => {
            let words =
                ["helm", "upgrade", "--install", name, "gateway", "--repo", CHARTS, "--version", version];
            line(&[&words[..], &["-n", namespace, "--create-namespace", "-f", &form.file]].concat())
        }
        Way::GatewayApi | Way::Injected => line(&["kubectl", "apply", "-f", &form.file]),
    }
}

/// The command that prints a tag's objects.
pub fn tag(asked: &TagMove, version: &str) -> String {
    let TagMove { tag, to, .. } = asked;
    let words = ["periplus", "tag", "generate", tag, "--revision", to, "--overwrite", "-f", "istio.yaml"];
    line(&[&words[..], &["--istio-version", version]].concat())
}

/// The revision to put beside one, until somebody chooses.
pub fn beside(first: &str) -> &'static str {
    if first.is_empty() || first == DEFAULT { "canary" } else { DEFAULT }
}
