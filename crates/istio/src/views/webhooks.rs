//! Webhooks of an input, and who serves what: which webhook injects a pod, which validates a configuration, by the
//! labels of each.

use super::mesh::revision_of;
use super::selector::{self, Labels};
use crate::{Document, text, tree};
use periplus_value::{Map, Value};
use serde::Serialize;

/// One webhook of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// `MutatingWebhookConfiguration` or `ValidatingWebhookConfiguration`.
    pub kind: String,
    /// The configuration's name.
    pub configuration: String,
    /// The webhook's name within it.
    pub name: String,
    /// The revision that its label names, `default` for the one without a name.
    pub revision: String,
    /// The tag that it belongs to; empty for a revision's own.
    pub tag: String,
    /// Who answers: `NAMESPACE/SERVICE:PORT/PATH`, or a URL.
    pub server: String,
    /// The namespaces that it is for, as `kubectl -l` writes selectors; empty for all.
    pub namespaces: String,
    /// The objects that it is for.
    pub objects: String,
}

/// What carries the labels of a [`Situation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A namespace, and with it its pods.
    Namespace,
    /// A pod, in a namespace that says nothing.
    Pod,
    /// A configuration.
    Configuration,
}

/// A pod or a configuration with certain labels, and the webhooks that are called for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Situation {
    /// `injection` or `validation`.
    pub what: &'static str,
    /// What carries the labels.
    pub subject: Subject,
    /// It asks for Istio and names no revision: whoever serves it is the default.
    pub default: bool,
    /// The labels, in words.
    pub labels: String,
    /// Who serves it; nobody, or several that both act, is worth a look.
    pub servers: Vec<Server>,
}

/// Who serves a situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Server {
    /// `CONFIGURATION/WEBHOOK`
    pub webhook: String,
    /// Who answers.
    pub server: String,
}

/// A webhook with its selectors.
pub(super) struct Hook {
    pub(super) webhook: Webhook,
    namespaces: Option<Map>,
    objects: Option<Map>,
}

const MUTATING: &str = "MutatingWebhookConfiguration";
const VALIDATING: &str = "ValidatingWebhookConfiguration";

/// All webhooks in the order they are printed in.
pub fn webhooks(documents: &[Document]) -> Vec<Webhook> {
    hooks(documents.iter().filter_map(|d| text::yaml_map(d.text.as_bytes())))
        .into_iter()
        .map(|h| h.webhook)
        .collect()
}

/// Who serves pods and configurations of common labels. `names` are the revisions and tags that namespaces may name.
pub fn situations(documents: &[Document], names: &[String]) -> Vec<Situation> {
    of_hooks(&hooks(documents.iter().filter_map(|d| text::yaml_map(d.text.as_bytes()))), names)
}

pub(super) fn hooks(objects: impl Iterator<Item = Map>) -> Vec<Hook> {
    objects.flat_map(|object| of_configuration(&object)).collect()
}

fn of_configuration(object: &Map) -> Vec<Hook> {
    let kind = tree::get_string(object, "kind");
    if kind != MUTATING && kind != VALIDATING {
        return Vec::new();
    }
    let labels = tree::get_map(object, "metadata.labels").unwrap_or_default();
    let tag = labels.get("istio.io/tag").map(|tag| tree::text_of(&tag)).unwrap_or_default();
    let list = object.get("webhooks").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    let hook = |hook: &Map| {
        let (namespaces, objects) = (hook.get_map("namespaceSelector"), hook.get_map("objectSelector"));
        let webhook = Webhook {
            kind: kind.clone(),
            configuration: tree::get_string(object, "metadata.name"),
            name: tree::get_string(hook, "name"),
            revision: revision_of(object),
            tag: tag.clone(),
            server: server(hook),
            namespaces: selector::text(namespaces.as_ref()),
            objects: selector::text(objects.as_ref()),
        };
        Hook { webhook, namespaces, objects }
    };
    list.iter().filter_map(Value::as_map).map(hook).collect()
}

fn server(hook: &Map) -> String {
    let config = hook.get_map("clientConfig").unwrap_or_default();
    let url = tree::get_string(&config, "url");
    if !url.is_empty() {
        return url;
    }
    let text = |path: &str| tree::get(&config, path).map(|value| tree::text_of(&value));
    let part = |path: &str| text(path).unwrap_or_default();
    let port = text("service.port").unwrap_or_else(|| "443".to_owned());
    format!("{}/{}:{port}{}", part("service.namespace"), part("service.name"), part("service.path"))
}

/// What is asked for.
struct Question {
    subject: Subject,
    /// It names no revision.
    default: bool,
    words: String,
    namespace: Labels,
    object: Labels,
}

const INJECTION: &str = "istio-injection";
const INJECT: &str = "sidecar.istio.io/inject";
const REVISION: &str = "istio.io/rev";

/// Of what has one label, or none.
fn question(
    subject: Subject,
    default: bool,
    words: impl Into<String>,
    label: Option<(&'static str, &str)>,
) -> Question {
    let labels: Labels = label.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let (namespace, object) = match subject {
        Subject::Namespace => (labels, Labels::new()),
        Subject::Pod | Subject::Configuration => (Labels::new(), labels),
    };
    Question { subject, default, words: words.into(), namespace, object }
}

fn questions(names: &[String]) -> Vec<Question> {
    use Subject::{Configuration, Namespace, Pod};
    let mut asked = vec![
        question(Namespace, true, "namespace istio-injection=enabled", Some((INJECTION, "enabled"))),
        question(
            Pod,
            true,
            "pod sidecar.istio.io/inject=true, namespace without labels",
            Some((INJECT, "true")),
        ),
        question(Namespace, false, "no labels at all", None),
    ];
    for name in names {
        let label = Some((REVISION, name.as_str()));
        asked.push(question(Namespace, false, format!("namespace istio.io/rev={name}"), label));
        asked.push(question(Pod, false, format!("pod istio.io/rev={name}, namespace without labels"), label));
    }
    asked.push(question(Configuration, true, "configuration without istio.io/rev", None));
    for name in names {
        let words = format!("configuration istio.io/rev={name}");
        asked.push(question(Configuration, false, words, Some((REVISION, name))));
    }
    asked
}

pub(super) fn of_hooks(hooks: &[Hook], names: &[String]) -> Vec<Situation> {
    let asked = questions(names).into_iter();
    asked
        .map(|asked| {
            let (what, kind) = match asked.subject {
                Subject::Configuration => ("validation", VALIDATING),
                Subject::Namespace | Subject::Pod => ("injection", MUTATING),
            };
            let called = hooks.iter().filter(|hook| {
                hook.webhook.kind == kind
                    && selector::matches(hook.namespaces.as_ref(), &asked.namespace)
                    && selector::matches(hook.objects.as_ref(), &asked.object)
            });
            let servers = called
                .map(|hook| Server {
                    webhook: format!("{}/{}", hook.webhook.configuration, hook.webhook.name),
                    server: hook.webhook.server.clone(),
                })
                .collect();
            let Question { subject, default, words, .. } = asked;
            Situation { what, subject, default, labels: words, servers }
        })
        .collect()
}
