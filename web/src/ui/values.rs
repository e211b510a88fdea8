//! The Helm values of each release.

use super::manifests::{CopyButton, TextView};
use super::page::{Page, Pane};
use super::tabs::{Tab, Tabs};
use leptos::prelude::*;

/// A tab per release, and its values.
#[component]
pub(crate) fn Values() -> impl IntoView {
    let page = Page::of_context();
    let chosen = RwSignal::new(String::new());
    let names = Memo::new(move |_| {
        page.outcome.with(|o| o.values.iter().map(|v| v.release.clone()).collect::<Vec<_>>())
    });
    let tabs = Memo::new(move |_| {
        let tab = |(index, label): (usize, String)| Tab { index, label, badge: None, faint: false };
        names.get().into_iter().enumerate().map(tab).collect::<Vec<_>>()
    });
    let selected =
        Memo::new(move |_| names.with(|n| n.iter().position(|name| *name == chosen.get())).unwrap_or(0));
    let on_select = move |index: usize| {
        names.with_untracked(|n| n.get(index).cloned()).into_iter().for_each(|name| chosen.set(name));
    };
    let text = Memo::new(move |_| {
        page.outcome.with(|o| o.values.get(selected.get()).map(|v| v.text.clone())).unwrap_or_default()
    });
    view! {
        <section class="document" aria-label="Helm values">
            <Tabs name="values" label="Releases" tabs=tabs selected=selected on_select=on_select/>
            <div class="fill column" role="tabpanel" id="values-panel">
                <p class="head">
                    <span class="hint">"What the chart is given, as a values file"</span>
                    <CopyButton label="Copy" text=move || text.get_untracked()/>
                </p>
                <TextView label="Helm values, YAML" text=text pane=Pane::Values/>
            </div>
        </section>
    }
}
