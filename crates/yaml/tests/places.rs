//! Places of keys and values, texts of several documents, and a few keys of a manifest.

use periplus_yaml::{Options, documents, json, parse_keys, parse_with};

const TEXT: &str =
    "a: 1\nb:\n  - x\n  - {c: 'é', d: \"long\"}\ne: &e\n  f: |\n    text\ng: *e\nh:\n  <<: *e\n  i:\n";

/// What a path's key and value are written as.
fn places(path: &[&str]) -> Option<(Option<&'static str>, &'static str)> {
    let options = Options { spans: true, ..Options::default() };
    let parsed = parse_with(TEXT.as_bytes(), &options).expect("is read");
    let span = parsed.spans.expect("was asked for").get(path)?;
    let text = |span: periplus_yaml::Span| &TEXT[span.start.offset as usize..span.end as usize];
    Some((span.key.map(text), text(span.value)))
}

#[test]
fn keys_and_values_have_places() {
    assert_eq!(places(&["a"]), Some((Some("a"), "1")));
    assert_eq!(places(&["b", "0"]), Some((None, "x")));
    assert_eq!(places(&["b", "1"]), Some((None, "{c: 'é', d: \"long\"}")));
    assert_eq!(places(&["b", "1", "c"]), Some((Some("c"), "'é'")));
    assert_eq!(places(&["b", "1", "d"]), Some((Some("d"), "\"long\"")));
    assert_eq!(places(&["h", "i"]), Some((Some("i"), "")));
    assert_eq!(places(&["x"]), None);
    assert_eq!(places(&["a", "b"]), None);
}

#[test]
fn paths_lead_through_aliases_and_merge_keys() {
    let written = places(&["e", "f"]);
    assert!(written.is_some_and(|(key, value)| key == Some("f") && value.starts_with("|\n    text")));
    assert_eq!(places(&["g"]), Some((Some("g"), "*e")));
    assert_eq!(places(&["g", "f"]), written);
    assert_eq!(places(&["h", "f"]), written);
}

#[test]
fn nobody_pays_for_places_that_nobody_wants() {
    assert!(parse_with(TEXT.as_bytes(), &Options::default()).expect("is read").spans.is_none());
}

#[test]
fn documents_are_split_at_markers() {
    let split = |text: &str| {
        let (found, error) = documents(text.as_bytes());
        let texts: Vec<String> = found.iter().map(|d| String::from_utf8_lossy(d).into_owned()).collect();
        (texts, error.map(|e| e.to_string()))
    };
    assert_eq!(split("a: 1\n---\nb: 2"), (vec!["a: 1\n".into(), "b: 2\n".into()], None));
    assert_eq!(split("---\na: 1\r\n--- # c\nb: 2\n"), (vec!["---\na: 1\n".into(), "b: 2\n".into()], None));
    assert_eq!(split(""), (vec![], None));
    let wrong = Some("invalid Yaml document separator: b: 2".into());
    assert_eq!(split("a: 1\n--- b: 2\n"), (vec![], wrong));
}

#[test]
fn a_few_keys_are_what_the_whole_text_gives() {
    let keys = |text: &str| {
        let found = parse_keys(text.as_bytes(), &["kind", "metadata"], &Options::default());
        found.map(|map| json::emit(&map.into()).expect("is JSON")).map_err(|e| e.to_string())
    };
    assert_eq!(
        keys("apiVersion: v1\nkind: A\nmetadata:\n  name: x\nspec: [1]\n"),
        Ok(r#"{"kind":"A","metadata":{"name":"x"}}"#.into())
    );
    assert_eq!(
        keys("Kind: A\nb: *x\n").expect_err("is refused"),
        "error converting YAML to JSON: yaml: unknown anchor 'x' referenced"
    );
    assert_eq!(keys("x: &x {kind: B}\n<<: *x\n"), Ok(r#"{"kind":"B"}"#.into()));
    assert_eq!(
        keys("kind: A\nx: .inf\n").expect_err("is refused"),
        "error converting YAML to JSON: json: unsupported value: +Inf"
    );
    assert!(keys("kind: A\nx: {~: 1}\n").is_err());
    assert!(keys("kind: A\n  b: c\n").is_err());
    assert_eq!(keys("- kind\n"), Ok("{}".into()));
}
