//! What `helm template` prints (pkg/cmd/template.go, pkg/action/action.go).

use crate::manifest::{split, trim_space_end};
use crate::pathmatch;
use crate::render::Rendered;
use std::borrow::Cow;
use std::fmt;

/// Which parts of a [`Rendered`] are printed.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// `--no-hooks`
    pub no_hooks: bool,
    /// `--skip-tests`
    pub skip_tests: bool,
    /// `--show-only`: templates below the chart, or patterns of them.
    pub show_only: Vec<String>,
}

/// What is written to a file below `--output-dir`.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// The template or CRD it comes from, beginning with the chart's name.
    pub path: String,
    /// With `---` and `# Source:` lines.
    pub text: Vec<u8>,
    /// What it is.
    pub role: Role,
}

/// What a written text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A file of `crds/`
    Crd,
    /// A manifest
    Manifest,
    /// A hook
    Hook,
}

/// A `--show-only` that no manifest comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowOnlyError(pub String);

impl fmt::Display for ShowOnlyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not find template {} in chart", self.0)
    }
}

impl std::error::Error for ShowOnlyError {}

impl Output {
    /// The text for standard output.
    pub fn print(&self, rendered: &Rendered) -> Result<Vec<u8>, ShowOnlyError> {
        let text = self.everything(rendered).concat();
        if self.show_only.is_empty() { Ok(text) } else { self.selected(&text) }
    }

    /// The same, in pieces: most of it is never copied.
    pub fn pieces<'r>(&self, rendered: &'r Rendered) -> Result<Vec<Cow<'r, [u8]>>, ShowOnlyError> {
        if !self.show_only.is_empty() {
            return Ok(vec![self.print(rendered)?.into()]);
        }
        Ok(self.everything(rendered).into_iter().map(Cow::Borrowed).collect())
    }

    /// The hooks that are printed.
    pub fn hooks<'r>(&self, rendered: &'r Rendered) -> impl Iterator<Item = &'r crate::Hook> {
        let (none, no_tests) = (self.no_hooks, self.skip_tests);
        let is_test = |hook: &crate::Hook| hook.events.iter().any(|event| event == "test");
        rendered.hooks.iter().filter(move |hook| !(none || no_tests && is_test(hook)))
    }

    /// The files that `--output-dir` gives, in the order in which they are written.
    pub fn files<'r>(&self, rendered: &'r Rendered) -> impl Iterator<Item = OutputFile> + use<'r, '_> {
        let crds = rendered.crds.iter().map(|(path, text)| (path.to_string(), text, Role::Crd));
        let manifest = |d: &'r crate::Document, role| (d.template.clone(), &d.text, role);
        let documents = rendered.documents.iter().map(move |d| manifest(d, Role::Manifest));
        let hooks = self.hooks(rendered).map(move |hook| manifest(&hook.document, Role::Hook));
        crds.chain(documents).chain(hooks).map(|(path, text, role)| {
            let mut out = Vec::new();
            append(&mut out, path.as_bytes(), text.as_bytes());
            OutputFile { path, text: out, role }
        })
    }

    /// With `--output-dir` nothing is left on standard output that `--show-only` could show.
    pub fn show_only_nothing(&self) -> Result<(), ShowOnlyError> {
        self.show_only.first().map_or(Ok(()), |pattern| Err(ShowOnlyError(pattern.clone())))
    }

    fn everything<'r>(&self, rendered: &'r Rendered) -> Vec<&'r [u8]> {
        let document = |d: &'r crate::Document| with_source(d.template.as_bytes(), d.text.as_bytes());
        let mut out = Vec::new();
        for (path, text) in &rendered.crds {
            out.extend(with_source(path.as_bytes(), text.as_bytes()));
        }
        out.extend(rendered.documents.iter().flat_map(document));
        trim_end(&mut out);
        out.push(b"\n");
        out.extend(self.hooks(rendered).flat_map(|hook| document(&hook.document)));
        out
    }

    fn selected(&self, text: &[u8]) -> Result<Vec<u8>, ShowOnlyError> {
        let manifests: Vec<(&[u8], String)> =
            split(text).into_iter().filter_map(|part| Some((part, source(part)?))).collect();
        let mut out = Vec::new();
        for pattern in &self.show_only {
            let fits = |path: &str| pathmatch::matches(pattern, path).unwrap_or(false);
            let mut missing = true;
            for (part, _) in manifests.iter().filter(|(_, path)| fits(path)) {
                missing = false;
                out.extend_from_slice(b"---\n");
                out.extend_from_slice(part);
                out.push(b'\n');
            }
            if missing {
                return Err(ShowOnlyError(pattern.clone()));
            }
        }
        Ok(out)
    }
}

/// A text as it is printed, with the line that names its source.
fn with_source<'t>(path: &'t [u8], text: &'t [u8]) -> [&'t [u8]; 5] {
    [b"---\n# Source: ", path, b"\n", text, b"\n"]
}

/// Appends a text as it is printed.
pub(crate) fn append(out: &mut Vec<u8>, path: &[u8], text: &[u8]) {
    for part in with_source(path, text) {
        out.extend_from_slice(part);
    }
}

/// Takes blanks off the end; there are none in front.
fn trim_end(out: &mut Vec<&[u8]>) {
    while let Some(last) = out.pop() {
        let text = trim_space_end(last);
        if !text.is_empty() {
            return out.push(text);
        }
    }
}

/// The template below its chart that a manifest says it comes from: behind the first `/` of a `# Source:` line.
fn source(manifest: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"# Source: ";
    memchr::memmem::find_iter(manifest, MARK).find_map(|at| {
        let line = manifest[at + MARK.len()..].split(|b| *b == b'\n').next()?;
        let slash = line.iter().position(|b| *b == b'/').filter(|slash| *slash > 0)?;
        let path = &line[slash + 1..];
        (!path.is_empty()).then(|| String::from_utf8_lossy(path).into_owned())
    })
}
