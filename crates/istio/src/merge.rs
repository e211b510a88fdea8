//! Everything a user gives, over profile and detected settings, into one IstioOperator
//! (operator/pkg/render/manifest.go, `MergeInputs`).
//!
//! default profile < named profile < detected settings < files in order < `--set` in order; then what the IstioOperator
//! says goes into Helm values, and the user's own values once more on top.

use crate::error::{Error, ErrorKind, Place, Stage, Warning};
use crate::manifest::{Manifest, ManifestError};
use crate::release::Behaviour;
use crate::text::{json_copy, read_map, split_documents};
use crate::tree::{self, PathError, nest};
use crate::{ClusterFacts, Input, OperatorRequest, Pack, leftovers, suggest};
use periplus_value::{Map, Value};

/// What goes from the IstioOperator's `spec` into `spec.values`.
pub(crate) const TRANSLATIONS: [(&str, &str); 5] = [
    ("spec.hub", "global.hub"),
    ("spec.tag", "global.tag"),
    ("spec.revision", "revision"),
    ("spec.meshConfig", "meshConfig"),
    ("spec.compatibilityVersion", "compatibilityVersion"),
];

fn fail(kind: ErrorKind) -> Error {
    Error::new(Stage::Merge, kind)
}

/// The merged IstioOperator.
pub(crate) fn merge_inputs(
    pack: &Pack,
    request: &OperatorRequest,
    behaviour: &Behaviour,
) -> Result<Map, Error> {
    let user = user_input(request, behaviour)?;
    let values = tree::get_map(&user, "spec.values");
    let merged = read_profile(pack, &tree::get_string(&user, "spec.profile"))?;
    must_be_a_map(&user, "spec.values")?;
    for flag in detected(&request.cluster, behaviour) {
        set_flag(&merged, &flag, behaviour)?;
    }
    tree::merge(&merged, &user);
    to_helm(&merged, behaviour)?;
    if let Some(values) = values {
        let copied = json_copy(&values).map_err(|path| not_a_number(&format!("spec.values.{path}")))?;
        tree::merge(&merged, &nest(copied.into(), &["spec", "values"]));
    }
    Ok(merged)
}

/// `spec.unvalidatedValues` into `spec.values`, after validation.
pub(crate) fn add_unvalidated(merged: &Map) -> Result<(), Error> {
    if let Some(values) = tree::get_map(merged, "spec.unvalidatedValues") {
        let copied =
            json_copy(&values).map_err(|path| not_a_number(&format!("spec.unvalidatedValues.{path}")))?;
        tree::merge(merged, &nest(copied.into(), &["spec", "values"]));
    }
    Ok(())
}

fn not_a_number(path: &str) -> Error {
    fail(ErrorKind::NotANumber { path: path.to_owned() }).at_path(path.to_owned())
}

/// A flag, the user's or one of ours.
fn set_flag(root: &Map, flag: &str, behaviour: &Behaviour) -> Result<(), Error> {
    tree::set_flag(root, flag, behaviour.set_splits_once).map_err(|error| {
        let mut path = format!("spec.{}", flag.split('=').next().unwrap_or(flag));
        if let PathError::NotAMap { element, .. } | PathError::NotAList { element, .. } = &error {
            path.truncate(path.rfind(element.as_str()).map_or(path.len(), |at| at + element.len()));
        }
        fail(ErrorKind::Path(error)).at_path(path)
    })
}

/// Upstream crashes further on where this is something else.
fn must_be_a_map(user: &Map, path: &str) -> Result<(), Error> {
    match tree::get(user, path) {
        Some(Value::Map(_) | Value::Nil) | None => Ok(()),
        Some(other) => {
            let found = tree::describe(&other);
            Err(fail(ErrorKind::NotAMap { path: path.to_owned(), found }).at_path(path.to_owned()))
        }
    }
}

/// What istioctl passes over without a word: settings that do something else than they say, or nothing.
pub(crate) fn warnings(request: &OperatorRequest, merged: &Map, behaviour: &Behaviour) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |file: &str, path: &str, message: &str| {
        let place = Place { file: file.to_owned(), path: path.to_owned(), ..Place::default() };
        found.push(Warning { message: message.to_owned(), place: Some(place) });
    };
    for (flag, name) in named_flags(request) {
        match flag.matches('=').count() {
            0 => warn(&name, "", "a flag is path=value; without = it sets an empty text"),
            1 => {}
            _ if behaviour.set_splits_once => {}
            _ => warn(&name, "", "before 1.31 a value can't have an =: all of it is taken for a path"),
        }
    }
    let remote = "spec.components.istiodRemote";
    if !behaviour.istiod_remote && tree::get_bool(merged, &format!("{remote}.enabled")) {
        let message =
            "istiodRemote is no component since 1.26: spec.components.pilot with spec.values.profile: remote";
        warn("", remote, message);
    }
    found
}

fn user_input(request: &OperatorRequest, behaviour: &Behaviour) -> Result<Map, Error> {
    let user = Map::from_iter([
        ("apiVersion", Value::string("install.istio.io/v1alpha1")),
        ("kind", Value::string("IstioOperator")),
        ("metadata", Map::new().into()),
        ("spec", Map::new().into()),
    ]);
    for (at, file) in request.files.iter().enumerate() {
        if file.name == "-" && at + 1 != request.files.len() {
            return Err(fail(ErrorKind::StdinNotLast));
        }
        let read = read_file(file).map_err(|error| error.in_file(&file.name))?;
        tree::merge(&user, &read);
    }
    must_be_a_map(&user, "spec")?;
    for (flag, name) in named_flags(request) {
        set_flag(&user, &flag, behaviour).map_err(|error| error.in_file(&name))?;
    }
    Ok(user)
}

/// `--set`, with `--revision` as another; beside each what the user wrote.
pub(crate) fn named_flags(request: &OperatorRequest) -> Vec<(String, String)> {
    let revision = request.revision.as_deref().filter(|r| !r.is_empty() && *r != "default");
    let revision = revision.map(|name| (format!("revision={name}"), format!("--revision {name}")));
    let set = request.set.iter().map(|flag| (flag.clone(), format!("--set {flag}")));
    set.chain(revision).collect()
}

/// A text that is no YAML, with its place; `before` lines stand in front of the part that was read.
fn unreadable(kind: ErrorKind, text: &[u8], before: usize) -> Error {
    let (ErrorKind::Yaml(error) | ErrorKind::ParseFile(ManifestError::Yaml(error))) = &kind else {
        return fail(kind);
    };
    let Some(mark) = error.mark() else { return fail(kind) };
    let (line, column) = (before + mark.line as usize, mark.column as usize + 1);
    let written = text.split(|byte| *byte == b'\n').nth(line).unwrap_or_default();
    let tab = written.contains(&b'\t').then(|| "the line has a tab: YAML is indented by blanks".to_owned());
    let place = Place { line: line + 1, column, ..Place::default() };
    Error { place: Some(place), ..fail(kind) }.with_helps(tab)
}

/// How many lines stand before a part of a text.
fn lines_before(text: &[u8], part: &[u8]) -> usize {
    let before = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    text.iter().take(before).filter(|byte| **byte == b'\n').count()
}

/// Names the documents of a file that has too many.
fn several(text: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    for document in split_documents(text) {
        let line = lines_before(text, document) + 1;
        if let Ok(Some(object)) = Manifest::parse(document) {
            let id = [object.namespace.as_str(), object.name.as_str()];
            let id: Vec<&str> = id.into_iter().filter(|part| !part.is_empty()).collect();
            names.push(format!("line {line}: {} {}", object.kind, id.join("/")).trim_end().to_owned());
        }
    }
    let fix = "give each a file of its own; every document counts, and of several files by -f later ones win";
    vec![format!("it holds {}", names.join(", ")), fix.to_owned()]
}

fn read_file(file: &Input) -> Result<Map, Error> {
    if let Some(reason) = &file.unreadable {
        return Err(fail(ErrorKind::Unreadable(reason.clone())));
    }
    let text = &file.text;
    let mut objects = 0;
    for document in split_documents(text) {
        let read = Manifest::parse(document)
            .map_err(|error| unreadable(ErrorKind::ParseFile(error), text, lines_before(text, document)))?;
        objects += usize::from(read.is_some());
    }
    if objects > 1 {
        return Err(fail(ErrorKind::MultipleOperators).with_helps(several(text)));
    }
    let map = read_map(text).map_err(|error| unreadable(ErrorKind::Yaml(error), text, 0))?;
    leftovers::remove(&map);
    if map.get("spec").is_none_or(|spec| spec.is_nil()) {
        map.remove("spec");
    }
    Ok(map)
}

/// A profile over the default one.
pub(crate) fn read_profile(pack: &Pack, name: &str) -> Result<Map, Error> {
    let merged = one_profile(pack, "default")?;
    if !name.is_empty() && name != "default" {
        tree::merge(&merged, &one_profile(pack, name)?);
    }
    Ok(merged)
}

/// A profile as its file has it.
pub(crate) fn one_profile(pack: &Pack, name: &str) -> Result<Map, Error> {
    let invalid = name.split('/').any(|part| matches!(part, "" | "." | ".."));
    let missing = || {
        let known = crate::profiles(pack).join(", ");
        fail(ErrorKind::ProfileNotFound { profile: name.to_owned(), invalid })
            .at_path("spec.profile".to_owned())
            .with_helps(suggest::nearest(name, &crate::profiles(pack)))
            .with_help(format!("profiles of this release: {known}"))
    };
    let text = pack.file(&format!("profiles/{name}.yaml")).filter(|_| !invalid).ok_or_else(missing)?;
    read_map(text.as_bytes())
        .map_err(|error| fail(ErrorKind::Yaml(error)).in_file(&format!("profiles/{name}.yaml")))
}

/// Settings that a cluster brings with it.
pub(crate) fn detected(cluster: &ClusterFacts, behaviour: &Behaviour) -> Vec<String> {
    let mut flags = Vec::new();
    if cluster.kube_version.as_deref().is_some_and(|version| version.contains("-gke")) {
        flags.push("components.cni.namespace=kube-system".to_owned());
        if behaviour.gke_platform {
            flags.push("values.global.platform=gke".to_owned());
            flags.push("values.cni.resourceQuotas.enabled=false".to_owned());
        }
    }
    flags.extend(cluster.platform.as_ref().map(|platform| format!("values.global.platform={platform}")));
    flags
}

fn to_helm(merged: &Map, behaviour: &Behaviour) -> Result<(), Error> {
    for (from, to) in TRANSLATIONS {
        match tree::get(merged, from) {
            None => {}
            // Upstream puts a map into meshConfig whichever setting it is.
            Some(Value::Map(map)) => {
                let copied = json_copy(&map).map_err(|path| not_a_number(&format!("{from}.{path}")))?;
                tree::merge(merged, &nest(copied.into(), &["spec", "values", "meshConfig"]));
            }
            Some(value) => set_flag(merged, &format!("values.{to}={}", tree::text_of(&value)), behaviour)?,
        }
    }
    let set = |path: &str, value: Value| {
        tree::set(merged, path, value).map_err(|error| fail(ErrorKind::Path(error)).at_path(path.to_owned()))
    };
    set("spec.values.pilot.enabled", tree::get_bool(merged, "spec.components.pilot.enabled").into())?;
    set("spec.values.pilot.cni.enabled", tree::get_bool(merged, "spec.components.cni.enabled").into())?;
    let namespace = tree::get_string(merged, "spec.values.global.istioNamespace");
    if namespace.is_empty() { Ok(()) } else { set("metadata.namespace", namespace.into()) }
}

/// Where the input says charts and profiles are (`spec.installPackagePath`); nothing when the input can't be read.
pub fn install_package_path(request: &OperatorRequest) -> Option<String> {
    let user = user_input(request, crate::release::behaviour("")).ok()?;
    Some(tree::get_string(&user, "spec.installPackagePath")).filter(|path| !path.is_empty())
}
