//! A JSON Schema as far as an editor needs it: types, properties, items, enums, words. What it doesn't know it lets pass.

use periplus_value::{Map, Value, sorting};
use std::rc::Rc;

/// References followed from one node before it is given up.
const MOST_REFERENCES: usize = 16;

/// A node of a schema, with the file that its references are looked up in. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Schema {
    root: Rc<Map>,
    /// The node, and what it refers to: the first that has a keyword wins.
    nodes: Vec<Map>,
}

impl Schema {
    /// A whole schema file.
    pub fn new(root: Map) -> Self {
        let root = Rc::new(root);
        Self::at(&root, root.as_ref().clone())
    }

    fn at(root: &Rc<Map>, node: Map) -> Self {
        let mut nodes = vec![node];
        let mut next = 0;
        while next < nodes.len() && nodes.len() < MOST_REFERENCES {
            let node = nodes[next].clone();
            let target = node.get("$ref").as_ref().and_then(text).and_then(|path| find(root, &path));
            let all =
                node.get("allOf").and_then(|all| all.as_list().map(|all| all.to_vec())).unwrap_or_default();
            nodes.extend(target.into_iter().chain(all.iter().filter_map(|node| node.as_map().cloned())));
            next += 1;
        }
        Self { root: Rc::clone(root), nodes }
    }

    fn keyword(&self, name: &str) -> Option<Value> {
        self.nodes.iter().find_map(|node| node.get(name))
    }

    /// The type names it allows; empty for any.
    pub fn types(&self) -> Vec<String> {
        match self.keyword("type") {
            Some(Value::List(all)) => all.iter().filter_map(text).collect(),
            Some(one) => text(&one).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether a type name is allowed.
    pub fn allows(&self, name: &str) -> bool {
        let types = self.types();
        types.is_empty() || types.iter().any(|ty| ty == name || (ty == "number" && name == "integer"))
    }

    /// What it is, in words.
    pub fn description(&self) -> String {
        self.keyword("description").as_ref().and_then(text).unwrap_or_default()
    }

    /// The value without a setting.
    pub fn default(&self) -> Option<Value> {
        self.keyword("default")
    }

    /// The values it is held to; empty for no such list.
    pub fn values(&self) -> Vec<Value> {
        self.list("enum")
    }

    /// Values to suggest.
    pub fn examples(&self) -> Vec<Value> {
        self.list("examples")
    }

    fn list(&self, keyword: &str) -> Vec<Value> {
        self.keyword(keyword).and_then(|all| all.as_list().map(|all| all.to_vec())).unwrap_or_default()
    }

    /// Names of properties, in order; `suggested`: without those that a schema keeps quiet about.
    pub fn names(&self, suggested: bool) -> Vec<String> {
        let quiet = |node: &Value| {
            node.as_map()
                .is_some_and(|node| node.get("doNotSuggest").is_some_and(|v| v.as_bool() == Some(true)))
        };
        let mut names: Vec<String> = Vec::new();
        for properties in self.nodes.iter().filter_map(|node| node.get_map("properties")) {
            for (name, node) in properties.borrow().iter() {
                let name = name.to_str_lossy();
                if !(suggested && (quiet(node) || name.starts_with('_'))) && !names.iter().any(|n| *n == name)
                {
                    names.push(name.into_owned());
                }
            }
        }
        sorting::sort(&mut names);
        names
    }

    /// The node of a property, also one that only `additionalProperties` describes.
    pub fn property(&self, name: &str) -> Option<Schema> {
        let named = self.nodes.iter().find_map(|node| node.get_map("properties")?.get_map(name));
        named
            .or_else(|| self.keyword("additionalProperties")?.as_map().cloned())
            .map(|node| Self::at(&self.root, node))
    }

    /// Whether other properties than the named ones are an error.
    pub fn is_closed(&self) -> bool {
        matches!(self.keyword("additionalProperties"), Some(Value::Bool(false)))
    }

    /// The node of list items.
    pub fn item(&self) -> Option<Schema> {
        self.keyword("items")?.as_map().map(|node| Self::at(&self.root, node.clone()))
    }
}

fn find(root: &Map, path: &str) -> Option<Map> {
    path.strip_prefix("#/")?.split('/').try_fold(root.clone(), |map, key| map.get_map(key))
}

/// A string's text.
pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_string().map(|text| text.to_str_lossy().into_owned())
}

/// A scalar as it is written in YAML.
pub(crate) fn written(value: &Value) -> String {
    periplus_yaml::emit(value).map(|text| text.trim_end().to_owned()).unwrap_or_default()
}
