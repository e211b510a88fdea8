//! Rendered text to documents (pkg/release/v1/util: `SplitManifests`, `SortManifests`).

use crate::cache::Cache;
use crate::decode::{Shape, Struct, decode};
use crate::error::{DocumentFault, Error};
use crate::load::parse_go_keys;
use crate::log::{Level, Log, Warning};
use crate::order::compare_kinds;
use crate::render::{Document, Hook};
use crate::written::Written;
use periplus_value::{Map, Str, Value, sorting};
use std::rc::Rc;

const HOOK: &str = "helm.sh/hook";
const HOOK_WEIGHT: &str = "helm.sh/hook-weight";
const EVENTS: [&str; 10] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// `util.SimpleHead`, and the namespace beside it for our own use.
static HEAD: Struct = Struct {
    name: "SimpleHead",
    fields: &[
        ("apiVersion", Shape::Text),
        ("kind", Shape::Text),
        ("metadata", Shape::Struct(&HEAD_METADATA, HEAD_METADATA_TYPE)),
    ],
};
static HEAD_METADATA: Struct =
    Struct { name: "", fields: &[("name", Shape::Text), ("annotations", Shape::TextMap)] };
const HEAD_METADATA_TYPE: &str = "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }";

/// What Helm and its users ask of a document before anything else.
#[derive(Debug, Default)]
pub(crate) struct Head {
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
    hook: Option<HookHead>,
}

#[derive(Debug)]
struct HookHead {
    types: String,
    weight: i64,
}

/// The keys of it.
const HEAD_KEYS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Reads the head of a document, all of which must be YAML.
pub(crate) fn read_head(text: &[u8], written: &Written) -> Result<Head, DocumentFault> {
    let known = written.head(text, &HEAD_KEYS);
    let value = parse_go_keys(known.as_deref().unwrap_or(text), &HEAD_KEYS).map_err(DocumentFault::Yaml)?;
    let head = decode(&value, &HEAD, "util.SimpleHead").map_err(DocumentFault::Type)?;
    let metadata = head.get_map("metadata").unwrap_or_default();
    let annotations = metadata.get_map("annotations").unwrap_or_default();
    let hook = annotations.get(HOOK).map(|types| HookHead {
        types: crate::text::percent_v(&types),
        weight: text_at(&annotations, HOOK_WEIGHT).parse().unwrap_or(0),
    });
    let namespace = value.at(&["metadata", "namespace"]);
    Ok(Head {
        api_version: text_at(&head, "apiVersion"),
        kind: text_at(&head, "kind"),
        name: text_at(&metadata, "name"),
        namespace: namespace.as_ref().and_then(Value::as_string).map(Str::to_string).unwrap_or_default(),
        hook,
    })
}

fn text_at(map: &Map, key: &str) -> String {
    map.get(key).and_then(|v| v.as_string().map(Str::to_string)).unwrap_or_default()
}

/// Documents and hooks of all files, sorted by kind. `files` are paths and texts in the order of their paths.
pub(crate) fn sort(
    files: &[(Str, Str)],
    cache: &Cache,
    written: &Written,
    log: &Log,
) -> Result<(Vec<Document>, Vec<Hook>), Error> {
    let (mut documents, mut hooks, done) = documents_and_hooks(files, cache, written, log);
    done?;
    sorting::sort_by(&mut documents, |a, b| compare_kinds(&a.kind, &b.kind));
    sorting::sort_by(&mut hooks, |a, b| compare_kinds(&a.document.kind, &b.document.kind));
    Ok((documents, hooks))
}

/// Documents and hooks up to the first fault, as they come.
pub(crate) fn documents_and_hooks(
    files: &[(Str, Str)],
    cache: &Cache,
    written: &Written,
    log: &Log,
) -> (Vec<Document>, Vec<Hook>, Result<(), Error>) {
    let (mut documents, mut hooks) = (Vec::new(), Vec::new());
    let mut files = files.iter().filter(|(path, _)| !base_name(path).starts_with(b"_"));
    let done = files.try_for_each(|(path, text)| {
        documents_of(path, text, cache, written, |document, head| {
            place(document, head, &mut documents, &mut hooks, log);
        })
    });
    (documents, hooks, done)
}

/// Refuses files with more documents in all than a render may have, by the lines between them.
pub(crate) fn check_count(files: &[(Str, Str)], limit: usize) -> Result<(), Error> {
    let mut left = limit;
    for (path, text) in files {
        let count = memchr::memmem::find_iter(text.as_bytes(), b"\n---").count();
        left = left.checked_sub(count).ok_or_else(|| Error::Limit {
            file: path.to_string(),
            reason: format!("more than {limit} documents"),
        })?;
    }
    Ok(())
}

/// Hands over each document of a file with its head.
pub(crate) fn documents_of(
    path: &Str,
    text: &Str,
    cache: &Cache,
    written: &Written,
    mut take: impl FnMut(Document, &Head),
) -> Result<(), Error> {
    if trim_space(text.as_bytes()).is_empty() {
        return Ok(());
    }
    for part in split(text.as_bytes()) {
        let text = written.shared(part);
        let head = cache
            .head(&text, written)
            .map_err(|reason| Error::Document { file: path.to_string(), reason })?;
        take(document(path, text, &head), &head);
    }
    Ok(())
}

fn base_name(path: &Str) -> &[u8] {
    path.as_bytes().rsplit(|b| *b == b'/').next().unwrap_or_default()
}

fn document(path: &Str, text: Str, head: &Rc<Head>) -> Document {
    let template = path.to_string();
    let chart = template.rsplit_once("/templates/").map_or("", |(chart, _)| chart).to_owned();
    Document {
        chart,
        template,
        api_version: head.api_version.clone(),
        kind: head.kind.clone(),
        namespace: head.namespace.clone(),
        name: head.name.clone(),
        text,
    }
}

/// Hooks go apart; a document with a hook that nobody knows is dropped.
fn place(document: Document, head: &Head, documents: &mut Vec<Document>, hooks: &mut Vec<Hook>, log: &Log) {
    let Some(hook) = &head.hook else {
        documents.push(document);
        return;
    };
    let mut events = Vec::new();
    for event in hook.types.split(',').map(|event| event.trim().to_lowercase()) {
        if !EVENTS.contains(&event.as_str()) {
            let warning = Warning::new(Level::Info, "skipping unknown hooks");
            return log.push(warning.with("hookTypes", hook.types.as_str()));
        }
        events.push(if event == "test-success" { "test".to_owned() } else { event });
    }
    hooks.push(Hook { document, events, weight: hook.weight });
}

/// Text without blanks at both ends, as Go's `strings.TrimSpace` knows them.
pub(crate) fn trim_space(text: &[u8]) -> &[u8] {
    let text = trim_space_end(text);
    let trimmed = text.trim_ascii_start();
    if trimmed.first().copied().is_some_and(may_be_blank) {
        return std::str::from_utf8(text).map_or(trimmed, |text| text.trim_start().as_bytes());
    }
    trimmed
}

/// Text without blanks at its end.
pub(crate) fn trim_space_end(text: &[u8]) -> &[u8] {
    let trimmed = text.trim_ascii_end();
    if trimmed.last().copied().is_some_and(may_be_blank) {
        return std::str::from_utf8(text).map_or(trimmed, |text| text.trim_end().as_bytes());
    }
    trimmed
}

/// Whether a byte that isn't a blank to Rust's functions for ASCII may be part of one; most texts need no second look.
fn may_be_blank(byte: u8) -> bool {
    !byte.is_ascii() || byte == b'\x0b'
}

/// The documents of a file: what lies between `---` at the start of lines.
///
/// A separator takes the blanks on both sides along. So a `---` right behind another one is text (manifest.go `sep`).
pub(crate) fn split(file: &[u8]) -> Vec<&[u8]> {
    let text = trim_space(file);
    let mut parts = Vec::new();
    let mut start = if text.starts_with(b"---") { after_separator(text, 3) } else { 0 };
    let mut from = start;
    while let Some(found) = memchr::memmem::find(text.get(from..).unwrap_or_default(), b"\n---") {
        let line = from + found;
        push_part(&mut parts, text[start..line].trim_ascii_end());
        start = after_separator(text, line + 4);
        from = start;
    }
    push_part(&mut parts, text.get(start..).unwrap_or_default());
    parts
}

fn push_part<'a>(parts: &mut Vec<&'a [u8]>, part: &'a [u8]) {
    if !part.is_empty() {
        parts.push(trim_space(part));
    }
}

/// Behind the blanks that follow a separator.
fn after_separator(text: &[u8], at: usize) -> usize {
    let blanks = text[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    at + blanks
}
