//! IP prefixes and host names, with the words Go has for what is wrong (net/netip).

use periplus_value::quote;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a text is no IP prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixError {
    /// The text.
    pub text: String,
    /// Go's reason.
    pub reason: String,
}

impl fmt::Display for PrefixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "netip.ParsePrefix({}): {}", quote(self.text.as_bytes()), self.reason)
    }
}

/// Go's `netip.ParsePrefix`.
pub(super) fn prefix(text: &str) -> Result<(), PrefixError> {
    let fail = |reason: String| Err(PrefixError { text: text.to_owned(), reason });
    let Some((address, bits)) = text.rsplit_once('/') else { return fail("no '/'".to_owned()) };
    let most = match version(address) {
        Ok(most) => most,
        Err(reason) => return fail(format!("ParseAddr({}): {reason}", quote(address.as_bytes()))),
    };
    if address.contains('%') {
        return fail("IPv6 zones cannot be present in a prefix".to_owned());
    }
    let canonical = bits == "0" || !bits.starts_with('0');
    if bits.is_empty() || !canonical || !bits.bytes().all(|c| c.is_ascii_digit()) {
        return fail(format!("bad bits after slash: {}", quote(bits.as_bytes())));
    }
    match bits.parse::<u32>() {
        Ok(bits) if bits <= most => Ok(()),
        _ => fail("prefix length out of range".to_owned()),
    }
}

/// The most bits of an address's prefix, or Go's reason why it is no address.
fn version(address: &str) -> Result<u32, String> {
    match address.find(['.', ':', '%']) {
        Some(at) if address[at..].starts_with('.') => v4(address).map(|()| 32),
        Some(at) if address[at..].starts_with(':') => {
            let plain = address.split('%').next().unwrap_or(address);
            plain.parse::<Ipv6Addr>().map(|_| 128).map_err(|_| "unable to parse IP".to_owned())
        }
        Some(_) => Err("missing IPv6 address".to_owned()),
        None => Err("unable to parse IP".to_owned()),
    }
}

fn v4(address: &str) -> Result<(), String> {
    if address.parse::<Ipv4Addr>().is_ok() {
        return Ok(());
    }
    for (at, field) in address.split('.').enumerate() {
        if let Some(position) = field.find(|c: char| !c.is_ascii_digit()) {
            return Err(format!("unexpected character (at {})", quote(&field.as_bytes()[position..])));
        }
        match field {
            "" => return Err("IPv4 field must have at least one digit".to_owned()),
            _ if field.len() > 1 && field.starts_with('0') => {
                return Err("IPv4 field has octet with leading zero".to_owned());
            }
            _ if field.parse::<u8>().is_err() => return Err("IPv4 field has value >255".to_owned()),
            _ if at > 3 => return Err("IPv4 address too long".to_owned()),
            _ => {}
        }
    }
    Err("IPv4 address too short".to_owned())
}

/// Whether a text is an IP address.
pub(super) fn is_ip(text: &str) -> bool {
    version(text).is_ok()
}
