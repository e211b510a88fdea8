//! Values nested deeper than any stack, and values that hold themselves.

use periplus_value::print::{self, TooLong};
use periplus_value::{List, MAX_DEPTH, Map, Value};

const DEPTH: usize = 30_000;

/// Deeper than anything is printed.
const UNPRINTABLE: usize = 110_000;

fn nested_maps(depth: usize) -> Value {
    (0..depth).fold(Value::Nil, |inner, _| Value::Map(Map::from_iter([("a", inner)])))
}

fn nested_lists(depth: usize) -> Value {
    (0..depth).fold(Value::Nil, |inner, _| Value::List(List::new(vec![inner])))
}

/// Two lists that hold the same list twice, and so on: 2^depth paths.
fn doubled(depth: usize) -> Value {
    (0..depth).fold(Value::int(1), |inner, _| Value::List(List::new(vec![inner.clone(), inner])))
}

#[test]
fn deep_values_are_dropped() {
    drop(nested_maps(DEPTH));
    drop(nested_lists(DEPTH));
}

#[test]
fn deep_values_are_copied_and_compared() {
    for value in [nested_maps(DEPTH), nested_lists(DEPTH)] {
        assert!(value.deep_copy().deep_equal(&value));
    }
    assert!(!nested_lists(DEPTH).deep_equal(&nested_lists(DEPTH - 1)));
}

#[test]
fn shared_values_are_compared_once() {
    assert!(doubled(60).deep_equal(&doubled(60)));
}

#[test]
fn printing_ends_at_the_limit() {
    assert_eq!(nested_lists(3).to_text(100).map(|text| text.to_string()), Ok("[[[<nil>]]]".to_owned()));
    assert_eq!(nested_lists(UNPRINTABLE).to_text(print::DEFAULT_LIMIT), Err(TooLong));
    assert_eq!(doubled(60).to_text(1000), Err(TooLong));
    assert_eq!(print::sprintf(b"%999999d", &[Value::int(1)], 1000), Err(TooLong));
}

#[test]
fn a_map_that_holds_itself_prints_up_to_the_limit() {
    let map = Map::new();
    map.insert("self", map.clone());
    assert_eq!(Value::Map(map.clone()).to_text(10_000), Err(TooLong));
    map.remove("self");
}

#[test]
fn copies_share_nothing() {
    let inner = Map::from_iter([("k", 1.5)]);
    let value = Value::Map(Map::from_iter([("m", inner.clone())]));
    let copy = value.deep_copy();
    inner.insert("k", "changed");
    assert_eq!(
        copy.at(&["m", "k"]).and_then(|v| v.to_text(10).ok()).map(|t| t.to_string()),
        Some("1.5".to_owned())
    );
}

#[test]
fn sizes_are_known_before_anything_is_written() {
    assert_eq!(Value::from("abc").expanded_size(), 4);
    assert_eq!(Value::Map(Map::from_iter([("key", Value::from("abc"))])).expanded_size(), 8);
    assert_eq!(doubled(10).expanded_size(), (1 << 11) - 1);
    assert_eq!(doubled(100).expanded_size(), usize::MAX);
    assert_eq!(nested_maps(400).expanded_size(), 801);
    assert_eq!(nested_maps(1000).expanded_size(), 2001 + 499 * 64, "what lies deep takes longer to walk");
    assert!(nested_maps(DEPTH).expanded_size() > 60 * DEPTH);
    let map = Map::new();
    map.insert("self", map.clone());
    assert_eq!(Value::Map(map.clone()).expanded_size(), 5 * MAX_DEPTH);
    map.remove("self");
}
