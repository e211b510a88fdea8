//! The Diff tab: what the input installs, compared with the same input when one thing is other than it is.

use super::page::{Page, Pane};
use crate::baseline::Baseline;
use crate::draft::{Mode, Setting};
use crate::outcome::plural;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Change, FieldDifference, Hunk, HunkLine, ResourceDifference};

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
                <RevisionField baseline=baseline/>
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

/// A field's path, and what it was and is; of long texts the lines that differ.
#[component]
pub(crate) fn Field(field: FieldDifference) -> impl IntoView {
    let side = |word: &'static str, text: Option<String>| {
        text.map(|text| view! { <div class=format!("side-of {word}")><span class="unseen">{word}</span><pre>{text}</pre></div> })
    };
    let note = (field.change == Change::Reordered).then_some("the same elements in another order");
    view! {
        <div class="field-change">
            <code>{field.path}</code><span class="hint">{note}</span>
            {side("before", field.old)}
            {side("after", field.new)}
            {field.hunks.into_iter().map(hunk).collect_view()}
        </div>
    }
}

fn hunk(hunk: Hunk) -> impl IntoView {
    let line = |line: HunkLine| {
        let (class, sign, word) = match line.change {
            Some(Change::Removed) => ("before", "-", "before"),
            Some(_) => ("after", "+", "after"),
            None => ("both", " ", ""),
        };
        view! { <span class=format!("line {class}")><span class="sign" aria-hidden="true">{sign}</span><span class="unseen">{word}</span>{line.text}"\n"</span> }
    };
    view! {
        <p class="hunk-head">{format!("line {}", hunk.line)}</p>
        <pre class="hunk">{hunk.lines.into_iter().map(line).collect_view()}</pre>
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
