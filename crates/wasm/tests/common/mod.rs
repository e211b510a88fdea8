//! Archives in memory.

use flate2::{Compression, write::GzEncoder};
use std::io::Write;

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
