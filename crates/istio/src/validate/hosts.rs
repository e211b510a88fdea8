//! Host names, domains and addresses of services (pkg/config/validation/agent/validation.go, Go's net package).

use super::address;
use super::names::is_label;
use periplus_value::{NumberFault, parse_int, quote};

pub(super) fn port(port: i64) -> Option<String> {
    (!(1..=65535).contains(&port)).then(|| format!("port number {port} must be in the range 1..65535"))
}

/// What is wrong with a `host:port`.
pub(super) fn proxy_address(text: &str) -> Option<String> {
    let (host, number) = match split(text) {
        Ok(parts) => parts,
        Err(reason) => {
            let address = if text.is_empty() { String::new() } else { format!("address {text}: ") };
            return Some(format!("unable to split {}: {address}{reason}", quote(text.as_bytes())));
        }
    };
    let given = match parse_int(number.as_bytes(), 10, 64) {
        Ok(given) => given,
        Err((_, fault)) => {
            let range = matches!(fault, NumberFault::Range);
            let reason = if range { "value out of range" } else { "invalid syntax" };
            let number_text = quote(number.as_bytes());
            return Some(format!(
                "port ({number}) is not a number: strconv.Atoi: parsing {number_text}: {reason}"
            ));
        }
    };
    port(given).or_else(|| {
        let valid = fqdn(host).is_none() || address::is_ip(host);
        (!valid).then(|| format!("{} is not a valid hostname or an IP address", quote(host.as_bytes())))
    })
}

/// Go's `net.SplitHostPort`.
fn split(text: &str) -> Result<(&str, &str), &'static str> {
    const MISSING: &str = "missing port in address";
    const TOO_MANY: &str = "too many colons in address";
    let Some((before, number)) = text.rsplit_once(':') else { return Err(MISSING) };
    let (host, opening, closing) = match text.strip_prefix('[') {
        None if before.contains(':') => return Err(TOO_MANY),
        None => (before, text, text),
        Some(inner) => {
            let Some((host, after)) = inner.split_once(']') else { return Err("missing ']' in address") };
            if after.len() != number.len() + 1 {
                return Err(if after.starts_with(':') { TOO_MANY } else { MISSING });
            }
            (host, inner, after)
        }
    };
    if opening.contains('[') {
        return Err("unexpected '[' in address");
    }
    if closing.contains(']') {
        return Err("unexpected ']' in address");
    }
    Ok((host, number))
}

fn preconditions(name: &str) -> Option<String> {
    if name.len() > 255 {
        return Some(format!("domain name {} too long (max 255)", quote(name.as_bytes())));
    }
    name.is_empty().then(|| "empty domain name not allowed".to_owned())
}

fn fqdn(name: &str) -> Option<String> {
    preconditions(name).or_else(|| dns_labels(name))
}

/// The labels of a domain; one dot may end it.
fn labels(domain: &str) -> impl Iterator<Item = &str> {
    let named = (!domain.is_empty()).then(|| domain.strip_suffix('.').unwrap_or(domain));
    named.into_iter().flat_map(|named| named.split('.'))
}

fn dns_labels(domain: &str) -> Option<String> {
    let quoted = || quote(domain.as_bytes());
    let last = domain.rsplit('.').next().unwrap_or(domain);
    if last.parse::<i64>().is_ok() {
        let last = quote(last.as_bytes());
        return Some(format!(
            "domain name {} invalid (top level domain {last} cannot be all-numeric)",
            quoted()
        ));
    }
    let bad = labels(domain).find(|label| !is_label(label))?;
    Some(format!("domain name {} invalid (label {} invalid)", quoted(), quote(bad.as_bytes())))
}

pub(super) fn wildcard_domain(domain: &str) -> Option<String> {
    if let Some(fault) = preconditions(domain) {
        return Some(fault);
    }
    let (first, rest) = domain.split_once('.').map_or((domain, None), |(first, rest)| (first, Some(rest)));
    let plain = first.strip_prefix("*-").or_else(|| first.strip_prefix('*')).unwrap_or(first);
    if first != "*" && (first.len() > 63 || !is_label(plain)) {
        let (domain, label) = (quote(domain.as_bytes()), quote(first.as_bytes()));
        return Some(format!("domain name {domain} invalid (label {label} invalid)"));
    }
    rest.and_then(dns_labels)
}

pub(super) fn trust_domain(domain: &str) -> Option<String> {
    if domain.is_empty() {
        return Some("empty domain name not allowed".to_owned());
    }
    let valid = labels(domain).all(is_label);
    (!valid).then(|| format!("trust domain name {} invalid", quote(domain.as_bytes())))
}
