//! The shapes that inputs must have, as tables in `../tables`, and the decoders that hold inputs against them.
//!
//! `kubernetes.txt` and `operator.txt` list Go structs, one per line: the type, then `field:type` for each field in
//! order. `field>=33:type` is new in Kubernetes 1.33, `field^Embedded:type` is promoted from an embedded struct; `@strategy/key` are the patch strategies and the
//! merge key. `[]T` and `{}T` are lists and maps, a name in parentheses is the field's own Go type.

mod decode;
mod proto;

pub use decode::DecodeError;
pub(crate) use decode::{Decoder, kind as json_kind};
pub(crate) use proto::{Proto, ProtoShape, Unknown, check as check_proto};
pub use proto::{ProtoError, ProtoFault};

use periplus_value::sorting;
use periplus_value::unicode::names_field;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Go structs by their type's name.
#[derive(Debug)]
pub(crate) struct Kubernetes(BTreeMap<&'static str, &'static str>);

/// A field of a Go struct.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// The name in JSON.
    pub(crate) name: &'static str,
    /// The minor version of the first Kubernetes that has it.
    pub(crate) since: u32,
    /// The embedded structs it is promoted from, joined by `^`, or nothing.
    pub(crate) embedded: &'static str,
    /// Its type.
    pub(crate) ty: &'static str,
    /// Its patch strategies, joined by commas, or nothing.
    pub(crate) strategies: &'static str,
    /// Its merge key, or nothing.
    pub(crate) merge_key: &'static str,
}

impl Kubernetes {
    /// The table.
    pub(crate) fn get() -> &'static Self {
        static TABLE: OnceLock<Kubernetes> = OnceLock::new();
        TABLE.get_or_init(|| {
            let texts = [include_str!("../tables/kubernetes.txt"), include_str!("../tables/operator.txt")];
            let lines = texts.iter().flat_map(|text| text.lines());
            Self(sorting::tree(lines.map(|line| line.split_once(' ').unwrap_or((line, "")))))
        })
    }

    /// The fields of a struct, `None` for any other type.
    pub(crate) fn fields(&self, ty: &str) -> Option<impl Iterator<Item = Field> + use<>> {
        self.0.get(ty).map(|line| line.split_ascii_whitespace().map(Field::parse))
    }

    /// A struct's field by its exact name, else by its name in any case, as encoding/json finds it.
    pub(crate) fn field(&self, ty: &str, name: &[u8]) -> Option<Field> {
        let exact = self.fields(ty)?.find(|f| f.name.as_bytes() == name);
        exact.or_else(|| self.fields(ty)?.find(|f| names_field(name, f.name)))
    }
}

impl Field {
    fn parse(text: &'static str) -> Self {
        let (left, right) = text.split_once(':').unwrap_or((text, "any"));
        let (name, embedded) = left.split_once('^').unwrap_or((left, ""));
        let (name, since) = name.split_once(">=").unwrap_or((name, ""));
        let since = since.parse().unwrap_or_default();
        let (ty, patch) = right.split_once('@').unwrap_or((right, ""));
        let (strategies, merge_key) = patch.split_once('/').unwrap_or((patch, ""));
        Self { name, since, embedded, ty, strategies, merge_key }
    }
}

/// A type without its own Go name: `string(v1.Protocol)` is `string`.
pub(crate) fn shape(ty: &str) -> &str {
    ty.split_once('(').map_or(ty, |(shape, _)| shape)
}
