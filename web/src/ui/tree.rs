//! The rows of a tree as elements: made once, then changed only where a row differs from what is drawn.

use super::dom::{Fill, el, words};
use crate::tree::{Row, Target};
use std::collections::BTreeMap;
use web_sys::Element;

/// What goes before a row's key in its element's id.
const ID: &str = "row:";

/// The id of a row's element.
pub(super) fn row_id(key: &str) -> String {
    format!("{ID}{key}")
}

/// The key of the row in which something happened.
pub(super) fn row_of(event: &web_sys::Event) -> Option<String> {
    use wasm_bindgen::JsCast;
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("[role=treeitem]").ok()??;
    row.id().strip_prefix(ID).map(str::to_owned)
}

/// How a row looks.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) row: Row,
    /// It is what is shown beside the tree.
    pub(super) selected: bool,
    /// Tab reaches it.
    pub(super) stop: bool,
}

struct Drawn {
    look: Look,
    element: Element,
}

/// The rows that are drawn, in order.
#[derive(Default)]
pub(super) struct Rows(Vec<Drawn>);

impl Rows {
    /// Draws these rows. An element stays with its row; that of a row which is gone becomes a new one's, as when
    /// resources are renamed.
    pub(super) fn draw(&mut self, host: &Element, looks: Vec<Look>) {
        let mut old: Vec<Option<Drawn>> = self.0.drain(..).map(Some).collect();
        let places: BTreeMap<String, usize> = old
            .iter()
            .enumerate()
            .filter_map(|(at, drawn)| Some((drawn.as_ref()?.look.row.key.clone(), at)))
            .collect();
        let mut take = |look: &Look| old.get_mut(*places.get(&look.row.key)?)?.take();
        let kept: Vec<Option<Drawn>> = looks.iter().map(&mut take).collect();
        let mut spare = old.into_iter().flatten();
        let kept: Vec<Option<Drawn>> = kept.into_iter().map(|drawn| drawn.or_else(|| spare.next())).collect();
        spare.for_each(|gone| gone.element.remove());
        let mut place = host.first_element_child();
        for (look, drawn) in looks.into_iter().zip(kept) {
            let drawn = drawn.map_or_else(|| Drawn::new(look.clone()), |drawn| drawn.changed(look.clone()));
            if place.as_ref() == Some(&drawn.element) {
                place = drawn.element.next_element_sibling();
            } else {
                let done = host.insert_before(&drawn.element, place.as_deref());
                debug_assert!(done.is_ok(), "a tree takes rows");
            }
            self.0.push(drawn);
        }
    }
}

impl Drawn {
    fn new(look: Look) -> Self {
        let element = el("div", "row").attr("role", "treeitem");
        for (name, value) in attributes(&look) {
            set(&element, name, value);
        }
        Self { element: fill(element, &look.row), look }
    }

    fn changed(self, look: Look) -> Self {
        let Self { look: old, element } = self;
        if old == look {
            return Self { look, element };
        }
        for ((name, before), (_, now)) in attributes(&old).into_iter().zip(attributes(&look)) {
            if before != now {
                set(&element, name, now);
            }
        }
        if old.row.label != look.row.label || old.row.target != look.row.target {
            element.set_text_content(None);
            return Self { element: fill(element, &look.row), look };
        }
        Self { look, element }
    }
}

fn set(element: &Element, name: &str, value: Option<String>) {
    let done = match value {
        Some(value) => element.set_attribute(name, &value),
        None => element.remove_attribute(name),
    };
    debug_assert!(done.is_ok(), "names of attributes are names");
}

fn attributes(Look { row, selected, stop }: &Look) -> [(&'static str, Option<String>); 9] {
    let (open, selected, title) = match &row.target {
        Target::Group { open, .. } => (Some(open.to_string()), None, None),
        Target::Leaf { namespace, .. } => {
            let title = (!namespace.is_empty()).then(|| format!("{} in {namespace}", row.label));
            (None, Some(selected.to_string()), title)
        }
    };
    let number = |n: usize| Some(n.to_string());
    [
        ("id", Some(row_id(&row.key))),
        ("data-level", number(row.level)),
        ("aria-level", number(row.level)),
        ("aria-expanded", open),
        ("aria-selected", selected),
        ("aria-posinset", number(row.position)),
        ("aria-setsize", number(row.siblings)),
        ("tabindex", Some(if *stop { "0" } else { "-1" }.to_owned())),
        ("title", title),
    ]
}

fn fill(element: Element, row: &Row) -> Element {
    let element = element.child(&words("span", "name", &row.label));
    match &row.target {
        Target::Group { count, .. } => element.child(&words("span", "badge", &count.to_string())),
        Target::Leaf { changed, stale, .. } => {
            let dot =
                || el("span", "dot").attr("title", "changed").child(&words("span", "unseen", "changed"));
            let old = || words("span", "old", "last good");
            element.children(changed.then(dot).into_iter().chain(stale.then(old)))
        }
    }
}
