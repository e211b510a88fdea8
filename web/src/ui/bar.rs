//! The bar: what is edited, with which release, profile and revision.

use super::embed::{OpenButton, is_embedded};
use super::files;
use super::history::Change;
use super::manifests::CopyButton;
use super::page::{Page, Pane};
use super::share::ShareMenu;
use super::theme::ThemeButton;
use crate::baseline::Baseline;
use crate::command::{Tool, command};
use crate::draft::{Mode, Setting};
use crate::guidance::guidance;
use leptos::html::Input as InputElement;
use leptos::prelude::*;
use periplus_wasm::wire::Source;

/// The picker's entry that opens the file chooser.
const ADD: &str = "+";

/// The whole bar.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    let page = Page::of_context();
    view! {
        <header class="bar">
            <h1><img src="icon.svg" alt="" width="22" height="22"/>"Periplus"</h1>
            <ModeSwitch/>
            <ExamplePicker/>
            <VersionPicker/>
            <ProfilePicker/>
            <TextField label="Revision" setting=Setting::Revision placeholder="none"/>
            <span class="grow"></span>
            <MoreButton/>
            {is_embedded().then(|| view! { <OpenButton/> })}
            <ShareMenu/>
            <ThemeButton/>
            <div class="more" data-open=move || page.more.get().then_some("")>
                <Choice label="Platform" setting=Setting::Platform options=|s| s.platforms/>
                <Choice label="Compatibility" setting=Setting::Compatibility options=|s| s.compatibility_versions/>
                <TextField label="Namespace" setting=Setting::Namespace placeholder="istio-system"/>
                <KubernetesField/>
                <CommandLine/>
            </div>
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
            return page.choose(&id, Change::Chose);
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
                <option value=ADD>"Add a release, chart or file…"</option>
            </select>
        </label>
        <input type="file" class="unseen" tabindex="-1" aria-hidden="true" accept=".tgz,.gz,.zip,.yaml,.yml,.txt,.sh" node_ref=chooser on:change=on_files/>
    }
}

/// Puts a select back to the entry with this value.
fn reset(event: &web_sys::Event, value: &str) {
    event_target::<web_sys::HtmlSelectElement>(event).set_value(value);
}

#[component]
fn ProfilePicker() -> impl IntoView {
    let page = Page::of_context();
    let of_mode = move |source: Source| {
        if page.draft.with(|d| d.mode == Mode::Operator) { source.profiles } else { source.chart_profiles }
    };
    view! { <Choice label="Profile" setting=Setting::Profile options=of_mode/> }
}

/// A setting that is one of the names that the chosen source knows.
#[component]
fn Choice(
    label: &'static str,
    setting: Setting,
    options: impl Fn(Source) -> Vec<String> + Send + Sync + 'static,
) -> impl IntoView {
    let page = Page::of_context();
    let chosen = Memo::new(move |_| page.draft.with(|d| d.setting(setting)).unwrap_or_default());
    let names = Memo::new(move |_| {
        let mut names = page.source().and_then(|l| l.opened).map(&options).unwrap_or_default();
        let now = chosen.get();
        if !now.is_empty() && !names.contains(&now) {
            names.push(now);
        }
        names
    });
    let option = move |name: String| {
        let value = name.clone();
        view! { <option value=value.clone() prop:selected=move || chosen.get() == name>{value.clone()}</option> }
    };
    view! {
        <span class="guided">
            <label class="field">
                <span>{label}</span>
                <select on:change=move |event| page.set(setting, &event_target_value(&event))>
                    <option value="" prop:selected=move || chosen.get().is_empty()>"none set"</option>
                    <For each=move || names.get() key=Clone::clone children=option/>
                </select>
            </label>
            <Tip label setting value=chosen/>
        </span>
    }
}

/// What to choose, and when, behind a button.
#[component]
fn Tip(label: &'static str, setting: Setting, value: Memo<String>) -> impl IntoView {
    let page = Page::of_context();
    let (id, about) = (format!("about-{}", label.to_lowercase()), format!("About {label}"));
    let is_plain = move || setting != Setting::Compatibility || value.with(String::is_empty);
    let compare = move |_| {
        page.baseline.set(Baseline::Compatibility(String::new()));
        page.pane.set(Pane::Diff);
        page.narrow_output.set(true);
    };
    view! {
        <button type="button" class="quiet tip" popovertarget=id.clone() aria-label=about.clone()>"?"</button>
        <div class="tip" id=id.clone() popover="auto" role="note" aria-label=about>
            <p>{move || value.with(|value| guidance(setting, value))}</p>
            <button type="button" class="quiet" popovertarget=id.clone() hidden=is_plain on:click=compare>"Show what it changes"</button>
        </div>
    }
}

/// A setting that is typed.
#[component]
fn TextField(label: &'static str, setting: Setting, placeholder: &'static str) -> impl IntoView {
    let page = Page::of_context();
    let value = Memo::new(move |_| page.draft.with(|d| d.setting(setting)).unwrap_or_default());
    view! {
        <span class="guided">
            <label class="field">
                <span>{label}</span>
                <input type="text" size="10" placeholder=placeholder autocomplete="off" spellcheck="false" prop:value=move || value.get()
                    on:input=move |event| page.set(setting, &event_target_value(&event))/>
            </label>
            {guidance(setting, "").map(|_| view! { <Tip label setting value/> })}
        </span>
    }
}

/// The cluster's version, which is no part of the text.
#[component]
fn KubernetesField() -> impl IntoView {
    let page = Page::of_context();
    let change = move |event| {
        let version = event_target_value(&event);
        page.change_draft(Change::Typed, move |d| d.kubernetes = version);
    };
    view! {
        <label class="field">
            <span>"Kubernetes"</span>
            <input type="text" size="6" placeholder="oldest" autocomplete="off" spellcheck="false"
                prop:value=move || page.draft.with(|d| d.kubernetes.clone()) on:input=change/>
        </label>
    }
}

/// On narrow screens: shows the second row of the bar.
#[component]
fn MoreButton() -> impl IntoView {
    let page = Page::of_context();
    view! {
        <button type="button" class="quiet narrow-only" aria-expanded=move || page.more.get().to_string()
            on:click=move |_| page.more.update(|open| *open = !*open)>"Settings"</button>
    }
}

/// What to type in a terminal for what is shown.
#[component]
fn CommandLine() -> impl IntoView {
    let page = Page::of_context();
    let tool = RwSignal::new(Tool::Original);
    let line = Memo::new(move |_| {
        page.source().map(|listing| page.draft.with(|d| command(d, &listing, tool.get()))).unwrap_or_default()
    });
    let mode = Memo::new(move |_| page.draft.with(|d| d.mode));
    let switch = move |_| {
        tool.update(|t| *t = if *t == Tool::Original { Tool::Periplus } else { Tool::Original });
    };
    let other = move || match tool.get() {
        Tool::Original => Tool::Periplus.program(mode.get()),
        Tool::Periplus => Tool::Original.program(mode.get()),
    };
    view! {
        <div class="command" role="group" aria-label="Command line">
            <code tabindex="0" aria-label="Command">{move || line.get()}</code>
            <button type="button" class="quiet" on:click=switch>{other}</button>
            <CopyButton label="Copy command" text=move || line.get_untracked()/>
        </div>
    }
}
