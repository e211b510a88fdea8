//! Resources and fields that differ, as elements.

use super::dom::{Fill, el, words};
use crate::outcome::plural;
use periplus_wasm::wire::{Change, FieldDifference, Hunk, HunkLine, ResourceDifference};
use web_sys::Element;

/// A resource with all that differs in it.
pub(crate) fn resource(difference: &ResourceDifference) -> Element {
    let (class, word) = told(difference.change);
    let ResourceDifference { kind, namespace, name, name_before, fields, text, .. } = difference;
    let mut about = String::new();
    if !namespace.is_empty() {
        about.push_str(&format!("in {namespace} "));
    }
    if !name_before.is_empty() {
        about.push_str(&format!("was {name_before}"));
    }
    let heading =
        el("h2", "").child(&words("span", &format!("mark {class}"), word)).text(" ").text(kind).text(" ");
    let mut heading =
        heading.child(&words("strong", "", name)).text(" ").child(&words("span", "hint", &about));
    if !fields.is_empty() {
        heading = heading.child(&words("span", "badge", &plural(fields.len(), "field")));
    }
    let article = el("article", "change").child(&heading);
    if text.is_empty() {
        return article.children(fields.iter().map(field));
    }
    let summary = words("summary", "", &plural(text.lines().count(), "line"));
    article.child(&el("details", "").child(&summary).child(&words("pre", class, text)))
}

/// A field's path, and what it was and is; of long texts the lines that differ.
pub(crate) fn field(field: &FieldDifference) -> Element {
    let mut shown = el("div", "field-change").child(&words("code", "", &field.path));
    if field.change == Change::Reordered {
        shown = shown.child(&words("span", "hint", " the same elements in another order"));
    }
    let sides = [("before", &field.old), ("after", &field.new)].into_iter();
    let sides = sides.filter_map(|(word, text)| {
        let side = el("div", &format!("side-of {word}")).child(&words("span", "unseen", word));
        Some(side.child(&words("pre", "", text.as_ref()?)))
    });
    shown.children(sides).children(field.hunks.iter().flat_map(hunk))
}

fn hunk(hunk: &Hunk) -> [Element; 2] {
    let lines = el("pre", "hunk").children(hunk.lines.iter().map(line));
    [words("p", "hunk-head", &format!("line {}", hunk.line)), lines]
}

/// A line, with its sign.
pub(crate) fn line(line: &HunkLine) -> Element {
    let (class, sign) = match line.change {
        Some(Change::Removed) => ("before", "-"),
        Some(_) => ("after", "+"),
        None => ("both", " "),
    };
    let shown = el("span", &format!("line {class}"));
    let shown = shown.child(&words("span", "sign", sign).attr("aria-hidden", "true"));
    let shown = if line.change.is_some() { shown.child(&words("span", "unseen", class)) } else { shown };
    shown.text(&line.text).text("\n")
}

/// Class and word of a change.
fn told(change: Change) -> (&'static str, &'static str) {
    match change {
        Change::Added => ("after", "added"),
        Change::Removed => ("before", "removed"),
        Change::Changed => ("both", "changed"),
        Change::Renamed => ("both", "renamed"),
        Change::Reordered => ("both", "reordered"),
    }
}

/// `2 added, 1 changed`
pub(crate) fn counts(all: &[ResourceDifference]) -> String {
    if all.is_empty() {
        return "Nothing differs.".to_owned();
    }
    let kinds = [Change::Added, Change::Removed, Change::Changed, Change::Renamed, Change::Reordered];
    let count = |change: Change| all.iter().filter(|r| r.change == change).count();
    let parts = kinds.into_iter().filter(|c| count(*c) > 0).map(|c| format!("{} {}", count(c), told(c).1));
    parts.collect::<Vec<_>>().join(", ")
}
