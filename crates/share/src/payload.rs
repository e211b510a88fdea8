//! Text to a short run of URL characters and back.

use crate::LinkError;
use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};
use std::io::Read;

/// The newest layout, what is written.
pub(crate) const VERSION: u8 = 1;
/// What texts of version 1 are likely to say. Never changed: links depend on every byte of it.
const DICTIONARY: &str = include_str!("dictionary-1.txt");
/// A payload that becomes more text than this is refused.
const MOST_BYTES: u64 = 4 << 20;

/// A text as URL characters, its version first.
pub(crate) fn pack(text: &str) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(deflate(text.as_bytes()));
    let base64 = periplus_yaml::base64::encode(&bytes);
    base64.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The text of a payload.
pub(crate) fn unpack(payload: &str) -> Result<String, LinkError> {
    let mut base64 = payload.trim_end_matches('=').replace('-', "+").replace('_', "/");
    base64.push_str(["", "===", "==", "="][base64.len() % 4]);
    let bytes = periplus_yaml::base64::decode(base64.as_bytes()).ok_or(LinkError::Broken)?;
    let (version, deflated) = bytes.split_first().ok_or(LinkError::Broken)?;
    if *version != VERSION {
        return Err(LinkError::Version(*version));
    }
    inflate(deflated)
}

/// Deflated as if the dictionary had been sent before.
fn deflate(text: &[u8]) -> Vec<u8> {
    let mut encoder = Compress::new(Compression::best(), false);
    feed(&mut encoder, DICTIONARY.as_bytes(), FlushCompress::Sync);
    feed(&mut encoder, text, FlushCompress::Finish)
}

/// What the encoder writes for an input.
fn feed(encoder: &mut Compress, input: &[u8], flush: FlushCompress) -> Vec<u8> {
    // Deflate never makes a text longer than by five bytes for each of its blocks.
    let mut out = Vec::with_capacity(input.len() + input.len() / 1000 + 1024);
    encoder.compress_vec(input, &mut out, flush).expect("there is room for all of it");
    out
}

fn inflate(deflated: &[u8]) -> Result<String, LinkError> {
    let before = stored(DICTIONARY.as_bytes());
    let mut out = Vec::new();
    let limit = DICTIONARY.len() as u64 + MOST_BYTES;
    let mut decoder = DeflateDecoder::new(before.chain(deflated)).take(limit + 1);
    decoder.read_to_end(&mut out).map_err(|_| LinkError::Broken)?;
    if out.len() as u64 > limit {
        return Err(LinkError::TooLarge);
    }
    let text = out.split_off(DICTIONARY.len().min(out.len()));
    String::from_utf8(text).map_err(|_| LinkError::Broken)
}

/// Deflate blocks that are the bytes as they are, not the last ones.
fn stored(bytes: &[u8]) -> std::io::Cursor<Vec<u8>> {
    let block = |piece: &[u8]| {
        let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        [&[0][..], &length.to_le_bytes(), &(!length).to_le_bytes(), piece].concat()
    };
    std::io::Cursor::new(bytes.chunks(usize::from(u16::MAX)).flat_map(block).collect())
}
