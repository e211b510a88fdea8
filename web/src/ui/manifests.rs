//! The tree of manifests and the one that is shown.

use super::js;
use super::page::Page;
use super::tabs::focus;
use crate::outcome::{Choice, Outcome};
use crate::tree::{Row, Step, Target, first_of, rows, step};
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
        Step::Focus(key) => {
            focus(&row_id(&key));
            focused.set(key);
        }
        Step::Toggle(key) => {
            toggled.update(|t| {
                if !t.remove(&key) {
                    t.insert(key.clone());
                }
            });
            // The row is drawn anew: the focus goes to the new one.
            request_animation_frame(move || focus(&row_id(&key)));
        }
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
    let press = Callback::new(move |row: Row| {
        focused.set(row.key.clone());
        act(if row.is_leaf() { Step::Show(row.key) } else { Step::Toggle(row.key) });
    });
    view! {
        <div class="tree" role="tree" aria-label="Manifests" on:keydown=on_key>
            <For each=move || visible.get() key=Clone::clone children=move |row| view! { <TreeRow row stop shown press focused/> }/>
        </div>
        <Show when=move || visible.with(Vec::is_empty) && !filter.with(String::is_empty)>
            <p class="empty">"Nothing matches the filter."</p>
        </Show>
    }
}

#[component]
fn TreeRow(
    row: Row,
    stop: Memo<String>,
    shown: Memo<Option<String>>,
    press: Callback<Row>,
    focused: RwSignal<String>,
) -> impl IntoView {
    let key = StoredValue::new(row.key.clone());
    let is_leaf = row.is_leaf();
    let tabindex = move || if stop.with(|s| key.with_value(|k| s == k)) { "0" } else { "-1" };
    let selected =
        move || is_leaf.then(|| shown.with(|s| key.with_value(|k| s.as_ref() == Some(k))).to_string());
    let (open, details) = match &row.target {
        Target::Group { open, count } => {
            (Some(open.to_string()), view! { <span class="badge">{*count}</span> }.into_any())
        }
        Target::Leaf { changed, stale, .. } => (None, marks(*changed, *stale).into_any()),
    };
    let title = match &row.target {
        Target::Leaf { namespace, .. } if !namespace.is_empty() => {
            Some(format!("{} in {namespace}", row.label))
        }
        _ => None,
    };
    let clicked = row.clone();
    view! {
        <div role="treeitem" class="row" id=row_id(&row.key) data-level=row.level attr:aria-level=row.level aria-expanded=open aria-selected=selected
            attr:aria-posinset=row.position attr:aria-setsize=row.siblings tabindex=tabindex title=title on:click=move |_| press.run(clicked.clone()) on:focus=move |_| focused.set(key.get_value())>
            <span class="name">{row.label.clone()}</span>
            {details}
        </div>
    }
}

fn marks(changed: bool, stale: bool) -> impl IntoView {
    let changed = changed
        .then(|| view! { <span class="dot" title="changed"><span class="unseen">"changed"</span></span> });
    let stale = stale.then(|| view! { <span class="old">"last good"</span> });
    (changed, stale)
}

fn row_id(key: &str) -> String {
    format!("row:{key}")
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
            <TextView label="Manifest, YAML" text=text/>
        </section>
    }
}

/// A read-only editor that follows a text.
#[component]
pub(crate) fn TextView(label: &'static str, #[prop(into)] text: Signal<String>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let view_ = StoredValue::new_local(None::<js::Editor>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
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
