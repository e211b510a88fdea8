//! What was probably meant: help behind istioctl's own words.

use crate::error::ErrorKind;
use crate::release;
use crate::schema::{DecodeError, Kubernetes, Proto, ProtoFault};
use crate::tree::PathError;
use crate::validate::{Fault, VALUES};

/// Help for what validation found in a file, or in a flag, whose value has no quotes.
pub(crate) fn for_fault(fault: &Fault, version: &str, place: &str) -> Vec<String> {
    match fault {
        Fault::Shape(DecodeError::WrongType { .. })
            if place.starts_with("--set ") && !place.contains('=') =>
        {
            vec!["a flag is path=value; without = it sets an empty text".to_owned()]
        }
        Fault::Shape(DecodeError::WrongType { go_type, .. })
            if place.starts_with("--") && go_type == "string" =>
        {
            vec!["a flag can't say that this is a text: give it in a file, in quotes".to_owned()]
        }
        Fault::Shape(DecodeError::UnknownField { name, path }) => unknown_field(name, path),
        Fault::Shape(DecodeError::WrongType { go_type, found, .. })
        | Fault::Kubernetes { error: DecodeError::WrongType { go_type, found, .. }, .. } => {
            wrong_type(go_type, found).into_iter().collect()
        }
        Fault::Values(error) | Fault::Mesh { error, .. } => match &error.fault {
            ProtoFault::UnknownField { name, message } => {
                let known = Proto::get().field_names(message, release::numbers(version));
                let own = "a value that only your own templates read belongs under spec.unvalidatedValues";
                vec![nearest(name, &known).unwrap_or_else(|| own.to_owned())]
            }
            ProtoFault::UnknownEnum { json, name } => {
                let known = Proto::get().enum_names(name, release::numbers(version));
                nearest(json.trim_matches('"'), &known).into_iter().chain([one_of(&known)]).collect()
            }
            ProtoFault::WrongType { found, go_type } => wrong_type(go_type, found).into_iter().collect(),
            ProtoFault::BadStruct { .. } => wrong_type("map", "").into_iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Fields that older releases had, and where they went.
const GONE: [(&str, &str); 5] = [
    ("status", "the in-cluster operator wrote status; leave it out"),
    ("items", "this is a list of resources; give each IstioOperator as a file of its own"),
    (
        "spec.addonComponents",
        "addons left with Istio 1.8: install Prometheus, Grafana, Kiali and tracing by their own means",
    ),
    ("spec.resourceSuffix", "spec.revision took its place"),
    ("spec.defaultRevision", "the tag `default` took its place: `tag generate default --revision NAME`"),
];

/// Components that became istiod.
const ISTIOD: [&str; 6] = ["citadel", "galley", "nodeAgent", "policy", "sidecarInjector", "telemetry"];

fn unknown_field(name: &str, path: &str) -> Vec<String> {
    if let Some((_, help)) = GONE.iter().find(|(gone, _)| *gone == path) {
        return vec![(*help).to_owned()];
    }
    let known = operator_fields(path);
    match path.rsplit_once('.').map(|(parent, _)| parent) {
        Some("spec.components") if ISTIOD.contains(&name) => {
            vec!["it has been a part of istiod since 1.5: spec.components.pilot".to_owned()]
        }
        Some(parent) if name == "spec" && parent.starts_with("spec.components.") => {
            vec!["what stood here are Helm values: give them under spec.values".to_owned()]
        }
        Some("spec.components") => nearest(name, &known).into_iter().chain([one_of(&known)]).collect(),
        Some("spec") => {
            misplaced(name).or_else(|| nearest(name, &known)).into_iter().chain([one_of(&known)]).collect()
        }
        _ => nearest(name, &known).into_iter().collect(),
    }
}

/// Where a setting belongs that stands right under `spec`.
fn misplaced(name: &str) -> Option<String> {
    const PLACES: [(&str, &str); 2] = [
        (VALUES, "Helm values go under spec.values"),
        ("istio.mesh.v1alpha1.MeshConfig", "it is a field of MeshConfig"),
    ];
    PLACES.iter().zip(["values", "meshConfig"]).find_map(|((message, why), key)| {
        let known = Proto::get().field_names(message, (u32::MAX, 0, 0));
        known.iter().any(|field| field == name).then(|| format!("did you mean `{key}.{name}`? {why}"))
    })
}

/// What to write instead of a value of another type.
fn wrong_type(go_type: &str, found: &str) -> Option<String> {
    let found = found.split(' ').next().unwrap_or(found);
    let is_map = go_type.starts_with("map[") || go_type.contains('.');
    let text = match (go_type, found) {
        ("string", "number" | "bool") => "a text is wanted: put the value in quotes",
        ("string", _) => "a text is wanted here",
        ("bool", "string") => "true or false is wanted, without quotes",
        ("bool", _) => "true or false is wanted here",
        (integer, "string") if integer.contains("int") => "a whole number is wanted, without quotes",
        (integer, _) if integer.contains("int") => "a whole number within its range is wanted here",
        (list, _) if list.starts_with("[]") => "a list is wanted: a dash before each item",
        (_, "array") if is_map => "settings are wanted here, `name: value`, not a list: leave the dashes out",
        ("map", _) => "settings are wanted here, `name: value`",
        _ if is_map => "settings are wanted here, `name: value`",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Help for an error of the merge.
pub(crate) fn for_kind(kind: &ErrorKind) -> Vec<String> {
    let text = match kind {
        ErrorKind::Path(error) => return for_path(error),
        ErrorKind::OverlayDeletesNothing { length: 0, .. } => "the list is empty",
        ErrorKind::OverlayDeletesNothing { length, .. } => {
            return vec![format!("the list has {length} elements, [0] to [{}]", length - 1)];
        }
        ErrorKind::NotAMap { found: "a list", .. } => {
            "settings are wanted here, `name: value`, not a list: leave the dashes out"
        }
        ErrorKind::NotAMap { .. } => "settings are wanted here, `name: value`",
        ErrorKind::NotANumber { .. } => "quote it if it is meant as a text: `\"nan\"` in a file",
        _ => return Vec::new(),
    };
    vec![text.to_owned()]
}

fn for_path(error: &PathError) -> Vec<String> {
    let text = match error {
        PathError::NotFound { .. } => {
            "flags see the lists of your own files, not those of the profile: give it in a file"
        }
        PathError::UnknownElement { .. } => {
            "in brackets stand an index, [0], or a field's value, [name:istio-ingressgateway]"
        }
        PathError::NotAMap { found: "a list", .. } => {
            "settings are wanted here, `name: value`; an element of a list is [0] or [name:x]"
        }
        PathError::NotAMap { element, .. } if element.starts_with('[') => {
            "a flag can't replace an element of a list: give the whole list in a file"
        }
        PathError::NotAMap { .. } => "settings are wanted here, `name: value`",
        PathError::NotAList { found: "null", .. } => {
            "a file sets it to null: leave it out there, or give a list"
        }
        PathError::NotAList { .. } => "a list is wanted here; leave the index out to set a single value",
        PathError::ReplacesElement { .. } => "add the field: components.ingressGateways[name:x].enabled=true",
        PathError::TooDeep => return Vec::new(),
    };
    vec![text.to_owned()]
}

/// The fields of the struct that holds a path.
fn operator_fields(path: &str) -> Vec<String> {
    let types = Kubernetes::get();
    let mut ty = "apis.IstioOperator";
    let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
    for part in parent.split('.').filter(|part| !part.is_empty() && !part.starts_with('[')) {
        let Some(field) = types.field(ty, part.as_bytes()) else { return Vec::new() };
        ty = field.ty.trim_start_matches("[]").trim_start_matches('*');
    }
    types.fields(ty).map(|fields| fields.map(|f| f.name.to_owned()).collect()).unwrap_or_default()
}

/// `known here: a, b, c`
pub(crate) fn one_of(known: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    format!("known here: {}", names.join(", "))
}

/// The known name nearest to a given one, if it is near enough.
pub(crate) fn nearest(given: &str, known: &[impl AsRef<str>]) -> Option<String> {
    let known = known.iter().map(AsRef::as_ref);
    let near = known.map(|name| (distance(given, name), name)).min()?;
    (near.0 <= given.len() / 3 + 1).then(|| format!("did you mean `{}`?", near.1))
}

/// Edits between two names, without regard to case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
