//! Minimal values, on the examples of this repository: the file renders what all values render, and no line can go.

mod common;

use common::{pack, repository, request};
use periplus_istio::{HelmRelease, OperatorRequest, Pack, release_documents};
use periplus_migrate::{Release, is_values_record, lines, plan, without_line};
use periplus_value::Map;
use periplus_yaml::Options;

fn output(pack: &Pack, request: &OperatorRequest, release: &Release, values: &Map) -> Option<String> {
    let helm = HelmRelease {
        component: release.component,
        name: release.name.clone(),
        namespace: release.namespace.clone(),
        chart: release.folder,
        values: values.deep_copy(),
        skip_schema_validation: release.skip_schema_validation,
    };
    let documents = release_documents(pack, request, &helm).ok()?;
    let kept = documents.into_iter().filter(|document| !is_values_record(&document.kind, &document.name));
    Some(kept.map(|document| document.text.to_string()).collect())
}

#[test]
fn no_line_of_the_written_values_can_go() {
    let (pack, mut tried) = (pack(), 0);
    for entry in std::fs::read_dir(repository("static/examples")).expect("examples").flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        if !text.contains("kind: IstioOperator") {
            continue;
        }
        let request = request(&text);
        let plan = plan(&pack, &request, false).expect("examples have a plan");
        for release in &plan.releases {
            let name = format!("{}: {}", entry.path().display(), release.name);
            let values =
                periplus_yaml::parse_map(release.values_text.as_bytes(), &Options::default()).expect("YAML");
            let wanted = output(&pack, &request, release, &release.full_values);
            assert_eq!(output(&pack, &request, release, &values), wanted, "{name}");
            for line in lines(&values) {
                let fewer = without_line(&values, &line).expect("the line is there");
                assert_ne!(output(&pack, &request, release, &fewer), wanted, "{name}: {line} can go");
            }
            tried += 1;
        }
    }
    assert!(tried > 0, "there are no examples");
}

#[test]
fn nothing_set_is_an_empty_file_for_istiod() {
    let plan = common::planned(&pack(), "{profile: minimal}");
    assert_eq!(common::release(&plan, "Pilot").values_text, "");
}

#[test]
fn a_profile_stays_and_what_it_implies_goes() {
    let spec = "{profile: minimal, values: {profile: ambient, cni: {ambient: {enabled: true}}, pilot: {env: {PILOT_ENABLE_AMBIENT: \"true\"}}}}";
    let plan = common::planned(&pack(), spec);
    assert_eq!(common::release(&plan, "Pilot").values_text, "profile: ambient\n");
}
