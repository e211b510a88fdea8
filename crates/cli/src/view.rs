//! `periplus view`: what an IstioOperator comes to, as tables or as JSON.

use crate::failure::{Failure, print};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::manifest::{INPUT, failure, input, pack, request};
use crate::tables::columns;
use periplus_istio::views::{self, Door, Form, Origin, Preview, Previews, Resource, Situation, Way, Webhook};
use periplus_istio::{OperatorRequest, Pack, generate};
use periplus_value::Value;
use serde::Serialize;

const FLAGS: &[Flag] = &[
    flag("output", Kind::Text, "table (default) or json").short('o'),
    flag("workload", Kind::List, "proxy: files with the pod or workload and ProxyConfig resources")
        .short('w'),
    flag("as", Kind::Text, "gateways: only the file of this way (operator, chart, gateway-api, injected)"),
    flag("injected", Kind::Bool, "gateways: as the cluster runs them, with what istiod adds"),
    flag("assumed", Kind::Bool, "mesh, proxy: also what istiod takes for fields that are set nowhere"),
];

const HELP: &str = "\
What an IstioOperator comes to.

Usage:
  periplus view mesh [flags]                      the MeshConfig, and where each field was set
  periplus view proxy [-w FILE] [flags]           the ProxyConfig of a workload, merged from its three doors
  periplus view revisions [flags]                 shared resources and a revision's own; webhooks, and who serves what
  periplus view revisions OTHER [flags]           the input's revision and another one side by side
  periplus view compatibility [VERSION] [flags]   what a compatibility version changes
  periplus view gateways [flags]                  gateways, and what asks for each
  periplus view gateways NAME [--as WAY] [flags]  a gateway as operator, chart, gateway-api or injected
  periplus view gateways [NAME] --injected        gateways as the cluster runs them; lines with + are istiod's

Flags:
";

/// Dispatches to the views.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[INPUT, FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let names: Vec<&str> = parsed.args.iter().map(String::as_str).collect();
    let view: fn(&View) -> Result<String, Failure> = match names[..] {
        ["mesh"] => mesh,
        ["proxy"] => proxy,
        ["revisions"] => revisions,
        ["revisions", _] => pair,
        ["compatibility"] => compatibility_list,
        ["compatibility", _] => compatibility,
        ["gateways"] | ["gateways", _] if parsed.bool("injected") => injected,
        ["gateways"] => gateways,
        ["gateways", _] => ways,
        [] => return help(),
        [name, ..] => {
            let known = "mesh, proxy, revisions, compatibility and gateways are known";
            return Err(Failure::new(format!("unknown view {name:?}, or too many arguments")).help(known));
        }
    };
    let json = json_wanted(&parsed)?;
    let request = request(&parsed);
    let pack = pack(&parsed, &request)?;
    print(view(&View { parsed: &parsed, pack: &pack, request: &request, json })?.as_bytes())?;
    Ok(0)
}

/// Whether `-o` asks for JSON.
pub(crate) fn json_wanted(parsed: &Parsed) -> Result<bool, Failure> {
    match parsed.text("output") {
        None | Some("" | "table") => Ok(false),
        Some("json") => Ok(true),
        Some(other) => Err(Failure::new(format!("unknown format: {other}")).help("table and json are known")),
    }
}

fn help() -> Result<u8, Failure> {
    print(format!("{HELP}{}", flags::table(&[INPUT, FLAGS])).as_bytes())?;
    Ok(0)
}

/// What a view is made from.
struct View<'a> {
    parsed: &'a Parsed,
    pack: &'a Pack,
    request: &'a OperatorRequest,
    json: bool,
}

impl View<'_> {
    fn show<T: Serialize>(&self, data: &T, table: impl FnOnce(&T) -> String) -> Result<String, Failure> {
        if self.json { json(data) } else { Ok(table(data)) }
    }
}

/// Data as JSON text with a final newline.
pub(crate) fn json(data: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(data)? + "\n")
}

/// Longer values are cut in tables.
const WIDEST: usize = 80;

/// A value on one line.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.to_string().replace('\n', "\\n"),
        value => periplus_yaml::json::emit(value).unwrap_or_default(),
    };
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The layer, and the file of the pack where that says more.
fn set_by(origin: &Origin) -> String {
    use views::Layer::{Assumed, Cluster, File, Flag, Template};
    let place = match origin.layer {
        File | Flag | Cluster | Assumed => String::new(),
        Template => format!(" ({})", origin.file),
        _ => format!(" ({}:{})", origin.file, origin.line),
    };
    format!("{origin}{place}")
}

fn mesh(view: &View) -> Result<String, Failure> {
    let mut found = views::mesh_config(view.pack, view.request).map_err(|error| failure(&error))?;
    if view.parsed.bool("assumed") {
        found = found.into_iter().map(views::MeshConfig::with_assumed).collect();
    }
    view.show(&found, |found| {
        let tables = found.iter().map(|mesh| {
            let rows = mesh.settings.iter().map(|setting| {
                let made_of = setting.made_of.map(|value| format!("{value}, "));
                let by = made_of.unwrap_or_default() + &set_by(&setting.origin);
                [setting.path.clone(), cell(&setting.value), by]
            });
            let table = columns(["FIELD", "VALUE", "SET BY"], rows);
            format!("revision {}: ConfigMap {}/{}\n\n{table}", mesh.revision, mesh.namespace, mesh.config_map)
        });
        or_nothing(tables.collect::<Vec<_>>().join("\n"), "the input renders no istiod, and no MeshConfig")
    })
}

fn or_nothing(text: String, nothing: &str) -> String {
    if text.is_empty() { format!("{nothing}\n") } else { text }
}

fn proxy(view: &View) -> Result<String, Failure> {
    let files: Vec<_> = view.parsed.texts("workload").map(input).collect();
    let mut found = views::proxy_config(view.pack, view.request, &files).map_err(|error| failure(&error))?;
    if view.parsed.bool("assumed") {
        found = found.with_assumed();
    }
    view.show(&found, |found| {
        let rows = found
            .settings
            .iter()
            .map(|setting| {
                let field = setting.resource_field.clone().unwrap_or_else(|| "-".to_owned());
                [setting.path.clone(), cell(&setting.value), door(&setting.door), field]
            });
        let mut text = columns(["FIELD", "VALUE", "DOOR", "IN A PROXYCONFIG RESOURCE"], rows);
        for input in &found.inputs {
            let verdict = if input.applies { "applies" } else { "doesn't apply" };
            text.push_str(&format!("\n{}: {verdict}, {}\n", input.name, input.reason));
            for field in &input.lost {
                text.push_str(&format!(
                    "  spec.{field} is lost: the resource has no such field; use the annotation or meshConfig.defaultConfig\n"
                ));
            }
        }
        text
    })
}

fn door(door: &Door) -> String {
    match door {
        Door::MeshConfig { origin } => format!("meshConfig.defaultConfig, {}", set_by(origin)),
        Door::Resource { resource } => format!("ProxyConfig {resource}"),
        Door::Annotation { workload } => format!("annotation of {workload}"),
        Door::Assumed => "istiod's default".to_owned(),
    }
}

/// All about revisions.
#[derive(Serialize)]
struct Revisions {
    resources: Vec<Resource>,
    webhooks: Vec<Webhook>,
    serves: Vec<Situation>,
}

fn revisions(view: &View) -> Result<String, Failure> {
    let resources = views::resources(view.pack, view.request).map_err(|error| failure(&error))?;
    let documents = generate(view.pack, view.request).map_err(|error| failure(&error))?.documents;
    let webhooks = views::webhooks(&documents);
    let mut names: Vec<String> = webhooks.iter().map(|w| w.revision.clone()).collect();
    names.extend(webhooks.iter().map(|w| w.tag.clone()).filter(|tag| !tag.is_empty()));
    names.push("default".to_owned());
    names.sort();
    names.dedup();
    let serves = views::situations(&documents, &names);
    view.show(&Revisions { resources, webhooks, serves }, revisions_text)
}

fn revisions_text(found: &Revisions) -> String {
    let rows = found.resources.iter().map(|r| {
        [
            scope(r.scope).to_owned(),
            r.kind.clone(),
            r.namespace.clone(),
            r.name.clone(),
            r.component.to_owned(),
        ]
    });
    let table = columns(["SCOPE", "KIND", "NAMESPACE", "NAME", "COMPONENT"], rows);
    format!("{table}\n{}\n{}", webhooks_text(&found.webhooks), serves_text(&found.serves))
}

fn webhooks_text(webhooks: &[Webhook]) -> String {
    let rows = webhooks.iter().map(|w| {
        let tag = if w.tag.is_empty() { String::new() } else { format!(", tag {}", w.tag) };
        let name = format!("{}/{}", w.configuration, w.name);
        [name, format!("{}{tag}", w.revision), w.server.clone(), w.namespaces.clone(), w.objects.clone()]
    });
    columns(["WEBHOOK", "REVISION", "SERVER", "NAMESPACES", "OBJECTS"], rows)
}

fn serves_text(serves: &[Situation]) -> String {
    let rows = serves.iter().map(|situation| {
        let servers: Vec<_> =
            situation.servers.iter().map(|s| format!("{} by {}", s.server, s.webhook)).collect();
        let servers = if servers.is_empty() { "nobody".to_owned() } else { servers.join(" and ") };
        [situation.what.to_owned(), situation.labels.clone(), servers]
    });
    columns(["WHAT", "OF", "SERVED BY"], rows)
}

fn pair(view: &View) -> Result<String, Failure> {
    let other = view.parsed.args.get(1).map_or("", String::as_str);
    let found = views::revision_pair(view.pack, view.request, other).map_err(|error| failure(&error))?;
    view.show(&found, |found| {
        let rows = found.resources.iter().map(|r| {
            let name = |name: &str| if name.is_empty() { "-".to_owned() } else { name.to_owned() };
            [scope(r.scope).to_owned(), r.kind.clone(), r.namespace.clone(), name(&r.first), name(&r.second)]
        });
        let table = columns(["SCOPE", "KIND", "NAMESPACE", &found.first, &found.second], rows);
        format!("{table}\n{}\n{}", webhooks_text(&found.webhooks), serves_text(&found.serves))
    })
}

fn scope(scope: views::Scope) -> &'static str {
    match scope {
        views::Scope::Revision => "revision",
        views::Scope::Shared => "shared",
        views::Scope::LastWins => "shared, last wins",
    }
}

fn compatibility_list(view: &View) -> Result<String, Failure> {
    let versions = views::compatibility_versions(view.pack);
    view.show(&versions, |versions| {
        let nothing = "this release has no compatibility versions";
        or_nothing(versions.iter().flat_map(|version| [version, "\n"]).collect(), nothing)
    })
}

fn compatibility(view: &View) -> Result<String, Failure> {
    let version = view.parsed.args.get(1).map_or("", String::as_str);
    let found = views::compatibility(view.pack, view.request, version).map_err(|error| failure(&error))?;
    let Some(found) = found else {
        let known = views::compatibility_versions(view.pack).join(", ");
        return Err(Failure::new(format!("unknown compatibility version {version}"))
            .help(format!("this release has {known}")));
    };
    view.show(&found, |found| {
        let rows = found.changes.iter().map(|change| {
            let area = match change.area {
                views::Area::PilotEnv => "pilot env",
                views::Area::MeshConfig => "mesh config",
                views::Area::Values => "values",
            };
            let from = change.from.as_ref().map_or_else(|| "-".to_owned(), cell);
            let over = change.overridden_by.as_ref().map(|origin| format!("no effect: {}", set_by(origin)));
            [area.to_owned(), change.path.clone(), from, cell(&change.to), over.unwrap_or_default()]
        });
        let header = format!("with {}", found.version);
        columns(["AREA", "VALUE", "DEFAULT", &header, ""], rows)
    })
}

fn gateways(view: &View) -> Result<String, Failure> {
    let found = views::gateways(view.pack, view.request).map_err(|error| failure(&error))?;
    view.show(&found, |found| {
        let rows = found.iter().map(gateway_row);
        let header = ["NAME", "NAMESPACE", "DIRECTION", "SERVICE", "PORTS", "REPLICAS", "ASKED FOR BY"];
        if found.is_empty() { "the input makes no gateways\n".to_owned() } else { columns(header, rows) }
    })
}

fn unknown_gateway<'g>(name: &str, all: impl Iterator<Item = &'g views::Gateway>) -> Failure {
    let names: Vec<&str> = all.map(|gateway| gateway.name.as_str()).collect();
    let known = if names.is_empty() { "no gateways".to_owned() } else { names.join(", ") };
    Failure::new(format!("unknown gateway {name}")).help(format!("the input makes {known}"))
}

fn unknown_way(way: &str) -> Failure {
    let known = Way::ALL.map(Way::name).join(", ");
    Failure::new(format!("unknown way {way}")).help(format!("{known} are known"))
}

/// Gateways as they run; with one way the YAML alone.
fn injected(view: &View) -> Result<String, Failure> {
    let all = views::gateway_previews(view.pack, view.request).map_err(|error| failure(&error))?;
    let name = view.parsed.args.get(1);
    let is_wanted = |found: &&Previews| name.is_none_or(|name| found.gateway.name == *name);
    let wanted: Vec<&Previews> = all.iter().filter(is_wanted).collect();
    if let (Some(name), []) = (name, &wanted[..]) {
        return Err(unknown_gateway(name, all.iter().map(|found| &found.gateway)));
    }
    if let Some(way) = view.parsed.text("as") {
        if !Way::ALL.iter().any(|known| known.name() == way) {
            return Err(unknown_way(way));
        }
        let previews =
            wanted.iter().flat_map(|found| &found.ways).filter(|preview| preview.way.name() == way);
        let previews: Vec<&Preview> = previews.collect();
        let texts = |all: &Vec<&Preview>| all.iter().map(|preview| preview.text()).collect::<Vec<_>>();
        return view.show(&previews, |previews| texts(previews).join("---\n"));
    }
    view.show(&wanted, |wanted| {
        let previews =
            |found: &&Previews| found.ways.iter().map(|p| preview(&found.gateway.name, p)).collect();
        let shown: Vec<String> = wanted.iter().flat_map(|found| -> Vec<String> { previews(found) }).collect();
        shown.join("\n")
    })
}

fn preview(name: &str, preview: &Preview) -> String {
    let by = match &preview.templates[..] {
        [] => String::new(),
        templates => format!(", with istiod's template {}", templates.join(", ")),
    };
    let notes: String = preview.notes.iter().flat_map(|note| ["# ", note, "\n"]).collect();
    format!("# {name} as {}{by}\n{notes}{}", preview.way.name(), preview.marked())
}

fn gateway_row(gateway: &views::Gateway) -> [String; 7] {
    let direction = match gateway.direction {
        views::Direction::Ingress => "ingress",
        views::Direction::Egress => "egress",
    };
    let ports = gateway.ports.iter().map(|port| match port.target_port.as_str() {
        "" => port.port.clone(),
        target => format!("{}:{target}", port.port),
    });
    let replicas = match (&gateway.autoscale, gateway.replicas) {
        (Some(scale), _) => format!("{}-{} (autoscaler)", scale.min, scale.max),
        (None, Some(replicas)) => replicas.to_string(),
        (None, None) if gateway.workload.is_empty() => "-".to_owned(),
        (None, None) => "1 (not set)".to_owned(),
    };
    let origin = gateway.origin.as_ref().map_or_else(|| "nothing: istioctl's default".to_owned(), set_by);
    let service = if gateway.service_type.is_empty() { "none" } else { &gateway.service_type };
    [
        gateway.name.clone(),
        gateway.namespace.clone(),
        direction.to_owned(),
        service.to_owned(),
        ports.collect::<Vec<_>>().join(","),
        replicas,
        origin,
    ]
}

/// One gateway in its four ways, or the file of one way.
fn ways(view: &View) -> Result<String, Failure> {
    let name = view.parsed.args.get(1).map_or("", String::as_str);
    let all = views::gateway_ways(view.pack, view.request).map_err(|error| failure(&error))?;
    let Some(found) = all.iter().find(|ways| ways.gateway.name == name) else {
        return Err(unknown_gateway(name, all.iter().map(|ways| &ways.gateway)));
    };
    if let Some(way) = view.parsed.text("as") {
        let form = found.forms.iter().find(|form| form.way.name() == way);
        return form.map(|form| form.text.clone()).ok_or_else(|| unknown_way(way));
    }
    view.show(found, |found| {
        let form = |form: &Form| {
            let notes: String = form.notes.iter().flat_map(|note| ["# ", note, "\n"]).collect();
            format!("# {}: {}\n{notes}{}", form.way.name(), form.file, form.text)
        };
        found.forms.iter().map(form).collect::<Vec<_>>().join("\n")
    })
}
