//! A plan as plain data that serde writes: what `periplus migrate --format json` prints, and what other front ends show.
//! Keys are only ever added.

use crate::ledger::{Entry, Fate};
use crate::minimal::Idle;
use crate::patch::{Operation, Patch};
use crate::plan::Plan;
use crate::proof::{Finding, Pair};
use crate::release::Release;
use crate::report::{Verdict, counts};
use periplus_istio::diff::{ChangeKind, Id};
use periplus_value::Value;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A plan.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The release of Istio, and version of its charts: `1.30.3`.
    pub version: String,
    /// Where its charts are: `oci://…/charts`.
    pub charts: String,
    /// Whether every difference is explained; otherwise the command's exit code is 3.
    pub proven: bool,
    /// How many resources got which verdict.
    pub counts: Counts,
    /// In the order in which they are to be installed.
    pub releases: Vec<ReleaseSummary>,
    /// The rules that explain differences here, each with its reason.
    pub rules: BTreeMap<&'static str, &'static str>,
    /// What became of each of the user's values.
    pub values: Vec<ValueSummary>,
    /// Overlays that istioctl applies to nothing.
    pub missed_overlays: Vec<MissedSummary>,
    /// What istioctl and charts warn about.
    pub warnings: Vec<String>,
}

/// How many resources got which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All of them.
    pub resources: usize,
    /// The same on both sides.
    pub equal: usize,
    /// The same but for what is known and harmless.
    pub explained: usize,
    /// One of these two after a patch.
    pub patched: usize,
    /// Different, and nobody knows why.
    pub different: usize,
}

/// A release.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseSummary {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The chart's name where Istio publishes charts.
    pub chart: &'static str,
    /// The component it takes the place of: `Pilot`.
    pub component: &'static str,
    /// A gateway's name, else the key under `spec.components`.
    pub instance: String,
    /// Whether Helm's chart is another one than istioctl's.
    pub moved: bool,
    /// The text of the values file.
    pub values: String,
    /// Lines of values without comments.
    pub value_lines: usize,
    /// Lines that all values would have.
    pub all_value_lines: usize,
    /// Values that stand for settings which were none.
    pub settings: Vec<SettingSummary>,
    /// What no value expresses.
    pub patches: PatchesSummary,
    /// Every resource.
    pub proof: Vec<ResourceSummary>,
}

/// A value that stands for a setting of the IstioOperator which is no value there.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingSummary {
    /// Its keys.
    pub value: Vec<String>,
    /// The resource's kind whose field it sets.
    pub kind: &'static str,
    /// The field's keys; none when it decides whether there is such a resource.
    pub field: Vec<&'static str>,
}

/// Patches of what a release renders.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchesSummary {
    /// JSON patches (RFC 6902).
    pub changed: Vec<PatchSummary>,
    /// Resources to leave out.
    pub deleted: Vec<Resource>,
    /// Resources to add, as YAML.
    pub added: Vec<String>,
}

/// A resource's JSON patch.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchSummary {
    /// What it changes.
    pub target: Resource,
    /// In order.
    pub operations: Vec<OperationSummary>,
}

/// One operation of a JSON patch.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationSummary {
    /// `add`, `remove`, `replace`, `test`
    pub op: &'static str,
    /// A JSON pointer.
    pub path: String,
    /// None to remove.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
}

/// What a resource is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// `apps/v1`
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// Empty for none.
    pub namespace: String,
    /// `istiod`
    pub name: String,
}

/// A resource on both sides.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceSummary {
    /// istioctl's; `null`: it has none.
    pub istioctl: Option<Resource>,
    /// Helm's; `null`: it has none.
    pub helm: Option<Resource>,
    /// `equal`, `explained`, `patched`, `different`
    pub verdict: Verdict,
    /// Why istioctl's side can't be reached, if that is so.
    pub limit: Option<&'static str>,
    /// What differs.
    pub differences: Vec<DifferenceSummary>,
    /// Helm's as YAML with what injection adds at run time, which is what was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injected: Option<String>,
}

/// A difference between both sides of a resource.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceSummary {
    /// `added`, `removed`, `changed`, `reordered`: from istioctl's side to Helm's.
    pub kind: &'static str,
    /// As overlays write paths; empty for the whole resource.
    pub path: String,
    /// istioctl's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub istioctl: Option<Json>,
    /// Helm's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helm: Option<Json>,
    /// The rule that explains it; `null`: none does.
    pub rule: Option<&'static str>,
}

/// One of the user's values.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueSummary {
    /// `spec.values.pilot.env.X`
    pub path: String,
    /// The file, or the flag as it was given.
    pub file: Option<String>,
    /// From 1; 0 for a flag.
    pub line: Option<usize>,
    /// `kept`, `redundant`, `no-effect`, `unread`
    pub fate: &'static str,
    /// The releases that have it.
    pub releases: Vec<String>,
}

/// An overlay that applies to nothing.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MissedSummary {
    /// The component it belongs to.
    pub component: String,
    /// What it names.
    pub kind: String,
    /// What it names.
    pub name: String,
    /// What the resource is called under the revision, if that is why.
    pub meant: Option<String>,
}

/// A value of a chart or of a manifest, written as JSON.
#[derive(Clone, Debug)]
pub struct Json(pub Value);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Nil => to.serialize_unit(),
            Value::Bool(flag) => to.serialize_bool(*flag),
            Value::Int(number) => match i64::try_from(number.get()) {
                Ok(number) => to.serialize_i64(number),
                Err(_) => to.serialize_i128(number.get()),
            },
            Value::Float(number) => to.serialize_f64(*number),
            Value::List(list) => to.collect_seq(list.iter().map(|item| Json(item.clone()))),
            Value::Map(map) => {
                let entries = map.entries();
                let mut out = to.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    out.serialize_entry(&*key.to_str_lossy(), &Json(value))?;
                }
                out.end()
            }
            Value::Number(text) | Value::String(text) | Value::Bytes(text) => {
                to.serialize_str(&text.to_str_lossy())
            }
            Value::Object(_) => to.serialize_unit(),
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::Equal => "equal",
            Self::Explained => "explained",
            Self::Patched => "patched",
            Self::Different => "different",
        })
    }
}

/// The plan as data.
pub fn summary(plan: &Plan) -> Summary {
    let warnings = plan.warnings.iter().map(|warning| warning.message.clone());
    let missed = plan.missed.iter().cloned().map(|overlay| MissedSummary {
        component: overlay.component,
        kind: overlay.kind,
        name: overlay.name,
        meant: overlay.meant,
    });
    Summary {
        version: plan.version.clone(),
        charts: plan.charts(),
        proven: plan.unexplained().next().is_none(),
        counts: counts(plan),
        releases: plan.releases.iter().map(release).collect(),
        rules: rules(plan),
        values: plan.ledger.iter().map(value).collect(),
        missed_overlays: missed.collect(),
        warnings: warnings.collect(),
    }
}

/// The rules that explain something, with their reasons.
pub(crate) fn rules(plan: &Plan) -> BTreeMap<&'static str, &'static str> {
    let pairs = plan.releases.iter().flat_map(|release| &release.proof);
    let used = pairs.flat_map(|pair| &pair.findings).filter_map(|finding| finding.rule);
    used.map(|rule| (rule.name, rule.reason)).collect()
}

fn release(release: &Release) -> ReleaseSummary {
    let settings = release.settings.iter().map(|setting| SettingSummary {
        value: setting.value.clone(),
        kind: setting.kind,
        field: setting.field.split(' ').filter(|key| !key.is_empty()).collect(),
    });
    ReleaseSummary {
        name: release.name.clone(),
        namespace: release.namespace.clone(),
        chart: release.chart,
        component: release.component,
        instance: release.instance.clone(),
        moved: release.moved,
        values: release.values_text.clone(),
        value_lines: crate::report::lines(&release.values),
        all_value_lines: crate::report::lines(&release.full_values),
        settings: settings.collect(),
        patches: PatchesSummary {
            changed: release.patches.changed.iter().map(patch).collect(),
            deleted: release.patches.deleted.iter().map(resource).collect(),
            added: release.patches.added.iter().map(|doc| doc.text().to_string()).collect(),
        },
        proof: release.proof.iter().map(|pair| proof(release, pair)).collect(),
    }
}

fn patch(patch: &Patch) -> PatchSummary {
    let operation = |operation: &Operation| OperationSummary {
        op: operation.verb.name(),
        path: operation.pointer(),
        value: operation.value.clone().map(Json),
    };
    PatchSummary {
        target: resource(&patch.target),
        operations: patch.operations.iter().map(operation).collect(),
    }
}

fn resource(id: &Id) -> Resource {
    let Id { api_version, kind, namespace, name } = id.clone();
    Resource { api_version, kind, namespace, name }
}

fn proof(release: &Release, pair: &Pair) -> ResourceSummary {
    ResourceSummary {
        istioctl: pair.operator.as_ref().map(|doc| resource(doc.id())),
        helm: pair.helm.as_ref().map(|doc| resource(doc.id())),
        verdict: release.verdict(pair),
        limit: pair.limit(),
        differences: pair.findings.iter().map(difference).collect(),
        injected: pair.injected.as_ref().map(|doc| doc.text().to_str_lossy().into_owned()),
    }
}

fn difference(finding: &Finding) -> DifferenceSummary {
    let change = &finding.change;
    let kind = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Changed | ChangeKind::Renamed => "changed",
        ChangeKind::Reordered => "reordered",
    };
    DifferenceSummary {
        kind,
        path: change.path.to_string(),
        istioctl: change.old.clone().map(Json),
        helm: change.new.clone().map(Json),
        rule: finding.rule.map(|rule| rule.name),
    }
}

fn value(entry: &Entry) -> ValueSummary {
    let (fate, releases) = match &entry.fate {
        Fate::Kept(releases) => ("kept", releases.clone()),
        Fate::Idle(Idle::Redundant) => ("redundant", Vec::new()),
        Fate::Idle(Idle::NoEffect) => ("no-effect", Vec::new()),
        Fate::Idle(Idle::Unread) => ("unread", Vec::new()),
    };
    let origin = entry.origin.as_ref();
    ValueSummary {
        path: entry.path.clone(),
        file: origin.map(|origin| origin.file.clone()),
        line: origin.map(|origin| origin.line),
        fate,
        releases,
    }
}
