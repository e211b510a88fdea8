//! The engine's end in the browser, which scripts call: `engine.js` in a worker, and the page for its own thread.

use crate::wire::Request;
use crate::{Later, Session, answer_page};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[cfg(not(feature = "migrate"))]
use crate::answer;
#[cfg(feature = "migrate")]
use crate::answer_all as answer;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

thread_local! {
    static SESSION: RefCell<(Session, Option<Later>)> = RefCell::default();
}

/// From now on this engine answers what takes a few milliseconds alone.
#[wasm_bindgen]
pub fn brief() {
    SESSION.set((Session::brief(), None));
}

/// Answers a request and tells how long it took; `undefined`: it is one ahead of the page. Throws what is no request.
#[wasm_bindgen]
pub fn respond(request: JsValue) -> Result<JsValue, JsValue> {
    let request: Request = serde_wasm_bindgen::from_value(request)?;
    SESSION.with_borrow_mut(|(session, later)| {
        let Some((response, more)) = answer_page(session, request, answer, &now) else {
            return Ok(JsValue::UNDEFINED);
        };
        *later = more;
        Ok(serde_wasm_bindgen::to_value(&response)?)
    })
}

/// What comes later of the last answer; `undefined`: nothing does.
#[wasm_bindgen]
pub fn later() -> Result<JsValue, JsValue> {
    SESSION.with_borrow_mut(|(session, later)| match later.take() {
        Some(later) => Ok(serde_wasm_bindgen::to_value(&later.finish(session))?),
        None => Ok(JsValue::UNDEFINED),
    })
}
