//! The whole way from a chart and values to manifests (pkg/action/install.go, pkg/action/action.go, pkg/engine).

use crate::coalesce::{Nulls, coalesce};
use crate::error::Error;
use crate::log::{Log, Warning};
use crate::node::Node;
use crate::trace::Watch;
use crate::tree::{Entry, entries};
use crate::written::Written;
use crate::{Capabilities, Chart, Limits, funcs, manifest, objects, schema, version};
use periplus_sprig::{FixedHost, Host, Timestamp};
use periplus_template::{Executor, Functions, MissingKey, Options, Set, Untraced};
use periplus_value::{Map, Str, Value, sorting};
use std::fmt;
use std::rc::Rc;

/// `.Release`
#[derive(Clone, Debug)]
pub struct Release {
    /// `.Release.Name`
    pub name: String,
    /// `.Release.Namespace`
    pub namespace: String,
    /// `.Release.IsUpgrade`; `.Release.IsInstall` is its opposite.
    pub is_upgrade: bool,
    /// `.Release.Revision`
    pub revision: i64,
    /// `.Release.Service`
    pub service: String,
}

/// What to render a chart with.
#[derive(Clone)]
pub struct RenderRequest {
    /// The user's values, without the chart's own. Not changed.
    pub values: Map,
    /// `.Release`
    pub release: Release,
    /// `.Capabilities`
    pub capabilities: Capabilities,
    /// Bounds.
    pub limits: Limits,
    /// Clock and random bytes.
    pub host: Rc<dyn Host>,
    /// Whether CRDs of `crds/` go before the manifests.
    pub include_crds: bool,
    /// Whether `values.schema.json` is left alone.
    pub skip_schema_validation: bool,
    /// Whether all is logged that Helm logs with `--debug`.
    pub debug: bool,
}

impl RenderRequest {
    /// A first installation as `helm template NAME` has it, at a clock that stands still.
    pub fn new(name: String, namespace: String, values: Map) -> Self {
        let service = "Helm".to_owned();
        Self {
            values,
            release: Release { name, namespace, is_upgrade: false, revision: 1, service },
            capabilities: Capabilities::default(),
            limits: Limits::default(),
            host: Rc::new(FixedHost::new(Timestamp::default(), 0)),
            include_crds: false,
            skip_schema_validation: false,
            debug: false,
        }
    }
}

impl fmt::Debug for RenderRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderRequest")
            .field("release", &self.release)
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

/// A manifest: one YAML document of a chart's output.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The chart it comes from: `istiod`, or `top/charts/sub`.
    pub chart: String,
    /// The template: `istiod/templates/deployment.yaml`.
    pub template: String,
    /// `apiVersion`
    pub api_version: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty when not given.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// The exact text, without `---` and `# Source:` lines.
    pub text: Str,
}

/// A document with a `helm.sh/hook` annotation.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The document.
    pub document: Document,
    /// `pre-install`, `test`, …
    pub events: Vec<String>,
    /// `helm.sh/hook-weight`
    pub weight: i64,
}

/// A file of text: `(path, text)`, the path beginning with the chart's name.
pub type TextFile = (Str, Str);

/// What a render gives.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The files of `crds/` as they are, with `include_crds`.
    pub crds: Vec<TextFile>,
    /// Manifests in install order.
    pub documents: Vec<Document>,
    /// Hooks in their order.
    pub hooks: Vec<Hook>,
    /// The chart's `NOTES.txt`.
    pub notes: Str,
    /// Log lines.
    pub warnings: Vec<Warning>,
}

/// What the templates give before anything is split or sorted.
#[derive(Clone, Debug, Default)]
pub struct RenderedFiles {
    /// Every template but partials and notes, in the order of the paths.
    pub files: Vec<TextFile>,
    /// The files of `crds/`, charts before their subcharts.
    pub crds: Vec<TextFile>,
    /// The chart's `NOTES.txt`.
    pub notes: Str,
    /// Log lines.
    pub warnings: Vec<Warning>,
    /// Texts in these files that are known.
    pub written: Written,
}

/// Renders a chart: what `helm template` prints, as data. The log lines that come before an error are lost; see
/// [`render_logged`].
pub fn render(chart: &Chart, request: &RenderRequest) -> Result<Rendered, Error> {
    render_logged(chart, request).0
}

/// Renders a chart; also all log lines up to the end or an error.
pub fn render_logged(chart: &Chart, request: &RenderRequest) -> (Result<Rendered, Error>, Vec<Warning>) {
    let log = Log::new(request.debug);
    let result = render_watched(chart, request, &log, &mut Untraced);
    let warnings = log.take();
    let result = result.map(|rendered| Rendered { warnings: warnings.clone(), ..rendered });
    (result, warnings)
}

/// Renders a chart while somebody watches; the log lines go to `log` alone.
pub(crate) fn render_watched<W: Watch>(
    chart: &Chart,
    request: &RenderRequest,
    log: &Log,
    watch: &mut W,
) -> Result<Rendered, Error> {
    let RenderedFiles { files, crds, notes, written, .. } = run(chart, request, log, watch)?;
    let (documents, hooks) = manifest::sort(&files, &chart.cache, &written, log)?;
    let crds = if request.include_crds { crds } else { Vec::new() };
    Ok(Rendered { crds, documents, hooks, notes, warnings: Vec::new() })
}

/// Executes a chart's templates and leaves their text as it is.
pub fn render_files(chart: &Chart, request: &RenderRequest) -> Result<RenderedFiles, Error> {
    let log = Log::default();
    let files = run(chart, request, &log, &mut Untraced)?;
    Ok(RenderedFiles { warnings: log.take(), ..files })
}

fn run<W: Watch>(
    chart: &Chart,
    request: &RenderRequest,
    log: &Log,
    watch: &mut W,
) -> Result<RenderedFiles, Error> {
    let (node, values) = resolved(chart, request, log)?;
    check_kube_version(&node, request)?;
    watch.values(&node, &values);
    let top = top_level(request, values);
    let entries = entries(&node, &top);
    let mut rendered = RenderedFiles { crds: crds(&node, node.name()), ..RenderedFiles::default() };
    let set = parse(chart, &entries, request, &rendered.written)?;
    let texts = execute(&set, &entries, request, watch)?;
    let notes = format!("{}/templates/NOTES.txt", node.name());
    for (path, text) in texts {
        if !path.as_bytes().ends_with(b"NOTES.txt") {
            rendered.files.push((path, text));
        } else if path == *notes {
            rendered.notes = text;
        }
    }
    manifest::check_count(&rendered.files, request.limits.documents)?;
    Ok(rendered)
}

/// A chart with its dependencies, and the values for it, held against its schemas.
fn resolved(chart: &Chart, request: &RenderRequest, log: &Log) -> Result<(Node, Map), Error> {
    chart.metadata().check_renderable()?;
    let node = Node::resolve(&chart.root, &request.values, log).map_err(in_dependencies)?;
    let values = coalesce(&node, &request.values, Nulls::Delete, log)?;
    if !request.skip_schema_validation {
        schema::validate(&node, &values, request.limits.schema, &chart.cache.schemas, log)?;
    }
    Ok((node, values))
}

/// What is wrong before templates are looked at: the chart, its dependencies, its values. Also all log lines up to there.
pub fn check_logged(chart: &Chart, request: &RenderRequest) -> (Result<(), Error>, Vec<Warning>) {
    let log = Log::new(request.debug);
    (resolved(chart, request, &log).map(drop), log.take())
}

fn in_dependencies(error: Error) -> Error {
    match error {
        Error::TypeMismatch { name, value, .. } => Error::TypeMismatch { name, value, in_dependencies: true },
        other => other,
    }
}

fn check_kube_version(node: &Node, request: &RenderRequest) -> Result<(), Error> {
    let (range, version) = (&node.metadata.kube_version, &request.capabilities.kube_version);
    if range.is_empty() || version::is_compatible(range, &version.normalized) {
        return Ok(());
    }
    Err(Error::KubeVersionRange(range.clone(), version.version.clone()))
}

/// What all charts share: `.Release`, `.Capabilities`, and the values from which each takes its own.
fn top_level(request: &RenderRequest, values: Map) -> Map {
    let release = Map::new();
    release.insert("Name", request.release.name.as_str());
    release.insert("Namespace", request.release.namespace.as_str());
    release.insert("IsUpgrade", request.release.is_upgrade);
    release.insert("IsInstall", !request.release.is_upgrade);
    release.insert("Revision", Value::int(request.release.revision));
    release.insert("Service", request.release.service.as_str());
    let top = Map::new();
    top.insert("Release", release);
    top.insert("Capabilities", objects::capabilities(&request.capabilities));
    top.insert("Values", objects::Values::value(values));
    top
}

/// All templates parsed, those of the last render if they are the same ones.
fn parse(chart: &Chart, entries: &[Entry], request: &RenderRequest, written: &Written) -> Result<Set, Error> {
    chart.cache.reread.begin();
    let functions = funcs::functions(&request.host, written, &chart.cache.reread);
    let key = entries.iter().map(|e| (e.path.clone(), e.text.as_bytes().as_ptr())).collect();
    if let Some(set) = chart.cache.set(&key).and_then(|set| set.with_functions(functions.clone())) {
        return Ok(set);
    }
    let mut set = Set::new(functions);
    for entry in entries {
        let parsed = set.parse(entry.path.clone(), entry.text.clone(), &request.limits.template);
        parsed.map_err(|reason| Error::Template { file: entry.path.to_string(), reason })?;
    }
    let kept = set.with_functions(funcs::fresh(set.functions()));
    chart.cache.keep_set(key, kept.unwrap_or_else(|| set.clone()));
    Ok(set)
}

/// Executes all templates but partials, in Helm's order; their texts in the order of their paths.
fn execute<W: Watch>(
    set: &Set,
    entries: &[Entry],
    request: &RenderRequest,
    watch: &mut W,
) -> Result<Vec<TextFile>, Error> {
    let options =
        Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits: request.limits.template };
    let mut executor = Executor::new(set, &options, watch);
    let mut texts = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.is_partial()) {
        entry.enter();
        let decided = executor.tracer().begin_file(&entry.conditions);
        executor.decide(decided);
        let written = executor
            .execute(&entry.path, objects::Values::value(entry.dot.clone()))
            .map_err(|reason| Error::Template { file: entry.path.to_string(), reason })?;
        let text = without_no_value(&written);
        executor.tracer().end_file(&entry.path, written.as_bytes(), &text);
        texts.push((entry.path.clone(), text));
    }
    sorting::sort(&mut texts);
    Ok(texts)
}

/// engine.go removes what text/template prints for missing values.
fn without_no_value(whole: &Str) -> Str {
    const NO_VALUE: &[u8] = b"<no value>";
    let text = whole.as_bytes();
    let mut found = memchr::memmem::find_iter(text, NO_VALUE).peekable();
    if found.peek().is_none() {
        return whole.clone();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut start = 0;
    for at in found {
        out.extend_from_slice(&text[start..at]);
        start = at + NO_VALUE.len();
    }
    out.extend_from_slice(&text[start..]);
    out.into()
}

/// The files of `crds/`, charts before their subcharts.
fn crds(node: &Node, path: &str) -> Vec<TextFile> {
    let own = node.loaded.crds.iter();
    let mut files: Vec<TextFile> =
        own.map(|file| (format!("{path}/{}", file.path).into(), file.bytes.clone())).collect();
    for child in &node.children {
        files.extend(crds(child, &format!("{path}/charts/{}", child.name())));
    }
    files
}

/// The release's name from a template (`--name-template`), which knows Sprig's functions only and has no dot.
pub fn release_name(template: &str, host: &Rc<dyn Host>) -> Result<String, Error> {
    let options = Options {
        missing_key: MissingKey::Invalid,
        root: "name-template".into(),
        limits: Limits::default().template,
    };
    let mut set = Set::new(Functions::new(periplus_sprig::functions(Rc::clone(host))));
    set.parse("name-template", template, &options.limits).map_err(Error::NameTemplate)?;
    let mut tracer = Untraced;
    let text = Executor::new(&set, &options, &mut tracer).execute("name-template", Value::Nil);
    Ok(text.map_err(Error::NameTemplate)?.to_string())
}

/// The documents in the files of `crds/`, which Helm prints as they are.
pub fn crd_documents(chart: &Chart, crds: &[TextFile]) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    for (path, text) in crds {
        let known = Written::default();
        manifest::documents_of(path, text, &chart.cache, &known, |document, _| documents.push(document))?;
    }
    Ok(documents)
}

/// What `--debug` prints of a render that fails: every file as the templates give it, in the order of the paths, and the
/// hooks before the fault. Nothing when the templates themselves fail.
pub fn render_broken(chart: &Chart, request: &RenderRequest) -> Rendered {
    let RenderedFiles { files, written, .. } = render_files(chart, request).unwrap_or_default();
    let (_, hooks, _) = manifest::documents_and_hooks(&files, &chart.cache, &written, &Log::default());
    let files = files.into_iter().filter(|(_, text)| !manifest::trim_space(text.as_bytes()).is_empty());
    let document =
        |(path, text): TextFile| Document { template: path.to_string(), text, ..Document::default() };
    Rendered { documents: files.map(document).collect(), hooks, ..Rendered::default() }
}
