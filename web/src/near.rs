//! When the near engine, which runs in the page's own thread, answers instead of the worker: it is as soon as a letter is
//! shown, but what takes long would hold up the page. So it takes what the worker has answered within milliseconds, from
//! when it has given the very same answer.

use periplus_wasm::wire::Job;
use std::collections::BTreeSet;

/// Milliseconds that a render may take to be done in the page's own thread.
const MOST_MILLIS: f64 = 12.0;
/// Milliseconds after which the page's own thread was held up.
const HELD_UP_MILLIS: f64 = 30.0;
/// Milliseconds that the worker may take to open an archive that the page's own thread then opens, too.
const MOST_OPEN_MILLIS: f64 = 200.0;
/// Bytes that its texts may have.
const MOST_BYTES: usize = 64 << 10;

/// What is to be done while the page has nothing else to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Todo {
    /// Load the engine.
    Load,
    /// Open this source.
    Open(String),
    /// Render this, and see whether it is what the page shows.
    Compare(Job),
}

/// How far the near engine is.
#[derive(Debug, Default)]
pub struct Near {
    is_loaded: bool,
    open: BTreeSet<String>,
    /// Sources that take long to open.
    slow: BTreeSet<String>,
    /// What the worker has answered last, if it was little work.
    answered: Option<Job>,
    /// Whether the near engine knows all that the page shows.
    in_step: bool,
}

impl Near {
    /// The worker has opened a source, in so many milliseconds.
    pub fn worker_opened(&mut self, source: &str, millis: f64) {
        if millis > MOST_OPEN_MILLIS {
            self.slow.insert(source.to_owned());
        }
    }

    /// The worker has answered with a result, after so many milliseconds.
    pub fn worker_rendered(&mut self, job: &Job, millis: f64) {
        self.in_step = false;
        self.answered = Some(job.clone()).filter(|job| millis <= MOST_MILLIS && is_short(job));
    }

    /// The near engine has answered, after so many milliseconds.
    pub fn rendered(&mut self, millis: f64) {
        if millis > HELD_UP_MILLIS {
            self.gives_up();
        }
    }

    /// The worker answers from now on, until it has given a result.
    pub fn gives_up(&mut self) {
        (self.in_step, self.answered) = (false, None);
    }

    /// Another archive has this name now.
    pub fn replaced(&mut self, source: &str) {
        self.open.remove(source);
        self.slow.remove(source);
        self.gives_up();
    }

    /// What is left to be done before it can take a job like the last.
    pub fn todo(&self) -> Option<Todo> {
        let job = self.answered.as_ref().filter(|_| !self.in_step)?;
        let (source, _) = written(job).filter(|(source, _)| !self.slow.contains(*source))?;
        Some(match () {
            () if !self.is_loaded => Todo::Load,
            () if !self.open.contains(source) => Todo::Open(source.to_owned()),
            () => Todo::Compare(job.clone()),
        })
    }

    /// It is loaded.
    pub fn loaded(&mut self) {
        self.is_loaded = true;
    }

    /// A source is open in it.
    pub fn opened(&mut self, source: String) {
        self.open.insert(source);
    }

    /// It has rendered what the worker had: whether both gave the same.
    pub fn compared(&mut self, is_same: bool) {
        (self.in_step, self.answered) = (is_same, None);
    }

    /// Whether it takes this job.
    pub fn takes(&self, job: &Job) -> bool {
        let is_open = |(source, _): (&str, Vec<&str>)| self.open.contains(source);
        self.in_step && is_short(job) && written(job).is_some_and(is_open)
    }
}

/// Whether its texts are short, and have no anchors: what repeats itself is left to the worker, which can be ended.
fn is_short(job: &Job) -> bool {
    let fits = |(_, texts): (&str, Vec<&str>)| {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        bytes <= MOST_BYTES && !texts.iter().any(|text| text.contains('&'))
    };
    written(job).is_some_and(fits)
}

/// The source of a render, and its texts.
fn written(job: &Job) -> Option<(&str, Vec<&str>)> {
    match job {
        Job::Generate(operator) => Some((&operator.source, vec![&operator.text])),
        Job::Template(all) => Some((&all.source, all.releases.iter().map(|r| r.values.as_str()).collect())),
        _ => None,
    }
}
