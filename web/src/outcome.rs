//! The last result: what the panes show, brought up to date from each answer of the engine.

use periplus_wasm::wire::{Document, Problem, ReleaseValues, Rendered, Severity};
use std::collections::BTreeMap;

/// A manifest with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The engine's id.
    pub id: String,
    /// The component, or the release.
    pub component: String,
    /// The template it comes from.
    pub template: String,
    /// `kind`
    pub kind: String,
    /// `metadata.namespace`, empty for none.
    pub namespace: String,
    /// `metadata.name`
    pub name: String,
    /// YAML.
    pub text: String,
    /// New or different since the result before.
    pub changed: bool,
    /// From an earlier result, because its release fails now.
    pub stale: bool,
}

/// The last good result, and what is wrong with the newest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// In the engine's order.
    pub manifests: Vec<Manifest>,
    /// The values per release.
    pub values: Vec<ReleaseValues>,
    /// Of the newest answer.
    pub problems: Vec<Problem>,
    /// Milliseconds that the newest result took.
    pub millis: f64,
    /// The generation of the newest answer.
    pub generation: u32,
    /// The newest answer has no result: what is shown is older.
    pub stale: bool,
    /// There has been a result.
    pub any: bool,
}

impl Outcome {
    /// Takes in a result; texts that the engine left out are those of the manifests shown.
    pub fn absorb(&mut self, generation: u32, millis: f64, rendered: Rendered) {
        let mut known: BTreeMap<String, String> = self.manifests.drain(..).map(|m| (m.id, m.text)).collect();
        let first = !self.any;
        self.manifests = rendered
            .documents
            .into_iter()
            .map(|d| {
                let old = known.remove(&d.id);
                let changed = !first && d.text.as_ref().is_some_and(|text| old.as_ref() != Some(text));
                Manifest {
                    id: d.id,
                    component: d.component,
                    template: d.template,
                    kind: d.kind,
                    namespace: d.namespace,
                    name: d.name,
                    text: d.text.or(old).unwrap_or_default(),
                    changed,
                    stale: d.stale,
                }
            })
            .collect();
        (self.values, self.problems) = (rendered.values, rendered.problems);
        (self.millis, self.generation, self.stale, self.any) = (millis, generation, false, true);
    }

    /// Whether this is exactly what is shown, with all texts.
    pub fn shows(&self, result: &Rendered) -> bool {
        let is_shown = |(m, d): (&Manifest, &Document)| {
            m.id == d.id && m.stale == d.stale && d.text.as_ref() == Some(&m.text)
        };
        !self.stale
            && self.values == result.values
            && self.manifests.len() == result.documents.len()
            && self.manifests.iter().zip(&result.documents).all(is_shown)
    }

    /// Takes in that there is no result; the last one stays.
    pub fn refuse(&mut self, generation: u32, problems: Vec<Problem>) {
        (self.problems, self.generation, self.stale) = (problems, generation, true);
        for manifest in &mut self.manifests {
            manifest.changed = false;
        }
    }

    /// Another source or mode: nothing that was shown counts as older state of what comes.
    pub fn restart(&mut self) {
        self.any = false;
    }

    /// All manifests as one file.
    pub fn text(&self) -> String {
        self.manifests.iter().flat_map(|m| [m.text.trim_end_matches('\n'), "\n---\n"]).collect()
    }

    /// How many manifests differ from the result before.
    pub fn changed(&self) -> usize {
        self.manifests.iter().filter(|m| m.changed).count()
    }

    /// How many problems of a kind there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.severity == severity).count()
    }

    /// The manifest to show: the one chosen, or what stands for it now (the same kind in the same component, as a
    /// renamed one does), else istiod's or the first Deployment, else the first.
    pub fn follow(&self, chosen: Option<&Choice>) -> Option<&Manifest> {
        let find = |test: &dyn Fn(&&Manifest) -> bool| self.manifests.iter().find(test);
        chosen
            .and_then(|c| {
                find(&|m| m.id == c.id).or_else(|| find(&|m| m.kind == c.kind && m.component == c.component))
            })
            .or_else(|| find(&|m| m.kind == "Deployment" && m.name.starts_with("istiod")))
            .or_else(|| find(&|m| m.kind == "Deployment"))
            .or_else(|| self.manifests.first())
    }

    /// One sentence on the result, for the status line and for screen readers.
    pub fn summary(&self) -> String {
        let errors = self.count(Severity::Error);
        match (self.stale, self.any) {
            (true, true) => format!("{}; showing the last good result", plural(errors, "error")),
            (true, false) => plural(errors, "error"),
            (false, true) if errors > 0 => {
                format!("{}, {}", plural(self.manifests.len(), "document"), plural(errors, "error"))
            }
            (false, true) => {
                format!("{}, {} changed", plural(self.manifests.len(), "document"), self.changed())
            }
            (false, false) => String::new(),
        }
    }
}

/// A manifest that the user chose, with what is needed to follow it when it is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id.
    pub id: String,
    /// The component.
    pub component: String,
    /// `kind`
    pub kind: String,
}

impl From<&Manifest> for Choice {
    fn from(m: &Manifest) -> Self {
        Self { id: m.id.clone(), component: m.component.clone(), kind: m.kind.clone() }
    }
}

/// `1 error`, `2 errors`
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
