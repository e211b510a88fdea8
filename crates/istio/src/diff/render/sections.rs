//! What is told under one heading: a resource, or a change that many resources have in common (a new version's labels).

use super::title;
use crate::diff::fields::canonical;
use crate::diff::{Change, ChangeKind, ResourceChange};
use std::collections::BTreeMap;

/// That many resources with the same change are told at once.
const MANY: usize = 4;

/// One heading and what is below it.
pub(super) struct Section<'a> {
    pub(super) kind: ChangeKind,
    pub(super) title: String,
    /// The resource, unless it is about many.
    pub(super) resource: Option<&'a ResourceChange>,
    pub(super) fields: Vec<&'a Change>,
}

/// All sections: first what many have in common, then each resource that differs in something else.
pub(super) fn sections(changes: &[ResourceChange]) -> Vec<Section<'_>> {
    let mut common: BTreeMap<Fingerprint, Vec<(usize, &Change)>> = BTreeMap::new();
    for (at, resource) in changes.iter().enumerate() {
        for change in told(resource) {
            common.entry(fingerprint(change)).or_default().push((at, change));
        }
    }
    common.retain(|_, found| found.len() >= MANY);
    let mut sections = of_many(changes, &common);
    for resource in changes {
        let fields: Vec<&Change> =
            told(resource).filter(|change| !common.contains_key(&fingerprint(change))).collect();
        if resource.kind != ChangeKind::Changed || !fields.is_empty() {
            let title = title(resource);
            sections.push(Section { kind: resource.kind, title, resource: Some(resource), fields });
        }
    }
    sections
}

/// A resource's changes but for those that its title tells.
fn told(resource: &ResourceChange) -> impl Iterator<Item = &Change> {
    let renamed = resource.kind == ChangeKind::Renamed;
    let in_title =
        |change: &Change| matches!(&*change.path.to_string(), "metadata.name" | "metadata.namespace");
    resource.changes.iter().filter(move |change| !(renamed && in_title(change)))
}

/// Equal for changes that are the same one in different resources.
type Fingerprint = (String, [Option<String>; 2]);

fn fingerprint(change: &Change) -> Fingerprint {
    (change.path.to_string(), [&change.old, &change.new].map(|value| value.as_ref().map(canonical)))
}

fn of_many<'a>(
    changes: &'a [ResourceChange],
    common: &BTreeMap<Fingerprint, Vec<(usize, &'a Change)>>,
) -> Vec<Section<'a>> {
    let mut groups: BTreeMap<Vec<usize>, Vec<&Change>> = BTreeMap::new();
    for found in common.values() {
        let mut resources: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        resources.dedup();
        groups.entry(resources).or_default().extend(found.first().map(|(_, change)| *change));
    }
    let section = |(resources, fields): (Vec<usize>, Vec<&'a Change>)| Section {
        kind: ChangeKind::Changed,
        title: format!("{} resources: {}", resources.len(), kinds(changes, &resources)),
        resource: None,
        fields,
    };
    groups.into_iter().map(section).collect()
}

/// `3 ServiceAccount, 2 Role`, in the order in which they come.
fn kinds(changes: &[ResourceChange], resources: &[usize]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let docs = resources.iter().filter_map(|at| changes[*at].after.as_ref());
    for kind in docs.map(|doc| doc.id().kind.as_str()) {
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    let told: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    told.join(", ")
}
