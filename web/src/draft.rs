//! What the user works on: mode, texts, release. One plain struct, so that a link or a draft can hold all of it.

use crate::edit::{self, Edit};
use periplus_wasm::wire::{Ask, Job, Operator, Question, Release, Releases, Source};

/// Which kind of input is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// An IstioOperator.
    Operator,
    /// Helm values, one text per release.
    Helm,
}

/// Settings of the bar that are edits of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `profile`
    Profile,
    /// `revision`
    Revision,
    /// `global.platform`
    Platform,
    /// `compatibilityVersion`
    Compatibility,
    /// `global.istioNamespace` of an IstioOperator; a Helm release has its namespace beside its values.
    Namespace,
}

impl Setting {
    /// Where the setting is in the text.
    fn path(self, mode: Mode) -> &'static [&'static str] {
        match (self, mode) {
            (Setting::Profile, Mode::Operator) => &["spec", "profile"],
            (Setting::Profile, Mode::Helm) => &["profile"],
            (Setting::Revision, Mode::Operator) => &["spec", "revision"],
            (Setting::Revision, Mode::Helm) => &["revision"],
            (Setting::Platform, Mode::Operator) => &["spec", "values", "global", "platform"],
            (Setting::Platform, Mode::Helm) => &["global", "platform"],
            (Setting::Compatibility, Mode::Operator) => &["spec", "compatibilityVersion"],
            (Setting::Compatibility, Mode::Helm) => &["compatibilityVersion"],
            (Setting::Namespace, Mode::Operator) => &["spec", "values", "global", "istioNamespace"],
            (Setting::Namespace, Mode::Helm) => &["global", "istioNamespace"],
        }
    }
}

/// A text with the line ends that editors keep: places in it are counted on both sides.
pub(crate) fn unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// A Helm release and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseDraft {
    /// The release's name.
    pub name: String,
    /// The chart's folder in the source.
    pub chart: String,
    /// The namespace.
    pub namespace: String,
    /// The values file's text.
    pub values: String,
    /// Whether it is installed, and so rendered.
    pub on: bool,
}

/// The user's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which input is edited.
    pub mode: Mode,
    /// The pack or chart, by its id; empty before one is open.
    pub source: String,
    /// The IstioOperator's text.
    pub operator: String,
    /// The Helm releases.
    pub releases: Vec<ReleaseDraft>,
    /// The release that is edited, an index.
    pub active: usize,
    /// The cluster's Kubernetes version; empty for the oldest one that is supported.
    pub kubernetes: String,
    /// Grows when a text is replaced by another one, so that the editor knows.
    pub epoch: u32,
}

/// The first IstioOperator that a visitor sees.
const OPERATOR: &str = include_str!("../examples/operator.yaml");

/// The releases that a mesh is made of with Helm: name, chart folder, namespace, whether it starts installed, values.
const RELEASES: [(&str, &str, &str, bool, &str); 5] = [
    ("istio-base", "base", "istio-system", true, include_str!("../examples/base.yaml")),
    (
        "istiod",
        "istio-control/istio-discovery",
        "istio-system",
        true,
        include_str!("../examples/istiod.yaml"),
    ),
    ("istio-cni", "istio-cni", "istio-system", false, include_str!("../examples/cni.yaml")),
    ("ztunnel", "ztunnel", "istio-system", false, include_str!("../examples/ztunnel.yaml")),
    ("istio-ingress", "gateway", "istio-ingress", false, include_str!("../examples/gateway.yaml")),
];

/// The release that is edited first.
const FIRST_RELEASE: usize = 1;

impl Default for Draft {
    /// What the page opens with.
    fn default() -> Self {
        Self {
            mode: Mode::Operator,
            source: String::new(),
            operator: OPERATOR.to_owned(),
            releases: mesh_releases(),
            active: FIRST_RELEASE,
            kubernetes: String::new(),
            epoch: 0,
        }
    }
}

fn mesh_releases() -> Vec<ReleaseDraft> {
    let release = |(name, chart, namespace, on, values): (&str, &str, &str, bool, &str)| ReleaseDraft {
        name: name.to_owned(),
        chart: chart.to_owned(),
        namespace: namespace.to_owned(),
        values: values.to_owned(),
        on,
    };
    RELEASES.into_iter().map(release).collect()
}

impl Draft {
    /// The text in the editor.
    pub fn text(&self) -> &str {
        match self.mode {
            Mode::Operator => &self.operator,
            Mode::Helm => self.releases.get(self.active).map_or("", |r| &r.values),
        }
    }

    /// The user typed.
    pub fn set_text(&mut self, text: String) {
        match (self.mode, self.releases.get_mut(self.active)) {
            (Mode::Operator, _) => self.operator = unix_lines(text),
            (Mode::Helm, Some(release)) => release.values = unix_lines(text),
            (Mode::Helm, None) => {}
        }
    }

    /// What to ask the engine; `None` before a source is open.
    pub fn job(&self) -> Option<Job> {
        if self.source.is_empty() {
            return None;
        }
        let (source, kube_version) = (self.source.clone(), self.kubernetes.trim().to_owned());
        Some(match self.mode {
            Mode::Operator => Job::Generate(Operator { source, text: self.operator.clone(), kube_version }),
            Mode::Helm => {
                let wire = |r: &ReleaseDraft| Release {
                    name: r.name.clone(),
                    chart: r.chart.clone(),
                    namespace: r.namespace.clone(),
                    values: r.values.clone(),
                };
                Job::Template(Releases {
                    source,
                    kube_version,
                    releases: self.releases.iter().filter(|r| r.on).map(wire).collect(),
                })
            }
        })
    }

    /// A question about a place in the text of the editor, in UTF-16 units.
    pub fn ask(&self, question: Question, text: &str, offset: u32) -> Job {
        let chart = match self.mode {
            Mode::Operator => None,
            Mode::Helm => self.releases.get(self.active).map(|r| r.chart.clone()),
        };
        Job::Assist(Ask { source: self.source.clone(), chart, text: text.to_owned(), offset, question })
    }

    /// Works with another source. A single chart is a Helm release of its own; a pack brings the mesh's releases back.
    pub fn choose(&mut self, source: &Source) {
        let known = |r: &ReleaseDraft| source.charts.contains(&r.chart);
        source.source.clone_into(&mut self.source);
        if source.is_pack {
            if !self.releases.iter().any(known) {
                (self.releases, self.active) = (mesh_releases(), FIRST_RELEASE);
            }
        } else if self.mode != Mode::Helm || !self.releases.iter().all(known) {
            let name = source.charts.first().cloned().unwrap_or_default();
            self.mode = Mode::Helm;
            self.active = 0;
            self.releases = vec![ReleaseDraft {
                chart: name.clone(),
                values: format!("# Values for {name}; its own defaults apply where nothing is said.\n"),
                namespace: "default".to_owned(),
                on: true,
                name,
            }];
        }
        self.epoch += 1;
    }

    /// Edits the other kind of input.
    pub fn switch(&mut self, mode: Mode) {
        if self.mode != mode {
            self.mode = mode;
            self.epoch += 1;
        }
    }

    /// Edits the values of another release.
    pub fn edit_release(&mut self, index: usize) {
        if index < self.releases.len() && index != self.active {
            self.active = index;
            self.epoch += 1;
        }
    }

    /// What the text says about a setting; of a Helm release's namespace, what stands beside it.
    pub fn setting(&self, setting: Setting) -> Option<String> {
        match self.own_namespace(setting) {
            Some(release) => Some(release.namespace.clone()),
            None => edit::read(self.text(), setting.path(self.mode)),
        }
    }

    /// The edit of the text that makes a setting so; an empty value removes it.
    pub fn set(&self, setting: Setting, value: &str) -> Option<Edit> {
        let value = value.trim();
        edit::write(self.text(), setting.path(self.mode), (!value.is_empty()).then_some(value))
    }

    /// The release whose own namespace a setting is.
    fn own_namespace(&self, setting: Setting) -> Option<&ReleaseDraft> {
        let is_own = self.mode == Mode::Helm && setting == Setting::Namespace;
        self.releases.get(self.active).filter(|_| is_own)
    }

    /// Sets what is no part of the text: a Helm release's namespace. `false`: the setting is an edit of the text.
    pub fn set_beside(&mut self, setting: Setting, value: &str) -> bool {
        if self.own_namespace(setting).is_none() {
            return false;
        }
        if let Some(release) = self.releases.get_mut(self.active) {
            value.trim().clone_into(&mut release.namespace);
        }
        true
    }
}
