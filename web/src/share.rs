//! The draft as what links hold, and what the share menu hands out.

use crate::command::{Tool, command};
use crate::draft::{Draft, Mode, ReleaseDraft, unix_lines};
use crate::outcome::Outcome;
use crate::sources::Listing;
use periplus_share::published_chart;
use periplus_wasm::wire::{File, Release, Work, WorkRelease};

impl Draft {
    /// What a link holds. A source that the user added goes by its name: the file itself is too large for a link.
    pub fn work(&self) -> Work {
        let release = |r: &ReleaseDraft| WorkRelease {
            release: Release {
                name: r.name.clone(),
                chart: r.chart.clone(),
                namespace: r.namespace.clone(),
                values: r.values.clone(),
            },
            on: r.on,
        };
        let is_operator = self.mode == Mode::Operator;
        let releases = if is_operator { Vec::new() } else { self.releases.iter().map(release).collect() };
        Work {
            source: self.source.clone(),
            kubernetes: self.kubernetes.clone(),
            operator: is_operator.then(|| self.operator.clone()),
            active: self.releases.get(self.active).map(|r| r.name.clone()).unwrap_or_default(),
            releases,
        }
    }

    /// Takes over what a link holds, all but the source, which has to be opened.
    pub fn take_work(&mut self, work: Work) {
        self.epoch += 1;
        self.kubernetes = work.kubernetes;
        let Some(operator) = work.operator else {
            self.mode = Mode::Helm;
            let release = |r: WorkRelease| {
                let Release { name, chart, namespace, values } = r.release;
                ReleaseDraft { name, chart, namespace, values: unix_lines(values), on: r.on }
            };
            self.releases = work.releases.into_iter().map(release).collect();
            self.active = self.releases.iter().position(|r| r.name == work.active).unwrap_or(0);
            return;
        };
        self.mode = Mode::Operator;
        self.operator = unix_lines(operator);
    }
}

/// The name of the source in a link's fragment.
pub fn source_of(fragment: &str) -> Option<&str> {
    fragment.trim_start_matches('#').split('&').find_map(|field| field.strip_prefix("istio="))
}

/// What the share menu hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The address.
    Link,
    /// A line for an issue or a chat.
    Markdown,
    /// The same with the input below.
    MarkdownWithYaml,
    /// What to type in a terminal.
    Command,
    /// A frame, as HTML.
    Embed,
    /// The text itself, as HTML that can be tried in place.
    Element,
}

/// In the order of the menu.
pub const FORMS: [(Form, &str); 6] = [
    (Form::Link, "Link"),
    (Form::Markdown, "Markdown"),
    (Form::MarkdownWithYaml, "Markdown with the YAML"),
    (Form::Command, "Command line"),
    (Form::Embed, "Embed code"),
    (Form::Element, "Embed element"),
];

/// The text to copy; `address` is the page's, `fragment` what the engine made of the draft.
pub fn hand_out(form: Form, draft: &Draft, listing: &Listing, address: &str, fragment: &str) -> String {
    let link = format!("{address}#{fragment}");
    match form {
        Form::Link => link,
        Form::Markdown => format!("[{}]({link})", title(draft, listing)),
        Form::MarkdownWithYaml => {
            let text = draft.text();
            let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
            format!(
                "[{}]({link})\n\n{fence}yaml\n{}\n{fence}\n",
                title(draft, listing),
                text.trim_end_matches('\n')
            )
        }
        Form::Command => command(draft, listing, Tool::Original),
        Form::Embed => {
            let source = html(&format!("{address}?embed#{fragment}"));
            format!(
                "<iframe src=\"{source}\" title=\"Periplus\" width=\"100%\" height=\"480\" loading=\"lazy\"></iframe>"
            )
        }
        Form::Element => element(draft, listing, address),
    }
}

/// A text as HTML, also within quotes.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn element(draft: &Draft, listing: &Listing, address: &str) -> String {
    let kubernetes = draft.kubernetes.trim();
    let mut attributes = vec![("istio", listing.version.as_str()), ("kubernetes", kubernetes)];
    if let (Mode::Helm, Some(release)) = (draft.mode, draft.releases.get(draft.active)) {
        let chart = published_chart(&release.chart).unwrap_or(&release.chart);
        attributes.extend([("kind", "helmValues"), ("chart", chart)]);
        attributes.extend([("release", release.name.as_str()), ("namespace", &release.namespace)]);
    }
    let given = attributes.into_iter().filter(|(_, value)| !value.is_empty());
    let attributes: Vec<String> = given.map(|(name, value)| format!("{name}=\"{}\"", html(value))).collect();
    format!(
        "<script async src=\"{}\"></script>\n<periplus-example {}><pre><code>{}</code></pre></periplus-example>",
        html(&format!("{}embed.js", folder(address))),
        attributes.join(" "),
        html(draft.text())
    )
}

/// An address without the file's name.
fn folder(address: &str) -> &str {
    address.rfind('/').map_or(address, |at| &address[..=at])
}

fn title(draft: &Draft, listing: &Listing) -> String {
    let what = match draft.mode {
        Mode::Operator => "IstioOperator",
        Mode::Helm => "Helm values",
    };
    format!("{what} on Istio {} in Periplus", listing.version)
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut now = 0;
    for c in text.chars() {
        now = if c == wanted { now + 1 } else { 0 };
        longest = longest.max(now);
    }
    longest
}

/// The files of a download: the input, the manifests, the values of each release, and how they are made.
pub fn files(draft: &Draft, outcome: &Outcome, listing: &Listing) -> Vec<File> {
    let file =
        |path: String, text: String| File { path: format!("periplus/{path}"), text, executable: false };
    let mut files = vec![file("manifests.yaml".into(), outcome.text())];
    match draft.mode {
        Mode::Operator => files.push(file("istio.yaml".into(), draft.operator.clone())),
        Mode::Helm => files.extend(
            draft
                .releases
                .iter()
                .filter(|r| r.on)
                .map(|r| file(format!("{}-values.yaml", safe(&r.name)), r.values.clone())),
        ),
    }
    if draft.mode == Mode::Operator {
        let values = outcome.values.iter();
        files.extend(values.map(|v| file(format!("values/{}.yaml", safe(&v.release)), v.text.clone())));
    }
    let line = command(draft, listing, Tool::Original);
    files.push(file("command.sh".into(), format!("{line}\n")));
    files
}

/// A name that stays within its folder.
fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' }).collect()
}
