//! What the worker keeps from request to request: opened archives, and what the page already has.

use crate::ahead::Ahead;
use crate::wire::{Document, Problem, Release, ReleaseValues, Rendered};
use periplus_assist::Schema;
use periplus_helm::{Chart, ChartFile, Limits};
use periplus_istio::Pack;
use periplus_value::Str;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A manifest before it is known whether the page has its text.
pub(crate) struct Manifest {
    pub(crate) document: Document,
    pub(crate) text: Str,
}

/// What a release was rendered from: source, Kubernetes version, release.
pub(crate) type Asked = (String, String, Release);

/// A release's documents, with the request that made them.
pub(crate) struct Kept {
    pub(crate) asked: Asked,
    pub(crate) problems: Vec<Problem>,
    pub(crate) values: ReleaseValues,
    pub(crate) manifests: Rc<Vec<Manifest>>,
}

/// An opened archive.
pub(crate) enum Opened {
    Pack { pack: Pack, charts: BTreeMap<String, Rc<Chart>> },
    Chart(Rc<Chart>),
}

/// One worker's memory. A new one answers everything in full.
#[derive(Default)]
pub struct Session {
    pub(crate) sources: BTreeMap<String, Opened>,
    /// The last good result of each Helm release.
    pub(crate) kept: BTreeMap<String, Kept>,
    /// Schemas by source and chart; `None`: there is none.
    pub(crate) schemas: BTreeMap<(String, Option<String>), Option<Schema>>,
    /// The texts of the last response, by document id.
    sent: BTreeMap<String, Str>,
    /// What was asked before the page runs.
    pub(crate) ahead: Ahead,
    /// Whether the request at hand met a function that this build leaves out, or was too much for a brief engine.
    pub(crate) absent: bool,
    /// How much a render may ask for.
    pub(crate) limits: Limits,
    /// Whether it leaves to another engine what asks for more.
    pub(crate) is_brief: bool,
}

/// Twelve times what Istio's default profile asks for.
const BRIEF_STEPS: u64 = 100_000;
/// Almost twice as much work as its CRDs are.
const BRIEF_WORK: usize = 16 << 20;
/// Four times their size.
const BRIEF_OUTPUT: usize = 4 << 20;
/// About ten milliseconds.
const BRIEF_SCHEMA: usize = 10_000_000;

impl Session {
    /// A session that answers what takes a few milliseconds, and says of all else that it is absent.
    pub fn brief() -> Self {
        let mut brief = Self { is_brief: true, ..Self::default() };
        brief.limits.schema = BRIEF_SCHEMA;
        let template = &mut brief.limits.template;
        (template.steps, template.work, template.output) = (BRIEF_STEPS, BRIEF_WORK, BRIEF_OUTPUT);
        brief
    }

    /// Completes a response: ids are made unique, and texts the page has are left out.
    /// `true` beside a manifest marks it as an earlier result.
    pub(crate) fn finish<'m>(
        &mut self,
        manifests: impl Iterator<Item = (&'m Manifest, bool)>,
        rest: Rendered,
    ) -> Rendered {
        let before = std::mem::take(&mut self.sent);
        let mut documents = Vec::new();
        for (Manifest { document, text }, stale) in manifests {
            let id = self.unique(&document.id);
            let is_new = before.get(&id) != Some(text);
            let new_text = is_new.then(|| String::from_utf8_lossy(text.as_bytes()).into_owned());
            self.sent.insert(id.clone(), text.clone());
            documents.push(Document { id, text: new_text, stale, ..document.clone() });
        }
        Rendered { documents, ..rest }
    }

    /// The page has none of the texts that were sent.
    pub(crate) fn forget_sent(&mut self) {
        self.sent.clear();
    }

    /// Two documents may have one identity: the second is `…#2`.
    fn unique(&self, id: &str) -> String {
        let mut unique = id.to_owned();
        let mut number = 1_usize;
        while self.sent.contains_key(&unique) {
            number += 1;
            unique = format!("{id}#{number}");
        }
        unique
    }
}

/// The files of a chart within a pack.
pub(crate) fn chart_files(pack: &Pack, folder: &str) -> Vec<ChartFile> {
    let prefix = format!("charts/{folder}/");
    let below = |path: &str| {
        Some(ChartFile { path: path.strip_prefix(&prefix)?.to_owned(), bytes: pack.file(path)?.clone() })
    };
    pack.paths().filter_map(below).collect()
}

/// The chart folders of a pack: those with a `Chart.yaml`.
pub(crate) fn chart_folders(pack: &Pack) -> Vec<String> {
    let folder = |path: &str| Some(path.strip_prefix("charts/")?.strip_suffix("/Chart.yaml")?.to_owned());
    pack.paths().filter_map(folder).collect()
}
