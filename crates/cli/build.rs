//! How the command is linked on Linux: what costs a part of every start is left out.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=RUSTC_LINKER");
    let is = |what: &str, value: &str| std::env::var(what).is_ok_and(|v| v == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    // The 20,000 relocations of a command that may lie anywhere take a sixth of a start.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if std::env::var("HOST") == std::env::var("TARGET") && has_static_unwinder() {
        unwind_statically();
    }
}

/// Whether the linker's own library that walks stacks is there to be linked in.
fn has_static_unwinder() -> bool {
    let linker = std::env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let found = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    found.is_ok_and(|out| Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_absolute())
}

/// Has the linker find the static library where it looks for the shared one, which would be loaded at every start.
fn unwind_statically() {
    let folder = std::env::var("OUT_DIR").unwrap_or_default();
    match std::fs::write(Path::new(&folder).join("libgcc_s.a"), "INPUT(-lgcc_eh)\n") {
        Ok(()) => println!("cargo:rustc-link-search=native={folder}"),
        Err(error) => println!("cargo:warning=the shared unwinder is linked: {error}"),
    }
}
