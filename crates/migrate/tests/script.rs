//! The script in a shell, with programs in the place of helm and kubectl that write down what they are given: whatever
//! a namespace is called, it arrives as it is, and nothing else happens.

#![expect(clippy::print_stdout, reason = "a machine that lacks a tool is told")]

mod common;

use common::{pack, planned};
use periplus_migrate::{Target, migration_files};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Namespaces that would do something if the shell read them.
const HOSTILE: &[&str] = &[
    "plain",
    "a b",
    "it's",
    "\"quoted\"",
    "$(touch owned)",
    "`touch owned`",
    "x; touch owned",
    "x && touch owned #",
    "$HOME",
    "--dry-run",
    "-n",
    "*",
    "~",
    "a\\b",
    "line\ntouch owned",
    "!!",
    "{a,b}",
    "<in >out | tee owned &",
    "ünïcode",
];

/// Helm's version, whether it has `--take-ownership`.
const HELMS: &[(&str, bool)] = &[("v4.1.4", true), ("v3.17.0", true), ("v3.12.0", false)];

const HELM: &str = r#"#!/bin/sh
case $1 in
version) printf '%s' "$FAKE_VERSION" ;;
upgrade)
  if [ "$2" = --help ]; then echo "$FAKE_HELP"; else
    printf 'helm\n' >>"$FAKE_LOG"
    for word in "$@"; do printf '%s\0' "$word" >>"$FAKE_LOG"; done
  fi ;;
esac
"#;

const KUBECTL: &str = r#"#!/bin/sh
[ "$1" = get ] && exit 0
printf 'kubectl\n' >>"$FAKE_LOG"
for word in "$@"; do printf '%s\0' "$word" >>"$FAKE_LOG"; done
"#;

fn program(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// The words of every command that the script ran.
fn run(folder: &Path, script: &str, version: &str, takes_ownership: bool) -> Option<String> {
    let log = folder.join("log");
    fs::write(&log, "").expect("a file can be written");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.arg(script).current_dir(folder).env("PATH", path).env("FAKE_VERSION", version);
    bash.env("FAKE_LOG", &log).env("FAKE_HELP", if takes_ownership { "--take-ownership" } else { "" });
    let ran = match bash.output() {
        Ok(ran) => ran,
        Err(why) => {
            println!("skipped: no bash here: {why}");
            return None;
        }
    };
    assert!(ran.status.success(), "{version}: {}", String::from_utf8_lossy(&ran.stderr));
    Some(fs::read_to_string(&log).expect("the log is text"))
}

#[test]
fn every_word_arrives_as_it_is_and_nothing_else_happens() {
    let folder = std::env::temp_dir().join(format!("periplus-script-{}", std::process::id()));
    let gateway = "{name: gw, enabled: true, k8s: {replicaCount: 4}}";
    let plan = planned(&pack(), &format!("{{profile: empty, components: {{ingressGateways: [{gateway}]}}}}"));
    for namespace in HOSTILE {
        // Charts themselves choke on most of these names; the script must not.
        let mut plan = plan.clone();
        plan.releases[0].namespace = (*namespace).to_owned();
        fs::create_dir_all(&folder).expect("a folder can be made");
        program(&folder, "helm", HELM);
        program(&folder, "kubectl", KUBECTL);
        for file in migration_files(&plan, Target::Helm)
            .expect("files are written")
            .iter()
            .filter(|file| file.executable)
        {
            let path = folder.join(&file.name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, &file.text).expect("a file can be written");
        }
        for (version, takes_ownership) in HELMS {
            let Some(log) = run(&folder, "install.sh", version, *takes_ownership) else { return };
            assert!(!folder.join("owned").exists(), "{namespace:?}: something was run");
            let words: Vec<&str> = log.split('\0').collect();
            let at = words.iter().position(|word| *word == "--namespace").expect("helm got a namespace");
            assert_eq!(words[at + 1], *namespace, "{version}");
            let renderer =
                words.iter().position(|word| *word == "--post-renderer").expect("there is a patch");
            assert_eq!(words[renderer + 1] == "periplus-gw", version.starts_with("v4"), "{version}");
            assert_eq!(words.contains(&"--force-conflicts"), version.starts_with("v4"), "{version}");
            assert_eq!(words.contains(&"--take-ownership"), *takes_ownership, "{version}");
            let annotation = format!("meta.helm.sh/release-namespace={namespace}");
            assert_eq!(words.contains(&annotation.as_str()), !takes_ownership, "{version}");
        }
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

#[test]
fn a_dry_run_hands_nothing_over() {
    let folder = std::env::temp_dir().join(format!("periplus-dry-run-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    program(&folder, "helm", HELM);
    program(&folder, "kubectl", KUBECTL);
    let files =
        migration_files(&planned(&pack(), "{profile: minimal}"), Target::Helm).expect("files are written");
    let script = files.iter().find(|file| file.name == "install.sh").expect("there is a script");
    fs::write(folder.join("install.sh"), &script.text).expect("a file can be written");
    let log = folder.join("log");
    fs::write(&log, "").expect("a file can be written");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.args(["install.sh", "--dry-run=server"]).current_dir(&folder).env("PATH", path);
    bash.env("FAKE_VERSION", "v3.12.0").env("FAKE_HELP", "").env("FAKE_LOG", &log);
    match bash.output() {
        Ok(ran) => {
            assert!(!ran.status.success(), "an older Helm has no dry run of this");
            assert_eq!(fs::read_to_string(&log).expect("the log is text"), "");
        }
        Err(why) => println!("skipped: no bash here: {why}"),
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

#[test]
fn adopting_hands_over_what_is_named_and_nothing_else_happens() {
    let folder = std::env::temp_dir().join(format!("periplus-adopt-{}", std::process::id()));
    let plan =
        planned(&pack(), "{profile: empty, components: {ingressGateways: [{name: gw, enabled: true}]}}");
    for namespace in HOSTILE {
        let mut plan = plan.clone();
        plan.releases[0].namespace = (*namespace).to_owned();
        fs::create_dir_all(&folder).expect("a folder can be made");
        program(&folder, "kubectl", KUBECTL);
        let files = migration_files(&plan, Target::Terraform).expect("files are written");
        let script = files.iter().find(|file| file.name == "adopt.sh").expect("there is a script");
        fs::write(folder.join("adopt.sh"), &script.text).expect("a file can be written");
        let Some(log) = run(&folder, "adopt.sh", "", false) else { return };
        assert!(!folder.join("owned").exists(), "{namespace:?}: something was run");
        let annotation = format!("meta.helm.sh/release-namespace={namespace}");
        assert_eq!(log.split('\0').filter(|word| *word == annotation).count(), plan.releases[0].proof.len());
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

#[test]
fn shellcheck_finds_nothing() {
    let gateway = "{name: gw, enabled: true, k8s: {replicaCount: 4}}";
    let plan = planned(&pack(), &format!("{{components: {{ingressGateways: [{gateway}]}}}}"));
    let folder = std::env::temp_dir().join(format!("periplus-shellcheck-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let files = Target::ALL.iter().flat_map(|(_, target)| migration_files(&plan, *target).expect("files"));
    for (at, file) in files.filter(|file| file.executable).enumerate() {
        let path = folder.join(format!("{at}.sh"));
        fs::write(&path, &file.text).expect("a file can be written");
        match Command::new("shellcheck").arg(&path).output() {
            Ok(ran) => {
                assert!(ran.status.success(), "{}: {}", file.name, String::from_utf8_lossy(&ran.stdout));
            }
            Err(why) => println!("skipped: no shellcheck here: {why}"),
        }
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}
