//! A Kubernetes object with its text, and the order istioctl prints objects in
//! (operator/pkg/manifest/manifest.go, operator/cmd/mesh/manifest-generate.go).

use crate::error::ErrorKind;
use crate::text;
use periplus_helm::Written;
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
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    content: Rc<Content>,
}

/// What an object holds: one of the two is there from the start, the other is made when it is asked for.
#[derive(Debug, Default)]
struct Content {
    object: OnceCell<Map>,
    text: OnceCell<Str>,
}

/// What a manifest is known by.
const HEAD: [&str; 3] = ["apiVersion", "kind", "metadata"];

impl Manifest {
    /// Reads a document. `None`: it holds no object, but comments, say.
    pub(crate) fn parse(document: &[u8]) -> Result<Option<Self>, ManifestError> {
        let manifest = match Self::written(document) {
            Some(written) => written,
            None => match text::read_manifest(document).map_err(ManifestError::Yaml)? {
                Value::Nil => return Ok(None),
                Value::Map(map) => Self::of(map, true)?,
                other => return Err(ManifestError::NotAMap { found: crate::schema::json_kind(&other) }),
            },
        };
        Ok(manifest.is_one().then_some(manifest))
    }

    /// A document that a template wrote of a value: what is printed of it is known, too.
    pub(crate) fn known(document: &[u8], written: &Written) -> Option<Self> {
        let text = written.find(document)?;
        let head = text::read_manifest(&periplus_yaml::entry_lines(text.as_bytes(), &HEAD)).ok()?;
        let manifest = Self::headed(head.as_map()?)?.with_text(text.as_bytes());
        manifest.is_one().then_some(manifest)
    }

    /// More than one slash: Kubernetes takes it for no version at all, and the object for none.
    fn is_one(&self) -> bool {
        self.api_version.matches('/').count() <= 1
    }

    /// A document whose text is what would be written of it: CRDs are, and they are most of what is printed.
    fn written(document: &[u8]) -> Option<Self> {
        let (head, written) = periplus_yaml::parse_written(document, &HEAD)?;
        Some(Self::headed(&head)?.with_text(written))
    }

    /// With a text that is what would be written of it, but for a line feed at its end.
    fn with_text(self, text: &[u8]) -> Self {
        let length = text.len() + usize::from(!text.ends_with(b"\n"));
        let text = OnceCell::from(Str::filled(length, b'\n', |out| out[..text.len()].copy_from_slice(text)));
        Self { content: Rc::new(Content { text, ..Content::default() }), ..self }
    }

    /// A manifest without content; `None` if there is no kind.
    fn headed(head: &Map) -> Option<Self> {
        let text = |map: &Map, key: &str| {
            map.get(key)
                .and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned()))
                .unwrap_or_default()
        };
        let metadata = head.get_map("metadata").unwrap_or_default();
        let kind = text(head, "kind");
        (!kind.is_empty()).then(|| Self {
            api_version: text(head, "apiVersion"),
            namespace: text(&metadata, "namespace"),
            name: text(&metadata, "name"),
            kind,
            content: Rc::default(),
        })
    }

    pub(crate) fn of(object: Map, from_yaml: bool) -> Result<Self, ManifestError> {
        let Some(manifest) = Self::headed(&object) else {
            let json = periplus_yaml::json::emit(&Value::Map(object)).unwrap_or_default();
            return Err(ManifestError::MissingKind { json, from_yaml });
        };
        let content = Content { object: OnceCell::from(object), ..Content::default() };
        Ok(Self { content: Rc::new(content), ..manifest })
    }

    /// An object after a patch.
    pub(crate) fn changed(object: Map) -> Result<Self, ErrorKind> {
        Self::of(object, false).map_err(ErrorKind::Manifest)
    }

    /// The object as YAML with sorted keys; written once.
    pub(crate) fn text(&self) -> Str {
        let emit = || periplus_yaml::emit(&Value::Map(self.object())).unwrap_or_default();
        self.content.text.get_or_init(|| Str::from(emit())).clone()
    }

    /// The content; not to be changed.
    pub(crate) fn object(&self) -> Map {
        let read = |text: &Str| text::read_manifest(text.as_bytes()).ok()?.as_map().cloned();
        self.content.object.get_or_init(|| self.content.text.get().and_then(read).unwrap_or_default()).clone()
    }

    /// The content, if it was read already; not to be changed.
    pub(crate) fn read_object(&self) -> Option<Map> {
        self.content.object.get().cloned()
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
