//! Semantic versions, where charts have them.

/// Whether the text is a version, as Masterminds/semver's `NewVersion` takes it.
pub(crate) fn is_version(text: &str) -> bool {
    periplus_sprig::is_version(text)
}

/// Whether a version is within a range; a malformed one is in none (pkg/chart/v2/util/compatible.go).
pub(crate) fn is_compatible(range: &str, version: &str) -> bool {
    periplus_sprig::version_matches(range, version).unwrap_or(false)
}
