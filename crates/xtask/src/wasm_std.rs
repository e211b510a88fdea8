//! The standard library for wasm32: rustup's where its server can be reached, else built from Debian's source.

use std::fs;
use std::path::Path;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::setup;
use crate::steps::Need;
use crate::tally::Tally;

/// The browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// rustup's name for Debian's own compiler. Its standard library must be built by itself: never mix the two.
const DISTRO: &str = "distro";

/// Debian's compiler that comes with its source, and the linker for wasm.
const DISTRO_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// Where Debian's compiler looks for standard libraries.
const DISTRO_LIBRARIES: &str = "/usr/lib/rustlib";

/// A toolchain that can build for wasm.
pub(crate) enum Toolchain {
    /// The one that runs this program.
    Default,
    /// Debian's.
    Distro,
}

impl Toolchain {
    /// The first of the two that really builds a small wasm library.
    pub(crate) fn find(context: &Context) -> Option<Self> {
        [Self::Default, Self::Distro].into_iter().find(|toolchain| toolchain.builds(context))
    }

    /// Makes `run` use this toolchain.
    pub(crate) fn choose(&self, run: Run) -> Run {
        match self {
            Self::Default => run,
            // Cargo sets a library path for what it runs; the other compiler must not load from there.
            Self::Distro => run.env("RUSTUP_TOOLCHAIN", DISTRO).env("LD_LIBRARY_PATH", ""),
        }
    }

    fn builds(&self, context: &Context) -> bool {
        let folder = context.scratch().join("probe");
        let source = folder.join("probe.rs");
        let written = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&source, "pub fn probe() -> String {\n    String::new()\n}\n"));
        let rustc =
            Run::new(context, "rustc").args(["--target", TARGET, "--crate-type", "cdylib", "probe.rs"]);
        written.is_ok() && self.choose(rustc.folder(&folder)).text().is_ok()
    }
}

/// Nothing to do when some toolchain builds for wasm.
pub(crate) fn needed(context: &Context) -> Need {
    match Toolchain::find(context) {
        Some(Toolchain::Default) => Need::Done("rustup's".to_owned()),
        Some(Toolchain::Distro) => Need::Done(format!("toolchain `{DISTRO}`")),
        None => Need::Run,
    }
}

/// Asks rustup first, then builds it with Debian's packages.
pub(crate) fn install(context: &Context) -> Result<Tally, Failure> {
    let asked = Run::new(context, "rustup").args(["target", "add", TARGET]).show();
    if let Err(failure) = asked {
        println!("   {failure}; building it with Debian's compiler");
        setup::apt_install(context, DISTRO_PACKAGES)?;
        Run::new(context, "rustup").args(["toolchain", "link", DISTRO, "/usr"]).show()?;
        build(context)?;
    }
    match Toolchain::find(context) {
        Some(_) => Ok(Tally::default()),
        None => Err(Failure::new(TARGET, "no compiler builds for it, in spite of what was installed")),
    }
}

/// Builds std in an empty crate and copies it to where Debian's compiler finds it. With bitcode: LTO needs it.
fn build(context: &Context) -> Result<(), Failure> {
    let folder = context.scratch().join("std");
    let manifest = "[package]\nname = \"empty\"\nedition = \"2021\"\n\n[workspace]\n\n[profile.release]\npanic = \"abort\"\n";
    let written = fs::create_dir_all(folder.join("src"))
        .and_then(|()| fs::write(folder.join("Cargo.toml"), manifest))
        .and_then(|()| fs::write(folder.join("src/lib.rs"), ""));
    written.map_err(|why| Failure::new(folder.display(), why))?;
    let cargo =
        Run::cargo(context).args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", TARGET]);
    let cargo = cargo.folder(&folder).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    Toolchain::Distro.choose(cargo.env("CARGO_TARGET_DIR", folder.join("target"))).show()?;
    let to = Path::new(DISTRO_LIBRARIES).join(TARGET).join("lib");
    copy_libraries(&folder.join("target").join(TARGET).join("release/deps"), &to)
        .map_err(|why| Failure::new(to.display(), why))
}

fn copy_libraries(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let is_library = path.extension().is_some_and(|ending| ending == "rlib");
        if is_library && !name.as_encoded_bytes().starts_with(b"libempty") {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
