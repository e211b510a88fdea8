//! What a person works on, to be handed to others: as a link that needs no server, and as an archive of files.
//!
//! A link's fragment has settings that people can read, and the text, deflated with a dictionary of what such texts say. The
//! payload's first byte names the dictionary and the layout: old links are read for ever, so neither is ever changed.

mod charts;
mod link;
mod payload;
mod version;
mod zip;

pub use charts::{CHARTS, chart_folder, published_chart};
pub use link::{LinkError, Shared, SharedInput, SharedRelease, decode, encode};
pub use version::nearest_version;
pub use zip::{ZipFile, zip};

/// Where the page is published.
pub const SITE: &str = "https://periplus.dev/";
