//! The tab for gateways: each one of the input, in the four ways to have it, and as the cluster runs it then.

use super::parts::{command, copy, details, origin, pressed, yaml};
use super::{Forms, Pending, follow, viewed};
use crate::ui::differences::line;
use crate::ui::dom::{Fill, el, fill, words};
use crate::ui::page::Page;
use crate::views::{WAYS, install, title};
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, Form, Gateway, Running, Viewed, Way};
use web_sys::Element;

/// The choice of a way, and all gateways that way.
#[component]
pub(crate) fn Gateways() -> impl IntoView {
    let page = Page::of_context();
    let chosen = expect_context::<Forms>().way;
    let known = follow(|| Some(Aspect::Gateways));
    let now = Memo::new(move |_| {
        known.with(|last| match viewed(last) {
            Some(Viewed::Gateways(all)) => all.first().map(|gateway| gateway.now),
            _ => None,
        })
    });
    let host = NodeRef::<Div>::new();
    fill(host, move || {
        let version = page.source().map(|listing| listing.version).unwrap_or_default();
        known.with(|last| gateways(viewed(last), chosen.get(), &version))
    });
    view! {
        <section class="view" aria-label="Gateways" tabindex="0" on:click=move |event| pressed(page, &event)>
            <Ways now/>
            <Pending known/>
            <div node_ref=host></div>
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

fn gateways(viewed: Option<&Viewed>, way: Way, version: &str) -> Vec<Element> {
    match viewed {
        Some(Viewed::Gateways(all)) if all.is_empty() => {
            vec![words("p", "about", "The input makes no gateways.")]
        }
        Some(Viewed::Gateways(all)) => all.iter().map(|gateway| one(gateway, way, version)).collect(),
        _ => Vec::new(),
    }
}

fn one(gateway: &Gateway, way: Way, version: &str) -> Element {
    let direction = if gateway.is_egress { "egress" } else { "ingress" };
    let heading = el("h2", "").child(&words("span", "mark both", direction)).text(" ");
    let article = el("article", "change gateway").child(&heading.child(&words("strong", "", &gateway.name)));
    let article = article.child(&facts(gateway));
    match gateway.forms.iter().find(|form| form.way == way) {
        Some(form) => article.children(file(gateway, form, version)),
        None => article.child(&words("p", "about", "The input renders no workload for it.")),
    }
}

fn facts(gateway: &Gateway) -> Element {
    let service = if gateway.service_type.is_empty() { "none" } else { &gateway.service_type };
    let ports = gateway.ports.join(", ");
    let facts = [
        ("Namespace", &*gateway.namespace),
        ("Service", service),
        ("Ports", &ports),
        ("Replicas", &gateway.replicas),
    ];
    let fact = |(name, value): (&str, &str)| {
        el("div", "").child(&words("dt", "", name)).child(&words("dd", "", value))
    };
    let by = match &gateway.set_by {
        Some(set_by) => el("dd", "").child(&origin(set_by)),
        None => words("dd", "", "nothing: istioctl's default"),
    };
    let by = el("div", "").child(&words("dt", "", "Asked for by")).child(&by);
    el("dl", "facts").children(facts.into_iter().map(fact)).child(&by)
}

/// A gateway's file in one way, and how to install it.
fn file(gateway: &Gateway, form: &Form, version: &str) -> [Element; 4] {
    let notes = el("ul", "notes").children(form.notes.iter().map(|note| words("li", "", note)));
    let head = el("p", "head").child(&words("strong", "", title(form.way)));
    let head = head.child(&words("span", "hint", &form.file)).child(&copy("Copy file"));
    let file = el("div", "copies").child(&head).child(&yaml(&form.file, &form.text));
    [notes, command(&install(gateway, form, version)), file, running(&gateway.name, &form.running)]
}

/// What runs, with the lines that istiod adds.
fn running(gateway: &str, running: &Running) -> Element {
    let by = match &running.templates[..] {
        [] => String::new(),
        templates => format!(": what istiod adds by its template {}", templates.join(", ")),
    };
    let notes = el("ul", "notes").children(running.notes.iter().map(|note| words("li", "", note)));
    let object = |(name, lines): &(String, Vec<_>)| {
        let shown = el("pre", "yaml hunk").attr("tabindex", "0").attr("role", "group");
        shown.attr("aria-label", &format!("{name}, as it runs")).children(lines.iter().map(line))
    };
    let all = [notes].into_iter().chain(running.objects.iter().map(object));
    details(&format!("Injected preview of {gateway}{by}"), false, all)
}
