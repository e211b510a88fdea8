//! Where archives come from: the site's folder, the browser's storage, the user's disk.

use super::history::Change;
use super::js;
use super::offers;
use super::page::Page;
use crate::draft::Mode;
use crate::examples::Example;
use crate::sources::{Listing, Origin};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;

/// `packs/index.json`, which `periplus pack build` writes.
#[derive(Default, Deserialize)]
struct Index {
    packs: Vec<IndexEntry>,
}

#[derive(Deserialize)]
struct IndexEntry {
    version: String,
    file: String,
    #[serde(default)]
    official: bool,
}

/// `examples/index.json`
#[derive(Default, Deserialize)]
struct ExampleIndex {
    examples: Vec<ExampleEntry>,
}

/// An example that can be chosen.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct ExampleEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    mode: String,
    file: String,
    #[serde(default)]
    release: String,
    #[serde(default)]
    chart: String,
    #[serde(default)]
    namespace: String,
}

#[derive(Deserialize)]
struct KeptArchive {
    source: String,
    file: String,
}

/// The local storage key of the last chosen source.
const LAST_SOURCE: &str = "periplus.source";

/// Fills the picker, and chooses what was chosen last, or the site's first.
/// A link's source goes before both.
pub(crate) async fn find_sources(page: Page, linked: Option<&str>) {
    let index: Index = fetch_json("packs/index.json").await;
    let site = index.packs.into_iter().map(|entry| Listing {
        id: entry.version.clone() + if entry.official { "" } else { "-builtin" },
        origin: Origin::Site(entry.file),
        version: entry.version,
        official: entry.official,
        opened: None,
    });
    page.sources.set(site.collect());
    let last = storage().and_then(|s| s.get_item(LAST_SOURCE).ok().flatten());
    let is_known = |id: &String| page.sources.with_untracked(|all| all.iter().any(|l| l.id == *id));
    // What the browser keeps is read first only where it may be what to open.
    let is_kept =
        linked.is_some() || !last.as_ref().is_none_or(is_known) || page.sources.with_untracked(Vec::is_empty);
    if is_kept {
        restore_kept(page).await;
    }
    choose_first(page, linked, last);
    if !is_kept {
        restore_kept(page).await;
    }
}

fn choose_first(page: Page, linked: Option<&str>, last: Option<String>) {
    let linked = page.like(linked);
    let first = linked.or_else(|| {
        page.sources.with_untracked(|all| {
            last.and_then(|id| all.iter().find(|l| l.id == id)).or_else(|| all.first()).cloned()
        })
    });
    match first {
        Some(listing) => page.choose(&listing.id, Change::Loaded),
        None if page.sources.with_untracked(Vec::is_empty) => {
            page.notice.set(Some(
                "This site serves no charts: drop an Istio release or a chart onto the page.".into(),
            ));
        }
        None => {}
    }
}

async fn restore_kept(page: Page) {
    // Storage may be switched off: then nothing is kept, and nothing is missing.
    let Ok(kept) = js::kept().await else { return };
    for entry in js_sys::Array::from(&kept) {
        let Ok(KeptArchive { source, file }) = serde_wasm_bindgen::from_value(entry.clone()) else {
            continue;
        };
        let Ok(bytes) = js_sys::Reflect::get(&entry, &"bytes".into()) else { continue };
        let listing = Listing {
            id: source,
            version: file.clone(),
            origin: Origin::Added(file),
            official: true,
            opened: None,
        };
        page.add(listing, js_sys::Uint8Array::new(&bytes), None);
    }
}

/// Fetches an archive of the site and opens it, without choosing it.
pub(crate) async fn fetch_beside(page: Page, listing: Listing) {
    fetch_and_add(page, listing, None).await;
}

/// Fetches an archive of the site, opens and chooses it.
pub(crate) async fn fetch_source(page: Page, listing: Listing, change: Change) {
    fetch_and_add(page, listing, Some(change)).await;
}

async fn fetch_and_add(page: Page, listing: Listing, change: Option<Change>) {
    let Origin::Site(file) = &listing.origin else { return };
    match js::load(&format!("packs/{file}"), "arrayBuffer").await {
        Ok(buffer) => page.add(listing, js_sys::Uint8Array::new(&buffer), change),
        Err(_) => page.notice.set(Some(format!("{file} could not be fetched from this site."))),
    }
}

/// The list of examples; empty when the site has none.
pub(crate) async fn find_examples(page: Page) {
    let index: ExampleIndex = fetch_json("examples/index.json").await;
    page.examples.set(index.examples);
}

/// Fetches an example and takes it over.
pub(crate) async fn take_example(page: Page, entry: ExampleEntry) {
    let path = format!("examples/{}", entry.file);
    let Ok(Some(text)) = js::load(&path, "text").await.map(|text| text.as_string()) else {
        return page.notice.set(Some(format!("{} could not be fetched from this site.", entry.file)));
    };
    let mode = if entry.mode == "helm" { Mode::Helm } else { Mode::Operator };
    let ExampleEntry { release, chart, namespace, .. } = entry;
    page.take_example(Example { mode, release, chart, namespace, text });
}

async fn fetch_json<T: Default + serde::de::DeserializeOwned>(path: &str) -> T {
    let value = js::load(path, "json").await;
    value.ok().and_then(|value| serde_wasm_bindgen::from_value(value).ok()).unwrap_or_default()
}

/// Reads files that were dropped or chosen: archives are added, texts are looked at.
pub(crate) fn read(page: Page, list: &web_sys::FileList) {
    for file in (0..list.length()).filter_map(|n| list.get(n)) {
        spawn_local(async move {
            let name = file.name();
            let is_archive = ARCHIVES.iter().any(|ending| name.to_lowercase().ends_with(ending));
            let size = if is_archive { MOST_ARCHIVE_BYTES } else { offers::MOST_BYTES as f64 };
            if file.size() > size {
                return page.too_long(&name);
            }
            if file.size() == 0.0 {
                return page.notice.set(Some(format!("{name} is empty.")));
            }
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) if is_archive => page.add_file(name, js_sys::Uint8Array::new(&buffer)),
                Ok(buffer) => {
                    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                    page.look_at(String::from_utf8_lossy(&bytes).into_owned(), true).await;
                }
                Err(_) => page.notice.set(Some(format!("{name} could not be read."))),
            }
        });
    }
}

/// How names of archives end; other files are texts.
const ARCHIVES: [&str; 4] = [".tgz", ".gz", ".zip", ".tar"];
/// A release download is 30 MB; the engine has its own limits on what comes out.
const MOST_ARCHIVE_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// Keeps an archive for the next visit, if the browser lets us.
pub(crate) fn keep_later(source: String, file: String, bytes: js_sys::Uint8Array) {
    spawn_local(async move {
        if js::keep(&source, &file, &bytes).await.is_err() {
            leptos::logging::warn!("{file} is not kept for the next visit");
        }
    });
}

/// Forgets an archive that was kept.
pub(crate) fn forget_later(source: String) {
    spawn_local(async move {
        if js::forget(&source).await.is_err() {
            leptos::logging::warn!("{source} stays in the browser's storage");
        }
    });
}

/// Remembers the source to open next time.
pub(crate) fn remember_choice(source: &str) {
    let kept = storage().map(|s| s.set_item(LAST_SOURCE, source));
    if let Some(Err(_)) = kept {
        leptos::logging::warn!("the choice of {source} is not kept");
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
