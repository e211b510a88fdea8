//! Both sides of a migration held against each other, resource by resource: what istioctl renders, and what the planned
//! Helm release renders. Every difference is explained by a rule of the tables, or is not.

mod gateway;
mod injected;
mod limit;
mod rules;

pub(crate) use gateway::{LOWEST_PORT, RAISED_BY, USUAL_PULL_POLICY};
pub use rules::Rule;

use crate::data;
use periplus_istio::diff::{self, Change, ChangeKind, Doc, Id};
use periplus_istio::{Document, Injector, Instance, OperatorRequest, Pack};
use periplus_value::{Map, Value};
use std::collections::BTreeMap;

/// A resource on both sides; one may be missing.
#[derive(Clone, Debug)]
pub struct Pair {
    /// As istioctl renders it.
    pub operator: Option<Doc>,
    /// As Helm renders it.
    pub helm: Option<Doc>,
    /// Helm's as the cluster runs it, where injection completes its pods.
    pub injected: Option<Doc>,
    /// What differs, none when it is the same.
    pub findings: Vec<Finding>,
}

/// A difference, and the rule that explains it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// From istioctl's side to Helm's. Without steps: the whole resource is on one side only.
    pub change: Change,
    /// Why it does no harm; `None`: nobody knows.
    pub rule: Option<&'static Rule>,
}

impl Pair {
    /// What it is known by: istioctl's name, else Helm's.
    pub fn id(&self) -> &Id {
        match (&self.operator, &self.helm) {
            (Some(doc), _) | (None, Some(doc)) => doc.id(),
            (None, None) => unreachable!("a pair has a resource"),
        }
    }

    /// Why istioctl's side can't be reached: no cluster takes it. Patches leave such a resource alone.
    pub fn limit(&self) -> Option<&'static str> {
        limit::of(&self.operator.as_ref()?.object())
    }

    /// Differences that no rule explains.
    pub fn unexplained(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.rule.is_none())
    }
}

/// What is known about both sides of one release.
#[derive(Debug)]
pub(crate) struct Sides<'a> {
    /// Whether istioctl and Helm use different charts.
    pub(crate) moved: bool,
    /// The values that istioctl's chart was given.
    pub(crate) values: Map,
    /// What istioctl renders.
    pub(crate) operator: Vec<Doc>,
    /// The same before patches and overlays, by kind and name.
    original: BTreeMap<(String, String), Doc>,
    /// What completes the pods of a gateway at run time.
    injector: Option<Injector<'a>>,
    /// Whether istioctl is to do what Helm does, not the other way round.
    is_back: bool,
}

impl<'a> Sides<'a> {
    pub(crate) fn new(pack: &Pack, request: &'a OperatorRequest, instance: &Instance) -> Self {
        let original = instance.from_chart.iter().map(|d| ((d.kind.clone(), d.name.clone()), Doc::from(d)));
        Self {
            moved: instance.gateway,
            values: instance.values.clone(),
            operator: docs(&instance.documents),
            original: original.collect(),
            injector: instance.gateway.then(|| Injector::new(pack, request, &instance.values)).flatten(),
            is_back: false,
        }
    }

    /// The same for the way back.
    pub(crate) fn back(self) -> Self {
        Self { is_back: true, ..self }
    }

    /// Whether Kubernetes pulls the proxy's image only where it is missing, and would pull it always if the `gateway`
    /// chart said nothing: injection sets the image too late (pkg/apis/core/v1/defaults.go, `SetDefaults_Container`).
    pub(crate) fn needs_pull_policy(&self) -> bool {
        let deployments = self.operator.iter().filter(|doc| doc.id().kind == "Deployment");
        let proxies = deployments.filter_map(|doc| injected::proxy_of(&doc.object()));
        let mut silent =
            proxies.filter(|proxy| proxy.at(&["imagePullPolicy"]).is_none_or(|policy| policy.is_nil()));
        let tag = |proxy: &Value| {
            let image = data::text_at(proxy, "image")?;
            Some(image.rsplit('/').next()?.split_once([':', '@'])?.1.to_owned())
        };
        self.injector.is_some() && silent.any(|proxy| tag(&proxy).is_some_and(|tag| tag != "latest"))
    }

    /// Compares with Helm's side.
    pub(crate) fn compare(&self, helm: &[Doc]) -> Vec<Pair> {
        let mut pairs = pair_up(&self.operator, helm);
        for pair in &mut pairs {
            pair.injected = self.injected(pair);
            pair.findings = self.findings(pair);
        }
        pairs
    }

    /// What injection makes of Helm's Deployment.
    fn injected(&self, pair: &Pair) -> Option<Doc> {
        let (injector, helm) = (self.injector.as_ref()?, pair.helm.as_ref()?);
        let object = helm.object();
        let workload = object.as_map().filter(|_| pair.id().kind == "Deployment")?;
        let injected = injector.inject(workload).ok().filter(|injected| !injected.templates.is_empty())?;
        let text = periplus_yaml::emit(&injected.workload.into()).ok()?;
        Some(Doc::new(helm.id().clone(), text.into()))
    }

    fn findings(&self, pair: &Pair) -> Vec<Finding> {
        let changes = match (&pair.operator, &pair.helm) {
            (Some(operator), Some(helm)) if operator.text() == helm.text() => Vec::new(),
            (Some(operator), Some(helm)) => {
                let renamed = Doc::new(operator.id().clone(), helm.text().clone());
                let found = diff::compare(std::slice::from_ref(operator), &[renamed]);
                found.into_iter().flat_map(|resource| resource.changes).collect()
            }
            (operator, helm) => vec![Change {
                kind: if operator.is_some() { ChangeKind::Removed } else { ChangeKind::Added },
                path: diff::Path::default(),
                old: operator.as_ref().map(Doc::object),
                new: helm.as_ref().map(Doc::object),
            }],
        };
        let case = self.case(pair);
        let explained = |change: Change| Finding { rule: rules::explain(&case, &change), change };
        changes.into_iter().map(explained).collect()
    }

    /// What rules look at, beside the change itself.
    pub(crate) fn case<'c>(&'c self, pair: &Pair) -> Case<'c> {
        let object = |doc: &Option<Doc>| doc.as_ref().map_or(Value::Nil, Doc::object);
        let id = pair.id();
        let helm = object(&pair.helm);
        let pod = object(&pair.injected).at(&["spec", "template"]);
        Case {
            is_injected: self.injector.is_some(),
            injected: pod.unwrap_or_default(),
            moved: self.moved,
            is_back: self.is_back,
            kind: id.kind.clone(),
            operator: object(&pair.operator),
            helm,
            original: self.original.get(&(id.kind.clone(), id.name.clone())).map_or(Value::Nil, Doc::object),
            values: &self.values,
        }
    }
}

/// A resource on both sides, as rules see it.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) moved: bool,
    pub(crate) is_back: bool,
    pub(crate) kind: String,
    pub(crate) operator: Value,
    pub(crate) helm: Value,
    /// istioctl's before patches and overlays.
    pub(crate) original: Value,
    pub(crate) values: &'a Map,
    /// Whether injection completes the release's pods, and what it makes of the pod of this Deployment.
    pub(crate) is_injected: bool,
    pub(crate) injected: Value,
}

/// Documents to compare.
pub(crate) fn docs(documents: &[Document]) -> Vec<Doc> {
    documents.iter().map(Doc::from).collect()
}

/// The same resources of both sides: by name, else the only one left of its kind.
fn pair_up(operator: &[Doc], helm: &[Doc]) -> Vec<Pair> {
    let mut left: Vec<&Doc> = helm.iter().collect();
    let name = |id: &Id| (id.group().to_owned(), id.kind.clone(), id.namespace.clone(), id.name.clone());
    let mut pairs: Vec<Pair> = Vec::new();
    for doc in operator {
        let found = left.iter().position(|other| name(other.id()) == name(doc.id()));
        let helm = found.map(|at| left.remove(at).clone());
        pairs.push(Pair { operator: Some(doc.clone()), helm, injected: None, findings: Vec::new() });
    }
    for at in 0..pairs.len() {
        let kind = pairs[at].id().kind.clone();
        let alone = pairs.iter().filter(|pair| pair.helm.is_none() && pair.id().kind == kind).count() == 1;
        let others: Vec<usize> = (0..left.len()).filter(|at| left[*at].id().kind == kind).collect();
        if let (true, true, [other]) = (pairs[at].helm.is_none(), alone, &others[..]) {
            pairs[at].helm = Some(left.remove(*other).clone());
        }
    }
    pairs.extend(left.into_iter().map(|doc| Pair {
        operator: None,
        helm: Some(doc.clone()),
        injected: None,
        findings: Vec::new(),
    }));
    pairs
}

/// How much differs without explanation, in scalars.
pub(crate) fn weight(pairs: &[Pair]) -> usize {
    let size = |value: &Option<Value>| value.as_ref().map_or(0, data::leaves);
    let changes = pairs.iter().flat_map(Pair::unexplained).map(|finding| &finding.change);
    changes.map(|change| size(&change.old) + size(&change.new)).sum()
}

/// Whether it is explained that istioctl has a value at a path where Helm has none.
pub(crate) fn is_explained(case: &Case<'_>, path: Vec<diff::Step>, value: &Value) -> bool {
    let change =
        Change { kind: ChangeKind::Removed, path: diff::Path(path), old: Some(value.clone()), new: None };
    rules::explain(case, &change).is_some()
}
