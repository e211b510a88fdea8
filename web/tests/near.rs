//! The near engine: what it takes, and what it needs before.

use periplus_wasm::wire::{Job, Operator};
use periplus_web::near::{Near, Todo};

fn job(text: &str) -> Job {
    Job::Generate(Operator { source: "1.30.3".into(), text: text.into(), kube_version: String::new() })
}

fn in_step() -> Near {
    let mut near = Near::default();
    near.worker_rendered(&job("a"), 3.0);
    near.loaded();
    near.opened("1.30.3".into());
    near.compared(true);
    near
}

#[test]
fn takes_renders_once_it_has_given_the_same_as_the_worker() {
    let mut near = Near::default();
    assert_eq!(near.todo(), None, "nothing before the worker has answered");
    near.worker_rendered(&job("a"), 3.0);
    assert_eq!(near.todo(), Some(Todo::Load));
    near.loaded();
    assert_eq!(near.todo(), Some(Todo::Open("1.30.3".into())));
    near.opened("1.30.3".into());
    assert_eq!(near.todo(), Some(Todo::Compare(job("a"))));
    assert!(!near.takes(&job("b")));
    near.compared(true);
    assert!(near.takes(&job("b")));
    assert_eq!(near.todo(), None);
}

#[test]
fn takes_nothing_where_it_gave_something_else() {
    let mut near = in_step();
    near.worker_rendered(&job("b"), 3.0);
    assert!(!near.takes(&job("c")), "the page shows what the worker said");
    near.compared(false);
    assert!(!near.takes(&job("c")));
    assert_eq!(near.todo(), None, "nothing to try before the worker has answered something else");
}

#[test]
fn leaves_to_the_worker_what_takes_long() {
    let mut near = in_step();
    near.worker_rendered(&job("b"), 13.0);
    assert_eq!((near.todo(), near.takes(&job("c"))), (None, false));
    let long = "#".repeat(70_000);
    assert!(!in_step().takes(&job(&long)));
    let mut near = in_step();
    near.worker_rendered(&job(&long), 3.0);
    assert_eq!(near.todo(), None);
}

#[test]
fn leaves_archives_that_take_long_to_open() {
    let mut near = Near::default();
    near.worker_opened("1.30.3", 300.0);
    near.worker_rendered(&job("a"), 3.0);
    assert_eq!(near.todo(), None);
    near.replaced("1.30.3");
    near.worker_opened("1.30.3", 20.0);
    near.worker_rendered(&job("a"), 3.0);
    assert_eq!(near.todo(), Some(Todo::Load));
}

#[test]
fn leaves_to_the_worker_what_may_repeat_itself() {
    assert!(!in_step().takes(&job("a: &x [*x]")));
}

#[test]
fn takes_renders_of_open_sources_alone() {
    let other =
        Job::Generate(Operator { source: "1.29.0".into(), text: String::new(), kube_version: String::new() });
    assert!(!in_step().takes(&other));
    assert!(!in_step().takes(&Job::Recognise("a".into())));
    let mut near = in_step();
    near.replaced("1.30.3");
    assert!(!near.takes(&job("b")));
    near.worker_rendered(&job("b"), 3.0);
    assert_eq!(near.todo(), Some(Todo::Open("1.30.3".into())));
}

#[test]
fn leaves_it_to_the_worker_when_the_page_was_held_up() {
    let mut near = in_step();
    near.rendered(20.0);
    assert!(near.takes(&job("b")));
    near.rendered(40.0);
    assert_eq!((near.todo(), near.takes(&job("b"))), (None, false));
}

#[test]
fn gives_up_until_the_worker_has_answered() {
    let mut near = in_step();
    near.gives_up();
    assert_eq!((near.todo(), near.takes(&job("b"))), (None, false));
    near.worker_rendered(&job("b"), 3.0);
    assert_eq!(near.todo(), Some(Todo::Compare(job("b"))));
}
