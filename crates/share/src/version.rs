//! Which release stands in for one that isn't there.

/// The version nearest to a wanted one: the same minor, else the next lower one, else the lowest. `None`: none at all.
pub fn nearest_version<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let target = numbers(wanted);
    let rank = |version: &str| {
        let (major, minor, patch) = numbers(version);
        let same = (major, minor) == (target.0, target.1);
        let below = (major, minor, patch) <= target;
        let far = (i64::from(major) - i64::from(target.0)) * 1000 + i64::from(minor) - i64::from(target.1);
        (!same, !below, far.abs(), (i64::from(patch) - i64::from(target.2)).abs())
    };
    known.min_by_key(|version| rank(version))
}

fn numbers(version: &str) -> (u32, u32, u32) {
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
