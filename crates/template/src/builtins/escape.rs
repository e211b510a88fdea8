//! `html js urlquery` (text/template/funcs.go).

use periplus_value::print::{self, TooLong};
use periplus_value::unicode::is_print;
use periplus_value::{Str, Value, decode_char};

/// The arguments as text; nil is `<no value>`, as where a template prints it.
pub(super) fn arguments(mut values: Vec<Value>, limit: usize) -> Result<Str, TooLong> {
    if let [Value::String(text)] = values.as_slice() {
        return Ok(text.clone());
    }
    for value in values.iter_mut().filter(|value| value.is_nil()) {
        *value = Value::from("<no value>");
    }
    print::sprint(&values, limit).map(Str::from)
}

pub(super) fn html(text: &Str, limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            0 => out.extend("\u{fffd}".bytes()),
            b'"' => out.extend(b"&#34;"),
            b'\'' => out.extend(b"&#39;"),
            b'&' => out.extend(b"&amp;"),
            b'<' => out.extend(b"&lt;"),
            b'>' => out.extend(b"&gt;"),
            byte => out.push(byte),
        }
        check(&out, limit)?;
    }
    Ok(out)
}

pub(super) fn js(text: &Str, limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let (c, width @ 1..) = decode_char(rest) {
        let (this, after) = rest.split_at(width);
        match c {
            '\\' | '\'' | '"' => out.extend([b'\\', c as u8]),
            '<' | '>' | '&' | '=' | '\0'..='\x1f' => out.extend(format!("\\u{:04X}", u32::from(c)).bytes()),
            c if c.is_ascii() || is_print(c) => out.extend_from_slice(this),
            c => out.extend(format!("\\u{:04X}", u32::from(c)).bytes()),
        }
        rest = after;
        check(&out, limit)?;
    }
    Ok(out)
}

pub(super) fn url_query(text: &Str, limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            b' ' => out.push(b'+'),
            byte => out.extend(format!("%{byte:02X}").bytes()),
        }
        check(&out, limit)?;
    }
    Ok(out)
}

fn check(out: &[u8], limit: usize) -> Result<(), TooLong> {
    if out.len() > limit { Err(TooLong) } else { Ok(()) }
}
