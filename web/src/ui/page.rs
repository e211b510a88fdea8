//! The page's signals and what can be done to them; components hold nothing else.

use super::embed;
use super::engine::{Engine, Event, OpenFile, Reason};
use super::files::{self, ExampleEntry};
use super::history::{Change, History};
use super::js::{self, Editor};
use super::palette::Open;
use crate::baseline::Baseline;
use crate::draft::{Draft, Mode, Setting};
use crate::edit::utf16;
use crate::examples::Example;
use crate::outcome::{Choice, Manifest, Outcome};
use crate::schedule::{Ask, RENDER_MILLIS};
use crate::share::source_of;
use crate::sources::{Listing, Origin, added_id};
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, Problem, Question, Recognised, Rendered, Response, Source};
use wasm_bindgen::JsValue;

/// The panes on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The tree and a manifest.
    Manifests,
    /// Helm values per release.
    Values,
    /// The input against another.
    Diff,
    /// The way to Helm.
    Migrate,
    /// MeshConfig and ProxyConfig.
    Mesh,
    /// Two revisions, and tags.
    Revisions,
    /// Gateways in four ways.
    Gateways,
    /// What leads to what.
    Overview,
    /// Errors and warnings.
    Problems,
}

/// Everything there is; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) draft: RwSignal<Draft>,
    pub(crate) outcome: RwSignal<Outcome>,
    pub(crate) sources: RwSignal<Vec<Listing>>,
    pub(crate) examples: RwSignal<Vec<ExampleEntry>>,
    pub(crate) choice: RwSignal<Option<Choice>>,
    pub(crate) pane: RwSignal<Pane>,
    /// What the Diff tab compares with.
    pub(crate) baseline: RwSignal<Baseline>,
    /// What can't be done, said until the next success: a file that is no archive, an engine that doesn't start.
    pub(crate) notice: RwSignal<Option<String>>,
    /// On narrow screens: the result is shown instead of the input.
    pub(crate) narrow_output: RwSignal<bool>,
    /// On narrow screens: the second row of the bar is shown.
    pub(crate) more: RwSignal<bool>,
    pub(crate) dragging: RwSignal<bool>,
    pub(crate) editor: StoredValue<Option<Editor>, LocalStorage>,
    /// What is said for a moment, such as that something was copied.
    pub(crate) said: RwSignal<String>,
    /// The dialog that is open.
    pub(crate) dialog: RwSignal<Open>,
    /// What a pasted or dropped text is.
    pub(crate) recognised: RwSignal<Option<Recognised>>,
    /// The draft as the page was opened, or as it was last shared.
    pub(crate) opened_with: StoredValue<Draft>,
    pub(crate) history: StoredValue<History>,
    /// What the chosen source is.
    listing: Memo<Option<Listing>>,
    engine: StoredValue<Option<Engine>, LocalStorage>,
    /// The source to choose as soon as it is open, and how it came to be chosen.
    wanted: StoredValue<Option<(String, Change)>>,
}

impl Page {
    /// Nothing loaded yet.
    pub(crate) fn new() -> Self {
        let (draft, sources) = (RwSignal::new(Draft::default()), RwSignal::new(Vec::<Listing>::new()));
        let chosen = Memo::new(move |_| draft.with(|d| d.source.clone()));
        let listing = move |_: Option<&_>| {
            chosen.with(|id| sources.with(|all| all.iter().find(|l| l.id == *id).cloned()))
        };
        Self {
            draft,
            outcome: RwSignal::new(Outcome::default()),
            sources,
            listing: Memo::new(listing),
            examples: RwSignal::new(Vec::new()),
            choice: RwSignal::new(None),
            pane: RwSignal::new(Pane::Manifests),
            baseline: RwSignal::default(),
            notice: RwSignal::new(None),
            narrow_output: RwSignal::new(false),
            more: RwSignal::new(false),
            dragging: RwSignal::new(false),
            editor: StoredValue::new_local(None),
            said: RwSignal::new(String::new()),
            dialog: RwSignal::new(Open::Nothing),
            recognised: RwSignal::new(None),
            opened_with: StoredValue::new(Draft::default()),
            history: StoredValue::new(History::default()),
            engine: StoredValue::new_local(None),
            wanted: StoredValue::new(None),
        }
    }

    /// Starts the engine and looks for releases.
    pub(crate) fn start(self) {
        let engine = Engine::start(move |event| self.hear(event));
        // A document may hold many pages, and nobody types much in them.
        let engine =
            if embed::is_embedded() { engine } else { engine.with_near(move |result| self.shows(result)) };
        self.engine.set_value(Some(engine));
        leptos::task::spawn_local(async move {
            let fragment = self.starting_fragment();
            if let Some(fragment) = &fragment {
                self.follow(fragment).await;
            }
            self.opened_with.set_value(self.draft.get_untracked());
            self.watch_address();
            self.watch_paste();
            files::find_sources(self, fragment.as_deref().and_then(source_of)).await;
            embed::ready();
            files::find_examples(self).await;
        });
    }

    /// The page of the component's context.
    pub(crate) fn of_context() -> Self {
        expect_context()
    }

    fn hear(self, event: Event) {
        match event {
            Event::Answer(ask, Response { generation, millis, answer, absent: _ }) => match (answer, ask) {
                (Answer::Opened(source), _) => self.opened(&source),
                (Answer::Rendered(rendered), _) => {
                    self.mark_first("periplus-manifests");
                    self.outcome.update(|o| o.absorb(generation, millis, rendered));
                }
                (Answer::Refused(problems), Ask::Open(source)) => {
                    let reason = problems.into_iter().next().map(|p| p.message).unwrap_or_default();
                    self.cannot_open(&source, &reason);
                }
                (Answer::Refused(problems), _) => {
                    self.mark_first("periplus-refused");
                    self.outcome.update(|o| o.refuse(generation, problems));
                }
                _ => {}
            },
            Event::Marked(generation, problems) => {
                if self.outcome.with_untracked(|o| o.generation == generation) {
                    self.outcome.update(|o| o.problems = problems);
                }
            }
            Event::Lost(Ask::Render(_), reason) => {
                self.outcome.update(|o| o.refuse(o.generation, vec![lost_problem(reason)]));
            }
            Event::Lost(Ask::Aside(_) | Ask::Overtaken, _) => {}
            Event::Lost(Ask::Open(source), _) => self.cannot_open(&source, "too large, or not what it says"),
            Event::Dead => self.notice.set(Some("The engine could not be started in this browser.".into())),
        }
    }

    fn shows(self, result: &Rendered) -> bool {
        self.outcome.with_untracked(|o| o.shows(result))
    }

    /// Notes when the first answer is shown.
    fn mark_first(self, name: &'static str) {
        if self.outcome.with_untracked(|o| o.generation == 0) {
            request_animation_frame(move || js::mark(name));
        }
    }

    /// An archive is taken off the picker again, with the reason in words.
    fn cannot_open(self, id: &str, reason: &str) {
        self.mark_first("periplus-refused");
        self.wanted.set_value(None);
        let label = self.sources.with_untracked(|all| all.iter().find(|l| l.id == id).map(Listing::label));
        self.sources.update(|all| all.retain(|l| l.id != id));
        files::forget_later(id.to_owned());
        self.notice.set(Some(format!("{} can't be opened: {reason}", label.unwrap_or_default())));
    }

    fn opened(self, source: &Source) {
        let id = source.source.clone();
        self.sources.update(|all| {
            if let Some(listing) = all.iter_mut().find(|l| l.id == id) {
                listing.open(source.clone());
            }
        });
        if let Some((_, change)) = self.wanted.get_value().filter(|(wanted, _)| *wanted == id) {
            self.wanted.set_value(None);
            self.adopt(source, change);
        }
    }

    fn adopt(self, source: &Source, change: Change) {
        self.draft.update(|d| d.choose(source));
        if change == Change::Chose {
            self.notice.set(None);
            files::remember_choice(&source.source);
        }
        self.outcome.update(Outcome::restart);
        self.render(change);
    }

    /// Adds an archive to the picker, opens it, and chooses it if wanted.
    pub(crate) fn add(self, listing: Listing, bytes: js_sys::Uint8Array, choose: Option<Change>) {
        let file = match &listing.origin {
            Origin::Site(file) | Origin::Added(file) => file.clone(),
        };
        let (id, official) = (listing.id.clone(), listing.official);
        self.sources.update(|all| match all.iter_mut().find(|l| l.id == id) {
            Some(known) => *known = listing,
            None => all.push(listing),
        });
        if let Some(change) = choose {
            self.wanted.set_value(Some((id.clone(), change)));
        }
        self.with_engine(|engine| {
            engine.open(&id, OpenFile { file, official, bytes });
            // The page asks for this once it knows what was opened; the engine needs not wait for that.
            if let Some(job) =
                choose.filter(|change| *change == Change::Loaded).and_then(|_| self.next_job(id))
            {
                engine.render(job);
            }
        });
    }

    /// The render to expect once a release of Istio is open.
    fn next_job(self, source: String) -> Option<Job> {
        let draft = self.draft.get_untracked();
        (draft.mode == Mode::Operator).then(|| Draft { source, ..draft }.job()).flatten()
    }

    /// A file of the user's: added, chosen, and kept for the next visit.
    pub(crate) fn add_file(self, file: String, bytes: js_sys::Uint8Array) {
        let id = added_id(&file);
        files::keep_later(id.clone(), file.clone(), bytes.clone());
        let listing =
            Listing { id, version: file.clone(), origin: Origin::Added(file), official: true, opened: None };
        self.add(listing, bytes, Some(Change::Chose));
    }

    /// Chooses a source of the picker; one of the site is fetched first.
    pub(crate) fn choose(self, id: &str, change: Change) {
        let Some(listing) = self.sources.with_untracked(|all| all.iter().find(|l| l.id == id).cloned())
        else {
            return;
        };
        match (&listing.opened, &listing.origin) {
            (Some(source), _) => self.adopt(source, change),
            (None, Origin::Added(_)) => self.wanted.set_value(Some((listing.id, change))),
            (None, Origin::Site(_)) => leptos::task::spawn_local(files::fetch_source(self, listing, change)),
        }
    }

    /// Opens a source of the site without choosing it.
    pub(crate) async fn open_beside(self, id: &str) {
        let listing =
            self.sources.with_untracked(|all| all.iter().find(|l| l.id == id && l.opened.is_none()).cloned());
        if let Some(listing) = listing {
            files::fetch_beside(self, listing).await;
        }
    }

    /// Asks the engine for the draft as it is.
    pub(crate) fn render(self, change: Change) {
        self.record(change);
        if let Some(job) = self.draft.with_untracked(Draft::job) {
            self.with_engine(|engine| engine.render(job));
        }
    }

    /// Asks the engine something beside renders; `None`: it has no answer.
    pub(crate) fn ask(self, job: Job) -> impl Future<Output = Option<Answer>> {
        let (tell, told) = futures_channel::oneshot::channel();
        // Nobody listens any more when the page has moved on: then the answer is dropped.
        self.with_engine(|engine| engine.ask(job, move |answer| drop(tell.send(answer))));
        async move { told.await.ok().flatten() }
    }

    /// What the editor wants to know about a place in its text, as JavaScript; null when there is nothing to say.
    pub(crate) fn ask_for_editor(self, question: Question, text: &str, offset: u32) -> js_sys::Promise {
        let job = self.draft.with_untracked(|d| d.ask(question, text, offset));
        wasm_bindgen_futures::future_to_promise(async move {
            let value = match self.ask(job).await {
                Some(Answer::Completions(found)) => serde_wasm_bindgen::to_value(&found),
                Some(Answer::Description(Some(found))) => serde_wasm_bindgen::to_value(&found),
                _ => return Ok(JsValue::NULL),
            };
            value.map_err(JsValue::from)
        })
    }

    fn with_engine(self, act: impl FnOnce(&Engine)) {
        self.engine.with_value(|engine| {
            if let Some(engine) = engine {
                act(engine);
            }
        });
    }

    /// The bytes of a source that the engine has open.
    pub(crate) fn archive(self, source: &str) -> Option<OpenFile> {
        self.engine.with_value(|engine| engine.as_ref()?.archive(source))
    }

    /// Does something to the editor, once it is there.
    pub(crate) fn with_editor(self, act: impl FnOnce(&Editor)) {
        self.editor.with_value(|editor| {
            if let Some(editor) = editor {
                act(editor);
            }
        });
    }

    /// The user typed.
    pub(crate) fn typed(self, text: String) {
        self.draft.update(|d| d.set_text(text));
        self.render(Change::Typed);
    }

    /// A choice in the bar, as an edit of the text. Says so when the text has to be edited by hand.
    pub(crate) fn set(self, setting: Setting, value: &str) {
        let is_typed = matches!(setting, Setting::Revision | Setting::Namespace);
        let change = if is_typed { Change::Typed } else { Change::Chose };
        if self.draft.try_update(|d| d.set_beside(setting, value)) == Some(true) {
            return self.render(change);
        }
        let Some(edit) = self.draft.with_untracked(|d| d.set(setting, value)) else { return };
        let (from, to, text) = self.draft.with_untracked(|d| {
            let text = d.text();
            (utf16(text, edit.from), utf16(text, edit.to), edit.apply(text))
        });
        self.with_editor(|editor| editor.edit(from, to, &edit.insert));
        self.draft.update(|d| d.set_text(text));
        self.render(change);
    }

    /// Edits the other kind of input.
    pub(crate) fn switch(self, mode: Mode) {
        if mode == Mode::Operator {
            self.leave_chart();
        }
        self.draft.update(|d| d.switch(mode));
        self.outcome.update(Outcome::restart);
        self.render(Change::Chose);
    }

    /// An IstioOperator needs a release: one that is open takes the place of a single chart.
    fn leave_chart(self) {
        let is_pack = |l: &Listing| l.opened.as_ref().is_some_and(|s| s.is_pack);
        let pack = self.sources.with_untracked(|all| {
            let now = self.draft.with_untracked(|d| d.source.clone());
            let stays = all.iter().any(|l| l.id == now && is_pack(l));
            all.iter().find(|l| !stays && is_pack(l)).and_then(|l| l.opened.clone())
        });
        if let Some(pack) = pack {
            self.draft.update(|d| d.choose(&pack));
        }
    }

    /// Works on an example.
    pub(crate) fn take_example(self, example: Example) {
        self.leave_chart();
        self.draft.update(|d| d.take(example));
        self.choice.set(None);
        self.notice.set(None);
        self.outcome.update(Outcome::restart);
        self.render(Change::Chose);
    }

    /// Changes something beside the text, such as which releases there are.
    pub(crate) fn change_draft(self, how: Change, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.render(how);
    }

    /// The manifest to show.
    pub(crate) fn shown(self) -> Option<Manifest> {
        self.choice.with(|choice| self.outcome.with(|o| o.follow(choice.as_ref()).cloned()))
    }

    /// The generation of the newest answer, and whether it is none, so that what is shown is older.
    pub(crate) fn result(self) -> Memo<(u32, bool)> {
        Memo::new(move |_| self.outcome.with(|o| (o.generation, o.stale)))
    }

    /// What the chosen source is.
    pub(crate) fn source(self) -> Option<Listing> {
        self.listing.get()
    }

    /// The same, without following it.
    pub(crate) fn source_now(self) -> Option<Listing> {
        self.listing.get_untracked()
    }

    /// Whether a problem is about the text in the editor, and so marked there.
    pub(crate) fn is_here(self, problem: &Problem) -> bool {
        let here = self.draft.with(|d| match d.mode {
            Mode::Operator => true,
            Mode::Helm => d.releases.get(d.active).is_some_and(|r| r.name == problem.release),
        });
        here && problem.file.is_empty() && problem.line > 0
    }
}

fn lost_problem(reason: Reason) -> Problem {
    let message = match reason {
        Reason::Slow => {
            format!("The render was stopped: it took longer than {} seconds.", RENDER_MILLIS / 1000)
        }
        Reason::Broken => "The render was stopped: it nests too deeply or needs too much memory.".to_owned(),
    };
    Problem::error(message)
}
