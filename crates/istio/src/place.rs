//! Where in the user's files and flags a setting stands.

use crate::error::{Error, Place, Warning};
use crate::merge::named_flags;
use crate::path::{index, key_value, split_path};
use crate::{Input, OperatorRequest, tree};
use periplus_value::Value;
use periplus_yaml::{Mark, Options, Spans};

/// An error that knows a path, with the file and line that set it.
pub(crate) fn located(mut error: Error, request: &OperatorRequest) -> Error {
    complete(error.place.as_mut(), request);
    error
}

/// The same for a warning.
pub(crate) fn located_warning(mut warning: Warning, request: &OperatorRequest) -> Warning {
    complete(warning.place.as_mut(), request);
    warning
}

fn complete(place: Option<&mut Place>, request: &OperatorRequest) {
    if let Some(place) = place
        && place.line == 0
        && !place.path.is_empty()
    {
        let found = place_of(&place.path, request);
        if place.file.is_empty() || place.file == found.file {
            *place = found;
        }
    }
}

/// The line that sets a path: flags win over files, later ones over earlier ones. What nothing sets has a parent that
/// something sets.
pub(crate) fn place_of(path: &str, request: &OperatorRequest) -> Place {
    let files: Vec<Located> = request.files.iter().rev().filter_map(Located::read).collect();
    let mut elements = split_path(path);
    let mut exact = true;
    while !elements.is_empty() {
        for candidate in [Some(elements.clone()), as_given(&elements)].into_iter().flatten() {
            if let Some(file) = flag_that_sets(&candidate, exact, request) {
                return Place { file, path: path.to_owned(), ..Place::default() };
            }
            if let Some((file, mark)) = files.iter().find_map(|file| Some((file, file.find(&candidate)?))) {
                let (line, column) = (mark.line as usize + 1, mark.column as usize + 1);
                return Place { file: file.name.clone(), line, column, path: path.to_owned() };
            }
        }
        elements.pop();
        exact = false;
    }
    Place { path: path.to_owned(), ..Place::default() }
}

/// Where a path stands in one file; its first line when it isn't there.
pub(crate) fn in_file(file: &Input, path: &str) -> Place {
    let mark = Located::read(file).and_then(|located| located.find(&split_path(path))).unwrap_or_default();
    let (line, column) = (mark.line as usize + 1, mark.column as usize + 1);
    Place { file: file.name.clone(), line, column, path: path.to_owned() }
}

/// What the merge put into values stands elsewhere in the input.
fn as_given(elements: &[String]) -> Option<Vec<String>> {
    let [spec, values, mesh, rest @ ..] = elements else { return None };
    let is_mesh = values == "values" && mesh == "meshConfig";
    is_mesh.then(|| [spec, mesh].into_iter().chain(rest).cloned().collect())
}

/// A flag that sets the path; at first also one that sets something below it.
fn flag_that_sets(elements: &[String], below: bool, request: &OperatorRequest) -> Option<String> {
    let [spec, rest @ ..] = elements else { return None };
    let sets = |flag: &str| {
        let set = split_path(flag.split('=').next().unwrap_or(flag));
        set == rest || below && set.starts_with(rest)
    };
    let flags = named_flags(request).into_iter().rev().filter(|_| spec == "spec" && !rest.is_empty());
    flags.filter(|(flag, _)| sets(flag)).map(|(_, name)| name).next()
}

/// A file with the places of its keys.
struct Located {
    name: String,
    value: Value,
    spans: Spans,
}

impl Located {
    fn read(file: &Input) -> Option<Self> {
        let options = Options { spans: true, ..Options::default() };
        let parsed = periplus_yaml::parse_with(&file.text, &options).ok()?;
        Some(Self { name: file.name.clone(), value: parsed.value, spans: parsed.spans? })
    }

    /// Where a path's key stands; of an item without a key, the item.
    fn find(&self, elements: &[String]) -> Option<Mark> {
        let mut value = self.value.clone();
        let mut names = Vec::new();
        for element in elements {
            let (name, next) = step(&value, element)?;
            names.push(name);
            value = next;
        }
        let span = self.spans.get(&names)?;
        Some(span.key.unwrap_or(span.value).start)
    }
}

/// An element of a path as a key or an index, and the value there.
fn step(value: &Value, element: &str) -> Option<(String, Value)> {
    let Value::List(list) = value else {
        return Some((element.to_owned(), value.as_map()?.get(element)?));
    };
    let at = match (index(element), key_value(element)) {
        (Some(at), _) => usize::try_from(at).ok()?,
        (None, Some((key, wanted))) => list.iter().position(|item| {
            item.as_map().and_then(|map| map.get(key)).is_some_and(|value| tree::text_of(&value) == wanted)
        })?,
        _ => return None,
    };
    Some((at.to_string(), list.get(at)?.clone()))
}
