//! How the command is linked on Linux: what costs a part of every start is left out.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What Rust's standard library asks the linker for, and the archive that holds it.
const LIBRARIES: [(&str, &str); 7] = [
    ("libc.a", "libc.a"),
    ("libdl.a", "libdl.a"),
    ("libgcc_s.a", "libgcc_eh.a"),
    ("libm.a", "libm.a"),
    ("libpthread.a", "libpthread.a"),
    ("librt.a", "librt.a"),
    ("libutil.a", "libutil.a"),
];

/// The first release of glibc in which threads and the look-up of hosts are parts of `libc.a` itself.
const GLIBC: (u32, u32) = (2, 34);

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=RUSTC_LINKER");
    let is = |what: &str, value: &str| std::env::var(what).is_ok_and(|v| v == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    // The 20,000 relocations of a command that may lie anywhere take a sixth of a start.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if std::env::var("HOST") == std::env::var("TARGET") && glibc().is_some_and(|version| version >= GLIBC) {
        link_statically();
    }
}

fn glibc() -> Option<(u32, u32)> {
    let out = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}

/// Loading shared libraries takes a tenth of a short run. Rust asks for them by name wherever the target isn't said on
/// the command line, so the linker finds archives under these names first.
fn link_statically() {
    let folder = PathBuf::from(std::env::var("OUT_DIR").unwrap_or_default());
    let archives: Option<Vec<_>> =
        LIBRARIES.iter().map(|(name, file)| Some((name, archive(file)?))).collect();
    let Some(archives) = archives else { return };
    for (name, path) in archives {
        if let Err(error) = std::fs::write(folder.join(name), format!("INPUT({})\n", path.display())) {
            println!("cargo:warning=shared libraries are linked: {error}");
            return;
        }
    }
    println!("cargo:rustc-link-arg-bins=-static");
    println!("cargo:rustc-link-arg-bins=-L{}", folder.display());
}

/// Where the linker has an archive, if it has it.
fn archive(file: &str) -> Option<PathBuf> {
    let linker = std::env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let found = Command::new(linker).arg(format!("-print-file-name={file}")).output().ok()?;
    let path = String::from_utf8(found.stdout).ok()?;
    Path::new(path.trim()).is_absolute().then(|| PathBuf::from(path.trim()))
}
