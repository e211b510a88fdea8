//! A Kubernetes object with its text, and the order istioctl prints objects in
//! (operator/pkg/manifest/manifest.go, operator/cmd/mesh/manifest-generate.go).

use crate::error::ErrorKind;
use crate::text;
use periplus_value::{Map, Str, Value, sorting};
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

/// Why a text is no Kubernetes object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// It is no YAML.
    Yaml(periplus_yaml::Error),
    /// It is no map.
    NotAMap {
        /// What it is, as encoding/json says.
        found: &'static str,
    },
    /// It has no kind.
    MissingKind {
        /// The object as JSON.
        json: String,
        /// Whether it was read as YAML.
        from_yaml: bool,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DECODING: &str = "error unmarshaling JSON: while decoding JSON: ";
        match self {
            Self::Yaml(error) => error.fmt(f),
            Self::NotAMap { found } => {
                write!(
                    f,
                    "{DECODING}json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"
                )
            }
            Self::MissingKind { json, from_yaml } => {
                let prefix = if *from_yaml { DECODING } else { "" };
                write!(f, "{prefix}Object 'Kind' is missing in '{json}'")
            }
        }
    }
}

/// An object. Clones share it; [`Manifest::changed`] makes another.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// The content; not to be changed.
    pub(crate) object: Map,
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    text: Rc<OnceCell<Str>>,
}

impl Manifest {
    /// Reads a document. `None`: it holds no object, but comments, say.
    pub(crate) fn parse(document: &[u8]) -> Result<Option<Self>, ManifestError> {
        let object = match text::read_manifest(document).map_err(ManifestError::Yaml)? {
            Value::Nil => return Ok(None),
            Value::Map(map) => map,
            other => return Err(ManifestError::NotAMap { found: crate::schema::json_kind(&other) }),
        };
        let manifest = Self::of(object, true)?;
        // More than one slash: Kubernetes takes it for no version at all, and the object for none.
        Ok((manifest.api_version.matches('/').count() <= 1).then_some(manifest))
    }

    pub(crate) fn of(object: Map, from_yaml: bool) -> Result<Self, ManifestError> {
        let text = |map: &Map, key: &str| {
            map.get(key)
                .and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned()))
                .unwrap_or_default()
        };
        let metadata = object.get_map("metadata").unwrap_or_default();
        let kind = text(&object, "kind");
        if kind.is_empty() {
            let json = periplus_yaml::json::emit(&Value::Map(object)).unwrap_or_default();
            return Err(ManifestError::MissingKind { json, from_yaml });
        }
        Ok(Self {
            api_version: text(&object, "apiVersion"),
            namespace: text(&metadata, "namespace"),
            name: text(&metadata, "name"),
            kind,
            object,
            text: Rc::default(),
        })
    }

    /// An object after a patch.
    pub(crate) fn changed(object: Map) -> Result<Self, ErrorKind> {
        Self::of(object, false).map_err(ErrorKind::Manifest)
    }

    /// The object as YAML with sorted keys; written once.
    pub(crate) fn text(&self) -> Str {
        let emit = || periplus_yaml::emit(&Value::Map(self.object.clone())).unwrap_or_default();
        self.text.get_or_init(|| Str::from(emit())).clone()
    }

    /// The API group, empty for the core's.
    pub(crate) fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    fn rank(&self) -> i32 {
        let found = RANKS.iter().find(|(group, kind, _)| *group == self.group() && *kind == self.kind);
        found.map_or(1000, |(_, _, rank)| *rank)
    }
}

/// Group, kind, rank; all others rank 1000. `Secrets` is upstream's own spelling, which no object has.
const RANKS: [(&str, &str, i32); 8] = [
    ("apiextensions.k8s.io", "CustomResourceDefinition", -1000),
    ("", "ServiceAccount", 1),
    ("rbac.authorization.k8s.io", "ClusterRole", 1),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", 2),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", 3),
    ("", "ConfigMap", 100),
    ("autoscaling", "HorizontalPodAutoscaler", 1001),
    ("", "Service", 10000),
];

/// Puts objects into the order they are printed in; what is equal stays in place.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, manifest: impl Fn(&T) -> &Manifest) {
    sorting::sort_by(items, |a, b| {
        let (a, b) = (manifest(a), manifest(b));
        let key = |m: &Manifest| m.rank();
        key(a)
            .cmp(&key(b))
            .then_with(|| a.group().cmp(b.group()))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.name.cmp(&b.name))
    });
}
