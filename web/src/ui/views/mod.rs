//! The tabs that look at the input from one side: MeshConfig and ProxyConfig, revisions and tags, gateways. The engine is
//! asked while such a tab is shown, and what it says is shown as it is.

mod gateways;
mod mesh;
mod parts;
mod revisions;

pub(crate) use gateways::Gateways;
pub(crate) use mesh::Mesh;
pub(crate) use revisions::Revisions;

use super::page::Page;
use super::side;
use super::side::{Known, Pending};
use crate::draft::Draft;
use leptos::prelude::*;
use periplus_wasm::wire::Answer;
use periplus_wasm::wire::views::{Aspect, Pod, Viewed, Way};

/// What somebody typed or chose in these tabs, kept when another tab is shown.
#[derive(Clone, Copy)]
pub(crate) struct Forms {
    pod: RwSignal<Pod>,
    /// The second revision; empty until somebody chooses.
    other: RwSignal<String>,
    tag: RwSignal<String>,
    way: RwSignal<Way>,
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

/// Asks about one side of the input while its tab is shown.
pub(crate) fn follow(aspect: impl Fn() -> Option<Aspect> + 'static) -> Known {
    let page = Page::of_context();
    side::follow(move || page.draft.with_untracked(|d: &Draft| d.view(aspect()?)), 0)
}

/// The newest answer.
pub(crate) fn viewed(last: Option<&Answer>) -> Option<&Viewed> {
    match last {
        Some(Answer::Viewed(viewed)) => Some(viewed),
        _ => None,
    }
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
