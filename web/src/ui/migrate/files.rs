//! The files that a migration writes, to look at and to copy.

use crate::ui::manifests::{CopyButton, TextView};
use crate::ui::page::Pane;
use leptos::prelude::*;
use periplus_wasm::wire::{File, Migration};

/// The list, and the file that is chosen.
#[component]
pub(super) fn Files(migration: Signal<Migration>) -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    let files = Memo::new(move |_| migration.with(|m| m.files.clone()));
    let shown = Memo::new(move |_| {
        chosen.with(|path| files.with(|all| all.iter().find(|f| f.path == *path).or(first(all)).cloned()))
    });
    let text = Memo::new(move |_| shown.get().map(|file| file.text).unwrap_or_default());
    let path = Memo::new(move |_| shown.get().map(|file| file.path).unwrap_or_default());
    let entry = move |file: File| {
        let (name, label) = (file.path.clone(), file.path.clone());
        let choose = file.path;
        view! {
            <li><button type="button" aria-current=move || (path.get() == name).then_some("true")
                on:click=move |_| chosen.set(choose.clone())>{label}</button></li>
        }
    };
    view! {
        <div class="split" data-target=move || migration.with(|m| m.target.clone())>
            <nav class="side files" aria-label="Files">
                <ul>{move || files.get().into_iter().map(entry).collect_view()}</ul>
            </nav>
            <section class="document" aria-label="File">
                <p class="head"><span class="title">{move || path.get()}</span><CopyButton label="Copy" text=move || text.get_untracked()/></p>
                <TextView label="File, text" text=text pane=Pane::Migrate/>
            </section>
        </div>
    }
}

/// What a reader wants first: the runbook.
fn first(all: &[File]) -> Option<&File> {
    all.iter().find(|file| file.path == "README.md").or(all.first())
}
