//! `periplus diff` on Istio's own releases, where a machine has them beside the repository.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const RELEASES: [&str; 4] = ["1.24.6", "1.28.10", "1.30.3", "1.31.0-rc.0"];

/// The packs of these releases, or nothing, which is told.
fn packs() -> Option<PathBuf> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/packs");
    let there = RELEASES.iter().all(|release| packs.join(release).is_dir());
    if !there {
        eprintln!("skipped: no ../shared/packs with official charts");
    }
    there.then_some(packs)
}

fn periplus(packs: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_periplus"));
    command.env("PERIPLUS_PACKS", packs).args(words).output().expect("the binary was built for this test")
}

fn text(output: &Output) -> String {
    assert_ne!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_a_release_prints_is_what_it_installs() {
    let Some(packs) = packs() else { return };
    for release in RELEASES {
        let printed = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("official-{release}.yaml"));
        let printed = printed.to_string_lossy();
        text(&periplus(&packs, &["manifest", "generate", "-d", release, "-o", &printed]));
        let same = periplus(&packs, &["diff", release, &printed, "--exit-code"]);
        assert_eq!((text(&same), same.status.code()), ("no differences\n".to_owned(), Some(0)), "{release}");
    }
}

#[test]
fn a_revision_renames_and_neither_adds_nor_removes() {
    let Some(packs) = packs() else { return };
    for release in RELEASES {
        let told = text(&periplus(&packs, &["diff", release, &format!("{release},revision=canary")]));
        let summary = told.lines().last().unwrap_or_default();
        let parts: Vec<&str> = summary.split(", ").filter_map(|part| part.split(' ').nth(1)).collect();
        assert_eq!(parts, ["changed", "renamed"], "{release}: {summary}");
    }
}

#[test]
fn an_upgrade_changes_images_within_their_containers() {
    let Some(packs) = packs() else { return };
    let told = text(&periplus(&packs, &["diff", "1.28..1.30", "--exit-code"]));
    let image = "  spec.template.spec.containers.[name:discovery].image\n    - registry.istio.io/release/pilot:1.28.10\n    + registry.istio.io/release/pilot:1.30.3\n";
    assert!(told.contains(image), "{told}");
}
