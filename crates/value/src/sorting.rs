//! Sorting for the crates that a browser loads: the sort itself is in a program once, not once for each type.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// As [`slice::sort_by`] does: what is equal stays in place.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| taken[place].take()));
}

/// The places of so many items in the order in which these are sorted; what is equal stays in place.
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// As [`slice::sort_by_key`] does.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// As [`slice::sort`] does.
pub fn sort<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
}

/// Each item once, sorted.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items = items.into_iter().collect();
    sort(&mut items);
    items.dedup();
    items
}

/// As `collect` does, which would sort first.
pub fn tree<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut tree = BTreeMap::new();
    tree.extend(entries);
    tree
}

#[cfg(test)]
mod tests {
    use super::{sort_by, tree};

    #[test]
    fn what_is_equal_stays_in_place() {
        let mut items: Vec<(u8, usize)> = (0..300).map(|at| ((at * 7 % 5) as u8, at)).collect();
        let mut want = items.clone();
        want.sort_by_key(|item| item.0);
        sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        assert_eq!(items, want);
    }

    #[test]
    fn of_entries_with_one_key_the_last_counts() {
        assert_eq!(
            tree([(2, 'a'), (1, 'b'), (2, 'c')]).into_iter().collect::<Vec<_>>(),
            [(1, 'b'), (2, 'c')]
        );
    }
}
