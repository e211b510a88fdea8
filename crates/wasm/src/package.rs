//! The engine's end in the npm package: a session that a program asks, in the shapes of [`crate::wire`].

use crate::wire::{Answer, Job, Request};
use crate::{Session, handle_all};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A worker's memory, for JavaScript. `npm/index.js` has the methods that people call.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    session: Session,
}

#[wasm_bindgen]
impl Engine {
    /// Nothing is open yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a [`Job`] with an [`Answer`], both as plain objects. What is no job is an error.
    pub fn ask(&mut self, job: JsValue) -> Result<JsValue, JsValue> {
        let job: Job = serde_wasm_bindgen::from_value(job)?;
        let answer: Answer =
            handle_all(&mut self.session, Request { generation: 0, fresh: false, job }).answer;
        // Plain JSON: what isn't there is null.
        let plain = serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false);
        Ok(answer.serialize(&plain)?)
    }
}
