//! `deep_equal` follows `reflect.DeepEqual`, and what a slice sorted in place looks like.

use periplus_value::{List, Map, Type, Value};

#[test]
fn types_count() {
    let equal = [
        (Value::Nil, Value::Nil),
        (Value::int(1), Value::int(1)),
        (Value::strings(["a"]), Value::strings(["a"])),
        (Map::new().into(), Map::new().into()),
    ];
    for (a, b) in equal {
        assert!(a.deep_equal(&b), "{a:?} {b:?}");
    }
    let different = [
        (Value::int(1), Value::int64(1)),
        (Value::Float(f64::NAN), Value::Float(f64::NAN)),
        (Value::strings(["a"]), vec![Value::from("a")].into()),
        (Value::Number("1".into()), Value::from("1")),
        (List::nil(&Type::Any).into(), List::new(Vec::new()).into()),
        (Map::nil(&Type::Any).into(), Map::new().into()),
        (Map::typed(&Type::String).into(), Map::new().into()),
    ];
    for (a, b) in different {
        assert!(!a.deep_equal(&b), "{a:?} {b:?}");
    }
}

#[test]
fn what_is_the_same_is_equal_whatever_it_holds() {
    let (a, b) = (Map::from_iter([("nan", f64::NAN)]), Map::from_iter([("nan", f64::NAN)]));
    let [one, other] = [a, b].map(Value::Map);
    assert!(one.is_same(&one.clone()) && one.deep_equal(&one.clone()));
    assert!(!one.is_same(&other) && !one.deep_equal(&other));
}

#[test]
fn cycles_end() {
    let (a, b) = (Map::new(), Map::new());
    for map in [&a, &b] {
        map.insert("self", map.clone());
    }
    assert!(Value::Map(a).deep_equal(&Value::Map(b)));
}

#[test]
fn sorting_in_place_shows_in_every_clone() {
    let list = Value::strings(["b", "a"]);
    let list = list.as_list().expect("a list of strings");
    let held = list.clone();
    list.sort_strings();
    assert!(Value::List(held).deep_equal(&Value::strings(["a", "b"])));
}
