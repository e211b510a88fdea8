//! The share menu: copies a link or what is made of it, and hands out an archive.

use super::history::address;
use super::js;
use super::page::Page;
use super::tabs::focus;
use crate::share::{FORMS, Form, files, hand_out};
use leptos::prelude::*;
use leptos::task::spawn_local;
use periplus_wasm::wire::{Answer, Job};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// How long it is said that something was copied, in milliseconds.
const SAID: u64 = 1600;

impl Page {
    /// Copies one form of what is worked on, and says so.
    pub(crate) fn copy(self, form: Form) {
        spawn_local(async move {
            let (Some(link), Some(listing)) = (self.link().await, self.source_now()) else { return };
            let text = self.draft.with_untracked(|d| hand_out(form, d, &listing, &address(), &link));
            self.opened_with.set_value(self.draft.get_untracked());
            let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok();
            self.say(if copied { "Copied" } else { "The browser doesn't let the page copy" });
        });
    }

    /// Hands out an archive of input, manifests and values.
    pub(crate) fn download(self) {
        spawn_local(async move {
            let Some(listing) = self.source_now() else { return };
            let files = self.draft.with_untracked(|d| self.outcome.with_untracked(|o| files(d, o, &listing)));
            if let Some(Answer::Zip(bytes)) = self.ask(Job::Zip(files)).await {
                js::download("periplus.zip", &js_sys::Uint8Array::from(bytes.as_slice()));
            }
        });
    }

    /// Says something for a moment.
    pub(crate) fn say(self, words: &str) {
        self.said.set(words.to_owned());
        set_timeout(move || self.said.set(String::new()), Duration::from_millis(SAID));
    }
}

/// The button and its menu.
#[component]
pub(crate) fn ShareMenu() -> impl IntoView {
    let page = Page::of_context();
    let open = RwSignal::new(false);
    let entries = FORMS.len() + 1;
    let id = |index: usize| format!("share-{index}");
    let close = move || {
        open.set(false);
        focus("share-button");
    };
    let toggle = move |_| {
        open.update(|o| *o = !*o);
        request_animation_frame(move || focus(&id(0)));
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let target = event_target::<web_sys::Element>(&event).id();
        let at = target.strip_prefix("share-").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        match event.key().as_str() {
            "ArrowDown" => focus(&id((at + 1) % entries)),
            "ArrowUp" => focus(&id((at + entries - 1) % entries)),
            "Home" => focus(&id(0)),
            "End" => focus(&id(entries - 1)),
            "Escape" => close(),
            "Tab" => return open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let item = move |index: usize, label: &'static str, act: Box<dyn Fn()>| {
        let press = move |_| {
            act();
            close();
        };
        view! { <button type="button" role="menuitem" tabindex="-1" id=id(index) on:click=press>{label}</button> }
    };
    let menu = move || {
        let forms = FORMS.iter().enumerate().map(move |(index, (form, label))| {
            let form = *form;
            item(index, label, Box::new(move || page.copy(form)))
        });
        let forms = forms.collect_view();
        view! {
            <div class="menu" role="menu" aria-label="Share">
                {forms}
                {item(FORMS.len(), "Download zip", Box::new(move || page.download()))}
            </div>
        }
    };
    view! {
        <div class="menu-host" on:keydown=move |event| if open.get_untracked() { on_key(event) }>
            <button type="button" class="quiet" id="share-button" aria-haspopup="menu" aria-expanded=move || open.get().to_string()
                on:click=toggle>"Share"</button>
            <span class="said" role="status">{move || page.said.get()}</span>
            {move || open.get().then(menu)}
        </div>
    }
}
