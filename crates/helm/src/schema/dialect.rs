//! What a `$schema` comes to: a draft, or the document of one of its vocabularies, whose keywords alone count then. A
//! draft's name with a fragment is a document, too: that of all its vocabularies.

use super::draft::Draft;
use super::registry::{ROOT, Registry, Resource, Schema, decoded, go_quote, string};
use periplus_sprig::Url;
use periplus_value::Map;

/// The library's name for a metaschema that it makes of documents of vocabularies.
const COMBINED: &str = "urn:mem:metaschema";

/// What a `$schema` comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) draft: Draft,
    /// The document that it names instead of a draft's metaschema, and whose keywords alone count.
    pub(super) vocabulary: Option<usize>,
}

impl Registry {
    /// The draft or the vocabulary that a schema names; its own address is empty if it stands inside another.
    pub(super) fn declared(
        &mut self,
        map: &Map,
        own: &str,
        place: impl FnOnce() -> String,
    ) -> Result<Option<Dialect>, String> {
        let Some(url) = string(map, "$schema") else { return Ok(None) };
        if let Some(draft) = Draft::from_url(&url) {
            return Ok(Some(Dialect { draft, vocabulary: None }));
        }
        let url = url.split('#').next().unwrap_or_default();
        if let Err(why) = Url::parse(url) {
            return Err(format!("invalid $schema in {}: {why}", go_quote(&place())));
        }
        if url == own {
            return Err(format!("draft {} is not supported", go_quote(url)));
        }
        if url == ROOT {
            return Ok(None);
        }
        let number = self.load(url)?;
        let Resource { root, dialect: Dialect { draft, .. }, .. } = &self.resources[number];
        let vocabulary = (*draft >= Draft::V2019).then_some(number);
        Ok(root.as_map().map(|_| Dialect { draft: *draft, vocabulary }))
    }

    /// The metaschema that a resource is held to; the number of its resource.
    pub(super) fn metaschema(&mut self, resource: usize) -> Result<usize, String> {
        let Dialect { draft, vocabulary } = self.resources[resource].dialect;
        let Some(vocabulary) = vocabulary else { return self.load(&draft.url()) };
        if let Some(number) = self.combined.get(&vocabulary) {
            return Ok(*number);
        }
        let (url, own) = (draft.url(), &self.resources[vocabulary]);
        let names = if own.is_draft() {
            own.vocabularies()
        } else if own.url.ends_with("core") {
            vec![own.url.clone()]
        } else {
            // What is in each vocabulary holds, too (draft.go).
            vec![own.url.clone(), "meta/core".to_owned()]
        };
        let all: Vec<String> = names.iter().map(|name| format!(r#"{{"$ref":"{name}"}}"#)).collect();
        let text = format!(
            r#"{{"$schema":"{url}","$id":"{url}","$dynamicAnchor":"meta","allOf":[{}]}}"#,
            all.join(",")
        );
        let number = self.add(COMBINED, decoded(&text)?)?.resource;
        self.combined.insert(vocabulary, number);
        Ok(number)
    }

    /// Where the metaschema of a resource is, as the library says it.
    pub(super) fn metaschema_name(&self, resource: usize) -> String {
        let Dialect { draft, vocabulary } = self.resources[resource].dialect;
        vocabulary.map_or_else(|| format!("{}#", draft.url()), |_| COMBINED.to_owned())
    }

    /// The keywords of a schema that count: those of its vocabulary, if it names one (objcompiler.go).
    pub(super) fn known(&self, schema: &Schema, map: &Map) -> Map {
        let vocabulary = self.resources[schema.resource].dialect.vocabulary;
        let vocabulary = vocabulary.map(|number| &self.resources[number]).filter(|named| !named.is_draft());
        let Some(vocabulary) = vocabulary else { return map.clone() };
        let names = vocabulary.root.at(&["properties"]).unwrap_or_default();
        let known = Map::new();
        for (key, value) in map.entries() {
            let counts = match key.as_str() {
                Some("dependencies") => vocabulary.url.ends_with("applicator"),
                Some("format") if vocabulary.url.ends_with("annotation") => false,
                _ => {
                    key.as_bytes().starts_with(b"$")
                        || names.as_map().is_some_and(|names| names.contains(&key))
                }
            };
            if counts {
                known.insert(key, value);
            }
        }
        known
    }
}

impl Resource {
    /// Whether it is the metaschema of a draft.
    pub(super) fn is_draft(&self) -> bool {
        Draft::from_url(&self.url).is_some()
    }

    /// The documents of a draft's vocabularies but those that it doesn't insist on.
    fn vocabularies(&self) -> Vec<String> {
        let all = self.root.at(&["allOf"]).and_then(|all| all.as_list().cloned()).unwrap_or_default();
        let names = all.iter().filter_map(|one| string(one.as_map()?, "$ref"));
        names.filter(|name| name != "meta/format").collect()
    }
}
