//! The zip format: the central directory, stored and deflated entries.

use super::{ArchiveError, Budget};
use flate2::read::DeflateDecoder;
use std::io::Read;

const END_RECORD: usize = 22;
const CENTRAL_RECORD: usize = 46;
const LOCAL_RECORD: usize = 30;

/// A file of the central directory.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) size: u64,
    compressed: usize,
    method: u16,
    offset: usize,
}

/// The files, without folders, in the order of the central directory.
pub(super) fn entries(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Entry>, ArchiveError> {
    let end = find_end(bytes).ok_or(ArchiveError::Header)?;
    let count = u16_at(bytes, end + 10)?;
    let mut at = u32_at(bytes, end + 16)? as usize;
    let mut entries = Vec::new();
    for _ in 0..count {
        budget.entry()?;
        let record = bytes.get(at..).ok_or(ArchiveError::Header)?;
        if !record.starts_with(b"PK\x01\x02") {
            return Err(ArchiveError::Header);
        }
        let name_length = usize::from(u16_at(record, 28)?);
        let name = record.get(CENTRAL_RECORD..CENTRAL_RECORD + name_length).ok_or(ArchiveError::Truncated)?;
        let name = String::from_utf8_lossy(name).into_owned();
        if u16_at(record, 8)? & 1 != 0 {
            return Err(ArchiveError::Unsupported);
        }
        if !name.ends_with('/') {
            entries.push(Entry {
                name,
                size: u64::from(u32_at(record, 24)?),
                compressed: u32_at(record, 20)? as usize,
                method: u16_at(record, 10)?,
                offset: u32_at(record, 42)? as usize,
            });
        }
        let extra = usize::from(u16_at(record, 30)?) + usize::from(u16_at(record, 32)?);
        at += CENTRAL_RECORD + name_length + extra;
    }
    Ok(entries)
}

impl Entry {
    /// The entry's content, unpacked as it is read.
    pub(super) fn open<'a>(&self, bytes: &'a [u8]) -> Result<Box<dyn Read + 'a>, ArchiveError> {
        let local = bytes.get(self.offset..).ok_or(ArchiveError::Truncated)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(ArchiveError::Header);
        }
        let start = LOCAL_RECORD + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        let end = start.checked_add(self.compressed).ok_or(ArchiveError::Truncated)?;
        let data = local.get(start..end).ok_or(ArchiveError::Truncated)?;
        match self.method {
            0 => Ok(Box::new(data)),
            8 => Ok(Box::new(DeflateDecoder::new(data))),
            _ => Err(ArchiveError::Unsupported),
        }
    }
}

/// The end record, searched from the back: a comment of up to 64 KiB may follow it.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_RECORD)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, ArchiveError> {
    let field = at.checked_add(2).and_then(|end| bytes.get(at..end)).ok_or(ArchiveError::Truncated)?;
    Ok(u16::from_le_bytes([field[0], field[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, ArchiveError> {
    Ok(u32::from(u16_at(bytes, at)?) | u32::from(u16_at(bytes, at.saturating_add(2))?) << 16)
}
