//! The tree of manifests: rows and keys.

use periplus_web::outcome::Manifest;
use periplus_web::tree::{Step, first_of, rows, step};
use std::collections::BTreeSet;

fn manifest(component: &str, kind: &str, name: &str) -> Manifest {
    Manifest {
        id: format!("{component}/{kind}//{name}"),
        component: component.into(),
        template: "t.yaml".into(),
        kind: kind.into(),
        namespace: "istio-system".into(),
        name: name.into(),
        text: format!("image: {name}-image\n"),
        changed: false,
        stale: false,
    }
}

fn sample() -> Vec<Manifest> {
    vec![
        manifest("Base", "CustomResourceDefinition", "gateways"),
        manifest("Base", "ServiceAccount", "reader"),
        manifest("Pilot", "Deployment", "istiod"),
        manifest("Pilot", "Service", "istiod"),
    ]
}

fn drawn(filter: &str, toggled: &[&str]) -> Vec<String> {
    let toggled: BTreeSet<String> = toggled.iter().map(|s| (*s).to_owned()).collect();
    rows(&sample(), filter, &toggled)
        .iter()
        .map(|r| format!("{}{}", "  ".repeat(r.level - 1), r.label))
        .collect()
}

#[test]
fn manifests_stand_below_component_and_kind_with_custom_resource_definitions_closed() {
    let all = [
        "Base",
        "  CustomResourceDefinition",
        "  ServiceAccount",
        "    reader",
        "Pilot",
        "  Deployment",
        "    istiod",
        "  Service",
        "    istiod",
    ];
    assert_eq!(drawn("", &[]), all);
}

#[test]
fn a_toggled_group_is_the_other_way_round() {
    assert_eq!(drawn("", &["Base"])[..2], ["Base", "Pilot"]);
    assert_eq!(drawn("", &["Base/CustomResourceDefinition"])[2], "    gateways");
}

#[test]
fn a_filter_takes_every_word_from_any_field_or_the_text() {
    assert_eq!(drawn("pilot SERV", &[]), ["Pilot", "  Service", "    istiod"]);
    assert_eq!(drawn("gateways-image", &[]), ["Base", "  CustomResourceDefinition", "    gateways"]);
    assert!(drawn("nothing", &[]).is_empty());
}

#[test]
fn keys_move_open_and_show() {
    let rows = rows(&sample(), "", &BTreeSet::new());
    let press = |at: &str, key: &str| step(&rows, at, key);
    let focus = |to: &str| Some(Step::Focus(to.into()));
    assert_eq!(press("Base", "ArrowDown"), focus("Base/CustomResourceDefinition"));
    assert_eq!(press("Base", "ArrowUp"), None);
    assert_eq!(
        press("Base/CustomResourceDefinition", "ArrowRight"),
        Some(Step::Toggle("Base/CustomResourceDefinition".into()))
    );
    assert_eq!(press("Pilot/Deployment", "ArrowRight"), focus("Pilot/Deployment//istiod"));
    assert_eq!(press("Pilot/Deployment//istiod", "ArrowLeft"), focus("Pilot/Deployment"));
    assert_eq!(
        press("Pilot/Deployment//istiod", "Enter"),
        Some(Step::Show("Pilot/Deployment//istiod".into()))
    );
    assert_eq!(press("Pilot/Deployment//istiod", "End"), focus("Pilot/Service//istiod"));
    assert_eq!(press("Pilot/Service//istiod", "b"), focus("Base"));
    assert_eq!(press("Base", "Tab"), None);
}

#[test]
fn tab_reaches_the_first_row_that_was_wanted_and_is_still_there() {
    let rows = rows(&sample(), "", &BTreeSet::new());
    let stop = |wanted: &[&str]| first_of(&rows, &wanted.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(stop(&["gone", "Pilot/Deployment"]), "Pilot/Deployment");
    assert_eq!(stop(&["gone", ""]), "Base");
    assert_eq!(first_of(&[], &["Base".to_owned()]), "");
}
