//! What is asked ahead of the page: the script that starts the engine knows what a first visit asks for, long before the
//! page runs. The answers wait until the page asks the same.

use crate::handle::Answering;
use crate::marks::Later;
use crate::session::Session;
use crate::wire::{Job, Request, Response};

/// The generation of a request that nobody waits for yet; a page counts from 1.
const AHEAD: u32 = 0;

/// An answer, and what comes later of it.
type Answered = (Response, Option<Later>);

/// Answers that wait for their questions.
#[derive(Default)]
pub(crate) struct Ahead {
    waiting: Vec<(Job, Answered)>,
    /// The page asks for itself by now: what comes ahead of it would come too late.
    is_over: bool,
}

/// Answers a request of the page; `None`: it is one ahead of it. `now` counts milliseconds.
pub fn answer_page(
    session: &mut Session,
    request: Request,
    answering: Answering,
    now: &dyn Fn() -> f64,
) -> Option<Answered> {
    let is_ahead = request.generation == AHEAD;
    if is_ahead && session.ahead.is_over {
        return None;
    }
    if !is_ahead && let Some(answered) = take(session, &request) {
        return Some(answered);
    }
    let (job, start) = (is_ahead.then(|| request.job.clone()), now());
    let (response, later) = answering(session, request);
    let answered = (Response { millis: now() - start, ..response }, later);
    let Some(job) = job else { return Some(answered) };
    session.ahead.waiting.push((job, answered));
    None
}

/// The answer that waits for this request, if one does. They are of no use once another archive is opened or another
/// render asked for, which has to send the page all of its texts.
fn take(session: &mut Session, request: &Request) -> Option<Answered> {
    session.ahead.is_over = true;
    let waiting = &mut session.ahead.waiting;
    if waiting.first().is_some_and(|(job, _)| is_same(job, &request.job)) {
        let (_, (response, later)) = waiting.remove(0);
        let generation = request.generation;
        return Some((Response { generation, ..response }, later.map(|later| later.of(generation))));
    }
    let is_other = matches!(request.job, Job::Open(_) | Job::Generate(_) | Job::Template(_));
    if is_other && !std::mem::take(waiting).is_empty() {
        session.forget_sent();
    }
    None
}

/// Only what is asked ahead is compared.
fn is_same(a: &Job, b: &Job) -> bool {
    match (a, b) {
        (Job::Open(a), Job::Open(b)) => a == b,
        (Job::Generate(a), Job::Generate(b)) => a == b,
        _ => false,
    }
}
