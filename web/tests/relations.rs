//! The pictures of install methods and of revisions, in sentences; and what the tabs for them ask and say.

use periplus_wasm::wire::views::{
    Aspect, Form, Gateway, Revisions, Running, Served, Subject, TagMove, Way, Webhook,
};
use periplus_wasm::wire::{Document, Job, ReleaseValues, Rendered};
use periplus_web::draft::{Draft, Mode};
use periplus_web::outcome::Outcome;
use periplus_web::{relations, views};

fn outcome() -> Outcome {
    let mut outcome = Outcome::default();
    let values = ReleaseValues {
        release: "istiod".into(),
        component: "Pilot".into(),
        chart: "istio-control/istio-discovery".into(),
        text: String::new(),
    };
    let document = Document {
        id: "x".into(),
        component: "Pilot".into(),
        template: String::new(),
        kind: "Service".into(),
        namespace: String::new(),
        name: "x".into(),
        text: None,
        stale: false,
    };
    outcome.absorb(
        1,
        1.0,
        Rendered { documents: vec![document], values: vec![values], problems: Vec::new() },
    );
    outcome
}

#[test]
fn all_ways_to_install_lead_to_the_same_charts_and_the_one_at_hand_is_marked() {
    for (mode, tool) in [(Mode::Operator, "istioctl"), (Mode::Helm, "Helm")] {
        let picture = relations::methods(mode, &outcome());
        let told = picture.sentences();
        assert_eq!(told.iter().filter(|s| s.ends_with("leads to 1 chart (istiod).")).count(), 3, "{told:?}");
        assert_eq!(told.iter().filter(|s| s.contains("leads to 1 resource")).count(), 1);
        let marked: Vec<&str> = picture.nodes.iter().filter(|n| n.now).map(|n| n.title.as_str()).collect();
        assert_eq!(marked[1..], [tool]);
        assert!(picture.nodes.iter().all(|n| n.x < picture.width && n.y < picture.height));
    }
}

fn served(labels: &str, default: bool, hooks: &[(&str, &str)]) -> Served {
    let servers = hooks.iter().map(|(server, hook)| ((*server).into(), (*hook).into())).collect();
    Served { subject: Subject::Namespace, default, labels: labels.into(), servers }
}

fn webhook(name: &str, revision: &str, tag: &str) -> Webhook {
    Webhook {
        name: name.into(),
        revision: revision.into(),
        tag: tag.into(),
        server: String::new(),
        namespaces: String::new(),
        objects: String::new(),
    }
}

#[test]
fn labels_lead_by_revision_or_tag_to_an_istiod() {
    let found = Revisions {
        first: "canary".into(),
        second: "canary".into(),
        resources: Vec::new(),
        webhooks: vec![webhook("a/x", "canary", ""), webhook("b/x", "canary", "prod")],
        serves: vec![
            served("namespace istio-injection=enabled", true, &[]),
            served("namespace istio.io/rev=canary", false, &[("ns/istiod-canary:443/inject", "a/x")]),
            served("namespace istio.io/rev=prod", false, &[("ns/istiod-canary:443/inject", "b/x")]),
            Served { subject: Subject::Pod, ..served("pod istio.io/rev=canary", false, &[]) },
        ],
    };
    let picture = relations::revisions(&found);
    let told = picture.sentences();
    assert_eq!(told.len(), 4, "{told:?}");
    let tag = "prod (istio.io/rev) leads to tag prod (beside the revision's).";
    assert!(told.contains(&tag.to_owned()), "{told:?}");
    assert_eq!(picture.nodes.iter().filter(|n| n.title == "istiod-canary").count(), 1);
    let bad: Vec<&str> = picture.nodes.iter().filter(|n| n.bad).map(|n| n.title.as_str()).collect();
    assert_eq!(bad, ["enabled"]);
}

#[test]
fn a_view_is_asked_about_the_draft_once_a_source_is_open() {
    assert!(Draft::default().view(Aspect::Mesh).is_none());
    let draft = Draft { source: "pack".into(), ..Draft::default() };
    assert!(matches!(draft.view(Aspect::Gateways), Some(Job::View(view)) if view.aspect == Aspect::Gateways));
}

#[test]
fn commands_install_what_is_shown() {
    let gateway = Gateway {
        name: "edge".into(),
        namespace: "my edge".into(),
        is_egress: false,
        workload: String::new(),
        service_type: String::new(),
        ports: Vec::new(),
        replicas: String::new(),
        set_by: None,
        now: Way::Operator,
        forms: Vec::new(),
    };
    let form = |way: Way| Form {
        way,
        file: "edge.yaml".into(),
        text: String::new(),
        notes: Vec::new(),
        running: Running::default(),
    };
    let commands = views::WAYS.map(|(way, ..)| views::install(&gateway, &form(way), "1.30.3"));
    assert_eq!(commands[0], "kubectl apply -f edge.yaml");
    assert!(
        commands[1].starts_with("helm upgrade --install edge gateway --repo https://"),
        "{}",
        commands[1]
    );
    assert!(commands[1].ends_with("--version 1.30.3 -n 'my edge' --create-namespace -f edge.yaml"));
    assert_eq!(commands[2], "istioctl install -f edge.yaml");
    let asked = TagMove { tag: "prod".into(), from: "blue".into(), to: "green".into() };
    assert_eq!(
        views::tag(&asked, "1.30.3"),
        "periplus tag generate prod --revision green --overwrite -f istio.yaml --istio-version 1.30.3"
    );
    assert_eq!((views::beside(""), views::beside("canary")), ("canary", "default"));
}
