//! What istiod takes for fields of a MeshConfig or ProxyConfig that are set nowhere.

use super::mesh::{MeshConfig, Setting, joined, leaves};
use super::origin::{Layer, Origin};
use super::proxy::{Door, ProxyConfig, ProxySetting};
use crate::text;
use crate::tree::get_string;
use periplus_value::{Map, Str, Value};

/// Merged by name; the others are replaced as a whole.
const PROVIDERS: &str = "extensionProviders";

/// The field that holds a ProxyConfig, which is merged field by field.
const PROXY: &str = "defaultConfig";

/// A field without default that stands for another, as one of two.
const INSTEAD: (&str, &str) = ("tracingServiceName", "serviceCluster");

fn assumed() -> Map {
    text::yaml_map(include_bytes!("../tables/assumed.yaml")).unwrap_or_default()
}

impl MeshConfig {
    /// With what istiod assumes for every field that isn't set ([`Layer::Assumed`]).
    #[must_use]
    pub fn with_assumed(mut self) -> Self {
        let defaults = assumed();
        let proxy = defaults.remove(PROXY).and_then(|proxy| proxy.as_map().cloned()).unwrap_or_default();
        let providers = defaults.remove(PROVIDERS).unwrap_or_default();
        let mut found = missing(&defaults, &[], &self.set());
        found.extend(missing(&proxy, &[PROXY.into()], &self.set()));
        found.extend(self.missing_providers(&providers));
        let origin =
            Origin { layer: Layer::Assumed, file: String::new(), line: 0, column: 0, path: String::new() };
        let setting = |(path, value)| Setting { path, value, origin: origin.clone(), made_of: None };
        self.settings.extend(found.into_iter().map(setting));
        self.settings.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }

    fn set(&self) -> Vec<&str> {
        self.settings.iter().filter(|s| !s.value.is_nil()).map(|s| s.path.as_str()).collect()
    }

    fn missing_providers(&self, providers: &Value) -> Vec<(String, Value)> {
        let given = self.settings.iter().find(|setting| setting.path == PROVIDERS);
        let given = names(given.map_or(&Value::Nil, |setting| &setting.value));
        let all = providers.as_list().cloned().unwrap_or_default();
        let path = |name: &str| format!("{PROVIDERS}.[name:{name}]");
        let named = names(providers).into_iter().zip(all.iter());
        named
            .filter(|(name, _)| !given.contains(name))
            .map(|(name, item)| (path(&name), item.clone()))
            .collect()
    }
}

impl ProxyConfig {
    /// With what istiod assumes for every field that isn't set ([`Door::Assumed`]).
    #[must_use]
    pub fn with_assumed(mut self) -> Self {
        if self.revision.is_empty() {
            return self;
        }
        let defaults = assumed().get_map(PROXY).unwrap_or_default();
        let set: Vec<&str> =
            self.settings.iter().filter(|s| !s.value.is_nil()).map(|s| s.path.as_str()).collect();
        let found = missing(&defaults, &[], &set);
        let setting = |(path, value)| ProxySetting { path, value, door: Door::Assumed, resource_field: None };
        self.settings.extend(found.into_iter().map(setting));
        self.settings.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }
}

/// The leaves of those defaults below `root` of which nothing is set.
fn missing(defaults: &Map, root: &[Str], set: &[&str]) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (key, value) in defaults.entries() {
        let below = |key: Str| root.iter().cloned().chain([key]).collect::<Vec<Str>>();
        let is_set = |field: &str| {
            let rest =
                |path: &str| path.strip_prefix(field).map(|rest| rest.is_empty() || rest.starts_with('.'));
            set.iter().any(|path| rest(path) == Some(true))
        };
        let instead = key == INSTEAD.1 && is_set(&joined(&below(INSTEAD.0.into())));
        if !instead && !is_set(&joined(&below(key.clone()))) {
            leaves(&mut below(key), &value, &mut |path, value| found.push((joined(path), value.clone())));
        }
    }
    found
}

/// The names of providers, empty for those that have none.
fn names(list: &Value) -> Vec<String> {
    let list = list.as_list().cloned().unwrap_or_default();
    list.iter().map(|item| item.as_map().map_or_else(String::new, |map| get_string(map, "name"))).collect()
}
