//! Addresses of schemas: what they are relative to, and where in a document they lead.

use periplus_sprig::{Url, unescape_path};
use periplus_value::quote;

fn wrong(text: &str, why: &str) -> String {
    format!("error in parsing {}: {why}", quote(text.as_bytes()))
}

/// What a reference without its fragment means beside an address; Go's words if one of them is none.
fn join(base: &str, reference: &str) -> Result<String, String> {
    let parse = |text: &str| Url::parse(text).map_err(|why| wrong(text, &why));
    Ok(parse(base)?.resolve(&parse(reference)?).to_string())
}

/// What a reference means beside an address: an address, and the fragment without escapes (santhosh-tekuri/jsonschema
/// `util.go`).
pub(super) fn resolve(base: &str, reference: &str) -> Result<(String, String), String> {
    let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = unescape_path(fragment).map_err(|why| wrong(reference, &why))?;
    Ok((join(base, address)?, fragment))
}
