//! JSON Schemas (draft-07) of a release: of the IstioOperator, and of each chart's values.
//!
//! Nothing in them is told twice: shapes come from the tables that inputs are decoded with, defaults and descriptions
//! from the charts' `values.yaml` and its comments, stricter types from a chart's `values.schema.json` where it has one,
//! names of profiles, platforms and compatibility versions from the pack's files.

mod comments;
mod defaults;
mod node;
mod operator;
mod overlay;
mod types;

use crate::{Pack, profiles, release};
use node::{Node, names};
use periplus_value::{Map, Value, sorting};

/// The name of the IstioOperator's schema.
pub const OPERATOR: &str = "istiooperator";
/// Where schemas are published; a schema's `$id` is this, the release and the name: it never changes.
const PUBLISHED: &str = "https://periplus.dev/schemas";

/// A schema that a pack has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaName {
    /// [`OPERATOR`], or the chart's name (`istiod`).
    pub name: String,
    /// The chart's folder (`istio-control/istio-discovery`); `None` for the IstioOperator.
    pub chart: Option<String>,
}

/// The schemas of a pack, the IstioOperator's first.
pub fn schema_names(pack: &Pack) -> Vec<SchemaName> {
    let charts = folders(pack).into_iter().map(|folder| SchemaName {
        name: chart_name(pack, &folder).unwrap_or_else(|| folder.clone()),
        chart: Some(folder),
    });
    let operator = SchemaName { name: OPERATOR.to_owned(), chart: None };
    std::iter::once(operator).chain(charts).collect()
}

/// The IstioOperator's schema.
pub fn operator_schema(pack: &Pack) -> Map {
    operator::schema(pack)
}

/// The schema of the values of the chart in a folder below `charts/`; `None`: there is no such chart.
pub fn chart_schema(pack: &Pack, folder: &str) -> Option<Map> {
    let name = chart_name(pack, folder)?;
    let mut definitions = types::Definitions::new(release::numbers(pack.version()));
    let root = chart_node(pack, folder, &mut definitions);
    let title = format!("Values of Istio's {name} chart, {}", pack.version());
    Some(finish(root, &title, &id(pack, &name), definitions))
}

/// The schema of any chart's values, from its `values.yaml` and its `values.schema.json`.
pub fn values_schema(title: &str, values: &[u8], schema: Option<&[u8]>) -> Map {
    let root = overlay::with_schema(defaults::node(values), schema);
    root.set("$schema", DRAFT).set("title", title).into_map()
}

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

fn id(pack: &Pack, name: &str) -> String {
    let preview = if pack.official() { "" } else { "-preview" };
    format!("{PUBLISHED}/{}{preview}/{name}.json", pack.version())
}

fn finish(root: Node, title: &str, id: &str, definitions: types::Definitions) -> Map {
    let root = root.set("$schema", DRAFT).set("$id", id).set("title", title).into_map();
    let own = root.get_map("definitions").unwrap_or_default();
    for (name, definition) in definitions.into_map().entries() {
        own.insert(name, definition);
    }
    root.insert("definitions", Value::Map(own));
    root
}

/// A chart's values without the frame of a schema file.
fn chart_node(pack: &Pack, folder: &str, definitions: &mut types::Definitions) -> Node {
    let file = |name: &str| pack.file(&format!("charts/{folder}/{name}"));
    let values = file("values.yaml").map(periplus_value::Str::as_bytes).unwrap_or_default();
    let derived = defaults::node(values);
    defaults::type_known(&derived, definitions);
    let node = overlay::with_schema(derived, file("values.schema.json").map(periplus_value::Str::as_bytes));
    for setting in SETTINGS {
        let choices = setting.choices(pack, folder);
        if !choices.is_empty() {
            node.property(setting.key).describe(setting.about).one_of(&choices);
        }
    }
    let platforms = PLATFORM.choices(pack, folder);
    if let Some(global) = node.get("global").filter(|_| !platforms.is_empty()) {
        global.property(PLATFORM.key).describe(PLATFORM.about).one_of(&platforms);
    }
    node
}

/// A setting whose values are names of files in the chart.
struct Setting {
    key: &'static str,
    prefix: &'static str,
    about: &'static str,
}

const PLATFORM: Setting = Setting {
    key: "platform",
    prefix: "platform-",
    about: "Settings that a kind of cluster needs, such as paths of its CNI.",
};
const COMPATIBILITY: Setting = Setting {
    key: "compatibilityVersion",
    prefix: "compatibility-version-",
    about: "Keeps the behaviour of this past release where the new one changed it. Write it in quotes.",
};
const PROFILE: Setting = Setting {
    key: "profile",
    prefix: "",
    about: "A layer of settings between the chart's defaults and your own values.",
};
const SETTINGS: [&Setting; 3] = [&PROFILE, &PLATFORM, &COMPATIBILITY];

impl Setting {
    /// The names that a chart brings files for.
    fn choices(&self, pack: &Pack, folder: &str) -> Vec<String> {
        let start = format!("charts/{folder}/files/profile-");
        let name = |path: &str| Some(path.strip_prefix(&start)?.strip_suffix(".yaml")?.to_owned());
        let others = [PLATFORM.prefix, COMPATIBILITY.prefix];
        let found = pack.paths().filter_map(name).filter_map(|name| match self.prefix {
            "" => (!others.iter().any(|other| name.starts_with(other))).then_some(name),
            prefix => name.strip_prefix(prefix).map(str::to_owned),
        });
        sorting::distinct(found)
    }
}

/// The names that a pack's charts know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// istioctl's profiles.
    pub profiles: Vec<String>,
    /// The charts' own profiles.
    pub chart_profiles: Vec<String>,
    /// Platforms.
    pub platforms: Vec<String>,
    /// Compatibility versions.
    pub compatibility_versions: Vec<String>,
}

/// The names to choose from in a pack.
pub fn choices(pack: &Pack) -> Choices {
    let of = |setting: &Setting| {
        sorting::distinct(folders(pack).into_iter().flat_map(|folder| setting.choices(pack, &folder)))
    };
    Choices {
        profiles: profiles(pack),
        chart_profiles: of(&PROFILE),
        platforms: of(&PLATFORM),
        compatibility_versions: of(&COMPATIBILITY),
    }
}

fn folders(pack: &Pack) -> Vec<String> {
    let folder = |path: &str| Some(path.strip_prefix("charts/")?.strip_suffix("/Chart.yaml")?.to_owned());
    pack.paths().filter_map(folder).collect()
}

fn chart_name(pack: &Pack, folder: &str) -> Option<String> {
    let about = crate::text::yaml_map(pack.file(&format!("charts/{folder}/Chart.yaml"))?.as_bytes())?;
    names(&about.get("name")?)
}
