//! Where a setting was set: the layers of an input from the charts' own defaults up to flags, and the place within the
//! one that won.
//!
//! Helm values come from several places of an IstioOperator (`spec.values`, `spec.meshConfig`, `spec.hub` …); which of
//! them wins follows [`crate::merge`] and the charts' own layering.

use crate::merge::{TRANSLATIONS, detected, named_flags};
use crate::profile::OF_CHARTS;
use crate::release::Behaviour;
use crate::{Input, OperatorRequest, Pack, text, tree};
use periplus_value::{Map, Str, Value};
use periplus_yaml::{Options, Spans};
use serde::Serialize;
use std::fmt;

/// Where istiod's chart is.
const CHART: &str = "charts/istio-control/istio-discovery";

/// Under this key the charts keep the defaults of their values, so that their profiles fit between those and the user's.
pub(super) const DEFAULTS: &str = "_internal_defaults_do_not_set";

/// What set something, lowest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "name")]
pub enum Layer {
    /// istiod itself, for what is set nowhere.
    Assumed,
    /// A template of the chart, whatever the values are.
    Template,
    /// The chart's `values.yaml`.
    ChartDefault,
    /// A profile file of the chart (`values.profile`): its name.
    ChartProfile(String),
    /// `compatibilityVersion`: the version.
    CompatibilityVersion(String),
    /// `values.global.platform`: the platform.
    Platform(String),
    /// One of istioctl's profiles: its name.
    Profile(String),
    /// A fact about the cluster.
    Cluster,
    /// An IstioOperator file, or a values file of Helm.
    File,
    /// A flag.
    Flag,
}

/// A layer, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// The layer.
    pub layer: Layer,
    /// The user's file, the flag, or the file of the pack.
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: usize,
    /// From 1; 0 when unknown.
    pub column: usize,
    /// The setting within that file, keys joined by dots.
    pub path: String,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assumed => f.write_str("istiod's default"),
            Self::Template => f.write_str("chart template"),
            Self::ChartDefault => f.write_str("chart default"),
            Self::ChartProfile(name) => write!(f, "chart profile {name}"),
            Self::CompatibilityVersion(name) => write!(f, "compatibility version {name}"),
            Self::Platform(name) => write!(f, "platform {name}"),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Cluster => f.write_str("cluster"),
            Self::File => f.write_str("file"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

impl fmt::Display for Origin {
    /// The user's own by its place (`iop.yaml:4:7`, `--set a=b`), all others by the layer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.layer {
            Layer::Flag => f.write_str(&self.file),
            Layer::File if self.line > 0 => write!(f, "{}:{}:{}", self.file, self.line, self.column),
            Layer::File => f.write_str(&self.file),
            _ => self.layer.fmt(f),
        }
    }
}

/// Whose a layer is; of each the winner comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    User,
    /// A values file of Helm, where keys are the chart's.
    Values,
    Cluster,
    Profile,
    Chart,
}

struct Source {
    owner: Owner,
    layer: Layer,
    file: String,
    tree: Map,
    spans: Option<Spans>,
    /// The key in the file that the tree is below, or nothing.
    below: &'static str,
}

/// All layers of an input.
pub(super) struct Layers(Vec<Source>);

impl Layers {
    /// `values` are those that istiod's chart is given: they choose the charts' profiles.
    pub(super) fn of(pack: &Pack, request: &OperatorRequest, behaviour: &Behaviour, values: &Map) -> Self {
        let mut sources = user(request, behaviour);
        sources.extend(detected(&request.cluster, behaviour).into_iter().map(|set| {
            let tree = Map::new();
            tree::set_flag(&tree, &set, behaviour.set_splits_once).unwrap_or_default();
            Source { owner: Owner::Cluster, layer: Layer::Cluster, file: set, tree, spans: None, below: "" }
        }));
        let chosen = chosen_profile(&sources);
        for name in [chosen.as_str(), "default"].into_iter().filter(|name| !name.is_empty()) {
            let path = format!("profiles/{name}.yaml");
            sources.extend(of_pack(pack, Owner::Profile, Layer::Profile(name.to_owned()), &path));
        }
        for (layer, path) in chart_files(values) {
            sources.extend(of_pack(pack, Owner::Chart, layer, &path));
        }
        Self(sources)
    }

    /// The layers of a values file that Helm renders istiod's chart with.
    pub(super) fn of_helm(pack: &Pack, values: &Input) -> Self {
        let mut sources: Vec<Source> =
            source(Owner::Values, Layer::File, &values.name, &values.text).into_iter().collect();
        let set = sources.first().map(|source| source.tree.clone()).unwrap_or_default();
        let files = chart_files(&set).into_iter();
        sources.extend(files.filter_map(|(layer, path)| of_pack(pack, Owner::Chart, layer, &path)));
        Self(sources)
    }

    /// Which layer set a value of the charts; `None`: none did. Of several that might have, the one that says what came
    /// out counts: whether `spec.meshConfig` or `spec.values.meshConfig` wins depends on what the profile has.
    pub(super) fn of_value(&self, path: &[Str], result: Option<&Value>) -> Option<Origin> {
        let result = result.map(tree::text_of);
        let mut first = None;
        for (owners, path) in candidates(path) {
            for source in self.0.iter().filter(|source| owners.contains(&source.owner)) {
                let Some(value) = held(&source.tree, &path) else { continue };
                let found = first.get_or_insert_with(|| origin(source, &path));
                match &result {
                    Some(text) if *text != tree::text_of(&value) => {}
                    Some(_) => return Some(origin(source, &path)),
                    None => return Some(found.clone()),
                }
            }
        }
        first
    }

    /// The same by keys that have no dots in them.
    pub(super) fn of_plain(&self, path: &str) -> Option<Origin> {
        self.of_value(&keys(path), None)
    }

    /// Which of the user's files or flags, or which profile, has a setting of the IstioOperator.
    pub(super) fn of_operator(&self, path: &[Str]) -> Option<Origin> {
        let found = |source: &&Source| source.owner != Owner::Chart && held(&source.tree, path).is_some();
        self.0.iter().find(found).map(|source| origin(source, path))
    }
}

/// The keys of a plain path.
pub(super) fn keys(path: &str) -> Vec<Str> {
    path.split('.').map(Str::from).collect()
}

/// Where a value may have been set, the winner first.
fn candidates(path: &[Str]) -> Vec<(&'static [Owner], Vec<Str>)> {
    const OPERATOR: &[Owner] = &[Owner::User, Owner::Cluster, Owner::Profile];
    let below = |prefix: &str, rest: &[Str]| keys(prefix).into_iter().chain(rest.iter().cloned()).collect();
    let mut found: Vec<(&'static [Owner], Vec<Str>)> =
        vec![(OPERATOR, below("spec.unvalidatedValues", path)), (&[Owner::User], below("spec.values", path))];
    for (from, to) in TRANSLATIONS {
        if let Some(rest) = path.strip_prefix(keys(to).as_slice()) {
            found.push((OPERATOR, below(from, rest)));
        }
    }
    found.push((&[Owner::Cluster, Owner::Profile], below("spec.values", path)));
    found.push((&[Owner::Values, Owner::Chart], path.to_vec()));
    found
}

/// Flags from the last one on, then files likewise.
fn user(request: &OperatorRequest, behaviour: &Behaviour) -> Vec<Source> {
    let mut sources = Vec::new();
    for (flag, file) in named_flags(request) {
        let tree = Map::new();
        tree::set_flag(&tree, &flag, behaviour.set_splits_once).unwrap_or_default();
        sources.push(Source { owner: Owner::User, layer: Layer::Flag, file, tree, spans: None, below: "" });
    }
    sources.reverse();
    let files = request.files.iter().rev();
    sources.extend(files.filter_map(|file| source(Owner::User, Layer::File, &file.name, &file.text)));
    sources
}

fn chosen_profile(sources: &[Source]) -> String {
    let named = sources.iter().find_map(|source| tree::get(&source.tree, "spec.profile"));
    named.map(|name| tree::text_of(&name)).filter(|name| name != "default").unwrap_or_default()
}

/// The files of istiod's chart that hold values, the winner first.
fn chart_files(values: &Map) -> Vec<(Layer, String)> {
    let text = |paths: &[&str]| {
        paths.iter().map(|path| tree::get_string(values, path)).find(|text| !text.is_empty())
    };
    let mut files = Vec::new();
    if let Some(name) = text(&["platform", "global.platform"]) {
        files.push((Layer::Platform(name.clone()), format!("{OF_CHARTS}platform-{name}.yaml")));
    }
    if let Some(name) = text(&["compatibilityVersion"]) {
        let path = format!("{OF_CHARTS}compatibility-version-{name}.yaml");
        files.push((Layer::CompatibilityVersion(name), path));
    }
    if let Some(name) = text(&["profile", "global.profile"]) {
        files.push((Layer::ChartProfile(name.clone()), format!("{OF_CHARTS}{name}.yaml")));
    }
    files.push((Layer::ChartDefault, format!("{CHART}/values.yaml")));
    files
}

fn of_pack(pack: &Pack, owner: Owner, layer: Layer, path: &str) -> Option<Source> {
    source(owner, layer, path, pack.file(path)?.as_bytes())
}

fn source(owner: Owner, layer: Layer, file: &str, content: &[u8]) -> Option<Source> {
    let tree = text::read_map(content).ok()?;
    let options = Options { spans: true, ..Options::default() };
    let spans = periplus_yaml::parse_with(content, &options).ok().and_then(|parsed| parsed.spans);
    let (tree, below) = match tree.get_map(DEFAULTS) {
        Some(defaults) => (defaults, DEFAULTS),
        None => (tree, ""),
    };
    Some(Source { owner, layer, file: file.to_owned(), tree, spans, below })
}

/// The value at a path, null included.
fn held(tree: &Map, path: &[Str]) -> Option<Value> {
    let step = |value: Value, key: &Str| match value {
        Value::Map(map) => map.get(key),
        Value::List(list) => list.get(key.to_str_lossy().parse::<usize>().ok()?).cloned(),
        _ => None,
    };
    path.iter().try_fold(Value::Map(tree.clone()), step)
}

fn origin(source: &Source, path: &[Str]) -> Origin {
    let outer = Some(Str::from(source.below)).filter(|key| !key.is_empty());
    let whole: Vec<Str> = outer.into_iter().chain(path.iter().cloned()).collect();
    let span = source.spans.as_ref().and_then(|spans| spans.get(&whole));
    let mark = span.map(|span| span.key.unwrap_or(span.value).start);
    let names: Vec<_> = path.iter().map(Str::to_str_lossy).collect();
    Origin {
        layer: source.layer.clone(),
        file: source.file.clone(),
        line: mark.map_or(0, |mark| mark.line as usize + 1),
        column: mark.map_or(0, |mark| mark.column as usize + 1),
        path: names.join("."),
    }
}
