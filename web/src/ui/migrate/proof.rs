//! The proof: each resource as istioctl and as Helm render it, with what differs and why that does no harm.

use crate::migration::{VERDICTS, of_verdict, verdict};
use crate::ui::diff::Field;
use leptos::prelude::*;
use periplus_wasm::wire::{Finding, Migration, Proven, Verdict};

/// What needs a look first.
#[component]
pub(super) fn Proof(migration: Signal<Migration>) -> impl IntoView {
    let groups = move || {
        migration.with(|m| {
            let groups = VERDICTS.into_iter().map(|kind| (kind, of_verdict(m, kind)));
            groups.filter(|(_, all)| !all.is_empty()).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="migration changes" tabindex="0" role="group" aria-label="Proof">
            {move || groups().into_iter().map(|(kind, all)| view! { <Group kind all/> }).collect_view()}
        </div>
    }
}

#[component]
fn Group(kind: Verdict, all: Vec<Proven>) -> impl IntoView {
    let title = format!("{} {}", all.len(), verdict(kind));
    view! {
        <h2>{title}</h2>
        <ul class="proofs">{all.into_iter().map(|proven| view! { <Resource proven/> }).collect_view()}</ul>
    }
}

#[component]
fn Resource(proven: Proven) -> impl IntoView {
    let Proven { release, kind, namespace, name, helm_name, moved, verdict, limit, findings } = proven;
    let place = if namespace.is_empty() { String::new() } else { format!(" in {namespace}") };
    let renamed = (!helm_name.is_empty()).then(|| format!(", {helm_name} with Helm"));
    let moved = moved.then_some(", from the gateway chart");
    let why = match (verdict, limit.is_empty()) {
        (_, false) => limit,
        (Verdict::Different, _) => "Compare both, and decide before you install.".to_owned(),
        _ => reasons(&findings).join("; "),
    };
    let title = view! {
        <span class="what">{kind}" "<strong>{name}</strong><span class="hint">{place}{renamed}{moved}</span></span>
        <span class="hint release">{release}</span>
        <span class="why">{why}</span>
    };
    if findings.is_empty() {
        return view! { <li class="proof">{title}</li> }.into_any();
    }
    let fields = findings.into_iter().map(finding).collect_view();
    let open = verdict == Verdict::Different;
    view! { <li class="proof"><details open=open><summary>{title}</summary>{fields}</details></li> }
        .into_any()
}

/// Each reason once, in order.
fn reasons(findings: &[Finding]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for finding in findings {
        if !finding.reason.is_empty() && !all.contains(&finding.reason) {
            all.push(finding.reason.clone());
        }
    }
    all
}

fn finding(finding: Finding) -> impl IntoView {
    let mut field = finding.field;
    if field.path.is_empty() {
        "the whole resource".clone_into(&mut field.path);
    }
    let reason = if finding.reason.is_empty() { "Nobody knows why.".to_owned() } else { finding.reason };
    view! { <Field field/><p class="reason">{reason}</p> }
}
