//! What a worker answers about an input: the same questions for an IstioOperator and for Helm values.

#![cfg(feature = "engine")]

mod common;

use periplus_wasm::wire::views::{Aspect, Pod, Scope, TagMove, View, Viewed, Way};
use periplus_wasm::wire::{Answer, Archive, Input, Job, Operator, Release, Releases, Request};
use periplus_wasm::{Session, handle, handle_all};

const OPERATOR: &str =
    "kind: IstioOperator\nspec:\n  revision: canary\n  meshConfig:\n    accessLogFile: /dev/stdout\n";
const VALUES: &str = "revision: canary\nmeshConfig:\n  accessLogFile: /dev/stdout\n";

fn opened() -> Session {
    let mut session = Session::default();
    let archive =
        Archive { source: "pack".into(), file: "pack.tgz".into(), official: true, bytes: common::builtin() };
    handle(&mut session, Request { generation: 1, fresh: false, job: Job::Open(archive) });
    session
}

fn operator() -> Input {
    Input::Operator(Operator { source: "pack".into(), text: OPERATOR.into(), kube_version: String::new() })
}

fn releases() -> Input {
    let release = |name: &str, chart: &str, values: &str| Release {
        name: name.into(),
        chart: chart.into(),
        namespace: "istio-system".into(),
        values: values.into(),
    };
    let releases = vec![
        release("istio-base", "base", ""),
        release("istiod", "istio-control/istio-discovery", VALUES),
        release("edge", "gateway", "service: {type: ClusterIP}\n"),
    ];
    Input::Releases(Releases { source: "pack".into(), kube_version: String::new(), releases })
}

fn ask(session: &mut Session, input: Input, aspect: Aspect) -> Viewed {
    let job = Job::View(View { input, aspect });
    match handle_all(session, Request { generation: 1, fresh: false, job }).answer {
        Answer::Viewed(viewed) => viewed,
        other => panic!("nothing to be seen: {other:?}"),
    }
}

#[test]
fn a_field_of_the_mesh_leads_to_its_line_in_either_input() {
    for (input, line, release) in [(operator(), 5, ""), (releases(), 3, "istiod")] {
        let Viewed::Mesh(all) = ask(&mut opened(), input, Aspect::Mesh) else { panic!("a mesh") };
        let mesh = &all[0];
        assert_eq!(
            (mesh.revision.as_str(), mesh.config_map.as_str()),
            ("canary", "istio-system/istio-canary")
        );
        let set = mesh.settings.iter().find(|s| s.path == "accessLogFile").expect("it is set");
        assert_eq!(
            (set.value.as_str(), set.set_by.line, set.set_by.release.as_str()),
            ("/dev/stdout", line, release)
        );
        assert!(mesh.settings.iter().any(|s| s.assumed && s.set_by.words == "istiod's default"), "{mesh:?}");
        assert!(!set.assumed);
        assert!(mesh.settings.iter().any(|s| s.set_by.line == 0 && !s.set_by.words.is_empty()), "{mesh:?}");
    }
}

#[test]
fn a_proxy_is_configured_by_annotation_and_resource_in_either_input() {
    let pod = Pod {
        namespace: "shop".into(),
        labels: "app=web".into(),
        annotation: "concurrency: 3\ndrainDuration: 5s\n".into(),
        resources: "kind: ProxyConfig\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web}}\n  concurrency: 4\n  drainDuration: 9s\n".into(),
    };
    for input in [operator(), releases()] {
        let Viewed::Proxy(found) = ask(&mut opened(), input, Aspect::Proxy(pod.clone())) else {
            panic!("a proxy")
        };
        let of = |path: &str| found.settings.iter().find(|s| s.path == path).expect("it is set");
        assert_eq!(
            (of("concurrency").value.as_str(), of("concurrency").resource_field.as_str()),
            ("4", "concurrency")
        );
        assert_eq!(
            (of("drainDuration").value.as_str(), of("drainDuration").resource_field.as_str()),
            ("5s", "")
        );
        assert_eq!(found.inputs[1].lost, ["drainDuration"]);
    }
}

#[test]
fn two_revisions_stand_side_by_side_in_either_input() {
    for input in [operator(), releases()] {
        let aspect = Aspect::Revisions("default".into());
        let Viewed::Revisions(found) = ask(&mut opened(), input, aspect) else { panic!("revisions") };
        assert_eq!((found.first.as_str(), found.second.as_str()), ("canary", "default"));
        let istiod = found.resources.iter().find(|r| r.kind == "Deployment" && r.first == "istiod-canary");
        let istiod = istiod.expect("it is installed");
        assert_eq!((istiod.scope, istiod.second.as_str()), (Scope::Revision, "istiod"));
        let unnamed = found.serves.iter().find(|s| s.default).expect("it is asked");
        assert_eq!(unnamed.servers[0].0, "istio-system/istiod:443/inject");
    }
}

#[test]
fn a_tag_is_moved_in_either_input() {
    for input in [operator(), releases()] {
        let aspect = Aspect::Tag(TagMove { tag: "prod".into(), from: "canary".into(), to: "default".into() });
        let Viewed::Tag(tag) = ask(&mut opened(), input, aspect) else { panic!("a tag") };
        assert!(tag.manifest.contains("name: istio-revision-tag-prod"), "{}", tag.manifest);
        assert!(tag.changes.iter().any(|[_, field, ..]| field == "server"), "{:?}", tag.changes);
        assert!(!tag.affected.is_empty());
    }
}

#[test]
fn gateways_have_four_forms_in_either_input() {
    for (input, name, now) in
        [(operator(), "istio-ingressgateway", Way::Operator), (releases(), "edge", Way::Chart)]
    {
        let Viewed::Gateways(all) = ask(&mut opened(), input, Aspect::Gateways) else { panic!("gateways") };
        let gateway = &all[0];
        assert_eq!((all.len(), gateway.name.as_str(), gateway.now), (1, name, now));
        assert_eq!(gateway.forms.len(), 4);
    }
}

#[test]
fn the_first_engine_says_that_it_has_no_views() {
    let job = Job::View(View { input: operator(), aspect: Aspect::Mesh });
    let response = handle(&mut opened(), Request { generation: 1, fresh: false, job });
    assert!(response.absent);
}

#[test]
fn an_input_that_is_broken_is_refused_with_its_place() {
    let input = Input::Operator(Operator {
        source: "pack".into(),
        text: "kind: IstioOperator\nspec: [\n".into(),
        kube_version: String::new(),
    });
    for aspect in [Aspect::Mesh, Aspect::Gateways, Aspect::Revisions("other".into())] {
        let job = Job::View(View { input: input.clone(), aspect });
        match handle_all(&mut opened(), Request { generation: 1, fresh: false, job }).answer {
            Answer::Refused(problems) => assert!(problems[0].line > 0, "{problems:?}"),
            other => panic!("it is broken: {other:?}"),
        }
    }
}
