//! The worker: takes a request, answers it, and tells how long it took. It says `ready` first, because messages that
//! arrive before its wasm runs are lost.

#[cfg(target_arch = "wasm32")]
mod browser {
    use periplus_wasm::wire::{Answer, Problem, Request, Response, Severity};
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    pub(crate) fn run() -> Result<(), JsValue> {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let port = scope.clone();
        let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let request: Request = serde_wasm_bindgen::from_value(event.data()).unwrap_throw();
            let response = Response {
                generation: request.generation,
                millis: 0.0,
                answer: Answer::Refused(vec![Problem {
                    severity: Severity::Error,
                    message: "echo".into(),
                    release: String::new(),
                    file: String::new(),
                    line: 1,
                    column: 0,
                    length: 0,
                }]),
            };
            let value = serde_wasm_bindgen::to_value(&response).unwrap_throw();
            port.post_message(&value).unwrap_throw();
        });
        scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
        answer.forget();
        scope.post_message(&JsValue::from_str("ready"))
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen::UnwrapThrowExt::unwrap_throw(browser::run());
}
