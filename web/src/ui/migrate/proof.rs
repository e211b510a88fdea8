//! The proof: each resource as istioctl and as Helm render it, with what differs and why that does no harm.

use crate::migration::{VERDICTS, of_verdict, verdict};
use crate::ui::differences::field;
use crate::ui::dom::{Fill, el, fill, words};
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::{Finding, Migration, Proven, Verdict};
use web_sys::Element;

/// What needs a look first.
#[component]
pub(super) fn Proof(migration: Signal<Migration>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    fill(host, move || migration.with(proof));
    view! { <div class="migration changes" tabindex="0" role="group" aria-label="Proof" node_ref=host></div> }
}

fn proof(migration: &Migration) -> Vec<Element> {
    let groups = VERDICTS.into_iter().map(|kind| (kind, of_verdict(migration, kind)));
    let groups = groups.filter(|(_, all)| !all.is_empty());
    let group = |(kind, all): (Verdict, Vec<Proven>)| {
        let title = words("h2", "", &format!("{} {}", all.len(), verdict(kind)));
        std::iter::once(title).chain(by_reason(all).into_iter().flat_map(because)).collect::<Vec<_>>()
    };
    groups.flat_map(group).collect()
}

/// Resources of one verdict by why they have it, in the order of the first of each.
fn by_reason(all: Vec<Proven>) -> Vec<(String, Vec<Proven>)> {
    let mut groups: Vec<(String, Vec<Proven>)> = Vec::new();
    for proven in all {
        let why = why(&proven);
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, group)) => group.push(proven),
            None => groups.push((why, vec![proven])),
        }
    }
    groups
}

fn because((why, all): (String, Vec<Proven>)) -> [Element; 2] {
    [words("p", "why", &why), el("ul", "proofs").children(all.iter().map(resource))]
}

fn why(proven: &Proven) -> String {
    match (proven.verdict, proven.limit.is_empty()) {
        (_, false) => proven.limit.clone(),
        (Verdict::Different, _) => "Compare both, and decide before you install.".to_owned(),
        _ => reasons(&proven.findings).join("; "),
    }
}

fn resource(proven: &Proven) -> Element {
    let item = el("li", "proof");
    if proven.findings.is_empty() {
        return item.children(title(proven));
    }
    let details = el("details", "");
    let details = if proven.verdict == Verdict::Different { details.attr("open", "") } else { details };
    let summary = el("summary", "").children(title(proven));
    let details = details.child(&summary).children(proven.findings.iter().flat_map(finding));
    item.child(&if proven.injected.is_empty() { details } else { details.child(&injected(proven)) })
}

/// A moved gateway's workload as it runs, which is what was compared.
fn injected(proven: &Proven) -> Element {
    let text = words("pre", "hunk", &proven.injected).attr("tabindex", "0").attr("role", "group");
    let label = format!("{} {} after injection", proven.kind, proven.name);
    let summary = words("summary", "", "After injection, as it was compared");
    el("details", "").child(&summary).child(&text.attr("aria-label", &label))
}

fn title(proven: &Proven) -> [Element; 2] {
    let mut about = String::new();
    if !proven.namespace.is_empty() {
        about.push_str(&format!(" in {}", proven.namespace));
    }
    if !proven.helm_name.is_empty() {
        about.push_str(&format!(", {} with Helm", proven.helm_name));
    }
    if proven.moved {
        about.push_str(", from the gateway chart");
    }
    let what = el("span", "what").text(&proven.kind).text(" ").child(&words("strong", "", &proven.name));
    [what.child(&words("span", "hint", &about)), words("span", "hint release", &proven.release)]
}

/// Each reason once, in order.
fn reasons(findings: &[Finding]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for finding in findings {
        if !finding.reason.is_empty() && !all.contains(&finding.reason.as_str()) {
            all.push(&finding.reason);
        }
    }
    all
}

fn finding(finding: &Finding) -> [Element; 2] {
    let reason = if finding.reason.is_empty() { "Nobody knows why." } else { &finding.reason };
    let mut shown = finding.field.clone();
    if shown.path.is_empty() {
        "the whole resource".clone_into(&mut shown.path);
    }
    [field(&shown), words("p", "reason", reason)]
}
