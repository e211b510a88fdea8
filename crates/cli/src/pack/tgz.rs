//! Gzipped tar archives that depend on nothing but their entries.

use super::PackError;
use flate2::{Compression, GzBuilder};
use std::io::Write;

const BLOCK: usize = 512;
const NAME: usize = 100;
const PREFIX: usize = 155;

/// Writes regular files in the given order. Paths use `/`; times, owners and groups are zero.
pub(super) fn write<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Result<Vec<u8>, PackError> {
    let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    // Writing to memory doesn't fail, but says so in its type.
    let failed = |why| PackError::File("archive".into(), why);
    for (path, bytes) in files {
        let padding = bytes.len().next_multiple_of(BLOCK) - bytes.len();
        gzip.write_all(&header(&path, bytes.len())?).map_err(failed)?;
        gzip.write_all(bytes).map_err(failed)?;
        gzip.write_all(&[0; BLOCK][..padding]).map_err(failed)?;
    }
    gzip.write_all(&[0; 2 * BLOCK]).map_err(failed)?;
    gzip.finish().map_err(failed)
}

fn header(path: &str, size: usize) -> Result<[u8; BLOCK], PackError> {
    let (prefix, name) = split(path).ok_or_else(|| PackError::LongPath(path.to_owned()))?;
    let size = format!("{size:011o}");
    // Where a field of a POSIX header begins, and what it holds; the rest is zero. The checksum, at 148, counts itself as blanks.
    let fields = [
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, &size),
        (136, "00000000000"),
        (148, "        "),
        (156, "0"),
        (257, "ustar"),
        (263, "00"),
        (329, "0000000"),
        (337, "0000000"),
        (345, prefix),
    ];
    let mut block = [0; BLOCK];
    for (at, text) in fields {
        block[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(block)
}

/// A path as tar's prefix and name, both short enough.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME {
        return Some(("", path));
    }
    let fits = |(at, _): &(usize, &str)| *at <= PREFIX && path.len() - at - 1 <= NAME;
    let (at, _) = path.match_indices('/').find(fits)?;
    Some((&path[..at], &path[at + 1..]))
}
