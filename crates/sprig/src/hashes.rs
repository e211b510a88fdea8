//! Checksums: part of Sprig's page "Cryptographic and Security Functions", mirrors `crypto.go`.

use crate::args::Args;
use crate::rows::{STR, charged};
use periplus_template::Function;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

pub(crate) const TABLE: &[Function] = &[
    charged("sha1sum", &[STR], |e, a| {
        e.charge(a.text(0).len())?;
        Ok(hex(&Sha1::digest(a.text(0))).into())
    }),
    charged("sha256sum", &[STR], |e, a| {
        e.charge(a.text(0).len())?;
        Ok(hex(&Sha256::digest(a.text(0))).into())
    }),
    charged("sha512sum", &[STR], |e, a| {
        e.charge(a.text(0).len())?;
        Ok(hex(&Sha512::digest(a.text(0))).into())
    }),
    charged("adler32sum", &[STR], |e, a| {
        e.charge(a.text(0).len())?;
        Ok(adler32(a.text(0)).to_string().into())
    }),
];

/// Two small hexadecimal digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(DIGITS[usize::from(n)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// RFC 1950's checksum.
fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (mut low, mut high) = (1, 0);
    // As many additions as fit into 32 bits.
    for chunk in bytes.chunks(5552) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        (low, high) = (low % MODULUS, high % MODULUS);
    }
    high << 16 | low
}
