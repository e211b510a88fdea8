//! A gateway as the cluster runs it: in each of the four ways, with what istiod adds at run time and which lines are
//! its own.

use super::super::gateways::{Made, WORKLOADS, find, made};
use super::super::plain;
use super::{Form, Gateway, Way, Ways, ways};
use crate::diff::{Side, hunks};
use crate::injection::{Injected, Injector, without_nil};
use crate::text::{split_documents, yaml_map};
use crate::{Document, Error, HelmRelease, OperatorRequest, Pack, generate, release_documents, tree};
use periplus_value::{Map, Value};
use serde::Serialize;

/// More lines than an object has: all of them come along.
const ALL: usize = 1 << 20;

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It was there before.
    Same,
    /// istiod added it.
    Added,
    /// istiod's takes its place.
    Gone,
}

/// A line of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarkedLine {
    /// Where it comes from.
    pub mark: Mark,
    /// Without its line end.
    pub text: String,
}

/// An object as it runs.
#[derive(Clone, Debug, Serialize)]
pub struct Running {
    /// `Deployment`
    pub kind: String,
    /// `metadata.name`
    pub name: String,
    /// `metadata.namespace`
    pub namespace: String,
    /// Its YAML, with what was there before.
    pub lines: Vec<MarkedLine>,
    /// The object itself.
    #[serde(serialize_with = "plain::map")]
    pub object: Map,
}

/// A gateway in one way, as it runs.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// Which way.
    pub way: Way,
    /// istiod's templates that were applied; none: nothing is added.
    pub templates: Vec<String>,
    /// What runs: the workload, and what istiod makes beside it.
    pub objects: Vec<Running>,
    /// What is to be known, a sentence each.
    pub notes: Vec<String>,
}

/// A gateway and its previews.
#[derive(Clone, Debug, Serialize)]
pub struct Previews {
    /// The gateway as it is.
    pub gateway: Gateway,
    /// The files that are previewed.
    #[serde(skip)]
    pub forms: Vec<Form>,
    /// In the order of the files, [`Way::ALL`]; none when the input renders no workload for it.
    pub ways: Vec<Preview>,
}

/// All gateways of an input as they run, in four ways each.
pub fn gateway_previews(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Previews>, Error> {
    let generated = generate(pack, request)?;
    let values = tree::get_map(&generated.merged, "spec.values").unwrap_or_default();
    let own = Injector::of_documents(pack, request, &generated.documents);
    let is_own = own.is_some();
    let injector = own.or_else(|| Injector::new(pack, request, &values));
    let site = Site { pack, request, injector, is_own };
    Ok(made(pack, request)?.into_iter().map(|made| site.previews(made)).collect())
}

/// The gateway that a Helm release of the `gateway` chart makes, as istiod of another release completes it; `None`: it
/// makes none.
pub fn gateway_previews_of(
    pack: &Pack,
    request: &OperatorRequest,
    istiod: &[Document],
    documents: &[Document],
) -> Option<Previews> {
    let own = Injector::of_documents(pack, request, istiod);
    let is_own = own.is_some();
    let injector = own.or_else(|| Injector::new(pack, request, &Map::new()));
    Some(Site { pack, request, injector, is_own }.previews(super::made_of(documents)?))
}

/// What previews are made with.
struct Site<'a> {
    pack: &'a Pack,
    request: &'a OperatorRequest,
    injector: Option<Injector<'a>>,
    /// Whether the input installs the injector.
    is_own: bool,
}

impl Site<'_> {
    fn previews(&self, made: Made) -> Previews {
        let objects = made.objects.clone();
        let Ways { gateway, forms } = ways(self.pack, made);
        let ways = forms.iter().map(|form| self.preview(form, &gateway, &objects)).collect();
        Previews { gateway, forms, ways }
    }

    fn preview(&self, form: &Form, gateway: &Gateway, objects: &[Map]) -> Preview {
        let mut preview =
            Preview { way: form.way, templates: Vec::new(), objects: Vec::new(), notes: self.notes() };
        let own =
            || split_documents(form.text.as_bytes()).into_iter().filter_map(yaml_map).collect::<Vec<_>>();
        match form.way {
            Way::Operator => self.workload(&mut preview, gateway, objects),
            Way::Chart => match self.of_chart(gateway, &form.text) {
                Ok(objects) => self.workload(&mut preview, gateway, &objects),
                Err(why) => preview.notes.push(format!("The chart can't be rendered: {why}")),
            },
            Way::Injected => self.workload(&mut preview, gateway, &own()),
            Way::GatewayApi => self.gateway_api(&mut preview, &own()),
        }
        if !preview.templates.is_empty() && self.injector.as_ref().is_some_and(Injector::is_openshift) {
            preview.notes.push(OPENSHIFT.to_owned());
        }
        preview
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.pack.official() {
            notes.push(BUILT_IN);
        }
        if !self.is_own && self.injector.is_some() {
            notes.push(NO_ISTIOD);
        }
        notes.into_iter().map(str::to_owned).collect()
    }

    /// What the `gateway` chart renders from a values file.
    fn of_chart(&self, gateway: &Gateway, values: &str) -> Result<Vec<Map>, Error> {
        let helm = HelmRelease {
            component: "IngressGateways",
            name: gateway.name.clone(),
            namespace: gateway.namespace.clone(),
            chart: "gateway",
            values: yaml_map(values.as_bytes()).unwrap_or_default(),
            skip_schema_validation: false,
        };
        let documents = release_documents(self.pack, self.request, &helm)?;
        Ok(documents.iter().filter_map(|document| yaml_map(document.text.as_bytes())).collect())
    }

    fn workload(&self, preview: &mut Preview, gateway: &Gateway, objects: &[Map]) {
        let of_kind = |map: &&Map| WORKLOADS.contains(&tree::get_string(map, "kind").as_str());
        let Some(workload) =
            find(objects, &WORKLOADS, &gateway.name).or_else(|| objects.iter().find(of_kind))
        else {
            return preview.notes.push("It makes no workload.".to_owned());
        };
        let injected = match &self.injector {
            Some(injector) => injector.inject(workload).map_err(|error| error.to_string()),
            None => Err("the values switch the injector off".to_owned()),
        };
        let Injected { workload: after, templates, notes } = injected.unwrap_or_else(|why| Injected {
            workload: workload.clone(),
            templates: Vec::new(),
            notes: vec![format!("Nothing is added: {why}.")],
        });
        if templates.is_empty() && notes.is_empty() {
            preview.notes.push(COMPLETE.to_owned());
        }
        preview.notes.extend(notes);
        preview.objects.push(running(Some(workload), &after));
        preview.templates = templates;
    }

    fn gateway_api(&self, preview: &mut Preview, objects: &[Map]) {
        let (gateways, others): (Vec<Map>, Vec<Map>) =
            objects.iter().cloned().partition(|map| tree::get_string(map, "kind") == "Gateway");
        let made = match (&self.injector, gateways.first()) {
            (Some(injector), Some(gateway)) => {
                injector.gateway(gateway, &others).map_err(|error| error.to_string())
            }
            _ => Err("the values switch istiod's templates off".to_owned()),
        };
        match made {
            Ok(made) => {
                preview.templates.push("kube-gateway".to_owned());
                preview.notes.push(ALL_MADE.to_owned());
                preview.objects.extend(made.iter().map(|object| running(None, object)));
            }
            Err(why) => preview.notes.push(format!("Nothing is made: {why}.")),
        }
    }
}

const BUILT_IN: &str = "The built-in charts' templates are shorter than Istio's own: a release of Istio shows all that its istiod adds.";
const NO_ISTIOD: &str = "The input installs no istiod: this is what one with the same values adds.";
const OPENSHIFT: &str = "The proxy's ids, 1337 here, are the last of the ranges that OpenShift gives the namespace (annotations openshift.io/sa.scc.uid-range and openshift.io/sa.scc.supplemental-groups).";
const COMPLETE: &str = "The workload is complete as it is: its pods don't ask for injection.";
const ALL_MADE: &str = "istiod makes all of it for the Gateway, whose uid only the cluster knows.";

/// An object beside what it was, both without nulls, as the API server keeps them.
fn running(before: Option<&Map>, after: &Map) -> Running {
    let (before, after) = (before.map(without_nil), without_nil(after));
    let text = |map: &Map| periplus_yaml::emit(&Value::Map(map.clone())).unwrap_or_default();
    let (old, new) = (before.as_ref().map(text).unwrap_or_default(), text(&after));
    let marked = |side: Side, text: &str| {
        let mark = match side {
            Side::Old => Mark::Gone,
            Side::New => Mark::Added,
            Side::Both => Mark::Same,
        };
        MarkedLine { mark, text: text.to_owned() }
    };
    let differing = hunks(&old, &new, ALL);
    let lines = if differing.is_empty() {
        new.lines().map(|line| marked(Side::Both, line)).collect()
    } else {
        differing.iter().flat_map(|hunk| &hunk.lines).map(|line| marked(line.side, line.text)).collect()
    };
    Running {
        kind: tree::get_string(&after, "kind"),
        name: tree::get_string(&after, "metadata.name"),
        namespace: tree::get_string(&after, "metadata.namespace"),
        lines,
        object: after,
    }
}

impl Preview {
    /// The objects as YAML documents.
    pub fn text(&self) -> String {
        let object = |running: &Running| {
            let lines = running.lines.iter().filter(|line| line.mark != Mark::Gone);
            lines.flat_map(|line| [line.text.as_str(), "\n"]).collect::<String>()
        };
        self.objects.iter().map(object).collect::<Vec<_>>().join("---\n")
    }

    /// The same with a sign before each line: `+` for istiod's, `-` for what it takes the place of.
    pub fn marked(&self) -> String {
        let line = |line: &MarkedLine| {
            let sign = match line.mark {
                Mark::Same => "  ",
                Mark::Added => "+ ",
                Mark::Gone => "- ",
            };
            format!("{sign}{}\n", line.text)
        };
        let object = |running: &Running| running.lines.iter().map(line).collect::<String>();
        self.objects.iter().map(object).collect::<Vec<_>>().join("  ---\n")
    }
}
