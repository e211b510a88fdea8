//! The tab for revisions and tags: two revisions side by side, who serves whom, and what moving a tag changes.

use super::parts::{cell, command, copy, details, name_cell, pressed, table, yaml};
use super::{Forms, Known, Pending, TextField, follow, viewed};
use crate::draft::Setting;
use crate::outcome::plural;
use crate::overview::Picture;
use crate::relations;
use crate::ui::dom::{Fill, el, fill, words};
use crate::ui::overview::Told;
use crate::ui::page::Page;
use crate::views::{DEFAULT, beside, tag};
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::Answer;
use periplus_wasm::wire::views::{
    Aspect, Revisions as Pair, Scope, Served, Shared, Subject, Tag, TagMove, Viewed, Webhook,
};
use web_sys::Element;

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
    let known = follow(move || Some(Aspect::Revisions(other.get())));
    let names =
        Memo::new(move |_| known.with(|last| pair(last).map(|p| (p.first.clone(), p.second.clone()))));
    view! {
        <section class="view" aria-label="Revisions and tags" tabindex="0" on:click=move |event| pressed(page, &event)>
            <h2>"Two revisions side by side"</h2>
            <p class="about">
                "What to use: a revision for each version of Istio, so that an upgrade is a second istiod beside the first; tags as the names that namespaces carry, "
                "so that moving one moves them. Resources of a revision carry its name; what is shared is written by whichever was installed last."
            </p>
            <div class="form" role="group" aria-label="Revisions">
                <p>"Your input: revision "<strong>{move || own.with(|own| if own.is_empty() { DEFAULT } else { own }.to_owned())}</strong></p>
                <TextField label="Beside it, revision" value=other on_input=move |text| forms.other.set(text)/>
            </div>
            <Pending known/>
            <Compared known/>
            {move || names.get().map(|(first, second)| view! { <Move first second/> })}
        </section>
    }
}

fn pair(last: Option<&Answer>) -> Option<&Pair> {
    match viewed(last) {
        Some(Viewed::Revisions(pair)) => Some(pair),
        _ => None,
    }
}

#[component]
fn Compared(known: Known) -> impl IntoView {
    let drawn =
        Memo::new(move |_| known.with(|last| pair(last).map(relations::revisions).unwrap_or_default()));
    let is_nothing = move || drawn.with(|drawn: &Picture| drawn.nodes.is_empty());
    let (default, rest) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    fill(default, move || known.with(|last| pair(last).map(defaults).into_iter().collect()));
    fill(rest, move || known.with(|last| pair(last).map(compared).unwrap_or_default()));
    view! {
        <h2 hidden=is_nothing>"Who serves whom, with both installed"</h2>
        <div node_ref=default></div>
        <Told drawn label="Labels, revisions and istiods, drawn"/>
        <div node_ref=rest></div>
    }
}

/// Who serves what asks for Istio and names no revision.
fn defaults(pair: &Pair) -> Element {
    let line = |served: &Served| {
        let line = el("li", if served.servers.len() == 1 { "" } else { "warn" });
        line.child(&words("code", "", &served.labels)).text(": ").child(&words("strong", "", &who(served)))
    };
    let lines = pair.serves.iter().filter(|served| served.default).map(line);
    let about = "Who is the default: what asks for Istio and names no revision is served by";
    el("div", "").child(&words("p", "about", about)).child(&el("ul", "verdicts").children(lines))
}

fn who(served: &Served) -> String {
    let servers: Vec<&str> = served.servers.iter().map(|(server, _)| server.as_str()).collect();
    if servers.is_empty() { "nobody".to_owned() } else { servers.join(" and ") }
}

fn compared(pair: &Pair) -> Vec<Element> {
    let of = |scope: Scope| pair.resources.iter().filter(|r| r.scope == scope).collect::<Vec<_>>();
    let (own, shared, last) = (of(Scope::Revision), of(Scope::Shared), of(Scope::LastWins));
    let names = [&*format!("Revision {}", pair.first), &*format!("Revision {}", pair.second)];
    let columns = ["Kind", names[0], names[1]];
    let group = |summary: String, open: bool, rows: &[&Shared]| {
        let table = table("Resources of both revisions", &columns, rows.iter().map(|r| resource(r)));
        details(&summary, open, [table])
    };
    let served = table("Who serves whom", &["What", "Of", "Served by"], pair.serves.iter().map(serves));
    let columns = ["Webhook", "Revision", "Server", "Namespaces", "Objects"];
    let hooks = table("Webhooks", &columns, pair.webhooks.iter().map(webhook));
    vec![
        details("All labels: of pods and configurations too", false, [served]),
        details(&plural(pair.webhooks.len(), "webhook"), false, [hooks]),
        words("h2", "", "Resources"),
        group(format!("{} that each has for itself", own.len()), true, &own),
        group(
            format!("{} that both write, each its own way: the one installed last wins", last.len()),
            false,
            &last,
        ),
        group(format!("{} that are the same", shared.len()), false, &shared),
    ]
}

fn resource(r: &Shared) -> Vec<Element> {
    let name = |name: &str| cell(if name.is_empty() { "none" } else { name });
    let kind = if r.namespace.is_empty() { r.kind.clone() } else { format!("{} in {}", r.kind, r.namespace) };
    vec![cell(&kind), name(&r.first), name(&r.second)]
}

fn serves(served: &Served) -> Vec<Element> {
    let what = match served.subject {
        Subject::Configuration => "validation",
        Subject::Namespace | Subject::Pod => "injection",
    };
    let by = served.servers.iter().map(|(server, hook)| format!("{server} by {hook}")).collect::<Vec<_>>();
    let by = if by.is_empty() { "nobody".to_owned() } else { by.join(" and ") };
    vec![cell(what), cell(&served.labels), cell(&by)]
}

fn webhook(hook: &Webhook) -> Vec<Element> {
    let of = if hook.tag.is_empty() {
        hook.revision.clone()
    } else {
        format!("{}, tag {}", hook.revision, hook.tag)
    };
    let all = |text: &str| cell(if text.is_empty() { "all" } else { text });
    vec![name_cell(&hook.name), cell(&of), cell(&hook.server), all(&hook.namespaces), all(&hook.objects)]
}

/// What a tag comes to when it is moved from the first revision to the second.
#[component]
fn Move(first: String, second: String) -> impl IntoView {
    let page = Page::of_context();
    let forms = expect_context::<Forms>();
    let asked = Memo::new(move |_| {
        let tag = forms.tag.with(|tag| tag.trim().to_owned());
        TagMove { tag, from: first.clone(), to: second.clone() }
    });
    let known = follow(move || Some(asked.get()).filter(|a| !a.tag.is_empty()).map(Aspect::Tag));
    let title = move || {
        let TagMove { tag, from, to } = asked.get();
        format!("Tag {tag}, moved from {from} to {to}")
    };
    let host = NodeRef::<Div>::new();
    fill(host, move || {
        let version = page.source().map(|listing| listing.version).unwrap_or_default();
        let typed = command(&tag(&asked.get(), &version));
        let moved = known.with(|last| match viewed(last) {
            Some(Viewed::Tag(tag)) => moved(tag),
            _ => Vec::new(),
        });
        std::iter::once(typed).chain(moved).collect()
    });
    view! {
        <h2>{title}</h2>
        <div class="form" role="group" aria-label="Tag">
            <TextField label="Tag" value=forms.tag on_input=move |text| forms.tag.set(text)/>
        </div>
        <Pending known/>
        <div node_ref=host></div>
    }
}

fn moved(found: &Tag) -> Vec<Element> {
    let told = "another webhook serves this too, and pods get two sidecars.";
    let conflicts = found.conflicts.iter().map(|labels| words("li", "warn", &format!("{labels}: {told}")));
    let changes = found.changes.iter().map(|change| change.iter().map(|text| cell(text)).collect());
    let pods = found.affected.iter().map(|(namespaces, pods)| vec![cell(namespaces), cell(pods)]);
    let objects = el("div", "copies").child(&el("p", "tools").child(&copy("Copy objects")));
    let objects = objects.child(&yaml("The tag's objects", &found.manifest));
    vec![
        el("ul", "verdicts").children(conflicts),
        table("What the move changes", &["Object", "Field", "Before", "After"], changes),
        words("p", "about", "Pods that get their sidecar from the other istiod, at their next start:"),
        table("Pods that the move reaches", &["Namespaces", "Pods"], pods),
        details("The tag's objects", false, [objects]),
    ]
}
