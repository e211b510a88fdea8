//! The Overview tab: what leads to what, drawn for the input at hand.

use super::page::{Page, Pane};
use super::side::Pending;
use super::views::{follow, viewed};
use crate::draft::{Mode, Setting};
use crate::outcome::Choice;
use crate::overview::{HEIGHT, Node, Picture, WIDTH, picture};
use crate::relations;
use crate::views::DEFAULT;
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, Viewed};

/// The picture, and what the ways of installing have to do with each other.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let page = Page::of_context();
    let drawn = Memo::new(move |_| {
        let listing = page.source();
        page.draft.with(|d| page.outcome.with(|o| picture(d, o, listing.as_ref())))
    });
    view! {
        <section class="overview" aria-label="Overview" tabindex="0">
            <h2>"From your input to the cluster"</h2>
            <Told drawn label="From input to cluster, drawn"/>
            <Methods/>
            <Tags/>
        </section>
    }
}

#[component]
fn Drawing(picture: Picture) -> impl IntoView {
    let lines =
        picture.links.iter().map(|link| view! { <path class="link" d=picture.curve(*link)/> }).collect_view();
    let titles = picture
        .columns
        .iter()
        .map(|(x, title)| view! { <text class="column-title" x=*x y="18">{*title}</text> });
    let titles = titles.collect_view();
    let boxes = picture.nodes.iter().cloned().map(|node| view! { <Box node/> }).collect_view();
    view! {
        <svg viewBox=format!("0 0 {} {}", picture.width, picture.height) width=picture.width height=picture.height aria-hidden="true">
            {titles}{lines}{boxes}
        </svg>
    }
}

/// Longest texts in a box, in characters.
const LONGEST_TITLE: usize = 22;
const LONGEST_DETAIL: usize = 30;

fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

#[component]
fn Box(node: Node) -> impl IntoView {
    let page = Page::of_context();
    let Node { x, y, title, detail, bad, component, now } = node;
    let leads = !component.is_empty();
    let show = move |_| {
        if leads {
            page.outcome.with_untracked(|o| {
                page.choice.set(o.manifests.iter().find(|m| m.component == component).map(Choice::from));
            });
            page.pane.set(Pane::Manifests);
        }
    };
    view! {
        <g class="box" class:bad=bad class:now=now class:leads=leads on:click=show>
            <title>{format!("{title}: {detail}")}</title>
            <rect x=x y=y width=WIDTH height=HEIGHT rx="7"/>
            <text class="box-title" x=x + 12 y=y + 21>{cut(&title, LONGEST_TITLE)}</text>
            <text class="box-detail" x=x + 12 y=y + 38>{cut(&detail, LONGEST_DETAIL)}</text>
        </g>
    }
}

/// The three ways to install, what they share, and which of them the input is for.
#[component]
fn Methods() -> impl IntoView {
    let page = Page::of_context();
    let mode = Memo::new(move |_| page.draft.with(|d| d.mode));
    let drawn = Memo::new(move |_| page.outcome.with(|o| relations::methods(mode.get(), o)));
    let method = move |is_now: bool, title: &'static str, input: &'static str, words: &'static str| {
        view! {
            <li class:now=is_now aria-current=is_now.then_some("true")>
                <strong>{title}</strong><span>{input}</span><p>{words}</p>
            </li>
        }
    };
    view! {
        <h2>"Three ways to install, one set of charts"</h2>
        <Told drawn label="Ways to install, drawn"/>
        <ol class="methods">
            {move || method(mode.get() == Mode::Helm, "Helm", "values per release",
                "Each chart is a release with an upgrade, a rollback and a history of its own. What to use for a new installation, and with Argo CD or Flux.")}
            {move || method(mode.get() == Mode::Operator, "istioctl", "IstioOperator on the command line",
                "The same charts with a profile below and patches on top. Nothing runs in the cluster: the IstioOperator is only a file. Fine to keep; gateways are better installed by their own chart.")}
            {method(false, "In-cluster operator", "IstioOperator in the cluster",
                "A deployment that applied the IstioOperator in a loop. Deprecated in 1.23, gone in 1.24: its IstioOperator works with istioctl as it is.")}
        </ol>
    }
}

/// Which label leads to which istiod, in the input as it is.
#[component]
fn Tags() -> impl IntoView {
    let page = Page::of_context();
    let own = Memo::new(move |_| page.draft.with(|d| d.setting(Setting::Revision)).unwrap_or_default());
    let known = follow(move || {
        Some(Aspect::Revisions(own.with(|own| if own.is_empty() { DEFAULT } else { own }.to_owned())))
    });
    let drawn = Memo::new(move |_| {
        known.with(|last| match viewed(last) {
            Some(Viewed::Revisions(found)) => relations::revisions(found),
            _ => Picture::default(),
        })
    });
    view! {
        <h2 class="next">"Revisions and tags of your input"</h2>
        <Pending known/>
        <Told drawn label="Revisions and tags, drawn"/>
        <p class="about">"A namespace's label names a revision or a tag; the webhook of that name sends its pods to an istiod. "
            <button type="button" class="quiet line" on:click=move |_| page.pane.set(Pane::Revisions)>"Put a second revision beside it"</button></p>
    }
}

/// A picture, and the same in sentences for those who don't see it.
#[component]
pub(crate) fn Told(drawn: Memo<Picture>, label: &'static str) -> impl IntoView {
    view! {
        <div class="picture" tabindex="0" role="group" aria-label=label hidden=move || drawn.with(|d| d.nodes.is_empty())>
            {move || view! { <Drawing picture=drawn.get()/> }}
        </div>
        <ul class="unseen">{move || drawn.get().sentences().into_iter().map(|s| view! { <li>{s}</li> }).collect_view()}</ul>
    }
}
