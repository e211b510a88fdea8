//! The browser's side: components that show signals and call methods of [`page::Page`].

#![expect(unreachable_pub, reason = "the component macro makes its property structs public")]

mod bar;
mod diff;
mod differences;
mod dom;
mod drop;
mod embed;
mod engine;
mod files;
mod history;
mod input;
mod js;
mod manifests;
mod migrate;
mod near;
mod offers;
mod output;
mod overview;
mod page;
mod palette;
mod problems;
mod share;
mod side;
mod status;
mod tabs;
mod theme;
mod tree;
mod values;
mod views;

use leptos::prelude::*;

/// Mounts the page.
pub fn start() {
    if let Some(frame) = document().get_element_by_id("loading") {
        frame.remove();
    }
    leptos::mount::mount_to_body(|| view! { <App/> });
}

#[component]
fn App() -> impl IntoView {
    let page = page::Page::new();
    provide_context(page);
    page.start();
    page.watch_host();
    palette::watch_keys(page);
    let view = move || if page.narrow_output.get() { "output" } else { "input" };
    view! {
        <div class="app" data-narrow=view data-embed=embed::is_embedded().then_some("") data-dragging=move || page.dragging.get().then_some("") node_ref=drop::target(page)>
            <bar::Bar/>
            <main class="panes">
                <input::Input/>
                <output::Output/>
            </main>
            <status::Status/>
            <drop::Curtain/>
            <palette::Dialogs/>
        </div>
    }
}
