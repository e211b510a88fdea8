//! What Helm releases are called, and in which order they are installed: as Istio's documentation has both
//! (setup/install/helm, ambient/install/helm, setup/additional-setup/gateway).

use periplus_istio::Instance;
use periplus_value::Value;
use std::collections::BTreeSet;

/// Helm's bound for the name of a release.
const LONGEST: usize = 53;

/// Component, release, rank.
const RELEASES: [(&str, &str, u8); 5] = [
    ("Base", "istio-base", 0),
    ("Pilot", "istiod", 1),
    ("IstiodRemote", "istiod-remote", 1),
    ("Cni", "istio-cni", 2),
    ("Ztunnel", "ztunnel", 3),
];

/// When a component's release is installed; gateways come last.
pub(crate) fn order(component: &str) -> u8 {
    RELEASES.iter().find(|(name, ..)| *name == component).map_or(4, |(_, _, rank)| *rank)
}

/// Names that are taken, with their namespaces.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<(String, String)>);

impl Names {
    /// A name for an instance's release that no other release of the namespace has. One per revision for istiod.
    pub(crate) fn of(&mut self, instance: &Instance) -> String {
        let known = RELEASES.iter().find(|(component, ..)| *component == instance.component);
        let revision = Value::Map(instance.values.clone()).at(&["revision"]);
        let revision = revision.and_then(|revision| crate::data::text(&revision)).unwrap_or_default();
        let wanted = match known {
            Some((_, name, 1)) if !revision.is_empty() && revision != "default" => {
                format!("{name}-{revision}")
            }
            Some((_, name, _)) => (*name).to_owned(),
            None => instance.name.clone(),
        };
        let plain = plain(&wanted);
        let numbered = (2..).map(|n| format!("{}-{n}", cut(&plain, LONGEST - 8)));
        let mut options = std::iter::once(plain.clone()).chain(numbered);
        let free = options.find(|name| self.0.insert((instance.namespace.clone(), name.clone())));
        free.unwrap_or(plain)
    }
}

/// A name that Helm takes: lower case letters, digits and hyphens, not too long.
pub(crate) fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(letter).collect();
    let name = cut(name.trim_matches('-'), LONGEST);
    if name.is_empty() { "gateway".to_owned() } else { name.to_owned() }
}

fn cut(name: &str, most: usize) -> &str {
    name.get(..most).unwrap_or(name).trim_end_matches('-')
}
