//! System, light or dark.

use leptos::prelude::*;

/// The local storage key, which `theme.js` reads before the first paint.
const KEY: &str = "periplus.theme";

/// Goes through system → light → dark.
#[component]
pub(crate) fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(read());
    let cycle = move |_| {
        let next = match theme.get_untracked().as_str() {
            "" => "light",
            "light" => "dark",
            _ => "",
        };
        apply(next);
        theme.set(next.to_owned());
    };
    let name = move || match theme.get().as_str() {
        "light" => "Light",
        "dark" => "Dark",
        _ => "System",
    };
    let mark = move || match theme.get().as_str() {
        "light" => "☀",
        "dark" => "☾",
        _ => "◐",
    };
    view! {
        <button type="button" class="quiet" on:click=cycle title="Theme: system, light, dark">
            <span aria-hidden="true">{mark}</span>
            <span class="unseen">{name}</span>
            <span class="unseen">" theme"</span>
        </button>
    }
}

fn read() -> String {
    window().local_storage().ok().flatten().and_then(|s| s.get_item(KEY).ok().flatten()).unwrap_or_default()
}

/// Shows a theme and keeps it. Without storage the choice lasts until the page is closed.
fn apply(theme: &str) {
    show(theme);
    let kept = window().local_storage().ok().flatten().map(|s| s.set_item(KEY, theme));
    if matches!(kept, Some(Err(_))) {
        leptos::logging::warn!("the theme is not kept");
    }
}

/// Shows a theme; an empty one is the system's.
pub(crate) fn show(theme: &str) {
    let set = |root: web_sys::Element| match theme {
        "" => root.remove_attribute("data-theme"),
        _ => root.set_attribute("data-theme", theme),
    };
    if let Some(Err(_)) = document().document_element().map(set) {
        leptos::logging::warn!("the theme can't be shown");
    }
}
