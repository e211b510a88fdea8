//! The near engine at work: made ready while the page has nothing else to do, asked before the worker is. What it can't
//! answer goes to the worker, and it is given up for good where it breaks.

use super::engine::{Engine, Event};
use super::js;
use crate::near::{Near, Todo};
use crate::schedule::Ask;
use periplus_wasm::wire::{Answer, Job, Rendered, Request, Response};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The generation of what nobody hears of.
const UNHEARD: u32 = 1;

/// The near engine and what is known of it.
pub(super) struct Neighbour {
    near: Near,
    engine: Option<js::NearEngine>,
    /// What it is about to answer.
    waiting: Option<Job>,
    is_preparing: bool,
    /// Whether the page shows exactly this result.
    shows: Rc<dyn Fn(&Rendered) -> bool>,
}

impl Engine {
    /// Lets the page's own thread answer what it can while a frame is made. `shows` says whether the page shows exactly a
    /// result.
    pub(crate) fn with_near(self, shows: impl Fn(&Rendered) -> bool + 'static) -> Self {
        self.0.borrow_mut().neighbour = Some(Neighbour {
            near: Near::default(),
            engine: None,
            waiting: None,
            is_preparing: false,
            shows: Rc::new(shows),
        });
        self
    }

    /// Whether the near engine takes a job. It answers once what goes on now is done: that may be an update of the editor.
    pub(super) fn takes_near(&self, job: &Job) -> bool {
        let mut inner = self.0.borrow_mut();
        let Some(neighbour) = &mut inner.neighbour else { return false };
        neighbour.waiting = Some(job.clone()).filter(|job| neighbour.near.takes(job));
        if neighbour.waiting.is_none() {
            return false;
        }
        let engine = self.clone();
        leptos::task::spawn_local(async move { engine.answer_near() });
        true
    }

    fn answer_near(&self) {
        let Some(job) = self.with_neighbour(|neighbour| neighbour.waiting.take()).flatten() else { return };
        let generation = self.0.borrow_mut().lane.number();
        let Some(response) = self.ask_near(&Request { generation, fresh: false, job: job.clone() }) else {
            self.with_near_state(Near::gives_up);
            return self.ask_worker(job);
        };
        self.0.borrow_mut().overtaken();
        self.with_near_state(|near| near.rendered(response.millis));
        self.tell(Event::Answer(Ask::Render(job), response));
        if let Some(Response { generation, answer: Answer::Marked(problems), .. }) = self.later_near() {
            self.tell(Event::Marked(generation, problems));
        }
    }

    /// The worker has answered: the near engine may follow it.
    pub(super) fn follow_worker(&self, job: &Job, response: &Response) {
        self.with_near_state(|near| match response.answer {
            Answer::Rendered(_) => near.worker_rendered(job, response.millis),
            _ => near.gives_up(),
        });
        self.prepare();
    }

    /// The worker has opened an archive.
    pub(super) fn opened_far(&self, source: &str, millis: f64) {
        self.with_near_state(|near| near.worker_opened(source, millis));
    }

    /// Another archive has this name now.
    pub(super) fn replaced(&self, source: &str) {
        self.with_near_state(|near| near.replaced(source));
        if let Some(job) = self.with_neighbour(|neighbour| neighbour.waiting.take()).flatten() {
            self.ask_worker(job);
        }
    }

    fn prepare(&self) {
        let is_idle = |neighbour: &mut Neighbour| !neighbour.is_preparing && neighbour.near.todo().is_some();
        if self.with_neighbour(is_idle) != Some(true) {
            return;
        }
        self.with_neighbour(|neighbour| neighbour.is_preparing = true);
        let engine = self.clone();
        js::when_idle(Closure::once_into_js(move || engine.prepare_step()).unchecked_ref());
    }

    fn prepare_step(&self) {
        self.with_neighbour(|neighbour| neighbour.is_preparing = false);
        match self.with_near_state(|near| near.todo()).flatten() {
            Some(Todo::Load) => return self.load_near(),
            Some(Todo::Open(source)) => self.open_near(source),
            Some(Todo::Compare(job)) => self.compare_near(job),
            None => {}
        }
        self.prepare();
    }

    fn load_near(&self) {
        let Some(worker) = self.0.borrow().worker.clone() else { return };
        self.with_neighbour(|neighbour| neighbour.is_preparing = true);
        let engine = self.clone();
        leptos::task::spawn_local(async move {
            let loaded = js::load_near(&worker).await;
            engine.with_neighbour(|neighbour| neighbour.is_preparing = false);
            let Ok(loaded) = loaded else { return };
            engine.with_neighbour(|neighbour| {
                neighbour.engine = Some(loaded.unchecked_into());
                neighbour.near.loaded();
            });
            engine.prepare();
        });
    }

    fn open_near(&self, source: String) {
        let request = self.message(UNHEARD, Ask::Open(source.clone()));
        let response = request.ok().and_then(|request| self.ask_near_raw(&request));
        self.with_near_state(|near| match response {
            Some(Response { answer: Answer::Opened(_), .. }) => near.opened(source),
            _ => near.gives_up(),
        });
    }

    fn compare_near(&self, job: Job) {
        let response = self.ask_near(&Request { generation: UNHEARD, fresh: true, job });
        let shows = self.with_neighbour(|neighbour| neighbour.shows.clone());
        let is_same = match (response, shows) {
            (Some(Response { answer: Answer::Rendered(rendered), .. }), Some(shows)) => shows(&rendered),
            _ => false,
        };
        self.later_near(); // The schemas for marks are there from now on.
        self.with_near_state(|near| near.compared(is_same));
    }

    fn ask_near(&self, request: &Request) -> Option<Response> {
        self.ask_near_raw(&serde_wasm_bindgen::to_value(request).ok()?)
    }

    /// The answer; `None`: the worker has to answer.
    fn ask_near_raw(&self, request: &JsValue) -> Option<Response> {
        let engine = self.with_neighbour(|neighbour| neighbour.engine.clone()).flatten()?;
        self.heard_near(engine.respond(request)).filter(|response| !response.absent)
    }

    fn later_near(&self) -> Option<Response> {
        let engine = self.with_neighbour(|neighbour| neighbour.engine.clone()).flatten()?;
        self.heard_near(engine.later())
    }

    fn heard_near(&self, said: Result<JsValue, JsValue>) -> Option<Response> {
        if said.is_err() {
            self.0.borrow_mut().neighbour = None;
        }
        serde_wasm_bindgen::from_value(said.ok()?).ok()
    }

    fn with_neighbour<T>(&self, act: impl FnOnce(&mut Neighbour) -> T) -> Option<T> {
        self.0.borrow_mut().neighbour.as_mut().map(act)
    }

    fn with_near_state<T>(&self, act: impl FnOnce(&mut Near) -> T) -> Option<T> {
        self.with_neighbour(|neighbour| act(&mut neighbour.near))
    }
}
