//! What to type in a terminal for what the page shows.

use crate::draft::{Draft, Mode, ReleaseDraft};
use crate::sources::{Listing, Origin};
use periplus_share::{CHARTS, published_chart};

/// Whose command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// istioctl or Helm, by the kind of input.
    #[default]
    Original,
    /// `periplus`
    Periplus,
}

impl Tool {
    /// The program's name.
    pub fn program(self, mode: Mode) -> &'static str {
        match (self, mode) {
            (Tool::Periplus, _) => "periplus",
            (Tool::Original, Mode::Operator) => "istioctl",
            (Tool::Original, Mode::Helm) => "helm",
        }
    }
}

/// The command that prints the manifests shown; in Helm mode, those of the release that is edited.
pub fn command(draft: &Draft, listing: &Listing, tool: Tool) -> String {
    match (draft.mode, draft.releases.get(draft.active)) {
        (Mode::Operator, _) => operator(draft, listing, tool),
        (Mode::Helm, Some(release)) => helm(draft, listing, release, tool),
        (Mode::Helm, None) => String::new(),
    }
}

fn operator(draft: &Draft, listing: &Listing, tool: Tool) -> String {
    let version = &listing.version;
    let kubernetes = draft.kubernetes.trim();
    let mut words = vec![tool.program(Mode::Operator), "manifest", "generate", "-f", "istio.yaml"];
    if tool == Tool::Original {
        let unsaid = match kubernetes {
            "" => String::new(),
            version => format!(", for Kubernetes {version}, which istioctl asks the cluster for"),
        };
        return format!("{}  # istioctl {version}{unsaid}", line(&words));
    }
    words.extend(["--istio-version", version]);
    if !kubernetes.is_empty() {
        words.extend(["--kube-version", kubernetes]);
    }
    line(&words)
}

fn helm(draft: &Draft, listing: &Listing, release: &ReleaseDraft, tool: Tool) -> String {
    let values = format!("{}-values.yaml", release.name);
    let published = published_chart(&release.chart);
    let folder = format!("istio-{}/manifests/charts/{}", listing.version, release.chart);
    let is_pack = listing.opened.as_ref().is_none_or(|source| source.is_pack);
    let mut words = vec![tool.program(Mode::Helm), "template", &release.name];
    match (&listing.origin, published, tool) {
        (Origin::Added(file), _, _) if !is_pack => words.push(file),
        (_, Some(name), Tool::Original) => {
            words.extend([name, "--repo", CHARTS, "--version", &listing.version]);
        }
        _ => words.push(&folder),
    }
    words.extend(["-n", &release.namespace, "-f", &values, "--include-crds"]);
    let kubernetes = draft.kubernetes.trim();
    if !kubernetes.is_empty() {
        words.extend(["--kube-version", kubernetes]);
    }
    line(&words)
}

/// Words as a shell reads them back.
pub(crate) fn line(words: &[&str]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/:@=-+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
