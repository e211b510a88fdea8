//! The page's end of the talk with the page that embeds it. Only the window above is listened to, and only if it is of
//! the origin that the address names; nobody else is told anything.

use super::output::PANES;
use super::page::Page;
use super::{offers, theme};
use crate::draft::Mode;
use crate::embed::{self, PROTOCOL};
use crate::examples::Example;
use crate::outcome::Outcome;
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use periplus_wasm::wire::{Problem, Severity};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// What the page says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<T> {
    periplus: u32,
    r#type: &'static str,
    #[serde(flatten)]
    body: T,
}

/// The page is there.
#[derive(Serialize)]
struct Ready {
    version: &'static str,
}

/// There is a result, or there is none.
#[derive(Serialize)]
struct Rendered {
    text: String,
    documents: usize,
    errors: usize,
    warnings: usize,
    problems: Vec<Problem>,
}

/// What was asked for with `get`.
#[derive(Serialize)]
struct State {
    text: String,
    link: String,
    manifests: String,
}

/// What was asked for can't be done.
#[derive(Serialize)]
struct Refused {
    reason: String,
}

/// Themes by the names that messages have for them.
const THEMES: [(&str, &str); 3] = [("light", "light"), ("dark", "dark"), ("system", "")];

/// Whether the page is shown within another.
pub(crate) fn is_embedded() -> bool {
    embed::is_embedded(&query())
}

fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The window that this one is in. One that is in none is its own parent, and must not talk to itself.
fn above() -> Option<web_sys::Window> {
    window().parent().ok().flatten().filter(|parent| !Object::is(parent, &window()))
}

/// Says something to the page above, if one was named.
fn say<T: Serialize>(r#type: &'static str, body: T) {
    let (Some(host), Some(above)) = (embed::host(&query()), above()) else { return };
    let message = Message { periplus: PROTOCOL, r#type, body };
    let plain = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    let sent = message.serialize(&plain).is_ok_and(|message| above.post_message(&message, &host).is_ok());
    if !sent {
        leptos::logging::warn!("{host} is not told: {type}");
    }
}

/// Says that the page is there and listens.
pub(crate) fn ready() {
    say("ready", Ready { version: env!("CARGO_PKG_VERSION") });
}

impl Page {
    /// Listens to the page above, and tells it of every result.
    pub(crate) fn watch_host(self) {
        let Some(host) = embed::host(&query()) else { return };
        window_event_listener(leptos::ev::message, move |event| {
            let parts = event.source().zip(above());
            let is_above = parts.is_some_and(|(source, above)| Object::is(&source, &above));
            if is_above && event.origin() == host {
                self.hear_host(&event.data());
            }
        });
        Effect::new(move |_| {
            let text = self.draft.with_untracked(|d| d.text().to_owned());
            self.outcome.with(|outcome| {
                if outcome.generation > 0 {
                    say("rendered", Rendered::of(outcome, text));
                }
            });
        });
    }

    fn hear_host(self, message: &JsValue) {
        // What is none of ours has no version: other scripts talk to windows as well.
        let version = Reflect::get(message, &"periplus".into()).unwrap_or_default();
        if version.is_undefined() || version.is_null() {
            return;
        }
        let done = if version.as_f64() == Some(f64::from(PROTOCOL)) {
            self.obey(message)
        } else {
            Err(format!("this page speaks version {PROTOCOL} of the protocol"))
        };
        if let Err(reason) = done {
            say("refused", Refused { reason });
        }
    }

    fn obey(self, message: &JsValue) -> Result<(), String> {
        let field = |name: &str| text(message, name);
        match field("type").unwrap_or_default().as_str() {
            "load" => self.load(message),
            "show" => {
                let wanted = field("tab").unwrap_or_default();
                let found = PANES.iter().find(|(_, label)| *label == wanted);
                let (pane, _) = found.ok_or_else(|| format!("there is no tab {wanted:?}"))?;
                self.narrow_output.set(true);
                self.pane.set(*pane);
                Ok(())
            }
            "theme" => {
                let wanted = field("theme").unwrap_or_default();
                let found = THEMES.iter().find(|(name, _)| *name == wanted);
                let (_, shown) = found.ok_or_else(|| format!("there is no theme {wanted:?}"))?;
                theme::show(shown);
                Ok(())
            }
            "get" => {
                leptos::task::spawn_local(self.tell_state());
                Ok(())
            }
            other => Err(format!("there is no message {other:?}")),
        }
    }

    /// Another input, as an example is taken over.
    fn load(self, message: &JsValue) -> Result<(), String> {
        let field = |name: &str| text(message, name);
        let text = field("text").ok_or("\"load\" needs a text")?;
        if text.len() > offers::MOST_BYTES {
            return Err("the text is too long".to_owned());
        }
        let mode = match field("kind").as_deref() {
            None | Some("istioOperator") => Mode::Operator,
            Some("helmValues") => Mode::Helm,
            Some(other) => return Err(format!("there is no kind {other:?}")),
        };
        let chart = field("chart").unwrap_or_else(|| "istiod".to_owned());
        let release = field("release").unwrap_or_else(|| chart.clone());
        let namespace = field("namespace").unwrap_or_else(|| "istio-system".to_owned());
        let chart = periplus_share::chart_folder(&chart).map_or(chart, str::to_owned);
        if let Some(version) = field("kubernetes") {
            self.draft.update(|d| d.kubernetes = version);
        }
        self.take_example(Example { mode, release, chart, namespace, text });
        if let Some(istio) = field("istio") {
            self.choose_like(Some(&istio));
        }
        Ok(())
    }

    async fn tell_state(self) {
        let text = self.draft.with_untracked(|d| d.text().to_owned());
        let link = self.link().await.unwrap_or_default();
        let manifests = self.outcome.with_untracked(Outcome::text);
        say("state", State { text, link: full(&link), manifests });
    }
}

impl Rendered {
    fn of(outcome: &Outcome, text: String) -> Self {
        Self {
            text,
            documents: outcome.manifests.len(),
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            problems: outcome.problems.clone(),
        }
    }
}

/// The address of a page of its own.
fn full(link: &str) -> String {
    format!("{}#{link}", super::history::address())
}

/// A field that is a text.
fn text(message: &JsValue, name: &str) -> Option<String> {
    Reflect::get(message, &name.into()).ok()?.as_string()
}

/// Opens what is shown as a page of its own.
#[component]
pub(crate) fn OpenButton() -> impl IntoView {
    let page = Page::of_context();
    let open = move |_| {
        leptos::task::spawn_local(async move {
            let Some(link) = page.link().await else { return };
            if window().open_with_url_and_target(&full(&link), "_blank").is_err() {
                page.say("The browser doesn't let the page open another");
            }
        });
    };
    view! { <button type="button" class="quiet" on:click=open>"Open in Periplus"</button> }
}
