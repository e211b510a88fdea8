//! The command line of what the page shows.

use periplus_web::command::{Tool, command};
use periplus_web::draft::{Draft, Mode};
use periplus_web::sources::{Listing, Origin};

fn release() -> Listing {
    Listing {
        id: "1.30.3".into(),
        origin: Origin::Site("istio.tgz".into()),
        version: "1.30.3".into(),
        official: true,
        opened: None,
    }
}

#[test]
fn an_operator_is_generated() {
    let mut draft = Draft::default();
    let both = |draft: &Draft| [Tool::Original, Tool::Periplus].map(|tool| command(draft, &release(), tool));
    assert_eq!(
        both(&draft),
        [
            "istioctl manifest generate -f istio.yaml  # istioctl 1.30.3",
            "periplus manifest generate -f istio.yaml --istio-version 1.30.3"
        ]
    );
    draft.kubernetes = "1.33".into();
    let [istioctl, periplus] = both(&draft);
    assert!(periplus.ends_with(" --kube-version 1.33"), "{periplus}");
    assert!(istioctl.contains("# istioctl 1.30.3, for Kubernetes 1.33"), "{istioctl}");
}

#[test]
fn a_release_is_rendered_from_the_published_chart() {
    let draft = Draft { mode: Mode::Helm, kubernetes: "1.33".into(), ..Draft::default() };
    assert_eq!(
        command(&draft, &release(), Tool::Original),
        "helm template istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version 1.30.3 -n istio-system -f istiod-values.yaml --include-crds --kube-version 1.33"
    );
    assert!(command(&draft, &release(), Tool::Periplus).starts_with(
        "periplus template istiod istio-1.30.3/manifests/charts/istio-control/istio-discovery -n istio-system"
    ));
}

#[test]
fn what_a_shell_would_read_otherwise_is_quoted() {
    let mut draft = Draft { mode: Mode::Helm, ..Draft::default() };
    draft.releases[draft.active].name = "it's $(rm)".into();
    let line = command(&draft, &release(), Tool::Original);
    assert!(line.contains(r"template 'it'\''s $(rm)' istiod"), "{line}");
}
