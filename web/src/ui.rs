//! Proof of the pipeline.
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/generated/editor.js")]
extern "C" {
    type Editor;
    #[wasm_bindgen(js_name = mount)]
    fn mount_editor(
        host: &web_sys::HtmlElement,
        label: &str,
        on_change: Option<&Closure<dyn FnMut(String)>>,
    ) -> Editor;
    #[wasm_bindgen(method)]
    fn load(this: &Editor, text: &str);
}

/// Mounts the page.
pub fn start() {
    leptos::mount::mount_to_body(|| view! { <h1>"Periplus"</h1> });
    let body = document().body().expect("html has a body");
    let host: web_sys::HtmlElement = document().create_element("div").expect("div").unchecked_into();
    body.append_child(&host).expect("append");
    let changed = Closure::<dyn FnMut(String)>::new(|text: String| leptos::logging::log!("{text}"));
    let editor = mount_editor(&host, "IstioOperator", Some(&changed));
    editor.load("a: b");
    changed.forget();
}
