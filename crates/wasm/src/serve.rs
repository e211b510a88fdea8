//! The worker's end in the browser: takes a request, answers it, and tells how long it took. It says `ready` first:
//! messages that come before its wasm runs are lost, unless the script that starts it keeps them.

use crate::wire::Request;
use crate::{Answering, Session, answer_page};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Listens for requests from now on.
pub fn serve(answering: Answering) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let mut session = Session::default();
    let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A message that is no request is a bug of the page: the error ends up in its `error` handler.
        respond(&port, answering, &mut session, event.data()).unwrap_throw();
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    answer.forget();
    scope.post_message(&JsValue::from_str("ready")).unwrap_throw();
}

fn respond(
    port: &DedicatedWorkerGlobalScope,
    answering: Answering,
    session: &mut Session,
    message: JsValue,
) -> Result<(), JsValue> {
    let request: Request = serde_wasm_bindgen::from_value(message)?;
    let clock = port.performance();
    let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
    let Some((response, later)) = answer_page(session, request, answering, &now) else { return Ok(()) };
    port.post_message(&serde_wasm_bindgen::to_value(&response)?)?;
    match later {
        Some(later) => port.post_message(&serde_wasm_bindgen::to_value(&later.finish(session))?),
        None => Ok(()),
    }
}
