//! A worker of its own for views, started when such a tab is first opened: a view renders the input more than once, and
//! the keystrokes of the editor don't wait for it.

use crate::ui::engine::{Engine, Event, OpenFile};
use crate::ui::page::Page;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job};
use std::cell::RefCell;
use std::rc::Rc;

/// The page's end of it; clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Side(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    engine: Option<Engine>,
    /// The source that it has open.
    opened: Option<(String, OpenFile)>,
}

impl Side {
    /// Asks about an input; `None`: there is no answer, because it took too long or the engine can't be loaded.
    pub(super) async fn ask(&self, page: Page, job: Job) -> Option<Answer> {
        let source = page.draft.with_untracked(|d| d.source.clone());
        let file = page.archive(&source)?;
        let (tell, told) = futures_channel::oneshot::channel();
        let engine = self.engine();
        self.open(&engine, source, file);
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

    /// Opens the source there too, unless that is done already.
    fn open(&self, engine: &Engine, source: String, file: OpenFile) {
        let mut inner = self.0.borrow_mut();
        let same = |(known, old): &(String, OpenFile)| {
            *known == source && js_sys::Object::is(&old.bytes, &file.bytes)
        };
        if !inner.opened.as_ref().is_some_and(same) {
            engine.open(&source, file.clone());
            inner.opened = Some((source, file));
        }
    }
}
