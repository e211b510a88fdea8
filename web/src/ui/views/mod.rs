//! The tabs that look at the input from one side: MeshConfig and ProxyConfig, revisions and tags, gateways. The engine is
//! asked while such a tab is shown, and what it says is shown as it is.

mod gateways;
mod mesh;
mod revisions;

pub(crate) use gateways::Gateways;
pub(crate) use mesh::Mesh;
pub(crate) use revisions::Revisions;

use super::page::Page;
use crate::draft::Mode;
use leptos::prelude::*;
use periplus_wasm::wire::Answer;
use periplus_wasm::wire::views::{Aspect, Pod, SetBy, Viewed, Way};

/// What somebody typed or chose in these tabs; kept when another tab is shown.
#[derive(Clone, Copy)]
pub(crate) struct Forms {
    pub(crate) pod: RwSignal<Pod>,
    /// The second revision; empty until somebody chooses.
    pub(crate) other: RwSignal<String>,
    pub(crate) tag: RwSignal<String>,
    pub(crate) way: RwSignal<Way>,
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

/// Asks again whenever the input's result or the question changes; the last answer stays until the next one is there,
/// and while the input is broken.
pub(crate) fn follow(aspect: impl Fn() -> Option<Aspect> + 'static) -> RwSignal<State> {
    let page = Page::of_context();
    let state = RwSignal::new(State::Waiting);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (is_ready, is_broken) = page.outcome.with(|o| (o.generation > 0, o.stale));
        let aspect = aspect();
        let keeps = is_broken && state.with_untracked(|s| matches!(s, State::Done(_)));
        let Some(job) = aspect.and_then(|aspect| page.draft.with_untracked(|d| d.view(aspect))) else {
            return;
        };
        if !is_ready || keeps {
            return;
        }
        asked.update_value(|turn| *turn += 1);
        let turn = asked.get_value();
        leptos::task::spawn_local(async move {
            let found = match page.ask(job).await {
                Some(Answer::Viewed(viewed)) => State::Done(viewed),
                Some(Answer::Refused(problems)) => State::Refused(reason(problems.into_iter().next())),
                _ => State::Refused("This was stopped: it took too long.".to_owned()),
            };
            // The tab may be closed by now.
            if asked.try_get_value() == Some(turn) {
                drop(state.try_set(found));
            }
        });
    });
    state
}

fn reason(problem: Option<periplus_wasm::wire::Problem>) -> String {
    let unloaded = "The part of the engine that tells this could not be loaded: it needs the network once.";
    problem.map_or_else(|| unloaded.to_owned(), |p| p.message)
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

/// Where something was set: a press leads to the line of the input.
#[component]
pub(crate) fn Origin(set_by: SetBy) -> impl IntoView {
    let page = Page::of_context();
    let SetBy { words, file, line, column, release } = set_by;
    if line == 0 {
        return view! { <span class="origin">{words}<span class="hint">{file}</span></span> }.into_any();
    }
    let go = move |_| go_to(page, &release, line, column);
    view! { <button type="button" class="quiet line" on:click=go>{format!("line {line}")}</button> }
        .into_any()
}

/// Shows a line of the input, of the release that has it.
fn go_to(page: Page, release: &str, line: u32, column: u32) {
    page.narrow_output.set(false);
    page.draft.update(|d| {
        let index = d.releases.iter().position(|r| r.name == release);
        if let (Mode::Helm, Some(index)) = (d.mode, index) {
            d.edit_release(index);
        }
    });
    // The editor takes another release's text first.
    request_animation_frame(move || page.with_editor(|editor| editor.reveal(line, column)));
}

/// A field of one line that a question is made of.
#[component]
pub(crate) fn TextField(
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
