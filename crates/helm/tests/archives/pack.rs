//! Archives written byte by byte, so that they can lie.

use flate2::{Compression, write::GzEncoder};
use std::io::Write;

const BLOCK: usize = 512;

/// An entry of a tar: what its header says, and what follows.
pub(crate) struct Entry<'a> {
    /// The path.
    pub(crate) name: &'a str,
    /// The type flag: `0` a file, `2` a symbolic link, `5` a folder, `x` what pax says of the next one.
    pub(crate) kind: u8,
    /// Where a link leads.
    pub(crate) link: &'a str,
    /// The size that the header has.
    pub(crate) size: usize,
    /// The content; padding is added.
    pub(crate) bytes: &'a [u8],
}

/// A regular file that says the truth.
pub(crate) fn file<'a>(name: &'a str, bytes: &'a [u8]) -> Entry<'a> {
    Entry { name, kind: b'0', link: "", size: bytes.len(), bytes }
}

/// The tar of some entries.
pub(crate) fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend(header(entry));
        out.extend(entry.bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.extend([0; 2 * BLOCK]);
    out
}

fn header(entry: &Entry<'_>) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, entry.name);
    put(100, "0000644\0");
    put(124, &format!("{:011o}\0", entry.size));
    put(148, "        ");
    put(157, entry.link);
    put(257, "ustar\x0000");
    block[156] = entry.kind;
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// Bytes as gzip packs them.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all bytes")
}

/// A zip of stored files: path, bytes, and the size that the directory has of them.
pub(crate) fn zip(entries: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes, size) in entries {
        let offset = out.len();
        let sizes = [number(bytes.len()), number(*size), short(name.len()), [0; 2].to_vec()].concat();
        out.extend(
            [b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(), &sizes, name.as_bytes(), bytes].concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(),
                &sizes,
                &[0; 10],
                &number(offset),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let (count, start, length) = (short(entries.len()), number(out.len()), number(directory.len()));
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &length, &start, &[0; 2]].concat());
    out
}

fn number(n: usize) -> Vec<u8> {
    u32::try_from(n).expect("a zip's number").to_le_bytes().to_vec()
}

fn short(n: usize) -> Vec<u8> {
    u16::try_from(n).expect("a zip's short number").to_le_bytes().to_vec()
}
