//! What a worker answers about the way to Helm, on the built-in pack.

#![cfg(feature = "migrate")]

mod common;

use periplus_wasm::wire::{Answer, Archive, Fate, Job, Migrate, Migration, Operator, Request, Verdict};
use periplus_wasm::{Session, handle_all};

fn migrate(text: &str) -> Answer {
    let mut session = Session::default();
    let source = "builtin".to_owned();
    let bytes = common::builtin();
    let archive = Archive { source: source.clone(), file: "builtin.tgz".into(), official: false, bytes };
    let mut ask = |job| handle_all(&mut session, Request { generation: 1, fresh: false, job }).answer;
    assert!(matches!(ask(Job::Open(archive)), Answer::Opened(_)));
    let operator = Operator { source, text: text.into(), kube_version: String::new() };
    ask(Job::Migrate(Migrate { operator, target: String::new(), reasons: false }))
}

fn migrated(text: &str) -> Migration {
    match migrate(text) {
        Answer::Migrated(migration) => migration,
        other => panic!("no migration: {other:?}"),
    }
}

const INPUT: &str = "apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  revision: canary
  components:
    pilot:
      k8s:
        overlays:
        - kind: Deployment
          name: istiod-canary
          patches:
          - path: spec.template.spec.dnsPolicy
            value: ClusterFirst
        - kind: Deployment
          name: istiod
          patches:
          - path: spec.template.spec.hostNetwork
            value: true
  values:
    pilot:
      traceSampling: 5
    global:
      logging:
        level: default:info
";

#[test]
fn the_plan_names_releases_in_order() {
    let migration = migrated(INPUT);
    let releases: Vec<_> =
        migration.releases.iter().map(|r| (r.name.as_str(), r.chart.as_str(), r.moved)).collect();
    let want = [
        ("istio-base", "base", false),
        ("istiod-canary", "istiod", false),
        ("istio-ingressgateway", "gateway", true),
    ];
    assert_eq!(releases, want);
    assert!(migration.releases.iter().all(|r| r.lines <= r.full_lines && !r.version.is_empty()));
}

#[test]
fn the_ledger_tells_of_each_setting_where_it_went_and_lost_ones_first() {
    let ledger = migrated(INPUT).ledger;
    let fate = |part: &str| ledger.iter().find(|e| e.setting.contains(part)).map(|e| (e.fate, e.line));
    assert_eq!(fate("traceSampling"), Some((Fate::Kept, 21)));
    assert_eq!(fate("logging.level"), Some((Fate::Idle, 24)));
    assert_eq!(fate("overlay of pilot for Deployment istiod"), Some((Fate::Lost, 0)));
    assert_eq!(fate("/spec/template/spec/dnsPolicy"), Some((Fate::Patch, 0)));
    assert!(ledger.is_sorted_by_key(|entry| entry.fate));
    assert!(ledger.iter().all(|entry| !entry.reason.is_empty()));
}

#[test]
fn every_resource_is_proven_and_every_difference_has_its_reason() {
    let migration = migrated(INPUT);
    let patched: Vec<_> = migration.proof.iter().filter(|p| p.verdict == Verdict::Patched).collect();
    assert!(patched.iter().any(|p| p.kind == "Deployment" && p.name == "istiod-canary"), "{patched:?}");
    assert!(migration.proof.iter().all(|p| p.verdict != Verdict::Different));
    let findings = migration.proof.iter().flat_map(|p| &p.findings);
    assert!(findings.clone().count() > 0 && findings.clone().all(|f| !f.reason.is_empty()));
}

#[test]
fn files_are_for_a_target_and_scripts_are_programs() {
    let migration = migrated(INPUT);
    assert!(migration.targets.contains(&migration.target));
    let file = |path: &str| migration.files.iter().find(|file| file.path == path);
    assert!(file("install.sh").is_some_and(|file| file.executable && file.text.starts_with("#!")));
    assert!(file("values/istiod-canary.yaml").is_some_and(|file| !file.executable));
}

#[test]
fn an_input_that_istioctl_refuses_has_no_plan_but_a_place() {
    let Answer::Refused(problems) = migrate("kind: IstioOperator\nspec: [\n") else { panic!("no refusal") };
    assert!(problems[0].line > 0, "{problems:?}");
}
