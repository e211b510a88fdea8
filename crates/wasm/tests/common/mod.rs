//! Archives in memory.

#![allow(dead_code, reason = "each test file uses a part of it")]

use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::Path;

const BLOCK: usize = 512;

/// A gzipped tar of some files, as people drop it.
pub(crate) fn tgz(files: &[(&str, &str)]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for (path, text) in files {
        encoder.write_all(&header(path, text.len())).expect("memory takes everything");
        let padding = vec![0; text.len().next_multiple_of(BLOCK) - text.len()];
        encoder.write_all(&[text.as_bytes(), &padding].concat()).expect("memory takes everything");
    }
    encoder.write_all(&[0; 2 * BLOCK]).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn header(path: &str, size: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, "0000644\0");
    put(124, &format!("{size:011o}\0"));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// The built-in pack as an archive.
pub(crate) fn builtin() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/packs/builtin");
    let files: Vec<(String, String)> =
        files(&root).into_iter().map(|(path, text)| (format!("manifests/{path}"), text)).collect();
    tgz(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

/// The files below a folder, with their paths within it, in order.
pub(crate) fn files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("a folder of the repository").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(&path).expect("a text")));
        }
    }
    found.sort();
    found
}
