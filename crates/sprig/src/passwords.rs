//! Passwords and symmetric encryption: part of Sprig's page "Cryptographic and Security Functions", mirrors `crypto.go`.

use crate::Host;
use crate::args::Args;
use crate::encoding::{BASE64, decode_base64};
use crate::rows::{HostRow, STR, charged, hosted};
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit};
use aes::{Aes256, Block};
use blowfish::Blowfish;
use hmac::{Hmac, Mac};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{IntKind, Type, Value};
use sha2::Sha256;

const UINT32: Type = Type::Int(IntKind::Uint32);

pub(crate) const TABLE: &[Function] = &[
    charged("derivePassword", &[UINT32, STR, STR, STR, STR], derive_password),
    charged("decryptAES", &[STR, STR], decrypt_aes),
];

pub(crate) const HOST_TABLE: &[HostRow] = &[
    hosted("bcrypt", &[STR], |host, engine, a| Ok(bcrypt(host, engine, a.text(0))?.into())),
    hosted("htpasswd", &[STR, STR], htpasswd),
    hosted("encryptAES", &[STR, STR], encrypt_aes),
];

/// What key stretching is charged: about as much work as copying so many bytes.
const BCRYPT_COST: usize = 32 << 20;
const SCRYPT_COST: usize = 64 << 20;

/// bcrypt's own base 64.
const BCRYPT_DIGITS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn htpasswd(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let user = String::from_utf8_lossy(a.text(0));
    if user.contains(':') {
        return Ok(format!("invalid username: {user}").into());
    }
    Ok(format!("{user}:{}", bcrypt(host, engine, a.text(1))?).into())
}

/// A hash of cost 10; a password that is too long gives the error's text.
fn bcrypt(host: &dyn Host, engine: &mut dyn Engine, password: &[u8]) -> Result<String, FuncError> {
    if password.len() > 72 {
        let error = "bcrypt: password length exceeds 72 bytes";
        return Ok(format!("failed to encrypt string with bcrypt: {error}"));
    }
    engine.charge(BCRYPT_COST)?;
    let mut salt = [0; 16];
    host.random(&mut salt);
    let key = [password, &[0]].concat();
    let mut state = Blowfish::bc_init_state();
    state.salted_expand_key(&salt, &key);
    for _ in 0..1 << 10 {
        state.bc_expand_key(&key);
        state.bc_expand_key(&salt);
    }
    let mut hash = Vec::new();
    for pair in b"OrpheanBeholderScryDoubt".chunks(8) {
        let word = |at: usize| pair[at..at + 4].iter().fold(0, |word, b| word << 8 | u32::from(*b));
        let mut words = [word(0), word(4)];
        for _ in 0..64 {
            words = state.bc_encrypt(words);
        }
        hash.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    }
    Ok(format!("$2a$10${}{}", bcrypt_text(&salt), bcrypt_text(&hash[..23])))
}

fn bcrypt_text(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().chain([0, 0].iter()).take(3).fold(0, |bits, b| bits << 8 | usize::from(*b));
        let digits = (0..=chunk.len()).map(|n| char::from(BCRYPT_DIGITS[bits >> (18 - 6 * n) & 63]));
        out.extend(digits);
    }
    out
}

/// Password shapes of Master Password, version 1: a letter stands for a set of characters.
const SHAPES: &[(&str, &[&str])] = &[
    ("maximum", &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]),
    (
        "long",
        &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
    ),
    ("medium", &["CvcnoCvc", "CvcCvcno"]),
    ("short", &["Cvcn"]),
    ("basic", &["aaanaaan", "aannaaan", "aaannaaa"]),
    ("pin", &["nnnn"]),
];

/// The characters that a letter of a shape stands for.
fn set_of(letter: u8) -> &'static [u8] {
    match letter {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'A' => b"AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

fn derive_password(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let (kind, password, user, site) = (a.text(1), a.text(2), a.text(3), a.text(4));
    let Some((_, shapes)) = SHAPES.iter().find(|(name, _)| name.as_bytes() == kind) else {
        return Ok(format!("cannot find password template {}", String::from_utf8_lossy(kind)).into());
    };
    engine.charge(SCRYPT_COST)?;
    let scoped =
        |name: &[u8]| [b"com.lyndir.masterpassword", &(name.len() as u32).to_be_bytes()[..], name].concat();
    let failed =
        |error: &dyn std::fmt::Display| FuncError::from(format!("failed to derive password: {error}"));
    let params = scrypt::Params::new(15, 8, 2, 64).map_err(|error| failed(&error))?;
    let mut key = [0; 64];
    scrypt::scrypt(password, &scoped(user), &params, &mut key).map_err(|error| failed(&error))?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).map_err(|error| failed(&error))?;
    mac.update(&scoped(site));
    mac.update(&(a.int(0) as u32).to_be_bytes());
    let seed = mac.finalize().into_bytes();
    let shape = shapes[usize::from(seed[0]) % shapes.len()];
    let pick = |(letter, seed): (u8, &u8)| {
        let set = set_of(letter);
        char::from(set[usize::from(*seed) % set.len()])
    };
    Ok(shape.bytes().zip(&seed[1..]).map(pick).collect::<String>().into())
}

/// AES-256 with the password cut or filled up with zeros to 32 bytes.
fn cipher(password: &[u8]) -> Aes256 {
    let mut key = [0; 32];
    key.iter_mut().zip(password).for_each(|(k, p)| *k = *p);
    Aes256::new(&key.into())
}

fn xor(block: &mut Block, other: &[u8]) {
    block.iter_mut().zip(other).for_each(|(b, o)| *b ^= o);
}

/// Initial vector and blocks, chained and padded (CBC, PKCS #7), in base64.
fn encrypt_aes(host: &dyn Host, engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let text = a.text(1);
    if text.is_empty() {
        return Ok("".into());
    }
    engine.charge(text.len().saturating_mul(3))?;
    let padding = 16 - text.len() % 16;
    let padded = [text, &vec![padding as u8; padding]].concat();
    let mut out = vec![0; 16];
    host.random(&mut out);
    let cipher = cipher(a.text(0));
    for chunk in padded.chunks_exact(16) {
        let mut block = *Block::from_slice(chunk);
        xor(&mut block, &out[out.len() - 16..]);
        cipher.encrypt_block(&mut block);
        out.extend_from_slice(&block);
    }
    Ok(BASE64.encode(&out).into())
}

/// The errors of a wrong password or a damaged text are those of Go's panics.
fn decrypt_aes(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    if a.text(1).is_empty() {
        return Ok("".into());
    }
    engine.charge(a.text(1).len())?;
    let bytes = decode_base64(a.text(1))?;
    let Some((vector, body)) = bytes.split_at_checked(16) else {
        let capacity = a.text(1).len() / 4 * 3;
        return Err(format!("runtime error: slice bounds out of range [:16] with capacity {capacity}").into());
    };
    if body.len() % 16 != 0 {
        return Err("crypto/cipher: input not full blocks".into());
    }
    let cipher = cipher(a.text(0));
    let (mut out, mut previous) = (Vec::with_capacity(body.len()), vector);
    for chunk in body.chunks_exact(16) {
        let mut block = *Block::from_slice(chunk);
        cipher.decrypt_block(&mut block);
        xor(&mut block, previous);
        out.extend_from_slice(&block);
        previous = chunk;
    }
    let Some(padding) = out.last().map(|b| usize::from(*b)) else {
        return Err("runtime error: index out of range [-1]".into());
    };
    let Some(length) = out.len().checked_sub(padding) else {
        let excess = padding - out.len();
        return Err(format!("runtime error: slice bounds out of range [:-{excess}]").into());
    };
    Ok(Value::string(&out[..length]))
}
