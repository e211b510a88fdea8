//! What becomes of each setting: where it went, and why.

use super::table::table;
use crate::migration::{fate, of_fate, ways};
use crate::outcome::plural;
use crate::ui::dom::{Fill, clicked, el, fill, words};
use crate::ui::page::Page;
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::{Fate, LedgerEntry, Migration};
use web_sys::Element;

/// The attribute that says to which line a button leads.
const LINE: &str = "data-line";

/// A table for each way that settings went.
#[component]
pub(super) fn Ledger(migration: Signal<Migration>) -> impl IntoView {
    let page = Page::of_context();
    let host = NodeRef::<Div>::new();
    fill(host, move || migration.with(ledger));
    let go = move |event: web_sys::MouseEvent| {
        if let Some(line) = clicked(&event, LINE) {
            page.narrow_output.set(false);
            page.with_editor(|editor| editor.reveal(line, 1));
        }
    };
    view! { <div class="migration" tabindex="0" role="group" aria-label="Settings" node_ref=host on:click=go></div> }
}

fn ledger(migration: &Migration) -> Vec<Element> {
    if migration.ledger.is_empty() {
        let nothing = "The IstioOperator says nothing beyond its profile: there is nothing to carry over.";
        return vec![words("p", "empty", nothing)];
    }
    let groups = ways(migration).into_iter();
    groups.flat_map(|(kind, _)| group(kind, &of_fate(migration, kind))).collect()
}

fn group(kind: Fate, entries: &[LedgerEntry]) -> [Element; 3] {
    let (class, title, about) = heading(kind);
    let mark = words("span", &format!("mark {class}"), fate(kind));
    let count = plural(entries.len(), "setting");
    [
        el("h2", "").child(&mark).text(&format!(" {title}: {count}")),
        words("p", "hint", about),
        table(title, &["Setting", "Where it is now", "Why"], entries.iter().map(row)),
    ]
}

fn row(entry: &LedgerEntry) -> Element {
    let mut setting = el("th", "").attr("scope", "row").child(&words("code", "", &entry.setting));
    if entry.line > 0 {
        let button = words("button", "quiet", &format!("line {}", entry.line)).attr("type", "button");
        setting = setting.child(&button.attr(LINE, &entry.line.to_string()));
    }
    let place = if entry.place.is_empty() { "nowhere" } else { &entry.place };
    el("tr", "").child(&setting).child(&words("td", "", place)).child(&words("td", "", &entry.reason))
}

/// Class, title and meaning of a way.
fn heading(kind: Fate) -> (&'static str, &'static str, &'static str) {
    match kind {
        Fate::Lost => (
            "before",
            "Without effect",
            "Nothing reads these, neither with istioctl nor with Helm. They are not carried over.",
        ),
        Fate::Patch => (
            "both",
            "In a patch",
            "No value of the chart says this: a patch after the chart is rendered does.",
        ),
        Fate::Moved => {
            ("both", "In a value of another name", "The chart has a value for this, under another name.")
        }
        Fate::Kept => ("after", "In the same value", "The same values, in the releases that need them."),
        Fate::Idle => (
            "idle",
            "Not needed",
            "Without these lines the charts render the same. They are not carried over.",
        ),
    }
}
