//! The drafts of JSON Schema: how a schema names its draft, and the metaschema that says which schemas are valid.
//!
//! The metaschemas in `meta/` are condensed: they accept and refuse what the specifications' own do, and their
//! references nest alike, because that shows in the shape of an error.

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
    path: &'static str,
    metaschema: &'static str,
}

const ROWS: [Row; 5] = [
    Row { draft: Draft::V4, path: "draft-04/schema", metaschema: include_str!("meta/draft-04.json") },
    Row { draft: Draft::V6, path: "draft-06/schema", metaschema: include_str!("meta/draft-06.json") },
    Row { draft: Draft::V7, path: "draft-07/schema", metaschema: include_str!("meta/draft-07.json") },
    Row {
        draft: Draft::V2019,
        path: "draft/2019-09/schema",
        metaschema: include_str!("meta/draft-2019-09.json"),
    },
    Row {
        draft: Draft::V2020,
        path: "draft/2020-12/schema",
        metaschema: include_str!("meta/draft-2020-12.json"),
    },
];

impl Draft {
    /// What a schema without `$schema` is held to.
    pub(super) const DEFAULT: Draft = Draft::V2020;

    /// The draft a `$schema` names. Any fragment and either scheme are fine.
    pub(super) fn from_url(url: &str) -> Option<Draft> {
        let url = url.split_once('#').map_or(url, |(address, _)| address);
        let bare = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or(url);
        match bare.strip_prefix("json-schema.org/")? {
            "schema" => Some(Draft::DEFAULT),
            path => ROWS.iter().find(|row| row.path == path).map(|row| row.draft),
        }
    }

    /// The address of the metaschema, without a fragment.
    pub(super) fn url(self) -> String {
        let scheme = if self < Draft::V2019 { "http" } else { "https" };
        format!("{scheme}://json-schema.org/{}", self.row().path)
    }

    /// The text of the metaschema.
    pub(super) fn metaschema(self) -> &'static str {
        self.row().metaschema
    }

    /// Whether a metaschema may have a say on a keyword: its text has the name.
    pub(super) fn is_keyword(name: &str) -> bool {
        let quoted = format!("\"{name}\"");
        ROWS.iter().any(|row| row.metaschema.contains(&quoted))
    }

    /// The draft whose metaschema has a part of that address.
    pub(super) fn from_part(url: &str) -> Option<Draft> {
        [Draft::V2019, Draft::V2020].into_iter().find(|draft| {
            let folder = draft.url();
            let folder = folder.strip_suffix("schema").unwrap_or(&folder);
            url.strip_prefix(folder).is_some_and(|path| path.starts_with("meta/"))
        })
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
