//! The Migrate tab: an IstioOperator as Helm releases, with what becomes of each setting, the proof, and the files.

mod files;
mod ledger;
mod plan;
mod proof;
mod table;

use super::js;
use super::page::{Page, Pane};
use super::side::{self, Known, Pending};
use super::tabs::{Tab, Tabs};
use crate::draft::{Draft, Mode};
use crate::migration::{FOLDER, archive, summary};
use files::Files;
use ledger::Ledger;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, Migrate as Wanted, Migration};
use plan::Plan;
use proof::Proof;

/// The views of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Plan,
    Ledger,
    Proof,
    Files,
}

const VIEWS: [(View, &str); 4] =
    [(View::Plan, "Plan"), (View::Ledger, "Settings"), (View::Proof, "Proof"), (View::Files, "Files")];

/// Milliseconds between two plans: the input may go on changing meanwhile.
const REST: u64 = 250;

/// What files are for, and whether values say why they are there.
#[derive(Clone, Copy)]
struct Choices {
    target: RwSignal<String>,
    reasons: RwSignal<bool>,
}

impl Choices {
    /// The question about the IstioOperator, while the tab is shown.
    fn question(self, page: Page) -> Option<Job> {
        let (target, reasons, is_shown) =
            (self.target.get(), self.reasons.get(), page.pane.get() == Pane::Migrate);
        let Job::Generate(operator) = page.draft.with_untracked(Draft::job)? else { return None };
        is_shown.then_some(Job::Migrate(Wanted { operator, target, reasons }))
    }
}

/// The whole tab.
#[component]
pub(crate) fn Migrate() -> impl IntoView {
    let page = Page::of_context();
    let choices = Choices { target: RwSignal::default(), reasons: RwSignal::new(false) };
    let known = side::follow(move || choices.question(page), REST);
    let is_operator = Memo::new(move |_| page.draft.with(|d| d.mode == Mode::Operator));
    let edit = move |_| page.switch(Mode::Operator);
    view! {
        <Show when=move || is_operator.get() fallback=move || view! {
            <p class="empty">"A migration starts from an IstioOperator. These are Helm values already: they are where it leads. "
                <button type="button" class="quiet" on:click=edit>"Edit the IstioOperator"</button></p>
        }><Migrating choices known/></Show>
    }
}

const FIRST: &str = "Every release is rendered as Helm would, and compared with what istioctl renders…";

#[component]
fn Migrating(choices: Choices, known: Known) -> impl IntoView {
    let Choices { target, reasons } = choices;
    let migration = Memo::new(move |_| known.with(migrated));
    let told = move || match (known.is_waiting.get(), &*migration.read()) {
        (true, _) => "Rendering both sides…".to_owned(),
        (false, Some(migration)) => summary(migration),
        (false, None) => "There is no plan for this input.".to_owned(),
    };
    view! {
        <section class="document" aria-label="Migration to Helm" aria-busy=move || known.is_waiting.get().to_string()>
            <p class="head">
                <Targets migration target/>
                <label><input type="checkbox" prop:checked=move || reasons.get() on:change=move |e| reasons.set(event_target_checked(&e))/>"Reasons in values"</label>
                <span class="hint" role="status" aria-label="Migration">{told}</span>
                <ZipButton migration/>
            </p>
            <Pending known first=FIRST/>
            <Show when=move || migration.with(Option::is_some)><Views migration/></Show>
        </section>
    }
}

fn migrated(last: Option<&Answer>) -> Option<Migration> {
    match last {
        Some(Answer::Migrated(migration)) => Some(migration.clone()),
        _ => None,
    }
}

#[component]
fn Targets(migration: Memo<Option<Migration>>, target: RwSignal<String>) -> impl IntoView {
    let names =
        Memo::new(move |_| migration.with(|m| m.as_ref().map(|m| m.targets.clone())).unwrap_or_default());
    let now =
        Memo::new(move |_| migration.with(|m| m.as_ref().map(|m| m.target.clone())).unwrap_or_default());
    let option = move |name: String| {
        let value = name.clone();
        view! { <option value=value.clone() prop:selected=move || now.get() == name>{value.clone()}</option> }
    };
    view! {
        <label>"To "<select aria-label="Files for" on:change=move |e| target.set(event_target_value(&e))>
            <For each=move || names.get() key=Clone::clone children=option/>
        </select></label>
    }
}

#[component]
fn ZipButton(migration: Memo<Option<Migration>>) -> impl IntoView {
    let page = Page::of_context();
    let hand_out = move |_| {
        let Some(files) = migration.with_untracked(|m| m.as_ref().map(archive)) else { return };
        leptos::task::spawn_local(async move {
            if let Some(Answer::Zip(bytes)) = page.ask(Job::Zip(files)).await {
                js::download(&format!("{FOLDER}.zip"), &js_sys::Uint8Array::from(bytes.as_slice()));
            }
        });
    };
    view! {
        <button type="button" class="quiet" disabled=move || migration.with(Option::is_none) on:click=hand_out>"Download zip"</button>
    }
}

#[component]
fn Views(migration: Memo<Option<Migration>>) -> impl IntoView {
    let chosen = RwSignal::new(View::Plan);
    let now = Signal::derive(move || migration.get().unwrap_or_default());
    let tabs = Memo::new(move |_| {
        let tab = |(index, (view, label)): (usize, &(View, &str))| Tab {
            index,
            label: (*label).to_owned(),
            badge: migration.with(|m| m.as_ref().map(|m| count(m, *view))),
            faint: false,
        };
        VIEWS.iter().enumerate().map(tab).collect::<Vec<_>>()
    });
    let selected = Memo::new(move |_| VIEWS.iter().position(|(view, _)| *view == chosen.get()).unwrap_or(0));
    let on_select = move |index: usize| VIEWS.get(index).into_iter().for_each(|(view, _)| chosen.set(*view));
    let shown = move || match chosen.get() {
        View::Plan => view! { <Plan migration=now/> }.into_any(),
        View::Ledger => view! { <Ledger migration=now/> }.into_any(),
        View::Proof => view! { <Proof migration=now/> }.into_any(),
        View::Files => view! { <Files migration=now/> }.into_any(),
    };
    view! {
        <Tabs name="migrate" label="Migration" tabs=tabs selected=selected on_select=on_select/>
        <div class="fill column" role="tabpanel" id="migrate-panel" aria-labelledby=move || format!("migrate-tab-{}", selected.get())>{shown}</div>
    }
}

fn count(migration: &Migration, view: View) -> usize {
    match view {
        View::Plan => migration.releases.len(),
        View::Ledger => migration.ledger.len(),
        View::Proof => migration.proof.len(),
        View::Files => migration.files.len(),
    }
}
