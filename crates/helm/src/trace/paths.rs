//! Paths of values as numbers: each knows its parent and its last step.

use periplus_value::Str;
use std::collections::BTreeMap;

/// Number of a path; the root, all values, is 0.
pub(crate) type PathId = u32;

/// The root: all values.
pub(crate) const ROOT: PathId = 0;

#[derive(Debug)]
pub(crate) struct Paths {
    nodes: Vec<Node>,
    ids: BTreeMap<(PathId, Str), PathId>,
}

#[derive(Debug, Default)]
struct Node {
    parent: PathId,
    /// `key`, with dots escaped as `--set` has them, or `[0]`.
    step: String,
    /// Not part of what a user writes: see [`Paths::hide`].
    hidden: bool,
}

impl Default for Paths {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], ids: BTreeMap::new() }
    }
}

impl Paths {
    /// The path of a key.
    pub(crate) fn key(&mut self, parent: PathId, key: &[u8]) -> PathId {
        self.step(parent, Str::from(key), || String::from_utf8_lossy(key).replace('.', "\\."))
    }

    /// The path of an item of a list.
    pub(crate) fn item(&mut self, parent: PathId, index: usize) -> PathId {
        let step = format!("[{index}]");
        self.step(parent, Str::from(step.as_str()), || step)
    }

    fn step(&mut self, parent: PathId, name: Str, step: impl FnOnce() -> String) -> PathId {
        let next = self.nodes.len() as PathId;
        let id = *self.ids.entry((parent, name)).or_insert(next);
        if id == next {
            self.nodes.push(Node { parent, step: step(), hidden: false });
        }
        id
    }

    pub(crate) fn parent(&self, path: PathId) -> PathId {
        self.nodes.get(path as usize).map_or(ROOT, |node| node.parent)
    }

    /// Whether a path is one of these or below it.
    pub(crate) fn is_within(&self, path: PathId, above: &[PathId]) -> bool {
        let mut at = path;
        loop {
            if above.contains(&at) {
                return true;
            }
            if at == ROOT {
                return false;
            }
            at = self.parent(at);
        }
    }

    /// The last step of a path is not part of what a user writes: charts keep defaults under a key of their own and
    /// merge the rest of the values over them.
    pub(crate) fn hide(&mut self, path: PathId) {
        if let Some(node) = self.nodes.get_mut(path as usize) {
            node.hidden = true;
        }
    }

    /// The path as a user names it; empty for all values.
    pub(crate) fn name(&self, path: PathId) -> String {
        let mut steps = Vec::new();
        let mut at = path;
        while at != ROOT {
            let node = &self.nodes[at as usize];
            if !node.hidden {
                steps.push(node.step.as_str());
            }
            at = node.parent;
        }
        let mut name = String::new();
        for step in steps.into_iter().rev() {
            if !name.is_empty() && !step.starts_with('[') {
                name.push('.');
            }
            name.push_str(step);
        }
        name
    }
}
