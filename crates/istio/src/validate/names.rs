//! Hub, tag, revision and the names of gateways.

use super::Checked;
use super::fault::{Fault, NameError};
use crate::component::field;
use crate::tree::text_of;
use periplus_value::{Map, Value};

const REPOSITORY: &str = "abcdefghijklmnopqrstuvwxyz0123456789_-./";
const TAG: &str = "abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub(super) fn check(spec: &Map, checked: &mut Checked) {
    let text =
        |key: &str| field(spec, key).and_then(|v| v.as_string().map(ToString::to_string)).unwrap_or_default();
    let hub = text("hub");
    if !hub.is_empty()
        && let Err(error) = repository(&format!("{hub}/pilot"))
    {
        checked.faults.push(Fault::Hub(error));
    }
    if let Some(given) = field(spec, "tag").filter(|v| !v.is_nil())
        && let Err(error) = tag(&format!("istio/pilot:{}", text_of(&given)))
    {
        checked.faults.push(Fault::Tag(error));
    }
    let revision = text("revision");
    if !revision.is_empty() && !is_label(&revision) {
        checked.faults.push(Fault::Revision(revision));
    }
    checked.faults.extend(gateway_names(spec));
}

/// The first gateway with a name that no object can have. Upstream's spelling of the settings.
fn gateway_names(spec: &Map) -> Option<Fault> {
    let components = super::map_at(spec, "components");
    for (key, setting) in
        [("egressGateways", "egressGateways.name"), ("ingressGateways", "inressGateways.name")]
    {
        let gateways = components.get(key).and_then(|v| v.as_list().cloned());
        for gateway in gateways.iter().flat_map(|list| list.iter()).filter_map(Value::as_map) {
            let name = field(gateway, "name")
                .and_then(|v| v.as_string().map(ToString::to_string))
                .unwrap_or_default();
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
            if !name.is_empty() && (name.len() > 254 || !name.chars().all(fits)) {
                return Some(Fault::GatewayName { setting, name });
            }
        }
    }
    None
}

/// A DNS label in any case (pkg/config/labels).
pub(super) fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = bytes.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'-');
    let ends = bytes.first().zip(bytes.last()).is_some_and(|(a, b)| *a != b'-' && *b != b'-');
    bytes.len() <= 63 && inner && ends
}

fn element(
    what: &'static str,
    text: &str,
    allowed: &'static str,
    min: usize,
    max: usize,
) -> Result<(), NameError> {
    let length = text.chars().count();
    if length < min || length > max {
        return Err(NameError::Length { what, min, max, text: text.to_owned() });
    }
    if text.chars().all(|c| allowed.contains(c)) {
        return Ok(());
    }
    Err(NameError::Characters { what, allowed, text: text.to_owned() })
}

fn repository(name: &str) -> Result<(), NameError> {
    let (registry, rest) = match name.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) => (first, rest),
        _ => ("", name),
    };
    element("repository", rest, REPOSITORY, 2, 255)?;
    let (host, port) = registry.rsplit_once(':').unwrap_or((registry, ""));
    let plain = |c: char| c.is_alphanumeric() || "-._~!$&'()*+,;=:[]%".contains(c);
    if host.chars().all(plain) && port.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(NameError::Registry(registry.to_owned()))
}

fn tag(name: &str) -> Result<(), NameError> {
    match name.rsplit_once(':') {
        Some((_, "")) => Err(NameError::NoTag(name.to_owned())),
        Some((base, tag)) if !tag.contains('/') => {
            element("tag", tag, TAG, 1, 128)?;
            repository(base)
        }
        _ => repository(name),
    }
}
