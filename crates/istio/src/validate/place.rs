//! Where a fault is in the user's files, and what was probably meant.

use super::fault::Fault;
use crate::error::{Error, ErrorKind, Place, Stage};
use crate::schema::{DecodeError, Kubernetes, Proto, ProtoFault};
use crate::{OperatorRequest, release};
use periplus_value::Map;

/// All faults as one error, with the place of the first.
pub(crate) fn error(faults: Vec<Fault>, request: &OperatorRequest, _merged: &Map, version: &str) -> Error {
    let first = faults.first().cloned();
    let mut error = Error::new(Stage::Validate, ErrorKind::Invalid(faults));
    if let Some(fault) = first {
        error.place = Some(place_of(&fault.path(), request));
        error.help.extend(help(&fault, version));
    }
    error
}

/// An error that knows a path, with the file and line that set it.
pub(crate) fn located(mut error: Error, request: &OperatorRequest) -> Error {
    if let Some(place) = &mut error.place
        && place.file.is_empty()
        && !place.path.is_empty()
    {
        *place = place_of(&place.path, request);
    }
    error
}

/// The line that sets a path: flags win over files, later files over earlier ones.
fn place_of(path: &str, request: &OperatorRequest) -> Place {
    let plain: String = path.replace(".[", "[");
    let below_spec = plain.strip_prefix("spec.").unwrap_or(&plain);
    for flag in request.set.iter().rev() {
        let set = flag.split('=').next().unwrap_or(flag).replace(".[", "[");
        if set == below_spec || set.strip_prefix(below_spec).is_some_and(|rest| rest.starts_with(['.', '[']))
        {
            return Place { file: format!("--set {flag}"), path: path.to_owned(), ..Place::default() };
        }
    }
    // What the merge put into values stands elsewhere in the input; what isn't there has a parent that is.
    let as_given = plain.strip_prefix("spec.values.meshConfig").map(|rest| format!("spec.meshConfig{rest}"));
    let mut candidates: Vec<String> = [Some(plain), as_given].into_iter().flatten().collect();
    while candidates.iter().any(|candidate| candidate.len() > "spec".len()) {
        for (file, candidate) in
            request.files.iter().rev().flat_map(|f| candidates.iter().map(move |c| (f, c)))
        {
            if let Some((line, column)) = locate(&String::from_utf8_lossy(&file.text), candidate) {
                return Place { file: file.name.clone(), line, column, path: path.to_owned() };
            }
        }
        for candidate in &mut candidates {
            candidate.truncate(candidate.rfind(['.', '[']).unwrap_or(0));
        }
    }
    Place { path: path.to_owned(), ..Place::default() }
}

/// Line and column of a path's key in block-style YAML, both from 1.
pub(crate) fn locate(text: &str, path: &str) -> Option<(usize, usize)> {
    let mut stack: Vec<(usize, String)> = Vec::new();
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut rest = line.trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            continue;
        }
        let mut indent = line.len() - rest.len();
        while let Some(item) = rest.strip_prefix("- ") {
            // A list may stand at the indentation of its key: the item lies between the two.
            stack.retain(|(at, name)| *at < indent || (*at == indent && !name.starts_with('[')));
            counts.retain(|(at, _)| *at <= indent);
            let at = match counts.last_mut() {
                Some((column, count)) if *column == indent => {
                    *count += 1;
                    *count
                }
                _ => {
                    counts.push((indent, 0));
                    0
                }
            };
            stack.push((indent, format!("[{at}]")));
            let inner = item.trim_start();
            indent += rest.len() - inner.len();
            rest = inner;
        }
        let Some((key, _)) = rest.split_once(':') else { continue };
        let key = key.trim_matches(['"', '\'']);
        stack.retain(|(at, name)| *at < indent && !(name.is_empty()));
        counts.retain(|(at, _)| *at < indent);
        stack.push((indent, key.to_owned()));
        if joined(&stack) == path {
            return Some((number + 1, indent + 1));
        }
    }
    None
}

fn joined(stack: &[(usize, String)]) -> String {
    let mut out = String::new();
    for (_, name) in stack {
        if !out.is_empty() && !name.starts_with('[') {
            out.push('.');
        }
        out.push_str(name);
    }
    out
}

fn help(fault: &Fault, version: &str) -> Option<String> {
    match fault {
        Fault::Shape(DecodeError::UnknownField { name, path }) => {
            let known = operator_fields(path);
            suggest(name, known.iter().map(String::as_str))
        }
        Fault::Values(error) => match &error.fault {
            ProtoFault::UnknownField { name, message } => {
                let known = Proto::get().field_names(message, release::numbers(version));
                suggest(name, known.iter().map(String::as_str)).or_else(|| {
                    Some(
                        "a value that only your own templates read belongs under spec.unvalidatedValues"
                            .to_owned(),
                    )
                })
            }
            _ => None,
        },
        Fault::Shape(DecodeError::WrongType { go_type, found, .. })
            if go_type == "string" && found.starts_with("number") =>
        {
            Some("put the value in quotes".to_owned())
        }
        _ => None,
    }
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

/// The known name nearest to a given one.
fn suggest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
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
