//! Certificates as Go's `crypto/x509` writes them for Sprig.

use super::der;
use super::keys::PrivateKey;
use super::pem;
use crate::time::Time;
use crate::{Host, Timestamp};
use periplus_value::{List, Value, quote};
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// `2.5.4.3`, the common name
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 14];
const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 35];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 17];
/// `1.3.6.1.5.5.7.3.1` and `.2`: for servers and for clients
const SERVER: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
const CLIENT: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];

/// What a certificate is made for.
pub(crate) struct Request {
    pub(crate) name: Vec<u8>,
    pub(crate) addresses: Vec<IpAddr>,
    pub(crate) dns_names: Vec<Vec<u8>>,
    pub(crate) days: i64,
    pub(crate) authority: bool,
}

/// Who signs: the parts of an authority's certificate.
pub(crate) struct Issuer {
    subject: Vec<u8>,
    public: Vec<u8>,
    key_id: Vec<u8>,
}

/// Sprig's `getNetIPs`.
pub(crate) fn addresses(list: Option<&List>) -> Result<Vec<IpAddr>, String> {
    let one = |item: &Value| {
        let text = item
            .as_string()
            .ok_or_else(|| format!("error parsing ip: {} is not a string", crate::text::display(item)))?;
        let address = text.as_str().and_then(|text| text.parse().ok());
        address.ok_or_else(|| format!("error parsing ip: {text}"))
    };
    list.map_or(Ok(Vec::new()), |list| list.iter().map(one).collect())
}

/// Sprig's `getAlternateDNSStrs`.
pub(crate) fn dns_names(list: Option<&List>) -> Result<Vec<Vec<u8>>, String> {
    let one = |item: &Value| {
        let text = item.as_string().map(|text| text.as_bytes().to_vec());
        text.ok_or_else(|| {
            format!("error processing alternate dns name: {} is not a string", crate::text::display(item))
        })
    };
    list.map_or(Ok(Vec::new()), |list| list.iter().map(one).collect())
}

impl Issuer {
    /// Reads an authority's certificate; `None` is `x509: malformed certificate`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut all = bytes;
        let mut certificate = der::expect(&mut all, der::SEQUENCE)?;
        let mut fields = der::expect(&mut certificate, der::SEQUENCE)?;
        let version = der::take(&mut fields)?;
        if version.tag == 0xa0 {
            der::expect(&mut fields, der::INTEGER)?;
        }
        der::expect(&mut fields, der::SEQUENCE)?;
        der::expect(&mut fields, der::SEQUENCE)?;
        der::expect(&mut fields, der::SEQUENCE)?;
        let subject = der::take(&mut fields).filter(|item| item.tag == der::SEQUENCE)?.whole.to_vec();
        let public = der::take(&mut fields).filter(|item| item.tag == der::SEQUENCE)?.whole.to_vec();
        let mut key_id = Vec::new();
        while let Some(item) = der::take(&mut fields) {
            if item.tag == 0xa3 {
                key_id = subject_key(item.content).unwrap_or_default();
            }
        }
        Some(Self { subject, public, key_id })
    }
}

/// The subject's key identifier among extensions.
fn subject_key(mut extensions: &[u8]) -> Option<Vec<u8>> {
    let mut list = der::expect(&mut extensions, der::SEQUENCE)?;
    while let Some(mut extension) = der::expect(&mut list, der::SEQUENCE) {
        if der::expect(&mut extension, der::OBJECT)? != SUBJECT_KEY {
            continue;
        }
        let mut value = der::take(&mut extension)?;
        if value.tag == der::BOOLEAN {
            value = der::take(&mut extension)?;
        }
        let mut content = value.content;
        return der::expect(&mut content, der::OCTET_STRING).map(<[u8]>::to_vec);
    }
    None
}

/// A certificate in PEM, by its own key or by an authority's.
pub(crate) fn create(
    host: &dyn Host,
    request: &Request,
    key: &PrivateKey,
    issuer: Option<(&Issuer, &PrivateKey)>,
) -> Result<String, String> {
    let (public, key_bits) = key.public()?;
    let signer = issuer.map_or(key, |(_, key)| key);
    if issuer.is_some_and(|(issuer, key)| key.public().map(|(public, _)| public) != Ok(issuer.public.clone()))
    {
        return Err("x509: provided PrivateKey doesn't match parent's PublicKey".to_owned());
    }
    let subject = subject(&request.name);
    let issuer_name = issuer.map_or(&subject, |(issuer, _)| &issuer.subject);
    let authority_key =
        issuer.filter(|(issuer, _)| issuer.subject != subject).map(|(issuer, _)| &issuer.key_id);
    let mut serial = [0; 16];
    host.random(&mut serial);
    let body = der::all(
        der::SEQUENCE,
        &[
            &der::value(0xa0, &der::integer(&[2])),
            &der::integer(&serial),
            &signer.algorithm(),
            issuer_name,
            &validity(host.now(), request.days),
            &subject,
            &public,
            &der::value(0xa3, &extensions(request, &subject, &key_bits, authority_key)?),
        ],
    );
    let signature = der::bits(&signer.sign(&body)?);
    let certificate = der::all(der::SEQUENCE, &[&body, &signer.algorithm(), &signature]);
    Ok(pem::encode("CERTIFICATE", &certificate))
}

/// A name with a common name alone; an empty one is no name at all.
fn subject(name: &[u8]) -> Vec<u8> {
    if name.is_empty() {
        return der::value(der::SEQUENCE, &[]);
    }
    let printable = |b: &u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(b);
    let tag = if name.iter().all(printable) { der::PRINTABLE_STRING } else { der::UTF8_STRING };
    let pair = [der::value(der::OBJECT, COMMON_NAME), der::value(tag, name)].concat();
    der::value(der::SEQUENCE, &der::value(der::SET, &der::value(der::SEQUENCE, &pair)))
}

fn validity(now: Timestamp, days: i64) -> Vec<u8> {
    let moment = |seconds: i64| {
        let time = Time::unix(seconds, 0);
        // The years 1950 to 2049 have two digits.
        if (-631_152_000..2_524_608_000).contains(&seconds) {
            der::value(der::UTC_TIME, &time.format(b"060102150405Z"))
        } else {
            der::value(der::GENERAL_TIME, &time.format(b"20060102150405Z"))
        }
    };
    // The duration wraps like Go's count of nanoseconds.
    let nanos = days.wrapping_mul(24 * 3_600_000_000_000);
    let end = Time::unix(now.seconds, now.nanos).add(nanos);
    der::all(der::SEQUENCE, &[&moment(now.seconds), &moment(end.seconds)])
}

fn extension(object: &[u8], critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if critical { der::value(der::BOOLEAN, &[0xff]) } else { Vec::new() };
    let content = der::value(der::OCTET_STRING, content);
    der::all(der::SEQUENCE, &[&der::value(der::OBJECT, object), &critical, &content])
}

fn extensions(
    request: &Request,
    subject: &[u8],
    key_bits: &[u8],
    authority_key: Option<&Vec<u8>>,
) -> Result<Vec<u8>, String> {
    // Digital signature and key encipherment; authorities sign certificates as well.
    let usage: &[u8] = if request.authority { &[2, 0b1010_0100] } else { &[5, 0b1010_0000] };
    let purposes = [der::value(der::OBJECT, SERVER), der::value(der::OBJECT, CLIENT)].concat();
    let constraints = if request.authority { der::value(der::BOOLEAN, &[0xff]) } else { Vec::new() };
    let mut list = vec![
        extension(KEY_USAGE, true, &der::value(der::BIT_STRING, usage)),
        extension(EXTENDED_KEY_USAGE, false, &der::value(der::SEQUENCE, &purposes)),
        extension(BASIC_CONSTRAINTS, true, &der::value(der::SEQUENCE, &constraints)),
    ];
    if request.authority {
        // Go 1.25: the first 20 bytes of SHA-256.
        let id = &Sha256::digest(key_bits)[..20];
        list.push(extension(SUBJECT_KEY, false, &der::value(der::OCTET_STRING, id)));
    }
    if let Some(id) = authority_key.filter(|id| !id.is_empty()) {
        list.push(extension(AUTHORITY_KEY, false, &der::value(der::SEQUENCE, &der::value(0x80, id))));
    }
    let names = alternative_names(request)?;
    if !names.is_empty() {
        let critical = subject == der::value(der::SEQUENCE, &[]);
        list.push(extension(ALTERNATIVE_NAMES, critical, &der::value(der::SEQUENCE, &names)));
    }
    Ok(der::value(der::SEQUENCE, &list.concat()))
}

fn alternative_names(request: &Request) -> Result<Vec<u8>, String> {
    let mut names = Vec::new();
    for name in &request.dns_names {
        if !name.is_ascii() {
            return Err(format!("x509: {} cannot be encoded as an IA5String", quote(name)));
        }
        names.extend(der::value(0x82, name));
    }
    for address in &request.addresses {
        names.extend(match address {
            IpAddr::V4(v4) => der::value(0x87, &v4.octets()),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => der::value(0x87, &v4.octets()),
                None => der::value(0x87, &v6.octets()),
            },
        });
    }
    Ok(names)
}
