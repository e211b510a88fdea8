//! Files dropped anywhere on the page.

use super::files;
use super::page::Page;
use leptos::html::Div;
use leptos::prelude::*;

/// The element that takes drops: listens on the whole window, so that a near miss doesn't leave the page.
pub(crate) fn target(page: Page) -> NodeRef<Div> {
    let has_files = |event: &web_sys::DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    window_event_listener(leptos::ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            page.dragging.set(true);
        }
    });
    window_event_listener(leptos::ev::dragleave, move |event| {
        if event.related_target().is_none() {
            page.dragging.set(false);
        }
    });
    window_event_listener(leptos::ev::drop, move |event| {
        page.dragging.set(false);
        if let Some(list) = event.data_transfer().filter(|_| has_files(&event)).and_then(|data| data.files())
        {
            event.prevent_default();
            files::read(page, &list);
        }
    });
    NodeRef::new()
}

/// What covers the page while a file is over it.
#[component]
pub(crate) fn Curtain() -> impl IntoView {
    let page = Page::of_context();
    view! {
        <Show when=move || page.dragging.get()>
            <div class="curtain" aria-hidden="true">
                <p>
                    <strong>"Drop a release, a chart or an input"</strong>
                    <span>"istio-*.tar.gz, a pack, a chart .tgz or .zip; an IstioOperator, values, an Argo CD or Flux resource. It is read here and sent nowhere."</span>
                </p>
            </div>
        </Show>
    }
}
