//! The plan: which Helm releases there will be, in which order, and how sure that is.

use crate::migration::{counts, verdict};
use leptos::prelude::*;
use periplus_wasm::wire::{MigratedRelease, Migration, Problem, Verdict};

/// A picture of the proof, the releases, and what is warned about.
#[component]
pub(super) fn Plan(migration: Signal<Migration>) -> impl IntoView {
    let releases = move || migration.with(|m| m.releases.clone());
    let warnings = move || migration.with(|m| m.warnings.clone());
    view! {
        <div class="migration" tabindex="0" role="group" aria-label="Plan">
            <Proven migration/>
            <h2>"Releases, in the order in which they are installed"</h2>
            <div class="table" tabindex="0" role="group" aria-label="Table of releases">
                <table>
                    <thead><tr>
                        <th scope="col">"Release"</th><th scope="col">"Namespace"</th><th scope="col">"Chart"</th>
                        <th scope="col">"Takes the place of"</th><th scope="col">"Values"</th><th scope="col">"Patches"</th>
                    </tr></thead>
                    <tbody>{move || releases().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="hint">"Values are the fewest that render the same: no line of them can go. Nothing in the cluster is deleted: Helm takes over what is there, and the runbook in the files says how, and how to go back."</p>
            <ul class="warnings">{move || warnings().into_iter().map(warning).collect_view()}</ul>
        </div>
    }
}

fn row(release: MigratedRelease) -> impl IntoView {
    let moved = release.moved.then_some(" (another chart)");
    view! {
        <tr>
            <th scope="row">{release.name}</th><td>{release.namespace}</td>
            <td>{release.chart}" "{release.version}</td><td>{release.instance}<span class="hint">{moved}</span></td>
            <td>{release.lines}<span class="hint">{format!(" of {} lines", release.full_lines)}</span></td><td>{release.patches}</td>
        </tr>
    }
}

fn warning(problem: Problem) -> impl IntoView {
    view! { <li>{problem.message}</li> }
}

/// How many resources are the same, as a bar with its legend.
#[component]
fn Proven(migration: Signal<Migration>) -> impl IntoView {
    let parts = Memo::new(move |_| migration.with(counts));
    let total = move || parts.with(|all| all.iter().map(|(_, count)| count).sum::<usize>());
    let bar = move || {
        let mut from = 0;
        let part = |(kind, count): (Verdict, usize)| {
            let x = from;
            from += count;
            view! { <rect class=class(kind) x=x y="0" width=count height="1"/> }
        };
        parts.get().into_iter().map(part).collect_view()
    };
    let legend = |(kind, count): (Verdict, usize)| {
        view! { <li><span class=format!("swatch {}", class(kind)) aria-hidden="true"></span><strong>{count}</strong>" "{verdict(kind)}</li> }
    };
    view! {
        <h2>{move || format!("{} resources, rendered by both", total())}</h2>
        <svg class="proven" viewBox=move || format!("0 0 {} 1", total().max(1)) preserveAspectRatio="none" aria-hidden="true">{bar}</svg>
        <ul class="legend">{move || parts.get().into_iter().map(legend).collect_view()}</ul>
    }
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
