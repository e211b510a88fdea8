//! Revision tags as `istioctl tag generate` writes them (istioctl/pkg/tag/generate.go).
//!
//! istioctl reads the revision's webhooks from a cluster; here they are those that the input renders for it.

use super::pair::as_revision;
use super::plain;
use super::webhooks::{Hook, Server, Situation, hooks, of_hooks};
use crate::component;
use crate::release::{self, Behaviour};
use crate::render::render;
use crate::{Error, Generated, OperatorRequest, Pack, generate, text, tree};
use periplus_value::{Map, Value};
use serde::Serialize;
use std::fmt;

/// The name of the revision without a name, and of the tag for whoever names none.
const DEFAULT: &str = "default";
pub(super) const MUTATING: &str = "MutatingWebhookConfiguration";
const VALIDATING: &str = "ValidatingWebhookConfiguration";
const INJECTOR: &str = "sidecar-injector.istio.io";

/// Labels with this in their names are the installer's; a tag isn't installed by it.
const OPERATOR: &str = "operator.istio.io";

/// What `tag generate` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagRequest {
    /// The tag.
    pub name: String,
    /// The revision that it points to; `default` is the one without a name.
    pub revision: String,
    /// `--webhook-name`: another name for the mutating webhook configuration.
    pub webhook_name: Option<String>,
    /// `--overwrite`: the input may have the tag already.
    pub overwrite: bool,
    /// `--auto-inject-namespaces`: inject into all namespaces that don't refuse.
    pub auto_inject_namespaces: bool,
}

/// The objects of a tag.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// In the order they are printed: mutating webhook, validating webhook (of the tag `default`), service.
    #[serde(serialize_with = "plain::maps")]
    pub objects: Vec<Map>,
    /// What the tag's webhooks and others of the input would both serve: pods get two sidecars.
    pub conflicts: Vec<Situation>,
}

/// Why there is no tag; `Display` is istioctl's wording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagError {
    /// The input or the tag can't be rendered.
    Render {
        /// Whether it is the tag.
        tag: bool,
        /// Why.
        error: Box<Error>,
    },
    /// The input renders no webhook of the revision.
    NoRevision {
        /// As asked for.
        revision: String,
        /// The revisions that it does render.
        found: Vec<String>,
        /// Whether the release looks for services as well.
        services: bool,
    },
    /// The input has the tag already.
    Exists(String),
    /// The revision's webhook injects nothing: its name.
    NoInjector(String),
    /// The charts render no object of this kind for a tag.
    NotRendered(&'static str),
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Render { tag: true, error } => write!(f, "failed to create tag webhook: {error}"),
            Self::Render { error, .. } => error.fmt(f),
            Self::NoRevision { revision, services, .. } => {
                let or_service = if *services { " or Service" } else { "" };
                write!(f, "cannot modify tag: cannot find {MUTATING}{or_service} with revision {revision:?}")
            }
            Self::Exists(tag) => write!(f, "revision tag {tag:?} already exists, and --overwrite is false"),
            Self::NoInjector(name) => {
                f.write_str(
                    "failed to create tag webhook config: could not find sidecar-injector webhook in ",
                )?;
                write!(f, "canonical webhook {name:?}")
            }
            Self::NotRendered("Service") => f.write_str("could not find Service tag in manifests"),
            Self::NotRendered(VALIDATING) => {
                write!(f, "failed to create validating webhook: could not find {VALIDATING} in manifests")
            }
            Self::NotRendered(kind) => {
                write!(f, "failed to create tag webhook: could not find {kind} in manifests")
            }
        }
    }
}

impl std::error::Error for TagError {}

impl TagError {
    /// What to do about it, one sentence each.
    pub fn help(&self) -> Vec<String> {
        match self {
            Self::NoRevision { found, .. } if found.is_empty() => {
                vec!["the input renders no istiod; give the IstioOperator of the revision by -f".to_owned()]
            }
            Self::NoRevision { found, .. } => {
                vec![format!("the input renders the webhooks of revision {}", found.join(", "))]
            }
            Self::Exists(_) => vec!["--overwrite moves a tag that is there already".to_owned()],
            Self::Render { error, .. } => error.help.clone(),
            _ => Vec::new(),
        }
    }
}

impl Tag {
    /// What `istioctl tag generate` prints.
    pub fn manifest(&self) -> String {
        let text = |object: &Map| periplus_yaml::emit(&Value::Map(object.clone())).unwrap_or_default();
        self.objects.iter().map(text).collect::<Vec<_>>().join("\n---\n")
    }
}

/// What a tag's webhooks take from those of the revision.
struct Canonical {
    revision: String,
    namespace: String,
    url: String,
    path: String,
    service: String,
    ca_bundle: String,
    reinvocation: String,
    labels: Map,
    annotations: Map,
}

/// A tag that points to a revision of an input.
pub fn tag(pack: &Pack, request: &OperatorRequest, asked: &TagRequest) -> Result<Tag, TagError> {
    let behaviour = release::behaviour(pack.version());
    let installed = generate(pack, &as_revision(request, &asked.revision))
        .map_err(|error| TagError::Render { tag: false, error: error.into() })?;
    let canonical = canonical(&installed, asked, behaviour)?;
    let mut objects = vec![mutating(pack, request, asked, &canonical, behaviour)?];
    if asked.name == DEFAULT {
        objects.push(validating(pack, request, &canonical, behaviour)?);
    }
    if behaviour.tag_service {
        objects.push(service(pack, request, asked, &canonical)?);
    }
    if behaviour.null_creation_time {
        let metadata = objects.iter().filter_map(|object| object.get_map("metadata"));
        metadata.for_each(|metadata| drop(metadata.insert("creationTimestamp", Value::Nil)));
    }
    let conflicts = conflicts(&installed, &objects, asked);
    Ok(Tag { objects, conflicts })
}

fn conflicts(installed: &Generated, tag: &[Map], asked: &TagRequest) -> Vec<Situation> {
    let names: Vec<String> = tag.iter().map(|object| tree::get_string(object, "metadata.name")).collect();
    let own = |configuration: &str| names.iter().any(|name| name == configuration);
    let others = hooks(objects(installed)).into_iter().filter(|hook| !own(&hook.webhook.configuration));
    let all: Vec<Hook> = others.chain(hooks(tag.iter().cloned())).collect();
    let mut named = vec![asked.name.clone(), asked.revision.clone()];
    named.dedup();
    let found = of_hooks(&all, &named);
    let by_tag = |server: &Server| server.webhook.split('/').next().is_some_and(own);
    let both = |situation: &Situation| {
        let count = situation.servers.iter().filter(|server| by_tag(server)).count();
        situation.what == "injection" && count > 0 && count < situation.servers.len()
    };
    found.into_iter().filter(both).collect()
}

fn canonical(
    installed: &Generated,
    asked: &TagRequest,
    behaviour: &Behaviour,
) -> Result<Canonical, TagError> {
    let label = |object: &Map, name: &str| {
        let labels = tree::get_map(object, "metadata.labels").unwrap_or_default();
        labels.get(name).map(|value| tree::text_of(&value))
    };
    let all: Vec<Map> = objects(installed).filter(|o| tree::get_string(o, "kind") == MUTATING).collect();
    if !asked.overwrite && all.iter().any(|o| label(o, "istio.io/tag").as_ref() == Some(&asked.name)) {
        return Err(TagError::Exists(asked.name.clone()));
    }
    let own = |o: &&Map| label(o, "istio.io/tag").is_none();
    let revisions: Vec<_> = all.iter().filter(own).filter_map(|o| label(o, "istio.io/rev")).collect();
    let wanted = |o: &&Map| label(o, "istio.io/rev").as_ref() == Some(&asked.revision);
    let Some(object) = all.iter().filter(own).find(wanted) else {
        let (revision, services) = (asked.revision.clone(), behaviour.tag_service);
        return Err(TagError::NoRevision { revision, found: revisions, services });
    };
    let no_injector = || TagError::NoInjector(tree::get_string(object, "metadata.name"));
    let hook = hooks_of(object).into_iter().find(|hook| tree::get_string(hook, "name").ends_with(INJECTOR));
    let hook = hook.ok_or_else(no_injector)?;
    let labels = tree::get_map(object, "metadata.labels").unwrap_or_default().shallow_copy();
    labels.remove("app");
    let namespace = tree::get_string(&installed.merged, "metadata.namespace");
    Ok(Canonical {
        revision: if asked.revision == DEFAULT { String::new() } else { asked.revision.clone() },
        namespace: if namespace.is_empty() { "istio-system".to_owned() } else { namespace },
        url: tree::get_string(&hook, "clientConfig.url"),
        path: tree::get_string(&hook, "clientConfig.service.path"),
        service: tree::get_string(&hook, "clientConfig.service.name"),
        ca_bundle: tree::get_string(&hook, "clientConfig.caBundle"),
        reinvocation: tree::get_string(&hook, "reinvocationPolicy"),
        labels,
        annotations: tree::get_map(object, "metadata.annotations").unwrap_or_default(),
    })
}

fn objects(generated: &Generated) -> impl Iterator<Item = Map> {
    let read = |text: &[u8]| text::read_manifest(text).ok().and_then(|value| value.as_map().cloned());
    generated.documents.iter().filter_map(move |document| read(document.text.as_bytes()))
}

fn hooks_of(object: &Map) -> Vec<Map> {
    let list = object.get("webhooks").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    list.iter().filter_map(Value::as_map).cloned().collect()
}

/// The charts rendered for the tag alone, on the profile `empty`.
fn rendered(pack: &Pack, request: &OperatorRequest, flags: Vec<String>) -> Result<Generated, Error> {
    let mut set = vec!["profile=empty".to_owned(), "components.pilot.enabled=true".to_owned()];
    set.extend(flags);
    let (limits, host) = (request.limits.clone(), request.host.clone());
    generate(pack, &OperatorRequest { set, limits, host, ..OperatorRequest::default() })
}

fn mutating(
    pack: &Pack,
    request: &OperatorRequest,
    asked: &TagRequest,
    canonical: &Canonical,
    behaviour: &Behaviour,
) -> Result<Map, TagError> {
    let mut flags = vec![
        format!("revision={}", canonical.revision),
        format!("values.revisionTags.[0]={}", asked.name),
        format!("values.sidecarInjectorWebhook.enableNamespacesByDefault={}", asked.auto_inject_namespaces),
        format!("values.istiodRemote.injectionURL={}", canonical.url),
        format!("values.global.istioNamespace={}", canonical.namespace),
    ];
    if !canonical.reinvocation.is_empty() {
        flags.push(format!("values.sidecarInjectorWebhook.reinvocationPolicy={}", canonical.reinvocation));
    }
    let generated = rendered(pack, request, flags)
        .map_err(|error| TagError::Render { tag: true, error: error.into() })?;
    let is_tag = |object: &Map| {
        tree::get_string(object, "kind") == MUTATING
            && tree::get_string(object, "metadata.name").starts_with("istio-revision-tag-")
    };
    let object = objects(&generated).find(is_tag).ok_or(TagError::NotRendered(MUTATING))?;
    for hook in hooks_of(&object) {
        let Some(config) = hook.get_map("clientConfig") else { continue };
        set_ca_bundle(&config, canonical);
        if let Some(service) = config.get_map("service") {
            service.insert("path", canonical.path.as_str());
            if behaviour.tag_keeps_service {
                service.insert("name", canonical.service.as_str());
            }
        }
    }
    if let (Some(name), Some(metadata)) = (&asked.webhook_name, object.get_map("metadata")) {
        metadata.insert("name", name.as_str());
    }
    label(&object, canonical);
    Ok(object)
}

fn set_ca_bundle(config: &Map, canonical: &Canonical) {
    if canonical.ca_bundle.is_empty() {
        config.remove("caBundle");
    } else {
        config.insert("caBundle", canonical.ca_bundle.as_str());
    }
}

/// The revision's labels and annotations over an object's own, without the installer's.
fn label(object: &Map, canonical: &Canonical) {
    let Some(metadata) = object.get_map("metadata") else { return };
    for (key, above) in [("labels", &canonical.labels), ("annotations", &canonical.annotations)] {
        let merged = metadata.get_map(key).unwrap_or_default().shallow_copy();
        tree::merge(&merged, above);
        if key == "labels" {
            without_installer(&merged);
        }
        if !merged.is_empty() {
            metadata.insert(key, merged);
        }
    }
}

fn without_installer(labels: &Map) {
    let installers = labels.keys().into_iter().filter(|key| key.to_str_lossy().contains(OPERATOR));
    installers.for_each(|key| drop(labels.remove(key)));
}

/// Validation of what names no revision, from the chart `default`.
fn validating(
    pack: &Pack,
    request: &OperatorRequest,
    canonical: &Canonical,
    behaviour: &Behaviour,
) -> Result<Map, TagError> {
    let url = validation_url(&canonical.url);
    let values = tree::nest(canonical.namespace.as_str().into(), &["global", "istioNamespace"]);
    values.insert("revision", canonical.revision.as_str());
    values.insert("base", Map::from_iter([("validationURL", url.as_str())]));
    let operator = tree::nest(values.into(), &["spec", "values"]);
    let spec = component::Spec { namespace: canonical.namespace.clone(), ..component::Spec::default() };
    let output = render(pack, request, behaviour, &component::DEFAULT, &spec, &operator);
    // istioctl says nothing about a chart that can't be rendered.
    let output = output.map_err(|_| TagError::NotRendered(VALIDATING))?;
    let found = output.objects.iter().find(|o| o.manifest.kind == VALIDATING);
    let object = found.map(|o| o.manifest.object().deep_copy()).ok_or(TagError::NotRendered(VALIDATING))?;
    for hook in hooks_of(&object) {
        if let Some(config) = hook.get_map("clientConfig") {
            set_ca_bundle(&config, canonical);
        }
    }
    label(&object, canonical);
    Ok(object)
}

/// The injection URL with the path of validation.
fn validation_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (rest, query) = rest.find('?').map_or((rest, ""), |at| rest.split_at(at));
    format!("{scheme}://{}/validate{query}", rest.split('/').next().unwrap_or_default())
}

/// The service that ztunnel and waypoints of the tag's namespaces ask, as Go writes it.
fn service(
    pack: &Pack,
    request: &OperatorRequest,
    asked: &TagRequest,
    canonical: &Canonical,
) -> Result<Map, TagError> {
    let flags = vec![
        format!("revision={}", asked.revision),
        format!("values.revisionTags.[0]={}", asked.name),
        format!("values.global.istioNamespace={}", canonical.namespace),
    ];
    let generated = rendered(pack, request, flags)
        .map_err(|error| TagError::Render { tag: false, error: error.into() })?;
    let is_tag = |object: &Map| {
        let labels = tree::get_map(object, "metadata.labels").unwrap_or_default();
        let tag = labels.get("istio.io/tag").map(|tag| tree::text_of(&tag));
        tree::get_string(object, "kind") == "Service" && tag.as_ref() == Some(&asked.name)
    };
    let object = objects(&generated).find(is_tag).ok_or(TagError::NotRendered("Service"))?;
    if let Some(labels) = tree::get_map(&object, "metadata.labels") {
        without_installer(&labels);
    }
    let ports = tree::get(&object, "spec.ports").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    for port in ports.iter().filter_map(Value::as_map).filter(|port| !port.contains("targetPort")) {
        port.insert("targetPort", Value::int(0));
    }
    object.insert("status", tree::nest(Map::new().into(), &["loadBalancer"]));
    Ok(object)
}
