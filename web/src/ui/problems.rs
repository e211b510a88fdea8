//! Errors and warnings in full.

use super::page::Page;
use leptos::prelude::*;
use periplus_wasm::wire::{Problem, Severity};

/// All of them.
#[component]
pub(crate) fn Problems() -> impl IntoView {
    let page = Page::of_context();
    let all = Memo::new(move |_| page.outcome.with(|o| o.problems.clone()));
    view! {
        <Show when=move || !all.with(Vec::is_empty) fallback=|| view! { <p class="empty">"No errors, no warnings."</p> }>
            <List problems=all/>
        </Show>
    }
}

/// Some of them.
#[component]
pub(crate) fn List(problems: Memo<Vec<Problem>>) -> impl IntoView {
    view! {
        <ul class="problems">
            {move || problems.get().into_iter().map(move |p| view! { <Entry problem=p/> }).collect_view()}
        </ul>
    }
}

#[component]
fn Entry(problem: Problem) -> impl IntoView {
    let page = Page::of_context();
    let (line, column) = (problem.line, problem.column);
    let place = place(&problem);
    let is_here = page.is_here(&problem);
    let marked = serde_wasm_bindgen::to_value(&problem).unwrap_or_default();
    let fixes = problem.fixes.clone().into_iter().filter(|_| is_here).map(|fix| {
        let marked = marked.clone();
        let apply = move |_| page.with_editor(|editor| editor.fix(&marked, &fix.insert));
        view! { <button type="button" class="quiet fix" on:click=apply>{fix.title}</button> }
    });
    let fixes = fixes.collect_view();
    let here = page.is_here(&problem).then(|| {
        let go = move |_| {
            page.narrow_output.set(false);
            page.with_editor(|editor| editor.reveal(line, column));
        };
        view! { <button type="button" class="quiet" on:click=go>{format!("Go to line {line}")}</button> }
    });
    let (class, word) = match problem.severity {
        Severity::Error => ("bad", "Error"),
        Severity::Warning => ("warn", "Warning"),
    };
    view! {
        <li class=class>
            <p class="head"><strong>{word}</strong><span class="hint">{place}</span>{here}{fixes}</p>
            <pre>{problem.message}</pre>
        </li>
    }
}

/// Release, file and line, as far as known.
fn place(problem: &Problem) -> String {
    let line = if problem.line > 0 { format!("line {}", problem.line) } else { String::new() };
    [problem.release.clone(), problem.file.clone(), line]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}
