//! Two revisions of one input side by side: what they share, what each has for itself, and who serves whom when both are
//! installed.

use super::resources::{Scope, identity};
use super::webhooks::{Situation, Webhook, situations, webhooks};
use crate::{Document, Error, OperatorRequest, Pack, generate, tree};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The revision without a name.
const DEFAULT: &str = "default";

/// A resource of two revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paired {
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty for those of the whole cluster.
    pub namespace: String,
    /// The component that brings it (`Pilot`).
    pub component: &'static str,
    /// Whose it is.
    pub scope: Scope,
    /// Its name in the first revision; empty: it has none.
    pub first: String,
    /// Its name in the second.
    pub second: String,
}

/// Two revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The input's revision, `default` for the one without a name.
    pub first: String,
    /// The other one.
    pub second: String,
    /// What they install, in the order of the first.
    pub resources: Vec<Paired>,
    /// The webhooks in the cluster when the second is installed beside the first.
    pub webhooks: Vec<Webhook>,
    /// Who serves what then.
    pub serves: Vec<Situation>,
}

/// The same input as another revision, whatever it says itself.
pub(super) fn as_revision(request: &OperatorRequest, revision: &str) -> OperatorRequest {
    let value = if revision == DEFAULT { "" } else { revision };
    let mut other = request.clone();
    other.set.extend([format!("revision={value}"), format!("values.revision={value}")]);
    other.revision = None;
    other
}

/// An input beside the same input as another revision.
pub fn revision_pair(pack: &Pack, request: &OperatorRequest, second: &str) -> Result<Pair, Error> {
    let ours = generate(pack, request)?;
    let theirs = generate(pack, &as_revision(request, second))?;
    let first = tree::get_string(&ours.merged, "spec.values.revision");
    Ok(revision_pair_of((&first, &ours.documents), (second, &theirs.documents)))
}

/// The same of what was rendered already, each with its revision's name; the second is the one installed last.
pub fn revision_pair_of(first: (&str, &[Document]), second: (&str, &[Document])) -> Pair {
    let name = |name: &str| if name.is_empty() { DEFAULT } else { name }.to_owned();
    let (ours, theirs) = (first.1, second.1);
    let ids: BTreeSet<_> = theirs.iter().map(identity).collect();
    let installed: Vec<Document> =
        ours.iter().filter(|d| !ids.contains(&identity(d))).chain(theirs).cloned().collect();
    let webhooks = webhooks(&installed);
    let tags = webhooks.iter().map(|w| w.tag.clone()).filter(|tag| !tag.is_empty());
    let names: BTreeSet<String> = tags.chain([name(first.0), name(second.0), DEFAULT.to_owned()]).collect();
    let serves = situations(&installed, &names.into_iter().collect::<Vec<_>>());
    Pair { first: name(first.0), second: name(second.0), resources: paired(ours, theirs), webhooks, serves }
}

/// What has another name in each is paired in the order in which it is rendered.
fn paired(ours: &[Document], theirs: &[Document]) -> Vec<Paired> {
    let all: BTreeMap<_, &Document> = theirs.iter().map(|d| (identity(d), d)).collect();
    let known: BTreeSet<_> = ours.iter().map(identity).collect();
    let mut own: Vec<&Document> = theirs.iter().filter(|d| !known.contains(&identity(d))).collect();
    let row = |document: &Document, scope: Scope, first: &str, second: &str| Paired {
        kind: document.kind.clone(),
        namespace: document.namespace.clone(),
        component: document.component,
        scope,
        first: first.to_owned(),
        second: second.to_owned(),
    };
    let mut rows: Vec<Paired> = Vec::new();
    for document in ours {
        let same = all.get(&identity(document));
        let scope = same.map_or(Scope::Revision, |other| {
            if other.text == document.text { Scope::Shared } else { Scope::LastWins }
        });
        let like = |other: &&Document| {
            (&other.kind, &other.namespace, &other.template)
                == (&document.kind, &document.namespace, &document.template)
        };
        let second = match own.iter().position(like) {
            _ if same.is_some() => document.name.clone(),
            Some(at) => own.remove(at).name.clone(),
            None => String::new(),
        };
        rows.push(row(document, scope, &document.name, &second));
    }
    rows.extend(own.into_iter().map(|document| row(document, Scope::Revision, "", &document.name)));
    rows
}
