//! `periplus pack` on real folders: what it writes, that it writes the same again, and what it refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

fn built_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/packs/builtin")
}

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    folder
}

fn periplus(words: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_periplus"));
    command.arg("pack").args(words).output().expect("the binary was built for this test")
}

fn build(into: &Path) -> Output {
    periplus(&["build".as_ref(), &built_in(), "-o".as_ref(), into])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_built_in_pack_is_marked_as_a_preview() {
    let out = folder("marked");
    let ran = build(&out);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let index = fs::read_to_string(out.join("index.json")).expect("an index");
    for part in [r#""version": "1.30.3""#, r#""title": "built-in preview""#, r#""official": false"#] {
        assert!(index.contains(part), "{part} in {index}");
    }
    assert!(out.join("1.30.3-preview.tgz").is_file());
}

#[test]
fn the_same_charts_make_the_same_bytes() {
    let (first, second) = (folder("first"), folder("second"));
    assert!(build(&first).status.success() && build(&second).status.success());
    for file in ["index.json", "1.30.3-preview.tgz"] {
        let [a, b] = [&first, &second].map(|folder| fs::read(folder.join(file)).expect(file));
        assert!(a == b, "{file} differs");
    }
}

#[test]
fn the_archive_is_a_pack_and_stays_small() {
    let (out, again) = (folder("small"), folder("again"));
    assert!(build(&out).status.success());
    let archive = out.join("1.30.3-preview.tgz");
    let bytes = fs::metadata(&archive).expect("the archive").len();
    assert!(bytes <= 60_000, "{bytes} bytes");
    let ran = periplus(&["build".as_ref(), &archive, "-o".as_ref(), &again]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let [a, b] = [&out, &again].map(|folder| fs::read(folder.join("index.json")).expect("an index"));
    assert_eq!(text(&a), text(&b));
}

#[test]
fn verify_notices_a_changed_archive() {
    let out = folder("changed");
    assert!(build(&out).status.success());
    assert_eq!(text(&periplus(&["verify".as_ref(), &out]).stdout), "1.30.3-preview.tgz: ok\n");
    let archive = out.join("1.30.3-preview.tgz");
    let mut bytes = fs::read(&archive).expect("the archive");
    if let Some(byte) = bytes.last_mut() {
        *byte ^= 1;
    }
    fs::write(&archive, bytes).expect("our own file");
    let ran = periplus(&["verify".as_ref(), &out]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(text(&ran.stderr).starts_with("Error: 1.30.3-preview.tgz: digest is sha256:"));
}

#[test]
fn refuses_what_is_no_pack() {
    let (empty, out) = (folder("empty"), folder("unused"));
    let no_charts = periplus(&["build".as_ref(), &empty, "-o".as_ref(), &out]);
    assert_eq!(no_charts.status.code(), Some(1));
    assert!(text(&no_charts.stderr).contains("is neither a pack nor a release"));
    let no_output = periplus(&["build".as_ref(), &built_in()]);
    assert_eq!(no_output.status.code(), Some(1));
    assert!(text(&no_output.stderr).contains("Usage:"));
    let no_index = periplus(&["list".as_ref(), &empty]);
    assert_eq!(no_index.status.code(), Some(1));
    assert!(text(&no_index.stderr).contains("index.json"));
}
