//! URLs: Sprig's page "URL Functions", mirrors `url.go`.

use crate::args::{Args, NIL_POINTER};
use crate::net_url::{Url, parse, parse_userinfo};
use crate::rows::{MAP, STR, charged, row};
use crate::text::read;
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{Kind, Map, Value, quote};

pub(crate) const TABLE: &[Function] =
    &[charged("urlParse", &[STR], url_parse), row("urlJoin", &[MAP], url_join)];

fn url_parse(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let raw = read(engine, a, 0)?;
    let url = parse(raw).map_err(|error| format!("unable to parse url: {}", error.text(raw)))?;
    let userinfo = url.user.as_ref().map(crate::net_url::Userinfo::text).unwrap_or_default();
    let parts = [
        ("scheme", url.scheme.clone()),
        ("hostname", url.hostname().to_vec()),
        ("host", url.host),
        ("path", url.path),
        ("query", url.query),
        ("opaque", url.opaque),
        ("fragment", url.fragment),
        ("userinfo", userinfo),
    ];
    Ok(parts.into_iter().map(|(name, part)| (name, Value::string(part))).collect::<Map>().into())
}

fn url_join(a: &[Value]) -> FuncResult {
    let part = |key: &str| part_of(a.map(0).as_ref(), key);
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        ..Url::default()
    };
    let userinfo = part("userinfo")?;
    if !userinfo.is_empty() {
        url.user = parse_userinfo(&userinfo).map_err(|error| {
            let shown = quote(&[b"proto://", &userinfo[..], b"@host"].concat());
            FuncError::from(format!("unable to parse userinfo in dict: parse {shown}: {error}"))
        })?;
    }
    Ok(Value::string(url.text()))
}

/// A part that must be a string; a missing one is empty, nil is a nil pointer.
fn part_of(dict: Option<&Map>, key: &str) -> Result<Vec<u8>, FuncError> {
    match dict.and_then(|dict| dict.get(key)) {
        None => Ok(Vec::new()),
        Some(Value::String(s) | Value::Number(s)) => Ok(s.as_bytes().to_vec()),
        Some(Value::Nil) => Err(NIL_POINTER.into()),
        Some(Value::Object(object)) if object.go_type().kind() == Kind::String => {
            Ok(object.text().as_bytes().to_vec())
        }
        Some(other) => {
            let kind = other.kind();
            Err(format!("unable to parse {key} key, must be of type string, but {kind} found").into())
        }
    }
}
