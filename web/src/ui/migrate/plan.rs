//! The plan: which Helm releases there will be, in which order, and how sure that is.

use super::table::table;
use crate::migration::{counts, verdict};
use crate::ui::dom::{Fill, el, fill, svg, words};
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::{MigratedRelease, Migration, Problem, Verdict};
use web_sys::Element;

/// A picture of the proof, the releases, and what is warned about.
#[component]
pub(super) fn Plan(migration: Signal<Migration>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    fill(host, move || migration.with(plan));
    view! { <div class="migration" tabindex="0" role="group" aria-label="Plan" node_ref=host></div> }
}

const COLUMNS: &[&str] = &["Release", "Namespace", "Chart", "Takes the place of", "Values", "Patches"];

const ABOUT: &str = "Values are the fewest that render the same: no line of them can go. Nothing in the cluster is \
    deleted: Helm takes over what is there, and the runbook in the files says how, and how to go back.";

fn plan(migration: &Migration) -> Vec<Element> {
    let total = migration.proof.len();
    let warnings = migration.warnings.iter().map(warning);
    vec![
        words("h2", "", &format!("{total} resources, rendered by both")),
        picture(migration),
        legend(migration),
        words("h2", "", "Releases, in the order in which they are installed"),
        table("Table of releases", COLUMNS, migration.releases.iter().map(row)),
        words("p", "hint", ABOUT),
        el("ul", "warnings").children(warnings),
    ]
}

fn warning(problem: &Problem) -> Element {
    let place = if problem.line > 0 { format!("line {}: ", problem.line) } else { String::new() };
    words("li", "", &format!("{place}{}", problem.message))
}

fn row(release: &MigratedRelease) -> Element {
    let instance = words("td", "", &release.instance);
    let instance =
        if release.moved { instance.child(&words("span", "hint", " (another chart)")) } else { instance };
    let full = words("span", "hint", &format!(" of {} lines", release.full_lines));
    el("tr", "")
        .child(&words("th", "", &release.name).attr("scope", "row"))
        .child(&words("td", "", &release.namespace))
        .child(&words("td", "", &format!("{} {}", release.chart, release.version)))
        .child(&instance)
        .child(&words("td", "", &release.lines.to_string()).child(&full))
        .child(&words("td", "", &release.patches.to_string()))
}

/// How many resources are the same, as a bar.
fn picture(migration: &Migration) -> Element {
    let mut from = 0;
    let part = |(kind, count): (Verdict, usize)| {
        let x = from;
        from += count;
        let rect = svg("rect", class(kind)).attr("x", &x.to_string()).attr("width", &count.to_string());
        rect.attr("height", "1")
    };
    let parts: Vec<Element> = counts(migration).into_iter().map(part).collect();
    let picture = svg("svg", "proven").attr("viewBox", &format!("0 0 {} 1", from.max(1)));
    picture.attr("preserveAspectRatio", "none").attr("aria-hidden", "true").children(parts)
}

fn legend(migration: &Migration) -> Element {
    let entry = |(kind, count): (Verdict, usize)| {
        let swatch = el("span", &format!("swatch {}", class(kind))).attr("aria-hidden", "true");
        let count = words("strong", "", &count.to_string());
        el("li", "").child(&swatch).child(&count).text(" ").text(verdict(kind))
    };
    el("ul", "legend").children(counts(migration).into_iter().map(entry))
}

/// The class of a verdict's colour.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Different => "is-different",
        Verdict::Patched => "is-patched",
        Verdict::Explained => "is-explained",
        Verdict::Equal => "is-equal",
    }
}
