//! The tab for gateways: each one of the input, in the four ways to have it.

use super::super::manifests::CopyButton;
use super::super::page::Page;
use super::{Forms, Origin, Pending, State, follow};
use crate::views::{WAYS, install, title};
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, Form, Gateway, Viewed, Way};

/// The choice of a way, and all gateways that way.
#[component]
pub(crate) fn Gateways() -> impl IntoView {
    let state = follow(|| Some(Aspect::Gateways));
    let found = Memo::new(move |_| match state.get() {
        State::Done(Viewed::Gateways(all)) => all,
        _ => Vec::new(),
    });
    let is_nothing = move || matches!(state.get(), State::Done(_)) && found.with(Vec::is_empty);
    let now = Memo::new(move |_| found.with(|all| all.first().map(|g| g.now)));
    view! {
        <section class="view" aria-label="Gateways" tabindex="0">
            <Ways now/>
            <Pending state/>
            <p class="about" hidden=move || !is_nothing()>"The input makes no gateways."</p>
            {move || found.get().into_iter().map(|gateway| view! { <One gateway/> }).collect_view()}
        </section>
    }
}

/// The four ways, with what each is for.
#[component]
fn Ways(now: Memo<Option<Way>>) -> impl IntoView {
    let chosen = expect_context::<Forms>().way;
    let choice = move |(way, title, words): (Way, &'static str, &'static str)| {
        view! {
            <label>
                <input type="radio" name="way" prop:checked=move || chosen.get() == way on:change=move |_| chosen.set(way)/>
                <span class="way"><strong>{title}</strong>
                    <em hidden=move || now.get() != Some(way)>"as it is now"</em>
                    <span>{words}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="ways">
            <legend>"Your gateways, and what they would be as"</legend>
            {WAYS.into_iter().map(choice).collect_view()}
        </fieldset>
    }
}

#[component]
fn One(gateway: Gateway) -> impl IntoView {
    let page = Page::of_context();
    let chosen = expect_context::<Forms>().way;
    let set_by = match gateway.set_by.clone() {
        Some(set_by) => view! { <Origin set_by/> }.into_any(),
        None => view! { <span>"nothing: istioctl's default"</span> }.into_any(),
    };
    let direction = if gateway.is_egress { "egress" } else { "ingress" };
    let service = if gateway.service_type.is_empty() { "none" } else { &gateway.service_type };
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let facts = [
        fact("Namespace", gateway.namespace.clone()),
        fact("Service", service.to_owned()),
        fact("Ports", gateway.ports.join(", ")),
        fact("Replicas", gateway.replicas.clone()),
    ];
    let name = gateway.name.clone();
    let whole = StoredValue::new(gateway);
    let form = move || whole.with_value(|g| g.forms.iter().find(|form| form.way == chosen.get()).cloned());
    let version = move || page.source().map(|l| l.version).unwrap_or_default();
    let shown = move |form: Form| {
        let command = whole.with_value(|g| install(g, &form, &version()));
        view! { <Shown form command/> }
    };
    view! {
        <article class="change gateway">
            <h2><span class="mark both">{direction}</span>" "<strong>{name}</strong></h2>
            <dl class="facts">{facts.into_iter().collect_view()}<div><dt>"Asked for by"</dt><dd>{set_by}</dd></div></dl>
            {move || form().map(shown)}
        </article>
    }
}

/// A gateway's file in one way, and how to install it.
#[component]
fn Shown(form: Form, command: String) -> impl IntoView {
    let Form { way, file, text, notes } = form;
    let (copied, typed) = (text.clone(), command.clone());
    let label = format!("{file}, YAML");
    let notes = notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view();
    view! {
        <ul class="notes">{notes}</ul>
        <p class="head"><strong>{title(way)}</strong><code>{file}</code><CopyButton label="Copy file" text=move || copied.clone()/></p>
        <p class="command"><code>{command}</code><CopyButton label="Copy" text=move || typed.clone()/></p>
        <pre class="yaml" tabindex="0" role="group" aria-label=label>{text}</pre>
    }
}
