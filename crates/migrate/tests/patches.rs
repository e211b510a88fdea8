//! What patches do to lists: an element, where the list as a whole would hide what a later chart adds to it.

mod common;

use common::{pack, planned, release};
use periplus_migrate::Verb;

/// An overlay's path and value, and what the patch of the resource does: verbs with pointers.
const LISTS: &[(&str, &str, &str)] = &[
    (
        "ClusterRole istiod-clusterrole-istio-system",
        "{path: 'rules[-1]', value: {apiGroups: [a], resources: [b], verbs: [c]}}",
        "add /rules/-",
    ),
    (
        "ClusterRole istiod-clusterrole-istio-system",
        "{path: 'rules.[0].verbs.[0]', value: list}",
        "test /rules/0, replace /rules/0",
    ),
    (
        "Deployment istiod",
        "{path: 'spec.template.spec.containers.[name:discovery].args.[1]', value: --monitoringAddr=:15015}",
        "test /spec/template/spec/containers/0/name, test /spec/template/spec/containers/0/args/1, \
         replace /spec/template/spec/containers/0/args/1",
    ),
    (
        "Deployment istiod",
        "{path: 'spec.template.spec.containers.[name:discovery].ports.[containerPort:8080]'}",
        "test /spec/template/spec/containers/0/name, test /spec/template/spec/containers/0/ports/0/containerPort, \
         remove /spec/template/spec/containers/0/ports/0",
    ),
    (
        "Deployment istiod",
        "{path: spec.template.spec.tolerations, value: [{key: a}]}",
        "add /spec/template/spec/tolerations/-, test /spec/template/spec/tolerations/0/key, \
         remove /spec/template/spec/tolerations/0",
    ),
];

fn overlay(resource: &str, patch: &str) -> String {
    let (kind, name) = resource.split_once(' ').expect("kind and name");
    let overlay = format!("{{kind: {kind}, name: {name}, patches: [{patch}]}}");
    format!("{{profile: minimal, components: {{pilot: {{k8s: {{overlays: [{overlay}]}}}}}}}}")
}

#[test]
fn an_element_is_changed_and_the_list_stays_the_charts() {
    let pack = pack();
    for (resource, patch, wanted) in LISTS {
        let plan = planned(&pack, &overlay(resource, patch));
        let found = release(&plan, "Pilot").patches.changed.iter().flat_map(|patch| &patch.operations);
        let found: Vec<_> =
            found.map(|operation| format!("{} {}", operation.verb.name(), operation.pointer())).collect();
        assert_eq!(found.join(", "), *wanted, "{patch}");
        assert_eq!(plan.unexplained().count(), 0, "{patch}");
    }
}

#[test]
fn what_a_later_operation_sets_is_not_set_before() {
    let all = "{path: spec.template.spec.tolerations, value: [{key: a}, {key: b}]}, {path: spec.minReadySeconds, value: 3}";
    let plan = planned(&pack(), &overlay("Deployment istiod", all));
    let patch = release(&plan, "Pilot").patches.changed.first().expect("a patch").clone();
    for (at, operation) in patch.operations.iter().enumerate() {
        let mut later = patch.operations.iter().skip(at + 1).filter(|later| later.verb != Verb::Test);
        assert!(later.all(|later| !operation.path.starts_with(&later.path)), "{:?}", patch.operations);
    }
}
