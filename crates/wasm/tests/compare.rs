//! What a worker answers about two inputs: of long texts only the lines that differ.

#![cfg(feature = "migrate")]

mod common;

use periplus_wasm::wire::{
    Answer, Archive, Change, Comparison, FieldDifference, Input, Job, Release, Releases, Request,
};
use periplus_wasm::{Session, handle_all};

const TEMPLATE: &str =
    "kind: ConfigMap\nmetadata:\n  name: long\ndata:\n  text: {{ .Values.text | toYaml | nindent 4 }}\n";

/// The fields that differ when a long text is another one.
fn fields(before: &str, after: &str) -> Vec<FieldDifference> {
    let mut session = Session::default();
    let source = "added:web.tgz".to_owned();
    let chart = "apiVersion: v2\nname: web\nversion: 0.1.0\n";
    let bytes = common::tgz(&[("web/Chart.yaml", chart), ("web/templates/all.yaml", TEMPLATE)]);
    let archive = Archive { source: source.clone(), file: "web.tgz".into(), official: true, bytes };
    let mut ask = |job| handle_all(&mut session, Request { generation: 1, fresh: false, job }).answer;
    assert!(matches!(ask(Job::Open(archive)), Answer::Opened(_)));
    let input = |text: &str| {
        let values = format!("text: |\n  {}\n", text.replace('\n', "\n  "));
        let (name, chart, namespace) = ("a".into(), "web".into(), "default".into());
        let release = Release { name, chart, namespace, values };
        let releases =
            Releases { source: source.clone(), kube_version: String::new(), releases: vec![release] };
        Input::Releases(releases)
    };
    match ask(Job::Compare(Comparison { before: input(before), after: input(after) })) {
        Answer::Compared(mut resources) => resources.pop().map(|r| r.fields).unwrap_or_default(),
        other => panic!("no comparison: {other:?}"),
    }
}

fn told(field: &FieldDifference) -> Vec<String> {
    let sign = |change| match change {
        Some(Change::Removed) => '-',
        Some(_) => '+',
        None => ' ',
    };
    let lines = |hunk: &periplus_wasm::wire::Hunk| {
        let head = format!("@{}", hunk.line);
        let lines = hunk.lines.iter().map(|line| format!("{}{}", sign(line.change), line.text));
        std::iter::once(head).chain(lines).collect::<Vec<_>>()
    };
    field.hunks.iter().flat_map(lines).collect()
}

#[test]
fn of_long_texts_the_lines_that_differ_come_with_one_around_them() {
    let numbers: Vec<String> = (1..=40).map(|n| format!("line {n}")).collect();
    let before = numbers.join("\n");
    let after = before.replace("line 12", "line twelve").replace("\nline 30\n", "\n");
    let found = fields(&before, &after);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].old, &found[0].new), (&None, &None));
    let want = [
        "@11",
        " line 11",
        "-line 12",
        "+line twelve",
        " line 13",
        "@29",
        " line 29",
        "-line 30",
        " line 31",
    ];
    assert_eq!(told(&found[0]), want);
}

#[test]
fn a_line_is_shown_as_it_is() {
    let found = fields("one", "two");
    assert_eq!(found[0].old.as_deref().map(str::trim_end), Some("one"));
    assert_eq!(found[0].new.as_deref().map(str::trim_end), Some("two"));
    assert_eq!(told(&found[0]), Vec::<String>::new());
}
