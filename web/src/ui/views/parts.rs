//! What the views are made of: tables, places in the input, texts to copy. Plain elements; presses are heard by the view
//! as a whole ([`pressed`]).

use crate::draft::Mode;
use crate::ui::dom::{Fill, el, words};
use crate::ui::page::Page;
use leptos::prelude::*;
use periplus_wasm::wire::views::SetBy;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A table, with its columns' heads, in a box that the keyboard can scroll.
pub(super) fn table(label: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<Element>>) -> Element {
    let heads = columns.iter().map(|column| words("th", "", column).attr("scope", "col"));
    let head = el("thead", "").child(&el("tr", "").children(heads));
    let rows = rows.into_iter().map(|cells| el("tr", "").children(cells));
    let table = el("table", "").child(&words("caption", "unseen", label)).child(&head);
    let table = table.child(&el("tbody", "").children(rows));
    el("div", "scroll").attr("tabindex", "0").attr("role", "group").attr("aria-label", label).child(&table)
}

/// A cell with a text.
pub(super) fn cell(text: &str) -> Element {
    words("td", "", text)
}

/// A cell that names its row, in code.
pub(super) fn name_cell(text: &str) -> Element {
    el("th", "").attr("scope", "row").child(&words("code", "", text))
}

/// What opens and closes.
pub(super) fn details(summary: &str, open: bool, children: impl IntoIterator<Item = Element>) -> Element {
    let shown = el("details", "").child(&words("summary", "", summary)).children(children);
    if open { shown.attr("open", "") } else { shown }
}

/// Where something was set: a line of the input is a button that leads there.
pub(super) fn origin(set_by: &SetBy) -> Element {
    let SetBy { words: told, file, line, column, release } = set_by;
    if *line == 0 {
        return words("span", "origin", told).child(&words("span", "hint", file));
    }
    let button = words("button", "quiet line", &format!("line {line}")).attr("type", "button");
    let button = button.attr("data-line", &line.to_string()).attr("data-column", &column.to_string());
    button.attr("data-release", release)
}

/// A button that copies the text of the `pre` or `code` within the `copies` around it.
pub(super) fn copy(label: &str) -> Element {
    let said = words("span", "", label).attr("aria-live", "polite");
    el("button", "quiet copy").attr("type", "button").child(&said)
}

/// A command to copy.
pub(super) fn command(text: &str) -> Element {
    el("p", "command copies").child(&words("code", "", text)).child(&copy("Copy"))
}

/// A file to read and to copy.
pub(super) fn yaml(label: &str, text: &str) -> Element {
    let label = format!("{label}, YAML");
    words("pre", "yaml", text).attr("tabindex", "0").attr("role", "group").attr("aria-label", &label)
}

/// Does what a pressed button says.
pub(super) fn pressed(page: Page, event: &web_sys::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let around = |selector: &str| target.closest(selector).ok().flatten();
    if let Some(button) = around("[data-line]") {
        go_to(page, &button);
    } else if let Some(button) = around("button.copy") {
        copy_text(&button);
    }
}

/// Shows a line of the input, of the release that has it.
fn go_to(page: Page, button: &Element) {
    let text = |name: &str| button.get_attribute(name).unwrap_or_default();
    let number = |name: &str| text(name).parse().unwrap_or(1);
    let (line, column, release) = (number("data-line"), number("data-column"), text("data-release"));
    page.narrow_output.set(false);
    page.draft.update(|d| {
        let index = d.releases.iter().position(|r| r.name == release);
        if let (Mode::Helm, Some(index)) = (d.mode, index) {
            d.edit_release(index);
        }
    });
    // The editor takes another release's text first.
    request_animation_frame(move || page.with_editor(|editor| editor.reveal(line, column)));
}

fn copy_text(button: &Element) {
    let source = button.closest(".copies").ok().flatten();
    let source = source.and_then(|source| source.query_selector("pre, code").ok().flatten());
    let (Some(text), Some(label)) = (source.and_then(|s| s.text_content()), button.first_element_child())
    else {
        return;
    };
    let promise = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
            let before = label.text_content();
            label.set_text_content(Some("Copied"));
            set_timeout(move || label.set_text_content(before.as_deref()), Duration::from_millis(1200));
        }
    });
}
