//! Events to nodes: the first document of a stream as an arena, so that depth costs no call stack.

use crate::error::{Layer, Mark, YamlError};
use crate::parser::{EventKind, Parser, Props};
use crate::scan::{Scan, Text};
use std::collections::BTreeMap;

/// Index of a node; `NONE` is none.
pub(crate) type Id = u32;
/// No node.
pub(crate) const NONE: Id = u32::MAX;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// With whether its text decides its type.
    Scalar(bool),
    Sequence,
    /// Children are keys and values in turn.
    Mapping,
    /// Its child is what the anchor names.
    Alias,
}

/// A node; children are linked by `next`.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: NodeKind,
    /// A scalar's text, an alias' name.
    pub(crate) text: Text<'a>,
    tag: Option<Box<Text<'a>>>,
    pub(crate) start: Mark,
    pub(crate) end: u32,
    pub(crate) child: Id,
    pub(crate) next: Id,
}

impl Node<'_> {
    /// The tag in its long form; empty without one.
    pub(crate) fn tag(&self) -> &[u8] {
        self.tag.as_ref().map_or(b"", |tag| tag)
    }
}

/// A document.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// The document's content; `NONE` when the stream is empty.
    pub(crate) root: Id,
    /// How many collections are within each other at most; the scanner bounds those of each style.
    pub(crate) depth: usize,
}

impl<'a> Tree<'a> {
    /// A node. Ids come from this tree only.
    pub(crate) fn node(&self, id: Id) -> &Node<'a> {
        &self.nodes[id as usize]
    }

    /// All nodes, parents before children; the first one is the root.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> {
        0..self.nodes.len() as Id
    }

    /// The children in order.
    pub(crate) fn children(&self, id: Id) -> Children<'_, 'a> {
        Children { tree: self, next: self.node(id).child }
    }
}

/// Walks the children of a node.
pub(crate) struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: Id,
}

impl Iterator for Children<'_, '_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        let id = self.next;
        (id != NONE).then(|| {
            self.next = self.tree.node(id).next;
            id
        })
    }
}

/// A collection that is still open, and its last child.
struct Open {
    id: Id,
    last: Id,
}

struct Composer<'a> {
    tree: Tree<'a>,
    anchors: BTreeMap<Text<'a>, Id>,
    open: Vec<Open>,
}

/// Reads the first document, to its end.
pub(crate) fn compose<'a>(parser: &mut Parser<'a>, size: usize) -> Scan<Tree<'a>> {
    let tree = Tree { nodes: Vec::with_capacity(size / 24), root: NONE, depth: 0 };
    let mut composer = Composer { tree, anchors: BTreeMap::new(), open: Vec::new() };
    loop {
        let event = parser.next()?;
        let (start, end) = (event.start, event.end.offset);
        match event.kind {
            EventKind::StreamEnd | EventKind::DocumentEnd => return Ok(composer.tree),
            EventKind::DocumentStart => {}
            EventKind::Alias(name) => composer.alias(name, start, end)?,
            EventKind::Scalar(props, text, implicit) => {
                composer.add(NodeKind::Scalar(implicit), props, text, start, end);
            }
            EventKind::SequenceStart(props) => composer.start(NodeKind::Sequence, props, start, end),
            EventKind::MappingStart(props) => composer.start(NodeKind::Mapping, props, start, end),
            EventKind::SequenceEnd | EventKind::MappingEnd => {
                if let Some(open) = composer.open.pop() {
                    composer.tree.nodes[open.id as usize].end = end;
                }
            }
        }
    }
}

impl<'a> Composer<'a> {
    fn add(&mut self, kind: NodeKind, props: Props<'a>, text: Text<'a>, start: Mark, end: u32) -> Id {
        let id = self.tree.nodes.len() as Id;
        if let Some(anchor) = props.anchor {
            self.anchors.insert(anchor, id);
        }
        let tag = (!props.tag.is_empty()).then(|| Box::new(props.tag));
        self.tree.nodes.push(Node { kind, text, tag, start, end, child: NONE, next: NONE });
        match self.open.last_mut() {
            None => self.tree.root = id,
            Some(open) => {
                let last = std::mem::replace(&mut open.last, id);
                if last == NONE {
                    self.tree.nodes[open.id as usize].child = id;
                } else {
                    self.tree.nodes[last as usize].next = id;
                }
            }
        }
        id
    }

    fn start(&mut self, kind: NodeKind, props: Props<'a>, start: Mark, end: u32) {
        let id = self.add(kind, props, Text::default(), start, end);
        self.open.push(Open { id, last: NONE });
        self.tree.depth = self.tree.depth.max(self.open.len());
    }

    fn alias(&mut self, name: Text<'a>, start: Mark, end: u32) -> Scan<()> {
        let Some(target) = self.anchors.get(&name).copied() else {
            let problem = format!("unknown anchor '{}' referenced", String::from_utf8_lossy(&name));
            let layer = Layer::Decoder;
            return Err(Box::new(YamlError { layer, problem, context: "", mark: Some(start), start: None }));
        };
        let id = self.add(NodeKind::Alias, Props::default(), name, start, end);
        self.tree.nodes[id as usize].child = target;
        Ok(())
    }
}
