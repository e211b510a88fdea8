//! The files of `manifest translate` (operator/cmd/mesh/manifest-translate.go).

use crate::shell::word;
use periplus_istio::{Document, Translated};
use serde::Serialize;
use std::fmt;
use tera::{Context, Tera};

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The name, without a folder.
    pub name: String,
    /// The contents.
    pub text: Vec<u8>,
    /// Whether it is a script (mode 0755).
    pub executable: bool,
}

/// Why the files can't be made.
#[derive(Debug)]
pub enum Error {
    /// A template can't be rendered: a fault of this program.
    Template(tera::Error),
    /// A component's name that is no name for a file.
    FileName(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(error) => write!(f, "writing the files of the translation: {error}"),
            Self::FileName(name) => write!(f, "component {name:?}: the name can't be part of a file's name"),
        }
    }
}

impl std::error::Error for Error {}

impl From<tera::Error> for Error {
    fn from(error: tera::Error) -> Self {
        Self::Template(error)
    }
}

const README: &str = "README.md";
const INSTALL: &str = "install.sh";

/// A component in the README.
#[derive(Serialize)]
struct Row {
    name: String,
    supported: bool,
    differs: bool,
    values_file: String,
    script_file: String,
    helm_file: String,
    istioctl_file: String,
}

/// A resource that the script hands over to Helm.
#[derive(Serialize)]
struct Resource {
    target: String,
    release_namespace: String,
}

/// Values, scripts, differences and `README.md`, in the order istioctl writes them.
pub fn translate_files(translated: &[Translated]) -> Result<Vec<OutputFile>, Error> {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::new());
    tera.add_raw_templates([
        (README, include_str!("../templates/README.md.tera")),
        (INSTALL, include_str!("../templates/install.sh.tera")),
    ])?;
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for component in translated {
        rows.push(component_files(&tera, component, &mut files)?);
    }
    let mut context = Context::new();
    context.insert("components", &rows);
    files.push(plain(README, tera.render(README, &context)?.into_bytes()));
    Ok(files)
}

fn plain(name: &str, text: Vec<u8>) -> OutputFile {
    OutputFile { name: name.to_owned(), text, executable: false }
}

fn component_files(tera: &Tera, component: &Translated, files: &mut Vec<OutputFile>) -> Result<Row, Error> {
    let name = component.name.clone();
    let mut row = Row {
        supported: component.release.is_some(),
        differs: false,
        values_file: format!("{name}-values.yaml"),
        script_file: format!("install-{name}.sh"),
        helm_file: format!("diff-{name}-helm-output.yaml"),
        istioctl_file: format!("diff-{name}-istioctl-output.yaml"),
        name,
    };
    let Some(release) = component.release else { return Ok(row) };
    if row.name.contains(['/', '\\', '\0']) {
        return Err(Error::FileName(row.name));
    }
    files.push(plain(&row.values_file, component.values_text.as_bytes().to_vec()));
    let script = script(tera, component, release, &row)?;
    files.push(OutputFile { name: row.script_file.clone(), text: script, executable: true });
    let (helm, istioctl) = (joined(&component.helm_output), joined(&component.istioctl_output));
    if helm != istioctl {
        row.differs = true;
        files.push(plain(&row.helm_file, helm));
        files.push(plain(&row.istioctl_file, istioctl));
    }
    Ok(row)
}

fn script(tera: &Tera, component: &Translated, release: &str, row: &Row) -> Result<Vec<u8>, Error> {
    let resources: Vec<Resource> = component.chart_documents.iter().map(|d| resource(component, d)).collect();
    let chart = format!("{}/charts/{release}", component.chart_repository);
    let mut context = Context::new();
    context.insert("resources", &resources);
    context.insert("name", &word(&row.name));
    context.insert("namespace", &word(&component.namespace));
    context.insert("values_file", &word(&row.values_file));
    context.insert("chart", &chart);
    Ok(tera.render(INSTALL, &context)?.into_bytes())
}

fn resource(component: &Translated, document: &Document) -> Resource {
    let group = document.api_version.split_once('/').map_or(String::new(), |(group, _)| format!(".{group}"));
    let kind = word(&format!("{}{group}", document.kind));
    let namespace = word(&document.namespace);
    let flag = if namespace.is_empty() { String::new() } else { format!(" --namespace={namespace}") };
    let release_namespace =
        if component.every_resource_annotated { word(&component.namespace) } else { namespace };
    Resource { target: format!("{kind}{flag} {}", word(&document.name)), release_namespace }
}

fn joined(documents: &[Document]) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\n---\n");
        }
        out.extend_from_slice(document.text.as_bytes());
    }
    out
}
