//! Private keys: made, read from PEM, written to PEM, signing.

use super::der;
use super::pem;
use super::primes;
use crate::Host;
use crypto_bigint::{U1024, U2048};
use periplus_template::{Engine, FuncError};
use rand_core::{CryptoRng, RngCore};
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPrivateKey};
use sha2::Sha256;

/// `1.2.840.113549.1.1.1`, RSA
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// `1.2.840.113549.1.1.11`, RSA with SHA-256
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
/// `1.2.840.10045.2.1`, elliptic curves
const ELLIPTIC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// `1.2.840.10045.3.1.7`, the curve P-256
const CURVE_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
/// `1.2.840.10045.4.3.2`, ECDSA with SHA-256
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
/// `1.3.101.112`, Ed25519
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// What making a key is charged, for bits squared: a chart may make 60 keys of 2048 bits.
const KEY_COST: usize = 4;

/// A private key.
pub(crate) enum PrivateKey {
    Rsa(Box<RsaPrivateKey>),
    Ecdsa(p256::ecdsa::SigningKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Dsa(Box<DsaKey>),
}

/// The numbers of a DSA key, as its PEM block has them.
pub(crate) struct DsaKey {
    pub(crate) p: BigUint,
    pub(crate) q: BigUint,
    pub(crate) g: BigUint,
    pub(crate) y: BigUint,
    pub(crate) x: BigUint,
}

/// The host's random bytes for the libraries that make keys.
struct Random<'a>(&'a dyn Host);

impl RngCore for Random<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.random(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for Random<'_> {}

/// Makes an RSA key of 2048 bits, as certificates have them.
pub(crate) fn certificate_key(host: &dyn Host, engine: &mut dyn Engine) -> Result<PrivateKey, FuncError> {
    engine.charge(2048 * 2048 * KEY_COST)?;
    Ok(PrivateKey::Rsa(Box::new(primes::key::<{ U1024::LIMBS }>(&mut Random(host))?)))
}

fn long_rsa_key(host: &dyn Host, engine: &mut dyn Engine) -> Result<PrivateKey, FuncError> {
    engine.charge(4096 * 4096 * KEY_COST)?;
    Ok(PrivateKey::Rsa(Box::new(primes::key::<{ U2048::LIMBS }>(&mut Random(host))?)))
}

/// `genPrivateKey`: a key of a type in PEM; an unknown type is the text that says so.
pub(crate) fn generate(host: &dyn Host, engine: &mut dyn Engine, kind: &[u8]) -> Result<String, FuncError> {
    let key = match kind {
        b"" | b"rsa" => long_rsa_key(host, engine)?,
        b"dsa" => {
            engine.charge(2048 * 2048 * KEY_COST)?;
            PrivateKey::Dsa(Box::new(super::dsa::generate(&mut Random(host))))
        }
        b"ecdsa" => PrivateKey::Ecdsa(p256::ecdsa::SigningKey::random(&mut Random(host))),
        b"ed25519" => PrivateKey::Ed25519(Box::new(ed25519_dalek::SigningKey::generate(&mut Random(host)))),
        _ => return Ok(format!("Unknown type {}", String::from_utf8_lossy(kind))),
    };
    key.to_pem()
}

/// Reads a key; the error is what Sprig says (`parsePrivateKeyPEM`).
pub(crate) fn parse(text: &[u8]) -> Result<PrivateKey, String> {
    let block = pem::decode(text).ok_or("no PEM data in input")?;
    if block.kind == "PRIVATE KEY" {
        return pkcs8(&block.bytes)
            .ok_or_else(|| "decoding PEM as PKCS#8: asn1: structure error: tags don't match".to_owned());
    }
    let Some(kind) = block.kind.strip_suffix(" PRIVATE KEY") else {
        return Err(format!("no private key data in PEM block of type {}", block.kind));
    };
    let key = match kind {
        "RSA" => RsaPrivateKey::from_pkcs1_der(&block.bytes).ok().map(|key| PrivateKey::Rsa(Box::new(key))),
        "EC" => elliptic(&block.bytes),
        "DSA" => dsa(&block.bytes),
        _ => return Err(format!("invalid private key type {kind}")),
    };
    key.ok_or_else(|| format!("parsing {kind} private key from PEM: asn1: structure error: tags don't match"))
}

/// `SEQUENCE { version, algorithm, OCTET STRING }`
fn pkcs8(bytes: &[u8]) -> Option<PrivateKey> {
    let mut all = bytes;
    let mut rest = der::expect(&mut all, der::SEQUENCE)?;
    der::expect(&mut rest, der::INTEGER)?;
    let mut algorithm = der::expect(&mut rest, der::SEQUENCE)?;
    let mut key = der::expect(&mut rest, der::OCTET_STRING)?;
    match der::expect(&mut algorithm, der::OBJECT)? {
        RSA => Some(PrivateKey::Rsa(Box::new(RsaPrivateKey::from_pkcs1_der(key).ok()?))),
        ELLIPTIC => elliptic(key),
        ED25519 => {
            let seed = der::expect(&mut key, der::OCTET_STRING)?.try_into().ok()?;
            Some(PrivateKey::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(seed))))
        }
        _ => None,
    }
}

/// `SEQUENCE { 1, OCTET STRING, … }` of the curve P-256
fn elliptic(bytes: &[u8]) -> Option<PrivateKey> {
    let mut all = bytes;
    let mut rest = der::expect(&mut all, der::SEQUENCE)?;
    der::expect(&mut rest, der::INTEGER)?;
    let scalar = der::expect(&mut rest, der::OCTET_STRING)?;
    p256::ecdsa::SigningKey::from_slice(scalar).ok().map(PrivateKey::Ecdsa)
}

/// `SEQUENCE { 0, p, q, g, y, x }`
#[expect(clippy::many_single_char_names, reason = "the standard's names")]
fn dsa(bytes: &[u8]) -> Option<PrivateKey> {
    let mut all = bytes;
    let mut rest = der::expect(&mut all, der::SEQUENCE)?;
    der::expect(&mut rest, der::INTEGER)?;
    let mut number = || der::expect(&mut rest, der::INTEGER).map(BigUint::from_bytes_be);
    let (p, q, g, y, x) = (number()?, number()?, number()?, number()?, number()?);
    Some(PrivateKey::Dsa(Box::new(DsaKey { p, q, g, y, x })))
}

impl PrivateKey {
    /// The block that Go writes for a key of this type.
    pub(crate) fn to_pem(&self) -> Result<String, FuncError> {
        Ok(match self {
            PrivateKey::Rsa(key) => {
                let bytes = key.to_pkcs1_der().map_err(|error| error.to_string())?;
                pem::encode("RSA PRIVATE KEY", bytes.as_bytes())
            }
            PrivateKey::Ecdsa(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                let bytes = der::all(
                    der::SEQUENCE,
                    &[
                        &der::integer(&[1]),
                        &der::value(der::OCTET_STRING, &key.to_bytes()),
                        &der::value(0xa0, &der::value(der::OBJECT, CURVE_P256)),
                        &der::value(0xa1, &der::bits(point.as_bytes())),
                    ],
                );
                pem::encode("EC PRIVATE KEY", &bytes)
            }
            PrivateKey::Ed25519(key) => {
                let seed = der::value(der::OCTET_STRING, key.as_bytes());
                let algorithm = der::value(der::SEQUENCE, &der::value(der::OBJECT, ED25519));
                let key = der::value(der::OCTET_STRING, &seed);
                pem::encode("PRIVATE KEY", &der::all(der::SEQUENCE, &[&der::integer(&[0]), &algorithm, &key]))
            }
            PrivateKey::Dsa(key) => {
                let numbers = [&key.p, &key.q, &key.g, &key.y, &key.x];
                let numbers: Vec<u8> = numbers.iter().flat_map(|n| der::integer(&n.to_bytes_be())).collect();
                pem::encode("DSA PRIVATE KEY", &der::all(der::SEQUENCE, &[&der::integer(&[0]), &numbers]))
            }
        })
    }

    /// The public key as a certificate has it (`SubjectPublicKeyInfo`), and its bits alone.
    pub(crate) fn public(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let (algorithm, key) = match self {
            PrivateKey::Rsa(key) => {
                let key = key.to_public_key().to_pkcs1_der().map_err(|error| error.to_string())?;
                let null = der::value(der::NULL, &[]);
                (der::all(der::SEQUENCE, &[&der::value(der::OBJECT, RSA), &null]), key.as_bytes().to_vec())
            }
            PrivateKey::Ecdsa(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                let curve = der::value(der::OBJECT, CURVE_P256);
                let algorithm = der::all(der::SEQUENCE, &[&der::value(der::OBJECT, ELLIPTIC), &curve]);
                (algorithm, point.as_bytes().to_vec())
            }
            PrivateKey::Ed25519(key) => {
                let algorithm = der::value(der::SEQUENCE, &der::value(der::OBJECT, ED25519));
                (algorithm, key.verifying_key().as_bytes().to_vec())
            }
            PrivateKey::Dsa(_) => return Err(NOT_A_SIGNER.to_owned()),
        };
        Ok((der::all(der::SEQUENCE, &[&algorithm, &der::bits(&key)]), key))
    }

    /// The signature's algorithm, as certificates name it.
    pub(crate) fn algorithm(&self) -> Vec<u8> {
        match self {
            PrivateKey::Rsa(_) => {
                let null = der::value(der::NULL, &[]);
                der::all(der::SEQUENCE, &[&der::value(der::OBJECT, RSA_SHA256), &null])
            }
            PrivateKey::Ecdsa(_) => der::value(der::SEQUENCE, &der::value(der::OBJECT, ECDSA_SHA256)),
            PrivateKey::Ed25519(_) | PrivateKey::Dsa(_) => {
                der::value(der::SEQUENCE, &der::value(der::OBJECT, ED25519))
            }
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        Ok(match self {
            PrivateKey::Rsa(key) if key.size() < 62 => {
                return Err("crypto/rsa: message too long for RSA key size".to_owned());
            }
            PrivateKey::Rsa(key) => {
                let key = rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone());
                key.try_sign(message).map_err(|error| error.to_string())?.to_vec()
            }
            PrivateKey::Ecdsa(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(|error| error.to_string())?;
                signature.to_der().as_bytes().to_vec()
            }
            PrivateKey::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            PrivateKey::Dsa(_) => return Err(NOT_A_SIGNER.to_owned()),
        })
    }
}

const NOT_A_SIGNER: &str = "x509: certificate private key does not implement crypto.Signer";
