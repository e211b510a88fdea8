//! A chart's own `values.schema.json` over what its defaults tell: its types hold, the defaults' words fill gaps.

use super::node::{Node, names};
use periplus_value::Map;

/// The node with a schema's keywords on top; a text that is no JSON object changes nothing.
pub(super) fn with_schema(derived: Node, schema: Option<&[u8]>) -> Node {
    let Some(Ok(Some(schema))) = schema.map(periplus_yaml::json::parse_map) else { return derived };
    let root = resolve(&schema, schema.clone());
    let out = combine(&derived.into_map(), &root);
    for key in ["$defs", "definitions"] {
        if let Some(all) = schema.get(key) {
            out.insert(key, all);
        }
    }
    for key in ["$schema", "$id", "$ref", "title"] {
        out.remove(key);
    }
    Node::of(out)
}

/// The definition that a root node stands for; a chain of these is no longer than the file's definitions are many.
fn resolve(root: &Map, mut node: Map) -> Map {
    for _ in 0..16 {
        let target = node.get("$ref").as_ref().and_then(names).and_then(|path| find(root, &path));
        let Some(target) = target else { break };
        node = target;
    }
    node
}

fn find(root: &Map, path: &str) -> Option<Map> {
    path.strip_prefix("#/")?.split('/').try_fold(root.clone(), |map, key| map.get_map(key))
}

fn combine(below: &Map, above: &Map) -> Map {
    let out = below.shallow_copy();
    for (key, value) in above.entries() {
        if key == "properties" || (key == "description" && out.contains("description")) {
            continue;
        }
        out.insert(key, value);
    }
    if above.contains("$ref") {
        for key in ["type", "properties"] {
            out.remove(key);
        }
    }
    let (mine, theirs) = (below.get_map("properties"), above.get_map("properties"));
    if let Some(theirs) = theirs {
        let merged = mine.unwrap_or_default().shallow_copy();
        for (name, node) in theirs.entries() {
            let node = match (merged.get_map(&name), node.as_map()) {
                (Some(below), Some(above)) => combine(&below, above).into(),
                _ => node,
            };
            merged.insert(name, node);
        }
        out.insert("properties", merged);
    }
    out
}
