//! Elements that are made once and then only replaced as a whole, as the parts of a result are. Reactive views of them
//! would weigh many times as much.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// An element with a class, empty for none.
pub(crate) fn el(tag: &str, class: &str) -> Element {
    with_class(document().create_element(tag).expect("tags of this page are names"), class)
}

/// An element of a picture.
pub(crate) fn svg(tag: &str, class: &str) -> Element {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let element = document().create_element_ns(Some(SVG), tag);
    with_class(element.expect("tags of this page are names"), class)
}

fn with_class(element: Element, class: &str) -> Element {
    if class.is_empty() { element } else { element.attr("class", class) }
}

/// Ways to fill an element. Texts are only ever text.
pub(crate) trait Fill: Sized {
    /// Adds a text.
    fn text(self, text: &str) -> Self;
    /// Adds an element.
    fn child(self, child: &Element) -> Self;
    /// Adds elements.
    fn children(self, children: impl IntoIterator<Item = Element>) -> Self;
    /// Sets an attribute.
    fn attr(self, name: &str, value: &str) -> Self;
}

impl Fill for Element {
    fn text(self, text: &str) -> Self {
        let done = self.append_with_str_1(text);
        debug_assert!(done.is_ok(), "an element takes text");
        self
    }

    fn child(self, child: &Element) -> Self {
        let done = self.append_child(child);
        debug_assert!(done.is_ok(), "an element takes elements");
        self
    }

    fn children(self, children: impl IntoIterator<Item = Element>) -> Self {
        children.into_iter().fold(self, |element, child| element.child(&child))
    }

    fn attr(self, name: &str, value: &str) -> Self {
        let done = self.set_attribute(name, value);
        debug_assert!(done.is_ok(), "names of attributes are names");
        self
    }
}

/// An element with a text in it.
pub(crate) fn words(tag: &str, class: &str, text: &str) -> Element {
    el(tag, class).text(text)
}

/// Keeps an element filled with what `build` makes, as often as what it reads changes.
pub(crate) fn fill(host: NodeRef<Div>, build: impl Fn() -> Vec<Element> + 'static) {
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let host: Element = host.unchecked_into();
        host.set_text_content(None);
        host.children(build());
    });
}

/// The number in an attribute of what was clicked, or of what is around it.
pub(crate) fn clicked(event: &web_sys::MouseEvent, name: &str) -> Option<u32> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let marked = target.closest(&format!("[{name}]")).ok()??;
    marked.get_attribute(name)?.parse().ok()
}
