//! `k8s.overlays[].patches`: a path into a manifest and a value to set there, or none to delete
//! (operator/pkg/tpath/tree.go).
//!
//! Upstream walks Go maps of two types, which behave differently: those of the manifest have keys of any type, those
//! that came with a patch's value have string keys. A patch that fails may have made maps on its way; they stay.

use crate::error::ErrorKind;
use crate::path::{in_brackets, index, split_escaped, split_path};
use crate::tree::text_of;
use periplus_helm::regexp::Regexp;
use periplus_value::{List, Map, Str, Value, sorting};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

/// How long a path may be.
const MAX_DEPTH: usize = 500;

/// How far an index may lie behind a list's end.
const MAX_GROWTH: usize = 1024;

/// How many elements a message names that would have been found, and how much of each.
const MAX_KNOWN: usize = 20;
const MAX_KNOWN_TEXT: usize = 64;

/// How much work one match may be.
const MATCH_STEPS: usize = 10_000_000;

/// Why a patch has no effect; istioctl drops the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OverlayFault {
    NotFound {
        path: String,
        element: String,
        /// What would be found.
        known: Vec<String>,
    },
    NotKeyValue {
        path: String,
        element: String,
    },
    NotValue {
        path: String,
        element: String,
    },
    Leaf {
        path: String,
    },
    BadRegex {
        pattern: String,
    },
    TooLong {
        path: String,
    },
    InnerList {
        path: String,
    },
    Root,
}

impl fmt::Display for OverlayFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { path, element, .. } => write!(f, "path {path}: element {element} not found"),
            Self::NotKeyValue { path, element } => {
                write!(f, "path {path}: {element} is not a valid key:value path element")
            }
            Self::NotValue { path, element } => {
                write!(f, "path {path}: {element} is not a valid value path element")
            }
            Self::Leaf { path } => write!(f, "path {path} goes on below a value that has no fields"),
            Self::BadRegex { pattern } => write!(f, "bad regex expression {pattern}"),
            Self::TooLong { path } => write!(f, "path {path} is too long, or its index too large"),
            Self::InnerList { path } => write!(f, "path {path}: lists within lists can't be changed"),
            Self::Root => f.write_str("cannot delete root element"),
        }
    }
}

/// A node of the tree that is changed.
#[derive(Clone)]
enum Node {
    Leaf(Value),
    List(Rc<RefCell<Vec<Node>>>),
    Map(Rc<MapNode>),
}

struct MapNode {
    /// A map of the manifest, not of a patch's value.
    any_keys: bool,
    entries: RefCell<BTreeMap<Str, Node>>,
}

impl Node {
    fn of(value: &Value, any_keys: bool) -> Self {
        match value {
            Value::Map(map) => {
                let entries =
                    sorting::tree(map.borrow().iter().map(|(k, v)| (k.clone(), Node::of(v, any_keys))));
                Node::Map(Rc::new(MapNode { any_keys, entries: RefCell::new(entries) }))
            }
            Value::List(list) => Node::list(list.iter().map(|v| Node::of(v, any_keys)).collect()),
            other => Node::Leaf(other.clone()),
        }
    }

    fn list(items: Vec<Node>) -> Self {
        Node::List(Rc::new(RefCell::new(items)))
    }

    fn map(any_keys: bool) -> Self {
        Node::Map(Rc::new(MapNode { any_keys, entries: RefCell::default() }))
    }

    fn value(&self) -> Value {
        match self {
            Node::Leaf(value) => value.clone(),
            Node::List(items) => Value::List(items.borrow().iter().map(Node::value).collect::<List>()),
            Node::Map(map) => {
                let entries = map.entries.borrow();
                Value::Map(entries.iter().map(|(k, v)| (k.clone(), v.value())).collect::<Map>())
            }
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Node::Leaf(Value::Nil))
    }
}

/// How the next node is reached.
#[derive(Clone)]
enum Step {
    Key(Str),
    At(usize),
}

/// A node on the way, and the step taken from it.
struct Visit {
    node: Node,
    step: Option<Step>,
}

/// The object with all patches applied, and what went wrong with which.
pub(crate) fn apply(object: &Map, patches: &List) -> Result<Applied, (usize, ErrorKind)> {
    let root = Node::of(&Value::Map(object.clone()), true);
    let mut faults = Vec::new();
    for (at, patch) in patches.iter().enumerate() {
        let Some(patch) = patch.as_map() else { continue };
        let path = crate::component::field(patch, "path").map(|v| text_of(&v)).unwrap_or_default();
        let value = crate::component::field(patch, "value").unwrap_or_default();
        let done = walk(&root, &path).map_err(Failure::from).and_then(|visits| write(visits, &path, &value));
        match done {
            Ok(()) => {}
            Err(Failure::Fault(fault)) => faults.push((at, fault)),
            Err(Failure::Crash { length }) => {
                return Err((at, ErrorKind::OverlayDeletesNothing { path, length }));
            }
        }
    }
    match root.value() {
        Value::Map(map) => Ok((map, faults)),
        _ => Ok((object.clone(), faults)),
    }
}

/// An object after its patches, and the faults with their patches' indices.
type Applied = (Map, Vec<(usize, OverlayFault)>);

enum Failure {
    Fault(OverlayFault),
    /// istioctl crashes here: an element is to be deleted that a list of this length doesn't have.
    Crash {
        length: usize,
    },
}

impl From<OverlayFault> for Failure {
    fn from(fault: OverlayFault) -> Self {
        Self::Fault(fault)
    }
}

/// The nodes from the root to the one a path means; missing maps are made.
fn walk(root: &Node, path: &str) -> Result<Vec<Visit>, OverlayFault> {
    let elements = split_path(path);
    if elements.len() > MAX_DEPTH {
        return Err(OverlayFault::TooLong { path: path.to_owned() });
    }
    let mut visits: Vec<Visit> = Vec::new();
    let mut current = root.clone();
    for (at, element) in elements.iter().enumerate() {
        if current.is_null() {
            let selects = is_index(element) || key_value(element).is_some();
            current = if selects { Node::list(Vec::new()) } else { Node::map(false) };
        }
        let next_is_index = elements.get(at + 1).is_some_and(|next| is_index(next));
        let (step, next) = match &current {
            Node::List(items) => in_list(&items.borrow(), element, &elements.join("."))?,
            Node::Map(map) => in_map(map, element, next_is_index),
            Node::Leaf(_) => return Err(OverlayFault::Leaf { path: elements[at..].join(".") }),
        };
        visits.push(Visit { node: current, step: Some(step) });
        current = next;
    }
    visits.push(Visit { node: current, step: None });
    Ok(visits)
}

fn in_map(map: &Rc<MapNode>, element: &str, next_is_index: bool) -> (Step, Node) {
    let created =
        || if next_is_index && !map.any_keys { Node::list(Vec::new()) } else { Node::map(map.any_keys) };
    let mut entries = map.entries.borrow_mut();
    let node = entries.entry(element.into()).or_insert_with(created).clone();
    (Step::Key(element.into()), node)
}

fn in_list(items: &[Node], element: &str, path: &str) -> Result<(Step, Node), OverlayFault> {
    if is_index(element) {
        let at = index(element).and_then(|at| usize::try_from(at).ok());
        return Ok(match at.and_then(|at| items.get(at).map(|node| (at, node))) {
            Some((at, node)) => (Step::At(at), node.clone()),
            None => (Step::At(items.len()), Node::map(false)),
        });
    }
    for (at, item) in items.iter().enumerate() {
        let found = match item {
            Node::Map(map) => {
                let (key, wanted) = key_value(element).ok_or_else(|| OverlayFault::NotKeyValue {
                    path: path.to_owned(),
                    element: element.to_owned(),
                })?;
                let given = map.entries.borrow().get(key.as_bytes()).map_or(Value::Nil, Node::value);
                text_of(&given) == wanted
            }
            leaf => matches(leaf_pattern(element, path)?, &text_of(&leaf.value()))?,
        };
        if found {
            return Ok((Step::At(at), item.clone()));
        }
    }
    let known = items.iter().take(MAX_KNOWN).map(|item| selector(item, element)).collect();
    Err(OverlayFault::NotFound { path: path.to_owned(), element: element.to_owned(), known })
}

/// How an item would be found by an element like the given one.
fn selector(item: &Node, like: &str) -> String {
    let text = |node: &Node| text_of(&node.value()).chars().take(MAX_KNOWN_TEXT).collect::<String>();
    match (item, key_value(like)) {
        (Node::Map(map), Some((key, _))) => {
            let value = map.entries.borrow().get(key.as_bytes()).map(text).unwrap_or_default();
            format!("[{key}:{value}]")
        }
        (item, _) => format!("[:{}]", text(item)),
    }
}

/// `[3]`, or `[-1]` for behind the end.
fn is_index(element: &str) -> bool {
    index(element).is_some_and(|at| at >= -1)
}

/// `[key:value]`; a backslash keeps a colon from separating, and stays.
fn key_value(element: &str) -> Option<(&str, &str)> {
    let parts = split_escaped(in_brackets(element)?, ':');
    let [key, value] = parts[..] else { return None };
    let plain = key.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-');
    (plain && !key.is_empty() && !value.is_empty()).then_some((key, value))
}

/// `[:pattern]`; anything else in brackets is a pattern as a whole.
fn leaf_pattern<'a>(element: &'a str, path: &str) -> Result<&'a str, OverlayFault> {
    let inner = in_brackets(element).filter(|inner| !inner.is_empty());
    let fault = || OverlayFault::NotValue { path: path.to_owned(), element: element.to_owned() };
    let inner = inner.ok_or_else(fault)?;
    Ok(if inner.len() > 1 { inner.strip_prefix(':').unwrap_or(inner) } else { inner })
}

fn matches(pattern: &str, text: &str) -> Result<bool, OverlayFault> {
    // Go logs a bad expression and takes it for one that matches nothing.
    let Ok(regex) = Regexp::compile(pattern.as_bytes()) else {
        return Err(OverlayFault::BadRegex { pattern: pattern.to_owned() });
    };
    let mut left = MATCH_STEPS;
    let mut meter = |steps: usize| {
        left = left.saturating_sub(steps);
        left > 0
    };
    Ok(regex.is_match(text.as_bytes(), &mut meter))
}

/// Sets or deletes the last node of a walk.
fn write(visits: Vec<Visit>, path: &str, value: &Value) -> Result<(), Failure> {
    let mut visits = visits.into_iter().rev();
    let target = visits.next();
    let (Some(target), Some(parent)) = (target, visits.next()) else { return Err(OverlayFault::Root.into()) };
    let grandparent = visits.next();
    if value.is_nil() {
        return delete(&parent, grandparent.as_ref(), path);
    }
    let (value, from_text) = map_in_text(value);
    let new = Node::of(&value, false);
    set(&parent, &target.node, new.clone(), from_text, path)?;
    if from_text && matches!(&parent.node, Node::Map(map) if !map.any_keys) {
        return Ok(());
    }
    // Whatever was made for a null on the way is put into its parent.
    let mut child = parent.node;
    for visit in grandparent.into_iter().chain(visits) {
        attach(&visit, &child);
        child = visit.node;
    }
    Ok(())
}

fn attach(visit: &Visit, child: &Node) {
    match (&visit.node, &visit.step) {
        (Node::Map(map), Some(Step::Key(key))) => {
            map.entries.borrow_mut().insert(key.clone(), child.clone());
        }
        (Node::List(items), Some(Step::At(at))) => {
            let mut items = items.borrow_mut();
            match items.get_mut(*at) {
                Some(slot) => *slot = child.clone(),
                None => items.push(child.clone()),
            }
        }
        _ => {}
    }
}

fn set(parent: &Visit, old: &Node, new: Node, from_text: bool, path: &str) -> Result<(), OverlayFault> {
    match (&parent.node, &parent.step) {
        (Node::List(items), Some(Step::At(at))) => {
            let mut items = items.borrow_mut();
            if *at > items.len().saturating_add(MAX_GROWTH) {
                return Err(OverlayFault::TooLong { path: path.to_owned() });
            }
            while items.len() <= *at {
                items.push(Node::Leaf(Value::Nil));
            }
            if let Some(slot) = items.get_mut(*at) {
                *slot = new;
            }
        }
        (Node::Map(map), Some(Step::Key(key))) => set_key(map, key, old, new, from_text),
        _ => return Err(OverlayFault::Leaf { path: path.to_owned() }),
    }
    Ok(())
}

/// Maps that came with a value: a list in them is added to, and a text that is a map replaces the key by its own.
fn set_key(map: &MapNode, key: &Str, old: &Node, new: Node, from_text: bool) {
    let mut entries = map.entries.borrow_mut();
    if map.any_keys {
        entries.insert(key.clone(), new);
        return;
    }
    if from_text {
        entries.remove(key);
        if let Node::Map(inner) = &new
            && let Some((first, node)) = inner.entries.borrow().first_key_value()
        {
            entries.insert(first.clone(), node.clone());
        }
        return;
    }
    if let Node::List(items) = old {
        let mut items = items.borrow().clone();
        items.push(new);
        entries.insert(key.clone(), Node::list(items));
        return;
    }
    entries.insert(key.clone(), new);
}

fn delete(parent: &Visit, grandparent: Option<&Visit>, path: &str) -> Result<(), Failure> {
    match (&parent.node, &parent.step) {
        (Node::Map(map), Some(Step::Key(key))) => {
            map.entries.borrow_mut().remove(key);
            Ok(())
        }
        (Node::List(items), Some(Step::At(at))) => {
            let length = items.borrow().len();
            if *at >= length {
                return Err(Failure::Crash { length });
            }
            match grandparent.map(|g| &g.node) {
                Some(Node::Map(_)) => {
                    items.borrow_mut().remove(*at);
                    Ok(())
                }
                _ => Err(OverlayFault::InnerList { path: path.to_owned() }.into()),
            }
        }
        _ => Err(OverlayFault::Leaf { path: path.to_owned() }.into()),
    }
}

/// A text that is a YAML map counts as that map, unless it is JSON.
fn map_in_text(value: &Value) -> (Value, bool) {
    let Some(text) = value.as_string() else { return (value.clone(), false) };
    let lines = text.to_str_lossy();
    let looks = if lines.contains('\n') { lines.contains(':') } else { lines.contains(": ") };
    if !looks || crate::text::is_json_object(text.as_bytes()) {
        return (value.clone(), false);
    }
    match crate::text::yaml_map(text.as_bytes()) {
        Some(map) => (Value::Map(map), true),
        None => (value.clone(), false),
    }
}
