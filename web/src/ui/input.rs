//! The left side: the text, the releases in Helm mode, and the first problem in words.

use super::history::Change;
use super::js;
use super::offers::Offers;
use super::page::{Page, Pane};
use super::tabs::{Tab, Tabs};
use crate::draft::Mode;
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::{Problem, Question, Severity};
use wasm_bindgen::prelude::*;

/// Editor, release tabs and the first error.
#[component]
pub(crate) fn Input() -> impl IntoView {
    let page = Page::of_context();
    let is_helm = Memo::new(move |_| page.draft.with(|d| d.mode == Mode::Helm));
    view! {
        <section class="pane input" aria-label="Input">
            <Show when=move || is_helm.get() fallback=|| view! { <p class="head">"IstioOperator"<span class="hint">"edit, and the manifests follow"</span></p> }>
                <ReleaseTabs/>
            </Show>
            <Offers/>
            <EditorHost/>
            <FirstProblem/>
        </section>
    }
}

#[component]
fn ReleaseTabs() -> impl IntoView {
    let page = Page::of_context();
    let tabs = Signal::derive(move || {
        page.draft.with(|d| {
            let tab = |(index, r): (usize, &crate::draft::ReleaseDraft)| Tab {
                index,
                label: r.name.clone(),
                badge: None,
                faint: !r.on,
            };
            d.releases.iter().enumerate().map(tab).collect()
        })
    });
    let active = Memo::new(move |_| page.draft.with(|d| d.active));
    let is_on = move || page.draft.with(|d| d.releases.get(d.active).is_some_and(|r| r.on));
    let toggle = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        page.change_draft(Change::Chose, |d| {
            let active = d.active;
            d.releases.get_mut(active).into_iter().for_each(|r| r.on = on);
        });
    };
    let place = move || {
        page.draft.with(|d| d.releases.get(d.active).map(|r| format!("chart {} in {}", r.chart, r.namespace)))
    };
    view! {
        <Tabs name="release" label="Helm releases" tabs=tabs selected=active
            on_select=move |index| page.draft.update(|d| d.edit_release(index))/>
        <p class="head">
            <label><input type="checkbox" prop:checked=is_on on:change=toggle/>" Installed"</label>
            <span class="hint">{place}</span>
        </p>
    }
}

#[component]
fn EditorHost() -> impl IntoView {
    let page = Page::of_context();
    let host = NodeRef::<Div>::new();
    let ask = Closure::<dyn Fn(String, String, u32) -> js_sys::Promise>::new(
        move |question: String, text: String, offset| {
            let question = if question == "complete" { Question::Complete } else { Question::Describe };
            page.ask_for_editor(question, &text, offset)
        },
    )
    .into_js_value();
    let typed = Closure::<dyn Fn(String)>::new(move |text| page.typed(text)).into_js_value();
    // Another document: loaded, not edited, so that undo stays within it.
    let document = Memo::new(move |_| page.draft.with(|d| (d.mode, d.active, d.epoch)));
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let (typed, ask) = (Some(typed.unchecked_ref()), Some(ask.unchecked_ref()));
        page.editor.set_value(Some(js::mount(&host, "Input, YAML", typed, ask)));
        ready.set(true);
    });
    Effect::new(move |_| {
        document.with(|_| ());
        if ready.get() {
            let text = page.draft.with_untracked(|d| d.text().to_owned());
            page.with_editor(|editor| editor.load(&text));
        }
    });
    Effect::new(move |_| {
        document.with(|_| ());
        let here: Vec<Problem> =
            page.outcome.with(|o| o.problems.iter().filter(|p| page.is_here(p)).cloned().collect());
        if let (true, Ok(here)) = (ready.get(), serde_wasm_bindgen::to_value(&here)) {
            page.with_editor(|editor| editor.diagnose(&here));
        }
    });
    view! { <div class="editor" id="release-panel" node_ref=host></div> }
}

/// The first error in words, or what can't be done at all; a press leads to its line.
#[component]
fn FirstProblem() -> impl IntoView {
    let page = Page::of_context();
    let first = Memo::new(move |_| {
        page.notice.get().map(|message| (message, None)).or_else(|| {
            page.outcome.with(|o| {
                o.problems
                    .iter()
                    .find(|p| p.severity == Severity::Error)
                    .map(|p| (headline(p), page.is_here(p).then_some((p.line, p.column))))
            })
        })
    });
    let more = move || page.outcome.with(|o| o.count(Severity::Error)).saturating_sub(1);
    let go = move |_| match first.get_untracked().and_then(|(_, at)| at) {
        Some((line, column)) => page.with_editor(|editor| editor.reveal(line, column)),
        None => page.pane.set(Pane::Problems),
    };
    view! {
        <div class="alert" role="alert">
            {move || first.get().map(|(message, at)| view! {
                <button type="button" on:click=go>
                    {at.map(|(line, _)| view! { <strong>{format!("Line {line}")}</strong> })}
                    <span>{message}</span>
                    {(more() > 0).then(|| view! { <em>{format!("+{} more", more())}</em> })}
                </button>
            })}
        </div>
    }
}

/// A message with the release it is about; the style shows its first lines.
fn headline(problem: &Problem) -> String {
    if problem.release.is_empty() {
        problem.message.clone()
    } else {
        format!("{}: {}", problem.release, problem.message)
    }
}
