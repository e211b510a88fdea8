//! Schemas by address: which part of which document a `$ref` means.

use super::address::resolve;
use super::dialect::Dialect;
use super::draft::Draft;
use super::failure::{TOO_MUCH, escape};
use periplus_sprig::{Url, escape_segments};
use periplus_value::{Map, Str, Value};
use periplus_yaml::{Numbers, json};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Helm's name for the one schema it compiles.
pub(super) const ROOT: &str = "file:///values.schema.json";

/// A schema in its document: what it says, and the resource that its references are relative to.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    pub(super) value: Value,
    pub(super) resource: usize,
}

impl Schema {
    /// What tells two schemas apart; boolean ones need no telling.
    pub(super) fn identity(&self) -> usize {
        self.value.as_map().map_or(0, Map::identity)
    }
}

/// What leads to a schema: a reference, and the resource that it stands in.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) from: usize,
    pub(super) text: String,
}

/// A part of a document with an address of its own.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) root: Value,
    pub(super) url: String,
    pub(super) dialect: Dialect,
    document: Rc<Document>,
    anchors: BTreeMap<Str, Schema>,
    dynamic: BTreeMap<Str, Schema>,
}

impl Resource {
    /// Where a pointer into it leads, by the address under which its document was loaded.
    fn place(&self, pointer: &str) -> String {
        self.document.place(self.root.as_map().map_or(0, Map::identity)) + &escape_segments(pointer)
    }

    /// The schema that a `$dynamicAnchor` names here.
    pub(super) fn dynamic(&self, name: &str) -> Option<&Schema> {
        self.dynamic.get(name.as_bytes())
    }
}

/// All documents that were loaded.
#[derive(Debug, Default)]
pub(super) struct Registry {
    pub(super) resources: Vec<Resource>,
    by_identity: BTreeMap<usize, usize>,
    /// What schemas are held to that name the document of a vocabulary.
    pub(super) combined: BTreeMap<usize, usize>,
    /// The schemas in which names were looked for.
    walked: BTreeSet<usize>,
    /// About how much there is in all documents.
    size: usize,
    /// Whether a document was refused because it is on the network.
    pub(super) elsewhere: bool,
    /// URNs of documents that nobody has, for which there are schemas that take everything.
    pub(super) urns: Vec<String>,
}

/// More addresses than this are refused: each reference looks through them.
const MAX_RESOURCES: usize = 1000;

/// What a keyword's value holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    One,
    Many,
    Named,
    /// Schemas that count only when something refers to them
    Definitions,
}

/// Where schemas stand inside a schema, and the drafts that know the keyword; in the order in which they are compiled
/// (objcompiler.go).
const KEYWORDS: [(&str, Holds, Draft, Draft); 23] = [
    ("allOf", Holds::Many, Draft::V4, Draft::V2020),
    ("anyOf", Holds::Many, Draft::V4, Draft::V2020),
    ("oneOf", Holds::Many, Draft::V4, Draft::V2020),
    ("not", Holds::One, Draft::V4, Draft::V2020),
    ("items", Holds::One, Draft::V4, Draft::V2020),
    ("items", Holds::Many, Draft::V4, Draft::V2019),
    ("additionalItems", Holds::One, Draft::V4, Draft::V2019),
    ("properties", Holds::Named, Draft::V4, Draft::V2020),
    ("patternProperties", Holds::Named, Draft::V4, Draft::V2020),
    ("additionalProperties", Holds::One, Draft::V4, Draft::V2020),
    ("dependencies", Holds::Named, Draft::V4, Draft::V2020),
    ("definitions", Holds::Definitions, Draft::V4, Draft::V2020),
    ("contains", Holds::One, Draft::V6, Draft::V2020),
    ("propertyNames", Holds::One, Draft::V6, Draft::V2020),
    ("if", Holds::One, Draft::V7, Draft::V2020),
    ("then", Holds::One, Draft::V7, Draft::V2020),
    ("else", Holds::One, Draft::V7, Draft::V2020),
    ("contentSchema", Holds::One, Draft::V2019, Draft::V2020),
    ("$defs", Holds::Definitions, Draft::V2019, Draft::V2020),
    ("dependentSchemas", Holds::Named, Draft::V2019, Draft::V2020),
    ("unevaluatedProperties", Holds::One, Draft::V2019, Draft::V2020),
    ("unevaluatedItems", Holds::One, Draft::V2019, Draft::V2020),
    ("prefixItems", Holds::Many, Draft::V2020, Draft::V2020),
];

impl Registry {
    /// Adds a document under an address; the schema it is.
    pub(super) fn add(&mut self, url: &str, document: Value) -> Result<Schema, String> {
        let declared = match document.as_map() {
            Some(map) => self.declared(map, url, || format!("{url}#"))?,
            None => None,
        };
        let dialect = declared.unwrap_or(Dialect { draft: Draft::DEFAULT, vocabulary: None });
        self.size = self.size.saturating_add(document.expanded_size());
        let resource = self.resources.len();
        let home = Document { url: url.to_owned(), root: document.clone(), first: resource };
        self.push(document.clone(), url.to_owned(), dialect, Rc::new(home))?;
        self.walk(Schema { value: document, resource })
    }

    /// Notes the names in a schema; the schema with the resource that it is in.
    pub(super) fn walk(&mut self, schema: Schema) -> Result<Schema, String> {
        let document = Rc::clone(&self.resources[schema.resource].document);
        self.collect(&schema, &document)?;
        Ok(self.enter(schema.value, schema.resource))
    }

    /// In how many schemas names were looked for.
    pub(super) fn walked(&self) -> usize {
        self.walked.len()
    }

    /// The metaschema of the draft that a value which is a schema with an address is held to, if another one than this.
    pub(super) fn metaschema_for(&mut self, metaschema: usize, value: &Value) -> Option<usize> {
        let own = *self.by_identity.get(&value.as_map()?.identity())?;
        let found = self.metaschema(own).ok()?;
        (self.resources[metaschema].is_draft() && found != metaschema).then_some(found)
    }

    /// The number of a new resource.
    fn push(
        &mut self,
        root: Value,
        url: String,
        dialect: Dialect,
        document: Rc<Document>,
    ) -> Result<usize, String> {
        if self.resources.len() >= MAX_RESOURCES {
            return Err(TOO_MUCH.to_owned());
        }
        let (anchors, dynamic) = (BTreeMap::new(), BTreeMap::new());
        self.resources.push(Resource { root, url, dialect, document, anchors, dynamic });
        Ok(self.resources.len() - 1)
    }

    /// Whether names were looked for in a schema: not if only a pointer leads to it, past all keywords.
    pub(super) fn is_walked(&self, schema: &Schema) -> bool {
        match &schema.value {
            Value::Map(map) => self.walked.contains(&map.identity()),
            Value::List(list) => self.walked.contains(&list.identity()),
            Value::Bool(_) => self.resources[schema.resource].dialect.draft > Draft::V4,
            _ => false,
        }
    }

    /// Where a schema stands in its document, by the address under which that was loaded.
    pub(super) fn place(&self, schema: &Schema) -> String {
        self.resources[schema.resource].document.place(schema.identity())
    }

    /// Where something stands that only a pointer tells from its like.
    pub(super) fn place_of(&self, Reference { from, text }: &Reference) -> String {
        let (url, fragment) = resolve(&self.resources[*from].url, text).unwrap_or_default();
        match self.number_of(*from, &url) {
            Some(number) => self.resources[number].place(&fragment),
            None => url,
        }
    }

    /// About how much there is in all documents, and so what it costs to find a schema's place in them.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// What it costs to find what a reference leads to.
    pub(super) fn cost(&self, reference: &str) -> usize {
        self.resources.len() + reference.len()
    }

    /// The resource of that number.
    pub(super) fn resource(&self, number: usize) -> &Resource {
        &self.resources[number]
    }

    /// A schema found inside a resource: it may be a resource itself.
    pub(super) fn enter(&self, value: Value, parent: usize) -> Schema {
        let own = value.as_map().and_then(|map| self.by_identity.get(&map.identity())).copied();
        Schema { value, resource: own.unwrap_or(parent) }
    }

    /// What a reference in a resource leads to; loads metaschemas, and nothing else from outside.
    pub(super) fn resolve(&mut self, from: usize, reference: &str) -> Result<Schema, String> {
        let (url, fragment) = resolve(&self.resources[from].url, reference)?;
        let resource = match self.number_of(from, &url) {
            Some(number) => number,
            None => self.load(&url)?,
        };
        self.fragment(resource, &fragment)
    }

    /// Where a schema stands: the address of its document and a pointer.
    pub(super) fn location(&self, schema: &Schema) -> String {
        let identity = schema.identity();
        for resource in &self.resources {
            if let Some(path) = path_to(&resource.root, identity) {
                return format!("{}#{path}", resource.url);
            }
        }
        String::new()
    }

    /// What a resource calls by an address: its own document, a part of it, another document that was loaded.
    fn number_of(&self, from: usize, url: &str) -> Option<usize> {
        let home = &self.resources[from].document;
        if home.url == url {
            return Some(home.first);
        }
        let is_part = |resource: &Resource| Rc::ptr_eq(&resource.document, home) && resource.url == url;
        self.resources.iter().position(is_part).or_else(|| self.loaded(url))
    }

    fn loaded(&self, url: &str) -> Option<usize> {
        self.resources.iter().find(|resource| resource.document.url == url).map(|found| found.document.first)
    }

    /// Loads a document, if it isn't one that nobody has.
    pub(super) fn load(&mut self, url: &str) -> Result<usize, String> {
        if let Some(number) = self.loaded(url) {
            return Ok(number);
        }
        if let Some((draft, folder)) = Draft::with_document(url) {
            for (name, document) in decoded(draft.documents())?.as_map().iter().flat_map(|all| all.entries())
            {
                self.add(&format!("{folder}{name}"), document)?;
            }
            if let Some(number) = self.loaded(url) {
                return Ok(number);
            }
        }
        self.refused(url)?;
        Ok(self.add(url, Value::Bool(true))?.resource)
    }

    /// Why a document can't be had; one that a URN names is missed by nobody (Helm's jsonschema.go).
    fn refused(&mut self, url: &str) -> Result<(), String> {
        let parsed = Url::parse(url)?;
        let why = match parsed.scheme() {
            b"urn" => {
                self.urns.push(url.to_owned());
                return Ok(());
            }
            b"file" => {
                let path = String::from_utf8_lossy(parsed.path());
                // Nobody looks at the disk; that there is a folder at its top is known.
                if path == "/" {
                    "read /: is a directory".to_owned()
                } else {
                    format!("open {path}: no such file or directory")
                }
            }
            b"http" | b"https" => {
                self.elsewhere = true;
                "schemas outside the chart are never fetched".to_owned()
            }
            _ => format!("no URLLoader registered for {}", go_quote(&parsed.to_string())),
        };
        Err(format!("failing loading {}: {why}", go_quote(url)))
    }

    fn fragment(&self, resource: usize, fragment: &str) -> Result<Schema, String> {
        let home = &self.resources[resource];
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return home.anchors.get(fragment.as_bytes()).cloned().ok_or_else(|| {
                let address = format!("{}#{}", home.url, escape_segments(fragment));
                format!(
                    "anchor in {} not found in schema {}",
                    go_quote(&address),
                    go_quote(&home.document.url)
                )
            });
        }
        let mut schema = self.enter(home.root.clone(), resource);
        let place = || go_quote(&home.place(fragment));
        for token in fragment.split('/').skip(1) {
            let Some(token) = unescaped(token) else {
                return Err(format!("invalid json-pointer {}", place()));
            };
            let child = child(&schema.value, &token)
                .ok_or_else(|| format!("json-pointer in {} not found", place()))?;
            schema = self.enter(child, schema.resource);
        }
        Ok(schema)
    }

    /// Walks a document for addresses and anchors.
    fn collect(&mut self, schema: &Schema, document: &Rc<Document>) -> Result<(), String> {
        if let Value::List(names) = &schema.value {
            self.walked.insert(names.identity());
        }
        let Some(map) = schema.value.as_map() else { return Ok(()) };
        if !self.walked.insert(map.identity()) {
            return Ok(());
        }
        let schema = self.collect_names(map, schema.resource, document)?;
        for value in subschemas(map, self.resources[schema.resource].dialect.draft, false) {
            self.collect(&Schema { value, resource: schema.resource }, document)?;
        }
        Ok(())
    }

    /// Notes the address and the anchors of one schema; the schema with the resource that it is in.
    fn collect_names(&mut self, map: &Map, parent: usize, document: &Rc<Document>) -> Result<Schema, String> {
        let place = || document.place(map.identity());
        let declared = self.declared(map, "", place)?;
        let home = &self.resources[parent];
        let mut schema = Schema { value: Value::Map(map.clone()), resource: parent };
        // A draft counts only where a schema has an address, by the word that this draft has for it (roots.go).
        let dialects = declared.into_iter().chain([home.dialect]);
        let named = dialects.map(|by| (by, by.draft.id(map).0)).find(|(_, address)| !address.is_empty());
        if let Some((dialect, address)) = named {
            let (url, _) = resolve(&home.url, &address)
                .map_err(|_| format!("error in parsing id at {}", go_quote(&place())))?;
            schema.resource = self.name_resource(map, url, parent, dialect, document)?;
        }
        let draft = self.resources[schema.resource].dialect.draft;
        if draft < Draft::V2019 && map.contains("$ref") {
            return Ok(schema);
        }
        let anchor = if draft < Draft::V2019 { Some(draft.id(map).1) } else { string(map, "$anchor") };
        let dynamic = if draft >= Draft::V2020 { string(map, "$dynamicAnchor") } else { None };
        let home = &mut self.resources[schema.resource];
        for name in anchor.iter().chain(&dynamic).filter(|name| !name.is_empty()) {
            let before = home.anchors.insert(name.as_str().into(), schema.clone());
            if let Some(before) = before.filter(|before| before.identity() != schema.identity()) {
                return Err(document.duplicate("anchor", name, before.identity(), schema.identity()));
            }
        }
        if let Some(name) = dynamic {
            home.dynamic.insert(name.as_str().into(), schema.clone());
        }
        Ok(schema)
    }

    fn name_resource(
        &mut self,
        map: &Map,
        url: String,
        parent: usize,
        dialect: Dialect,
        document: &Rc<Document>,
    ) -> Result<usize, String> {
        let is_same = |other: &&Resource| Rc::ptr_eq(&other.document, document) && other.url == url;
        let roots = self.resources.iter().filter(is_same);
        let mut others = roots.filter_map(|resource| resource.root.as_map()).filter(|root| !root.same(map));
        if let Some(before) = others.next() {
            return Err(document.duplicate("id", &url, map.identity(), before.identity()));
        }
        let home = &self.resources[parent];
        if home.root.as_map().is_some_and(|root| root.same(map)) {
            self.resources[parent].url = url;
            return Ok(parent);
        }
        let number = self.push(Value::Map(map.clone()), url, dialect, Rc::clone(document))?;
        self.by_identity.insert(map.identity(), number);
        Ok(number)
    }
}

/// A text that was loaded.
#[derive(Debug)]
struct Document {
    /// Its address, whatever it calls itself.
    url: String,
    root: Value,
    /// The number of its resource; those of what is inside it follow.
    first: usize,
}

impl Document {
    /// Where in it a schema stands.
    fn place(&self, identity: usize) -> String {
        format!("{}#{}", self.url, escape_segments(&path_to(&self.root, identity).unwrap_or_default()))
    }

    /// Two schemas of one name; Go finds those that aren't inside each other in any order.
    fn duplicate(&self, what: &str, name: &str, one: usize, other: usize) -> String {
        let [one, other] =
            [one, other].map(|schema| go_quote(&path_to(&self.root, schema).unwrap_or_default()));
        format!("duplicate {what} {} in {} at {one} and {other}", go_quote(name), go_quote(&self.url))
    }
}

/// The schemas directly inside a schema; with `used`, only those that apply without being referred to.
pub(super) fn subschemas(map: &Map, draft: Draft, used: bool) -> Vec<Value> {
    let mut found = Vec::new();
    // Beside `$ref` old drafts ignore what draft 4 had, but not what came later (objcompiler.go).
    let bare = used && draft < Draft::V2019 && map.contains("$ref");
    let since = if bare { Draft::V6 } else { Draft::V4 };
    let known =
        KEYWORDS.iter().filter(|(_, _, first, last)| *first >= since && (*first..=*last).contains(&draft));
    // Behind items that are all alike there are none (objcompiler.go).
    let tuple = matches!(map.get("items"), Some(Value::List(_)));
    let unused = |row: &&(&str, Holds, Draft, Draft)| {
        row.1 == Holds::Definitions || row.0 == "contentSchema" || row.0 == "additionalItems" && !tuple
    };
    for (keyword, holds, ..) in known.filter(|row| !used || !unused(row)) {
        match (holds, map.get(keyword)) {
            (Holds::Many | Holds::Definitions, Some(Value::List(list))) => found.extend(list.iter().cloned()),
            (Holds::One, Some(schema @ Value::Map(_))) => found.push(schema),
            (Holds::Named | Holds::Definitions, Some(Value::Map(inner))) => {
                found.extend(inner.borrow().values().cloned());
            }
            _ => {}
        }
    }
    found
}

/// A keyword whose value is a string.
pub(super) fn string(map: &Map, keyword: &str) -> Option<String> {
    map.get(keyword)?.as_string().map(|s| s.to_str_lossy().into_owned())
}

pub(super) fn decoded(text: &str) -> Result<Value, String> {
    json::decode(text.as_bytes(), Numbers::Json).map(|decoded| decoded.value).map_err(|e| e.to_string())
}

pub(super) fn go_quote(text: &str) -> String {
    periplus_value::quote(text.as_bytes())
}

/// A token of a pointer without its escapes; `None` if one is none.
fn unescaped(token: &str) -> Option<String> {
    let sound = token.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    sound.then(|| token.replace("~1", "/").replace("~0", "~"))
}

fn child(value: &Value, token: &str) -> Option<Value> {
    match value {
        Value::Map(map) => map.get(token),
        Value::List(list) => list.get(token.parse::<usize>().ok()?).cloned(),
        _ => None,
    }
}

fn path_to(value: &Value, identity: usize) -> Option<String> {
    match value {
        Value::Map(map) if map.identity() == identity => Some(String::new()),
        Value::Map(map) => map.borrow().iter().find_map(|(key, value)| {
            path_to(value, identity).map(|path| format!("/{}{path}", escape(&key.to_str_lossy())))
        }),
        Value::List(list) => list
            .iter()
            .enumerate()
            .find_map(|(index, value)| path_to(value, identity).map(|path| format!("/{index}{path}"))),
        _ => None,
    }
}
