//! A manifest to compare: who it is, its text, and its data once somebody asks.

use crate::Document;
use crate::manifest::{Manifest, ManifestError};
use crate::text::{parts, read_manifest};
use periplus_value::{Str, Value};
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

/// What a resource is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// `apps/v1`
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// `metadata.namespace`, empty when not given.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
}

impl Id {
    /// The API group, empty for the core's.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// Namespace and name: `istio-system/istiod`.
    pub fn full_name(&self) -> String {
        if self.namespace.is_empty() {
            self.name.clone()
        } else {
            format!("{}/{}", self.namespace, self.name)
        }
    }

    /// What makes two resources the same one; its API's version may change.
    pub(super) fn key(&self) -> (&str, &str, &str, &str) {
        (self.group(), &self.kind, &self.namespace, &self.name)
    }
}

impl fmt::Display for Id {
    /// `Deployment istio-system/istiod`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.full_name())
    }
}

/// A document that is no Kubernetes resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The line on which the document starts, from 1.
    pub line: usize,
    /// Why; lines in it count from there.
    pub error: ManifestError,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for ReadError {}

/// A manifest to compare. Clones share its text and data.
#[derive(Clone, Debug)]
pub struct Doc {
    id: Id,
    text: Str,
    object: Rc<OnceCell<Value>>,
}

impl Doc {
    /// From what is known already; the text is parsed when its data are needed, and counts as one string if it can't be.
    pub fn new(id: Id, text: Str) -> Self {
        Self { id, text, object: Rc::default() }
    }

    /// From data.
    pub(super) fn of(id: Id, object: Value) -> Self {
        let text = Str::from(periplus_yaml::emit(&object).unwrap_or_default());
        Self { id, text, object: Rc::new(OnceCell::from(object)) }
    }

    /// The resources in a file of YAML or JSON documents, without what holds none; those of a `List` one by one.
    pub fn read(text: &[u8]) -> Result<Vec<Doc>, ReadError> {
        let mut docs = Vec::new();
        for document in parts(text) {
            let place = |error| {
                let start = document.as_ptr() as usize - text.as_ptr() as usize;
                ReadError { line: 1 + text[..start].iter().filter(|byte| **byte == b'\n').count(), error }
            };
            let Some(manifest) = Manifest::parse(document).map_err(place)? else { continue };
            let is_list = manifest.kind.ends_with("List");
            match is_list.then(|| manifest.object().get("items")).flatten() {
                Some(Value::List(items)) => {
                    for item in items.iter() {
                        docs.push(Self::item(item).map_err(place)?);
                    }
                }
                _ => docs.push(Self::parsed(manifest, Str::from(document))),
            }
        }
        Ok(docs)
    }

    fn item(item: &Value) -> Result<Self, ManifestError> {
        let Value::Map(map) = item else {
            return Err(ManifestError::NotAMap { found: crate::schema::json_kind(item) });
        };
        let manifest = Manifest::of(map.clone(), true)?;
        let text = manifest.text();
        Ok(Self::parsed(manifest, text))
    }

    fn parsed(manifest: Manifest, text: Str) -> Self {
        let object = manifest.read_object().map_or_else(OnceCell::new, |map| OnceCell::from(Value::Map(map)));
        let object = Rc::new(object);
        let Manifest { api_version, kind, namespace, name, .. } = manifest;
        Self { id: Id { api_version, kind, namespace, name }, text, object }
    }

    /// What it is known by.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Its YAML as it was given.
    pub fn text(&self) -> &Str {
        &self.text
    }

    /// Its data, whole numbers as integers.
    pub fn object(&self) -> Value {
        let parse =
            || read_manifest(self.text.as_bytes()).unwrap_or_else(|_| Value::String(self.text.clone()));
        self.object.get_or_init(parse).clone()
    }
}

impl From<&Document> for Doc {
    fn from(document: &Document) -> Self {
        let Document { api_version, kind, namespace, name, text, .. } = document.clone();
        Self::new(Id { api_version, kind, namespace, name }, text)
    }
}
