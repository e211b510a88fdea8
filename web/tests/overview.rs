//! The picture of input, values, charts and resources; and the other side of a comparison.

use periplus_wasm::wire::{Comparison, Document, Input, Job, ReleaseValues, Rendered};
use periplus_web::baseline::Baseline;
use periplus_web::draft::{Draft, Mode};
use periplus_web::outcome::Outcome;
use periplus_web::overview::picture;

fn values(release: &str, component: &str, chart: &str) -> ReleaseValues {
    ReleaseValues {
        release: release.into(),
        component: component.into(),
        chart: chart.into(),
        text: "a: 1\n".into(),
    }
}

fn document(component: &str, kind: &str) -> Document {
    Document {
        id: format!("{component}/{kind}"),
        component: component.into(),
        template: String::new(),
        kind: kind.into(),
        namespace: String::new(),
        name: "x".into(),
        text: Some("a: 1\nb: 2\n".into()),
        stale: false,
    }
}

fn outcome() -> Outcome {
    let mut outcome = Outcome::default();
    let documents =
        vec![document("Pilot", "Service"), document("Pilot", "Deployment"), document("Base", "Service")];
    let values =
        vec![values("base", "Base", "base"), values("pilot", "Pilot", "istio-control/istio-discovery")];
    outcome.absorb(1, 1.0, Rendered { documents, values, problems: Vec::new() });
    outcome
}

#[test]
fn every_component_has_its_way_from_the_input_to_its_resources() {
    let picture = picture(&Draft::default(), &outcome(), None);
    let said = picture.sentences();
    assert_eq!(said.len(), 6);
    assert!(said[0].starts_with("IstioOperator (profile default · "), "{said:?}");
    assert!(said.contains(&"pilot (1 line) leads to istiod ().".to_owned()), "{said:?}");
    assert!(said.contains(&"istiod () leads to Pilot: 2 (4 lines of 2 kinds).".to_owned()), "{said:?}");
    assert!(picture.nodes.iter().all(|n| n.x < picture.width && n.y < picture.height));
}

#[test]
fn helm_values_have_a_file_each_and_nothing_is_drawn_of_nothing() {
    let helm = Draft { mode: Mode::Helm, ..Draft::default() };
    assert_eq!(
        picture(&helm, &outcome(), None).nodes.iter().filter(|n| n.title.ends_with("-values.yaml")).count(),
        2
    );
    assert!(picture(&helm, &Outcome::default(), None).links.is_empty());
}

fn before(baseline: &Baseline, draft: &Draft) -> (String, String) {
    let other = baseline.draft(draft, &Draft::default());
    let Some(Job::Compare(Comparison { before: Input::Operator(operator), .. })) =
        draft.compared_with(&other)
    else {
        panic!("an operator is compared with an operator");
    };
    (operator.source, operator.text)
}

#[test]
fn a_baseline_differs_in_one_thing() {
    let text = "kind: IstioOperator\nspec:\n  profile: demo # why\n  revision: a\n";
    let draft = Draft { source: "1.30.3".into(), operator: text.into(), ..Draft::default() };
    let with = |baseline: Baseline| before(&baseline, &draft);
    assert_eq!(with(Baseline::Opened), ("1.30.3".into(), Draft::default().operator));
    assert_eq!(with(Baseline::Version("1.28.10".into())), ("1.28.10".into(), text.into()));
    assert_eq!(with(Baseline::Profile("ambient".into())).1, text.replace("demo", "ambient"));
    assert_eq!(with(Baseline::Revision(String::new())).1, text.replace("  revision: a\n", ""));
    assert_eq!(with(Baseline::Revision("canary".into())).1, text.replace("revision: a", "revision: canary"));
    assert_eq!(
        with(Baseline::Pure).1,
        "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: demo\n"
    );
    for baseline in [Baseline::Opened, Baseline::Pure, Baseline::Compatibility("1.28".into())] {
        assert_eq!(Baseline::of_id(&baseline.id()), baseline);
    }
}
