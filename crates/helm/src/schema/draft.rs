//! The drafts of JSON Schema: how a schema names its draft, and the metaschema that says which schemas are valid.
//!
//! The metaschemas in `meta/` are condensed: they accept and refuse what the specifications' own do, their references
//! nest alike, because that shows in the shape of an error, and all that a schema can refer to has its name.

use super::registry::string;
use periplus_value::Map;

/// A draft, in the order of their publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Draft {
    V4,
    V6,
    V7,
    V2019,
    V2020,
}

struct Row {
    draft: Draft,
    folder: &'static str,
    /// The documents of the folder, by their names in it.
    documents: &'static str,
}

const ROWS: [Row; 5] = [
    Row { draft: Draft::V4, folder: "draft-04/", documents: include_str!("meta/draft-04.json") },
    Row { draft: Draft::V6, folder: "draft-06/", documents: include_str!("meta/draft-06.json") },
    Row { draft: Draft::V7, folder: "draft-07/", documents: include_str!("meta/draft-07.json") },
    Row { draft: Draft::V2019, folder: "draft/2019-09/", documents: include_str!("meta/draft-2019-09.json") },
    Row { draft: Draft::V2020, folder: "draft/2020-12/", documents: include_str!("meta/draft-2020-12.json") },
];

/// Where all metaschemas are, after `http://` or `https://`.
const SITE: &str = "json-schema.org/";

impl Draft {
    /// What a schema without `$schema` is held to.
    pub(super) const DEFAULT: Draft = Draft::V2020;

    /// The draft that a `$schema` names: with either scheme or none.
    pub(super) fn from_url(url: &str) -> Option<Draft> {
        let url = url.strip_suffix('#').unwrap_or(url);
        let bare = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or(url);
        match bare.strip_prefix(SITE)? {
            "schema" => Some(Draft::DEFAULT),
            path => {
                ROWS.iter().find(|row| path.strip_prefix(row.folder) == Some("schema")).map(|row| row.draft)
            }
        }
    }

    /// The draft in whose folder a document is that the library has, and the folder's address.
    pub(super) fn with_document(url: &str) -> Option<(Draft, &str)> {
        let (_, path) = url.split_once("://")?;
        let path = path.strip_prefix(SITE).filter(|_| url.starts_with("http"))?;
        if path == "schema" {
            return Some((Draft::DEFAULT, url.strip_suffix(path)?));
        }
        let row = ROWS.iter().find(|row| path.starts_with(row.folder))?;
        Some((row.draft, url.strip_suffix(path.strip_prefix(row.folder)?)?))
    }

    /// The address of the metaschema, without a fragment.
    pub(super) fn url(self) -> String {
        let scheme = if self < Draft::V2019 { "http" } else { "https" };
        format!("{scheme}://{SITE}{}schema", self.row().folder)
    }

    /// The texts of the metaschema and its parts, as a map of documents.
    pub(super) fn documents(self) -> &'static str {
        self.row().documents
    }

    /// Whether a metaschema may have a say on a keyword: its text has the name.
    pub(super) fn is_keyword(name: &str) -> bool {
        let quoted = format!("\"{name}\"");
        ROWS.iter().any(|row| row.documents.contains(&quoted))
    }

    /// The address and the anchor in what a schema calls itself.
    pub(super) fn id(self, map: &Map) -> (String, String) {
        let keyword = if self == Draft::V4 { "id" } else { "$id" };
        let id = string(map, keyword).filter(|_| self >= Draft::V2019 || !map.contains("$ref"));
        let id = id.unwrap_or_default();
        let (address, anchor) = id.split_once('#').unwrap_or((&id, ""));
        (address.to_owned(), anchor.to_owned())
    }

    /// The keywords that refer to other schemas.
    pub(super) fn reference_keywords(self) -> &'static [&'static str] {
        match self {
            Draft::V4 | Draft::V6 | Draft::V7 => &["$ref"],
            Draft::V2019 => &["$ref", "$recursiveRef"],
            Draft::V2020 => &["$ref", "$recursiveRef", "$dynamicRef"],
        }
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}
