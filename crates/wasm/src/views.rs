//! The views of an input, for the page's tabs: of an IstioOperator, or of Helm releases.

use crate::handle::{chart_of, helm_request, operator_request};
use crate::problems::{self, count};
use crate::session::{Opened, Session};
use crate::wire::views::{
    Aspect, Form, Gateway, MeshConfig, Pod, ProxyConfig, ProxyInput, Revisions, Running, Scope, Served,
    SetBy, Setting, Shared, Subject, Tag, TagMove, View, Viewed, Way, Webhook,
};
use crate::wire::{Change, HunkLine, Input, Problem, Release, Releases};
use periplus_helm::values;
use periplus_istio::views::{self, Door, Layer, Origin, TagError, TagRequest};
use periplus_istio::{Document, OperatorRequest, Pack};
use periplus_value::{Map, Value};

const ISTIOD: &str = "istio-control/istio-discovery";
const GATEWAY: &str = "gateway";
/// The revision without a name.
const DEFAULT: &str = "default";

/// What is asked for.
pub(crate) fn view(session: &mut Session, view: &View) -> Result<Viewed, Problem> {
    match &view.input {
        Input::Operator(operator) => {
            of_operator(pack_of(session, &operator.source)?, &operator_request(operator), &view.aspect)
        }
        Input::Releases(releases) => of_releases(session, releases, &view.aspect),
    }
}

fn pack_of<'s>(session: &'s Session, source: &str) -> Result<&'s Pack, Problem> {
    match session.sources.get(source) {
        Some(Opened::Pack { pack, .. }) => Ok(pack),
        _ => Err(problems::error(&"This needs a release of Istio: a chart alone has no such thing.")),
    }
}

fn of_operator(pack: &Pack, request: &OperatorRequest, aspect: &Aspect) -> Result<Viewed, Problem> {
    let failed = |error: periplus_istio::Error| problems::istio(&error);
    Ok(match aspect {
        Aspect::Mesh => {
            let found = views::mesh_config(pack, request).map_err(failed)?;
            Viewed::Mesh(found.into_iter().map(|mesh| mesh_config(mesh, "")).collect())
        }
        Aspect::Proxy(pod) => {
            let found = views::proxy_config(pack, request, &files(pod)).map_err(failed)?;
            Viewed::Proxy(proxy_config(found, ""))
        }
        Aspect::Revisions(other) => {
            Viewed::Revisions(revisions(views::revision_pair(pack, request, other).map_err(failed)?))
        }
        Aspect::Tag(asked) => Viewed::Tag(tag(pack, request, asked)?),
        Aspect::Gateways => {
            let found = views::gateway_previews(pack, request).map_err(failed)?;
            Viewed::Gateways(found.into_iter().map(|found| gateway(found, Way::Operator)).collect())
        }
    })
}

fn of_releases(session: &mut Session, all: &Releases, aspect: &Aspect) -> Result<Viewed, Problem> {
    pack_of(session, &all.source)?;
    let istiod = all.releases.iter().find(|release| release.chart == ISTIOD);
    let name = istiod.map_or("", |release| &release.name);
    let values = periplus_istio::Input {
        name: format!("{name}-values.yaml"),
        text: istiod.map(|release| release.values.clone().into_bytes()).unwrap_or_default(),
        unreadable: None,
    };
    Ok(match aspect {
        Aspect::Mesh => {
            let documents = documents(session, all, &[ISTIOD], None)?;
            let found = views::mesh_config_of(pack_of(session, &all.source)?, &values, &documents);
            Viewed::Mesh(found.into_iter().map(|mesh| mesh_config(mesh, name)).collect())
        }
        Aspect::Proxy(pod) => {
            let documents = documents(session, all, &[ISTIOD], None)?;
            let pack = pack_of(session, &all.source)?;
            let found = views::proxy_config_of(pack, &values, &documents, &files(pod));
            Viewed::Proxy(proxy_config(found.map_err(|error| problems::istio(&error))?, name))
        }
        Aspect::Revisions(other) => {
            let first = istiod.and_then(|release| value_of(&release.values, "revision")).unwrap_or_default();
            let ours = documents(session, all, &[], None)?;
            let revision = if other == DEFAULT { "" } else { other };
            let theirs = documents(session, all, &[], Some(revision))?;
            Viewed::Revisions(revisions(views::revision_pair_of((&first, &ours), (other, &theirs))))
        }
        Aspect::Tag(asked) => Viewed::Tag(tag(pack_of(session, &all.source)?, &tag_input(istiod), asked)?),
        Aspect::Gateways => Viewed::Gateways(chart_gateways(session, all)?),
    })
}

/// Each gateway release by itself.
fn chart_gateways(session: &mut Session, all: &Releases) -> Result<Vec<Gateway>, Problem> {
    let mut found = Vec::new();
    let istiod = documents(session, all, &[ISTIOD], None)?;
    for release in all.releases.iter().filter(|release| release.chart == GATEWAY) {
        let documents = rendered(session, all, release, None)?;
        let pack = pack_of(session, &all.source)?;
        let request = OperatorRequest::default();
        let previews = views::gateway_previews_of(pack, &request, &istiod, &documents);
        let set_by = SetBy { words: format!("release {}", release.name), ..SetBy::default() };
        found.extend(previews.map(|found| Gateway { set_by: Some(set_by), ..gateway(found, Way::Chart) }));
    }
    Ok(found)
}

/// istioctl writes tags by istiod's chart with an IstioOperator that has nothing else: so do Helm's users.
fn tag_input(istiod: Option<&Release>) -> OperatorRequest {
    let values = istiod.and_then(|release| values::parse_file("", release.values.as_bytes()).ok());
    let pilot = Map::from_iter([("pilot", Map::from_iter([("enabled", Value::from(true))]))]);
    let spec = Map::from_iter([("profile", Value::from("empty")), ("components", pilot.into())]);
    spec.insert("values", values.unwrap_or_default());
    let operator = Map::from_iter([("kind", Value::from("IstioOperator")), ("spec", spec.into())]);
    let text = periplus_yaml::emit(&operator.into()).unwrap_or_default().into_bytes();
    let file = periplus_istio::Input { text, ..periplus_istio::Input::default() };
    OperatorRequest { files: vec![file], ..OperatorRequest::default() }
}

fn value_of(text: &str, key: &str) -> Option<String> {
    let values = values::parse_file("", text.as_bytes()).ok()?;
    values.get(key)?.as_string().map(|text| text.to_str_lossy().into_owned())
}

/// What the releases of some charts render, of all when none is named; as another revision if one is given.
fn documents(
    session: &mut Session,
    all: &Releases,
    charts: &[&str],
    revision: Option<&str>,
) -> Result<Vec<Document>, Problem> {
    let mut found = Vec::new();
    let wanted = |release: &&Release| charts.is_empty() || charts.contains(&release.chart.as_str());
    for release in all.releases.iter().filter(wanted) {
        found.extend(rendered(session, all, release, revision)?);
    }
    Ok(found)
}

fn rendered(
    session: &mut Session,
    all: &Releases,
    release: &Release,
    revision: Option<&str>,
) -> Result<Vec<Document>, Problem> {
    let failed = |error: periplus_helm::Error| problems::helm(&error, &release.name);
    let chart = chart_of(session, &all.source, &release.chart).map_err(failed)?;
    let user = values::parse_file(&release.name, release.values.as_bytes()).map_err(failed)?;
    if let Some(revision) = revision {
        user.insert("revision", revision);
    }
    let request = helm_request(release, user, &all.kube_version).map_err(failed)?;
    let rendered = periplus_helm::render(&chart, &request).map_err(failed)?;
    let crds = periplus_helm::crd_documents(&chart, &rendered.crds).map_err(failed)?;
    Ok(crds.into_iter().chain(rendered.documents).map(document).collect())
}

fn document(found: periplus_helm::Document) -> Document {
    let periplus_helm::Document { template, api_version, kind, namespace, name, text, .. } = found;
    Document { component: "", chart: String::new(), template, api_version, kind, namespace, name, text }
}

fn files(pod: &Pod) -> Vec<periplus_istio::Input> {
    let resources = periplus_istio::Input {
        name: "ProxyConfig".to_owned(),
        text: pod.resources.clone().into_bytes(),
        unreadable: None,
    };
    vec![views::pod(&pod.namespace, &pod.labels, &pod.annotation), resources]
}

/// `release` is the one whose values an origin in the user's file is in.
fn set_by(origin: &Origin, release: &str) -> SetBy {
    match origin.layer {
        Layer::File => SetBy {
            line: count(origin.line),
            column: count(origin.column),
            release: release.to_owned(),
            ..SetBy::default()
        },
        Layer::Flag | Layer::Cluster | Layer::Assumed => {
            SetBy { words: origin.to_string(), ..SetBy::default() }
        }
        Layer::Template => SetBy { words: origin.to_string(), file: origin.file.clone(), ..SetBy::default() },
        _ => SetBy {
            words: origin.to_string(),
            file: format!("{}:{}", origin.file, origin.line),
            ..SetBy::default()
        },
    }
}

fn yaml(value: &Value) -> String {
    periplus_yaml::emit(value).map(|text| text.trim_end().to_owned()).unwrap_or_default()
}

fn mesh_config(mesh: views::MeshConfig, release: &str) -> MeshConfig {
    let mesh = mesh.with_assumed();
    let setting = |setting: views::Setting| Setting {
        value: yaml(&setting.value),
        set_by: set_by(&setting.origin, release),
        assumed: setting.origin.layer == Layer::Assumed,
        made_of: setting.made_of.unwrap_or_default().to_owned(),
        resource_field: String::new(),
        path: setting.path,
    };
    MeshConfig {
        config_map: format!("{}/{}", mesh.namespace, mesh.config_map),
        revision: mesh.revision,
        settings: mesh.settings.into_iter().map(setting).collect(),
    }
}

fn proxy_config(found: views::ProxyConfig, release: &str) -> ProxyConfig {
    let found = found.with_assumed();
    let other = |words: String| SetBy { words, ..SetBy::default() };
    let setting = |setting: views::ProxySetting| Setting {
        value: yaml(&setting.value),
        set_by: match &setting.door {
            Door::MeshConfig { origin } => set_by(origin, release),
            Door::Resource { resource } => other(format!("ProxyConfig {resource}")),
            Door::Annotation { .. } => other("annotation of the pod".to_owned()),
            Door::Assumed => other(Layer::Assumed.to_string()),
        },
        made_of: String::new(),
        assumed: matches!(setting.door, Door::Assumed),
        resource_field: setting.resource_field.unwrap_or_default(),
        path: setting.path,
    };
    let input = |input: views::ProxyInput| {
        let views::ProxyInput { name, applies, reason, lost } = input;
        ProxyInput { name, applies, reason, lost }
    };
    ProxyConfig {
        revision: found.revision,
        settings: found.settings.into_iter().map(setting).collect(),
        inputs: found.inputs.into_iter().map(input).collect(),
    }
}

fn revisions(pair: views::Pair) -> Revisions {
    let shared = |row: views::Paired| Shared {
        scope: match row.scope {
            views::Scope::Revision => Scope::Revision,
            views::Scope::Shared => Scope::Shared,
            views::Scope::LastWins => Scope::LastWins,
        },
        kind: row.kind,
        namespace: row.namespace,
        first: row.first,
        second: row.second,
    };
    let webhook = |found: views::Webhook| Webhook {
        name: format!("{}/{}", found.configuration, found.name),
        revision: found.revision,
        tag: found.tag,
        server: found.server,
        namespaces: found.namespaces,
        objects: found.objects,
    };
    let served = |found: views::Situation| Served {
        subject: match found.subject {
            views::Subject::Namespace => Subject::Namespace,
            views::Subject::Pod => Subject::Pod,
            views::Subject::Configuration => Subject::Configuration,
        },
        default: found.default,
        labels: found.labels,
        servers: found.servers.into_iter().map(|server| (server.server, server.webhook)).collect(),
    };
    Revisions {
        first: pair.first,
        second: pair.second,
        resources: pair.resources.into_iter().map(shared).collect(),
        webhooks: pair.webhooks.into_iter().map(webhook).collect(),
        serves: pair.serves.into_iter().map(served).collect(),
    }
}

fn tag(pack: &Pack, request: &OperatorRequest, asked: &TagMove) -> Result<Tag, Problem> {
    let failed = |error: TagError| {
        let lines = [vec![error.to_string()], error.help()].concat();
        problems::error(&lines.join("\n"))
    };
    let to = |revision: &str| TagRequest {
        name: asked.tag.clone(),
        revision: revision.to_owned(),
        overwrite: true,
        ..TagRequest::default()
    };
    let found = views::tag(pack, request, &to(&asked.to)).map_err(failed)?;
    let moved = views::tag_diff(pack, request, &to(&asked.from), &asked.to).map_err(failed)?;
    let change = |change: views::TagChange| {
        let parts = [change.object, change.webhook];
        let object: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        [object.join("/"), change.field, change.from, change.to]
    };
    Ok(Tag {
        manifest: found.manifest(),
        changes: moved.changes.into_iter().map(change).collect(),
        affected: moved.affected.into_iter().map(|pods| (pods.namespaces, pods.pods)).collect(),
        conflicts: found.conflicts.into_iter().map(|situation| situation.labels).collect(),
    })
}

fn gateway(found: views::Previews, now: Way) -> Gateway {
    let views::Previews { gateway, forms, ways } = found;
    let port = |port: &views::Port| {
        let target = Some(&port.target_port).filter(|to| !to.is_empty() && **to != port.port);
        let target = target.map(|to| format!(" → {to}")).unwrap_or_default();
        format!("{}{target} {}", port.port, port.name).trim_end().to_owned()
    };
    Gateway {
        is_egress: gateway.direction == views::Direction::Egress,
        ports: gateway.ports.iter().map(port).collect(),
        replicas: replicas(&gateway),
        set_by: gateway.origin.as_ref().map(|origin| set_by(origin, "")),
        name: gateway.name,
        namespace: gateway.namespace,
        workload: gateway.workload,
        service_type: gateway.service_type,
        now,
        forms: forms.into_iter().zip(ways).map(|(found, preview)| form(found, preview)).collect(),
    }
}

fn replicas(gateway: &views::Gateway) -> String {
    match (&gateway.autoscale, gateway.replicas) {
        (Some(scale), _) => format!("{} to {}, scaled", scale.min, scale.max),
        (None, Some(replicas)) => replicas.to_string(),
        (None, None) => "1, not set".to_owned(),
    }
}

fn form(form: views::Form, preview: views::Preview) -> Form {
    let way = match form.way {
        views::Way::Operator => Way::Operator,
        views::Way::Chart => Way::Chart,
        views::Way::GatewayApi => Way::GatewayApi,
        views::Way::Injected => Way::Injected,
    };
    Form { way, file: form.file, text: form.text, notes: form.notes, running: running(preview) }
}

fn running(preview: views::Preview) -> Running {
    let line = |line: views::MarkedLine| {
        let change = match line.mark {
            views::Mark::Same => None,
            views::Mark::Added => Some(Change::Added),
            views::Mark::Gone => Some(Change::Removed),
        };
        HunkLine { change, text: line.text }
    };
    let object = |object: views::Running| {
        (format!("{} {}", object.kind, object.name), object.lines.into_iter().map(line).collect())
    };
    let objects = preview.objects.into_iter().map(object).collect();
    Running { templates: preview.templates, notes: preview.notes, objects }
}
