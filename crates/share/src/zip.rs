//! A zip archive of a few texts (PKWARE's APPNOTE 6.3), deflated.

use crc::{CRC_32_ISO_HDLC, Crc};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipFile {
    /// Its path in the archive.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether it is a program.
    pub executable: bool,
}

/// The day all files are of: the first that the format knows. Same inputs, same bytes.
const DATE: u16 = 0x21;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
const DEFLATED: u16 = 8;
const VERSION: u16 = 20;
/// Files have modes as Unix has them.
const MADE_ON_UNIX: u16 = 3 << 8 | VERSION;
/// The mode of a regular file: with 0644, and for programs with 0755.
const PLAIN: u32 = 0o100_644 << 16;
const PROGRAM: u32 = 0o100_755 << 16;

/// The archive.
pub fn zip(files: &[ZipFile]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let start = size(out.len());
        let body = deflated(file.text.as_bytes());
        let about = about(file, &body);
        out.extend([&b"PK\x03\x04"[..], &about, file.path.as_bytes(), &body].concat());
        let mode = if file.executable { PROGRAM } else { PLAIN };
        let place = [&[0; 6][..], &mode.to_le_bytes(), &start.to_le_bytes()].concat();
        directory.extend(
            [&b"PK\x01\x02"[..], &MADE_ON_UNIX.to_le_bytes(), &about, &place, file.path.as_bytes()].concat(),
        );
    }
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (length, start) = (size(directory.len()).to_le_bytes(), size(out.len()).to_le_bytes());
    out.extend(directory);
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length, &start, &[0, 0]].concat());
    out
}

/// What both headers of a file say.
fn about(file: &ZipFile, body: &[u8]) -> Vec<u8> {
    let short = [VERSION, FLAGS, DEFLATED, 0, DATE];
    let long = [CRC.checksum(file.text.as_bytes()), size(body.len()), size(file.text.len())];
    let name = u16::try_from(file.path.len()).unwrap_or(u16::MAX);
    let mut out: Vec<u8> = short.iter().flat_map(|number| number.to_le_bytes()).collect();
    out.extend(long.iter().flat_map(|number| number.to_le_bytes()));
    out.extend([name.to_le_bytes(), [0, 0]].concat());
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
