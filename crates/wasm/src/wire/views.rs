//! The views of an input (MeshConfig, ProxyConfig, revisions, tags, gateways) as they cross the border.

use super::{HunkLine, Input};
use serde::{Deserialize, Serialize};

/// A question about an input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// The input.
    pub input: Input,
    /// What to say about it.
    pub aspect: Aspect,
}

/// What to say about an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Aspect {
    /// Its MeshConfig: answered with [`Viewed::Mesh`].
    Mesh,
    /// What a pod's proxy is configured with: answered with [`Viewed::Proxy`].
    Proxy(Pod),
    /// Itself and the same input as this revision, `default` for the one without a name: [`Viewed::Revisions`].
    Revisions(String),
    /// What a tag comes to: answered with [`Viewed::Tag`].
    Tag(TagMove),
    /// Its gateways: answered with [`Viewed::Gateways`].
    Gateways,
}

/// A pod, and what is configured beside MeshConfig.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pod {
    /// Its namespace.
    pub namespace: String,
    /// Its labels: `app=web,version=v1`.
    pub labels: String,
    /// The text of its annotation `proxy.istio.io/config`, empty for none.
    pub annotation: String,
    /// `ProxyConfig` resources: YAML, empty for none.
    pub resources: String,
}

/// A tag that is moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagMove {
    /// The tag.
    pub tag: String,
    /// The revision that it points to.
    pub from: String,
    /// The revision that it will point to.
    pub to: String,
}

/// The answers to [`Aspect`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Viewed {
    /// One for each ConfigMap; none without istiod.
    Mesh(Vec<MeshConfig>),
    /// The merged ProxyConfig.
    Proxy(ProxyConfig),
    /// Two revisions.
    Revisions(Revisions),
    /// A tag.
    Tag(Tag),
    /// Each in four ways.
    Gateways(Vec<Gateway>),
}

/// Where something was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetBy {
    /// In words: `profile demo`; of the text in the editor nothing.
    pub words: String,
    /// The file of the pack, `profiles/demo.yaml:14`; empty for the user's own.
    pub file: String,
    /// In the text of the editor, from 1; 0 for anywhere else.
    pub line: u32,
    /// From 1, in UTF-16 units.
    pub column: u32,
    /// The Helm release whose values hold the line; empty for an IstioOperator.
    pub release: String,
}

/// The MeshConfig of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshConfig {
    /// The revision, `default` for the one without a name.
    pub revision: String,
    /// The ConfigMap: `NAMESPACE/NAME`.
    pub config_map: String,
    /// All fields.
    pub settings: Vec<Setting>,
}

/// A field and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Keys joined by dots.
    pub path: String,
    /// As YAML.
    pub value: String,
    /// Where it was set.
    pub set_by: SetBy,
    /// The value that the template makes it of; empty for a field that is written as it is.
    pub made_of: String,
    /// It is set nowhere: istiod takes this.
    pub assumed: bool,
    /// Of a ProxyConfig: the field of a `ProxyConfig` resource for it; empty: there is none.
    pub resource_field: String,
}

/// What a proxy is configured with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyConfig {
    /// The revision whose MeshConfig it starts from; empty when there is none.
    pub revision: String,
    /// All fields.
    pub settings: Vec<Setting>,
    /// What was given beside MeshConfig, the strongest last.
    pub inputs: Vec<ProxyInput>,
}

/// An annotation or a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyInput {
    /// What it is called.
    pub name: String,
    /// Whether it applies.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Fields that a resource has no place for.
    pub lost: Vec<String>,
}

/// Two revisions side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Revisions {
    /// The input's.
    pub first: String,
    /// The other.
    pub second: String,
    /// What they install.
    pub resources: Vec<Shared>,
    /// The webhooks when the second is installed beside the first.
    pub webhooks: Vec<Webhook>,
    /// Who serves what then.
    pub serves: Vec<Served>,
}

/// Whose a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Each revision has its own.
    Revision,
    /// Both write the same.
    Shared,
    /// Both write it, the last one wins.
    LastWins,
}

/// A resource of two revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shared {
    /// Whose it is.
    pub scope: Scope,
    /// `kind`
    pub kind: String,
    /// Empty for those of the whole cluster.
    pub namespace: String,
    /// Its name in the first; empty: it has none.
    pub first: String,
    /// Its name in the second.
    pub second: String,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// `CONFIGURATION/WEBHOOK`
    pub name: String,
    /// The revision.
    pub revision: String,
    /// The tag that it belongs to; empty for a revision's own.
    pub tag: String,
    /// Who answers.
    pub server: String,
    /// The namespaces that it is for, as `kubectl -l` writes it; empty for all.
    pub namespaces: String,
    /// The objects that it is for.
    pub objects: String,
}

/// What carries labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// A namespace, and with it its pods.
    Namespace,
    /// A pod, in a namespace that says nothing.
    Pod,
    /// A configuration.
    Configuration,
}

/// Who serves pods or configurations with certain labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Served {
    /// What carries the labels.
    pub subject: Subject,
    /// It names no revision: whoever serves it is the default.
    pub default: bool,
    /// The labels, in words.
    pub labels: String,
    /// Who, and by which webhook; nobody, or several that both act, is worth a look.
    pub servers: Vec<(String, String)>,
}

/// What a tag comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// What `istioctl tag generate` prints for the new revision.
    pub manifest: String,
    /// What the move changes: object, field, before, after.
    pub changes: Vec<[String; 4]>,
    /// Whose pods get their sidecar from the other istiod: selectors of namespaces and of pods.
    pub affected: Vec<(String, String)>,
    /// Labels that other webhooks serve as well: such pods get two sidecars.
    pub conflicts: Vec<String>,
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Out of the mesh, not into it.
    pub is_egress: bool,
    /// `Deployment` or `DaemonSet`.
    pub workload: String,
    /// `LoadBalancer` …; empty without a Service.
    pub service_type: String,
    /// `80 → 8080 http2`
    pub ports: Vec<String>,
    /// How many, in words.
    pub replicas: String,
    /// What asks for it; `None`: nothing is said about gateways.
    pub set_by: Option<SetBy>,
    /// The way that the input has it.
    pub now: Way,
    /// In four ways.
    pub forms: Vec<Form>,
}

/// A way to have a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// A component of an IstioOperator.
    Operator,
    /// A Helm release of the `gateway` chart.
    Chart,
    /// A Gateway API resource that istiod makes the workload of.
    GatewayApi,
    /// A workload of one's own, with the proxy injected.
    Injected,
}

/// A gateway in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// The way.
    pub way: Way,
    /// The file's name.
    pub file: String,
    /// YAML.
    pub text: String,
    /// What is not the same this way.
    pub notes: Vec<String>,
    /// As the cluster runs it.
    pub running: Running,
}

/// A gateway as the cluster runs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Running {
    /// istiod's templates that were applied; none: nothing is added.
    pub templates: Vec<String>,
    /// What is to be known.
    pub notes: Vec<String>,
    /// Kind and name of each object, and its lines: those that istiod adds, and those it takes the place of.
    pub objects: Vec<(String, Vec<HunkLine>)>,
}
