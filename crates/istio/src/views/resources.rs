//! Which resources a revision has for itself, and which it shares with the others.
//!
//! Nothing is guessed from names: the input is rendered a second time for another revision, and what has the same
//! identity both times is shared.

use super::mesh::revision_of;
use super::pair::as_revision;
use crate::{Document, Error, OperatorRequest, Pack, generate, text};
use periplus_value::Str;
use serde::Serialize;
use std::collections::BTreeMap;

/// The revision of the second rendering.
const OTHER: &str = "another-revision";

/// Whose a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Each revision has its own.
    Revision,
    /// All revisions write the same.
    Shared,
    /// All revisions have it, each in its own version: the one installed last wins.
    LastWins,
}

/// A resource of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty for those of the whole cluster.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The component that brings it (`Pilot`).
    pub component: &'static str,
    /// The revision that its label names; empty when it names none.
    pub revision: String,
    /// Whose it is.
    pub scope: Scope,
}

/// All resources of an input in the order they are printed in.
pub fn resources(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Resource>, Error> {
    let documents = generate(pack, request)?.documents;
    let others = generate(pack, &as_revision(request, OTHER))?.documents;
    let others: BTreeMap<_, &Str> = others.iter().map(|d| (identity(d), &d.text)).collect();
    Ok(documents.iter().map(|d| resource(d, others.get(&identity(d)).copied())).collect())
}

pub(super) fn identity(document: &Document) -> (String, String, String, String) {
    let group = document.api_version.split_once('/').map_or("", |(group, _)| group);
    (group.to_owned(), document.kind.clone(), document.namespace.clone(), document.name.clone())
}

fn resource(document: &Document, other: Option<&Str>) -> Resource {
    let object = text::yaml_map(document.text.as_bytes()).unwrap_or_default();
    let labels = object.get_map("metadata").and_then(|metadata| metadata.get_map("labels"));
    let labelled = labels.is_some_and(|labels| labels.contains("istio.io/rev"));
    Resource {
        kind: document.kind.clone(),
        namespace: document.namespace.clone(),
        name: document.name.clone(),
        component: document.component,
        revision: if labelled { revision_of(&object) } else { String::new() },
        scope: match other {
            None => Scope::Revision,
            Some(text) if *text == document.text => Scope::Shared,
            Some(_) => Scope::LastWins,
        },
    }
}
