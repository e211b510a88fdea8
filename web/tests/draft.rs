//! The user's work: modes, releases, settings.

use periplus_wasm::wire::{Job, Operator, Source};
use periplus_web::draft::{Draft, Mode, Setting};
use periplus_web::examples::Example;

fn pack() -> Source {
    let charts = ["base", "istio-control/istio-discovery", "istio-cni", "ztunnel", "gateway"];
    Source {
        source: "1.30.3".into(),
        is_pack: true,
        version: "1.30.3".into(),
        official: true,
        profiles: vec!["default".into()],
        chart_profiles: vec!["demo".into()],
        platforms: vec!["gke".into()],
        compatibility_versions: vec!["1.28".into()],
        charts: charts.map(String::from).to_vec(),
    }
}

fn chart() -> Source {
    Source { source: "added:web.tgz".into(), is_pack: false, charts: vec!["web".into()], ..pack() }
}

#[test]
fn nothing_is_asked_before_a_source_is_open() {
    let mut draft = Draft::default();
    assert_eq!(draft.job(), None);
    draft.choose(&pack());
    assert!(
        matches!(draft.job(), Some(Job::Generate(ask)) if ask.source == "1.30.3" && ask.text == draft.operator)
    );
}

#[test]
fn helm_asks_for_the_releases_that_are_installed() {
    let mut draft = Draft::default();
    draft.choose(&pack());
    draft.switch(Mode::Helm);
    let Some(Job::Template(ask)) = draft.job() else { panic!("Helm mode renders releases") };
    assert_eq!(ask.releases.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["istio-base", "istiod"]);
}

#[test]
fn the_text_is_the_modes_own() {
    let mut draft = Draft::default();
    draft.set_text("spec: {}\n".into());
    draft.switch(Mode::Helm);
    draft.set_text("revision: a\n".into());
    assert_eq!((draft.operator.as_str(), draft.text()), ("spec: {}\n", "revision: a\n"));
    draft.edit_release(0);
    assert!(draft.text().contains("defaultRevision"));
}

#[test]
fn line_ends_of_other_systems_become_those_that_editors_keep() {
    let mut draft = Draft::default();
    for mode in [Mode::Operator, Mode::Helm] {
        draft.take(Example { text: "a: 1\r\nb: 2\rc: 3\n".into(), ..example(mode, "base") });
        assert_eq!(draft.text(), "a: 1\nb: 2\nc: 3\n");
        draft.set_text("a:\r\n".into());
        assert_eq!(draft.text(), "a:\n");
    }
}

#[test]
fn a_setting_is_below_spec_or_at_the_top() {
    let mut draft = Draft::default();
    assert_eq!(draft.setting(Setting::Profile).as_deref(), Some("default"));
    let edit = draft.set(Setting::Revision, " canary ").expect("the revision is new");
    draft.set_text(edit.apply(draft.text()));
    assert!(draft.text().contains("\nspec:\n  revision: canary\n"), "{}", draft.text());
    draft.switch(Mode::Helm);
    assert_eq!(draft.setting(Setting::Revision), None);
    let edit = draft.set(Setting::Revision, "canary").expect("the revision is new");
    assert!(edit.apply(draft.text()).contains("\nrevision: canary\n"));
}

#[test]
fn a_single_chart_is_a_release_of_its_own_and_a_pack_brings_the_mesh_back() {
    let mut draft = Draft::default();
    draft.choose(&chart());
    assert_eq!((draft.mode, draft.releases.len(), draft.releases[0].name.as_str()), (Mode::Helm, 1, "web"));
    draft.choose(&pack());
    assert_eq!((draft.releases.len(), draft.releases[draft.active].name.as_str()), (5, "istiod"));
}

#[test]
fn another_pack_keeps_the_values() {
    let mut draft = Draft::default();
    draft.choose(&pack());
    draft.switch(Mode::Helm);
    draft.set_text("revision: kept\n".into());
    draft.choose(&Source { source: "1.31.0".into(), ..pack() });
    assert_eq!(draft.text(), "revision: kept\n");
}

fn example(mode: Mode, chart: &str) -> Example {
    Example {
        mode,
        release: "own".into(),
        chart: chart.into(),
        namespace: "team".into(),
        text: "x: 1\n".into(),
    }
}

#[test]
fn an_example_replaces_the_input_of_its_kind_only() {
    let mut draft = Draft::default();
    let istiod = draft.releases[1].clone();
    draft.take(example(Mode::Operator, ""));
    assert_eq!((draft.text(), &draft.releases[1]), ("x: 1\n", &istiod));
    draft.take(example(Mode::Helm, "gateway"));
    let edited = &draft.releases[draft.active];
    assert_eq!((edited.name.as_str(), edited.on, draft.text()), ("own", true, "x: 1\n"));
    assert_eq!(draft.releases.len(), 5);
}

/// `static/engine.js` asks this before the page runs: another request would be worked on twice.
#[test]
fn a_first_visit_asks_for_the_example_and_no_more() {
    let text = include_str!("../examples/operator.yaml").to_owned();
    let asked = Operator { source: "pack".into(), text, kube_version: String::new() };
    assert_eq!(Draft { source: "pack".into(), ..Draft::default() }.job(), Some(Job::Generate(asked)));
}
