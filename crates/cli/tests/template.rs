//! `periplus template` where a case file can't be the judge: beside our own help, and with a file too large to keep.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What a run writes to standard error, and its exit code.
fn told(words: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_periplus"));
    let output = command.arg("template").args(words).output().expect("the binary was built for this test");
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

#[test]
fn help_tells_of_deprecated_flags_beside_it() {
    let notice = "Flag --force has been deprecated, use --force-replace instead\n";
    assert_eq!(told(&["--force", "--help"]), (notice.to_owned(), Some(0)));
    assert_eq!(told(&["--help", "--force", "--force"]), (notice.repeat(2), Some(0)));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_that_is_too_large_is_named_by_its_target() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large");
    fs::remove_dir_all(&folder).unwrap_or(());
    let chart = folder.join("chart");
    fs::create_dir_all(&chart).expect("the target folder can be written to");
    let yaml = "apiVersion: v2\nname: large\nversion: 1.0.0\n";
    fs::write(chart.join("Chart.yaml"), yaml).expect("the folder is ours");
    let file = fs::File::create(folder.join("target")).expect("the folder is ours");
    file.set_len((5 << 20) + 1).expect("no byte of it is stored");
    std::os::unix::fs::symlink("../target", chart.join("link")).expect("the folder is ours");
    let (text, code) = told(&[&chart.to_string_lossy()]);
    let last = text.lines().last().unwrap_or_default();
    assert_eq!(last, "Error: chart file \"target\" is larger than the maximum file size 5242880");
    assert_eq!(code, Some(1));
}
