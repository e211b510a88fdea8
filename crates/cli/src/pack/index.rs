//! `index.json`: what a folder of packs holds.

use super::PackError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

/// The file's name.
pub(super) const FILE: &str = "index.json";

/// All packs of a folder, in the order in which they are offered.
#[derive(Serialize, Deserialize)]
pub(super) struct Index {
    pub(super) packs: Vec<Entry>,
}

/// One pack.
#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    /// The release: `1.30.3`.
    pub(super) version: String,
    /// What a person reads.
    pub(super) title: String,
    /// Whether the charts are Istio's own.
    pub(super) official: bool,
    /// The archive, beside the index.
    pub(super) file: String,
    /// `sha256:` and hexadecimal digits, of the archive.
    pub(super) digest: String,
    /// Size of the archive.
    pub(super) bytes: u64,
}

impl Index {
    /// Reads a folder's index.
    pub(super) fn read(folder: &Path) -> Result<Self, PackError> {
        let path = folder.join(FILE);
        let text = fs::read(&path).map_err(PackError::file(&path))?;
        serde_json::from_slice(&text).map_err(|why| PackError::Index(path, why))
    }

    /// Reads a folder's index; an empty one where there is none yet.
    pub(super) fn read_if_there(folder: &Path) -> Result<Self, PackError> {
        if folder.join(FILE).exists() { Self::read(folder) } else { Ok(Self { packs: Vec::new() }) }
    }

    /// One line for each pack, for a terminal.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        for pack in &self.packs {
            let Entry { version, title, file, bytes, .. } = pack;
            let kilobytes = bytes.div_ceil(1000);
            writeln!(table, "{version:12} {title:20} {kilobytes:>6} kB  {file}").expect("a string takes all");
        }
        table
    }
}

/// The digest of an archive as [`Entry::digest`] has it.
pub(super) fn digest(bytes: &[u8]) -> String {
    text(Sha256::new_with_prefix(bytes))
}

/// The same of what a reader gives, however long it is.
pub(super) fn digest_of(mut from: impl io::Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut from, &mut hash)?;
    Ok(text(hash))
}

fn text(hash: Sha256) -> String {
    let mut text = String::from("sha256:");
    for byte in hash.finalize() {
        write!(text, "{byte:02x}").expect("a string takes all");
    }
    text
}
