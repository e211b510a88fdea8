//! What a worker answers: a chart of our own, opened and rendered request by request.

#![cfg(feature = "engine")]

mod common;

use periplus_wasm::wire::{Answer, Archive, Job, Release, Releases, Rendered, Request, Severity, Source};
use periplus_wasm::{Session, handle};

const TEMPLATE: &str = "kind: ConfigMap\nmetadata:\n  name: {{ required \"a name, please\" .Values.name }}\n---\nkind: Secret\nmetadata:\n  name: fixed\n";

fn open(session: &mut Session, bytes: Vec<u8>) -> Answer {
    let archive = Archive { source: "added:web.tgz".into(), file: "web.tgz".into(), official: true, bytes };
    handle(session, Request { generation: 1, fresh: false, job: Job::Open(archive) }).answer
}

fn opened() -> Session {
    let mut session = Session::default();
    let files = [
        ("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
        ("web/values.yaml", "name: from-chart\n"),
        ("web/templates/all.yaml", TEMPLATE),
    ];
    let answer = open(&mut session, common::tgz(&files));
    assert!(
        matches!(&answer, Answer::Opened(Source { is_pack: false, version, .. }) if version == "0.1.0"),
        "{answer:?}"
    );
    session
}

fn render(session: &mut Session, releases: &[(&str, &str)]) -> Rendered {
    let release = |(name, values): &(&str, &str)| Release {
        name: (*name).into(),
        chart: "web".into(),
        namespace: "default".into(),
        values: (*values).into(),
    };
    let releases = Releases {
        source: "added:web.tgz".into(),
        kube_version: String::new(),
        releases: releases.iter().map(release).collect(),
    };
    let response = handle(session, Request { generation: 7, fresh: false, job: Job::Template(releases) });
    assert_eq!(response.generation, 7);
    match response.answer {
        Answer::Rendered(rendered) => rendered,
        other => panic!("no result: {other:?}"),
    }
}

/// `kind/name`, with `*` when the text came along and `~` when it is an earlier result.
fn told(rendered: &Rendered) -> Vec<String> {
    let mark = |new: bool, stale: bool| [if new { "*" } else { "" }, if stale { "~" } else { "" }].concat();
    rendered
        .documents
        .iter()
        .map(|d| format!("{}/{}{}", d.kind, d.name, mark(d.text.is_some(), d.stale)))
        .collect()
}

#[test]
fn a_text_comes_along_only_when_it_is_new() {
    let mut session = opened();
    assert_eq!(told(&render(&mut session, &[("a", "")])), ["Secret/fixed*", "ConfigMap/from-chart*"]);
    assert_eq!(told(&render(&mut session, &[("a", "")])), ["Secret/fixed", "ConfigMap/from-chart"]);
    assert_eq!(told(&render(&mut session, &[("a", "name: mine\n")])), ["Secret/fixed", "ConfigMap/mine*"]);
}

#[test]
fn the_values_are_the_charts_with_the_users_on_top() {
    let rendered = render(&mut opened(), &[("a", "other: 1\n")]);
    assert_eq!(rendered.values[0].text, "name: from-chart\nother: 1\n");
}

#[test]
fn a_release_that_fails_keeps_its_last_good_result_and_hides_no_other() {
    let mut session = opened();
    render(&mut session, &[("a", ""), ("b", "name: b\n")]);
    let rendered = render(&mut session, &[("a", "name: null\n"), ("b", "name: b\n")]);
    assert_eq!(told(&rendered), ["Secret/fixed~", "ConfigMap/from-chart~", "Secret/fixed", "ConfigMap/b"]);
    let problem = &rendered.problems[0];
    assert_eq!((problem.severity, problem.release.as_str()), (Severity::Error, "a"));
    assert!(problem.message.contains("a name, please"), "{}", problem.message);
    assert_eq!((problem.file.as_str(), problem.line), ("web/templates/all.yaml", 3));
}

#[test]
fn two_releases_of_one_name_and_kind_are_told_apart() {
    let mut session = opened();
    let rendered = render(&mut session, &[("a", ""), ("a", "name: second\n")]);
    let ids: Vec<&str> = rendered.documents.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(
        ids,
        ["a/Secret//fixed", "a/ConfigMap//from-chart", "a/Secret//fixed#2", "a/ConfigMap//second"]
    );
}

#[test]
fn values_that_are_no_yaml_are_refused_where_they_break() {
    let rendered = render(&mut opened(), &[("a", "name: [\n")]);
    assert!(rendered.documents.is_empty());
    let problem = &rendered.problems[0];
    assert!(problem.message.contains("yaml"), "{}", problem.message);
    assert_eq!((problem.file.as_str(), problem.line > 0), ("", true), "{problem:?}");
}

#[test]
fn bytes_that_are_no_archive_are_refused() {
    for bytes in [&b""[..], b"plain text", b"\x1f\x8b\x08truncated", b"PK\x03\x04"] {
        let answer = open(&mut Session::default(), bytes.to_vec());
        assert!(
            matches!(&answer, Answer::Refused(problems) if !problems[0].message.is_empty()),
            "{answer:?}"
        );
    }
}

#[test]
fn a_source_that_is_not_open_is_an_error_of_the_request() {
    let job = Job::Generate(periplus_wasm::wire::Operator {
        source: "nowhere".into(),
        text: String::new(),
        kube_version: String::new(),
    });
    let answer = handle(&mut Session::default(), Request { generation: 1, fresh: false, job }).answer;
    assert!(
        matches!(&answer, Answer::Refused(problems) if problems[0].message.contains("nowhere")),
        "{answer:?}"
    );
}

/// Builds with keys and without them: tests of the whole workspace have them, those of this crate alone don't.
#[test]
fn a_function_that_a_build_leaves_out_is_told_apart_from_other_failures() {
    let mut session = Session::default();
    let template = "kind: Secret\nmetadata:\n  name: {{ if .Values.key }}{{ genPrivateKey \"ed25519\" | len }}{{ end }}x\n";
    let chart = "apiVersion: v2\nname: web\nversion: 0.1.0\n";
    open(&mut session, common::tgz(&[("web/Chart.yaml", chart), ("web/templates/all.yaml", template)]));
    let mut answer = |values: &str| {
        let release = Release {
            name: "a".into(),
            chart: "web".into(),
            namespace: String::new(),
            values: values.into(),
        };
        let releases =
            Releases { source: "added:web.tgz".into(), releases: vec![release], kube_version: String::new() };
        let response =
            handle(&mut session, Request { generation: 1, fresh: false, job: Job::Template(releases) });
        let Answer::Rendered(rendered) = response.answer else { panic!("no result") };
        (response.absent, rendered.problems.is_empty())
    };
    assert_eq!(answer(""), (false, true));
    assert_eq!(answer("key: ["), (false, false));
    let (absent, rendered) = answer("key: true");
    assert_ne!(absent, rendered);
}
