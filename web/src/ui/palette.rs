//! The command palette, the help on keys, and the keys themselves.

use super::files;
use super::history::Change;
use super::output::PANES;
use super::page::{Page, Pane};
use crate::draft::{Mode, Setting};
use crate::palette::{Entry, KEYS, matching};
use crate::share::{FORMS, Form};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    Show(Pane),
    Copy(Form),
    Download,
    Render,
    Switch(Mode),
    Set(Setting, String),
    Version(String),
    Example(String),
    Help,
}

/// A dialog that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Open {
    /// None.
    #[default]
    Nothing,
    /// The palette.
    Palette,
    /// The help on keys.
    Help,
}

fn entries(page: Page) -> Vec<Entry<Action>> {
    let entry = |label: String, keys: &'static str, action: Action| Entry { label, keys, action };
    let mut all = vec![
        entry("Copy the share link".into(), "Ctrl S", Action::Copy(Form::Link)),
        entry("Render again".into(), "Ctrl Enter", Action::Render),
        entry("Edit an IstioOperator".into(), "", Action::Switch(Mode::Operator)),
        entry("Edit Helm values".into(), "", Action::Switch(Mode::Helm)),
        entry("Download zip".into(), "", Action::Download),
        entry("Help on keys".into(), "?", Action::Help),
    ];
    all.extend(PANES.iter().map(|(pane, label)| entry(format!("Show {label}"), "", Action::Show(*pane))));
    let forms = FORMS.iter().skip(1);
    all.extend(forms.map(|(form, label)| entry(format!("Copy as {label}"), "", Action::Copy(*form))));
    page.examples.with(|examples| {
        all.extend(
            examples
                .iter()
                .map(|e| entry(format!("Example: {}", e.title), "", Action::Example(e.id.clone()))),
        );
    });
    if let Some(source) = page.source().and_then(|l| l.opened) {
        let names = if page.draft.with(|d| d.mode == Mode::Operator) {
            source.profiles
        } else {
            source.chart_profiles
        };
        let set = |label: &str, setting: Setting, name: String| {
            entry(format!("{label}: {name}"), "", Action::Set(setting, name))
        };
        all.extend(names.into_iter().map(|name| set("Profile", Setting::Profile, name)));
        all.extend(source.platforms.into_iter().map(|name| set("Platform", Setting::Platform, name)));
        let versions = source.compatibility_versions.into_iter();
        all.extend(versions.map(|name| set("Compatibility version", Setting::Compatibility, name)));
    }
    page.sources.with(|sources| {
        all.extend(
            sources
                .iter()
                .map(|l| entry(format!("Istio version: {}", l.label()), "", Action::Version(l.id.clone()))),
        );
    });
    all
}

fn perform(page: Page, action: Action) {
    page.dialog.set(Open::Nothing);
    match action {
        Action::Show(pane) => {
            page.pane.set(pane);
            page.narrow_output.set(true);
        }
        Action::Copy(form) => page.copy(form),
        Action::Download => page.download(),
        Action::Render => page.render(Change::Loaded),
        Action::Switch(mode) => page.switch(mode),
        Action::Set(setting, name) => page.set(setting, &name),
        Action::Version(id) => page.choose(&id, Change::Chose),
        Action::Help => page.dialog.set(Open::Help),
        Action::Example(id) => {
            let found = page.examples.with_untracked(|all| all.iter().find(|e| e.id == id).cloned());
            if let Some(example) = found {
                leptos::task::spawn_local(files::take_example(page, example));
            }
        }
    }
}

/// Listens for the page's keys, before the editor does.
pub(crate) fn watch_keys(page: Page) {
    let pressed = move |event: web_sys::KeyboardEvent| {
        let is_command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        match (is_command, event.key().as_str()) {
            (true, "s") => page.copy(Form::Link),
            (true, "Enter") => page.render(Change::Loaded),
            (true, "k") => page.dialog.set(Open::Palette),
            (false, "?") if !is_writing() => page.dialog.set(Open::Help),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let listener =
        wasm_bindgen::closure::Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(pressed).into_js_value();
    let listener: &js_sys::Function = wasm_bindgen::JsCast::unchecked_ref(&listener);
    if window().add_event_listener_with_callback_and_bool("keydown", listener, true).is_err() {
        leptos::logging::warn!("keys are not listened to");
    }
}

/// Whether keys go into a text.
fn is_writing() -> bool {
    document().active_element().is_some_and(|element| {
        ["INPUT", "SELECT", "TEXTAREA"].contains(&element.tag_name().as_str())
            || element.class_list().contains("editor")
    })
}

/// Both dialogs.
#[component]
pub(crate) fn Dialogs() -> impl IntoView {
    let page = Page::of_context();
    view! {
        <Modal kind=Open::Palette label="Command palette"><Palette/></Modal>
        <Modal kind=Open::Help label="Keys">
            <h2>"Keys"</h2>
            <dl class="keys">
                {KEYS.iter().map(|(keys, what)| view! { <div><dt><kbd>{*keys}</kbd></dt><dd>{*what}</dd></div> }).collect_view()}
            </dl>
            <button type="button" class="quiet" on:click=move |_| page.dialog.set(Open::Nothing)>"Close"</button>
        </Modal>
    }
}

/// A native dialog, so that focus stays in it and Escape closes it.
#[component]
fn Modal(kind: Open, label: &'static str, children: ChildrenFn) -> impl IntoView {
    let page = Page::of_context();
    let host = NodeRef::<Dialog>::new();
    let is_open = Memo::new(move |_| page.dialog.get() == kind);
    Effect::new(move |_| {
        let (Some(dialog), open) = (host.get(), is_open.get()) else { return };
        match (open, dialog.open()) {
            (true, false) if dialog.show_modal().is_err() => page.dialog.set(Open::Nothing),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        if is_open.get_untracked() {
            page.dialog.set(Open::Nothing);
        }
    };
    view! { <dialog node_ref=host aria-label=label on:close=closed><Show when=move || is_open.get()>{children()}</Show></dialog> }
}

#[component]
fn Palette() -> impl IntoView {
    let page = Page::of_context();
    let text = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let found = Memo::new(move |_| text.with(|text| matching(&entries(page), text)));
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(Err(_)) = field.get().map(|field| field.focus()) {
            leptos::logging::warn!("the palette takes no focus");
        }
    });
    let typed = move |event| {
        text.set(event_target_value(&event));
        at.set(0);
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let count = found.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                let chosen = found.with_untracked(|all| all.get(at.get_untracked()).cloned());
                if let Some(entry) = chosen {
                    perform(page, entry.action);
                }
            }
            _ => return,
        }
        event.prevent_default();
        if let Some(row) = document().get_element_by_id(&format!("palette-{}", at.get_untracked())) {
            row.scroll_into_view_with_bool(false);
        }
    };
    let row = move |(index, entry): (usize, Entry<Action>)| {
        let action = entry.action;
        view! {
            <li role="option" id=format!("palette-{index}") aria-selected=move || (at.get() == index).to_string()
                on:click=move |_| perform(page, action.clone())>
                <span>{entry.label}</span><kbd hidden=entry.keys.is_empty()>{entry.keys}</kbd>
            </li>
        }
    };
    view! {
        <input type="text" role="combobox" aria-label="What to do" aria-expanded="true" aria-controls="palette-list" autocomplete="off"
            aria-activedescendant=move || format!("palette-{}", at.get()) placeholder="What to do" node_ref=field on:input=typed on:keydown=on_key/>
        <ul role="listbox" id="palette-list" aria-label="Commands" class="commands">
            {move || found.get().into_iter().enumerate().map(row).collect_view()}
        </ul>
        <p class="empty" hidden=move || found.with(|all| !all.is_empty())>"Nothing is called so."</p>
    }
}
