//! The functions themselves: what they check in which order, and how they name what is wrong.

use super::certificate::{Issuer, Request, addresses, create, dns_names};
use super::keys::{self, PrivateKey};
use super::{Certificate, pem};
use crate::Host;
use crate::args::{Args, as_list};
use crate::encoding::decode_base64;
use periplus_template::{Engine, FuncError, FuncResult};
use periplus_value::{Str, Value};
use std::rc::Rc;

pub(crate) fn private_key(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    Ok(keys::generate(host, engine, a.text(0))?.into())
}

/// Checks a certificate and its key, both in base64.
pub(crate) fn custom(_: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    engine.charge(a.text(0).len() + a.text(1).len())?;
    let cert = decode_base64(a.text(0)).map_err(|_| "unable to decode base64 certificate")?;
    let key = decode_base64(a.text(1)).map_err(|_| "unable to decode base64 private key")?;
    let block = pem::decode(&cert).ok_or("unable to decode certificate")?;
    Issuer::parse(&block.bytes)
        .ok_or("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")?;
    keys::parse(&key).map_err(|error| format!("error parsing private key: {error}"))?;
    Ok(Value::Object(Rc::new(Certificate { cert: cert.into(), key: key.into() })))
}

fn new_key(host: &dyn Host, engine: &mut dyn Engine) -> Result<PrivateKey, FuncError> {
    keys::certificate_key(host, engine)
}

fn given_key(text: &[u8]) -> Result<PrivateKey, FuncError> {
    keys::parse(text).map_err(|error| format!("parsing private key: {error}").into())
}

pub(crate) fn authority(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let key = new_key(host, engine)?;
    finish(host, &authority_request(a), &key, None)
}

pub(crate) fn authority_with_key(host: &dyn Host, _: &mut dyn Engine, a: &[Value]) -> FuncResult {
    finish(host, &authority_request(a), &given_key(a.text(2))?, None)
}

fn authority_request(a: &[Value]) -> Request {
    let (addresses, dns_names) = (Vec::new(), Vec::new());
    Request { name: a.text(0).to_vec(), addresses, dns_names, days: a.int(1), authority: true }
}

pub(crate) fn self_signed(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let request = request(a)?;
    finish(host, &request, &new_key(host, engine)?, None)
}

pub(crate) fn self_signed_with_key(host: &dyn Host, _: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let key = given_key(a.text(4))?;
    finish(host, &request(a)?, &key, None)
}

pub(crate) fn signed(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let (issuer, issuer_key) = issuer(a.at(4))?;
    let request = request(a)?;
    finish(host, &request, &new_key(host, engine)?, Some((&issuer, &issuer_key)))
}

pub(crate) fn signed_with_key(host: &dyn Host, _: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let key = given_key(a.text(5))?;
    let (issuer, issuer_key) = issuer(a.at(4))?;
    finish(host, &request(a)?, &key, Some((&issuer, &issuer_key)))
}

fn request(a: &[Value]) -> Result<Request, FuncError> {
    let (ips, names) = (as_list(a.at(1)), as_list(a.at(2)));
    let (addresses, dns_names) = (addresses(ips.as_ref())?, dns_names(names.as_ref())?);
    Ok(Request { name: a.text(0).to_vec(), addresses, dns_names, days: a.int(3), authority: false })
}

/// The authority that signs, from what `genCA` returned.
fn issuer(value: &Value) -> Result<(Issuer, PrivateKey), FuncError> {
    let empty = Str::default();
    let certificate = match value {
        Value::Object(object) => object.as_any().downcast_ref::<Certificate>(),
        _ => None,
    };
    let (cert, key) = certificate.map_or((&empty, &empty), |c| (&c.cert, &c.key));
    let block = pem::decode(cert.as_bytes()).ok_or("unable to decode certificate")?;
    let issuer = Issuer::parse(&block.bytes)
        .ok_or("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate")?;
    let key = keys::parse(key.as_bytes()).map_err(|error| format!("error parsing private key: {error}"))?;
    Ok((issuer, key))
}

fn finish(
    host: &dyn Host,
    request: &Request,
    key: &PrivateKey,
    issuer: Option<(&Issuer, &PrivateKey)>,
) -> FuncResult {
    let cert =
        create(host, request, key, issuer).map_err(|error| format!("error creating certificate: {error}"))?;
    Ok(Value::Object(Rc::new(Certificate { cert: cert.into(), key: key.to_pem()?.into() })))
}
