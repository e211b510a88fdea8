//! Where each key and value of a document stands, beside the value and not in it.

use crate::error::Mark;
use crate::tree::{Id, NONE, NodeKind, Tree};

/// A piece of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Where it starts.
    pub start: Mark,
    /// Offset of the byte behind it.
    pub end: u32,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSpan {
    /// Its key; nothing for list items and for the document itself.
    pub key: Option<Span>,
    /// Its value. One that isn't there (`a:`) is empty and stands where it would.
    pub value: Span,
}

/// The places of all nodes of a document.
#[derive(Debug, Default)]
pub struct Spans {
    nodes: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: Box<[u8]>,
    span: NodeSpan,
    /// First child; that of its target for an alias.
    child: Id,
    next: Id,
}

impl Spans {
    /// The places in a tree whose text starts this many bytes behind a byte order mark.
    pub(crate) fn of(tree: &Tree, skipped: u32) -> Self {
        let mut nodes: Vec<Entry> = tree.ids().map(|id| entry(tree, id, skipped)).collect();
        for id in tree.ids() {
            name_children(tree, id, &mut nodes);
        }
        Self { nodes }
    }

    /// The place of what a path leads to: keys, and indices of lists in decimal. An empty path is the document.
    /// Paths through an alias or a merge key (`<<`) lead to where the value is written.
    pub fn get(&self, path: &[impl AsRef<[u8]>]) -> Option<NodeSpan> {
        let mut node = 0;
        self.nodes.first()?;
        for name in path {
            node = self.child(node, name.as_ref(), path.len())?;
        }
        Some(self.nodes[node as usize].span)
    }

    /// Of several children with one name the last one counts.
    fn child(&self, parent: Id, name: &[u8], merges: usize) -> Option<Id> {
        let named = |wanted: &'_ [u8]| {
            self.children(parent).filter(|id| *self.nodes[*id as usize].name == *wanted).last()
        };
        named(name).or_else(|| {
            let merged = named(b"<<").filter(|_| merges > 0)?;
            let direct = self.child(merged, name, merges - 1);
            direct.or_else(|| self.children(merged).find_map(|item| self.child(item, name, merges - 1)))
        })
    }

    fn children(&self, parent: Id) -> impl Iterator<Item = Id> {
        let mut next = self.nodes.get(parent as usize).map_or(NONE, |node| node.child);
        std::iter::from_fn(move || {
            let id = next;
            next = self.nodes.get(id as usize)?.next;
            Some(id)
        })
    }
}

fn entry(tree: &Tree, id: Id, skipped: u32) -> Entry {
    let value = span(tree, id, skipped);
    Entry { name: Box::default(), span: NodeSpan { key: None, value }, child: NONE, next: NONE }
}

fn span(tree: &Tree, id: Id, skipped: u32) -> Span {
    let node = tree.node(id);
    let start = Mark { offset: node.start.offset + skipped, ..node.start };
    Span { start, end: (node.end + skipped).max(start.offset) }
}

/// Gives the children of a node their names and links them.
fn name_children(tree: &Tree, id: Id, nodes: &mut [Entry]) {
    let node = tree.node(id);
    match node.kind {
        NodeKind::Scalar(_) => {}
        NodeKind::Alias => {
            let target = tree.node(node.child);
            nodes[id as usize].child = match target.kind {
                NodeKind::Mapping => tree.children(node.child).nth(1).unwrap_or(NONE),
                NodeKind::Sequence => target.child,
                _ => NONE,
            };
        }
        NodeKind::Sequence => {
            nodes[id as usize].child = node.child;
            for (index, child) in tree.children(id).enumerate() {
                nodes[child as usize].name = index.to_string().into_bytes().into();
                nodes[child as usize].next = tree.node(child).next;
            }
        }
        NodeKind::Mapping => {
            let children: Vec<Id> = tree.children(id).collect();
            nodes[id as usize].child = children.get(1).copied().unwrap_or(NONE);
            for (i, pair) in children.chunks_exact(2).enumerate() {
                let key = nodes[pair[0] as usize].span.value;
                let entry = &mut nodes[pair[1] as usize];
                entry.name = tree.node(pair[0]).text.to_vec().into();
                entry.span.key = Some(key);
                entry.next = children.get(2 * i + 3).copied().unwrap_or(NONE);
            }
        }
    }
}
