//! A table that scrolls by itself where it is too wide.

use crate::ui::dom::{Fill, el, words};
use web_sys::Element;

/// A table with its columns' heads, in a box that the keyboard can scroll.
pub(super) fn table(label: &str, columns: &[&str], rows: impl Iterator<Item = Element>) -> Element {
    let heads = columns.iter().map(|column| words("th", "", column).attr("scope", "col"));
    let head = el("thead", "").child(&el("tr", "").children(heads));
    let table = el("table", "").child(&head).child(&el("tbody", "").children(rows));
    let scrolls = el("div", "table").attr("tabindex", "0").attr("role", "group");
    scrolls.attr("aria-label", label).child(&table)
}
