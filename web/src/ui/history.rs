//! The address bar: what is worked on is in it, back and forward lead through choices, and a draft waits for the next visit.

use super::embed::is_embedded;
use super::page::Page;
use crate::draft::Draft;
use crate::outcome::Outcome;
use crate::share::source_of;
use crate::sources::Listing;
use leptos::prelude::*;
use periplus_wasm::wire::{Answer, Job, Work};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// How something came to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It was loaded: no new address.
    Loaded,
    /// The user is typing: the address is replaced.
    Typed,
    /// The user chose it: a new address, so that back leads to the choice before.
    Chose,
}

/// How long typing must rest before the address follows, in milliseconds.
const REST: u64 = 300;
/// The local storage key of the draft: a fragment, as links have it.
const DRAFT: &str = "periplus.draft";

/// What is known about the address.
#[derive(Default)]
pub(crate) struct History {
    /// The greatest change that the address doesn't have yet.
    pending: Option<Change>,
    /// What was typed that the address doesn't have yet: it is to be found on the way back from a choice.
    typed: Option<Work>,
    timer: Option<TimeoutHandle>,
    /// The page was opened by a link, or within another: the draft is of another visit and stays as it is.
    by_link: bool,
}

impl Page {
    /// The fragment to start with: the link's, else the draft's.
    pub(crate) fn starting_fragment(self) -> Option<String> {
        let hash = fragment();
        if !hash.is_empty() {
            self.history.update_value(|h| h.by_link = true);
            return Some(hash);
        }
        if is_embedded() {
            self.history.update_value(|h| h.by_link = true);
            return None;
        }
        storage()?.get_item(DRAFT).ok().flatten().filter(|draft| !draft.is_empty())
    }

    /// Listens for back, forward, and links pasted into the address bar.
    pub(crate) fn watch_address(self) {
        window_event_listener(leptos::ev::popstate, move |_| {
            leptos::task::spawn_local(async move {
                match fragment().as_str() {
                    "" => self.draft.update(|d| {
                        *d = Draft { epoch: d.epoch + 1, source: d.source.clone(), ..Draft::default() }
                    }),
                    hash => self.follow(hash).await,
                }
                self.outcome.update(Outcome::restart);
                self.choose_like(source_of(&fragment()));
            });
        });
    }

    /// Takes over what a fragment holds, all but the source; what is wrong with it is said.
    pub(crate) async fn follow(self, fragment: &str) {
        match self.ask(Job::Follow(fragment.to_owned())).await {
            Some(Answer::Work(work)) => {
                self.notice.set(None);
                self.draft.update(|d| d.take_work(work));
            }
            Some(Answer::Refused(problems)) => {
                let reason = problems.into_iter().next().map(|p| p.message).unwrap_or_default();
                self.notice.set(Some(format!("This link can't be opened: {reason}.")));
            }
            _ => {}
        }
    }

    /// Chooses the source that a link names, else the nearest, and says so.
    pub(crate) fn choose_like(self, wanted: Option<&str>) {
        let now = self.draft.with_untracked(|d| d.source.clone());
        match self.like(wanted) {
            Some(listing) if listing.id != now => self.choose(&listing.id, Change::Loaded),
            _ => self.render(Change::Loaded),
        }
    }

    /// The listed source that a link's name means.
    pub(crate) fn like(self, wanted: Option<&str>) -> Option<Listing> {
        let wanted = wanted?;
        let all = self.sources.get_untracked();
        let same = all.iter().find(|l| l.id == wanted).or_else(|| all.iter().find(|l| l.version == wanted));
        if let Some(same) = same {
            return Some(same.clone());
        }
        let near = periplus_share::nearest_version(wanted, all.iter().map(|l| l.version.as_str()))?;
        let listing = all.iter().find(|l| l.version == near).cloned()?;
        let name = wanted.trim_start_matches("added:");
        let message =
            format!("The link was made with {name}, which is not here: shown with {}.", listing.label());
        self.notice.set(Some(message));
        Some(listing)
    }

    /// Lets the address follow a change.
    pub(crate) fn record(self, change: Change) {
        if change == Change::Loaded {
            return;
        }
        let rest = Duration::from_millis(if change == Change::Chose { 0 } else { REST });
        let timer =
            set_timeout_with_handle(move || leptos::task::spawn_local(self.write_address()), rest).ok();
        let work = self.draft.with_untracked(Draft::work);
        self.history.update_value(|h| {
            if change == Change::Typed && h.pending != Some(Change::Chose) {
                h.typed = Some(work);
            }
            h.pending = h.pending.max(Some(change));
            if let Some(old) = std::mem::replace(&mut h.timer, timer) {
                old.clear();
            }
        });
    }

    async fn write_address(self) {
        let taken = self.history.try_update_value(|h| (h.pending.take(), h.typed.take()));
        let Some((Some(change), typed)) = taken else { return };
        // Both are asked before either is answered: what is asked later is then written later.
        let typed = typed.filter(|_| change == Change::Chose).map(|typed| self.link_of(typed));
        let now = self.link();
        if let Some(typed) = typed
            && let Some(link) = typed.await
        {
            self.write(&link, Change::Typed);
        }
        match now.await {
            Some(link) => self.write(&link, change),
            None => self.history.update_value(|h| h.pending = h.pending.max(Some(change))),
        }
    }

    fn write(self, link: &str, change: Change) {
        if link == fragment() {
            return;
        }
        let address = format!("#{link}");
        let written = window().history().and_then(|history| match change {
            // The history of a page within another is the other's.
            Change::Chose if !is_embedded() => {
                history.push_state_with_url(&JsValue::NULL, "", Some(&address))
            }
            _ => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
        });
        let kept = (!self.history.with_value(|h| h.by_link))
            .then(|| storage().map(|storage| storage.set_item(DRAFT, link)))
            .flatten();
        if written.is_err() || matches!(kept, Some(Err(_))) {
            leptos::logging::warn!("the address or the draft is not kept");
        }
    }

    /// The fragment of what is worked on now.
    pub(crate) fn link(self) -> impl Future<Output = Option<String>> {
        self.link_of(self.draft.with_untracked(Draft::work))
    }

    fn link_of(self, work: Work) -> impl Future<Output = Option<String>> {
        let answer = self.ask(Job::Link(work));
        async move {
            match answer.await {
                Some(Answer::Link(link)) => Some(link),
                _ => None,
            }
        }
    }
}

/// The address's fragment, without `#`.
fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's address without fragment and query.
pub(crate) fn address() -> String {
    let location = window().location();
    [location.origin().unwrap_or_default(), location.pathname().unwrap_or_default()].concat()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
