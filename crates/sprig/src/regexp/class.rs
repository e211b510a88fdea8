//! Sets of characters.

use periplus_value::{sorting, unicode};

/// Inclusive ranges of code points.
pub(crate) type Ranges = Vec<(u32, u32)>;

/// Ranges of characters; with `fold` whatever differs from one of them by case alone, with `negated` all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    ranges: Ranges,
    negated: bool,
    fold: bool,
}

impl Class {
    pub(crate) fn new(ranges: Ranges, negated: bool, fold: bool) -> Self {
        Self { ranges: merged(ranges), negated, fold }
    }

    /// How many ranges it has.
    pub(crate) fn size(&self) -> usize {
        self.ranges.len()
    }

    pub(crate) fn contains(&self, c: char) -> bool {
        let found = self.holds(u32::from(c)) || (self.fold && variants(c).any(|v| self.holds(u32::from(v))));
        found != self.negated
    }

    fn holds(&self, code: u32) -> bool {
        let after = self.ranges.partition_point(|(low, _)| *low <= code);
        after.checked_sub(1).is_some_and(|n| self.ranges[n].1 >= code)
    }
}

/// Characters that are the same but for their case, as `unicode.SimpleFold` goes round.
fn variants(c: char) -> impl Iterator<Item = char> {
    let small = if matches!(c, 'İ' | 'ı') { c } else { unicode::to_lower(unicode::to_upper(c)) };
    let odd = match small {
        'k' => ['K', 'K'],
        's' => ['ſ', 'ſ'],
        'å' => ['Å', 'Å'],
        'ω' => ['Ω', 'Ω'],
        'ß' => ['ẞ', 'ẞ'],
        'θ' => ['ϑ', 'ϴ'],
        'σ' => ['ς', 'ς'],
        'μ' => ['µ', 'µ'],
        'β' => ['ϐ', 'ϐ'],
        'ε' => ['ϵ', 'ϵ'],
        'κ' => ['ϰ', 'ϰ'],
        'π' => ['ϖ', 'ϖ'],
        'ρ' => ['ϱ', 'ϱ'],
        'φ' => ['ϕ', 'ϕ'],
        'ι' => ['ͅ', 'ι'],
        other => [other, unicode::to_title(other)],
    };
    let large = if matches!(c, 'İ' | 'ı') { c } else { unicode::to_upper(small) };
    [small, large].into_iter().chain(odd)
}

/// Sorted, overlaps joined.
pub(crate) fn merged(mut ranges: Ranges) -> Ranges {
    sorting::sort(&mut ranges);
    let mut out: Ranges = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match out.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => out.push((low, high)),
        }
    }
    out
}

/// Everything else.
pub(crate) fn negated(ranges: Ranges) -> Ranges {
    let (mut out, mut next) = (Vec::new(), 0);
    for (low, high) in merged(ranges) {
        if low > next {
            out.push((next, low - 1));
        }
        next = high + 1;
    }
    if next <= 0x10_ffff {
        out.push((next, 0x10_ffff));
    }
    out
}

/// `\d`, `\S` and the like, by the letter.
pub(crate) fn perl(letter: char) -> Option<Ranges> {
    let ranges = match letter.to_ascii_lowercase() {
        'd' => ranges_of("09"),
        's' => ranges_of("\t\n\x0c\r  "),
        'w' => ranges_of("09AZ__az"),
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { negated(ranges) } else { ranges })
}

/// `[:alpha:]` and the like, by the name between the colons.
pub(crate) fn posix(name: &str) -> Option<Ranges> {
    let (sign, name) = name.strip_prefix('^').map_or((true, name), |name| (false, name));
    let pairs = match name {
        "alnum" => "09AZaz",
        "alpha" => "AZaz",
        "ascii" => "\0\x7f",
        "blank" => "\t\t  ",
        "cntrl" => "\0\x1f\x7f\x7f",
        "digit" => "09",
        "graph" => "!~",
        "lower" => "az",
        "print" => " ~",
        "punct" => "!/:@[`{~",
        "space" => "\t\r  ",
        "upper" => "AZ",
        "word" => "09AZ__az",
        "xdigit" => "09AFaf",
        _ => return None,
    };
    Some(if sign { ranges_of(pairs) } else { negated(ranges_of(pairs)) })
}

/// Pairs of first and last characters.
fn ranges_of(pairs: &str) -> Ranges {
    pairs.as_bytes().chunks(2).map(|pair| (pair[0].into(), pair[pair.len() - 1].into())).collect()
}

/// `\p{…}`: a category, a script, or `Any`, `Assigned`, `ASCII`, `LC`, `Cn`; letter case, spaces, hyphens and
/// underscores of names don't count (Go 1.25).
pub(crate) fn named(name: &str) -> Option<Ranges> {
    let plain = |name: &str| name.replace(['_', '-', ' '], "").to_ascii_lowercase();
    let assigned = || ["L", "M", "N", "P", "S", "Z", "C"].iter().filter_map(|n| unicode::class(n)).flatten();
    match plain(name).as_str() {
        "any" => Some(vec![(0, 0x10_ffff)]),
        "ascii" => Some(vec![(0, 0x7f)]),
        "assigned" => Some(merged(assigned().collect())),
        "cn" => Some(negated(assigned().collect())),
        "lc" => Some(merged(["Lu", "Ll", "Lt"].iter().filter_map(|n| unicode::class(n)).flatten().collect())),
        wanted => {
            let name = unicode::class_names().into_iter().find(|name| plain(name) == wanted)?;
            unicode::class(name)
        }
    }
}
