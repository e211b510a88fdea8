//! The line at the bottom, and what a screen reader hears.

use super::page::Page;
use crate::outcome::plural;
use leptos::prelude::*;
use periplus_wasm::wire::Severity;
use std::time::Duration;

/// How long the text must rest before a screen reader is told the result, in milliseconds.
const REST: u64 = 700;

/// Milliseconds, documents, changes, warnings, release; and the switch between the two sides on narrow screens.
#[component]
pub(crate) fn Status() -> impl IntoView {
    let page = Page::of_context();
    let outcome = page.outcome;
    let generation = move || outcome.with(|o| o.generation);
    let millis = move || outcome.with(|o| o.any.then(|| format!("{:.1} ms", o.millis)));
    let summary = move || outcome.with(crate::outcome::Outcome::summary);
    let warnings = move || outcome.with(|o| plural(o.count(Severity::Warning), "warning"));
    let source = move || {
        page.source().and_then(|l| l.opened.clone().map(|s| (l, s))).map(|(l, s)| {
            let kind = if s.is_pack { "Istio" } else { "Chart" };
            view! { <span class:preview=s.is_pack && !s.official>{format!("{kind} {}", l.label())}</span> }
        })
    };
    let other_side = move |_| page.narrow_output.update(|shown| *shown = !*shown);
    view! {
        <footer class="status" data-generation=generation>
            <span class="number">{millis}</span>
            <span class="summary" class:bad=move || outcome.with(|o| o.count(Severity::Error) > 0)>{summary}</span>
            <span class="wide">{warnings}</span>
            <span class="grow"></span>
            <span class="promise">"Nothing leaves your browser"</span>
            <span class="wide">{source}</span>
            <button type="button" class="side-switch" on:click=other_side>
                {move || if page.narrow_output.get() { "Edit input" } else { "Show result" }}
            </button>
            <Announcer/>
        </footer>
    }
}

/// Says the result once typing rests.
#[component]
fn Announcer() -> impl IntoView {
    let page = Page::of_context();
    let said = RwSignal::new(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let summary = page.outcome.with(crate::outcome::Outcome::summary);
        let say = set_timeout_with_handle(move || said.set(summary), Duration::from_millis(REST)).ok();
        if let Some(Some(old)) = waiting.try_update_value(|slot| std::mem::replace(slot, say)) {
            old.clear();
        }
    });
    view! { <p class="unseen" role="status">{move || said.get()}</p> }
}
