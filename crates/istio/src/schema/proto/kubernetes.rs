//! Kubernetes objects as protobuf messages, which releases before 1.29 have in values.
//!
//! Go's structs are the messages (k8s.io/api/core/v1/types.go): names are exact, and an embedded struct is a field.

use super::{Check, OBJECT, ProtoFault, Walk};
use crate::schema::{Field, Kubernetes, shape};
use periplus_value::Map;

const CORE: &str = "k8s.io.api.core.v1.";
const META: &str = "k8s.io.apimachinery.pkg.apis.meta.v1.";

/// Structs that are not in the core group.
const META_STRUCTS: [&str; 5] =
    ["LabelSelector", "LabelSelectorRequirement", "ManagedFieldsEntry", "ObjectMeta", "OwnerReference"];

/// A type's name, the message's, and its fields with their types.
type Special = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Types that are more than their fields in Go, with what they are as messages.
const SPECIAL: [Special; 4] = [
    (
        "IntOrString",
        "k8s.io.apimachinery.pkg.util.intstr.IntOrString",
        &[("type", "int64"), ("intVal", "int32"), ("strVal", "string")],
    ),
    // Not registered with protobuf, so that its name is made of its package's.
    ("Quantity", "k8s_io.apimachinery.pkg.api.resource.Quantity", &[]),
    // Its two fields make istioctl crash.
    ("Time", "k8s.io.apimachinery.pkg.apis.meta.v1.Time", &[]),
    ("raw", "k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1", &[("Raw", "bytes")]),
];

/// A field of a message that is a struct.
struct Part {
    name: String,
    ty: &'static str,
    /// The fields of the struct that is embedded here, and its name.
    embedded: Option<(&'static str, Vec<Field>)>,
}

/// What a struct has as a message.
fn parts(fields: Vec<Field>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for field in fields {
        let (outer, inner) = field.embedded.split_once('^').unwrap_or((field.embedded, ""));
        if outer.is_empty() {
            parts.push(Part { name: field.name.to_owned(), ty: shape(field.ty), embedded: None });
            continue;
        }
        let field = Field { embedded: inner, ..field };
        match parts.last_mut().and_then(|part| part.embedded.as_mut()) {
            Some((name, fields)) if *name == outer => fields.push(field),
            _ => {
                let name = outer[..1].to_ascii_lowercase() + &outer[1..];
                parts.push(Part { name, ty: "", embedded: Some((outer, vec![field])) });
            }
        }
    }
    parts
}

impl Walk {
    /// An object that is called `k8s.io.api.core.v1.Volume`, `v1.Volume` or `IntOrString`; others are passed over.
    pub(super) fn kubernetes(&mut self, map: &Map, name: &str) -> Check {
        let name = name.rsplit('.').next().unwrap_or(name);
        if let Some((_, message, fields)) = SPECIAL.iter().find(|(special, ..)| *special == name) {
            let part =
                |(name, ty): &(&str, &'static str)| Part { name: (*name).to_owned(), ty, embedded: None };
            return self.parts(map, message, &fields.iter().map(part).collect::<Vec<_>>());
        }
        match Kubernetes::get().fields(&format!("v1.{name}")) {
            Some(fields) => self.structure(map, name, fields.collect()),
            None => Ok(()),
        }
    }

    fn structure(&mut self, map: &Map, name: &str, mut fields: Vec<Field>) -> Check {
        let api = crate::release::of(self.version).kubernetes_api;
        fields.retain(|field| field.since <= api);
        let package = if META_STRUCTS.contains(&name) { META } else { CORE };
        self.parts(map, &format!("{package}{name}"), &parts(fields))
    }

    fn parts(&mut self, map: &Map, message: &str, parts: &[Part]) -> Check {
        for part in parts {
            let Some(given) = map.get(&part.name).filter(|value| !value.is_nil()) else { continue };
            self.within(part.name.as_str(), |walk| match &part.embedded {
                None => walk.field(&given, part.ty, ""),
                Some((name, fields)) => match given.as_map() {
                    Some(map) => walk.structure(map, name, fields.clone()),
                    None => walk.wrong(&given, OBJECT),
                },
            })?;
        }
        let known = |key: &str| parts.iter().any(|part| part.name == key);
        let unknown =
            map.keys().into_iter().map(|key| key.to_str_lossy().into_owned()).find(|key| !known(key));
        match unknown {
            Some(name) if self.rejects() => {
                let fault = ProtoFault::UnknownField { name: name.clone(), message: message.to_owned() };
                self.within(name, |walk| walk.fail(fault))
            }
            _ => Ok(()),
        }
    }
}
