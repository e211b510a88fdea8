//! Command lines of istioctl and Helm: their flags as an input.

use super::{Offer, Offered, Recognised, helm_offer, operator, yaml};
use crate::tree;
use periplus_helm::values::{parse_set, parse_set_string};
use periplus_value::Map;

/// What the flags say.
#[derive(Default)]
struct Line {
    program: String,
    words: Vec<String>,
    set: Vec<String>,
    set_string: Vec<String>,
    namespace: String,
    version: String,
    revision: String,
}

/// Flags with a value, by what they are for.
const SET: [&str; 2] = ["--set", "-s"];
const OTHERS_WITH_VALUE: [&str; 9] = [
    "-f",
    "--values",
    "--filename",
    "--repo",
    "-d",
    "--manifests",
    "--set-file",
    "--kube-version",
    "--set-string",
];

/// A command line; `None` for any other text.
pub(super) fn recognise(text: &str) -> Option<Recognised> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let is_command = |line: &&str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        ["istioctl", "helm", "periplus"].contains(&first) || first.starts_with("--set")
    };
    let mut lines = joined.lines().map(|line| line.trim().trim_start_matches("$ ").trim());
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).filter(is_command)?;
    let line = read(&split(first)?);
    let is_helm = line.program == "helm"
        || (line.program == "periplus" && line.words.first().is_some_and(|w| w == "template"));
    let (what, offers) = if is_helm {
        ("a Helm command line", helm(&line))
    } else {
        ("an istioctl command line", vec![istioctl(&line)])
    };
    Some(Recognised { what: what.to_owned(), is_input: false, offers })
}

fn read(words: &[String]) -> Line {
    let mut line = Line::default();
    let mut rest = words.iter();
    if words.first().is_some_and(|word| !word.starts_with('-')) {
        line.program = rest.next().cloned().unwrap_or_default();
    }
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            line.words.push(word.clone());
            continue;
        }
        let (flag, inline) =
            word.split_once('=').map_or((word.as_str(), None), |(f, v)| (f, Some(v.to_owned())));
        let has_value = SET.contains(&flag) || OTHERS_WITH_VALUE.contains(&flag) || line.slot(flag).is_some();
        let value = inline.or_else(|| has_value.then(|| rest.next().cloned()).flatten()).unwrap_or_default();
        if SET.contains(&flag) {
            line.set.push(value);
        } else if flag == "--set-string" {
            line.set_string.push(value);
        } else if let Some(slot) = line.slot(flag) {
            *slot = value;
        }
    }
    line
}

impl Line {
    /// Where a flag's value goes.
    fn slot(&mut self, flag: &str) -> Option<&mut String> {
        match flag {
            "-n" | "--namespace" | "-i" | "--istioNamespace" => Some(&mut self.namespace),
            "--version" => Some(&mut self.version),
            "-r" | "--revision" => Some(&mut self.revision),
            _ => None,
        }
    }
}

fn istioctl(line: &Line) -> Offer {
    let root = Map::new();
    for set in &line.set {
        // A path that istioctl would refuse is left out.
        drop(tree::set_flag(&root, set, true));
    }
    let spec = root.get_map("spec").unwrap_or_default();
    if !line.revision.is_empty() {
        spec.insert("revision", line.revision.as_str());
    }
    Offer { version: String::new(), input: Offered::Operator(operator(&spec)) }
}

/// `helm install NAME CHART`; without a chart it could be any.
fn helm(line: &Line) -> Vec<Offer> {
    let values = Map::new();
    let all = line.set.iter().map(|set| parse_set(set, &values));
    let strings = line.set_string.iter().map(|set| parse_set_string(set, &values));
    // What Helm would refuse is left out.
    all.chain(strings).for_each(drop);
    let (release, chart) = match &line.words[..] {
        [_, release, chart, ..] => (release.as_str(), chart.rsplit('/').next().unwrap_or(chart)),
        _ => ("istiod", "istiod"),
    };
    vec![helm_offer(chart, release, &line.namespace, &line.version, yaml(&values))]
}

/// The words of a shell's line; `None` when a quote isn't closed.
fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, ';' | '|' | '&' | '#') if word.is_none() => break,
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}
