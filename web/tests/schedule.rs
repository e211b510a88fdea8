//! Requests to the worker: one at a time, the newest wins, a lost worker is made whole again.

use periplus_web::schedule::{Ask, Lane, Post};

fn started() -> Lane<&'static str> {
    let mut lane = Lane::default();
    assert_eq!(lane.started(), None);
    lane
}

fn asks(post: Option<Post<&'static str>>) -> Option<Ask<&'static str>> {
    post.map(|p| p.ask)
}

#[test]
fn nothing_is_posted_before_the_worker_is_ready() {
    let mut lane = Lane::default();
    assert_eq!(lane.open("1.30.3"), None);
    assert_eq!(lane.render("a"), None);
    assert_eq!(asks(lane.started()), Some(Ask::Open("1.30.3".into())));
}

#[test]
fn the_newest_render_wins_and_the_ones_between_are_never_posted() {
    let mut lane = started();
    let first = lane.render("a").expect("the worker is free");
    assert_eq!(lane.render("b"), None);
    assert_eq!(lane.render("c"), None);
    assert_eq!(lane.answered(first.generation, false), Some(Ask::Render("a")));
    assert_eq!(asks(lane.next_post()), Some(Ask::Render("c")));
    assert_eq!(lane.next_post(), None);
}

#[test]
fn a_render_that_is_under_way_is_not_asked_for_again_and_is_newer_than_what_waited() {
    let mut lane = started();
    let first = lane.render("a").expect("the worker is free");
    lane.render("b");
    assert_eq!(lane.render("a"), None);
    assert_eq!(lane.answered(first.generation, false), Some(Ask::Render("a")));
    assert_eq!(lane.next_post(), None);
}

#[test]
fn an_answer_of_a_worker_that_was_ended_is_not_taken() {
    let mut lane = started();
    let old = lane.render("a").expect("the worker is free");
    assert_eq!(lane.lost(), Some(Ask::Render("a")));
    assert_eq!(lane.answered(old.generation, false), None);
}

#[test]
fn a_new_worker_opens_the_same_archives_and_renders_what_waits_but_not_what_ended_it() {
    let mut lane = started();
    let open = lane.open("1.30.3").expect("the worker is free");
    assert_eq!(lane.answered(open.generation, false), Some(Ask::Open("1.30.3".into())));
    assert_eq!(asks(lane.render("endless")), Some(Ask::Render("endless")));
    assert_eq!(lane.render("fixed"), None);
    assert_eq!(lane.lost(), Some(Ask::Render("endless")));
    let open = lane.started().expect("archives come first");
    assert_eq!(open.ask, Ask::Open("1.30.3".into()));
    assert!(lane.waits_for(open.generation));
    assert!(lane.answered(open.generation, false).is_some());
    assert_eq!(asks(lane.next_post()), Some(Ask::Render("fixed")));
}

#[test]
fn an_archive_that_ends_the_worker_is_not_opened_again() {
    let mut lane = started();
    assert!(lane.open("bomb").is_some());
    assert_eq!(lane.lost(), Some(Ask::Open("bomb".into())));
    assert_eq!(lane.started(), None);
}

#[test]
fn an_archive_that_was_refused_is_not_opened_again() {
    let mut lane = started();
    let open = lane.open("no archive").expect("the worker is free");
    assert_eq!(lane.answered(open.generation, true), Some(Ask::Open("no archive".into())));
    assert_eq!(lane.lost(), None);
    assert_eq!(lane.started(), None);
}

#[test]
fn a_fuller_engine_is_asked_the_same_unless_something_newer_waits() {
    let mut lane = started();
    assert!(lane.render("keys").is_some());
    lane.lost_unanswered();
    assert_eq!(asks(lane.started()), Some(Ask::Render("keys")));
    let mut lane = started();
    assert!(lane.render("keys").is_some());
    assert_eq!(lane.render("newer"), None);
    lane.lost_unanswered();
    assert_eq!(asks(lane.started()), Some(Ask::Render("newer")));
    let mut lane = started();
    assert!(lane.open("pack").is_some());
    lane.lost_unanswered();
    assert_eq!(asks(lane.started()), Some(Ask::Open("pack".into())));
}

#[test]
fn questions_are_answered_in_their_turn_before_a_render_that_waits() {
    let mut lane = started();
    let first = lane.render("a").expect("the worker is free");
    assert_eq!((lane.render("b"), lane.ask("hover"), lane.ask("keys")), (None, None, None));
    lane.answered(first.generation, false);
    let mut order = Vec::new();
    while let Some(post) = lane.next_post() {
        lane.answered(post.generation, false);
        order.push(post.ask);
    }
    assert_eq!(order, [Ask::Aside("hover"), Ask::Aside("keys"), Ask::Render("b")]);
}

#[test]
fn a_render_that_was_overtaken_elsewhere_is_answered_to_nobody() {
    let mut lane = started();
    let first = lane.render("a").expect("the worker is free");
    lane.render("b");
    assert_eq!(lane.number(), first.generation + 1, "what is rendered elsewhere is newer");
    lane.overtaken();
    assert_eq!(lane.render("a"), None, "the worker is still busy, but not with what anybody waits for");
    assert_eq!(lane.answered(first.generation, false), Some(Ask::Overtaken));
    let again = lane.next_post().expect("the worker is free");
    assert_eq!((again.ask, again.generation), (Ask::Render("a"), first.generation + 2));
}

#[test]
fn a_worker_that_is_lost_with_an_overtaken_render_is_not_asked_for_it_again() {
    let mut lane = started();
    lane.render("a").expect("the worker is free");
    lane.overtaken();
    lane.lost_unanswered();
    assert_eq!(lane.started(), None);
}
