//! The tar format: ustar, GNU long names, pax paths and sizes.

use super::{ArchiveError, Budget, read_error};
use std::io::Read;

const BLOCK: usize = 512;
/// A pax header or a GNU long name may be this long.
const MAX_EXTENSION: u64 = 1 << 20;

/// Reads headers and contents in turn.
pub(super) struct Reader<R> {
    pub(super) source: R,
}

/// An entry: what is read next is `size` bytes of content, and padding.
pub(super) struct Header {
    pub(super) name: String,
    pub(super) size: u64,
    /// Neither a folder nor metadata. Links count as files without content, as Helm takes them.
    pub(super) is_file: bool,
}

/// What extension headers say of the next entry.
#[derive(Default)]
struct Overrides {
    name: Option<String>,
    size: Option<u64>,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source }
    }

    /// The next entry; `None` at the end of the archive.
    pub(super) fn next(&mut self, budget: &mut Budget<'_>) -> Result<Option<Header>, ArchiveError> {
        let mut overrides = Overrides::default();
        loop {
            budget.entry()?;
            let Some(block) = self.block()? else { return Ok(None) };
            let size = number(&block[124..136]).ok_or(ArchiveError::Header)?;
            match block[156] {
                b'x' => parse_pax(&self.extension(size)?, &mut overrides),
                b'L' => overrides.name = Some(text(&self.extension(size)?)),
                b'g' | b'K' => {
                    self.extension(size)?;
                }
                kind => return Ok(Some(header(&block, kind, size, overrides))),
            }
        }
    }

    /// Passes over an entry's content.
    pub(super) fn skip(&mut self, size: u64) -> Result<(), ArchiveError> {
        self.discard(size)?;
        self.pad(size)
    }

    /// Passes over the padding behind content of a size.
    pub(super) fn pad(&mut self, size: u64) -> Result<(), ArchiveError> {
        self.discard(size.wrapping_neg() % BLOCK as u64)
    }

    fn discard(&mut self, size: u64) -> Result<(), ArchiveError> {
        let passed = std::io::copy(&mut (&mut self.source).take(size), &mut std::io::sink());
        match passed {
            Ok(n) if n == size => Ok(()),
            Ok(_) => Err(ArchiveError::Truncated),
            Err(e) => Err(read_error(&e)),
        }
    }

    /// A header block that is not all zeros; `None` at the end.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, ArchiveError> {
        let mut bytes = Vec::with_capacity(BLOCK);
        (&mut self.source).take(BLOCK as u64).read_to_end(&mut bytes).map_err(|e| read_error(&e))?;
        if bytes.is_empty() || bytes.iter().all(|b| *b == 0) {
            return Ok(None);
        }
        let block: [u8; BLOCK] = bytes.try_into().map_err(|_| ArchiveError::Truncated)?;
        let sum: u64 =
            (0..BLOCK).map(|i| if (148..156).contains(&i) { 32 } else { u64::from(block[i]) }).sum();
        if number(&block[148..156]) == Some(sum) { Ok(Some(block)) } else { Err(ArchiveError::Header) }
    }

    fn extension(&mut self, size: u64) -> Result<Vec<u8>, ArchiveError> {
        if size > MAX_EXTENSION {
            return Err(ArchiveError::Header);
        }
        let mut bytes = Vec::new();
        (&mut self.source).take(size).read_to_end(&mut bytes).map_err(|e| read_error(&e))?;
        if (bytes.len() as u64) < size {
            return Err(ArchiveError::Truncated);
        }
        self.pad(size)?;
        Ok(bytes)
    }
}

fn header(block: &[u8; BLOCK], kind: u8, size: u64, overrides: Overrides) -> Header {
    let mut name = text(&block[..100]);
    let prefix = text(&block[345..500]);
    if &block[257..262] == b"ustar" && block[262] == 0 && !prefix.is_empty() {
        name = format!("{prefix}/{name}");
    }
    let name = overrides.name.unwrap_or(name);
    let regular = matches!(kind, b'0' | 0 | b'7');
    let is_folder = kind == b'5' || (regular && name.ends_with('/'));
    // Links, devices and the like have no content, whatever the size field says.
    let size = if matches!(kind, b'1'..=b'6') { 0 } else { overrides.size.unwrap_or(size) };
    Header { name, size, is_file: !is_folder }
}

/// `27 path=some/name\n` records.
fn parse_pax(mut records: &[u8], overrides: &mut Overrides) {
    while let Some(space) = records.iter().position(|b| *b == b' ') {
        let length = std::str::from_utf8(&records[..space]).ok().and_then(|n| n.parse::<usize>().ok());
        let Some(length) = length.filter(|n| *n > space + 1 && *n <= records.len()) else { return };
        let record = &records[space + 1..length - 1];
        if let Some(path) = record.strip_prefix(b"path=") {
            overrides.name = Some(text(path));
        } else if let Some(size) = record.strip_prefix(b"size=") {
            overrides.size = std::str::from_utf8(size).ok().and_then(|n| n.parse().ok());
        }
        records = &records[length..];
    }
}

/// Up to the first zero byte.
fn text(field: &[u8]) -> String {
    let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

/// Octal digits, or base 256 when the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let low = &field[field.len().saturating_sub(8)..];
        return Some(low.iter().fold(0, |n, b| (n << 8) | u64::from(*b)));
    }
    let digits = text(field);
    let digits = digits.trim_matches(' ');
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}
