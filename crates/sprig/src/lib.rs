//! Sprig's functions as one function table, a file per page of Sprig's manual.
//!
//! Mirrors Masterminds/sprig v3.3.0 as Helm links it: `env` and `expandenv` are left out (helm `pkg/engine/funcs.go`).

mod args;
mod cases;
mod cast;
mod copy;
mod crypto;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod encoding;
mod flow;
mod hashes;
mod host;
mod lists;
mod math;
mod merge;
mod merge_structs;
mod net_url;
#[cfg(feature = "crypto")]
mod passwords;
#[cfg(not(feature = "crypto"))]
#[path = "no_passwords.rs"]
mod passwords;
mod paths;
mod random;
mod reflection;
mod regex;
pub mod regexp;
mod rows;
mod semver;
mod semver_constraint;
mod string_lists;
mod strings;
mod text;
mod time;
mod url;

pub use host::{FixedHost, Host, Timestamp};
pub use net_url::{Url, escape_segments, unescape_path};
use periplus_template::Function;
use rows::HostRow;
use std::rc::Rc;

/// The pages whose functions depend on their arguments alone.
const PAGES: &[&[Function]] = &[
    strings::TABLE,
    string_lists::TABLE,
    lists::TABLE,
    dicts::TABLE,
    defaults::TABLE,
    math::TABLE,
    dates::TABLE,
    semver::TABLE,
    url::TABLE,
    regex::TABLE,
    cases::TABLE,
    hashes::TABLE,
    passwords::TABLE,
    encoding::TABLE,
    paths::TABLE,
    reflection::TABLE,
    flow::TABLE,
];

/// The functions that ask the host.
const HOST_PAGES: &[&[HostRow]] =
    &[dates::HOST_TABLE, random::HOST_TABLE, passwords::HOST_TABLE, crypto::HOST_TABLE];

/// Every function of Sprig that Helm exposes, in no particular order; names are unique.
#[expect(clippy::needless_pass_by_value, reason = "the functions keep the host")]
pub fn functions(host: Rc<dyn Host>) -> Vec<Function> {
    let hosted = HOST_PAGES.iter().copied().flatten().map(|row| row.bind(&host));
    PAGES.iter().copied().flatten().cloned().chain(hosted).collect()
}

/// Whether a text is a version, as Masterminds/semver's `NewVersion` takes it.
pub fn is_version(text: &str) -> bool {
    semver::Version::parse(text.as_bytes()).is_ok()
}

/// Whether a version is within a constraint; `None` when either is malformed.
pub fn version_matches(constraint: &str, version: &str) -> Option<bool> {
    let constraints = semver_constraint::Constraints::parse(constraint.as_bytes()).ok()?;
    Some(constraints.check(&semver::Version::parse(version.as_bytes()).ok()?))
}
