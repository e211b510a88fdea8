//! Archives in memory: chart and pack `.tgz` and `.zip`, within limits (pkg/chart/loader/archive/archive.go).

mod gzip;
mod path;
mod sniff;
mod tar;
mod zip;

use crate::{ChartFile, Error, Limits};
use std::cell::Cell;
use std::fmt;
use std::io::{ErrorKind, Read};

/// Why an archive can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveError {
    /// The bytes are no gzip file.
    GzipHeader,
    /// The gzip data is damaged.
    Corrupt,
    /// The tar or zip structure is damaged.
    Header,
    /// The archive ends in the middle of something.
    Truncated,
    /// A zip feature that this reader doesn't have (encryption, another compression).
    Unsupported,
    /// A path that starts with `/` once its first folder is dropped.
    AbsolutePath,
    /// A file outside the chart's folder.
    OutsideBase(String),
    /// A path with `..`
    ParentDirectory,
    /// A path like `c:/x`
    IllegalName,
    /// `Chart.yaml` at the top of the archive.
    ChartYamlNotInBase,
    /// More than so many bytes in all.
    TooLarge(u64),
    /// A file with more than so many bytes.
    FileTooLarge(String, u64),
    /// More than so many entries.
    TooManyEntries(usize),
    /// Nothing inside.
    Empty,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GzipHeader => f.write_str("gzip: invalid header"),
            Self::Corrupt => f.write_str("gzip: invalid checksum"),
            Self::Header => f.write_str("archive/tar: invalid tar header"),
            Self::Truncated => f.write_str("unexpected EOF"),
            Self::Unsupported => f.write_str("zip: unsupported compression algorithm"),
            Self::AbsolutePath => f.write_str("chart illegally contains absolute paths"),
            Self::OutsideBase(name) => {
                write!(f, "chart illegally contains content outside the base directory: {name:?}")
            }
            Self::ParentDirectory => f.write_str("chart illegally references parent directory"),
            Self::IllegalName => f.write_str("chart contains illegally named files"),
            Self::ChartYamlNotInBase => f.write_str("chart yaml not in base directory"),
            Self::TooLarge(max) => write!(f, "decompressed chart is larger than the maximum size {max}"),
            Self::FileTooLarge(name, max) => {
                write!(f, "decompressed chart file {name:?} is larger than the maximum file size {max}")
            }
            Self::TooManyEntries(max) => write!(f, "archive has more than {max} entries"),
            Self::Empty => f.write_str("no files in chart archive"),
        }
    }
}

/// Whether the bytes start as a gzip file does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 0x08])
}

/// Whether a file that is given as a chart is a gzipped archive (pkg/chart/loader/archive/archive.go `EnsureArchive`).
pub fn check_is_archive(name: &str, bytes: &[u8]) -> Result<(), Error> {
    if is_gzip(bytes) {
        return Ok(());
    }
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    let found = if is_yaml { None } else { Some(sniff::content_type(bytes)) };
    Err(Error::NoArchive { file: name.to_owned(), found })
}

/// Whether the bytes start as a zip file does.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The files of a gzipped tar. The first folder of each path is dropped, as Helm does for charts.
pub fn read_tgz(bytes: &[u8], limits: &Limits) -> Result<Vec<ChartFile>, Error> {
    read_inner_tgz(bytes, limits, &Cell::new(limits.archive_stream))
}

/// The same for one of several archives, which may give so many bytes together.
pub(crate) fn read_inner_tgz(
    bytes: &[u8],
    limits: &Limits,
    stream: &Cell<u64>,
) -> Result<Vec<ChartFile>, Error> {
    if (1..gzip::HEADER).contains(&bytes.len()) {
        return Err(Error::Archive(ArchiveError::Truncated));
    }
    let naming = &mut |name: &str| path::below_first_folder(name).map(Some);
    collect_tgz(bytes, limits, stream, naming).map_err(Error::Archive)
}

/// The files of a gzipped tar under their whole, checked paths; only those that `keep` wants. What isn't kept counts
/// for the limits of entries and of all that is unpacked.
pub fn list_tgz(
    bytes: &[u8],
    limits: &Limits,
    keep: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<ChartFile>, Error> {
    let naming = &mut |name: &str| Ok(Some(path::whole(name)?).filter(|path| keep(path)));
    collect_tgz(bytes, limits, &Cell::new(limits.archive_stream), naming).map_err(Error::Archive)
}

/// The files of a zip, under the rules of [`read_tgz`].
pub fn read_zip(bytes: &[u8], limits: &Limits) -> Result<Vec<ChartFile>, Error> {
    collect_zip(bytes, limits, &mut |name| path::below_first_folder(name).map(Some)).map_err(Error::Archive)
}

/// The files of a zip, under the rules of [`list_tgz`].
pub fn list_zip(
    bytes: &[u8],
    limits: &Limits,
    keep: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<ChartFile>, Error> {
    collect_zip(bytes, limits, &mut |name| Ok(Some(path::whole(name)?).filter(|path| keep(path))))
        .map_err(Error::Archive)
}

/// An archive's raw name to the path it is kept under; `None` to skip it.
type Naming<'a> = dyn FnMut(&str) -> Result<Option<String>, ArchiveError> + 'a;

/// What has been read so far, against the limits.
struct Budget<'a> {
    limits: &'a Limits,
    left: u64,
    entries: usize,
}

impl<'a> Budget<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, left: limits.archive_total, entries: 0 }
    }

    fn entry(&mut self) -> Result<(), ArchiveError> {
        self.entries += 1;
        if self.entries > self.limits.archive_entries {
            return Err(ArchiveError::TooManyEntries(self.limits.archive_entries));
        }
        Ok(())
    }

    /// Reads a file of a known size, after checking that it may be read.
    fn read(&mut self, name: &str, size: u64, from: &mut dyn Read) -> Result<Vec<u8>, ArchiveError> {
        if size > self.left {
            return Err(ArchiveError::TooLarge(self.limits.archive_total));
        }
        if size > self.limits.archive_file {
            return Err(ArchiveError::FileTooLarge(name.to_owned(), self.limits.archive_file));
        }
        let mut bytes = Vec::new();
        from.take(size).read_to_end(&mut bytes).map_err(|e| read_error(&e))?;
        if (bytes.len() as u64) < size {
            return Err(ArchiveError::Truncated);
        }
        self.left -= size;
        if self.left == 0 {
            return Err(ArchiveError::TooLarge(self.limits.archive_total));
        }
        Ok(bytes)
    }
}

fn read_error(error: &std::io::Error) -> ArchiveError {
    match error.kind() {
        ErrorKind::UnexpectedEof => ArchiveError::Truncated,
        ErrorKind::InvalidData => ArchiveError::GzipHeader,
        _ => ArchiveError::Corrupt,
    }
}

fn chart_file(path: String, bytes: &[u8]) -> ChartFile {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    ChartFile { path, bytes: bytes.into() }
}

fn collect_tgz(
    bytes: &[u8],
    limits: &Limits,
    stream: &Cell<u64>,
    naming: &mut Naming<'_>,
) -> Result<Vec<ChartFile>, ArchiveError> {
    if !is_gzip(bytes) {
        return Err(ArchiveError::GzipHeader);
    }
    let unpacked = gzip::Reader::new(bytes).map_err(|e| read_error(&e))?;
    let mut reader = tar::Reader::new(unpacked.take(stream.get()));
    let read = entries_of_tar(&mut reader, limits, naming);
    stream.set(reader.source.limit());
    // What has been cut off looks like the end of the archive, or like one that lacks its end.
    if reader.source.limit() == 0 {
        return Err(ArchiveError::TooLarge(limits.archive_stream));
    }
    read
}

fn entries_of_tar(
    reader: &mut tar::Reader<impl Read>,
    limits: &Limits,
    naming: &mut Naming<'_>,
) -> Result<Vec<ChartFile>, ArchiveError> {
    let mut budget = Budget::new(limits);
    let mut files = Vec::new();
    while let Some(header) = reader.next(&mut budget)? {
        let path = if header.is_file { naming(&header.name)? } else { None };
        let Some(path) = path else {
            reader.skip(header.size)?;
            continue;
        };
        let bytes = budget.read(&header.name, header.size, &mut reader.source)?;
        reader.pad(header.size)?;
        files.push(chart_file(path, &bytes));
    }
    if files.is_empty() { Err(ArchiveError::Empty) } else { Ok(files) }
}

fn collect_zip(
    bytes: &[u8],
    limits: &Limits,
    naming: &mut Naming<'_>,
) -> Result<Vec<ChartFile>, ArchiveError> {
    let mut budget = Budget::new(limits);
    let mut files = Vec::new();
    for entry in zip::entries(bytes, &mut budget)? {
        let Some(path) = naming(&entry.name)? else { continue };
        let mut data = entry.open(bytes)?;
        files.push(chart_file(path, &budget.read(&entry.name, entry.size, &mut data)?));
    }
    if files.is_empty() { Err(ArchiveError::Empty) } else { Ok(files) }
}
