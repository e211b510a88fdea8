//! What hostile texts and values may cost: an error, soon, on a small call stack.

use periplus_value::{List, Map, Value};
use periplus_yaml::{Error, Layer, MAX_DEPTH, Options, json, parse, toml};
use std::time::{Duration, Instant};

/// Runs on a call stack of 6 KiB for each level, of which debug builds need two thirds, and not for long.
fn soon(body: impl FnOnce() + Send + 'static) {
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(MAX_DEPTH * (6 << 10)).spawn(body);
    thread.expect("a thread starts").join().expect("the body holds");
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}

fn problem(text: &str) -> String {
    parse(text.as_bytes()).expect_err("is refused").to_string()
}

#[test]
fn aliases_that_multiply_are_refused() {
    soon(|| {
        let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (level, before) in ('b'..='k').zip('a'..) {
            let items = vec![format!("*{before}"); 9].join(", ");
            text.extend([format!("{level}: &{level} [{items}]\n")]);
        }
        assert!(problem(&text).ends_with("yaml: document contains excessive aliasing"));
    });
}

#[test]
fn deep_texts_are_refused_and_less_deep_ones_are_read() {
    soon(|| {
        let brackets = |n: usize| "[".repeat(n) + &"]".repeat(n);
        let braces = |n: usize| "{a: ".repeat(n) + &"}".repeat(n);
        let dashes = |n: usize| "- ".repeat(n) + "x";
        for make in [&brackets as &dyn Fn(usize) -> String, &braces, &dashes] {
            let value = parse(make(MAX_DEPTH).as_bytes()).expect("is just allowed");
            let text = periplus_yaml::emit(&value).expect("can be written");
            let again = parse(text.as_bytes()).expect("can be read again");
            assert_eq!(json::emit(&again), json::emit(&value));
            assert!(problem(&make(MAX_DEPTH + 1)).contains("exceeded max depth of"));
            assert!(problem(&make(1_000_000)).contains("exceeded max depth of"));
        }
        let nested: String = (0..2 * MAX_DEPTH).map(|n| " ".repeat(n) + "a:\n").collect();
        assert!(problem(&nested).contains("exceeded max depth of"));
    });
}

#[test]
fn aliases_make_no_value_deeper_than_allowed() {
    soon(|| {
        let nested = |inner: &str| {
            let levels = MAX_DEPTH * 2 / 3;
            "[".repeat(levels) + inner + &"]".repeat(levels)
        };
        let text = format!("a: &a {}\nb: {}\n", nested("x"), nested("*a"));
        let error = parse(text.as_bytes()).expect_err("is refused").to_string();
        assert_eq!(
            error,
            "error unmarshaling JSON: while decoding JSON: invalid character '[' exceeded max depth"
        );
    });
}

#[test]
fn deep_json_and_toml_are_refused() {
    soon(|| {
        let deep = "[".repeat(1_000_000);
        assert_eq!(
            json::parse(deep.as_bytes()).expect_err("is refused").to_string(),
            "invalid character '[' exceeded max depth"
        );
        assert!(toml::parse(format!("a = {deep}").as_bytes()).is_err());
        assert!(toml::parse(format!("[{}a]", "a.".repeat(100_000)).as_bytes()).is_err());
        assert!(toml::parse(format!("{}a = 1", "a.".repeat(499)).as_bytes()).is_ok());
    });
}

#[test]
fn toml_whose_keys_are_long_and_deep_is_refused() {
    soon(|| {
        let (key, depth) = ("k".repeat(1000), 3000);
        let inline = format!("a={}1{}", format!("{{{key}=").repeat(depth), "}".repeat(depth));
        for text in [inline, format!("{}a=1", format!("{key}.").repeat(depth))] {
            let error = toml::parse(text.as_bytes()).expect_err("is refused").to_string();
            assert!(
                error.ends_with("names of keys repeat each other for more than 268435456 bytes"),
                "{error}"
            );
        }
    });
}

#[test]
fn toml_whose_headers_repeat_long_keys_is_refused() {
    soon(|| {
        let tables = Value::from(vec![Value::Map(Map::new()); 300]);
        let value = Value::Map(Map::from_iter([("k".repeat(1 << 20), tables)]));
        assert!(matches!(toml::emit(&value), Err(toml::EncodeError::TooLong(_))));
    });
}

#[test]
fn maps_that_hold_themselves_are_refused() {
    soon(|| {
        let map = Map::new();
        map.insert("a", Value::List(List::new(vec![Value::Map(map.clone())])));
        let value = Value::Map(map.clone());
        let error = "json: unsupported value: encountered a cycle via";
        assert!(json::emit(&value).expect_err("is refused").to_string().starts_with(error));
        assert!(periplus_yaml::emit(&value).is_err());
        assert!(periplus_yaml::emit_pretty(&value).is_err());
        assert!(toml::emit(&value).is_err());
        map.remove("a");
    });
}

#[test]
fn values_too_deep_to_write_are_told_from_those_that_hold_themselves() {
    soon(|| {
        let mut value = Value::int(1);
        for _ in 0..=MAX_DEPTH {
            value = Value::from(vec![value]);
        }
        assert_eq!(json::emit(&value), Err(json::JsonError::TooDeep(MAX_DEPTH)));
        let too_deep = Err(Error::ToJson(json::JsonError::TooDeep(MAX_DEPTH)));
        assert_eq!(periplus_yaml::emit_pretty(&value), too_deep);
        // Go reads the JSON of it again, which it can't.
        let problem = periplus_yaml::emit(&value).expect_err("is too deep").to_string();
        assert_eq!(problem, format!("yaml: exceeded max depth of {MAX_DEPTH}"));
    });
}

#[test]
fn long_texts_take_time_in_proportion() {
    soon(|| {
        for piece in
            ["[a, ", "\"a\\\n", "a: &x b\n", "- ? ", "'", "!a ", "{}: ", "a\n\n", "| ", "%", "? a\n", "*a "]
        {
            // Whether it is YAML doesn't matter, only that the answer comes.
            let _answer = parse(piece.repeat(50_000).as_bytes());
        }
        let mut keys = String::new();
        keys.extend((0..30_000).map(|n| format!("a{}: 1\n", (n * 7919) % 30_011)));
        let value = parse(keys.as_bytes()).expect("is read");
        periplus_yaml::emit(&value).expect("is written");
    });
}

#[test]
fn texts_longer_than_allowed_are_refused() {
    let options = Options { max_bytes: 10, ..Options::default() };
    let error = periplus_yaml::parse_with(b"a: 1234567890", &options).expect_err("is refused");
    assert_eq!(error, Error::Limit("length of a YAML text", 10));
    let style = json::Style { limit: 10, ..json::Style::COMPACT };
    let list = Value::from(vec![Value::string("0123456789"); 3]);
    assert!(json::write(&list, style).is_err());
}

#[test]
fn faults_say_where_they_are() {
    let Err(Error::Yaml(error)) = parse("\u{feff}é: 1\nb: c: d\n".as_bytes()) else {
        panic!("is refused by the scanner");
    };
    assert_eq!(error.layer, Layer::Scanner);
    let mark = error.mark.expect("has a place");
    assert_eq!((mark.line, mark.column, mark.offset), (1, 4, 3 + 6 + 4));
    assert_eq!(error.to_string(), "yaml: line 2: mapping values are not allowed in this context");
}
