//! The Diff tab: what the input installs, compared with the same input when one thing is other than it is.

use super::page::{Page, Pane};
use crate::baseline::Baseline;
use crate::draft::{Mode, Setting};
use crate::outcome::plural;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Change, FieldDifference, ResourceDifference};

/// What is known of the comparison.
#[derive(Clone, PartialEq)]
enum State {
    Waiting,
    Refused(String),
    Done(Vec<ResourceDifference>),
}

/// The list of baselines, and what differs.
#[component]
pub(crate) fn Diff() -> impl IntoView {
    let page = Page::of_context();
    let baseline = RwSignal::new(Baseline::default());
    let state = RwSignal::new(State::Waiting);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let generation = page.outcome.with(|o| o.generation);
        let chosen = baseline.get();
        if page.pane.get() != Pane::Diff || generation == 0 {
            return;
        }
        leptos::task::spawn_local(async move {
            let turn = asked
                .try_update_value(|turn| {
                    *turn += 1;
                    *turn
                })
                .unwrap_or(0);
            let found = compare(page, &chosen).await;
            if asked.get_value() == turn {
                state.set(found);
            }
        });
    });
    let summary = move || match state.get() {
        State::Waiting => "Comparing…".to_owned(),
        State::Refused(reason) => reason,
        State::Done(all) if all.is_empty() => "Nothing differs.".to_owned(),
        State::Done(all) => counts(&all),
    };
    let resources = move || match state.get() {
        State::Done(all) => all,
        _ => Vec::new(),
    };
    view! {
        <section class="document" aria-label="Difference">
            <p class="head">
                <label>"From "<Baselines baseline=baseline/></label>
                <span class="hint">"to what you see"</span>
                <span class="title" role="status" aria-label="Differences">{summary}</span>
            </p>
            <div class="changes" tabindex="0" role="group" aria-label="Resources that differ">
                {move || resources().into_iter().map(|r| view! { <Resource difference=r/> }).collect_view()}
            </div>
        </section>
    }
}

async fn compare(page: Page, baseline: &Baseline) -> State {
    if let Baseline::Version(id) = baseline {
        page.open_beside(id).await;
    }
    let job = page.draft.with_untracked(|now| {
        page.opened_with.with_value(|opened| now.compared_with(&baseline.draft(now, opened)))
    });
    let Some(job) = job else { return State::Waiting };
    match page.ask(job).await {
        Some(Answer::Compared(all)) => State::Done(all),
        Some(Answer::Refused(problems)) => {
            State::Refused(problems.into_iter().next().map(|p| p.message).unwrap_or_default())
        }
        _ => State::Refused("The comparison was stopped: it took too long.".to_owned()),
    }
}

#[component]
fn Baselines(baseline: RwSignal<Baseline>) -> impl IntoView {
    let page = Page::of_context();
    let take = move |event: web_sys::Event| baseline.set(Baseline::of_id(&event_target_value(&event)));
    let option = move |(choice, label): (Baseline, String)| {
        let id = choice.id();
        view! { <option value=id.clone() prop:selected=move || baseline.get() == choice>{label}</option> }
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
        let revision = page.draft.with(|d| d.setting(Setting::Revision));
        let plain = revision.map(|_| (Baseline::Revision(String::new()), "no revision".to_owned()));
        view! {
            {group("Release", releases)}
            {group("Profile", named(profiles, Baseline::Profile))}
            {group("Compatibility version", named(versions, Baseline::Compatibility))}
            {group("Revision", plain.into_iter().collect())}
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

#[component]
fn Resource(difference: ResourceDifference) -> impl IntoView {
    let (class, word) = told(difference.change);
    let ResourceDifference { kind, namespace, name, name_before, fields, text, .. } = difference;
    let place = if namespace.is_empty() { String::new() } else { format!("in {namespace}") };
    let before = (!name_before.is_empty()).then(|| format!("was {name_before}"));
    let many = (!fields.is_empty()).then(|| plural(fields.len(), "field"));
    let whole = (!text.is_empty()).then(|| {
        let lines = plural(text.lines().count(), "line");
        view! { <details><summary>{lines}</summary><pre class=class>{text}</pre></details> }
    });
    view! {
        <article class="change">
            <h2><span class=format!("mark {class}")>{word}</span>" "{kind}" "<strong>{name}</strong>
                <span class="hint">{place}" "{before}</span><span class="badge">{many}</span></h2>
            {whole}
            {fields.into_iter().map(|field| view! { <Field field/> }).collect_view()}
        </article>
    }
}

#[component]
fn Field(field: FieldDifference) -> impl IntoView {
    let side = |word: &'static str, text: Option<String>| {
        text.map(|text| view! { <div class=format!("side-of {word}")><span class="unseen">{word}</span><pre>{text}</pre></div> })
    };
    let note = (field.change == Change::Reordered).then_some("the same elements in another order");
    view! {
        <div class="field-change">
            <code>{field.path}</code><span class="hint">{note}</span>
            {side("before", field.old)}
            {side("after", field.new)}
        </div>
    }
}

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
fn counts(all: &[ResourceDifference]) -> String {
    let kinds = [Change::Added, Change::Removed, Change::Changed, Change::Renamed, Change::Reordered];
    let count = |change: Change| all.iter().filter(|r| r.change == change).count();
    let parts = kinds.into_iter().filter(|c| count(*c) > 0).map(|c| format!("{} {}", count(c), told(c).1));
    parts.collect::<Vec<_>>().join(", ")
}
