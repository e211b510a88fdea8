//! What a side installs: manifests as they are, a rendered chart, or a rendered IstioOperator.

use super::side::Side;
use crate::disk;
use crate::failure::Failure;
use crate::flags::Parsed;
use crate::istio_pack;
use crate::manifest::failure;
use periplus_helm::{
    Capabilities, Chart, KubeVersion, Limits, Output, RenderRequest, archive, render, values,
};
use periplus_istio::diff::{Doc, ReadError};
use periplus_istio::{
    ClusterFacts, Input, ManifestError, OperatorRequest, Pack, chart_folder, generate, published_charts,
};
use periplus_value::Map;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A side, and the flags for both.
pub(super) struct Source<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) side: &'a Side,
}

/// What a side's paths turn out to be.
#[derive(Default)]
struct Found {
    manifests: Option<Vec<Doc>>,
    /// IstioOperators or Helm values.
    inputs: Vec<Input>,
    chart: Option<PathBuf>,
    packs: Vec<PathBuf>,
}

impl Source<'_> {
    /// The side's manifests.
    pub(super) fn docs(&self) -> Result<Vec<Doc>, Failure> {
        let mut found = Found::default();
        // Charts come first: whether there is one says what a file without a kind is.
        let (files, places): (Vec<&String>, Vec<&String>) = self
            .side
            .paths
            .iter()
            .partition(|path| !Path::new(path).is_dir() && !istio_pack::is_pack(Path::new(path)));
        for path in places.into_iter().chain(files) {
            self.find(path, &mut found)?;
        }
        match found.manifests.take() {
            Some(docs) => self.as_they_are(docs, &found),
            None if self.is_of_chart(&found) => self.chart(&found),
            None => self.operator(&found),
        }
    }

    fn is_of_chart(&self, found: &Found) -> bool {
        found.chart.is_some() || self.parsed.text("chart").is_some()
    }

    fn find(&self, path: &str, found: &mut Found) -> Result<(), Failure> {
        let place = Path::new(path);
        if place.join("Chart.yaml").is_file() {
            found.chart = Some(place.to_owned());
        } else if istio_pack::is_pack(place) {
            let is_chart = place.is_file() && istio_pack::open(place).is_err();
            if is_chart { found.chart = Some(place.to_owned()) } else { found.packs.push(place.to_owned()) }
        } else if place.is_dir() {
            let mut files = Vec::new();
            disk::tree(place, path.trim_end_matches('/'), &mut files)?;
            files.sort();
            for (name, text) in files.into_iter().filter(|(name, _)| is_manifest_file(name)) {
                let docs = Doc::read(text.as_bytes()).map_err(|error| unreadable(&name, &error))?;
                found.manifests.get_or_insert_default().extend(docs);
            }
        } else {
            let text = disk::read(path).map_err(Failure::new)?;
            self.file(path, text, found)?;
        }
        Ok(())
    }

    fn file(&self, path: &str, text: Vec<u8>, found: &mut Found) -> Result<(), Failure> {
        let input = |text| Input { name: path.to_owned(), text, unreadable: None };
        let of_chart = self.is_of_chart(found);
        match Doc::read(&text) {
            Ok(docs) if docs.first().is_some_and(|doc| doc.id().kind == "IstioOperator") => {
                found.inputs.push(input(text));
            }
            Ok(docs) if docs.is_empty() && of_chart => found.inputs.push(input(text)),
            Ok(docs) => found.manifests.get_or_insert_default().extend(docs),
            Err(ReadError { error: ManifestError::MissingKind { .. }, .. }) if of_chart => {
                found.inputs.push(input(text));
            }
            Err(error) => return Err(unreadable(path, &error)),
        }
        Ok(())
    }

    fn as_they_are(&self, docs: Vec<Doc>, found: &Found) -> Result<Vec<Doc>, Failure> {
        let Side { word, version, set, .. } = self.side;
        let rendered = found.inputs.is_empty() && found.chart.is_none() && found.packs.is_empty();
        if rendered && version.is_none() && set.is_empty() {
            return Ok(docs);
        }
        Err(Failure::new(format!("{word}: manifests stay as they are, so nothing can be added to them"))
            .help("settings, releases and profiles go with an IstioOperator or a chart"))
    }

    fn operator(&self, found: &Found) -> Result<Vec<Doc>, Failure> {
        let pack = self.pack(found)?;
        let mut files: Vec<Input> = Vec::new();
        for name in self.parsed.texts("filename") {
            let text = disk::read(name).map_err(Failure::new)?;
            files.push(Input { name: name.to_owned(), text, unreadable: None });
        }
        files.extend(found.inputs.iter().cloned());
        let request = OperatorRequest {
            files,
            set: self.settings().map(str::to_owned).collect(),
            revision: self.parsed.text("revision").map(str::to_owned),
            force: self.parsed.bool("force"),
            cluster: ClusterFacts {
                kube_version: self.parsed.text("kube-version").map(str::to_owned),
                platform: self.parsed.text("platform").map(str::to_owned),
            },
            ..OperatorRequest::default()
        };
        let generated = generate(&pack, &request).map_err(|error| failure(&error))?;
        let docs = generated.documents.iter().map(Doc::from).collect();
        std::mem::forget((pack, generated));
        Ok(docs)
    }

    /// Settings of both sides, then those of this one.
    fn settings(&self) -> impl Iterator<Item = &str> {
        self.parsed.texts("set").chain(self.side.set.iter().map(String::as_str))
    }

    fn pack(&self, found: &Found) -> Result<Pack, Failure> {
        let given = self.parsed.texts("manifests").map(PathBuf::from);
        let paths: Vec<PathBuf> = if found.packs.is_empty() { given.collect() } else { found.packs.clone() };
        let version = self.side.version.as_deref().or_else(|| self.parsed.text("istio-version"));
        istio_pack::choose(&paths, version.filter(|_| found.packs.is_empty()))
    }

    fn chart(&self, found: &Found) -> Result<Vec<Doc>, Failure> {
        let (chart, name) = self.load(found)?;
        let mut merged = Map::new();
        for name in self.parsed.texts("filename") {
            let text = disk::read(name).map_err(Failure::new)?;
            merged = values::merge(&merged, &values::parse_file(name, &text)?);
        }
        for input in &found.inputs {
            merged = values::merge(&merged, &values::parse_file(&input.name, &input.text)?);
        }
        let revision = self.parsed.text("revision").map(|revision| format!("revision={revision}"));
        for setting in revision.as_deref().into_iter().chain(self.settings()) {
            values::parse_set(setting, &merged)?;
        }
        let rendered = render(&chart, &self.request(name, merged)?)?;
        let output = Output { skip_tests: true, ..Output::default() };
        Doc::read(&output.print(&rendered)?).map_err(|error| unreadable(&self.side.word, &error))
    }

    /// The chart, and how a release of it is called.
    fn load(&self, found: &Found) -> Result<(Rc<Chart>, String), Failure> {
        let named = self.parsed.text("chart").unwrap_or_default();
        let path = found.chart.clone().or_else(|| Some(PathBuf::from(named)).filter(|path| path.exists()));
        if let Some(path) = path {
            let files = if path.is_dir() {
                disk::chart_folder(&path)?
            } else {
                let bytes = disk::read(&path.display().to_string()).map_err(Failure::new)?;
                archive::read_tgz(&bytes, &Limits::default())?
            };
            let chart = Chart::load(files)?;
            let name = chart.metadata().name.clone();
            return Ok((Rc::new(chart), name));
        }
        let Some(folder) = chart_folder(named) else {
            let known: Vec<&str> = published_charts().collect();
            return Err(Failure::new(format!("there is no chart {named:?}"))
                .help(format!("a path, or one of {}", known.join(", "))));
        };
        let chart = self.pack(found)?.chart(folder).map_err(|error| Failure::new(error.to_string()))?;
        Ok((chart, named.to_owned()))
    }

    fn request(&self, name: String, values: Map) -> Result<RenderRequest, Failure> {
        let mut capabilities = Capabilities::default();
        if let Some(version) = self.parsed.text("kube-version") {
            capabilities.kube_version = KubeVersion::parse(version)?;
        }
        let namespace = self.parsed.text("namespace").unwrap_or("istio-system").to_owned();
        // Both sides have the same clock and the same chance, so that only what was asked for differs.
        let asked = RenderRequest::new(name, namespace, values);
        Ok(RenderRequest { capabilities, include_crds: true, ..asked })
    }
}

fn is_manifest_file(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}

fn unreadable(name: &str, error: &ReadError) -> Failure {
    let failure =
        Failure::new(format!("{name}: {error}")).help(format!("in the document at {name}:{}", error.line));
    match error.error {
        ManifestError::MissingKind { .. } => failure.help("Helm values are compared with --chart"),
        _ => failure,
    }
}
