//! The right side: tabs and their panes.

use super::diff::Diff;
use super::manifests::Manifests;
use super::migrate::Migrate;
use super::overview::Overview;
use super::page::{Page, Pane};
use super::problems::Problems;
use super::side::Side;
use super::tabs::{Tab, Tabs};
use super::values::Values;
use super::views::{Forms, Gateways, Mesh, Revisions};
use leptos::prelude::*;

/// In the order of the tabs.
pub(crate) const PANES: [(Pane, &str); 9] = [
    (Pane::Manifests, "Manifests"),
    (Pane::Values, "Helm values"),
    (Pane::Diff, "Diff"),
    (Pane::Migrate, "Migrate"),
    (Pane::Mesh, "Mesh & proxy config"),
    (Pane::Revisions, "Revisions & tags"),
    (Pane::Gateways, "Gateways"),
    (Pane::Overview, "Overview"),
    (Pane::Problems, "Problems"),
];

/// The tabs, and the pane that is chosen.
#[component]
pub(crate) fn Output() -> impl IntoView {
    let page = Page::of_context();
    provide_context(Forms::new());
    provide_context(StoredValue::new_local(Side::default()));
    let count = move |pane| {
        page.outcome.with(|o| match pane {
            Pane::Manifests => Some(o.manifests.len()),
            Pane::Problems => Some(o.problems.len()).filter(|n| *n > 0),
            _ => None,
        })
    };
    let tabs = Memo::new(move |_| {
        let tab = |(index, (pane, label)): (usize, &(Pane, &str))| Tab {
            index,
            label: (*label).to_owned(),
            badge: count(*pane),
            faint: false,
        };
        PANES.iter().enumerate().map(tab).collect::<Vec<_>>()
    });
    let selected = Memo::new(move |_| PANES.iter().position(|(p, _)| *p == page.pane.get()).unwrap_or(0));
    let on_select =
        move |index: usize| PANES.get(index).into_iter().for_each(|(pane, _)| page.pane.set(*pane));
    let labelled = move || format!("output-tab-{}", selected.get());
    view! {
        <section class="pane output" aria-label="Result">
            <Tabs name="output" label="Result" tabs=tabs selected=selected on_select=on_select/>
            <div class="panel" role="tabpanel" id="output-panel" aria-labelledby=labelled data-stale=move || page.outcome.with(|o| o.stale).then_some("")>
                <div class="fill" hidden=move || page.pane.get() != Pane::Manifests><Manifests/></div>
                <div class="fill" hidden=move || page.pane.get() != Pane::Values><Values/></div>
                <div class="fill" hidden=move || page.pane.get() != Pane::Diff><Diff/></div>
                <div class="fill" hidden=move || page.pane.get() != Pane::Migrate><Migrate/></div>
                <Show when=move || page.pane.get() == Pane::Mesh><Mesh/></Show>
                <Show when=move || page.pane.get() == Pane::Revisions><Revisions/></Show>
                <Show when=move || page.pane.get() == Pane::Gateways><Gateways/></Show>
                <Show when=move || page.pane.get() == Pane::Overview><Overview/></Show>
                <Show when=move || page.pane.get() == Pane::Problems><Problems/></Show>
            </div>
        </section>
    }
}
