//! What is asked before the page runs is answered when the page asks the same, and never instead of something else.

#![cfg(feature = "engine")]

mod common;

use periplus_wasm::wire::{Answer, Archive, Job, Operator, Release, Releases, Request, Response};
use periplus_wasm::{Later, Session, answer, answer_page};
use std::cell::Cell;

const CHART: [(&str, &str); 3] = [
    ("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
    ("web/values.yaml", "name: from-chart\n"),
    ("web/templates/all.yaml", "kind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n"),
];

fn open(source: &str) -> Job {
    let bytes = common::tgz(&CHART);
    Job::Open(Archive { source: source.into(), file: "web.tgz".into(), official: false, bytes })
}

fn generate(text: &str) -> Job {
    Job::Generate(Operator { source: "site".into(), text: text.into(), kube_version: String::new() })
}

fn template() -> Job {
    let release =
        Release { name: "r".into(), chart: "web".into(), namespace: "n".into(), values: String::new() };
    Job::Template(Releases { source: "site".into(), kube_version: String::new(), releases: vec![release] })
}

fn ask(session: &mut Session, generation: u32, job: Job) -> Option<Response> {
    Some(ask_whole(session, generation, job)?.0)
}

/// The answer, and what comes later. A clock that goes on by one with each look: two looks belong to one render.
fn ask_whole(session: &mut Session, generation: u32, job: Job) -> Option<(Response, Option<Later>)> {
    let time = Cell::new(0.0);
    let now = || {
        time.set(time.get() + 1.0);
        time.get()
    };
    answer_page(session, Request { generation, fresh: false, job }, answer, &now)
}

#[test]
fn what_was_asked_ahead_is_answered_to_the_page_with_its_own_number_and_time() {
    let mut session = Session::default();
    assert_eq!(ask(&mut session, 0, open("site")), None, "nobody hears of it yet");
    let told = ask(&mut session, 1, open("site")).expect("the page hears of it");
    assert!(matches!(&told.answer, Answer::Opened(source) if source.source == "site"), "{told:?}");
    assert_eq!((told.generation, told.millis), (1, 1.0), "the time is that of the work, not of the wait");

    let mut session = Session::default();
    assert_eq!(ask(&mut session, 0, generate("kind: X")), None);
    let told = ask(&mut session, 5, generate("kind: X")).expect("the page hears of it");
    assert!(
        matches!(told, Response { generation: 5, millis: 1.0, answer: Answer::Refused(_), .. }),
        "{told:?}"
    );
}

#[test]
fn marks_that_come_later_have_the_number_of_the_pages_request() {
    let mut session = Session::default();
    for job in [open("site"), generate("kind: X")] {
        assert_eq!(ask(&mut session, 0, job), None);
    }
    ask(&mut session, 1, open("site"));
    let (_, later) = ask_whole(&mut session, 2, generate("kind: X")).expect("an answer");
    let later = later.expect("the schema is still to be made").finish(&mut session);
    assert_eq!(later.generation, 2);
}

#[test]
fn another_question_is_answered_as_if_nothing_had_been_asked_ahead() {
    let ahead = |last: Job| {
        let mut session = Session::default();
        for job in [open("site"), template()] {
            ask(&mut session, 0, job);
        }
        ask(&mut session, 1, last).expect("an answer").answer
    };
    let without = |last: Job| {
        let mut session = Session::default();
        ask(&mut session, 1, open("site"));
        ask(&mut session, 2, last).expect("an answer").answer
    };
    assert_eq!(
        ahead(template()),
        without(template()),
        "all texts come along, though the engine has sent them once"
    );
    assert_eq!(ahead(generate("kind: X")), without(generate("kind: X")));
    assert_eq!(ahead(open("other")), without(open("other")));
}

#[test]
fn what_comes_ahead_after_the_page_has_asked_is_left() {
    let mut session = Session::default();
    ask(&mut session, 1, open("site"));
    let full = ask(&mut session, 2, template()).expect("an answer");
    assert_eq!(ask(&mut session, 0, open("site")), None);
    assert_eq!(ask(&mut session, 0, template()), None);
    let same = ask(&mut session, 3, template()).expect("an answer");
    let texts = |response: &Response| match &response.answer {
        Answer::Rendered(rendered) => rendered.documents.iter().filter(|d| d.text.is_some()).count(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (texts(&full), texts(&same)),
        (1, 0),
        "the page has the text, and the engine knows that it has"
    );
}
