//! The order of keys that go-yaml writes (v2 and v3 `sorter.go`): numbers inside keys count as numbers.

use super::Dialect;
use periplus_value::unicode::{is_digit, is_letter};
use std::cmp::Ordering;

/// Whether two keys that follow each other as bytes stay in this order; only where that is easy to tell.
pub(super) fn is_sorted_pair(a: &[u8], b: &[u8]) -> bool {
    match a.iter().zip(b).position(|(x, y)| x != y) {
        Some(at) => a[at].is_ascii_alphabetic() && b[at].is_ascii_alphabetic() && a[at] < b[at],
        None => a.len() < b.len(),
    }
}

/// Sorts entries by key. The order isn't transitive for all keys: a merge sort puts up with that.
pub(super) fn sort_by_key<T: Copy>(entries: &mut Vec<(&str, T)>, dialect: Dialect) {
    let less = |a: &(&str, T), b: &(&str, T)| less(a.0, b.0, dialect);
    if entries.windows(2).all(|pair| !less(&pair[1], &pair[0])) {
        return;
    }
    let mut width = 1;
    while width < entries.len() {
        let mut merged = Vec::with_capacity(entries.len());
        for run in entries.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let ([a, rest_a @ ..], [b, rest_b @ ..]) = (left, right) {
                if less(b, a) {
                    merged.push(*b);
                    right = rest_b;
                } else {
                    merged.push(*a);
                    left = rest_a;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        *entries = merged;
        width *= 2;
    }
}

fn less(a: &str, b: &str, dialect: Dialect) -> bool {
    let mut same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !(a.is_char_boundary(same) && b.is_char_boundary(same)) {
        same -= 1;
    }
    let (before, rest_a) = a.split_at(same);
    let rest_b = &b[same..];
    let (Some(x), Some(y)) = (rest_a.chars().next(), rest_b.chars().next()) else {
        return rest_a.len() < rest_b.len();
    };
    match (is_letter(x), is_letter(y)) {
        (true, true) => x < y,
        // v3: behind digits, letters come first.
        (true, false) => dialect == Dialect::V3 && before.ends_with(is_digit),
        (false, true) => dialect == Dialect::V2 || !before.ends_with(is_digit),
        (false, false) => compare_digits(before, rest_a, rest_b, x, y) == Ordering::Less,
    }
}

/// Two keys from the first character that differs; neither is a letter there.
fn compare_digits(before: &str, rest_a: &str, rest_b: &str, x: char, y: char) -> Ordering {
    let mut start = 0i64;
    if x == '0' || y == '0' {
        let run = before.chars().rev().take_while(|c| is_digit(*c));
        start = i64::from(run.into_iter().any(|c| c != '0'));
    }
    let number = |rest: &str| {
        let digits = rest.chars().take_while(|c| is_digit(*c));
        digits.fold((start, 0), |(n, count), c| {
            (n.wrapping_mul(10).wrapping_add(i64::from(c as u32) - 48), count + 1)
        })
    };
    let ((a, len_a), (b, len_b)) = (number(rest_a), number(rest_b));
    a.cmp(&b).then(len_a.cmp(&len_b)).then(x.cmp(&y))
}
