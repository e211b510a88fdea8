//! The second worker, with the full engine: it answers what takes longer than a keystroke or needs more than the first
//! one has. It is started when a tab first asks, and renders never wait for it.

use super::engine::{Engine, Event, OpenFile};
use super::page::Page;
use super::problems::List;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, Problem};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

/// The page's end of the worker; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Side(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    engine: Option<Engine>,
    /// What it has open.
    opened: BTreeMap<String, OpenFile>,
}

impl Side {
    /// Asks about an input; `None`: there is no answer, because it took too long or the engine can't be loaded.
    async fn ask(&self, page: Page, job: Job) -> Option<Answer> {
        let engine = self.engine();
        for source in job.sources() {
            page.open_beside(source).await;
            self.open(&engine, source, page.archive(source)?);
        }
        let (tell, told) = futures_channel::oneshot::channel();
        // Nobody listens any more when the page has moved on: then the answer is dropped.
        engine.ask(job, move |answer| drop(tell.send(answer)));
        told.await.ok().flatten()
    }

    fn engine(&self) -> Engine {
        let side = self.clone();
        // One that can't be loaded is given up; the next question tries again.
        let hear = move |event: Event| {
            if let (Event::Dead, Ok(mut inner)) = (event, side.0.try_borrow_mut()) {
                *inner = Inner::default();
            }
        };
        self.0.borrow_mut().engine.get_or_insert_with(|| Engine::start_full(hear)).clone()
    }

    /// Opens a source there too, unless that is done already.
    fn open(&self, engine: &Engine, source: &str, file: OpenFile) {
        let opened = &mut self.0.borrow_mut().opened;
        let same = |old: &OpenFile| js_sys::Object::is(&old.bytes, &file.bytes);
        if !opened.get(source).is_some_and(same) {
            engine.open(source, file.clone());
            opened.insert(source.to_owned(), file);
        }
    }
}

/// What is known of the answer to a question.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// The newest answer there is.
    last: RwSignal<Option<Answer>>,
    /// Why the newest question has no answer.
    problems: RwSignal<Vec<Problem>>,
    /// The newest question is not answered yet.
    pub(crate) is_waiting: RwSignal<bool>,
}

impl Known {
    /// Looks at the newest answer, and follows it.
    pub(crate) fn with<T>(self, look: impl FnOnce(Option<&Answer>) -> T) -> T {
        self.last.with(|last| look(last.as_ref()))
    }

    fn hear(self, answer: Option<Answer>) {
        let problems = match answer {
            Some(Answer::Refused(problems)) => problems,
            Some(answer) => {
                drop(self.last.try_set(Some(answer)));
                Vec::new()
            }
            None => vec![Problem::error(NO_ANSWER.to_owned())],
        };
        drop(self.problems.try_set(problems));
    }
}

const NO_ANSWER: &str = "There is no answer: it took too long, or the part of the engine for it could not be loaded, \
    which needs the network once.";

/// One question that is asked again and again, as the input and what is chosen change.
#[derive(Clone, Copy)]
struct Asking {
    page: Page,
    side: StoredValue<Side, LocalStorage>,
    known: Known,
    /// What to ask next.
    newest: StoredValue<Option<Job>>,
    /// Milliseconds between two questions.
    rest: u64,
}

/// Asks whenever the input's result or the question changes, one question at a time and the newest next. The last answer
/// stays until there is another, and while the input is broken. `rest`: milliseconds between two questions.
pub(crate) fn follow(question: impl Fn() -> Option<Job> + 'static, rest: u64) -> Known {
    let (page, side) = (Page::of_context(), expect_context());
    let (last, problems, is_waiting) = (RwSignal::new(None), RwSignal::default(), RwSignal::new(false));
    let known = Known { last, problems, is_waiting };
    let asking = Asking { page, side, known, newest: StoredValue::new(None), rest };
    let result = page.result();
    Effect::new(move |_| {
        let (generation, is_broken) = result.get();
        let Some(job) = question().filter(|_| generation > 0) else { return };
        if is_broken && last.with_untracked(Option::is_some) {
            return;
        }
        asking.newest.set_value(Some(job));
        if !is_waiting.get_untracked() {
            is_waiting.set(true);
            leptos::task::spawn_local(asking.run());
        }
    });
    known
}

impl Asking {
    /// Asks until nothing new is to be asked. All of this is gone once the tab is closed.
    async fn run(self) {
        while let Some(Some(job)) = self.newest.try_update_value(Option::take) {
            let Some(side) = self.side.try_get_value() else { return };
            let answer = side.ask(self.page, job).await;
            if !self.is_out_of_date(answer.as_ref()) {
                self.known.hear(answer);
            }
            if self.newest.try_with_value(Option::is_some) == Some(true) {
                pause(self.rest).await;
            }
        }
        let _is_gone = self.known.is_waiting.try_set(false);
    }

    /// What was asked may have been newer than what was rendered, and broken.
    fn is_out_of_date(self, answer: Option<&Answer>) -> bool {
        let is_broken = self.page.outcome.with_untracked(|o| o.stale);
        is_broken
            && matches!(answer, Some(Answer::Refused(_)))
            && self.known.last.try_with_untracked(Option::is_some) == Some(true)
    }
}

async fn pause(millis: u64) {
    let (tell, told) = futures_channel::oneshot::channel();
    set_timeout(move || tell.send(()).unwrap_or(()), Duration::from_millis(millis));
    let _is_gone = told.await;
}

/// What stands above an answer, or in its place.
#[component]
pub(crate) fn Pending(known: Known, #[prop(default = "Looking…")] first: &'static str) -> impl IntoView {
    let page = Page::of_context();
    let problems = Memo::new(move |_| known.problems.get());
    let is_refused = move || !problems.with(Vec::is_empty);
    let words = move || match known.with(|last| last.is_some()) {
        true if is_refused() || page.outcome.with(|o| o.stale) => OLDER,
        false if !is_refused() => first,
        _ => "",
    };
    view! {
        <div role="status">
            <Show when=is_refused><List problems/></Show>
            <p class="pending">{words}</p>
        </div>
    }
}

const OLDER: &str = "What is shown is older: there is no answer for the input as it is now.";
