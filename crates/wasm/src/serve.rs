//! The engine's end in the browser. In its worker it answers messages, and tells how long it took; it says `ready` first:
//! messages that come before its wasm runs are lost, unless the script that starts it keeps them. In the page's own thread
//! it is called.

use crate::wire::Request;
use crate::{Answering, Later, Session, answer, answer_page};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

struct Server {
    session: Session,
    answering: Answering,
    later: Option<Later>,
}

thread_local! {
    static SERVER: RefCell<Server> =
        RefCell::new(Server { session: Session::default(), answering: answer, later: None });
}

/// Listens for requests from now on, if this is a worker.
pub fn start(answering: Answering) {
    SERVER.with_borrow_mut(|server| server.answering = answering);
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let port = scope.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A message that is no request is a bug of the page: the error ends up in its `error` handler.
        tell(&port, &respond(event.data()).unwrap_throw());
        tell(&port, &later().unwrap_throw());
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    tell(&scope, &JsValue::from_str("ready"));
}

fn tell(port: &DedicatedWorkerGlobalScope, what: &JsValue) {
    if !what.is_undefined() {
        port.post_message(what).unwrap_throw();
    }
}

/// From now on this engine answers what takes a few milliseconds alone.
#[wasm_bindgen]
pub fn brief() {
    SERVER.with_borrow_mut(|server| server.session = Session::brief());
}

/// Answers a request; `undefined`: it is one ahead of the page. Throws what is no request.
#[wasm_bindgen]
pub fn respond(request: JsValue) -> Result<JsValue, JsValue> {
    let request: Request = serde_wasm_bindgen::from_value(request)?;
    SERVER.with_borrow_mut(|Server { session, answering, later }| {
        let Some((response, more)) = answer_page(session, request, *answering, &now) else {
            return Ok(JsValue::UNDEFINED);
        };
        *later = more;
        Ok(serde_wasm_bindgen::to_value(&response)?)
    })
}

/// What comes later of the last answer; `undefined`: nothing does.
#[wasm_bindgen]
pub fn later() -> Result<JsValue, JsValue> {
    SERVER.with_borrow_mut(|Server { session, later, .. }| match later.take() {
        Some(later) => Ok(serde_wasm_bindgen::to_value(&later.finish(session))?),
        None => Ok(JsValue::UNDEFINED),
    })
}
