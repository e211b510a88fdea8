//! What the worker is asked and when: one request at a time, the newest wins, and a worker that doesn't answer is ended.
//! Time and the worker itself are the caller's.

use std::collections::VecDeque;

/// Milliseconds that a render may take before the worker is ended.
pub const RENDER_MILLIS: u32 = 5_000;
/// Milliseconds that a render may take where it makes keys and certificates.
pub const FULL_RENDER_MILLIS: u32 = 30_000;
/// Milliseconds that opening an archive may take.
pub const OPEN_MILLIS: u32 = 30_000;

/// A request to post. `J` is a render job, sources are opened by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask<J> {
    /// Open the archive that the caller keeps under this name.
    Open(String),
    /// Something about the text, asked beside renders.
    Aside(J),
    /// Render.
    Render(J),
    /// A render whose answer nobody needs by now.
    Overtaken,
}

impl<J> Ask<J> {
    /// How long the worker may take for it; `full` for the engine that makes keys and certificates.
    pub fn patience(&self, full: bool) -> u32 {
        match self {
            Ask::Open(_) => OPEN_MILLIS,
            Ask::Render(_) | Ask::Aside(_) | Ask::Overtaken if full => FULL_RENDER_MILLIS,
            Ask::Render(_) | Ask::Aside(_) | Ask::Overtaken => RENDER_MILLIS,
        }
    }
}

/// Something to post, with the generation that the answer will carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post<J> {
    /// Grows by one with each post.
    pub generation: u32,
    /// What to ask.
    pub ask: Ask<J>,
}

/// One worker and what waits for it.
#[derive(Clone, Debug)]
pub struct Lane<J> {
    ready: bool,
    generation: u32,
    busy: Option<Post<J>>,
    opens: VecDeque<String>,
    asides: VecDeque<J>,
    newest: Option<J>,
    opened: Vec<String>,
}

impl<J: Clone> Default for Lane<J> {
    fn default() -> Self {
        Self {
            ready: false,
            generation: 0,
            busy: None,
            opens: VecDeque::new(),
            asides: VecDeque::new(),
            newest: None,
            opened: Vec::new(),
        }
    }
}

impl<J: Clone + PartialEq> Lane<J> {
    /// Wants a render; one that still waits is forgotten, one that is under way is not asked for again.
    pub fn render(&mut self, job: J) -> Option<Post<J>> {
        let is_under_way = matches!(&self.busy, Some(Post { ask: Ask::Render(busy), .. }) if *busy == job);
        self.newest = Some(job).filter(|_| !is_under_way);
        self.next_post()
    }

    /// Wants something answered beside renders, in its turn; before a render that waits.
    pub fn ask(&mut self, job: J) -> Option<Post<J>> {
        self.asides.push_back(job);
        self.next_post()
    }

    /// Wants an archive opened; before renders that wait.
    pub fn open(&mut self, source: &str) -> Option<Post<J>> {
        self.opens.push_back(source.to_owned());
        self.next_post()
    }

    /// The worker's wasm runs.
    pub fn started(&mut self) -> Option<Post<J>> {
        self.ready = true;
        self.next_post()
    }

    /// What the answer with this generation was asked for; `None` for an answer nobody waits for. An archive that was
    /// opened is opened again in the next worker, one that was refused is not.
    pub fn answered(&mut self, generation: u32, refused: bool) -> Option<Ask<J>> {
        let post = self.busy.take_if(|post| post.generation == generation)?;
        if let Ask::Open(source) = &post.ask
            && !refused
            && !self.opened.contains(source)
        {
            self.opened.push(source.clone());
        }
        Some(post.ask)
    }

    /// The next thing to post, if the worker is free.
    pub fn next_post(&mut self) -> Option<Post<J>> {
        if !self.ready || self.busy.is_some() {
            return None;
        }
        let open = self.opens.pop_front().map(Ask::Open);
        let aside = |asides: &mut VecDeque<J>| asides.pop_front().map(Ask::Aside);
        let ask = open.or_else(|| aside(&mut self.asides)).or_else(|| self.newest.take().map(Ask::Render))?;
        let post = Post { generation: self.number(), ask };
        self.busy = Some(post.clone());
        Some(post)
    }

    /// The next generation.
    pub fn number(&mut self) -> u32 {
        self.generation = self.generation.wrapping_add(1);
        self.generation
    }

    /// Something newer has been rendered elsewhere: renders that wait or are under way are of no use.
    pub fn overtaken(&mut self) {
        self.newest = None;
        if let Some(Post { ask: ask @ Ask::Render(_), .. }) = &mut self.busy {
            *ask = Ask::Overtaken;
        }
    }

    /// Whether this request is still unanswered.
    pub fn waits_for(&self, generation: u32) -> bool {
        self.busy.as_ref().is_some_and(|post| post.generation == generation)
    }

    /// The worker is gone before it could answer as it should: the next one is asked the same, unless
    /// something newer waits.
    pub fn lost_unanswered(&mut self) {
        match self.lost() {
            Some(Ask::Render(job)) => {
                self.newest.get_or_insert(job);
            }
            Some(Ask::Aside(job)) => self.asides.push_front(job),
            Some(Ask::Open(source)) => self.opens.push_front(source),
            Some(Ask::Overtaken) | None => {}
        }
    }

    /// The worker is gone: what it was busy with is given up and returned, a new worker opens all archives again.
    pub fn lost(&mut self) -> Option<Ask<J>> {
        self.ready = false;
        let waiting = std::mem::take(&mut self.opens);
        self.opens = self.opened.drain(..).chain(waiting).collect();
        self.busy.take().map(|post| post.ask)
    }
}
