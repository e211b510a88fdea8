//! Version constraints: `>= 1.2, < 2 || ~3.1`, mirrors Masterminds/semver v3.4.0 `constraints.go`.
//!
//! The library recognises constraints by regular expressions; the scanners here accept the same texts.

use crate::semver::{Version, compare_prerelease};
use std::cmp::Ordering;

/// Bytes that one text may have: a range is looked for at each of them, and may be as long as what follows.
const MAX_LENGTH: usize = 4096;

/// Alternatives of constraints that must all hold.
pub(crate) struct Constraints(Vec<Vec<Constraint>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    TildeOrEqual,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

/// The first wildcard of a version, or where its numbers end early: the rest is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Free {
    None,
    Major,
    Minor,
    Patch,
}

#[derive(Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    free: Free,
}

/// A version with wildcards, in pieces as the regular expressions capture them.
struct Pattern<'a> {
    major: &'a str,
    minor: &'a str,
    patch: &'a str,
    /// With its hyphen.
    prerelease: &'a str,
}

impl Constraints {
    /// `semver.NewConstraint`; the error is its text.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("limit reached: a constraint of {} bytes", text.len()));
        }
        let text = String::from_utf8_lossy(text);
        let text = rewrite_ranges(&text);
        text.split("||").map(alternative).collect::<Result<_, _>>().map(Self)
    }

    /// Whether some alternative holds. Prereleases count only where a constraint of the alternative names one.
    pub(crate) fn check(&self, version: &Version) -> bool {
        self.0.iter().any(|all| {
            let prereleases = all.iter().any(|c| !c.version.prerelease.is_empty());
            let considered = version.prerelease.is_empty() || prereleases;
            considered && all.iter().all(|c| c.holds(version))
        })
    }
}

/// The text of a whole alternative must be well-formed before any version in it is looked at.
fn alternative(text: &str) -> Result<Vec<Constraint>, String> {
    let improper = || format!("improper constraint: {text}");
    let (mut pieces, mut rest) = (Vec::new(), text.trim_start_matches(is_space));
    loop {
        let (operator, after) = operator(rest);
        let (pattern, after) = pattern(after.trim_start_matches(is_space)).ok_or_else(improper)?;
        pieces.push((operator, pattern));
        let next = after.trim_start_matches(is_space);
        if next.is_empty() {
            return pieces.iter().map(|(operator, pattern)| Constraint::new(*operator, pattern)).collect();
        }
        // Constraints stand apart by white space or a comma.
        let separated = next.len() < after.len() || next.starts_with(',');
        if !separated {
            return Err(improper());
        }
        rest = next.strip_prefix(',').unwrap_or(next).trim_start_matches(is_space);
    }
}

/// RE2's `\s`.
fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ')
}

const OPERATORS: &[(&str, Operator)] = &[
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("=>", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=<", Operator::LessEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::TildeOrEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

fn operator(text: &str) -> (Operator, &str) {
    let found = OPERATORS.iter().find_map(|(name, operator)| Some((*operator, text.strip_prefix(name)?)));
    found.unwrap_or((Operator::TildeOrEqual, text))
}

/// A version pattern at the beginning of a text, as long as possible, and what follows.
fn pattern(text: &str) -> Option<(Pattern<'_>, &str)> {
    let number = |text: &str| text.bytes().take_while(|b| b"0123456789xX*|".contains(b)).count();
    let text = text.strip_prefix('v').unwrap_or(text);
    let (major, mut rest) = text.split_at(number(text));
    if major.is_empty() {
        return None;
    }
    let mut dotted = || {
        let length = rest.strip_prefix('.').map_or(0, number);
        let (part, after) = rest.split_at(if length > 0 { length + 1 } else { 0 });
        rest = after;
        part
    };
    let (minor, patch) = (dotted(), dotted());
    let (prerelease, rest) = rest.split_at(words(rest, '-'));
    let rest = &rest[words(rest, '+')..];
    Some((Pattern { major, minor, patch, prerelease }, rest))
}

/// Length of a mark with dot-separated words behind it; 0 if there are none.
fn words(text: &str, mark: char) -> usize {
    let word = |text: &str| text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let Some(after) = text.strip_prefix(mark) else { return 0 };
    let mut length = word(after);
    if length == 0 {
        return 0;
    }
    while let Some(more) = after[length..].strip_prefix('.').map(word).filter(|n| *n > 0) {
        length += more + 1;
    }
    length + 1
}

/// `1.2 - 1.4.5` is `>= 1.2, <= 1.4.5 `.
fn rewrite_ranges(text: &str) -> String {
    let (mut out, mut rest, mut copied) = (String::new(), text, text);
    while !rest.is_empty() {
        let Some((matched, from, to)) = range(rest) else {
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
            continue;
        };
        out.push_str(&copied[..copied.len() - rest.len()]);
        out.push_str(&format!(">= {from}, <= {to} "));
        rest = &rest[matched..];
        copied = rest;
    }
    out + copied
}

/// A range at the beginning of a text: its length with the white space around, and both versions.
fn range(text: &str) -> Option<(usize, &str, &str)> {
    let start = text.trim_start_matches(is_space);
    let (_, after) = pattern(start)?;
    let from = &start[..start.len() - after.len()];
    let hyphen = after.trim_start_matches(is_space);
    let behind = hyphen.strip_prefix('-').filter(|_| hyphen.len() < after.len())?;
    let second = behind.trim_start_matches(is_space);
    let (_, after) = pattern(second).filter(|_| second.len() < behind.len())?;
    let to = &second[..second.len() - after.len()];
    let rest = after.trim_start_matches(is_space);
    Some((text.len() - rest.len(), from, to))
}

fn is_wild(number: &str) -> bool {
    matches!(number.strip_prefix('.').unwrap_or(number), "" | "x" | "X" | "*")
}

impl Constraint {
    fn new(operator: Operator, pattern: &Pattern<'_>) -> Result<Self, String> {
        let Pattern { major, minor, patch, prerelease } = *pattern;
        let (free, text) = if is_wild(major) {
            (Free::Major, format!("0.0.0{prerelease}"))
        } else if is_wild(minor) {
            (Free::Minor, format!("{major}.0.0{prerelease}"))
        } else if is_wild(patch) {
            (Free::Patch, format!("{major}{minor}.0{prerelease}"))
        } else {
            (Free::None, format!("{major}{minor}{patch}{prerelease}"))
        };
        let version = Version::parse(text.as_bytes()).map_err(|_| "constraint parser error")?;
        Ok(Self { operator, version, free })
    }

    fn holds(&self, version: &Version) -> bool {
        let order = version.compare(&self.version);
        match self.operator {
            Operator::TildeOrEqual if self.free == Free::None => order == Ordering::Equal,
            Operator::TildeOrEqual | Operator::Tilde => self.tilde(version, order),
            Operator::NotEqual => self.not_equal(version, order),
            Operator::Greater => self.greater(version, order),
            Operator::Less => order == Ordering::Less,
            Operator::GreaterEqual => order != Ordering::Less,
            Operator::LessEqual => self.less_equal(version, order),
            Operator::Caret => self.caret(version, order),
        }
    }

    fn not_equal(&self, version: &Version, order: Ordering) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (version.numbers, self.version.numbers);
        let prerelease = compare_prerelease(&version.prerelease, &self.version.prerelease);
        match self.free {
            Free::None => order != Ordering::Equal,
            _ if major != own_major => true,
            Free::Minor => false,
            _ if minor != own_minor => true,
            Free::Patch => prerelease != Ordering::Equal,
            Free::Major => version.numbers[2] != self.version.numbers[2] || order != Ordering::Equal,
        }
    }

    /// Above a version with free parts is above all that it stands for.
    fn greater(&self, version: &Version, order: Ordering) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (version.numbers, self.version.numbers);
        match (self.free, major.cmp(&own_major)) {
            (Free::None, _) | (Free::Major, Ordering::Equal) => order == Ordering::Greater,
            (_, Ordering::Greater) => true,
            (_, Ordering::Less) | (Free::Minor, _) => false,
            (Free::Patch, Ordering::Equal) => minor > own_minor,
        }
    }

    fn less_equal(&self, version: &Version, order: Ordering) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (version.numbers, self.version.numbers);
        match self.free {
            Free::None => order != Ordering::Greater,
            Free::Minor => major <= own_major,
            Free::Major | Free::Patch => major < own_major || (major == own_major && minor <= own_minor),
        }
    }

    fn tilde(&self, version: &Version, order: Ordering) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (version.numbers, self.version.numbers);
        let anything = self.version.numbers == [0; 3] && !matches!(self.free, Free::Minor | Free::Patch);
        let same = major == own_major && (minor == own_minor || self.free == Free::Minor);
        order != Ordering::Less && (anything || same)
    }

    /// The first number that isn't 0 must be the same.
    fn caret(&self, version: &Version, order: Ordering) -> bool {
        let ([major, minor, patch], [own_major, own_minor, own_patch]) =
            (version.numbers, self.version.numbers);
        let same = if own_major > 0 || self.free == Free::Minor {
            major == own_major
        } else if major > 0 {
            false
        } else if own_minor > 0 || self.free == Free::Patch {
            minor == own_minor
        } else {
            minor == 0 && patch == own_patch
        };
        order != Ordering::Less && same
    }
}
