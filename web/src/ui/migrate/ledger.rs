//! What becomes of each setting: where it went, and why.

use crate::migration::{fate, of_fate, ways};
use crate::outcome::plural;
use crate::ui::page::Page;
use leptos::prelude::*;
use periplus_wasm::wire::{Fate, LedgerEntry, Migration};

/// A table for each way that settings went.
#[component]
pub(super) fn Ledger(migration: Signal<Migration>) -> impl IntoView {
    let groups = move || {
        migration.with(|m| ways(m).into_iter().map(|(kind, _)| (kind, of_fate(m, kind))).collect::<Vec<_>>())
    };
    let none = move || migration.with(|m| m.ledger.is_empty());
    view! {
        <div class="migration" tabindex="0" role="group" aria-label="Settings">
            {move || none().then(|| view! { <p class="empty">"The IstioOperator says nothing beyond its profile: there is nothing to carry over."</p> })}
            {move || groups().into_iter().map(|(kind, entries)| view! { <Group kind entries/> }).collect_view()}
        </div>
    }
}

#[component]
fn Group(kind: Fate, entries: Vec<LedgerEntry>) -> impl IntoView {
    let about = match kind {
        Fate::Lost => "Nothing reads these, neither with istioctl nor with Helm. They are not carried over.",
        Fate::Patch => "No value of the chart says this: a patch after the chart is rendered does.",
        Fate::Moved => "The chart has a value for this, under another name.",
        Fate::Kept => "The same values, in the releases that need them.",
        Fate::Idle => "Without these lines the charts render the same. They are not carried over.",
    };
    let title = format!("{}: {}", heading(kind), plural(entries.len(), "setting"));
    view! {
        <h2><span class=format!("mark {}", class(kind))>{fate(kind)}</span>" "{title}</h2>
        <p class="hint">{about}</p>
        <div class="table" tabindex="0" role="group" aria-label=heading(kind)>
            <table>
                <thead><tr><th scope="col">"Setting"</th><th scope="col">"Where it is now"</th><th scope="col">"Why"</th></tr></thead>
                <tbody>{entries.into_iter().map(|entry| view! { <Row entry/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(entry: LedgerEntry) -> impl IntoView {
    let page = Page::of_context();
    let line = entry.line;
    let go = move |_| {
        page.narrow_output.set(false);
        page.with_editor(|editor| editor.reveal(line, 1));
    };
    let link = (line > 0)
        .then(|| view! { <button type="button" class="quiet" on:click=go>{format!("line {line}")}</button> });
    let place = if entry.place.is_empty() { "nowhere".to_owned() } else { entry.place };
    view! { <tr><th scope="row"><code>{entry.setting}</code>{link}</th><td>{place}</td><td>{entry.reason}</td></tr> }
}

fn heading(kind: Fate) -> &'static str {
    match kind {
        Fate::Lost => "Without effect",
        Fate::Patch => "In a patch",
        Fate::Moved => "In a value of another name",
        Fate::Kept => "In the same value",
        Fate::Idle => "Not needed",
    }
}

fn class(kind: Fate) -> &'static str {
    match kind {
        Fate::Lost => "before",
        Fate::Patch | Fate::Moved => "both",
        Fate::Kept => "after",
        Fate::Idle => "idle",
    }
}
