//! The tab for revisions and tags: two revisions side by side, who serves whom, and what moving a tag changes.

use super::super::manifests::CopyButton;
use super::super::overview::Told;
use super::super::page::Page;
use super::{Forms, Pending, State, TextField, follow};
use crate::draft::Setting;
use crate::outcome::plural;
use crate::relations;
use crate::views::{DEFAULT, beside, tag};
use leptos::prelude::*;
use periplus_wasm::wire::views::{
    Aspect, Revisions as Pair, Scope, Served, Shared, Subject, Tag, TagMove, Viewed, Webhook,
};

/// The revision of the input and another one.
#[component]
pub(crate) fn Revisions() -> impl IntoView {
    let page = Page::of_context();
    let forms = expect_context::<Forms>();
    let own = Memo::new(move |_| page.draft.with(|d| d.setting(Setting::Revision)).unwrap_or_default());
    let other = Memo::new(move |_| {
        let chosen = forms.other.with(|other| other.trim().to_owned());
        if chosen.is_empty() { beside(&own.get()).to_owned() } else { chosen }
    });
    let state = follow(move || Some(Aspect::Revisions(other.get())));
    let found = Memo::new(move |_| match state.get() {
        State::Done(Viewed::Revisions(pair)) => Some(pair),
        _ => None,
    });
    let names = Memo::new(move |_| found.with(|f| f.as_ref().map(|p| (p.first.clone(), p.second.clone()))));
    view! {
        <section class="view" aria-label="Revisions and tags" tabindex="0">
            <h2>"Two revisions side by side"</h2>
            <p class="about">
                "What to use: a revision for each version of Istio, so that an upgrade is a second istiod beside the first; tags as the names that namespaces carry, "
                "so that moving one moves them. Resources of a revision carry its name; what is shared is written by whichever was installed last."
            </p>
            <div class="form" role="group" aria-label="Revisions">
                <p>"Your input: revision "<strong>{move || if own.with(String::is_empty) { DEFAULT.to_owned() } else { own.get() }}</strong></p>
                <TextField label="Beside it, revision" value=other on_input=move |text| forms.other.set(text)/>
            </div>
            <Pending state/>
            {move || found.get().map(|pair| view! { <Compared pair/> })}
            {move || names.get().map(|(first, second)| view! { <Move first second/> })}
        </section>
    }
}

#[component]
fn Compared(pair: Pair) -> impl IntoView {
    let picture = relations::revisions(&pair);
    let drawn = Memo::new(move |_| picture.clone());
    let Pair { first, second, resources, webhooks, serves } = pair;
    let of = |scope: Scope| resources.iter().filter(|r| r.scope == scope).cloned().collect::<Vec<_>>();
    let (own, shared, last) = (of(Scope::Revision), of(Scope::Shared), of(Scope::LastWins));
    view! {
        <h2>"Who serves whom, with both installed"</h2>
        <Defaults serves=serves.clone()/>
        <Told drawn label="Labels, revisions and istiods, drawn"/>
        <details><summary>"All labels, pods and configurations too"</summary><Serves serves/></details>
        <details><summary>{plural(webhooks.len(), "webhook")}</summary><Webhooks webhooks/></details>
        <h2>"Resources"</h2>
        <details open=true><summary>{format!("{} that each has for itself", own.len())}</summary><Resources rows=own first=first.clone() second=second.clone()/></details>
        <details><summary>{format!("{} that both write, each its own way: the one installed last wins", last.len())}</summary><Resources rows=last first=first.clone() second=second.clone()/></details>
        <details><summary>{format!("{} that are the same", shared.len())}</summary><Resources rows=shared first second/></details>
    }
}

/// Who serves what names no revision.
#[component]
fn Defaults(serves: Vec<Served>) -> impl IntoView {
    let sentence = |served: Served| {
        let servers: Vec<String> = served.servers.into_iter().map(|(server, _)| server).collect();
        let who = if servers.is_empty() { "nobody".to_owned() } else { servers.join(" and ") };
        let is_bad = servers.len() != 1;
        view! { <li class:warn=is_bad><code>{served.labels}</code>": "<strong>{who}</strong></li> }
    };
    let rows = serves.into_iter().filter(|s| s.default).map(sentence).collect_view();
    view! { <p class="about">"Who is the default: what asks for Istio and names no revision is served by"</p><ul class="verdicts">{rows}</ul> }
}

/// A table that scrolls sideways where it must.
#[component]
fn Table(caption: &'static str, heads: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    let row = |cells: Vec<String>| view! { <tr>{cells.into_iter().map(|c| view! { <td>{c}</td> }).collect_view()}</tr> };
    view! {
        <div class="scroll" role="group" aria-label=caption tabindex="0">
            <table>
                <caption class="unseen">{caption}</caption>
                <thead><tr>{heads.into_iter().map(|h| view! { <th scope="col">{h}</th> }).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn heads(all: &[&str]) -> Vec<String> {
    all.iter().map(|head| (*head).to_owned()).collect()
}

#[component]
fn Resources(rows: Vec<Shared>, first: String, second: String) -> impl IntoView {
    let row = |r: Shared| {
        let kind = if r.namespace.is_empty() { r.kind } else { format!("{} in {}", r.kind, r.namespace) };
        let name = |name: String| if name.is_empty() { "none".to_owned() } else { name };
        vec![kind, name(r.first), name(r.second)]
    };
    let rows = rows.into_iter().map(row).collect();
    let heads = vec!["Kind".to_owned(), format!("Revision {first}"), format!("Revision {second}")];
    view! { <Table caption="Resources of both revisions" heads rows/> }
}

#[component]
fn Serves(serves: Vec<Served>) -> impl IntoView {
    let row = |served: Served| {
        let of = match served.subject {
            Subject::Configuration => "validation",
            Subject::Namespace | Subject::Pod => "injection",
        };
        let servers: Vec<String> =
            served.servers.iter().map(|(server, hook)| format!("{server} by {hook}")).collect();
        let servers = if servers.is_empty() { "nobody".to_owned() } else { servers.join(" and ") };
        vec![of.to_owned(), served.labels, servers]
    };
    view! { <Table caption="Who serves whom" heads=heads(&["What", "Of", "Served by"]) rows=serves.into_iter().map(row).collect()/> }
}

#[component]
fn Webhooks(webhooks: Vec<Webhook>) -> impl IntoView {
    let row = |hook: Webhook| {
        let of =
            if hook.tag.is_empty() { hook.revision } else { format!("{}, tag {}", hook.revision, hook.tag) };
        let all = |text: String| if text.is_empty() { "all".to_owned() } else { text };
        vec![hook.name, of, hook.server, all(hook.namespaces), all(hook.objects)]
    };
    let names = heads(&["Webhook", "Revision", "Server", "Namespaces", "Objects"]);
    view! { <Table caption="Webhooks" heads=names rows=webhooks.into_iter().map(row).collect()/> }
}

/// What a tag comes to when it is moved from the first revision to the second.
#[component]
fn Move(first: String, second: String) -> impl IntoView {
    let page = Page::of_context();
    let forms = expect_context::<Forms>();
    let revisions = StoredValue::new((first, second));
    let asked = Memo::new(move |_| {
        let tag = forms.tag.with(|tag| tag.trim().to_owned());
        let (from, to) = revisions.get_value();
        TagMove { tag, from, to }
    });
    let state = follow(move || Some(asked.get()).filter(|a| !a.tag.is_empty()).map(Aspect::Tag));
    let found = move || match state.get() {
        State::Done(Viewed::Tag(tag)) => Some(tag),
        _ => None,
    };
    let version = move || page.source().map(|l| l.version).unwrap_or_default();
    let command = Memo::new(move |_| tag(&asked.get(), &version()));
    let title = move || {
        let TagMove { tag, from, to } = asked.get();
        format!("Tag {tag}, moved from {from} to {to}")
    };
    view! {
        <h2>{title}</h2>
        <div class="form" role="group" aria-label="Tag">
            <TextField label="Tag" value=forms.tag on_input=move |text| forms.tag.set(text)/>
            <p class="command"><code>{command}</code><CopyButton label="Copy" text=move || command.get_untracked()/></p>
        </div>
        <Pending state/>
        {move || found().map(|found| view! { <Moved found/> })}
    }
}

#[component]
fn Moved(found: Tag) -> impl IntoView {
    let Tag { manifest, changes, affected, conflicts } = found;
    let copied = StoredValue::new(manifest.clone());
    let rows = changes.into_iter().map(|change| change.to_vec()).collect();
    let pods = affected.into_iter().map(|(namespaces, pods)| vec![namespaces, pods]).collect();
    let conflict = |labels: String| view! { <li class="warn">{labels}": another webhook serves this too, and pods get two sidecars."</li> };
    view! {
        <ul class="verdicts">{conflicts.into_iter().map(conflict).collect_view()}</ul>
        <Table caption="What the move changes" heads=heads(&["Object", "Field", "Before", "After"]) rows/>
        <p class="about">"Pods that get their sidecar from the other istiod, at their next start:"</p>
        <Table caption="Pods that the move reaches" heads=heads(&["Namespaces", "Pods"]) rows=pods/>
        <details><summary>"The tag's objects"</summary>
            <p class="tools"><CopyButton label="Copy objects" text=move || copied.get_value()/></p>
            <pre class="yaml" tabindex="0" role="group" aria-label="The tag's objects, YAML">{manifest}</pre>
        </details>
    }
}
