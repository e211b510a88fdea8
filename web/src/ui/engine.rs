//! The worker and its watchdog: posts what [`Lane`] says, ends a worker that doesn't answer, starts the next one.

use super::js;
use super::near::Neighbour;
use crate::schedule::{Ask, Lane, Post};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use periplus_wasm::wire::{Answer, Archive, Job, Problem, Request, Response};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions};

/// The script that starts an engine, and what a worker is called that has all there is.
const SCRIPT: &str = "./engine.js";
const FULL: &str = "full";

/// What the engine tells the page.
pub(crate) enum Event {
    /// An answer, and what it answers.
    Answer(Ask<Job>, Response),
    /// All that is wrong with the input of an answer given before, by its generation.
    Marked(u32, Vec<Problem>),
    /// The worker took too long, or broke, while it was busy with this.
    Lost(Ask<Job>, Reason),
    /// The worker can't be started.
    Dead,
}

/// Why a worker was given up.
#[derive(Clone, Copy)]
pub(crate) enum Reason {
    /// No answer in time.
    Slow,
    /// The engine stopped: the stack or the memory was used up.
    Broken,
}

/// An archive to open, and to open again in a new worker.
#[derive(Clone)]
pub(crate) struct OpenFile {
    /// The file's name.
    pub(crate) file: String,
    /// What counts as official in it.
    pub(crate) official: bool,
    /// The file.
    pub(crate) bytes: js_sys::Uint8Array,
}

/// Takes the answer to a question; `None`: there is none, the worker was given up.
type Asker = Box<dyn FnOnce(Option<Answer>)>;

/// The page's end of the worker. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Engine(pub(super) Rc<RefCell<Inner>>);

pub(super) struct Inner {
    pub(super) worker: Option<Worker>,
    was_ready: bool,
    /// The worker may be at work on what it asked itself ahead of the page.
    is_ahead: bool,
    /// A chart has asked for what only the full engine has.
    full: bool,
    pub(super) lane: Lane<Job>,
    archives: BTreeMap<String, OpenFile>,
    watchdog: Option<TimeoutHandle>,
    /// Who waits for the answers to questions, in the order of the questions.
    askers: VecDeque<Asker>,
    tell: Rc<dyn Fn(Event)>,
    /// What answers before the worker does, where it can.
    pub(super) neighbour: Option<Neighbour>,
    /// The page shows what the worker doesn't know of: with the next render it has to send all texts.
    is_behind: bool,
}

impl Inner {
    /// Something newer than what the worker renders is shown.
    pub(super) fn overtaken(&mut self) {
        self.lane.overtaken();
        self.is_behind = true;
    }
}

impl Engine {
    /// Starts the first worker; `tell` hears of everything.
    pub(crate) fn start(tell: impl Fn(Event) + 'static) -> Self {
        Self::start_worker(false, tell)
    }

    /// The same with the full engine from the start.
    pub(crate) fn start_full(tell: impl Fn(Event) + 'static) -> Self {
        Self::start_worker(true, tell)
    }

    fn start_worker(full: bool, tell: impl Fn(Event) + 'static) -> Self {
        let inner = Inner {
            worker: None,
            was_ready: false,
            is_ahead: false,
            full,
            lane: Lane::default(),
            archives: BTreeMap::new(),
            watchdog: None,
            askers: VecDeque::new(),
            tell: Rc::new(tell),
            neighbour: None,
            is_behind: false,
        };
        let engine = Self(Rc::new(RefCell::new(inner)));
        engine.spawn();
        engine
    }

    /// Opens an archive, now and in every later worker.
    pub(crate) fn open(&self, source: &str, file: OpenFile) {
        self.replaced(source);
        self.0.borrow_mut().archives.insert(source.to_owned(), file);
        let post = self.0.borrow_mut().lane.open(source);
        self.post(post);
    }

    /// An archive that is open, or will be.
    pub(crate) fn archive(&self, source: &str) -> Option<OpenFile> {
        self.0.borrow().archives.get(source).cloned()
    }

    /// Asks something beside renders.
    pub(crate) fn ask(&self, job: Job, answer: impl FnOnce(Option<Answer>) + 'static) {
        self.0.borrow_mut().askers.push_back(Box::new(answer));
        let post = self.0.borrow_mut().lane.ask(job);
        self.post(post);
    }

    fn answer_asker(&self, answer: Option<Answer>) {
        let asker = self.0.borrow_mut().askers.pop_front();
        if let Some(asker) = asker {
            asker(answer);
        }
    }

    /// Asks for a render; the newest wins.
    pub(crate) fn render(&self, job: Job) {
        if !self.takes_near(&job) {
            self.ask_worker(job);
        }
    }

    pub(super) fn ask_worker(&self, job: Job) {
        let post = self.0.borrow_mut().lane.render(job);
        self.post(post);
    }

    fn spawn(&self) {
        let full = self.0.borrow().full;
        let started = if full { None } else { js::started_engine() };
        let heard = started.as_ref().map(js::StartedEngine::heard);
        let worker = started.as_ref().map_or_else(|| new_worker(full), |started| Ok(started.worker()));
        let Ok(worker) = worker else { return self.tell(Event::Dead) };
        self.0.borrow_mut().is_ahead = started.is_some();
        self.listen(worker);
        heard.iter().flat_map(js_sys::Array::iter).for_each(|message| self.hear(message));
    }

    fn listen(&self, worker: Worker) {
        let engine = self.clone();
        let heard =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| engine.hear(event.data()));
        worker.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        let engine = self.clone();
        let broken = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            engine.lost(Reason::Broken);
        });
        worker.set_onerror(Some(broken.into_js_value().unchecked_ref()));
        self.0.borrow_mut().worker = Some(worker);
    }

    fn hear(&self, message: JsValue) {
        if message.as_string().as_deref() == Some("ready") {
            self.0.borrow_mut().was_ready = true;
            js::mark("periplus-engine");
            let post = self.0.borrow_mut().lane.started();
            return self.post(post);
        }
        let Ok(response) = serde_wasm_bindgen::from_value::<Response>(message) else {
            return self.lost(Reason::Broken);
        };
        self.0.borrow_mut().is_ahead = false;
        if let Answer::Marked(problems) = response.answer {
            return self.tell(Event::Marked(response.generation, problems));
        }
        if response.absent && !self.0.borrow().full {
            return self.upgrade();
        }
        let refused = matches!(response.answer, Answer::Refused(_));
        let asked = self.0.borrow_mut().lane.answered(response.generation, refused);
        if let Some(ask) = asked {
            let post = self.0.borrow_mut().lane.next_post();
            self.post(post);
            match ask {
                Ask::Aside(_) => self.answer_asker(Some(response.answer)),
                Ask::Overtaken => {}
                Ask::Open(source) => {
                    self.opened_far(&source, response.millis);
                    self.tell(Event::Answer(Ask::Open(source), response));
                }
                Ask::Render(job) => {
                    self.follow_worker(&job, &response);
                    self.tell(Event::Answer(Ask::Render(job), response));
                }
            }
        }
    }

    fn post(&self, post: Option<Post<Job>>) {
        let Some(Post { generation, ask }) = post else { return };
        let patience = Duration::from_millis(ask.patience(self.0.borrow().full).into());
        let message = self.message(generation, ask);
        let mut inner = self.0.borrow_mut();
        let sent = match (&inner.worker, message) {
            (Some(worker), Ok(message)) => worker.post_message(&message).is_ok(),
            _ => false,
        };
        if let Some(old) = inner.watchdog.take() {
            old.clear();
        }
        let engine = self.clone();
        let check = move || engine.check(generation);
        inner.watchdog = set_timeout_with_handle(check, if sent { patience } else { Duration::ZERO }).ok();
    }

    fn check(&self, generation: u32) {
        if self.0.borrow().lane.waits_for(generation) {
            self.lost(Reason::Slow);
        }
    }

    /// Starts the full engine in the worker's place, and asks it the same, unless something newer waits.
    fn upgrade(&self) {
        self.end();
        self.0.borrow_mut().full = true;
        self.0.borrow_mut().neighbour = None;
        self.0.borrow_mut().lane.lost_unanswered();
        self.spawn();
    }

    /// Gives the worker up and starts another, unless it never ran at all.
    fn lost(&self, reason: Reason) {
        let Some(was_ready) = self.end() else { return };
        let is_ahead = self.0.borrow().is_ahead;
        if was_ready && is_ahead {
            // The page's request is not what it was lost by.
            self.0.borrow_mut().lane.lost_unanswered();
            return self.spawn();
        }
        let busy_with = self.0.borrow_mut().lane.lost();
        if !was_ready {
            // Who waits hears that nobody will answer.
            self.0.borrow_mut().askers.clear();
            return self.tell(Event::Dead);
        }
        self.spawn();
        match busy_with {
            Some(Ask::Aside(_)) => self.answer_asker(None),
            Some(ask) => self.tell(Event::Lost(ask, reason)),
            None => {}
        }
    }

    /// Ends the worker, if there is one; whether it ever ran.
    fn end(&self) -> Option<bool> {
        let mut inner = self.0.borrow_mut();
        let worker = inner.worker.take()?;
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        Some(std::mem::take(&mut inner.was_ready))
    }

    pub(super) fn tell(&self, event: Event) {
        let tell = self.0.borrow().tell.clone();
        tell(event);
    }

    /// The request as JavaScript. An archive's bytes are put in by hand, so that they aren't copied through this wasm.
    pub(super) fn message(&self, generation: u32, ask: Ask<Job>) -> Result<JsValue, JsValue> {
        let mut fresh = false;
        let (job, bytes) = match ask {
            Ask::Overtaken => return Err(JsValue::NULL),
            Ask::Aside(job) => (job, None),
            Ask::Render(job) => {
                fresh = std::mem::take(&mut self.0.borrow_mut().is_behind);
                (job, None)
            }
            Ask::Open(source) => {
                let kept = self.0.borrow().archives.get(&source).cloned().ok_or(JsValue::NULL)?;
                let OpenFile { file, official, bytes } = kept;
                (Job::Open(Archive { source, file, official, bytes: Vec::new() }), Some(bytes))
            }
        };
        let message = serde_wasm_bindgen::to_value(&Request { generation, fresh, job })?;
        if let Some(bytes) = bytes {
            let job = js_sys::Reflect::get(&message, &"job".into())?;
            js_sys::Reflect::set(&js_sys::Reflect::get(&job, &"open".into())?, &"bytes".into(), &bytes)?;
        }
        Ok(message)
    }
}

fn new_worker(full: bool) -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_name(if full { FULL } else { "" });
    Worker::new_with_options(SCRIPT, &options)
}
