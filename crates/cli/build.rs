//! Links the command so that it starts quickly: at a fixed address, since the 20,000 relocations of one that may lie
//! anywhere take a sixth of the time that a start takes; and with its unwinder inside, one library less to look up.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |what: &str, value: &str| std::env::var(what).is_ok_and(|v| v == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if std::env::var("HOST") == std::env::var("TARGET")
        && let Some(folder) = unwinder()
    {
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
}

/// A folder in which the linker finds GCC's unwinder as an archive under the name of the library. `None` where there is
/// no such archive.
fn unwinder() -> Option<PathBuf> {
    let archives = ["libgcc_eh.a", "libgcc.a"].map(archive);
    let [Some(unwinder), Some(rest)] = archives else { return None };
    let folder = PathBuf::from(std::env::var_os("OUT_DIR")?).join("unwinder");
    std::fs::create_dir_all(&folder).ok()?;
    let script = format!("GROUP ( \"{}\" \"{}\" )\n", unwinder.display(), rest.display());
    std::fs::write(folder.join("libgcc_s.so"), script).ok()?;
    Some(folder)
}

/// Where the C compiler has an archive.
fn archive(name: &str) -> Option<PathBuf> {
    let asked = Command::new("cc").arg(format!("-print-file-name={name}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    (path.is_absolute() && Path::new(&path).is_file()).then_some(path)
}
