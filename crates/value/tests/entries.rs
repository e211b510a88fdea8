//! A map's entries beside the standard library's tree, while both grow and shrink beyond the size of a short list.

use periplus_value::{Map, Str, Value};
use std::collections::BTreeMap;

fn key(n: u64) -> String {
    format!("k{}", n % 47)
}

fn assert_same(map: &Map, tree: &BTreeMap<Str, String>) {
    let shown: Vec<String> = map.borrow().iter().map(|(k, v)| format!("{k}={v:?}")).collect();
    let wanted: Vec<String> = tree.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(shown, wanted);
    assert_eq!(map.len(), tree.len());
    assert_eq!(map.is_empty(), tree.is_empty());
    for n in 0..47 {
        let found = map.get(key(n)).map(|value| format!("{value:?}"));
        assert_eq!(found, tree.get(key(n).as_bytes()).cloned());
        assert_eq!(map.contains(key(n)), found.is_some());
    }
}

#[test]
fn entries_are_those_of_a_tree_at_every_size() {
    let (map, mut tree) = (Map::new(), BTreeMap::new());
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 0..4000 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        // Half of the time the map grows, half of the time it shrinks.
        let grows = (round / 200) % 2 == 0;
        let name = key(dice);
        let (old, known) = if (dice >> 32).is_multiple_of(4) == grows {
            (map.remove(&name), tree.remove(name.as_bytes()))
        } else {
            let value = Value::int(round);
            (
                map.insert(name.as_str(), value.clone()),
                tree.insert(name.as_str().into(), format!("{value:?}")),
            )
        };
        assert_eq!(old.map(|value| format!("{value:?}")), known);
        assert_same(&map, &tree);
    }
}

#[test]
fn of_equal_keys_the_last_one_counts() {
    for size in [3, 20, 33, 100] {
        let all = || (0..size).map(|n| (Str::from(key(n * 31)), Value::int(n as i64)));
        let tree = all().map(|(key, value)| (key, format!("{value:?}"))).collect();
        assert_same(&all().collect(), &tree);
    }
}
