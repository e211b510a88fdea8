//! Pictures of what belongs together: the ways to install, and revisions with their tags. Where the boxes are, not how
//! they look.

use crate::draft::Mode;
use crate::outcome::{Outcome, plural};
use crate::overview::Picture;
use periplus_wasm::wire::views::{Revisions, Served, Subject};

/// The columns of the ways to install.
const METHODS: [&str; 4] = ["You write", "Who renders it", "Istio's charts", "In the cluster"];
/// The columns of revisions and tags.
const LABELS: [&str; 3] = ["Label", "Revision or tag", "Served by"];

/// The three ways to install: other inputs, the same charts. The one at hand is marked.
pub fn methods(mode: Mode, outcome: &Outcome) -> Picture {
    let mut picture = Picture::default();
    let values = plural(outcome.values.len(), "values file");
    let rows = [
        (Mode::Helm, "Helm values", values.as_str(), "Helm", "a release for each chart"),
        (
            Mode::Operator,
            "IstioOperator",
            "one file, a profile below",
            "istioctl",
            "nothing runs in the cluster",
        ),
    ];
    let mut charts: Vec<String> = outcome.values.iter().map(|v| name(&v.chart)).collect();
    charts.sort();
    charts.dedup();
    let counted = plural(charts.len(), "chart");
    let of_charts = picture.place(2, 2, &counted, &charts.join(", "));
    let made = plural(outcome.manifests.len(), "resource");
    let in_cluster = picture.place(3, 2, &made, "whoever renders them");
    for (row, (of, input, detail, tool, about)) in rows.into_iter().enumerate() {
        let detail = if of == mode || of == Mode::Operator { detail } else { "a file for each release" };
        let input = picture.place(0, 2 * row, input, detail);
        let tool = picture.place(1, 2 * row, tool, about);
        for node in [input, tool] {
            picture.nodes.get_mut(node).into_iter().for_each(|node| node.now = of == mode);
        }
        picture.links.extend([(input, tool), (tool, of_charts)]);
    }
    let stored = picture.place(0, 4, "IstioOperator", "the same, in the cluster");
    let operator = picture.place(1, 4, "In-cluster operator", "until 1.23; gone in 1.24");
    picture.links.extend([(stored, operator), (operator, of_charts), (of_charts, in_cluster)]);
    picture.framed(&METHODS, 3)
}

fn name(chart: &str) -> String {
    periplus_share::published_chart(chart).unwrap_or(chart).to_owned()
}

/// Which label leads to which istiod. Namespaces only: pods' labels lead to the same.
pub fn revisions(found: &Revisions) -> Picture {
    let rows: Vec<&Served> = found.serves.iter().filter(|s| s.subject == Subject::Namespace).collect();
    let mut picture = Picture::default();
    let (mut hooks, mut servers) = (Vec::<(String, usize)>::new(), Vec::<(String, usize)>::new());
    for (row, served) in rows.iter().enumerate() {
        let (title, detail) = label(served);
        let from = picture.place(0, 2 * row, &title, &detail);
        picture.nodes.get_mut(from).into_iter().for_each(|node| node.now = served.default);
        for (server, webhook) in &served.servers {
            let hook = found.webhooks.iter().find(|hook| hook.name == *webhook);
            let (title, detail) = hook.map_or((String::new(), ""), |hook| match hook.tag.as_str() {
                "" => (format!("revision {}", hook.revision), "its own webhook"),
                tag => (format!("tag {tag}"), "beside the revision's"),
            });
            let to = one_of(&mut picture, &mut hooks, (1, 2 * row), &title, &title, detail);
            let (name, place) = istiod(server);
            let end = one_of(&mut picture, &mut servers, (2, 2 * row), server, name, &place);
            picture.links.extend([(from, to), (to, end)]);
        }
        if served.servers.is_empty() && served.labels.contains('=') {
            picture.nodes.get_mut(from).into_iter().for_each(|node| node.bad = true);
        }
    }
    picture.links.sort_unstable();
    picture.links.dedup();
    picture.framed(&LABELS, rows.len().max(1))
}

/// The box that says this, made where it is first needed.
fn one_of(
    picture: &mut Picture,
    known: &mut Vec<(String, usize)>,
    (column, half_rows): (usize, usize),
    id: &str,
    title: &str,
    detail: &str,
) -> usize {
    if let Some((_, node)) = known.iter().find(|(text, _)| text == id) {
        return *node;
    }
    let node = picture.place(column, half_rows, title, detail);
    known.push((id.to_owned(), node));
    node
}

/// A label's value, and its key with what there is to say.
fn label(served: &Served) -> (String, String) {
    let words = served.labels.strip_prefix("namespace ").unwrap_or(&served.labels);
    let about = match (served.servers.len(), served.default) {
        (0, _) => " · nobody",
        (1, true) => " · default",
        (1, false) => "",
        _ => " · two sidecars",
    };
    match words.split_once('=') {
        Some((key, value)) => (value.to_owned(), format!("{key}{about}")),
        None => (words.to_owned(), "nobody: no sidecar".to_owned()),
    }
}

/// The service's name, and where it is; of another server its address.
fn istiod(server: &str) -> (&str, String) {
    let parts = server.split_once(':').and_then(|(place, path)| Some((place.split_once('/')?, path)));
    match parts.filter(|_| !server.contains("://")) {
        Some(((namespace, name), _)) => (name, format!("in {namespace}")),
        None => (server, String::new()),
    }
}
