//! IP addresses and prefixes, with the words Go has for what is wrong (net/netip).

use periplus_value::quote;
use std::fmt;

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
    let canonical = bits.len() < 2 || !bits.starts_with(['0', '+', '-']);
    match bits.parse::<i64>().ok().filter(|_| canonical) {
        Some(bits) if (0..=most).contains(&bits) => Ok(()),
        Some(_) => fail("prefix length out of range".to_owned()),
        None => fail(format!("bad bits after slash: {}", quote(bits.as_bytes()))),
    }
}

/// Go's reason, and the rest of the text that it is about.
type Reason<'a> = (&'static str, &'a str);

/// The most bits of an address's prefix, or Go's reason why it is no address.
fn version(address: &str) -> Result<i64, String> {
    let read = match address.find(['.', ':', '%']).map(|at| &address[at..=at]) {
        Some(".") => v4(address).map(|()| 32),
        Some(":") => v6(address).map(|()| 128),
        Some(_) => Err(("missing IPv6 address", "")),
        None => Err(("unable to parse IP", "")),
    };
    read.map_err(|(reason, rest)| match rest {
        "" => reason.to_owned(),
        rest => format!("{reason} (at {})", quote(rest.as_bytes())),
    })
}

fn v4(text: &str) -> Result<(), Reason<'_>> {
    let bytes = text.as_bytes();
    let (mut value, mut digits, mut dots) = (0, 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if digits == 1 && value == 0 => {
                return Err(("IPv4 field has octet with leading zero", ""));
            }
            b'0'..=b'9' => {
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", ""));
                }
            }
            b'.' if digits == 0 || at + 1 == bytes.len() => {
                return Err(("IPv4 field must have at least one digit", &text[at..]));
            }
            b'.' if dots == 3 => return Err(("IPv4 address too long", "")),
            b'.' => (value, digits, dots) = (0, 0, dots + 1),
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if dots < 3 { Err(("IPv4 address too short", "")) } else { Ok(()) }
}

/// Eight fields, or fewer around one `::`; the last two may be an IPv4 address.
fn v6(text: &str) -> Result<(), Reason<'_>> {
    let (mut rest, zone) = text.split_once('%').map_or((text, None), |(rest, zone)| (rest, Some(zone)));
    if zone == Some("") {
        return Err(("zone must be a non-empty string", ""));
    }
    let (mut fields, mut gap) = (0, false);
    if let Some(after) = rest.strip_prefix("::") {
        if after.is_empty() {
            return Ok(());
        }
        (rest, gap) = (after, true);
    }
    while fields < 8 {
        let after = field(rest)?;
        if after.starts_with('.') {
            embedded(rest, fields, gap)?;
            (rest, fields) = ("", fields + 2);
            break;
        }
        (rest, fields) = (after, fields + 1);
        if rest.is_empty() {
            break;
        }
        rest = match rest.strip_prefix(':') {
            None => return Err(("unexpected character, want colon", rest)),
            Some("") => return Err(("colon must be followed by more characters", rest)),
            Some(after) => after,
        };
        if let Some(after) = rest.strip_prefix(':') {
            if gap {
                return Err(("multiple :: in address", rest));
            }
            (rest, gap) = (after, true);
            if rest.is_empty() {
                break;
            }
        }
    }
    match (rest, fields, gap) {
        ("", 8, true) => Err(("the :: must expand to at least one field of zeros", "")),
        ("", 8, false) | ("", _, true) => Ok(()),
        ("", _, false) => Err(("address string too short", "")),
        _ => Err(("trailing garbage after address", rest)),
    }
}

/// What comes after a field of up to four hexadecimal digits.
fn field(text: &str) -> Result<&str, Reason<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    match digits {
        0 => Err(("each colon-separated field must have at least one digit", text)),
        1..=4 => Ok(&text[digits..]),
        _ => Err(("each group must have 4 or less digits", text)),
    }
}

/// An IPv4 address at the end of an IPv6 address, behind so many fields.
fn embedded(text: &str, fields: usize, gap: bool) -> Result<(), Reason<'_>> {
    if !gap && fields != 6 {
        return Err(("embedded IPv4 address must replace the final 2 fields of the address", text));
    }
    if fields > 6 {
        return Err(("too many hex fields to fit an embedded IPv4 at the end of the address", text));
    }
    v4(text)
}

/// Whether a text is an IP address.
pub(super) fn is_ip(text: &str) -> bool {
    version(text).is_ok()
}
