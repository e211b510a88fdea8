//! What an editor is told about a text, from a schema of our own.

use periplus_assist::{Schema, complete, describe, lint, nearest};

const SCHEMA: &str = r##"{
  "type": "object", "additionalProperties": false,
  "definitions": {"port": {"type": ["object", "null"], "additionalProperties": false, "properties": {
    "port": {"type": ["integer", "null"], "description": "The number."},
    "protocol": {"type": "string", "enum": ["TCP", "UDP"]}}}},
  "properties": {
    "kind": {"type": "string", "enum": ["Thing"]},
    "name": {"type": ["string", "null"], "description": "What it is called.", "examples": ["istiod"]},
    "version": {"type": "string", "enum": ["1.28", "1.29"]},
    "enabled": {"type": "boolean", "default": true},
    "loose": {"type": ["boolean", "string", "null"], "default": false},
    "ports": {"type": "array", "items": {"$ref": "#/definitions/port"}},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "open": {"type": "object", "properties": {"revision": {"type": "string"}}},
    "old_name": {"type": "string", "doNotSuggest": true}}}"##;

fn schema() -> Schema {
    let parsed = periplus_yaml::json::parse_map(SCHEMA.as_bytes()).expect("the schema is JSON");
    Schema::new(parsed.expect("and an object"))
}

/// Completions at the `|` of a text, as `label` or `label → insert` where these differ.
fn at_cursor(text: &str) -> Vec<String> {
    let offset = text.find('|').expect("the cursor");
    let text = text.replacen('|', "", 1);
    let items = complete(&schema(), &text, offset).items;
    items.into_iter().map(|item| item.label).collect()
}

#[test]
fn keys_are_offered_where_they_may_stand_and_are_not_yet() {
    let cases: &[(&str, &[&str])] = &[
        ("|", &["enabled", "kind", "labels", "loose", "name", "open", "ports", "version"]),
        ("name: x\nen|", &["enabled", "kind", "labels", "loose", "open", "ports", "version"]),
        ("open:\n  |\nname: x\n", &["revision"]),
        ("ports:\n- |", &["port", "protocol"]),
        ("ports:\n  - port: 1\n    |", &["protocol"]),
        ("ports:\n  - port: 1\n  - |", &["port", "protocol"]),
        ("ports:\n- port: 1\n|\n", &["enabled", "kind", "labels", "loose", "name", "open", "version"]),
        ("name: x\n# |", &[]),
        ("open: |", &[]),
        ("nothing:\n  |", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(at_cursor(text), *expected, "in {text:?}");
    }
}

#[test]
fn values_are_offered_as_they_are_written() {
    assert_eq!(at_cursor("version: |"), ["\"1.28\"", "\"1.29\""]);
    assert_eq!(at_cursor("enabled: |"), ["true", "false"]);
    assert_eq!(at_cursor("name: is|"), ["istiod"]);
    assert_eq!(at_cursor("ports:\n- protocol: |"), ["TCP", "UDP"]);
}

#[test]
fn a_completion_replaces_what_is_typed_and_opens_what_it_needs() {
    let found = complete(&schema(), "open:\n  rev", 11);
    assert_eq!((found.from, found.items[0].insert.as_str()), (8, "revision: "));
    let keys = complete(&schema(), "", 0).items;
    let insert = |label: &str| keys.iter().find(|item| item.label == label).map(|item| item.insert.clone());
    assert_eq!(insert("open").as_deref(), Some("open:\n  "));
    assert_eq!(insert("ports").as_deref(), Some("ports:\n  - "));
    assert_eq!(keys.iter().find(|i| i.label == "name").map(|i| i.about.as_str()), Some("What it is called."));
}

#[test]
fn a_block_scalar_has_no_keys() {
    assert_eq!(at_cursor("open:\n  text: |-\n    |").len(), 0);
    let text = "name: |-\n  en\n";
    assert!(complete(&schema(), text, text.len() - 1).items.is_empty());
}

#[test]
fn a_key_is_described_from_anywhere_on_its_line() {
    let text = "ports:\n- port: 80\n";
    for offset in [9, 12, 16] {
        let found = describe(&schema(), text, offset).expect("the schema knows it");
        assert_eq!((found.path.as_str(), found.about.as_str()), ("ports[].port", "The number."));
        assert_eq!((found.types.as_str(), &text[found.from..found.to]), ("integer", "port"));
    }
    let enabled = describe(&schema(), "enabled: false\n", 2).expect("the schema knows it");
    assert_eq!(enabled.default, "true");
    assert_eq!(describe(&schema(), "unknown: 1\n", 2), None);
}

/// Text, what is marked, part of the message, fixes.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn what_is_probably_wrong_is_marked_with_its_fix() {
    let cases: &[Case] = &[
        ("nmae: x\n", "nmae", "Did you mean name?", &["name"]),
        ("zzzzzz: x\n", "zzzzzz", "is no setting", &[]),
        ("open:\n  revison: a\n", "revison", "Did you mean revision?", &["revision"]),
        ("version: 1.28\n", "1.28", "must be a text", &["\"1.28\""]),
        ("version: \"1.30\"\n", "\"1.30\"", "Did you mean 1.28?", &["\"1.28\""]),
        ("enabled: \"false\"\n", "\"false\"", "must be true or false", &["false"]),
        ("loose: \"false\"\n", "\"false\"", "any text counts as true", &["false"]),
        ("name: yes\n", "yes", "YAML reads yes as true", &["\"yes\""]),
        ("ports:\n- port: \"80\"\n", "\"80\"", "must be a whole number", &["80"]),
        ("ports: 80\n", "80", "must be a list", &["[80]"]),
        ("labels:\n  app: 1\n", "1", "must be a text", &["\"1\""]),
        ("# é\nname: on\n", "on", "must be a text", &["\"on\""]),
        ("a: 1\n---\nkind: Thing\nnmae: x\n", "nmae", "name", &["name"]),
    ];
    for (text, marked, message, inserts) in cases {
        let found = lint(&schema(), text);
        let one = found.last().unwrap_or_else(|| panic!("nothing found in {text:?}"));
        assert_eq!(&text[one.from..one.to], *marked, "in {text:?}");
        assert!(one.message.contains(message), "{:?} in {text:?}", one.message);
        assert_eq!(one.fixes.iter().map(|f| f.insert.as_str()).collect::<Vec<_>>(), *inserts, "in {text:?}");
    }
}

#[test]
fn a_fix_leaves_nothing_to_fix() {
    for text in ["nmae: x\n", "version: 1.28\n", "loose: \"off\"\n", "name: on\n", "ports: 80\n"] {
        let finding = lint(&schema(), text).remove(0);
        let fixed = [&text[..finding.from], &finding.fixes[0].insert, &text[finding.to..]].concat();
        let left = lint(&schema(), &fixed);
        assert!(left.iter().all(|f| f.message != finding.message), "{fixed:?}: {left:?}");
    }
}

#[test]
fn what_is_right_free_or_about_something_else_is_left_alone() {
    for text in [
        "",
        "name:\n",
        "open:\n  whatever: 1\n",
        "labels:\n  anything: x\n",
        "old_name: x\n",
        "kind: ConfigMap\nspec: 1\n",
        "name: [\n",
        "enabled: true\nversion: '1.29'\n",
    ] {
        assert_eq!(lint(&schema(), text), [], "{text:?}");
    }
}

#[test]
fn the_nearest_name_is_near() {
    assert_eq!(nearest("replicacount", ["replicaCount", "resources"].into_iter()), Some("replicaCount"));
    assert_eq!(nearest("xyz", ["hub", "tag"].into_iter()), None);
}
