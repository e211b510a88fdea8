//! `Chart.yaml`: its fields, what makes it valid, what templates see of it (pkg/chart/v2/metadata.go, dependency.go).

use crate::chart::{Dependency, Maintainer, Metadata};
use crate::decode::{Shape, Struct};
use crate::error::{Error, Invalid};
use crate::version;
use periplus_value::{List, Map, Type, Value, unicode};

/// `v2.Metadata`
pub(crate) static METADATA: Struct = Struct {
    name: "Metadata",
    fields: &[
        ("name", Shape::Text),
        ("home", Shape::Text),
        ("sources", Shape::Texts),
        ("version", Shape::Text),
        ("description", Shape::Text),
        ("keywords", Shape::Texts),
        ("maintainers", Shape::Structs(&MAINTAINER, "[]*v2.Maintainer")),
        ("icon", Shape::Text),
        ("apiVersion", Shape::Text),
        ("condition", Shape::Text),
        ("tags", Shape::Text),
        ("appVersion", Shape::Text),
        ("deprecated", Shape::Bool),
        ("annotations", Shape::TextMap),
        ("kubeVersion", Shape::Text),
        ("dependencies", Shape::Structs(&DEPENDENCY, "[]*v2.Dependency")),
        ("type", Shape::Text),
    ],
};

static MAINTAINER: Struct = Struct {
    name: "Maintainer",
    fields: &[("name", Shape::Text), ("email", Shape::Text), ("url", Shape::Text)],
};

static DEPENDENCY: Struct = Struct {
    name: "Dependency",
    fields: &[
        ("name", Shape::Text),
        ("version", Shape::Text),
        ("repository", Shape::Text),
        ("condition", Shape::Text),
        ("tags", Shape::Texts),
        ("enabled", Shape::Bool),
        ("import-values", Shape::List),
        ("alias", Shape::Text),
    ],
};

/// `v2.Lock`
pub(crate) static LOCK: Struct = Struct {
    name: "Lock",
    fields: &[
        ("generated", Shape::Ignored),
        ("digest", Shape::Text),
        ("dependencies", Shape::Structs(&DEPENDENCY, "[]*v2.Dependency")),
    ],
};

impl Metadata {
    /// From a decoded `Chart.yaml`, checked and cleaned of control characters.
    pub(crate) fn from_map(map: &Map) -> Result<Self, Error> {
        let mut metadata = Metadata {
            name: text(map, "name"),
            home: text(map, "home"),
            sources: texts(map, "sources"),
            version: raw(map, "version"),
            description: text(map, "description"),
            keywords: texts(map, "keywords"),
            maintainers: Vec::new(),
            icon: text(map, "icon"),
            api_version: raw(map, "apiVersion"),
            condition: text(map, "condition"),
            tags: text(map, "tags"),
            app_version: text(map, "appVersion"),
            deprecated: flag(map, "deprecated"),
            annotations: map.get_map("annotations"),
            kube_version: text(map, "kubeVersion"),
            dependencies: Vec::new(),
            lists_dependencies: matches!(map.get("dependencies"), Some(Value::List(list)) if !list.is_nil()),
            chart_type: raw(map, "type"),
        };
        metadata.check()?;
        for maintainer in items(map, "maintainers") {
            let maintainer = maintainer.ok_or(Error::Invalid(Invalid::NullMaintainer))?;
            metadata.maintainers.push(Maintainer {
                name: text(&maintainer, "name"),
                email: text(&maintainer, "email"),
                url: text(&maintainer, "url"),
            });
        }
        metadata.dependencies = dependencies(map)?;
        Ok(metadata)
    }

    pub(crate) fn is_v3(&self) -> bool {
        self.api_version == "v3"
    }

    /// Charts of API version 3 can be loaded, but not yet installed (pkg/action/install.go).
    pub(crate) fn check_renderable(&self) -> Result<(), Error> {
        if self.is_v3() { Err(Error::ChartApiVersion) } else { Ok(()) }
    }

    fn check(&self) -> Result<(), Error> {
        let fault = if self.api_version.is_empty() {
            Invalid::Required("apiVersion")
        } else if self.name.is_empty() {
            Invalid::Required("name")
        } else if self.name == "." || self.name == ".." {
            Invalid::NameNotAllowed(self.name.clone())
        } else if self.name.contains('/') {
            Invalid::Name(self.name.clone())
        } else if self.version.is_empty() {
            Invalid::Required("version")
        } else if !version::is_version(&self.version) {
            Invalid::Version(self.version.clone())
        } else if !matches!(self.chart_type.as_str(), "" | "application" | "library") {
            Invalid::Type
        } else {
            return Ok(());
        };
        Err(Error::Invalid(fault))
    }

    /// `.Chart`: the struct as Go's reflection shows it (pkg/chart/common.go `structToMap`), and whether it is the root.
    pub(crate) fn to_map(&self, is_root: bool) -> Map {
        let map = Map::new();
        let fields = [
            ("Name", &self.name),
            ("Home", &self.home),
            ("Version", &self.version),
            ("Description", &self.description),
            ("Icon", &self.icon),
            ("APIVersion", &self.api_version),
            ("Condition", &self.condition),
            ("Tags", &self.tags),
            ("AppVersion", &self.app_version),
            ("KubeVersion", &self.kube_version),
            ("Type", &self.chart_type),
        ];
        for (name, text) in fields {
            map.insert(name, text.as_str());
        }
        map.insert("Sources", strings(&self.sources));
        map.insert("Keywords", strings(&self.keywords));
        map.insert("Maintainers", self.maintainers.iter().map(Maintainer::to_value).collect::<List>());
        map.insert("Dependencies", self.dependencies.iter().map(Dependency::to_value).collect::<List>());
        map.insert("Deprecated", self.deprecated);
        let annotations = self.annotations.clone().map_or_else(|| Map::nil(&Type::String), |a| a.deep_copy());
        map.insert("Annotations", annotations);
        map.insert("IsRoot", is_root);
        map
    }
}

impl Maintainer {
    fn to_value(&self) -> Value {
        let fields = [("Name", &self.name), ("Email", &self.email), ("URL", &self.url)];
        Value::Map(fields.into_iter().map(|(name, text)| (name, text.as_str())).collect())
    }
}

impl Dependency {
    fn to_value(&self) -> Value {
        let map = Map::new();
        map.insert("Name", self.name.as_str());
        map.insert("Version", self.version.as_str());
        map.insert("Repository", self.repository.as_str());
        map.insert("Condition", self.condition.as_str());
        map.insert("Tags", strings(&self.tags));
        map.insert("Enabled", self.enabled);
        map.insert("ImportValues", List::new(self.import_values.clone()));
        map.insert("Alias", self.alias.as_str());
        Value::Map(map)
    }

    fn from_map(map: &Map) -> Result<Self, Error> {
        let dependency = Dependency {
            name: text(map, "name"),
            version: text(map, "version"),
            repository: text(map, "repository"),
            condition: text(map, "condition"),
            tags: texts(map, "tags"),
            enabled: flag(map, "enabled"),
            import_values: map
                .get("import-values")
                .and_then(|v| v.as_list().map(|l| l.to_vec()))
                .unwrap_or_default(),
            alias: raw(map, "alias"),
        };
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if !dependency.alias.bytes().all(allowed) {
            return Err(Error::Invalid(Invalid::Alias(dependency.name)));
        }
        Ok(dependency)
    }
}

fn dependencies(map: &Map) -> Result<Vec<Dependency>, Error> {
    let mut out: Vec<Dependency> = Vec::new();
    for item in items(map, "dependencies") {
        let item = item.ok_or(Error::Invalid(Invalid::NullDependency))?;
        let dependency = Dependency::from_map(&item)?;
        if out.iter().any(|other| other.key() == dependency.key()) {
            return Err(Error::Invalid(Invalid::DuplicateDependency(dependency.key().to_owned())));
        }
        out.push(dependency);
    }
    Ok(out)
}

impl Dependency {
    /// The name it goes by in the parent.
    fn key(&self) -> &str {
        if self.alias.is_empty() { &self.name } else { &self.alias }
    }
}

fn raw(map: &Map, key: &str) -> String {
    map.get(key).and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned())).unwrap_or_default()
}

fn text(map: &Map, key: &str) -> String {
    sanitize(&raw(map, key))
}

fn texts(map: &Map, key: &str) -> Vec<String> {
    let Some(Value::List(list)) = map.get(key) else { return Vec::new() };
    // A null item is the empty string.
    list.iter().map(|v| v.as_string().map_or_else(String::new, |s| sanitize(&s.to_str_lossy()))).collect()
}

fn flag(map: &Map, key: &str) -> bool {
    map.get(key).and_then(|v| v.as_bool()).unwrap_or(false)
}

fn items(map: &Map, key: &str) -> Vec<Option<Map>> {
    let Some(Value::List(list)) = map.get(key) else { return Vec::new() };
    list.iter().map(|v| v.as_map().cloned()).collect()
}

fn strings(items: &[String]) -> List {
    items.iter().map(|s| Value::string(s.as_str())).collect()
}

/// Blanks become spaces, and what can't be printed goes: no control sequence reaches a terminal through a chart.
fn sanitize(text: &str) -> String {
    let blank_or_printed = |c: char| {
        if unicode::is_space(c) { Some(' ') } else { unicode::is_print(c).then_some(c) }
    };
    text.chars().filter_map(blank_or_printed).collect()
}
