//! The JavaScript modules of the page.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/text.js")]
extern "C" {
    /// A text editor, or a read-only view.
    #[derive(Clone)]
    pub(crate) type Editor;

    /// Makes an editor within an element; without `on_change` it is read-only. `ask(question, text, offset)` promises
    /// what the engine says about a place.
    pub(crate) fn mount(
        host: &web_sys::HtmlElement,
        label: &str,
        on_change: Option<&js_sys::Function>,
        ask: Option<&js_sys::Function>,
    ) -> Editor;

    /// Another text: undo does not lead back to the one before.
    #[wasm_bindgen(method)]
    pub(crate) fn load(this: &Editor, text: &str);

    /// The same text, newer: the scroll position stays.
    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &Editor, text: &str);

    /// Replaces a range, counted in UTF-16 units; undoable.
    #[wasm_bindgen(method)]
    pub(crate) fn edit(this: &Editor, from: usize, to: usize, insert: &str);

    /// Marks problems, an array of the wire's `Problem`.
    #[wasm_bindgen(method)]
    pub(crate) fn diagnose(this: &Editor, problems: &JsValue);

    /// Writes a problem's fix in the place of what is marked.
    #[wasm_bindgen(method)]
    pub(crate) fn fix(this: &Editor, problem: &JsValue, insert: &str);

    /// Moves the cursor, and the focus.
    #[wasm_bindgen(method)]
    pub(crate) fn reveal(this: &Editor, line: u32, column: u32);
}

#[wasm_bindgen(module = "/js/near.js")]
extern "C" {
    /// The engine in the page's own thread.
    #[derive(Clone)]
    pub(crate) type NearEngine;

    /// Loads it, as the worker has it.
    #[wasm_bindgen(catch, js_name = loadNear)]
    pub(crate) async fn load_near(worker: &web_sys::Worker) -> Result<JsValue, JsValue>;

    /// Answers a request as the worker does, at once. `Err`: it broke.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn respond(this: &NearEngine, request: &JsValue) -> Result<JsValue, JsValue>;

    /// What comes later of the last answer; `undefined`: nothing does.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn later(this: &NearEngine) -> Result<JsValue, JsValue>;

    /// Calls back when there is nothing else to do.
    #[wasm_bindgen(js_name = whenIdle)]
    pub(crate) fn when_idle(act: &js_sys::Function);
}

#[wasm_bindgen(module = "/js/store.js")]
extern "C" {
    /// Notes the time when something first happened, for those who measure.
    pub(crate) fn mark(name: &str);

    /// An engine that was started before the page.
    pub(crate) type StartedEngine;

    /// Its worker.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn worker(this: &StartedEngine) -> web_sys::Worker;

    /// What it has said until now.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn heard(this: &StartedEngine) -> js_sys::Array;

    /// The engine that start.js has started, for the first who asks.
    #[wasm_bindgen(js_name = startedEngine)]
    pub(crate) fn started_engine() -> Option<StartedEngine>;

    /// A file of the site, read as `json`, `text` or `arrayBuffer`; start.js may have read it already.
    #[wasm_bindgen(catch)]
    pub(crate) async fn load(path: &str, read_as: &str) -> Result<JsValue, JsValue>;

    /// Hands a file out to the user's downloads.
    pub(crate) fn download(name: &str, bytes: &js_sys::Uint8Array);

    /// The archives kept from earlier visits: `[{source, file, bytes}]`.
    #[wasm_bindgen(catch)]
    pub(crate) async fn kept() -> Result<JsValue, JsValue>;

    /// Keeps an archive.
    #[wasm_bindgen(catch)]
    pub(crate) async fn keep(
        source: &str,
        file: &str,
        bytes: &js_sys::Uint8Array,
    ) -> Result<JsValue, JsValue>;

    /// Forgets an archive.
    #[wasm_bindgen(catch)]
    pub(crate) async fn forget(source: &str) -> Result<JsValue, JsValue>;
}
