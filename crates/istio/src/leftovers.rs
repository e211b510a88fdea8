//! IstioOperators as the in-cluster operator had them, which Istio had up to 1.23: what only the cluster or that
//! operator knew is left out and named, and the way off is told.
//!
//! istioctl refuses such a file for its `status`; one without traces of a cluster is refused here as well.

use crate::error::Warning;
use crate::place::in_file;
use crate::{Input, OperatorRequest, text, tree};
use periplus_value::{Map, Value};

/// Fields that a cluster's API server writes into every object's metadata.
const OF_SERVER: [&str; 8] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The operator kept the resource from being deleted by this.
const FINALIZER: &str = "istio-finalizer.install.istio.io";

/// Settings that only the operator read, and what holds now.
const OF_OPERATOR: [(&[&str], &str); 4] = [
    (
        &["metadata", "annotations", "install.istio.io/ignoreReconcile"],
        "told the in-cluster operator to leave the installation alone; nothing reads it any more",
    ),
    (
        &["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
        "is what kubectl remembers of the file that was applied: that file is the better input",
    ),
    (
        &["spec", "namespace"],
        "(spec.namespace) was for the in-cluster operator; values.global.istioNamespace says where Istio is installed",
    ),
    (
        &["spec", "installPackagePath"],
        "was a folder of the in-cluster operator's image; --manifests takes a release's folder or archive",
    ),
];

/// How to live without the operator.
const WAY_OFF: &str = "the in-cluster operator is gone since Istio 1.24: scale its deployment istio-operator to 0, \
     so that it no longer reconciles; take the finalizer off this resource before deleting it, or its deletion waits \
     for ever; then upgrade by istioctl with this file, or by Helm with the values of `manifest translate`";

/// Takes out of an IstioOperator what it can only have from a cluster and istioctl refuses.
pub(crate) fn remove(operator: &Map) {
    if was_in_cluster(operator) {
        operator.remove("status");
    }
}

/// Whether the API server has had it.
fn was_in_cluster(operator: &Map) -> bool {
    let metadata = operator.get_map("metadata").unwrap_or_default();
    ["resourceVersion", "uid", "managedFields"].iter().any(|key| metadata.contains(key))
}

/// What is of no use in each file.
pub(crate) fn warnings(request: &OperatorRequest) -> Vec<Warning> {
    request.files.iter().flat_map(of_file).collect()
}

fn of_file(file: &Input) -> Vec<Warning> {
    let Ok(operator) = text::read_map(&file.text) else { return Vec::new() };
    let mut found = Vec::new();
    let mut warn = |path: String, message: String| {
        found.push(Warning { message, place: Some(in_file(file, &path)) });
    };
    let applied = was_in_cluster(&operator);
    if applied {
        let metadata = operator.get_map("metadata").unwrap_or_default();
        let fields: Vec<&str> = OF_SERVER.into_iter().filter(|key| metadata.contains(key)).collect();
        warn("metadata".to_owned(), format!("{}: the cluster's own, without effect", fields.join(", ")));
        if operator.contains("status") {
            warn(
                "status".to_owned(),
                "status is what the in-cluster operator found; it is left out".to_owned(),
            );
        }
    }
    let operators = finalized(&operator) || applied;
    if finalized(&operator) {
        warn("metadata.finalizers".to_owned(), format!("{FINALIZER} waits for the in-cluster operator"));
    }
    for (path, effect) in OF_OPERATOR {
        let value = Value::Map(operator.clone()).at(path);
        let in_image = path.last() != Some(&"installPackagePath") || operators;
        if value.is_some_and(|value| !value.is_nil()) && in_image {
            let name = path.last().copied().unwrap_or_default();
            let escaped: Vec<String> = path.iter().map(|key| key.replace('.', "\\.")).collect();
            warn(escaped.join("."), format!("{name} {effect}"));
        }
    }
    if operators {
        warn(String::new(), WAY_OFF.to_owned());
    }
    found
}

fn finalized(operator: &Map) -> bool {
    let list =
        tree::get(operator, "metadata.finalizers").and_then(|v| v.as_list().cloned()).unwrap_or_default();
    list.iter().any(|item| tree::text_of(item) == FINALIZER)
}
