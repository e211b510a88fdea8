//! Nodes to a value: go-yaml v2's decoder (`decode.go`), then what sigs.k8s.io/yaml makes of its result on the way
//! through JSON (`yaml.go`): keys become strings, numbers `float64` or `json.Number`.

use crate::error::{DuplicateKey, Error, Layer, YamlError};
use crate::go_syntax::{key_syntax, value_syntax};
use crate::json::{self, JsonError};
use crate::resolve::{self, Scalar};
use crate::tree::{Id, NONE, NodeKind, Tree};
use crate::{Numbers, Options, base64};
use periplus_value::unicode::names_field;
use periplus_value::{IntKind, Integer, List, Map, Str, Value, format_float};
use std::collections::BTreeSet;

/// How many nodes may come from aliases: nearly all in small documents, a tenth in large ones.
const SMALL: usize = 400_000;
const LARGE: usize = 4_000_000;

type Entries = Vec<(Str, Value)>;

pub(crate) struct Decoder<'t, 'a> {
    tree: &'t Tree<'a>,
    options: &'t Options,
    nodes: usize,
    from_aliases: usize,
    aliases: Vec<Id>,
    depth: usize,
    duplicates: Vec<DuplicateKey>,
    /// The first key that JSON can't have, and its mapping; told only if the rest of the document is sound.
    bad_key: Option<(Id, Error)>,
    infinite: bool,
}

/// The value of a document.
pub(crate) fn decode(tree: &Tree, options: &Options) -> Result<Value, Error> {
    if tree.root == NONE {
        return Ok(Value::Nil);
    }
    let mut decoder = Decoder::new(tree, options);
    let value = decoder.value(tree.root)?;
    decoder.finish(value)
}

/// Entries of a document's mapping by the names of their keys, in any case.
pub(crate) fn decode_keys(tree: &Tree, keys: &[&str], options: &Options) -> Result<Map, Error> {
    let wanted = |name: &[u8]| keys.iter().any(|key| names_field(name, key));
    if tree.root == NONE
        || tree.node(tree.root).kind != NodeKind::Mapping
        || options.strict
        || tree.depth > options.max_depth
        || !is_plain(tree)
    {
        let value = decode(tree, options)?;
        let entries = value.as_map().map(Map::entries).unwrap_or_default();
        return Ok(entries.into_iter().filter(|(name, _)| wanted(name.as_bytes())).collect());
    }
    let mut decoder = Decoder::new(tree, options);
    let mut entries = Vec::new();
    let mut children = tree.children(tree.root);
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        if wanted(&tree.node(key).text)
            && let Some(name) = decoder.key(tree.root, key, value)?
        {
            entries.push((name, decoder.value(value)?));
        }
    }
    Ok(entries.into_iter().collect())
}

/// Whether nothing in a document can be wrong once it was read: no alias, tag or merge key, all keys fit for JSON,
/// no infinite numbers.
fn is_plain(tree: &Tree) -> bool {
    tree.ids().all(|id| {
        let node = tree.node(id);
        node.tag().is_empty()
            && match node.kind {
                NodeKind::Alias => false,
                NodeKind::Mapping => tree.children(id).step_by(2).all(|key| is_plain_key(tree, key)),
                NodeKind::Sequence | NodeKind::Scalar(false) => true,
                NodeKind::Scalar(true) => {
                    !matches!(*node.text, [b'.', ..] | [b'+' | b'-', b'.', ..])
                        || !matches!(resolve::plain(&node.text), Scalar::Float(n) if !n.is_finite())
                }
            }
    })
}

fn is_plain_key(tree: &Tree, key: Id) -> bool {
    let node = tree.node(key);
    match node.kind {
        NodeKind::Scalar(false) => true,
        NodeKind::Scalar(true) => {
            *node.text != *b"<<" && !matches!(resolve::plain(&node.text), Scalar::Null | Scalar::Uint(_))
        }
        _ => false,
    }
}

fn fail(problem: impl Into<String>, tree: &Tree, id: Id) -> Error {
    let (layer, mark) = (Layer::Decoder, Some(tree.node(id).start));
    YamlError { layer, problem: problem.into(), context: "", mark, start: None }.into()
}

impl<'t, 'a> Decoder<'t, 'a> {
    fn new(tree: &'t Tree<'a>, options: &'t Options) -> Self {
        Self {
            tree,
            options,
            nodes: 1,
            from_aliases: 0,
            aliases: Vec::new(),
            depth: 0,
            duplicates: Vec::new(),
            bad_key: None,
            infinite: false,
        }
    }

    /// The value, unless something in it doesn't fit.
    fn finish(self, value: Value) -> Result<Value, Error> {
        if !self.duplicates.is_empty() {
            return Err(Error::Duplicates(self.duplicates));
        }
        if let Some((_, error)) = self.bad_key {
            return Err(error);
        }
        if self.infinite {
            json::check_finite(&value).map_err(Error::Unsupported)?;
        }
        Ok(value)
    }

    /// Counts a node as Go does, so that the same documents have too many aliases.
    fn count(&mut self, id: Id) -> Result<(), Error> {
        self.nodes += 1;
        if self.aliases.is_empty() {
            return Ok(());
        }
        self.from_aliases += 1;
        let allowed = match self.nodes {
            ..=SMALL => 0.99,
            LARGE.. => 0.10,
            n => 0.99 - 0.89 * ((n - SMALL) as f64 / (LARGE - SMALL) as f64),
        };
        let ratio = self.from_aliases as f64 / self.nodes as f64;
        if self.from_aliases > 100 && self.nodes > 1000 && ratio > allowed {
            return Err(fail("document contains excessive aliasing", self.tree, id));
        }
        Ok(())
    }

    fn value(&mut self, id: Id) -> Result<Value, Error> {
        self.count(id)?;
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Scalar(_) => return self.scalar(id),
            NodeKind::Alias => return self.alias(id, Self::value),
            NodeKind::Sequence | NodeKind::Mapping => {}
        }
        let list = node.kind == NodeKind::Sequence;
        self.depth += 1;
        if self.depth > self.options.max_depth {
            return Err(Error::FromJson(JsonError::too_deep(list)));
        }
        let value = if list { self.sequence(id)? } else { self.mapping(id)? };
        self.depth -= 1;
        Ok(value)
    }

    fn sequence(&mut self, id: Id) -> Result<Value, Error> {
        let mut items = Vec::new();
        for child in self.tree.children(id) {
            items.push(self.value(child)?);
        }
        Ok(Value::List(List::new(items)))
    }

    fn alias<T>(&mut self, id: Id, then: impl FnOnce(&mut Self, Id) -> Result<T, Error>) -> Result<T, Error> {
        let node = self.tree.node(id);
        if self.aliases.contains(&id) {
            let name = String::from_utf8_lossy(&node.text);
            return Err(fail(format!("anchor '{name}' value contains itself"), self.tree, id));
        }
        self.aliases.push(id);
        let result = then(self, node.child);
        self.aliases.pop();
        result
    }

    fn mapping(&mut self, id: Id) -> Result<Value, Error> {
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        self.fill(id, &mut entries, &mut seen)?;
        Ok(Value::Map(entries.into_iter().collect::<Map>()))
    }

    /// Adds the entries of a mapping; of equal keys the last one wins, also against one from `<<`.
    fn fill(&mut self, id: Id, entries: &mut Entries, seen: &mut BTreeSet<String>) -> Result<(), Error> {
        let mut children = self.tree.children(id);
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            if self.is_merge(key) {
                self.merge(value, entries, seen)?;
                continue;
            }
            let name = self.key(id, key, value)?;
            let item = self.value(value)?;
            if self.options.strict && !seen.insert(key_syntax(self.tree, key)) {
                let line = self.tree.node(value).start.line;
                self.duplicates.push(DuplicateKey { line, key: key_syntax(self.tree, key) });
            } else if let Some(name) = name {
                entries.push((name, item));
            }
        }
        Ok(())
    }

    /// What an alias stands for; any other node itself.
    fn target(&self, id: Id) -> Id {
        let node = self.tree.node(id);
        if node.kind == NodeKind::Alias { node.child } else { id }
    }

    fn is_merge(&self, id: Id) -> bool {
        let node = self.tree.node(id);
        *node.text == *b"<<"
            && (node.kind == NodeKind::Scalar(true)
                || (node.kind == NodeKind::Scalar(false) && node.tag() == b"tag:yaml.org,2002:merge"))
    }

    /// `<<`: a mapping or a list of mappings, of which the first ones win.
    fn merge(&mut self, id: Id, entries: &mut Entries, seen: &mut BTreeSet<String>) -> Result<(), Error> {
        if self.tree.node(id).kind != NodeKind::Sequence {
            return self.merge_one(id, entries, seen);
        }
        let mut items: Vec<Id> = self.tree.children(id).collect();
        items.reverse();
        items.into_iter().try_for_each(|item| self.merge_one(item, entries, seen))
    }

    fn merge_one(&mut self, id: Id, entries: &mut Entries, seen: &mut BTreeSet<String>) -> Result<(), Error> {
        let node = self.tree.node(id);
        let target = self.target(id);
        if self.tree.node(target).kind != NodeKind::Mapping {
            return Err(fail("map merge requires map or sequence of maps as the value", self.tree, id));
        }
        self.depth += 1;
        if self.depth > self.options.max_depth {
            return Err(Error::FromJson(JsonError::too_deep(false)));
        }
        self.count(id)?;
        if node.kind == NodeKind::Alias {
            self.alias(id, |decoder, target| {
                decoder.count(target)?;
                decoder.fill(target, entries, seen)
            })?;
        } else {
            self.fill(id, entries, seen)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// A key as text; `None` when JSON can't have it, which is remembered.
    fn key(&mut self, mapping: Id, id: Id, value: Id) -> Result<Option<Str>, Error> {
        if matches!(self.tree.node(id).kind, NodeKind::Scalar(_)) {
            self.count(id)?;
        } else {
            self.value(id)?;
        }
        let target = self.target(id);
        let node = self.tree.node(target);
        if !matches!(node.kind, NodeKind::Scalar(_)) {
            let problem = format!("invalid map key: {}", value_syntax(self.tree, target));
            return Err(fail(problem, self.tree, id));
        }
        let text = match self.resolve(target)? {
            Resolved::Text(text) => text,
            Resolved::Scalar(Scalar::Bool(b)) => Str::from(if b { "true" } else { "false" }),
            Resolved::Scalar(Scalar::Int(n)) => n.to_string().into(),
            Resolved::Scalar(Scalar::Float(n)) => float_key(n).into(),
            Resolved::Scalar(_) if self.bad_key.as_ref().is_some_and(|(owner, _)| *owner != mapping) => {
                return Ok(None);
            }
            Resolved::Scalar(other) => {
                let go_type = if other == Scalar::Null { "%!s(<nil>)" } else { "uint64" }.to_owned();
                let (key, value) = (key_syntax(self.tree, target), value_syntax(self.tree, value));
                self.remember_bad_key(mapping, Error::Key { go_type, key, value, mark: node.start });
                return Ok(None);
            }
        };
        Ok(Some(text))
    }

    /// Keeps the first such key, with the value that it has last.
    fn remember_bad_key(&mut self, mapping: Id, error: Error) {
        let same = |old: &Error| matches!((old, &error), (Error::Key { key: a, .. }, Error::Key { key: b, .. }) if a == b);
        if self.bad_key.as_ref().is_none_or(|(owner, old)| *owner == mapping && same(old)) {
            self.bad_key = Some((mapping, error));
        }
    }

    fn scalar(&mut self, id: Id) -> Result<Value, Error> {
        Ok(match self.resolve(id)? {
            Resolved::Text(text) => Value::String(text),
            Resolved::Scalar(Scalar::Null) => Value::Nil,
            Resolved::Scalar(Scalar::Bool(b)) => Value::Bool(b),
            Resolved::Scalar(Scalar::Float(n)) if !n.is_finite() => {
                self.infinite = true;
                Value::Float(n)
            }
            Resolved::Scalar(found) => number(self.options.numbers, found),
        })
    }

    fn resolve(&self, id: Id) -> Result<Resolved, Error> {
        let node = self.tree.node(id);
        let tag = node.tag();
        if tag.is_empty() && node.kind == NodeKind::Scalar(false) {
            return Ok(Resolved::Text(Str::from(&*node.text)));
        }
        if tag == b"tag:yaml.org,2002:binary" {
            let problem = "!!binary value contains invalid base64 data";
            let bytes = base64::decode(&node.text).ok_or_else(|| fail(problem, self.tree, id))?;
            return Ok(Resolved::Text(json::valid_text(&bytes).into_owned().into()));
        }
        match resolve::tagged(tag, &node.text).map_err(|problem| fail(problem, self.tree, id))? {
            Scalar::Text | Scalar::Timestamp => Ok(Resolved::Text(Str::from(&*node.text))),
            scalar => Ok(Resolved::Scalar(scalar)),
        }
    }
}

/// A number as it was asked for.
pub(crate) fn number(numbers: Numbers, number: Scalar) -> Value {
    match (numbers, number) {
        (Numbers::Float, Scalar::Int(n)) => Value::Float(n as f64),
        (Numbers::Float, Scalar::Uint(n)) => Value::Float(n as f64),
        (Numbers::Json, Scalar::Int(n)) => Value::Number(n.to_string().into()),
        (Numbers::Json, Scalar::Uint(n)) => Value::Number(n.to_string().into()),
        (Numbers::Json, Scalar::Float(n)) => Value::Number(json::float_text(n).into()),
        (Numbers::Go, Scalar::Int(n)) => Value::int(n),
        (Numbers::Go, Scalar::Uint(n)) => Value::Int(Integer::new(IntKind::Uint64, n as i64)),
        (_, Scalar::Float(n)) => Value::Float(n),
        _ => Value::Nil,
    }
}

enum Resolved {
    Text(Str),
    Scalar(Scalar),
}

/// A number as a key: like a `float32`, since sigs.k8s.io/yaml formats keys with 32 bits.
pub(crate) fn float_key(n: f64) -> String {
    if n.is_nan() {
        return ".nan".to_owned();
    }
    let narrow = n as f32;
    if narrow.is_infinite() {
        return if n > 0.0 { ".inf".to_owned() } else { "-.inf".to_owned() };
    }
    let mut out = String::new();
    periplus_value::append_float(&mut out, n, b'g', None, 32);
    out
}

/// The text of a scalar read into a string field, for numbers and bools as sigs.k8s.io/yaml coerces them:
/// `1.10` gives `1.1`. Wants a value read with [`Numbers::Go`]; `None` for what stays as it is.
pub fn string_field(value: &Value) -> Option<Str> {
    Some(match value {
        Value::Bool(b) => Str::from(if *b { "true" } else { "false" }),
        Value::Int(n) => n.get().to_string().into(),
        Value::Float(n) => {
            let narrow = *n as f32;
            if narrow.is_finite() {
                let mut out = String::new();
                periplus_value::append_float(&mut out, *n, b'g', None, 32);
                out.into()
            } else {
                format_float(f64::from(narrow), b'g', None).into()
            }
        }
        _ => return None,
    })
}
