//! The way back: Helm releases of Istio's charts as one IstioOperator. What istioctl renders from it is held against what
//! Helm renders; where values don't do it, overlays do. Gateways become istioctl's, by another chart: what that one can't
//! have is told.

mod draft;
mod gateway;
mod shared;

use crate::data;
use crate::minimal;
use crate::names;
use crate::patch::{Patch, Patches};
use crate::plan::Plan;
use crate::proof::{self, Pair, Sides};
use crate::release::Release;
use crate::source::Source;
use crate::values_text::leaves;
use draft::{Draft, Overlay};
use gateway::Gateway;
use periplus_istio::diff::Doc;
use periplus_istio::{
    Document, HelmRelease, Input, Installation, Instance, OperatorRequest, Pack, installation,
    release_documents,
};
use periplus_value::{Map, Value};
use shared::SWITCHES;
use std::fmt;

/// A Helm release to turn back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelmInput {
    /// Where it comes from, for messages.
    pub file: String,
    /// The chart's name in Istio's chart repository, or its folder in the pack.
    pub chart: String,
    /// The release's name.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The values file's text.
    pub values: String,
}

/// An IstioOperator that stands for Helm releases.
#[derive(Clone, Debug)]
pub struct Back {
    /// Its text, with the values files' comments.
    pub operator: String,
    /// The releases, with their proof; nothing in them is to be installed. Patches only name resources with overlays.
    pub plan: Plan,
    /// What the IstioOperator doesn't say, a sentence each.
    pub notes: Vec<String>,
}

/// Why there is no way back.
#[derive(Debug)]
pub enum BackError {
    /// Values that are no YAML map: where they are from, and why.
    Values(String, periplus_yaml::Error),
    /// None of the releases is of a chart that istioctl installs.
    Nothing,
    /// Two releases of one chart: one IstioOperator has one.
    Twice(String),
    /// istioctl or Helm refuses.
    Istio(Box<periplus_istio::Error>),
}

impl fmt::Display for BackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values(file, error) => write!(f, "{file}: {error}"),
            Self::Nothing => f.write_str("no values of the charts base, istiod, cni, ztunnel or gateway"),
            Self::Twice(chart) => {
                write!(f, "two releases of chart {chart}: an IstioOperator has one of each component")
            }
            Self::Istio(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BackError {}

impl From<periplus_istio::Error> for BackError {
    fn from(error: periplus_istio::Error) -> Self {
        Self::Istio(Box::new(error))
    }
}

/// A component that istioctl installs with a chart that Helm installs as well.
#[derive(Debug)]
pub(crate) struct Component {
    /// `Pilot`
    name: &'static str,
    /// The key below `spec.components`.
    key: &'static str,
    /// The chart's name where Istio publishes charts, and its folder.
    chart: &'static str,
    folder: &'static str,
    /// The key of the values that only this chart has; none: the top.
    root: Option<&'static str>,
}

/// The table (operator/pkg/component/component.go).
const COMPONENTS: [Component; 4] = [
    Component { name: "Base", key: "base", chart: "base", folder: "base", root: None },
    Component {
        name: "Pilot",
        key: "pilot",
        chart: "istiod",
        folder: "istio-control/istio-discovery",
        root: None,
    },
    Component { name: "Cni", key: "cni", chart: "cni", folder: "istio-cni", root: Some("cni") },
    Component { name: "Ztunnel", key: "ztunnel", chart: "ztunnel", folder: "ztunnel", root: Some("ztunnel") },
];

/// A release of one of the components.
#[derive(Debug)]
pub(crate) struct Part {
    component: &'static Component,
    input: HelmInput,
    values: Map,
    source: Source,
    helm: Vec<Doc>,
    /// Of a gateway, what the IstioOperator says of it.
    gateway: Option<Gateway>,
}

impl Part {
    /// The part of an installation that stands for this one.
    fn instance<'i>(&self, installation: &'i Installation) -> Option<&'i Instance> {
        let named = |instance: &&Instance| {
            let is_own = |gateway: &Gateway| {
                gateway.name == instance.name && self.input.namespace == instance.namespace
            };
            self.gateway.as_ref().is_none_or(is_own)
        };
        installation.instances.iter().filter(|i| i.component == self.component.name).find(named)
    }
}

/// istioctl makes the namespace of everything of it.
const NAMESPACE: [&str; 2] = ["global", "istioNamespace"];

/// Where istiod is unless something else is said.
const USUAL_NAMESPACE: &str = "istio-system";

/// How often what differs may be answered by overlays.
const OVERLAY_ROUNDS: usize = 2;

/// The IstioOperator for Helm releases. Of the request, only what it says about the cluster counts.
pub fn back(pack: &Pack, request: &OperatorRequest, inputs: &[HelmInput]) -> Result<Back, BackError> {
    let request = OperatorRequest { files: Vec::new(), set: Vec::new(), revision: None, ..request.clone() };
    let (parts, mut notes) = parts(pack, &request, inputs)?;
    let mut draft = Draft::new(&parts, namespace(pack, &parts));
    notes.append(&mut draft.notes);
    let site = Site { pack, request, parts };
    let mut found = site.settle(&mut draft)?;
    site.neutralise(&mut draft, &mut found);
    site.decide(&mut draft, &mut found);
    for _ in 0..OVERLAY_ROUNDS {
        let mut attempt = draft.clone();
        attempt.add_overlays(&found.proofs);
        match site.run(&attempt) {
            Ok(after) if after.weight() < found.weight() => (draft, found) = (attempt, after),
            _ => break,
        }
    }
    Ok(site.result(&draft, found, notes))
}

/// What istiod's chart takes for Istio's namespace: components elsewhere say so for themselves.
fn namespace(pack: &Pack, parts: &[Part]) -> String {
    let istiod = parts.iter().find(|part| part.component.key == "pilot").unwrap_or(&parts[0]);
    let told = Value::Map(istiod.values.clone()).at(&NAMESPACE);
    let told =
        told.unwrap_or_else(|| default_of(&minimal::defaults(pack, istiod.component.folder), &NAMESPACE));
    let told = data::text(&told).filter(|text| !text.is_empty());
    told.unwrap_or_else(|| match istiod.gateway {
        // Gateways alone don't know where istiod is.
        Some(_) => USUAL_NAMESPACE.to_owned(),
        None => istiod.input.namespace.clone(),
    })
}

fn parts(
    pack: &Pack,
    request: &OperatorRequest,
    inputs: &[HelmInput],
) -> Result<(Vec<Part>, Vec<String>), BackError> {
    let (mut parts, mut notes): (Vec<Part>, Vec<String>) = (Vec::new(), Vec::new());
    for input in inputs {
        let of = |component: &&Component| input.chart == component.chart || input.chart == component.folder;
        let component = COMPONENTS.iter().find(of);
        if component.is_none() && input.chart != gateway::CHART {
            notes.push(format!(
                "release {} of chart {} stays a release of Helm: istioctl has no such chart",
                input.release, input.chart
            ));
            continue;
        }
        let there = component.filter(|known| parts.iter().any(|part| part.component.key == known.key));
        if let Some(there) = there {
            return Err(BackError::Twice(there.chart.to_owned()));
        }
        match part(pack, request, input, component)? {
            Ok(part) => parts.push(part),
            Err(note) => notes.push(note),
        }
    }
    parts.sort_by_key(|part| names::order(part.component.name));
    if parts.is_empty() { Err(BackError::Nothing) } else { Ok((parts, notes)) }
}

/// A release as a part; of a gateway the component is known by what is rendered. `Err`: why it is none.
fn part(
    pack: &Pack,
    request: &OperatorRequest,
    input: &HelmInput,
    component: Option<&'static Component>,
) -> Result<Result<Part, String>, BackError> {
    let values = periplus_yaml::parse_map(input.values.as_bytes(), &periplus_yaml::Options::default())
        .map_err(|error| BackError::Values(input.file.clone(), error))?;
    let mut release = HelmRelease {
        component: component.map_or("IngressGateways", |component| component.name),
        name: input.release.clone(),
        namespace: input.namespace.clone(),
        chart: component.map_or(gateway::CHART, |component| component.folder),
        values: values.deep_copy(),
        skip_schema_validation: false,
    };
    let documents = release_documents(pack, request, &release).or_else(|error| {
        // A schema that refuses the chart's own values.
        release.skip_schema_validation = component.is_none();
        release_documents(pack, request, &release).map_err(|_| error)
    });
    let documents: Vec<Document> = documents?;
    let text =
        Input { name: input.file.clone(), text: input.values.clone().into_bytes(), ..Input::default() };
    let source = Source::new(&OperatorRequest { files: vec![text], ..OperatorRequest::default() });
    let gateway = if component.is_none() { Gateway::of(pack, &documents) } else { None };
    let (component, gateway) = match (component, gateway) {
        (Some(component), _) => (component, None),
        (None, Some((component, gateway))) => (component, Some(gateway)),
        (None, None) => {
            let release = &input.release;
            return Ok(Err(format!("release {release} stays a release of Helm: it makes no workload")));
        }
    };
    let helm = proof::docs(&documents);
    Ok(Ok(Part { component, input: input.clone(), values, source, helm, gateway }))
}

/// The resources that have overlays, as patches without operations: those stand in the IstioOperator.
fn overlaid(proof: &[Pair], overlays: &[Overlay]) -> Patches {
    let has_one = |pair: &&Pair| overlays.iter().any(|overlay| overlay.is_for(pair.id()));
    let patch = |pair: &Pair| Patch { target: pair.id().clone(), operations: Vec::new() };
    Patches { changed: proof.iter().filter(has_one).map(patch).collect(), ..Patches::default() }
}

/// A chart's default of a value, null for none. Charts move what stands below their own key to the top.
fn default_of(defaults: &Map, keys: &[&str]) -> Value {
    let top = Value::Map(defaults.clone());
    let internal = top.at(&[minimal::INTERNAL]).unwrap_or_default();
    let found = [keys, &keys[1..]].into_iter().filter(|keys| !keys.is_empty());
    found.into_iter().find_map(|keys| internal.at(keys).or_else(|| top.at(keys))).unwrap_or_default()
}

/// What everything is rendered with.
struct Site<'a> {
    pack: &'a Pack,
    request: OperatorRequest,
    parts: Vec<Part>,
}

/// What istioctl makes of a draft, beside Helm's side of each part.
struct Found {
    installation: Installation,
    proofs: Vec<Vec<Pair>>,
}

impl Found {
    fn weight(&self) -> usize {
        self.proofs.iter().map(|pairs| proof::weight(pairs)).sum()
    }

    /// How many resources only one side has.
    fn one_sided(&self) -> usize {
        let pairs = self.proofs.iter().flatten();
        pairs.filter(|pair| pair.operator.is_none() || pair.helm.is_none()).count()
    }
}

impl Site<'_> {
    fn run(&self, draft: &Draft) -> Result<Found, periplus_istio::Error> {
        let text = draft.text(&self.parts).into_bytes();
        let input = Input { name: "iop.yaml".to_owned(), text, unreadable: None };
        let installation =
            installation(self.pack, &OperatorRequest { files: vec![input], ..self.request.clone() })?;
        let proof = |part: &Part| {
            part.instance(&installation).map_or_else(Vec::new, |instance| {
                Sides::new(self.pack, &self.request, instance).back().compare(&part.helm)
            })
        };
        let proofs = self.parts.iter().map(proof).collect();
        Ok(Found { installation, proofs })
    }

    /// Moves values that istioctl's validation refuses to where it doesn't look, one by one.
    fn settle(&self, draft: &mut Draft) -> Result<Found, BackError> {
        loop {
            let error = match self.run(draft) {
                Ok(found) => return Ok(found),
                Err(error) => error,
            };
            let path = error.place.as_ref().map(|place| place.path.clone()).unwrap_or_default();
            if !draft.leave_unvalidated(&path) {
                return Err(error.into());
            }
        }
    }

    /// Takes values back that only istioctl's profiles and translation bring, where that makes the sides more alike.
    fn neutralise(&self, draft: &mut Draft, found: &mut Found) {
        for (at, part) in self.parts.iter().enumerate().filter(|(_, part)| part.gateway.is_none()) {
            let instance = part.instance(&found.installation);
            let values = instance.map(|instance| instance.values.clone()).unwrap_or_default();
            let own = Value::Map(part.values.clone());
            let defaults = minimal::defaults(self.pack, part.component.folder);
            for (keys, _) in leaves(&values) {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                if keys == NAMESPACE || own.at(&keys).is_some() || proof::weight(&found.proofs[at]) == 0 {
                    continue;
                }
                let attempt = draft.with_default(part.component, &keys, default_of(&defaults, &keys));
                match self.run(&attempt) {
                    Ok(after) if after.weight() < found.weight() => (*draft, *found) = (attempt, after),
                    _ => {}
                }
            }
        }
    }

    /// Gives values that decide for several gateways, where one asks for them and fewer resources are on one side then.
    fn decide(&self, draft: &mut Draft, found: &mut Found) {
        let gateways = || self.parts.iter().enumerate().filter(|(_, part)| part.gateway.is_some());
        for (switch, (at, part)) in
            SWITCHES.iter().flat_map(|switch| gateways().map(move |part| (switch, part)))
        {
            let kind = Gateway::values_key(part.component);
            let Some((keys, value)) = switch.wanted(kind, &found.proofs[at], &part.helm) else { continue };
            let attempt = draft.with_value(&keys, value);
            let is_better =
                |after: &Found| after.one_sided() < found.one_sided() && after.weight() < found.weight();
            if let Some(after) = self.run(&attempt).ok().filter(is_better) {
                (*draft, *found) = (attempt, after);
            }
        }
    }

    fn result(&self, draft: &Draft, found: Found, mut notes: Vec<String>) -> Back {
        let proven = self.parts.iter().zip(&found.proofs);
        let told =
            proven.filter_map(|(part, pairs)| Some(part.gateway.as_ref()?.notes(part.component, pairs)));
        notes.extend(told.flatten());
        let release = |((part, overlays), proof): ((&Part, &Vec<Overlay>), Vec<Pair>)| Release {
            name: part.input.release.clone(),
            namespace: part.input.namespace.clone(),
            chart: part.component.chart,
            folder: part.component.folder,
            component: part.component.name,
            instance: part.gateway.as_ref().map_or(part.component.key, |gateway| &gateway.name).to_owned(),
            moved: part.gateway.is_some(),
            full_values: part.values.clone(),
            values: part.values.clone(),
            values_text: part.input.values.clone(),
            settings: Vec::new(),
            patches: overlaid(&proof, overlays),
            proof,
            for_kustomize: None,
            skip_schema_validation: false,
        };
        let parts = self.parts.iter().zip(&draft.overlays);
        Back {
            operator: draft.text(&self.parts),
            plan: Plan {
                version: self.pack.version().to_owned(),
                chart_repository: found.installation.chart_repository,
                releases: parts.zip(found.proofs).map(release).collect(),
                ledger: Vec::new(),
                missed: Vec::new(),
                beside: None,
                warnings: found.installation.warnings,
            },
            notes,
        }
    }
}
