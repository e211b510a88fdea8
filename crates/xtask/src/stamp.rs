//! Stamps: what a step was last run on, so that nothing is done twice.

use std::fs;
use std::path::Path;

use crate::context::Context;
use crate::process::Failure;

/// Folders that hold results, never inputs.
const RESULTS: &[&str] = &["target", "dist", "node_modules", "generated", ".git", ".tools", "shots"];

/// A number for the names and contents of everything under `inputs` (paths inside the repository).
pub(crate) fn fingerprint(context: &Context, inputs: &[&str]) -> u64 {
    let mut hash = Fnv::default();
    for input in inputs {
        add(&mut hash, &context.path(input));
    }
    hash.0
}

fn add(hash: &mut Fnv, path: &Path) {
    let name = path.file_name().unwrap_or_default();
    if RESULTS.iter().any(|result| name == *result) {
        return;
    }
    if let Ok(entries) = fs::read_dir(path) {
        let mut inside: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        inside.sort();
        for path in &inside {
            add(hash, path);
        }
    } else if let Ok(bytes) = fs::read(path) {
        hash.write(name.as_encoded_bytes());
        hash.write(&bytes.len().to_le_bytes());
        hash.write(&bytes);
    }
}

/// Whether the step `name` last finished with this fingerprint.
pub(crate) fn holds(context: &Context, name: &str, fingerprint: u64) -> bool {
    let kept = fs::read_to_string(file(context, name));
    kept.is_ok_and(|kept| kept == format!("{fingerprint:016x}"))
}

/// Notes that the step `name` finished with this fingerprint.
pub(crate) fn set(context: &Context, name: &str, fingerprint: u64) -> Result<(), Failure> {
    let file = file(context, name);
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| fs::write(&file, format!("{fingerprint:016x}")));
    written.map_err(|why| Failure::new(file.display(), why))
}

fn file(context: &Context, name: &str) -> std::path::PathBuf {
    context.scratch().join("stamps").join(name.replace(['/', ' '], "-"))
}

/// The 64-bit FNV-1a hash: enough to notice an edit, and three lines long.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
