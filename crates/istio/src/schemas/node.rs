//! One node of a JSON Schema, written property by property.

use periplus_value::{List, Map, Value};

/// A node; clones are the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct Node(Map);

impl Node {
    pub(super) fn of(map: Map) -> Self {
        Self(map)
    }

    pub(super) fn any() -> Self {
        Self::default()
    }

    /// A node of one or several types; null is always one of them, it stands for "not set".
    pub(super) fn typed(types: &[&str]) -> Self {
        let all = types.iter().copied().chain(["null"]);
        Self::default().set("type", Value::List(List::new(all.map(Value::string).collect())))
    }

    pub(super) fn object() -> Self {
        Self::typed(&["object"])
    }

    pub(super) fn list(items: Node) -> Self {
        Self::typed(&["array"]).set("items", items.into_value())
    }

    /// A map from any name to one kind of thing.
    pub(super) fn map_of(items: Node) -> Self {
        Self::object().set("additionalProperties", items.into_value())
    }

    pub(super) fn reference(name: &str) -> Self {
        Self::default().set("$ref", format!("#/definitions/{name}"))
    }

    pub(super) fn set(self, key: &str, value: impl Into<Setting>) -> Self {
        let Setting(value) = value.into();
        self.0.insert(key, value);
        self
    }

    /// No other properties than those it has.
    pub(super) fn close(&self) {
        self.0.insert("additionalProperties", false);
    }

    /// The property of a name, made when it isn't there.
    pub(super) fn property(&self, name: &str) -> Node {
        let all = self.properties();
        if let Some(found) = all.get_map(name) {
            return Node(found);
        }
        let node = Map::new();
        all.insert(name, Value::Map(node.clone()));
        Node(node)
    }

    pub(super) fn put(&self, name: &str, node: Node) {
        self.properties().insert(name, node.into_value());
    }

    /// A property that is there.
    pub(super) fn get(&self, name: &str) -> Option<Node> {
        self.0.get_map("properties")?.get_map(name).map(Node)
    }

    /// The properties with their names.
    pub(super) fn children(&self) -> Vec<(String, Node)> {
        let all = self.0.get_map("properties").unwrap_or_default().entries();
        let child = |(key, value): (periplus_value::Str, Value)| {
            Some((key.to_str_lossy().into_owned(), Node(value.as_map()?.clone())))
        };
        all.into_iter().filter_map(child).collect()
    }

    fn properties(&self) -> Map {
        if let Some(all) = self.0.get_map("properties") {
            return all;
        }
        let all = Map::new();
        self.0.insert("properties", Value::Map(all.clone()));
        all
    }

    /// Says what it is, unless something else is said already.
    pub(super) fn describe(&self, text: &str) -> &Self {
        if !text.is_empty() && !self.0.contains("description") {
            self.0.insert("description", text);
        }
        self
    }

    /// One of these words; in quotes, because some look like numbers.
    pub(super) fn one_of(&self, words: &[String]) {
        let null = std::iter::once(Value::Nil);
        let words = words.iter().map(|word| Value::string(word.as_str()));
        self.0.insert("enum", Value::List(List::new(words.chain([Value::string("")]).chain(null).collect())));
        self.0.insert("type", Value::strings(["string", "null"]));
        self.0.remove("examples");
    }

    pub(super) fn map(&self) -> &Map {
        &self.0
    }

    pub(super) fn into_map(self) -> Map {
        self.0
    }

    pub(super) fn into_value(self) -> Value {
        Value::Map(self.0)
    }
}

/// What a keyword of a schema may be set to.
pub(super) struct Setting(Value);

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self(Value::string(text))
    }
}

impl From<String> for Setting {
    fn from(text: String) -> Self {
        Self(Value::string(text))
    }
}

impl From<Value> for Setting {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

/// A value's text, if it is a string.
pub(super) fn names(value: &Value) -> Option<String> {
    value.as_string().map(|text| text.to_str_lossy().into_owned())
}
