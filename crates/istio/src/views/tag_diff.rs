//! What moving a revision tag from one revision to another changes.

use super::tags::{MUTATING, TagError, TagRequest, tag};
use super::webhooks::{Hook, hooks};
use crate::{Difference, OperatorRequest, Pack, differences, tree};
use periplus_value::{Map, Value};
use serde::Serialize;

/// One thing that differs between a tag that points to one revision and to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagChange {
    /// `KIND NAME`
    pub object: String,
    /// The webhook in it, or nothing.
    pub webhook: String,
    /// What: `server`, `namespaces`, `objects`, or a path of the object.
    pub field: String,
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
}

/// Pods, by the selectors of a webhook as `kubectl -l` writes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Affected {
    /// Those in these namespaces,
    pub namespaces: String,
    /// with these labels.
    pub pods: String,
}

/// What moving a tag changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagDiff {
    /// The tag.
    pub tag: String,
    /// The revision it points to.
    pub from: String,
    /// The revision it is moved to.
    pub to: String,
    /// Whose pods get their sidecar from the other istiod.
    pub affected: Vec<Affected>,
    /// What changes.
    pub changes: Vec<TagChange>,
}

/// What changes when a tag is moved to another revision.
pub fn tag_diff(
    pack: &Pack,
    request: &OperatorRequest,
    asked: &TagRequest,
    to: &str,
) -> Result<TagDiff, TagError> {
    let before = tag(pack, request, asked)?.objects;
    let after = tag(pack, request, &TagRequest { revision: to.to_owned(), ..asked.clone() })?.objects;
    let mut changes = Vec::new();
    for (from, to) in before.iter().zip(&after) {
        let object =
            format!("{} {}", tree::get_string(from, "kind"), tree::get_string(from, "metadata.name"));
        changes.extend(differences(&without_hooks(from), &without_hooks(to)).into_iter().map(|found| {
            let Difference { path, from, to } = found;
            let text = |side: Option<Value>| side.map(|value| tree::text_of(&value)).unwrap_or_default();
            TagChange {
                object: object.clone(),
                webhook: String::new(),
                field: path,
                from: text(from),
                to: text(to),
            }
        }));
        let (from, to) = (hooks([from.clone()].into_iter()), hooks([to.clone()].into_iter()));
        changes.extend(from.iter().zip(&to).flat_map(|(from, to)| hook_changes(&object, from, to)));
    }
    let mutating = hooks(after.into_iter()).into_iter().filter(|hook| hook.webhook.kind == MUTATING);
    let affected =
        mutating.map(|hook| Affected { namespaces: hook.webhook.namespaces, pods: hook.webhook.objects });
    Ok(TagDiff {
        tag: asked.name.clone(),
        from: asked.revision.clone(),
        to: to.to_owned(),
        affected: affected.collect(),
        changes,
    })
}

fn without_hooks(object: &Map) -> Map {
    let copy = object.shallow_copy();
    copy.remove("webhooks");
    copy
}

fn hook_changes(object: &str, from: &Hook, to: &Hook) -> Vec<TagChange> {
    let (from, to) = (&from.webhook, &to.webhook);
    let fields = [
        ("server", &from.server, &to.server),
        ("namespaces", &from.namespaces, &to.namespaces),
        ("objects", &from.objects, &to.objects),
    ];
    let changed = fields.into_iter().filter(|(_, from, to)| from != to);
    changed
        .map(|(field, before, after)| TagChange {
            object: object.to_owned(),
            webhook: from.name.clone(),
            field: field.to_owned(),
            from: before.clone(),
            to: after.clone(),
        })
        .collect()
}
