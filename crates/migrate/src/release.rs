//! One component, or one gateway, as a Helm release: values, patches, proof.

use crate::fit::{self, Fitted, Setting};
use crate::ledger::View;
use crate::minimal::{self, Idle, Output};
use crate::patch::Patches;
use crate::plan::Beside;
use crate::proof::{self, Pair, Sides, USUAL_PULL_POLICY};
use crate::reasons::Reasons;
use crate::source::Source;
use crate::values_text;
use periplus_istio::diff::{Doc, Id};
use periplus_istio::{Error, HelmRelease, Instance, OperatorRequest, Pack, release_documents};
use periplus_value::{Map, Value};

/// A Helm release that takes the place of a component, or of a gateway.
#[derive(Clone, Debug)]
pub struct Release {
    /// The release's name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The chart's name in Istio's chart repository.
    pub chart: &'static str,
    /// The chart's folder in the pack.
    pub folder: &'static str,
    /// The component it takes the place of (`Pilot`).
    pub component: &'static str,
    /// A gateway's name, else the key under `spec.components`.
    pub instance: String,
    /// Whether Helm's chart is another one than istioctl's.
    pub moved: bool,
    /// All values: those that istioctl gives its chart, or for another chart those that make it the same.
    pub full_values: Map,
    /// The fewest values that render the same.
    pub values: Map,
    /// The text of the values file.
    pub values_text: String,
    /// Values that stand for settings of the IstioOperator which are no values there.
    pub settings: Vec<Setting>,
    /// What values can't express.
    pub patches: Patches,
    /// Every resource on both sides, after the patches.
    pub proof: Vec<Pair>,
    /// What Kustomize is given, where it refuses what the chart renders.
    pub for_kustomize: Option<Variant>,
    /// Whether Helm has to be told not to ask the chart's schema, which refuses the chart's own values.
    pub skip_schema_validation: bool,
}

/// Another way to the same resources.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The text of the values file.
    pub values_text: String,
    /// What values can't express.
    pub patches: Patches,
    /// Every resource on both sides, after the patches.
    pub proof: Vec<Pair>,
}

/// What a release is made from.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) request: &'a OperatorRequest,
    pub(crate) instance: &'a Instance,
    pub(crate) name: String,
    pub(crate) skip_schema_validation: bool,
}

impl Site<'_> {
    /// Chart and folder: istioctl's own, or for gateways the one that Istio publishes.
    fn chart(&self) -> (&'static str, &'static str) {
        self.instance.release.map_or(("gateway", "gateway"), |release| (release, self.instance.chart))
    }

    fn render(&self, values: &Map) -> Result<Vec<Doc>, Error> {
        let release = HelmRelease {
            component: self.instance.component,
            name: self.name.clone(),
            namespace: self.instance.namespace.clone(),
            chart: self.chart().1,
            values: values.deep_copy(),
            skip_schema_validation: self.skip_schema_validation,
        };
        release_documents(self.pack, self.request, &release).map(|documents| proof::docs(&documents))
    }

    fn output(&self, values: &Map) -> Option<Output> {
        self.render(values).ok().map(|documents| Output::of(&documents))
    }

    /// The release, proven.
    pub(crate) fn release(&self, source: &Source, with_reasons: bool) -> Result<Release, Error> {
        let instance = self.instance;
        let sides = Sides::new(self.pack, self.request, instance);
        let (chart, folder) = self.chart();
        let render = |values: &Map| self.render(values);
        let mut fitted = fit::fit(&sides, folder, self.start(&sides), &render)?;
        fitted.settings.extend(fitted.values.contains(PULL_POLICY).then(pull_policy));
        let (mut patches, mut proof) = patched(&sides, &fitted.helm, &fitted.pairs);
        let mut other = fitted.clone();
        let mut for_kustomize = None;
        if fit::leave_out_written_twice(&sides, folder, &mut other, &render)? {
            let way = patched(&sides, &other.helm, &other.pairs);
            if patches.is_empty() {
                for_kustomize = Some((other, way));
            } else {
                (fitted, (patches, proof)) = (other, way);
            }
        }
        let minimal = |fitted: &Fitted| {
            let values = minimal::minimal(&fitted.values, &|values| self.output(values));
            let reasons = self.reasons(source, &fitted.settings);
            let text = values_text::text(&values, &|path| reasons.known(path), with_reasons);
            (values, text)
        };
        let for_kustomize = for_kustomize.map(|(fitted, (patches, proof))| {
            let (_, values_text) = minimal(&fitted);
            Variant { values_text, patches, proof }
        });
        let (values, values_text) = minimal(&fitted);
        Ok(Release {
            name: self.name.clone(),
            namespace: instance.namespace.clone(),
            chart,
            folder,
            component: instance.component,
            instance: instance.name.clone(),
            moved: instance.gateway,
            full_values: fitted.values,
            values,
            values_text,
            settings: fitted.settings,
            patches,
            proof,
            for_kustomize,
            skip_schema_validation: self.skip_schema_validation,
        })
    }

    /// The values to start from.
    fn start(&self, sides: &Sides<'_>) -> Map {
        if !self.instance.gateway {
            return self.instance.values.clone();
        }
        let policy = sides.needs_pull_policy().then_some((PULL_POLICY, USUAL_PULL_POLICY));
        policy.into_iter().collect()
    }

    /// Whether the chart's schema refuses the chart's own values, as that of the gateway chart of 1.24 does where Helm takes
    /// the newest draft of JSON Schema.
    pub(crate) fn skip_unusable_schema(&mut self) {
        if self.instance.gateway && self.render(&Map::new()).is_err() {
            self.skip_schema_validation = true;
            self.skip_schema_validation = self.render(&Map::new()).is_ok();
        }
    }

    /// The release under a revision that nothing has yet.
    pub(crate) fn beside(&self, release: &Release) -> Option<Beside> {
        let values = release.values.deep_copy();
        let old = values.get("revision").and_then(|revision| crate::data::text(&revision));
        let revision = ["helm", "helm-2"].into_iter().find(|name| old.as_deref() != Some(*name))?;
        values.insert("revision", revision);
        let known: Vec<&Id> =
            release.proof.iter().filter_map(|pair| Some(pair.operator.as_ref()?.id())).collect();
        let ids: Vec<Id> = self.render(&values).ok()?.iter().map(|doc| doc.id().clone()).collect();
        let (shared, own) = ids.into_iter().partition(|id| known.contains(&id));
        Some(Beside { revision: revision.to_owned(), shared, own })
    }

    fn reasons<'s>(&self, source: &'s Source, settings: &'s [Setting]) -> Reasons<'s> {
        let gateway = self.gateway_values();
        Reasons {
            source,
            component: self.component_path(source),
            gateway,
            root: (self.chart().1 == "ztunnel").then_some("ztunnel"),
            settings,
        }
    }

    /// The key below `spec.values.gateways` of istioctl's chart.
    fn gateway_values(&self) -> Option<&'static str> {
        match self.instance.component {
            "IngressGateways" => Some("istio-ingressgateway"),
            "EgressGateways" => Some("istio-egressgateway"),
            _ => None,
        }
    }

    /// The keys down to what the user says about the component.
    fn component_path(&self, source: &Source) -> Vec<String> {
        let key = match self.instance.component {
            "IngressGateways" => "ingressGateways",
            "EgressGateways" => "egressGateways",
            _ => &self.instance.name,
        };
        let path = vec!["spec".to_owned(), "components".to_owned(), key.to_owned()];
        let place =
            self.instance.gateway.then(|| source.place_of(&["spec", "components", key], &self.instance.name));
        path.into_iter().chain(place.flatten().map(|place| place.to_string())).collect()
    }

    /// How the release sees the user's values.
    pub(crate) fn view<'r>(&'r self, release: &'r Release) -> Box<View<'r>> {
        Box::new(move |path, value| {
            if let Some(gateway) = self.gateway_values() {
                return (path.starts_with(&["gateways", gateway])).then_some(Ok(()));
            }
            let own = match path {
                ["ztunnel", rest @ ..] if release.folder == "ztunnel" => rest,
                path => path,
            };
            let minimal = Value::Map(release.values.clone());
            if minimal.at(own).is_some() {
                return Some(Ok(()));
            }
            Some(Err(self.idle(&release.values, own, value)))
        })
    }

    fn idle(&self, minimal: &Map, path: &[&str], value: &Value) -> Idle {
        let defaults = minimal::defaults(self.pack, self.chart().1);
        minimal::idle(minimal, path, value, &defaults, &|values| self.output(values))
    }
}

/// The `gateway` chart's value.
const PULL_POLICY: &str = "imagePullPolicy";

fn pull_policy() -> Setting {
    let field = "spec template spec containers istio-proxy imagePullPolicy";
    Setting { value: vec![PULL_POLICY.to_owned()], kind: "Deployment", field }
}

/// How often patches may be added to: what one brings may be in the wrong order of a list.
const PATCH_ROUNDS: usize = 3;

/// The patches that a release needs, and both sides after them.
fn patched(sides: &Sides<'_>, helm: &[Doc], pairs: &[Pair]) -> (Patches, Vec<Pair>) {
    let mut pairs = pairs.to_vec();
    let mut patches = Patches::default();
    for _ in 0..PATCH_ROUNDS {
        let more = Patches::of(&pairs);
        if more.is_empty() {
            break;
        }
        patches.extend(more);
        pairs = sides.compare(&patches.apply(helm));
    }
    patches.tidy(helm);
    (patches, pairs)
}
