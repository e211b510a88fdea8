//! The tabs that look at the input from one side: MeshConfig and ProxyConfig, revisions and tags, gateways. The engine is
//! asked while such a tab is shown, and what it says is shown as it is.

mod gateways;
mod mesh;
mod parts;
mod revisions;
mod side;

pub(crate) use gateways::Gateways;
pub(crate) use mesh::Mesh;
pub(crate) use revisions::Revisions;

use super::page::Page;
use crate::draft::Draft;
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, Pod, Viewed, Way};
use periplus_wasm::wire::{Answer, Problem};
use side::Side;

/// What somebody typed or chose in these tabs, kept when another tab is shown; and the worker that answers.
#[derive(Clone, Copy)]
pub(crate) struct Forms {
    pod: RwSignal<Pod>,
    /// The second revision; empty until somebody chooses.
    other: RwSignal<String>,
    tag: RwSignal<String>,
    way: RwSignal<Way>,
    side: StoredValue<Side, LocalStorage>,
}

impl Forms {
    /// As they start.
    pub(crate) fn new() -> Self {
        let pod = Pod { namespace: "default".into(), labels: "app=web".into(), ..Pod::default() };
        Self {
            pod: RwSignal::new(pod),
            other: RwSignal::new(String::new()),
            tag: RwSignal::new("prod".into()),
            way: RwSignal::new(Way::GatewayApi),
            side: StoredValue::new_local(Side::default()),
        }
    }
}

/// What is known of an answer.
#[derive(Clone, PartialEq)]
pub(crate) enum State {
    /// Nothing yet.
    Waiting,
    /// Why there is none.
    Refused(String),
    /// What the engine says.
    Done(Viewed),
}

/// Asks again whenever the input's result or the question changes, one question at a time; the last answer stays until
/// the next one is there, and while the input is broken.
pub(crate) fn follow(aspect: impl Fn() -> Option<Aspect> + 'static) -> RwSignal<State> {
    let page = Page::of_context();
    let side = expect_context::<Forms>().side;
    let state = RwSignal::new(State::Waiting);
    let last = StoredValue::new(None::<Viewed>);
    let newest = StoredValue::new(None::<Aspect>);
    let is_busy = StoredValue::new(false);
    Effect::new(move |_| {
        let (is_ready, is_broken) = page.outcome.with(|o| (o.generation > 0, o.stale));
        let aspect = aspect();
        if is_broken && let Some(viewed) = last.get_value() {
            if !state.with_untracked(|s| matches!(s, State::Done(_))) {
                state.set(State::Done(viewed));
            }
            return;
        }
        if !is_ready {
            return;
        }
        newest.set_value(aspect);
        if is_busy.get_value() {
            return;
        }
        is_busy.set_value(true);
        leptos::task::spawn_local(async move {
            // Both are gone when the tab is closed.
            while let Some(Some(aspect)) = newest.try_update_value(Option::take) {
                let Some(job) = page.draft.with_untracked(|d: &Draft| d.view(aspect)) else { continue };
                let Some(asked) = side.try_get_value() else { return };
                let answer = asked.ask(page, job).await;
                let told = told(answer);
                // What is asked may be newer than what was rendered, and broken.
                let is_broken = page.outcome.with_untracked(|o| o.stale);
                match &told {
                    State::Done(viewed) => drop(last.try_set_value(Some(viewed.clone()))),
                    _ if is_broken && last.try_get_value().flatten().is_some() => continue,
                    _ => {}
                }
                drop(state.try_set(told));
            }
            is_busy.try_update_value(|busy| *busy = false);
        });
    });
    state
}

fn told(answer: Option<Answer>) -> State {
    let first = |problems: Vec<Problem>| problems.into_iter().next().map(|p| p.message).unwrap_or_default();
    match answer {
        Some(Answer::Viewed(viewed)) => State::Done(viewed),
        Some(Answer::Refused(problems)) => State::Refused(first(problems)),
        _ => {
            let reason = "There is no answer: it took too long, or the part of the engine for it could not be loaded, which needs the network once.";
            State::Refused(reason.to_owned())
        }
    }
}

/// What stands in place of an answer.
#[component]
pub(crate) fn Pending(state: RwSignal<State>) -> impl IntoView {
    let words = move || {
        state.with(|state| match state {
            State::Waiting => Some("Looking…".to_owned()),
            State::Refused(reason) => Some(reason.clone()),
            State::Done(_) => None,
        })
    };
    view! { <p class="pending" role="status">{words}</p> }
}

/// A field of one line that a question is made of.
#[component]
fn TextField(
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field"><span>{label}</span>
            <input type="text" autocomplete="off" spellcheck="false" prop:value=value on:input=move |event| on_input.run(event_target_value(&event))/>
        </label>
    }
}
