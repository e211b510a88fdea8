//! The tree of manifests and the one that is shown.

use super::js;
use super::page::{Page, Pane};
use super::tabs::focus;
use super::tree::{Look, Rows, row_id, row_of};
use crate::outcome::{Choice, Outcome};
use crate::tree::{Row, Step, first_of, rows, step};
use leptos::html::Div;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Filter, tree and view.
#[component]
pub(crate) fn Manifests() -> impl IntoView {
    let page = Page::of_context();
    let filter = RwSignal::new(String::new());
    let copy_all = move || page.outcome.with_untracked(Outcome::text);
    view! {
        <div class="split">
            <div class="side">
                <div class="tools">
                    <input type="search" aria-label="Filter manifests" placeholder="Kind, name or text"
                        on:input=move |event| filter.set(event_target_value(&event))/>
                    <CopyButton label="Copy all" text=copy_all/>
                </div>
                <Tree filter=filter/>
            </div>
            <Shown/>
        </div>
    }
}

#[component]
fn Tree(filter: RwSignal<String>) -> impl IntoView {
    let page = Page::of_context();
    let toggled = RwSignal::new(BTreeSet::<String>::new());
    let visible = Memo::new(move |_| {
        page.outcome.with(|o| filter.with(|f| toggled.with(|t| rows(&o.manifests, f, t))))
    });
    let shown = Memo::new(move |_| page.shown().map(|m| m.id));
    let focused = RwSignal::new(String::new());
    // The one row that Tab reaches: where the focus was, else what is shown, else the first.
    let stop = Memo::new(move |_| {
        let wanted = [focused.get(), shown.get().unwrap_or_default()];
        visible.with(|all| first_of(all, &wanted))
    });
    let act = move |what: Step| match what {
        Step::Focus(key) => focus(&row_id(&key)),
        Step::Toggle(key) => toggled.update(|t| {
            if !t.remove(&key) {
                t.insert(key);
            }
        }),
        Step::Show(key) => page.outcome.with_untracked(|o| {
            let found = o.manifests.iter().find(|m| m.id == key);
            page.choice.set(found.map(Choice::from));
        }),
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let what = visible.with_untracked(|all| step(all, &stop.get_untracked(), &event.key()));
        if let Some(what) = what {
            event.prevent_default();
            act(what);
        }
    };
    let on_click = move |event: web_sys::MouseEvent| {
        let pressed = row_of(&event).and_then(|key| {
            visible.with_untracked(|all| all.iter().find(|row| row.key == key).map(Row::pressed))
        });
        pressed.into_iter().for_each(act);
    };
    let on_focus = move |event: web_sys::FocusEvent| row_of(&event).into_iter().for_each(|k| focused.set(k));
    let host = NodeRef::<Div>::new();
    keep_drawn(host, visible, shown, stop);
    view! {
        <div class="tree" role="tree" aria-label="Manifests" node_ref=host on:keydown=on_key on:click=on_click on:focusin=on_focus></div>
        <Show when=move || visible.with(Vec::is_empty) && !filter.with(String::is_empty)>
            <p class="empty">"Nothing matches the filter."</p>
        </Show>
    }
}

/// Draws the rows again as often as something about them changes.
fn keep_drawn(host: NodeRef<Div>, visible: Memo<Vec<Row>>, shown: Memo<Option<String>>, stop: Memo<String>) {
    let drawn = StoredValue::new_local(Rows::default());
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        // The rows first: `stop` follows them, and what is asked for a change first must be what the others follow.
        let (rows, shown, stop) = (visible.get(), shown.get(), stop.get());
        let look = |row: Row| Look {
            selected: row.is_leaf() && shown.as_ref() == Some(&row.key),
            stop: stop == row.key,
            row,
        };
        let looks = rows.into_iter().map(look).collect();
        drawn.update_value(|drawn| drawn.draw(&host, looks));
    });
}

/// The manifest that is shown, with where it comes from.
#[component]
fn Shown() -> impl IntoView {
    let page = Page::of_context();
    let manifest = Memo::new(move |_| page.shown());
    let title = move || manifest.get().map(|m| view! { <strong>{m.kind}</strong>" "{m.name} });
    let from = move || manifest.get().map(|m| m.template);
    let text = Memo::new(move |_| manifest.get().map(|m| m.text).unwrap_or_default());
    view! {
        <section class="document" aria-label="Manifest">
            <p class="head">
                <span class="title">{title}</span>
                <span class="hint">{from}</span>
                <CopyButton label="Copy" text=move || text.get_untracked()/>
            </p>
            <TextView label="Manifest, YAML" text=text pane=Pane::Manifests/>
        </section>
    }
}

/// A read-only editor that follows a text while its pane is shown.
#[component]
pub(crate) fn TextView(label: &'static str, #[prop(into)] text: Signal<String>, pane: Pane) -> impl IntoView {
    let page = Page::of_context();
    let host = NodeRef::<Div>::new();
    let view_ = StoredValue::new_local(None::<js::Editor>);
    let is_shown = Memo::new(move |_| page.pane.get() == pane);
    Effect::new(move |_| {
        let (Some(host), true) = (host.get(), is_shown.get()) else { return };
        if view_.with_value(Option::is_none) {
            view_.set_value(Some(js::mount(&host, label, None, None)));
        }
        text.with(|text| view_.with_value(|view_| view_.iter().for_each(|v| v.show(text))));
    });
    view! { <div class="editor" node_ref=host></div> }
}

/// Copies a text and says so.
#[component]
pub(crate) fn CopyButton(label: &'static str, text: impl Fn() -> String + 'static) -> impl IntoView {
    let done = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&text());
        leptos::task::spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                done.set(true);
                set_timeout(move || done.set(false), std::time::Duration::from_millis(1200));
            }
        });
    };
    view! {
        <button type="button" class="quiet copy" on:click=copy>
            <span aria-live="polite">{move || if done.get() { "Copied" } else { label }}</span>
        </button>
    }
}
