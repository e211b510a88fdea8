//! Pasted and dropped texts: what they are, and what can be made of them.

use super::history::Change;
use super::page::Page;
use crate::draft::Mode;
use crate::examples::Example;
use leptos::prelude::*;
use leptos::task::spawn_local;
use periplus_wasm::wire::{Answer, Job, Offer, Recognised};

/// Longer texts than this, in bytes, are no input that a person wrote.
pub(crate) const MOST_BYTES: usize = 4 << 20;
/// Offers shown.
const MOST: usize = 5;

impl Page {
    /// Listens for what is pasted anywhere on the page.
    pub(crate) fn watch_paste(self) {
        let pasted = move |event: web_sys::ClipboardEvent| {
            let text =
                event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
            if text.len() > MOST_BYTES {
                event.prevent_default();
                event.stop_propagation();
                return self.too_long("The pasted text");
            }
            let is_worth_a_look = text.contains('\n') || text.contains("--set") || text.starts_with("helm ");
            if is_worth_a_look {
                spawn_local(self.look_at(text, false));
            }
        };
        let listener =
            wasm_bindgen::closure::Closure::<dyn Fn(web_sys::ClipboardEvent)>::new(pasted).into_js_value();
        let listener: &js_sys::Function = wasm_bindgen::JsCast::unchecked_ref(&listener);
        // In the capturing phase, before the editor takes a text that is too long.
        if window().add_event_listener_with_callback_and_bool("paste", listener, true).is_err() {
            leptos::logging::warn!("pasted texts are not looked at");
        }
    }

    /// Says that a text is too long to be taken.
    pub(crate) fn too_long(self, what: &str) {
        self.notice
            .set(Some(format!("{what} is longer than {} MB: that is no input for Istio.", MOST_BYTES >> 20)));
    }

    /// Says what a text is, if there is something to offer: what was dropped always, what was pasted if it is no input yet.
    pub(crate) async fn look_at(self, text: String, dropped: bool) {
        match self.ask(Job::Recognise(text)).await {
            Some(Answer::Recognised(Some(found)))
                if dropped || !(found.is_input || found.offers.is_empty()) =>
            {
                self.recognised.set(Some(found));
            }
            Some(Answer::Recognised(None)) if dropped => self.recognised.set(Some(Recognised {
                what: "nothing that Periplus knows".to_owned(),
                is_input: false,
                offers: Vec::new(),
            })),
            _ => {}
        }
    }

    fn take(self, offer: Offer) {
        self.recognised.set(None);
        let version = offer.version;
        let example = match (offer.operator, offer.release) {
            (Some(text), _) => Example {
                mode: Mode::Operator,
                release: String::new(),
                chart: String::new(),
                namespace: String::new(),
                text,
            },
            (None, Some(r)) => Example {
                mode: Mode::Helm,
                release: r.name,
                chart: r.chart,
                namespace: r.namespace,
                text: r.values,
            },
            (None, None) => return,
        };
        self.take_example(example);
        if !version.is_empty()
            && let Some(listing) = self.like(Some(&version))
        {
            self.choose(&listing.id, Change::Loaded);
        }
    }
}

/// What an offer does, in words.
fn words(offer: &Offer) -> String {
    match &offer.release {
        None => "Edit as IstioOperator".to_owned(),
        Some(release) => {
            let chart = periplus_share::published_chart(&release.chart).unwrap_or(&release.chart);
            format!("Edit as Helm values of {chart}")
        }
    }
}

/// The line that says what a text is.
#[component]
pub(crate) fn Offers() -> impl IntoView {
    let page = Page::of_context();
    let buttons = move |found: Recognised| {
        let button = |offer: Offer| {
            let label = words(&offer);
            view! { <button type="button" class="quiet" on:click=move |_| page.take(offer.clone())>{label}</button> }
        };
        found.offers.into_iter().take(MOST).map(button).collect_view()
    };
    let line = move |found: Recognised| {
        view! {
            <div class="offers" role="group" aria-label="Recognised">
                <p role="status">"This is "<strong>{found.what.clone()}</strong>"."</p>
                {buttons(found)}
                <button type="button" class="quiet" on:click=move |_| page.recognised.set(None)>"Leave it"</button>
            </div>
        }
    };
    move || page.recognised.get().map(line)
}
