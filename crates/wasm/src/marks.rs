//! Marks in the texts of a render, beside what the engine says. They need the schema of a text, which takes longer to
//! make than a render takes: the first time they come in a response of their own.

use crate::assist;
use crate::session::Session;
use crate::wire::{Answer, Job, Problem, Response};

/// A text to look for marks in.
struct Written {
    source: String,
    /// The chart whose values it is; `None` for an IstioOperator.
    chart: Option<String>,
    release: String,
    text: String,
}

/// The texts of a render, to be looked at once it is done.
pub(crate) struct Texts(Vec<Written>);

impl Texts {
    /// Those of a job.
    pub(crate) fn of(job: &Job) -> Self {
        let text = |source: &str, chart: Option<&str>, release: &str, text: &str| Written {
            source: source.to_owned(),
            chart: chart.map(str::to_owned),
            release: release.to_owned(),
            text: text.to_owned(),
        };
        Self(match job {
            Job::Generate(asked) => vec![text(&asked.source, None, "", &asked.text)],
            Job::Template(asked) => {
                let of = |r: &crate::wire::Release| text(&asked.source, Some(&r.chart), &r.name, &r.values);
                asked.releases.iter().map(of).collect()
            }
            _ => Vec::new(),
        })
    }

    /// Marks an answer, or says what is left to be done because a schema has to be made for it.
    pub(crate) fn mark(self, session: &mut Session, generation: u32, answer: &mut Answer) -> Option<Later> {
        let (Answer::Rendered(crate::wire::Rendered { problems, .. }) | Answer::Refused(problems)) = answer
        else {
            return None;
        };
        let knows = |text: &Written| assist::knows(session, &text.source, text.chart.as_deref());
        if !self.0.iter().all(knows) {
            return Some(Later { generation, problems: problems.clone(), texts: self });
        }
        *problems = self.marked(session, std::mem::take(problems));
        None
    }

    fn marked(&self, session: &mut Session, problems: Vec<Problem>) -> Vec<Problem> {
        self.0.iter().fold(problems, |problems, Written { source, chart, release, text }| {
            assist::merge(problems, assist::lint(session, source, chart.as_deref(), release, text))
        })
    }
}

/// Marks that are still to be made for an answer.
pub struct Later {
    generation: u32,
    problems: Vec<Problem>,
    texts: Texts,
}

impl Later {
    /// The same for a request of another generation.
    pub(crate) fn of(self, generation: u32) -> Self {
        Self { generation, ..self }
    }

    /// All that is wrong with the input of that answer, as [`Answer::Marked`].
    pub fn finish(self, session: &mut Session) -> Response {
        let Self { generation, problems, texts } = self;
        let answer = Answer::Marked(texts.marked(session, problems));
        Response { generation, millis: 0.0, answer, absent: false }
    }
}
