//! Gives the worker's wasm a stack of its own size: templates include templates, up to Helm's limit of 1000 levels.

/// Bytes of stack in the worker's linear memory (the linker's default is 1 MiB).
const STACK_BYTES: u32 = 32 * 1024 * 1024;

/// The binaries that run templates.
const BINARIES: [&str; 3] = ["worker", "full", "package"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        for bin in BINARIES {
            println!("cargo::rustc-link-arg-bin={bin}=-zstack-size={STACK_BYTES}");
        }
    }
}
