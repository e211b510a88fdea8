//! The bar: what is edited, with which release, profile and revision.

use super::files;
use super::page::Page;
use super::theme::ThemeButton;
use crate::draft::{Mode, Setting};
use leptos::html::Input as InputElement;
use leptos::prelude::*;

/// The picker's entry that opens the file chooser.
const ADD: &str = "+";

/// The whole bar.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    view! {
        <header class="bar">
            <h1><img src="icon.svg" alt="" width="22" height="22"/>"Periplus"</h1>
            <ModeSwitch/>
            <ExamplePicker/>
            <VersionPicker/>
            <ProfilePicker/>
            <RevisionField/>
            <span class="grow"></span>
            <ThemeButton/>
        </header>
    }
}

#[component]
fn ModeSwitch() -> impl IntoView {
    let page = Page::of_context();
    let choice = move |mode: Mode, label: &'static str| {
        view! {
            <label>
                <input type="radio" name="mode" prop:checked=move || page.draft.with(|d| d.mode == mode)
                    on:change=move |_| page.switch(mode)/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="switch">
            <legend class="unseen">"Input"</legend>
            {choice(Mode::Operator, "IstioOperator")}
            {choice(Mode::Helm, "Helm values")}
        </fieldset>
    }
}

#[component]
fn ExamplePicker() -> impl IntoView {
    let page = Page::of_context();
    let take = move |event: web_sys::Event| {
        let id = event_target_value(&event);
        reset(&event, "");
        let chosen = page.examples.with_untracked(|all| all.iter().find(|e| e.id == id).cloned());
        if let Some(entry) = chosen {
            leptos::task::spawn_local(files::take_example(page, entry));
        }
    };
    view! {
        <select class="examples" aria-label="Example" on:change=take hidden=move || page.examples.with(Vec::is_empty)>
            <option value="">"Examples"</option>
            <For each=move || page.examples.get() key=|e| e.id.clone()
                children=|e| view! { <option value=e.id.clone()>{e.title.clone()}</option> }/>
        </select>
    }
}

#[component]
fn VersionPicker() -> impl IntoView {
    let page = Page::of_context();
    let chooser = NodeRef::<InputElement>::new();
    let chosen = Memo::new(move |_| page.draft.with(|d| d.source.clone()));
    let options = Memo::new(move |_| {
        page.sources.with(|all| all.iter().map(|l| (l.id.clone(), l.label())).collect::<Vec<_>>())
    });
    let on_change = move |event: web_sys::Event| {
        let id = event_target_value(&event);
        if id != ADD {
            return page.choose_source(&id);
        }
        // The chooser may be cancelled: until a file is open the old choice stands.
        reset(&event, &chosen.get_untracked());
        if let Some(input) = chooser.get_untracked() {
            input.click();
        }
    };
    let on_files = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(list) = input.files() {
            files::read(page, &list);
        }
        input.set_value("");
    };
    let option = move |(id, label): (String, String)| {
        let value = id.clone();
        view! { <option value=value prop:selected=move || chosen.get() == id>{label}</option> }
    };
    view! {
        <label class="field">
            <span>"Istio version"</span>
            <select on:change=on_change>
                <For each=move || options.get() key=Clone::clone children=option/>
                <option value=ADD>"Add a release or chart…"</option>
            </select>
        </label>
        <input type="file" class="unseen" tabindex="-1" aria-hidden="true" accept=".tgz,.gz,.zip" node_ref=chooser on:change=on_files/>
    }
}

/// Puts a select back to the entry with this value.
fn reset(event: &web_sys::Event, value: &str) {
    event_target::<web_sys::HtmlSelectElement>(event).set_value(value);
}

#[component]
fn ProfilePicker() -> impl IntoView {
    let page = Page::of_context();
    let chosen = Memo::new(move |_| page.draft.with(|d| d.setting(Setting::Profile)).unwrap_or_default());
    let options = Memo::new(move |_| {
        let source = page.source().and_then(|l| l.opened);
        let mut all = source.map(|s| {
            if page.draft.with(|d| d.mode == Mode::Operator) { s.profiles } else { s.chart_profiles }
        });
        let names = all.get_or_insert_default();
        let now = chosen.get();
        if !now.is_empty() && !names.contains(&now) {
            names.push(now);
        }
        all.unwrap_or_default()
    });
    let option = move |name: String| {
        let value = name.clone();
        view! { <option value=value.clone() prop:selected=move || chosen.get() == name>{value.clone()}</option> }
    };
    view! {
        <label class="field">
            <span>"Profile"</span>
            <select on:change=move |event| page.set(Setting::Profile, &event_target_value(&event))>
                <option value="" prop:selected=move || chosen.get().is_empty()>"none set"</option>
                <For each=move || options.get() key=Clone::clone children=option/>
            </select>
        </label>
    }
}

#[component]
fn RevisionField() -> impl IntoView {
    let page = Page::of_context();
    let value = Memo::new(move |_| page.draft.with(|d| d.setting(Setting::Revision)).unwrap_or_default());
    view! {
        <label class="field">
            <span>"Revision"</span>
            <input type="text" size="10" placeholder="none" autocomplete="off" spellcheck="false" prop:value=move || value.get()
                on:input=move |event| page.set(Setting::Revision, &event_target_value(&event))/>
        </label>
    }
}
