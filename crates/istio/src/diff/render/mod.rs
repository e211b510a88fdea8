//! Differences as text: for a terminal, for `patch`, for a pull request, for programs.

mod github;
mod human;
mod json;
mod palette;
mod sections;
mod unified;

pub use github::github;
pub use human::human;
pub use json::json;
pub use palette::Palette;
pub use unified::unified;

use super::{ChangeKind, ResourceChange};
use periplus_value::Value;

/// How many resources differ, in words: `2 added, 1 removed, 3 changed, 1 renamed`.
fn summary(changes: &[ResourceChange]) -> String {
    let kinds = [
        (ChangeKind::Added, "added"),
        (ChangeKind::Removed, "removed"),
        (ChangeKind::Changed, "changed"),
        (ChangeKind::Renamed, "renamed"),
    ];
    let count = |kind: ChangeKind| changes.iter().filter(|change| change.kind == kind).count();
    let told: Vec<String> = kinds
        .iter()
        .map(|(kind, word)| (count(*kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if told.is_empty() { "no differences".to_owned() } else { told.join(", ") }
}

/// `Deployment istio-system/istiod`, with both names if there are two.
fn title(change: &ResourceChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.id().full_name() != after.id().full_name() => {
            let same_place = before.id().namespace == after.id().namespace;
            let name = if same_place { after.id().name.clone() } else { after.id().full_name() };
            format!("{} → {name}", before.id())
        }
        (_, Some(doc)) | (Some(doc), None) => doc.id().to_string(),
        (None, None) => String::new(),
    }
}

/// A value as YAML, without a final line feed.
fn yaml(value: &Value) -> String {
    let text = periplus_yaml::emit(value).unwrap_or_else(|_| crate::tree::text_of(value));
    text.trim_end_matches('\n').to_owned()
}

/// A resource's data as YAML with sorted keys, so that only what differs shows.
fn normal(doc: Option<&super::Doc>) -> String {
    doc.map(|doc| periplus_yaml::emit(&doc.object()).unwrap_or_default()).unwrap_or_default()
}

/// `1 change`, `2 changes`
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
