//! Random values: parts of Sprig's pages "String Functions", "Math" and "UUID Functions", drawn from the host.

use crate::Host;
use crate::args::Args;
use crate::encoding::BASE64;
use crate::rows::{HostRow, INT, STR, hosted};
use periplus_template::{Engine, FuncResult};
use periplus_value::{Value, unicode};

pub(crate) const HOST_TABLE: &[HostRow] = &[
    hosted("randAlphaNum", &[INT], |h, e, a| text(h, e, a, |c| c.is_ascii_alphanumeric())),
    hosted("randAlpha", &[INT], |h, e, a| text(h, e, a, |c| c.is_ascii_alphabetic())),
    hosted("randNumeric", &[INT], |h, e, a| text(h, e, a, |c| c.is_ascii_digit())),
    hosted("randAscii", &[INT], |h, e, a| text(h, e, a, |c| c == ' ' || c.is_ascii_graphic())),
    hosted("randBytes", &[INT], bytes),
    hosted("randInt", &[INT, INT], int),
    hosted("uuidv4", &[], |h, _, _| Ok(uuid(h).into())),
    hosted("shuffle", &[STR], shuffle),
];

/// A number below a bound, all equally likely.
pub(crate) fn below(host: &dyn Host, bound: u64) -> u64 {
    let bound = bound.max(1);
    // What is above the last whole multiple of the bound would favour small numbers.
    let fair = u64::MAX - (u64::MAX % bound + 1) % bound;
    for _ in 0..128 {
        let mut buffer = [0; 8];
        host.random(&mut buffer);
        let number = u64::from_le_bytes(buffer);
        if number <= fair {
            return number % bound;
        }
    }
    0
}

/// As many bytes are copied in the time in which the host gives a number.
const DRAW: usize = 256;

/// Characters of a set; nothing for counts below 1.
fn text(host: &dyn Host, engine: &mut dyn Engine, a: &[Value], fits: fn(char) -> bool) -> FuncResult {
    let count = usize::try_from(a.int(0)).unwrap_or(0);
    engine.charge(count.saturating_mul(DRAW))?;
    let set: Vec<char> = (' '..='~').filter(|c| fits(*c)).collect();
    let draw = |_| set[below(host, set.len() as u64) as usize];
    Ok((0..count).map(draw).collect::<String>().into())
}

fn bytes(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let count = usize::try_from(a.int(0)).map_err(|_| "runtime error: makeslice: len out of range")?;
    engine.charge(count.saturating_mul(3))?;
    let mut buffer = vec![0; count];
    host.random(&mut buffer);
    Ok(BASE64.encode(&buffer).into())
}

fn int(host: &dyn Host, _: &mut dyn Engine, a: &[Value]) -> FuncResult {
    match a.int(1).wrapping_sub(a.int(0)) {
        width @ 1.. => Ok(Value::int(a.int(0).wrapping_add(below(host, width.unsigned_abs()) as i64))),
        _ => Err("invalid argument to Intn".into()),
    }
}

/// RFC 9562, version 4.
fn uuid(host: &dyn Host) -> String {
    let mut buffer = [0; 16];
    host.random(&mut buffer);
    buffer[6] = buffer[6] & 0x0f | 0x40;
    buffer[8] = buffer[8] & 0x3f | 0x80;
    let hex = crate::hashes::hex(&buffer);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn shuffle(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    engine.charge(a.text(0).len().saturating_mul(DRAW))?;
    let mut chars: Vec<char> = unicode::chars(a.text(0)).map(|(_, c)| c).collect();
    for last in (1..chars.len()).rev() {
        chars.swap(last, below(host, last as u64 + 1) as usize);
    }
    Ok(chars.into_iter().collect::<String>().into())
}
