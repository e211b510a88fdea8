//! A worker of its own for migrations, started when the tab is first opened: a plan renders every release many times,
//! and the keystrokes of the editor don't wait for it.

use super::State;
use crate::schedule::Ask;
use crate::ui::engine::{Engine, Event, OpenFile};
use crate::ui::page::Page;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, Migrate, Problem, Response};
use std::cell::RefCell;
use std::time::Duration;

/// How long the input must rest before a new plan is made, in milliseconds.
const REST: u64 = 250;

/// The page's end of it.
pub(super) struct Worker {
    state: RwSignal<State>,
    engine: RefCell<Option<Engine>>,
    /// The source that it has open.
    opened: RefCell<Option<(String, OpenFile)>>,
    timer: RefCell<Option<TimeoutHandle>>,
}

impl Worker {
    /// Not started yet; what it finds goes to `state`.
    pub(super) fn new(state: RwSignal<State>) -> Self {
        let (engine, opened, timer) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { state, engine, opened, timer }
    }

    /// Asks for a plan of what is in the editor, for a target and with or without reasons.
    pub(super) fn ask(&self, page: Page, (target, reasons): (String, bool)) {
        let Some(Job::Generate(operator)) = page.draft.with_untracked(crate::draft::Draft::job) else {
            return;
        };
        let engine = self.engine();
        self.open(page, &engine, &operator.source);
        let state = self.state;
        let job = Job::Migrate(Migrate { operator, target, reasons });
        let first = state.with_untracked(|s| s.done.is_none());
        state.update(|s| s.waiting = Some(job.clone()));
        let rest = Duration::from_millis(if first { 0 } else { REST });
        let timer = set_timeout_with_handle(move || engine.render(job.clone()), rest).ok();
        if let Some(old) = self.timer.replace(timer) {
            old.clear();
        }
    }

    fn engine(&self) -> Engine {
        let state = self.state;
        let start = || Engine::start_full(move |event| state.update(|state| state.hear(event)));
        self.engine.borrow_mut().get_or_insert_with(start).clone()
    }

    /// Opens the source there too, unless that is done already.
    fn open(&self, page: Page, engine: &Engine, source: &str) {
        let Some(file) = page.archive(source) else { return };
        let is_open = self
            .opened
            .borrow()
            .as_ref()
            .is_some_and(|(known, old)| known == source && js_sys::Object::is(&old.bytes, &file.bytes));
        if !is_open {
            engine.open(source, file.clone());
            self.opened.replace(Some((source.to_owned(), file)));
        }
    }
}

impl State {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Answer(Ask::Render(job), Response { answer: Answer::Migrated(migration), .. }) => {
                (self.done, self.refused) = (Some(migration), String::new());
                self.waiting.take_if(|newest| *newest == job);
            }
            Event::Answer(_, Response { answer: Answer::Refused(problems), .. }) => {
                self.refuse(reason(problems));
            }
            Event::Answer(..) | Event::Marked(..) => {}
            Event::Lost(..) => {
                self.refuse("it was stopped: it took too long, or too much memory.".to_owned());
            }
            Event::Dead => self.refuse("the engine could not be started in this browser.".to_owned()),
        }
    }

    fn refuse(&mut self, reason: String) {
        (self.waiting, self.refused) = (None, reason);
    }
}

fn reason(problems: Vec<Problem>) -> String {
    problems.into_iter().next().map(|problem| problem.message).unwrap_or_default()
}
