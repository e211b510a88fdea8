//! The templates of a chart and its subcharts, each with the dot it is executed with (pkg/engine/engine.go `recAllTpls`).

use crate::node::Node;
use crate::objects::{Files, Values};
use periplus_value::{Map, Str, Value, sorting};
use std::rc::Rc;

/// A template file.
pub(crate) struct Entry {
    /// `top/charts/sub/templates/x.yaml`
    pub(crate) path: Str,
    pub(crate) text: Str,
    /// The dot, shared by all templates of a chart.
    pub(crate) dot: Map,
    /// The value paths that decide whether its chart is there: conditions and tags of it and the charts above.
    pub(crate) conditions: Rc<[String]>,
    base_path: Str,
}

impl Entry {
    /// Whether other templates use it but nothing is rendered from it.
    pub(crate) fn is_partial(&self) -> bool {
        let name = self.path.as_bytes().rsplit(|b| *b == b'/').next().unwrap_or_default();
        name.starts_with(b"_")
    }

    /// Tells the dot which template is rendered.
    pub(crate) fn enter(&self) {
        let template = Map::new();
        template.insert("Name", self.path.clone());
        template.insert("BasePath", self.base_path.clone());
        self.dot.insert("Template", Values::value(template));
    }
}

/// All templates in the order in which Helm parses and executes them: deep paths first, of equal depth backwards.
pub(crate) fn entries(node: &Node, top: &Map) -> Vec<Entry> {
    let mut entries = Vec::new();
    let place = Place { path: node.name().to_owned(), values: String::new(), conditions: Rc::from([]) };
    collect(node, &place, top, true, &mut entries);
    let depth = |entry: &Entry| entry.path.as_bytes().iter().filter(|b| **b == b'/').count();
    sorting::sort_by(&mut entries, |a, b| (depth(b), &b.path).cmp(&(depth(a), &a.path)));
    entries
}

/// Where a chart stands in the tree.
struct Place {
    /// `top/charts/sub`
    path: String,
    /// The path of its values with a dot behind it; empty for the root.
    values: String,
    /// See [`Entry`].
    conditions: Rc<[String]>,
}

impl Place {
    fn child(&self, node: &Node, name: &str) -> Self {
        let requirement = node.metadata.dependencies.iter().find(|requirement| requirement.name == name);
        let own = requirement.into_iter().flat_map(|requirement| {
            let conditions =
                requirement.condition.trim().split(',').filter(|condition| !condition.is_empty());
            let conditions = conditions.map(|condition| format!("{}{condition}", self.values));
            conditions.chain(requirement.tags.iter().map(|tag| format!("tags.{tag}")))
        });
        Self {
            path: format!("{}/charts/{name}", self.path),
            values: format!("{}{name}.", self.values),
            conditions: self.conditions.iter().cloned().chain(own).collect(),
        }
    }
}

/// Adds a chart's templates; its dot, for its parent's `.Subcharts`.
fn collect(node: &Node, place: &Place, parent: &Map, is_root: bool, entries: &mut Vec<Entry>) -> Map {
    let path = &place.path;
    let subcharts = Map::new();
    let dot = Map::new();
    dot.insert("Chart", node.metadata.to_map(is_root));
    dot.insert("Files", Files::value(Rc::clone(&node.loaded.files)));
    dot.insert("Release", parent.get("Release").unwrap_or_default());
    dot.insert("Capabilities", parent.get("Capabilities").unwrap_or_default());
    dot.insert("Values", values(node, parent, is_root));
    dot.insert("Subcharts", subcharts.clone());
    for child in &node.children {
        let place = place.child(node, child.name());
        subcharts.insert(child.name(), collect(child, &place, &dot, false, entries));
    }
    let is_library = node.metadata.chart_type.eq_ignore_ascii_case("library");
    for file in &node.loaded.templates {
        let entry = Entry {
            path: format!("{path}/{}", file.path).into(),
            text: file.bytes.clone(),
            dot: dot.clone(),
            conditions: Rc::clone(&place.conditions),
            base_path: format!("{path}/templates").into(),
        };
        if !is_library || entry.is_partial() {
            entries.push(entry);
        }
    }
    dot
}

/// The root's values, or a subchart's part of its parent's.
fn values(node: &Node, parent: &Map, is_root: bool) -> Value {
    let above = parent.get("Values").unwrap_or_default();
    if is_root {
        return above;
    }
    let Value::Object(above) = &above else { return Values::value(Map::new()) };
    let table = above.data().and_then(|data| data.as_map().and_then(|map| map.get_map(node.name())));
    Values::value(table.unwrap_or_default())
}
