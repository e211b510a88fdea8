//! Tabs as the ARIA tabs pattern wants them: one stop for Tab, arrows move and select.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One tab.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tab {
    /// What is selected by it.
    pub(crate) index: usize,
    /// What it says.
    pub(crate) label: String,
    /// A number beside it.
    pub(crate) badge: Option<usize>,
    /// Said in a quieter tone.
    pub(crate) faint: bool,
}

/// A row of tabs. The panel it controls has the id `{name}-panel`.
#[component]
pub(crate) fn Tabs(
    /// Prefix of the ids.
    name: &'static str,
    /// What the row is called.
    label: &'static str,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] selected: Signal<usize>,
    #[prop(into)] on_select: Callback<usize>,
) -> impl IntoView {
    let on_key = move |event: web_sys::KeyboardEvent| {
        let (now, all) = (selected.get_untracked(), tabs.get_untracked());
        let at = all.iter().position(|t| t.index == now).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % all.len().max(1),
            "ArrowLeft" => at.checked_sub(1).unwrap_or(all.len().saturating_sub(1)),
            "Home" => 0,
            "End" => all.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = all.get(to) {
            on_select.run(tab.index);
            focus(&format!("{name}-tab-{}", tab.index));
        }
    };
    let button = move |tab: Tab| {
        let is_selected = move || selected.get() == tab.index;
        view! {
            <button type="button" role="tab" id=format!("{name}-tab-{}", tab.index) aria-controls=format!("{name}-panel")
                aria-selected=move || is_selected().to_string() tabindex=move || if is_selected() { "0" } else { "-1" }
                class:faint=tab.faint on:click=move |_| on_select.run(tab.index)>
                {tab.label.clone()}
                {tab.badge.map(|count| view! { <span class="badge">{count}</span> })}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            <For each=move || tabs.get() key=|t| (t.index, t.label.clone(), t.badge, t.faint) children=button/>
        </div>
    }
}

/// Moves the focus to an element.
pub(crate) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(Err(_)) = element.map(|e| e.focus()) {
        leptos::logging::warn!("{id} takes no focus");
    }
}
