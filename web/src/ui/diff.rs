//! The Diff tab: what the input installs, compared with the same input when one thing is other than it is.

use super::differences::{counts, resource};
use super::dom::fill;
use super::page::{Page, Pane};
use super::side::{self, Pending};
use crate::baseline::Baseline;
use crate::draft::{Mode, Setting};
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, ResourceDifference};

/// The list of baselines, and what differs.
#[component]
pub(crate) fn Diff() -> impl IntoView {
    let page = Page::of_context();
    let baseline = page.baseline;
    let known = side::follow(move || question(page), 0);
    let summary = move || known.with(|last| differences(last).map(counts));
    let host = NodeRef::<Div>::new();
    fill(host, move || {
        known.with(|last| differences(last).unwrap_or_default().iter().map(resource).collect())
    });
    view! {
        <section class="document" aria-label="Difference">
            <p class="head">
                <label>"From "<Baselines baseline=baseline/></label>
                <RevisionField baseline=baseline/>
                <span class="hint">"to what you see"</span>
                <span class="title" role="status" aria-label="Differences">{summary}</span>
            </p>
            <Pending known first="Comparing…"/>
            <div class="changes" tabindex="0" role="group" aria-label="Resources that differ" node_ref=host></div>
        </section>
    }
}

/// The comparison to ask for, while the tab is shown.
fn question(page: Page) -> Option<Job> {
    let baseline = page.baseline.get();
    let is_shown = page.pane.get() == Pane::Diff;
    let job = page.draft.with_untracked(|now| {
        page.opened_with.with_value(|opened| now.compared_with(&baseline.draft(now, opened)))
    });
    job.filter(|_| is_shown)
}

fn differences(last: Option<&Answer>) -> Option<&[ResourceDifference]> {
    match last {
        Some(Answer::Compared(all)) => Some(all),
        _ => None,
    }
}

#[component]
fn Baselines(baseline: RwSignal<Baseline>) -> impl IntoView {
    let page = Page::of_context();
    let take = move |event: web_sys::Event| baseline.set(Baseline::of_id(&event_target_value(&event)));
    let option = move |(choice, label): (Baseline, String)| {
        let id = choice.id();
        view! { <option value=id.clone() prop:selected=move || baseline.with(|now| stands_for(&choice, now))>{label}</option> }
    };
    let group = move |label: &'static str, all: Vec<(Baseline, String)>| {
        (!all.is_empty())
            .then(|| view! { <optgroup label=label>{all.into_iter().map(option).collect_view()}</optgroup> })
    };
    let named = |names: Vec<String>, make: fn(String) -> Baseline| {
        names.into_iter().map(|name| (make(name.clone()), name)).collect::<Vec<_>>()
    };
    let groups = move || {
        let source = page.source().and_then(|l| l.opened);
        let is_operator = page.draft.with(|d| d.mode == Mode::Operator);
        let (profiles, versions) = source
            .map(|s| (if is_operator { s.profiles } else { s.chart_profiles }, s.compatibility_versions))
            .unwrap_or_default();
        let now = page.draft.with(|d| d.source.clone());
        let releases = page.sources.with(|all| {
            all.iter()
                .filter(|l| l.id != now)
                .map(|l| (Baseline::Version(l.id.clone()), l.label()))
                .collect::<Vec<_>>()
        });
        let none = |setting, make: fn(String) -> Baseline, label: &str| {
            let is_set = page.draft.with(|d| d.setting(setting)).is_some();
            is_set.then(|| (make(String::new()), label.to_owned()))
        };
        let mut versions = named(versions, Baseline::Compatibility);
        versions.extend(none(Setting::Compatibility, Baseline::Compatibility, "no compatibility version"));
        let mut revisions: Vec<_> =
            none(Setting::Revision, Baseline::Revision, "no revision").into_iter().collect();
        revisions.push((Baseline::Revision(OTHER_REVISION.to_owned()), "another revision…".to_owned()));
        view! {
            {group("Release", releases)}
            {group("Profile", named(profiles, Baseline::Profile))}
            {group("Compatibility version", versions)}
            {group("Revision", revisions)}
        }
    };
    view! {
        <select aria-label="Compare with" on:change=take>
            {option((Baseline::Opened, "as the page was opened, or last shared".to_owned()))}
            {option((Baseline::Pure, "the profile alone".to_owned()))}
            {groups}
        </select>
    }
}

/// What another revision is called until the visitor says something else.
const OTHER_REVISION: &str = "canary";

/// Whether a list's entry stands for a baseline: any named revision is the entry of another one.
fn stands_for(entry: &Baseline, chosen: &Baseline) -> bool {
    match (entry, chosen) {
        (Baseline::Revision(entry), Baseline::Revision(chosen)) => entry.is_empty() == chosen.is_empty(),
        (entry, chosen) => entry == chosen,
    }
}

/// The name of the revision to compare with.
#[component]
fn RevisionField(baseline: RwSignal<Baseline>) -> impl IntoView {
    let is_named = Memo::new(move |_| matches!(baseline.get(), Baseline::Revision(name) if !name.is_empty()));
    let take = move |event: web_sys::Event| {
        let name = event_target_value(&event).trim().to_owned();
        if !name.is_empty() {
            baseline.set(Baseline::Revision(name));
        }
    };
    view! {
        <Show when=move || is_named.get()>
            <label class="revision">"named "<input type="text" size="10" autocomplete="off" spellcheck="false" value=OTHER_REVISION on:input=take/></label>
        </Show>
    }
}
