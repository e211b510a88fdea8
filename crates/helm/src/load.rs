//! Files to a chart (pkg/chart/v2/loader).

use crate::archive;
use crate::chart::{ChartFile, Loaded, Metadata};
use crate::decode::{Struct, decode};
use crate::error::Error;
use crate::ignore::FileRules;
use crate::log::Log;
use crate::metadata::{LOCK, METADATA};
use crate::{Limits, values};
use periplus_value::unicode::names_field;
use periplus_value::{Map, Str, Value, rfc3339, sorting};
use periplus_yaml::{Numbers, Options, json};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A chart folder: sorted as Helm walks it, ignored files left out.
pub(crate) fn folder(mut files: Vec<ChartFile>, log: &Log) -> Result<Loaded, Error> {
    sorting::sort_by(&mut files, |a, b| a.path.split('/').cmp(b.path.split('/')));
    if files.iter().any(|file| file.path == "Chart.yaml") {
        api_version(&files)?;
    }
    let rules = files.iter().find(|f| f.path == ".helmignore").map(|f| f.bytes.clone());
    let rules = FileRules::parse(rules.as_ref().map(Str::as_bytes))?;
    let mut kept = Vec::with_capacity(files.len());
    for mut file in files {
        if is_ignored(&rules, &file.path)? {
            continue;
        }
        if file.is_too_large() {
            let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
            return Err(Error::FileTooLarge(name, Limits::default().archive_file));
        }
        if let Some(rest) = file.bytes.as_bytes().strip_prefix(BOM) {
            file.bytes = rest.into();
        }
        kept.push(file);
    }
    loaded(kept, log)
}

/// The entries of an archive, without the chart's own folder.
pub(crate) fn archive(files: Vec<ChartFile>, log: &Log) -> Result<Loaded, Error> {
    api_version(&files)?;
    loaded(files, log)
}

/// What all charts of a chart share while they are loaded.
struct Shared<'a> {
    log: &'a Log,
    limits: Limits,
    /// Bytes that unpacking archives inside may still give.
    stream: Cell<u64>,
}

fn loaded(files: Vec<ChartFile>, log: &Log) -> Result<Loaded, Error> {
    let limits = Limits::default();
    let shared = Shared { log, stream: Cell::new(limits.archive_stream), limits };
    chart(files, 0, &shared)
}

impl ChartFile {
    fn is_too_large(&self) -> bool {
        self.bytes.len() as u64 > Limits::default().archive_file
    }
}

/// Whether a rule leaves the file out, or a folder it is in.
fn is_ignored(rules: &FileRules, path: &str) -> Result<bool, Error> {
    for (end, _) in path.match_indices('/') {
        if rules.ignores(&path[..end], true)? {
            return Ok(true);
        }
    }
    rules.ignores(path, false)
}

/// Charts of API version 1 to 3 can be loaded (pkg/chart/loader/load.go).
fn api_version(files: &[ChartFile]) -> Result<(), Error> {
    let Some(file) = files.iter().find(|f| f.path == "Chart.yaml") else {
        return Err(Error::NoChartVersion);
    };
    let map = parse_struct(&file.bytes, &METADATA_BASE, "loader.chartBase", "Chart.yaml")?;
    match map.get("apiVersion").and_then(|v| v.as_string().map(|s| s.to_str_lossy().into_owned())).as_deref()
    {
        None | Some("" | "v1" | "v2" | "v3") => Ok(()),
        Some(_) => Err(Error::ChartVersionUnsupported),
    }
}

static METADATA_BASE: Struct =
    Struct { name: "chartBase", fields: &[("apiVersion", crate::decode::Shape::Text)] };

fn parse_struct(
    text: &Str,
    shape: &'static Struct,
    go_type: &'static str,
    file: &'static str,
) -> Result<Map, Error> {
    let value =
        parse_go(text.as_bytes()).map_err(|reason| Error::LoadYaml { file: file.to_owned(), reason })?;
    decode(&value, shape, go_type).map_err(|reason| Error::LoadStruct { file: file.to_owned(), reason })
}

/// Checks a lock file. A time that is none ends Go's decoder at once, whatever else is wrong.
fn lock(text: &Str, file: &'static str) -> Result<(), Error> {
    let value = parse_go(text.as_bytes()).ok();
    let entries = value.as_ref().and_then(Value::as_map).map(Map::entries).unwrap_or_default();
    let mut times = entries.iter().filter(|(key, _)| names_field(key.as_bytes(), "generated"));
    match times.find_map(|(_, time)| time_fault(time)) {
        Some(reason) => Err(Error::LoadTime { file, reason }),
        None => parse_struct(text, &LOCK, "v2.Lock", file).map(|_| ()),
    }
}

/// Go's words for what is no time.
fn time_fault(value: &Value) -> Option<String> {
    match value {
        Value::Nil => None,
        // Go reads the time as it stands in JSON, escapes and all.
        Value::String(_) => {
            let text = json::emit(value).ok()?;
            rfc3339::fault(text.strip_prefix('"')?.strip_suffix('"')?)
        }
        _ => Some("Time.UnmarshalJSON: input is not a JSON string".to_owned()),
    }
}

/// Numbers as Go's YAML library reads them, for fields that want text.
fn go_numbers() -> Options {
    Options { numbers: Numbers::Go, ..Options::default() }
}

/// YAML for a Go struct.
fn parse_go(text: &[u8]) -> Result<Value, periplus_yaml::Error> {
    Ok(periplus_yaml::parse_with(text, &go_numbers())?.value)
}

/// Some entries of a document for a Go struct; the rest is checked, but no value is made of it.
pub(crate) fn parse_go_keys(text: &[u8], keys: &[&str]) -> Result<Value, periplus_yaml::Error> {
    check_finite(text)?;
    let map = periplus_yaml::parse_keys(text, keys, &go_numbers())?;
    // Without one of the keys the document may be something else than a mapping.
    if map.is_empty() { parse_go(text) } else { Ok(Value::Map(map)) }
}

/// Numbers that JSON can't have are an error also where no value is made of them.
fn check_finite(text: &[u8]) -> Result<(), periplus_yaml::Error> {
    if has_infinite(text) && memchr::memchr_iter(b'.', text).any(|dot| is_infinite(&text[dot + 1..])) {
        periplus_yaml::parse(text).map(|_| ())
    } else {
        Ok(())
    }
}

/// Whether `.inf` or `.nan` is in a text, in any case. All of it is looked at, many bytes at a time.
#[inline(never)]
fn has_infinite(text: &[u8]) -> bool {
    let [second, third, fourth] = [1, 2, 3].map(|from| text.get(from..).unwrap_or_default());
    let places = text.iter().zip(second).zip(third).zip(fourth);
    let least = places.fold(u8::MAX, |least, (((dot, a), b), c)| {
        let [a, b, c] = [a, b, c].map(|letter| letter | 0x20);
        let (inf, nan) = ((a ^ b'i') | (b ^ b'n') | (c ^ b'f'), (a ^ b'n') | (b ^ b'a') | (c ^ b'n'));
        least.min((dot ^ b'.') | inf.min(nan))
    });
    least == 0
}

/// Whether a scalar may end in `.inf` or `.nan` here, in any case; `behind` follows the point.
fn is_infinite(behind: &[u8]) -> bool {
    let Some((word, rest)) = behind.split_at_checked(3) else { return false };
    let known = word.eq_ignore_ascii_case(b"inf") || word.eq_ignore_ascii_case(b"nan");
    known && !rest.first().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// What one chart's files are, sorted by their role.
struct Builder<'a> {
    metadata: Option<Map>,
    is_v1: bool,
    is_v3: bool,
    values: Map,
    values_text: Option<Str>,
    schema: Option<Str>,
    templates: Vec<ChartFile>,
    files: BTreeMap<Str, Str>,
    crds: Vec<ChartFile>,
    subcharts: BTreeMap<String, Vec<ChartFile>>,
    shared: &'a Shared<'a>,
}

fn chart(files: Vec<ChartFile>, depth: usize, shared: &Shared<'_>) -> Result<Loaded, Error> {
    let mut builder = Builder {
        metadata: None,
        is_v1: false,
        is_v3: false,
        values: Map::new(),
        values_text: None,
        schema: None,
        templates: Vec::new(),
        files: BTreeMap::new(),
        crds: Vec::new(),
        subcharts: BTreeMap::new(),
        shared,
    };
    for file in files.iter().filter(|f| f.path == "Chart.yaml") {
        builder.chart_yaml(file)?;
    }
    for file in files {
        builder.file(file)?;
    }
    builder.finish(depth)
}

impl Builder<'_> {
    fn chart_yaml(&mut self, file: &ChartFile) -> Result<(), Error> {
        let map = parse_struct(&file.bytes, &METADATA, "v2.Metadata", "Chart.yaml")?;
        let version = map.get("apiVersion").and_then(|v| v.as_string().cloned()).unwrap_or_default();
        // load.go: charts of Helm 2 need not say that they are of version 1.
        if version.is_empty() {
            map.insert("apiVersion", "v1");
        }
        self.is_v1 = version.is_empty() || version == *"v1";
        self.is_v3 = version == *"v3";
        self.metadata = Some(map);
        Ok(())
    }

    fn file(&mut self, file: ChartFile) -> Result<(), Error> {
        match file.path.as_str() {
            "Chart.yaml" => {}
            "Chart.lock" => {
                lock(&file.bytes, "Chart.lock")?;
            }
            "values.yaml" => {
                self.values = values::parse(file.bytes.as_bytes())
                    .map_err(|reason| Error::LoadValues { file: "values.yaml".to_owned(), reason })?;
                self.values_text = Some(file.bytes);
            }
            "values.schema.json" => self.schema = Some(file.bytes),
            "requirements.yaml" if !self.is_v3 => self.requirements(file)?,
            "requirements.lock" if !self.is_v3 => self.requirements_lock(file)?,
            path if path.starts_with("templates/") => self.templates.push(file),
            path if path.starts_with("charts/") => self.subchart_file(file),
            _ => self.plain_file(file),
        }
        Ok(())
    }

    /// Version 1 keeps the dependencies in a file of their own.
    fn requirements(&mut self, file: ChartFile) -> Result<(), Error> {
        if !self.is_v1 {
            self.shared.log.print(
                "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating dependencies to Chart.yaml.",
            );
        }
        let map = parse_struct(&file.bytes, &METADATA, "v2.Metadata", "requirements.yaml")?;
        let metadata = self.metadata.get_or_insert_default();
        for (key, value) in map.entries() {
            metadata.insert(key, value);
        }
        if self.is_v1 {
            self.plain_file(file);
        }
        Ok(())
    }

    fn requirements_lock(&mut self, file: ChartFile) -> Result<(), Error> {
        lock(&file.bytes, "requirements.lock")?;
        self.metadata.get_or_insert_default();
        if self.is_v1 {
            self.plain_file(file);
        } else {
            self.shared.log.print(
                "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We recommend migrating to Chart.lock.",
            );
        }
        Ok(())
    }

    fn subchart_file(&mut self, file: ChartFile) {
        if file.path.ends_with(".prov") {
            return self.plain_file(file);
        }
        let below = file.path.trim_start_matches("charts/").to_owned();
        let name = below.split('/').next().unwrap_or_default().to_owned();
        self.subcharts.entry(name).or_default().push(ChartFile { path: below, bytes: file.bytes });
    }

    fn plain_file(&mut self, file: ChartFile) {
        let extension = file.path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, e)| e);
        let is_manifest = |e: &str| ["yaml", "yml", "json"].iter().any(|known| e.eq_ignore_ascii_case(known));
        if file.path.starts_with("crds/") && extension.is_some_and(is_manifest) {
            self.crds.push(file.clone());
        }
        self.files.insert(file.path.as_str().into(), file.bytes);
    }

    fn finish(self, depth: usize) -> Result<Loaded, Error> {
        let metadata = self.metadata.ok_or(Error::MissingChartYaml)?;
        let metadata = Metadata::from_map(&metadata)?;
        let mut children = Vec::new();
        for (name, files) in self.subcharts {
            if name.starts_with(['_', '.']) {
                continue;
            }
            let child =
                subchart(&name, files, &metadata.name, depth + 1, self.shared).map_err(
                    |reason| match reason {
                        Error::SubchartTar { .. } => reason,
                        reason => Error::Subchart {
                            name: name.clone(),
                            parent: metadata.name.clone(),
                            reason: Box::new(reason),
                        },
                    },
                )?;
            children.push(Rc::new(child));
        }
        Ok(Loaded {
            metadata: Rc::new(metadata),
            values: self.values,
            values_text: self.values_text,
            schema: self.schema,
            templates: self.templates,
            files: Rc::new(self.files),
            crds: self.crds,
            children,
        })
    }
}

fn subchart(
    name: &str,
    files: Vec<ChartFile>,
    parent: &str,
    depth: usize,
    shared: &Shared<'_>,
) -> Result<Loaded, Error> {
    let limits = &shared.limits;
    if depth > limits.chart_depth {
        return Err(Error::ChartsTooDeep(limits.chart_depth));
    }
    if !name.ends_with(".tgz") {
        let below = |f: ChartFile| {
            let (_, path) = f.path.split_once('/')?;
            Some(ChartFile { path: path.to_owned(), bytes: f.bytes })
        };
        return chart(files.into_iter().filter_map(below).collect(), depth, shared);
    }
    match files.first() {
        Some(file) if file.path == name => {
            chart(archive::read_inner_tgz(file.bytes.as_bytes(), limits, &shared.stream)?, depth, shared)
        }
        other => Err(Error::SubchartTar {
            parent: parent.to_owned(),
            name: name.to_owned(),
            found: other.map(|f| f.path.clone()).unwrap_or_default(),
        }),
    }
}

/// The documents of a values file: lines that begin with `---` part them (apimachinery `YAMLReader`).
pub(crate) fn split_documents(text: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, String> {
    let starts = text.starts_with(b"---") || memchr::memmem::find(text, b"\n---").is_some();
    if !starts && text.ends_with(b"\n") && memchr::memchr(b'\r', text).is_none() {
        return Ok(vec![text.into()]);
    }
    let mut documents = Vec::new();
    let mut document = Vec::new();
    for line in text.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(rest) = line.strip_prefix(b"---") {
            let rest = String::from_utf8_lossy(rest);
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                return Err(rest.to_owned());
            }
            if !document.is_empty() {
                documents.push(std::mem::take(&mut document).into());
                continue;
            }
        }
        document.extend_from_slice(line);
        document.push(b'\n');
    }
    if !document.is_empty() {
        documents.push(document.into());
    }
    Ok(documents)
}
