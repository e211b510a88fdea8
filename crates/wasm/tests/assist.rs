//! What the editor is told with the built-in pack: completions, descriptions, marks and fixes.

#![cfg(feature = "engine")]

mod common;

use periplus_wasm::wire::{
    Answer, Archive, Ask, Completions, Description, Job, Operator, Problem, Question, Release, Releases,
    Request,
};
use periplus_wasm::{Session, handle};
use std::path::Path;

const SOURCE: &str = "builtin";

fn answer(session: &mut Session, job: Job) -> Answer {
    handle(session, Request { generation: 1, fresh: false, job }).answer
}

/// A session with the built-in pack.
fn opened() -> Session {
    let mut session = Session::default();
    let archive =
        Archive { source: SOURCE.into(), file: "b.tgz".into(), official: true, bytes: common::builtin() };
    let answer = answer(&mut session, Job::Open(archive));
    assert!(
        matches!(&answer, Answer::Opened(source) if source.platforms.contains(&"gke".to_owned())
        && source.compatibility_versions.contains(&"1.28".to_owned())),
        "{answer:?}"
    );
    session
}

/// Asks about the `|` in a text.
fn ask(chart: Option<&str>, text: &str, question: Question) -> Answer {
    let at = text.find('|').expect("the cursor");
    let offset = u32::try_from(text[..at].encode_utf16().count()).expect("a short text");
    let (chart, text) = (chart.map(str::to_owned), text.replacen('|', "", 1));
    answer(&mut opened(), Job::Assist(Ask { source: SOURCE.into(), chart, text, offset, question }))
}

fn completions(chart: Option<&str>, text: &str) -> Completions {
    match ask(chart, text, Question::Complete) {
        Answer::Completions(found) => found,
        other => panic!("no completions: {other:?}"),
    }
}

fn labels(chart: Option<&str>, text: &str) -> Vec<String> {
    completions(chart, text).items.into_iter().map(|item| item.label).collect()
}

fn description(chart: Option<&str>, text: &str) -> Description {
    match ask(chart, text, Question::Describe) {
        Answer::Description(Some(found)) => found,
        other => panic!("no description: {other:?}"),
    }
}

const ISTIOD: Option<&str> = Some("istio-control/istio-discovery");

#[test]
fn profiles_platforms_and_compatibility_versions_are_those_of_the_pack() {
    let profiles = labels(None, "spec:\n  profile: |\n");
    assert!(profiles.contains(&"ambient".to_owned()) && profiles.contains(&"openshift-ambient".to_owned()));
    assert!(labels(None, "spec:\n  compatibilityVersion: |").contains(&"\"1.28\"".to_owned()));
    assert!(labels(None, "spec:\n  values:\n    global:\n      platform: |").contains(&"gke".to_owned()));
    assert!(labels(ISTIOD, "global:\n  platform: |").contains(&"openshift".to_owned()));
    assert!(labels(ISTIOD, "profile: |").contains(&"stable".to_owned()));
}

#[test]
fn keys_come_from_structs_messages_and_charts() {
    let has = |chart, text, key: &str| {
        let found = labels(chart, text);
        assert!(found.iter().any(|label| label == key), "{key} in {text:?}: {found:?}");
    };
    has(None, "spec:\n  components:\n    |", "ingressGateways");
    has(None, "spec:\n  components:\n    pilot:\n      k8s:\n        |", "hpaSpec");
    has(None, "spec:\n  components:\n    pilot:\n      k8s:\n        tolerations:\n        - |", "effect");
    has(None, "spec:\n  meshConfig:\n    |", "accessLogFile");
    has(None, "spec:\n  meshConfig:\n    defaultConfig:\n      |", "holdApplicationUntilProxyStarts");
    has(None, "spec:\n  values:\n    pilot:\n      |", "traceSampling");
    has(None, "spec:\n  values:\n    ztunnel:\n      |", "terminationGracePeriodSeconds");
    has(ISTIOD, "|", "autoscaleMin");
    has(ISTIOD, "meshConfig:\n  outboundTrafficPolicy:\n    mode: |", "REGISTRY_ONLY");
    has(Some("gateway"), "service:\n  |", "externalTrafficPolicy");
    has(Some("gateway"), "tolerations:\n- |", "operator");
}

#[test]
fn a_description_is_the_charts_own_or_ours() {
    let found = description(None, "spec:\n  values:\n    pilot:\n      trace|Sampling: 1\n");
    assert_eq!(found.path, "spec.values.pilot.traceSampling");
    assert!(found.about.contains("Percentage of requests traced"), "{found:?}");
    let found = description(None, "spec:\n  meshConfig:\n    access|LogFile: x\n");
    assert!(found.about.contains("access logs"), "{found:?}");
    let found = description(ISTIOD, "# é𝄞\nautoscaleMin|: 2\n");
    assert_eq!((found.default.as_str(), found.from, found.to), ("1", 6, 18), "{found:?}");
}

fn generated(text: &str) -> Vec<Problem> {
    match answer(
        &mut opened(),
        Job::Generate(Operator { source: SOURCE.into(), text: text.into(), kube_version: String::new() }),
    ) {
        Answer::Rendered(rendered) => rendered.problems,
        Answer::Refused(problems) => problems,
        other => panic!("no result: {other:?}"),
    }
}

#[test]
fn istioctls_error_keeps_its_words_and_gets_place_and_fix() {
    let problems = generated("kind: IstioOperator\nspec:\n  values:\n    global:\n      hubb: x\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = &problems[0];
    assert!(problem.message.contains("unknown field \"hubb\""), "{problem:?}");
    assert_eq!((problem.line, problem.column, problem.length), (5, 7, 4));
    assert_eq!(problem.fixes[0].insert, "hub");
}

#[test]
fn a_second_mistake_is_marked_too_and_a_number_goes_into_quotes() {
    let problems =
        generated("kind: IstioOperator\nspec:\n  hub: x\n  revison: a\n  compatibilityVersion: 1.28\n");
    assert!(problems.iter().all(|p| p.fixes.len() == 1), "{problems:?}");
    let fixes: Vec<(u32, &str)> = problems.iter().map(|p| (p.line, p.fixes[0].insert.as_str())).collect();
    assert_eq!(fixes, [(5, "\"1.28\""), (4, "revision")], "{problems:?}");
}

#[test]
fn helm_values_are_marked_in_their_release() {
    let release = Release {
        name: "istiod".into(),
        chart: "istio-control/istio-discovery".into(),
        namespace: "istio-system".into(),
        values: "autoscaleEnabled: \"false\"\nmeshConfig:\n  acessLogFile: x\n".into(),
    };
    let job = Job::Template(Releases {
        source: SOURCE.into(),
        kube_version: String::new(),
        releases: vec![release],
    });
    let Answer::Rendered(rendered) = answer(&mut opened(), job) else { panic!("no result") };
    let found: Vec<(u32, &str, &str)> =
        rendered.problems.iter().map(|p| (p.line, p.release.as_str(), p.fixes[0].insert.as_str())).collect();
    assert_eq!(found, [(1, "istiod", "false"), (3, "istiod", "accessLogFile")], "{:?}", rendered.problems);
}

#[test]
fn marks_come_after_the_first_manifests_and_with_later_ones() {
    let mut session = opened();
    let mut ask = |generation| {
        let text = "kind: IstioOperator\nspec:\n  values:\n    meshConfig:\n      acessLogFile: x\n".into();
        let job = Job::Generate(Operator { source: SOURCE.into(), text, kube_version: String::new() });
        let (response, later) =
            periplus_wasm::answer(&mut session, Request { generation, fresh: false, job });
        let Answer::Rendered(rendered) = response.answer else { panic!("no result") };
        (rendered.problems, later.map(|later| later.finish(&mut session)))
    };
    let (problems, later) = ask(1);
    assert!(problems.iter().all(|p| p.fixes.is_empty()), "{problems:?}");
    let later = later.expect("a schema is made");
    let Answer::Marked(marked) = later.answer else { panic!("no marks") };
    assert_eq!((later.generation, marked[0].fixes.len()), (1, 1), "{marked:?}");
    let (problems, later) = ask(2);
    assert!(later.is_none());
    assert_eq!(problems, marked);
}

/// Marks that the schema alone makes in what is known to be right.
fn marks_in(files: &[(String, String)]) -> Vec<String> {
    let told = |(path, text): &(String, String)| {
        let marks =
            generated(text).into_iter().filter(|p| !p.fixes.is_empty() || p.message.contains("must be"));
        marks.map(|p| format!("{path}:{}: {}", p.line, p.message)).collect::<Vec<_>>()
    };
    files.iter().flat_map(told).collect()
}

#[test]
fn nothing_is_marked_in_the_examples_and_profiles_that_we_ship() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["static/examples", "static/packs/builtin/profiles", "web/examples"];
    let mut files: Vec<(String, String)> =
        folders.iter().flat_map(|f| common::files(&root.join(f))).collect();
    files.retain(|(_, text)| text.contains("kind: IstioOperator"));
    assert!(files.len() > 15, "{} files", files.len());
    assert_eq!(marks_in(&files), Vec::<String>::new());
}

#[test]
fn a_charts_own_defaults_fit_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/packs/builtin/charts");
    let mut session = opened();
    for folder in ["base", "gateway", "istio-cni", "ztunnel", "istio-control/istio-discovery"] {
        let values =
            std::fs::read_to_string(root.join(folder).join("values.yaml")).expect("every chart has one");
        let values = values.split_once("_internal_defaults_do_not_set:\n").map_or("", |(_, rest)| rest);
        let values: String =
            values.lines().map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned() + "\n").collect();
        let release = Release { name: "r".into(), chart: folder.into(), namespace: "n".into(), values };
        let job = Job::Template(Releases {
            source: SOURCE.into(),
            kube_version: String::new(),
            releases: vec![release],
        });
        let Answer::Rendered(rendered) = answer(&mut session, job) else { panic!("no result") };
        let marks: Vec<_> = rendered.problems.iter().filter(|p| p.file.is_empty() && p.line > 0).collect();
        assert!(marks.is_empty(), "{folder}: {marks:?}");
    }
}
