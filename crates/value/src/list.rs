//! Go's slice: a shared list with an element type.

use crate::changes::changed;
use crate::deep::{is_container, take_down};
use crate::{Type, Value, sorting};
use std::cell::OnceCell;
use std::fmt;
use std::ops::{Deref, Range};
use std::rc::Rc;

/// A shared list, cheap to clone. Nothing but [`List::sort_strings`] changes it in place.
#[derive(Clone)]
pub struct List(Rc<Inner>);

struct Inner {
    element: &'static Type,
    nil: bool,
    items: Vec<Value>,
    sorted: OnceCell<Vec<Value>>,
    /// What the slices of one array share, and where in it this one begins; only once there are several.
    array: OnceCell<(Rc<()>, usize)>,
}

impl List {
    /// A `[]interface {}`.
    pub fn new(items: Vec<Value>) -> Self {
        Self::typed(&Type::Any, items)
    }

    /// A `[]T`; the caller makes sure that every item is a `T`.
    pub fn typed(element: &'static Type, items: Vec<Value>) -> Self {
        Self(Rc::new(Inner { element, nil: false, items, sorted: OnceCell::new(), array: OnceCell::new() }))
    }

    /// A part of it as Go's slice expression makes one: of the same array, which Go's `DeepEqual` takes for equal
    /// unseen.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let (array, start) = self.0.array.get_or_init(|| (Rc::default(), 0));
        let array = OnceCell::from((Rc::clone(array), start + range.start));
        let items = self.get(range).unwrap_or(&[]).to_vec();
        Self(Rc::new(Inner { element: self.0.element, nil: false, items, sorted: OnceCell::new(), array }))
    }

    /// The nil slice of an element type: empty, but JSON `null`.
    pub fn nil(element: &'static Type) -> Self {
        Self(Rc::new(Inner {
            element,
            nil: true,
            items: Vec::new(),
            sorted: OnceCell::new(),
            array: OnceCell::new(),
        }))
    }

    /// Sorts a slice of strings where it is: whoever holds it sees it sorted, as Go's `sort.Strings` on a shared slice.
    pub fn sort_strings(&self) {
        changed();
        self.0.sorted.get_or_init(|| {
            let mut items = self.0.items.clone();
            sorting::sort_by(&mut items, |a, b| a.as_string().cmp(&b.as_string()));
            items
        });
    }

    /// Whether this is the nil slice.
    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// The element type.
    pub fn element(&self) -> &'static Type {
        self.0.element
    }

    /// A number that is the same for the same slice in memory and for no other that lives.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<u8>() as usize
    }

    /// Whether somebody else has this slice, too.
    pub fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 1
    }

    /// The items, if nobody else has this slice.
    pub(crate) fn into_items(self) -> Vec<Value> {
        Rc::into_inner(self.0).map(|mut inner| std::mem::take(&mut inner.items)).unwrap_or_default()
    }

    /// Whether both are the same slice in memory.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether both are the same part of one array in memory.
    pub(crate) fn overlays(&self, other: &Self) -> bool {
        let same_array = || match (self.0.array.get(), other.0.array.get()) {
            (Some((one, start)), Some((other, from))) => Rc::ptr_eq(one, other) && start == from,
            _ => false,
        };
        self.same(other) || self.len() == other.len() && same_array()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.items.iter().any(is_container) {
            take_down(std::mem::take(&mut self.items), Vec::into_iter);
        }
    }
}

impl Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        self.0.sorted.get().unwrap_or(&self.0.items)
    }
}

impl Default for List {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl FromIterator<Value> for List {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::new(items.into_iter().collect())
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
