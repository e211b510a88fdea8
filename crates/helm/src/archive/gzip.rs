//! The gzip format as Go reads it (`compress/gzip`): members behind each other, each with its sum checked.

use crc::{CRC_32_ISO_HDLC, Crc, Digest};
use flate2::bufread::DeflateDecoder;
use std::io::{Error, ErrorKind, Read, Result};

/// With the small table: what is read is small, and a browser loads this.
static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Go reads as much before it looks at it.
pub(super) const HEADER: usize = 10;
const TRAILER: usize = 8;
/// Go refuses names and comments that are longer.
const LONGEST_TEXT: usize = 512;

/// What a header says is behind it.
const HEADER_SUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// Unpacks a file as it is read.
pub(super) struct Reader<'a>(Option<Member<'a>>);

struct Member<'a> {
    data: DeflateDecoder<&'a [u8]>,
    sum: Digest<'static, u32>,
    size: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self> {
        Member::new(bytes).map(|member| Self(Some(member)))
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while let Some(member) = &mut self.0 {
            let read = member.data.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                member.sum.update(&buffer[..read]);
                member.size = member.size.wrapping_add(read as u32);
                return Ok(read);
            }
            self.0 = match self.0.take().map(Member::close).transpose()? {
                None | Some([]) => None,
                Some(rest) => Some(Member::new(rest)?),
            };
        }
        Ok(0)
    }
}

impl<'a> Member<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self> {
        let data = DeflateDecoder::new(below_header(bytes)?);
        Ok(Self { data, sum: CRC.digest(), size: 0 })
    }

    /// What is behind the member, once its trailer is found right.
    fn close(self) -> Result<&'a [u8]> {
        let (trailer, rest) = split(self.data.into_inner(), TRAILER)?;
        let want = [self.sum.finalize().to_le_bytes(), self.size.to_le_bytes()].concat();
        if trailer == want { Ok(rest) } else { Err(Error::from(ErrorKind::InvalidInput)) }
    }
}

fn below_header(bytes: &[u8]) -> Result<&[u8]> {
    let (header, mut rest) = split(bytes, HEADER)?;
    if !super::is_gzip(header) {
        return Err(wrong_header());
    }
    let flags = header[3];
    if flags & EXTRA != 0 {
        let (length, behind) = split(rest, 2)?;
        rest = split(behind, usize::from(u16::from_le_bytes([length[0], length[1]])))?.1;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = below_text(rest)?;
        }
    }
    if flags & HEADER_SUM != 0 {
        let sum = CRC.checksum(&bytes[..bytes.len() - rest.len()]).to_le_bytes();
        let (want, behind) = split(rest, 2)?;
        if sum[..2] != *want {
            return Err(wrong_header());
        }
        rest = behind;
    }
    Ok(rest)
}

fn below_text(bytes: &[u8]) -> Result<&[u8]> {
    let end = bytes.iter().take(LONGEST_TEXT).position(|byte| *byte == 0);
    match end {
        Some(end) => Ok(&bytes[end + 1..]),
        None if bytes.len() < LONGEST_TEXT => Err(Error::from(ErrorKind::UnexpectedEof)),
        None => Err(wrong_header()),
    }
}

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8])> {
    bytes.split_at_checked(at).ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))
}

fn wrong_header() -> Error {
    Error::from(ErrorKind::InvalidData)
}
