//! Go's `net/url`: taking URLs apart and putting them together.

use crate::text::find;
use periplus_value::quote;
use std::fmt;
use std::net::Ipv6Addr;

/// The parts of a URL, escapes undone but in the query.
#[derive(Clone, Debug, Default)]
pub struct Url {
    pub(crate) scheme: Vec<u8>,
    pub(crate) opaque: Vec<u8>,
    pub(crate) user: Option<Userinfo>,
    pub(crate) host: Vec<u8>,
    pub(crate) path: Vec<u8>,
    /// As it was written; empty in a URL that is put together.
    pub(crate) raw_path: Vec<u8>,
    pub(crate) query: Vec<u8>,
    pub(crate) fragment: Vec<u8>,
    /// `file:/x`, without the slashes in front of a host.
    pub(crate) omits_host: bool,
}

/// Name and password.
#[derive(Clone, Debug)]
pub(crate) struct Userinfo {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
}

/// Why a URL can't be parsed, and whether that is in its fragment.
pub(crate) struct UrlError {
    pub(crate) message: String,
    pub(crate) in_fragment: bool,
}

impl UrlError {
    /// What Go's `url.Error` says of a URL.
    pub(crate) fn text(&self, raw: &[u8]) -> String {
        let parsed = if self.in_fragment { raw } else { cut(raw, b'#').map_or(raw, |(url, _)| url) };
        format!("parse {}: {}", quote(parsed), self.message)
    }
}

/// What a part of a URL leaves unescaped besides letters, digits and `-_.~`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Segments,
    User,
    Host,
    Zone,
    Fragment,
}

impl Part {
    fn keeps(self, byte: u8) -> bool {
        let own: &[u8] = match self {
            Part::Path => b"$&+,/:;=@",
            Part::Segments => b"$&+/:=@",
            Part::User => b"$&+,;=",
            Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"",
            Part::Fragment => b"$&+,/:;=?@!()*",
        };
        byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || own.contains(&byte)
    }
}

fn escape(text: &[u8], part: Part) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if part.keeps(*byte) {
            out.push(*byte);
        } else {
            out.extend(format!("%{byte:02X}").into_bytes());
        }
    }
    out
}

fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let bad = |text: &[u8]| Err(format!("invalid URL escape {}", quote(text)));
    let hex = |byte: u8| char::from(byte).to_digit(16).map(|n| n as u8);
    let in_host = matches!(part, Part::Host | Part::Zone);
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let [byte, after @ ..] = rest {
        if *byte != b'%' {
            if in_host && byte.is_ascii() && !part.keeps(*byte) {
                return Err(format!("invalid character {} in host name", quote(&[*byte])));
            }
            out.push(*byte);
            rest = after;
            continue;
        }
        let [high, low, after @ ..] = after else { return bad(rest) };
        let (Some(value), escape) = (hex(*high).zip(hex(*low)).map(|(h, l)| h << 4 | l), &rest[..3]) else {
            return bad(&rest[..3]);
        };
        let refused = match part {
            Part::Host => value < 0x80 && escape != b"%25",
            Part::Zone => escape != b"%25" && value != b' ' && !Part::Host.keeps(value),
            _ => false,
        };
        if refused {
            return bad(escape);
        }
        out.push(value);
        rest = after;
    }
    Ok(out)
}

/// `url.PathEscape` of what is between slashes.
pub fn escape_segments(text: &str) -> String {
    String::from_utf8_lossy(&escape(text.as_bytes(), Part::Segments)).into_owned()
}

/// `url.PathUnescape`
pub fn unescape_path(text: &str) -> Result<String, String> {
    Ok(String::from_utf8_lossy(&unescape(text.as_bytes(), Part::Path)?).into_owned())
}

/// What stands before and after a byte.
fn cut(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    text.iter().position(|b| *b == byte).map(|at| (&text[..at], &text[at + 1..]))
}

/// `url.Parse`
pub(crate) fn parse(raw: &[u8]) -> Result<Url, UrlError> {
    let (url, fragment) = cut(raw, b'#').unwrap_or((raw, &[]));
    let mut url = parse_plain(url).map_err(|message| UrlError { message, in_fragment: false })?;
    url.fragment =
        unescape(fragment, Part::Fragment).map_err(|message| UrlError { message, in_fragment: true })?;
    Ok(url)
}

/// A URL without a fragment.
fn parse_plain(raw: &[u8]) -> Result<Url, String> {
    if raw.iter().any(u8::is_ascii_control) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if raw == b"*" {
        return Ok(Url { path: raw.to_vec(), ..Url::default() });
    }
    let (scheme, rest) = scheme(raw)?;
    let (rest, query) = cut(rest, b'?').unwrap_or((rest, &[]));
    let mut url = Url { scheme: scheme.to_ascii_lowercase(), query: query.to_vec(), ..Url::default() };
    if !rest.starts_with(b"/") {
        if !scheme.is_empty() {
            return Ok(Url { opaque: rest.to_vec(), ..url });
        }
        if rest.split(|b| *b == b'/').next().is_some_and(|segment| segment.contains(&b':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let mut path = rest;
    url.omits_host = !scheme.is_empty() && !rest.starts_with(b"//");
    if rest.starts_with(b"//") && (!scheme.is_empty() || !rest.starts_with(b"///")) {
        let end = rest[2..].iter().position(|b| *b == b'/').map_or(rest.len(), |at| at + 2);
        (url.user, url.host) = authority(&url.scheme, &rest[2..end])?;
        path = &rest[end..];
    }
    url.path = unescape(path, Part::Path)?;
    url.raw_path = path.to_vec();
    Ok(url)
}

fn scheme(raw: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let end = raw.iter().position(|b| !b.is_ascii_alphanumeric() && !b"+-.".contains(b));
    match end {
        Some(0) if raw[0] == b':' => Err("missing protocol scheme".to_owned()),
        Some(at) if raw[at] == b':' && raw[0].is_ascii_alphabetic() => Ok((&raw[..at], &raw[at + 1..])),
        _ => Ok((&[], raw)),
    }
}

fn authority(scheme: &[u8], text: &[u8]) -> Result<(Option<Userinfo>, Vec<u8>), String> {
    let Some(at) = text.iter().rposition(|b| *b == b'@') else { return Ok((None, host(scheme, text)?)) };
    let host = host(scheme, &text[at + 1..])?;
    let valid = |b: &u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(b);
    if !text[..at].iter().all(valid) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) = cut(&text[..at], b':').map_or((&text[..at], None), |(n, p)| (n, Some(p)));
    let name = unescape(name, Part::User)?;
    let password = password.map(|p| unescape(p, Part::User)).transpose()?;
    Ok((Some(Userinfo { name, password }), host))
}

/// The user of `proto://<userinfo>@host`, which is how Sprig reads one; without a user when there is a path before.
pub(crate) fn parse_userinfo(userinfo: &[u8]) -> Result<Option<Userinfo>, String> {
    let url = [b"proto://", userinfo, b"@host"].concat();
    parse(&url).map(|url| url.user).map_err(|error| error.message)
}

fn host(scheme: &[u8], text: &[u8]) -> Result<Vec<u8>, String> {
    match text.iter().rposition(|b| *b == b'[') {
        Some(0) => return ip_literal(text),
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {}
    }
    let first = text.iter().position(|b| *b == b':');
    // Only http and https take the first colon for the port's; databases list several hosts.
    let strict = matches!(scheme, b"http" | b"https");
    let colon = if strict { first } else { text.iter().rposition(|b| *b == b':') };
    if let Some(at) = colon {
        check_port(&text[at..])?;
    }
    unescape(text, Part::Host)
}

fn ip_literal(text: &[u8]) -> Result<Vec<u8>, String> {
    let end = text.iter().rposition(|b| *b == b']').ok_or("missing ']' in host")?;
    check_port(&text[end + 1..])?;
    let (name, port) = (&text[1..end], unescape(&text[end + 1..], Part::Host)?);
    let zone = find(name, b"%25").unwrap_or(name.len());
    let (address, zone) = (unescape(&name[..zone], Part::Host)?, unescape(&name[zone..], Part::Zone)?);
    let parsed = std::str::from_utf8(&address).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
    if parsed.is_none() {
        let v4 = std::str::from_utf8(&address).is_ok_and(|text| text.parse::<std::net::Ipv4Addr>().is_ok());
        let whole = quote(&[&address[..], &zone].concat());
        return Err(if v4 {
            "invalid IP-literal".to_owned()
        } else {
            format!("invalid host: ParseAddr({whole}): unable to parse IP")
        });
    }
    Ok([b"[", &address[..], &zone, b"]", &port].concat())
}

fn is_port(text: &[u8]) -> bool {
    text.strip_prefix(b":").map_or(text.is_empty(), |digits| digits.iter().all(u8::is_ascii_digit))
}

fn check_port(text: &[u8]) -> Result<(), String> {
    if is_port(text) { Ok(()) } else { Err(format!("invalid port {} after host", quote(text))) }
}

impl Userinfo {
    /// `user:password`, escaped.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut out = escape(&self.name, Part::User);
        if let Some(password) = &self.password {
            out.push(b':');
            out.extend(escape(password, Part::User));
        }
        out
    }
}

impl Url {
    /// `url.Parse`, with its words for what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse(text.as_bytes()).map_err(|error| error.text(text.as_bytes()))
    }

    /// In small letters; empty in a reference and for a path.
    pub fn scheme(&self) -> &[u8] {
        &self.scheme
    }

    /// The path without escapes.
    pub fn path(&self) -> &[u8] {
        &self.path
    }

    /// Its text with stars for the password, as Go's clients print it (net/http `stripPassword`).
    pub fn without_password(&self) -> String {
        let text = self.to_string();
        let Some(user) = self.user.as_ref().filter(|user| user.password.is_some()) else { return text };
        let [whole, name] = [user.text(), escape(&user.name, Part::User)]
            .map(|text| String::from_utf8_lossy(&text).into_owned());
        text.replacen(&format!("{whole}@"), &format!("{name}:***@"), 1)
    }

    /// What a reference means that stands in a resource with this URL (`ResolveReference`). Where that is `urn:x`, so is
    /// what it refers to without a scheme (santhosh-tekuri/jsonschema `util.go`).
    #[must_use]
    pub fn resolve(&self, reference: &Self) -> Self {
        let mut url = reference.clone();
        if !url.scheme.is_empty() || !url.host.is_empty() || url.user.is_some() {
            url.set_path(resolve_path(&reference.escaped_path(), b""));
        }
        if url.scheme.is_empty() {
            url.scheme.clone_from(&self.scheme);
            url.opaque.clone_from(&self.opaque);
            if url.host.is_empty() && url.user.is_none() {
                if url.path.is_empty() && url.query.is_empty() {
                    url.query.clone_from(&self.query);
                }
                url.host.clone_from(&self.host);
                url.user.clone_from(&self.user);
                url.set_path(resolve_path(&self.escaped_path(), &reference.escaped_path()));
            }
        }
        url
    }

    fn set_path(&mut self, path: Vec<u8>) {
        self.path = unescape(&path, Part::Path).unwrap_or_default();
        self.raw_path = path;
    }

    /// The path as it was written if that may stand in a URL.
    fn escaped_path(&self) -> Vec<u8> {
        let valid = |byte: &u8| Part::Path.keeps(*byte) || b"!'()*[]%".contains(byte);
        if self.path == b"*" || !self.raw_path.is_empty() && self.raw_path.iter().all(valid) {
            return if self.raw_path.is_empty() { self.path.clone() } else { self.raw_path.clone() };
        }
        escape(&self.path, Part::Path)
    }

    /// The host without port and brackets.
    pub(crate) fn hostname(&self) -> &[u8] {
        let colon = self.host.iter().rposition(|b| *b == b':').filter(|at| is_port(&self.host[*at..]));
        let host = &self.host[..colon.unwrap_or(self.host.len())];
        host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host)
    }

    /// `URL.String()` of a URL put together from its parts.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut out = self.scheme.clone();
        if !out.is_empty() {
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.push_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(escape(&self.fragment, Part::Fragment));
        }
        out
    }

    fn push_hierarchy(&self, out: &mut Vec<u8>) {
        let has_host = !self.host.is_empty() || self.user.is_some();
        if has_host || !(self.scheme.is_empty() || self.path.is_empty() || self.omits_host) {
            out.extend_from_slice(b"//");
        }
        if let Some(user) = &self.user {
            out.extend(user.text());
            out.push(b'@');
        }
        out.extend(escape(&self.host, Part::Host));
        let path = self.escaped_path();
        if !path.is_empty() && !path.starts_with(b"/") && !self.host.is_empty() {
            out.push(b'/');
        }
        // A colon in the first segment would look like a scheme.
        if out.is_empty() && path.split(|b| *b == b'/').next().is_some_and(|s| s.contains(&b':')) {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    }
}

/// The path that a reference's leads to, without `.` and `..` (`resolvePath`).
fn resolve_path(base: &[u8], reference: &[u8]) -> Vec<u8> {
    let full = match reference {
        [] => base.to_vec(),
        [b'/', ..] => reference.to_vec(),
        _ => [&base[..base.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1)], reference].concat(),
    };
    if full.is_empty() {
        return full;
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut last: &[u8] = b"";
    for part in full.strip_prefix(b"/").unwrap_or(&full).split(|b| *b == b'/') {
        last = part;
        match part {
            b"." => {}
            b".." => drop(kept.pop()),
            part => kept.push(part),
        }
    }
    if matches!(last, b"." | b"..") {
        kept.push(b"");
    }
    [b"/", &kept.join(&b'/')[..]].concat()
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.text()))
    }
}
