//! The releases to choose from: those that the site serves and those that the user added.

use periplus_wasm::wire::Source;

/// Where an archive comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file beside the page, read when it is chosen.
    Site(String),
    /// A file of the user's.
    Added(String),
}

/// An entry of the version picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Its name towards the engine, unique.
    pub id: String,
    /// Where its bytes are.
    pub origin: Origin,
    /// The version, as far as known.
    pub version: String,
    /// Whether it is Istio's own.
    pub official: bool,
    /// What the engine says about it, once it is open.
    pub opened: Option<Source>,
}

impl Listing {
    /// What the picker shows.
    pub fn label(&self) -> String {
        match (&self.origin, &self.opened) {
            (Origin::Added(_), Some(Source { is_pack: false, charts, version, .. })) => {
                format!("{} {version} · chart", charts.first().map_or("", String::as_str))
            }
            (Origin::Added(file), None) => file.clone(),
            (Origin::Added(_), Some(_)) => format!("{} · added", self.version),
            (Origin::Site(_), _) if self.official => self.version.clone(),
            (Origin::Site(_), _) => format!("{} · built-in preview", self.version),
        }
    }

    /// Takes in what the engine says.
    pub fn open(&mut self, source: Source) {
        source.version.clone_into(&mut self.version);
        self.official = source.official;
        self.opened = Some(source);
    }
}

/// The id for a file of the user's: its name, so that the same file added again replaces the first.
pub fn added_id(file: &str) -> String {
    format!("added:{file}")
}
