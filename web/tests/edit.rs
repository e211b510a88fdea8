//! Picker choices as text edits: what changes, and that nothing else does.

use periplus_web::edit::{read, utf16, write};

/// Before, path above the key, key, value, after.
type Case = (&'static str, &'static [&'static str], &'static str, Option<&'static str>, &'static str);

const SPEC: &[&str] = &["spec"];
const GLOBAL: &[&str] = &["spec", "values", "global"];

const CASES: &[Case] = &[
    (
        "spec:\n  profile: default # why\n  hub: x\n",
        SPEC,
        "profile",
        Some("demo"),
        "spec:\n  profile: demo # why\n  hub: x\n",
    ),
    ("spec:\n  profile: 'default'\n", SPEC, "profile", Some("demo"), "spec:\n  profile: demo\n"),
    (
        "spec:\n  # mesh\n  hub: x\n",
        SPEC,
        "profile",
        Some("demo"),
        "spec:\n  # mesh\n  profile: demo\n  hub: x\n",
    ),
    (
        "kind: IstioOperator\nspec:\n",
        SPEC,
        "profile",
        Some("demo"),
        "kind: IstioOperator\nspec:\n  profile: demo\n",
    ),
    (
        "kind: IstioOperator\nspec:",
        SPEC,
        "profile",
        Some("demo"),
        "kind: IstioOperator\nspec:\n  profile: demo",
    ),
    ("kind: IstioOperator\n", SPEC, "profile", Some("demo"), "kind: IstioOperator\nspec:\n  profile: demo\n"),
    ("spec: {} # nothing\n", SPEC, "profile", Some("demo"), "spec: # nothing\n  profile: demo\n"),
    ("spec: {}\n", SPEC, "revision", Some("a-b"), "spec:\n  revision: a-b\n"),
    ("spec: {hub: x, profile: a}\n", SPEC, "profile", Some("demo"), "spec: {hub: x, profile: demo}\n"),
    ("spec: {hub: x}\n", SPEC, "profile", Some("demo"), "spec: {profile: demo, hub: x}\n"),
    ("spec: {hub: x, revision: a}\n", SPEC, "revision", None, "spec: {hub: x}\n"),
    ("spec: {revision: a, hub: x}\n", SPEC, "revision", None, "spec: {hub: x}\n"),
    ("spec:\n  revision: a\n  hub: x\n", SPEC, "revision", None, "spec:\n  hub: x\n"),
    ("spec:\n  hub: x\n  revision: a", SPEC, "revision", None, "spec:\n  hub: x"),
    ("spec:\n  revision:\n", SPEC, "revision", Some("b"), "spec:\n  revision: b\n"),
    ("spec:\n    profile: a\n", SPEC, "revision", Some("b"), "spec:\n    revision: b\n    profile: a\n"),
    (
        "spec:\n  profile: a\n",
        SPEC,
        "revision",
        Some("1-30-3"),
        "spec:\n  revision: \"1-30-3\"\n  profile: a\n",
    ),
    ("spec:\n  profile: a\n", SPEC, "revision", Some("on"), "spec:\n  revision: \"on\"\n  profile: a\n"),
    ("# base\nprofile: a\n", &[], "profile", Some("ambient"), "# base\nprofile: ambient\n"),
    (
        "# base\npilot:\n  cpu: 1\n",
        &[],
        "profile",
        Some("ambient"),
        "# base\nprofile: ambient\npilot:\n  cpu: 1\n",
    ),
    (
        "spec:\n  hub: x\n",
        GLOBAL,
        "platform",
        Some("gke"),
        "spec:\n  values:\n    global:\n      platform: gke\n  hub: x\n",
    ),
    (
        "kind: x\n",
        GLOBAL,
        "platform",
        Some("gke"),
        "kind: x\nspec:\n  values:\n    global:\n      platform: gke\n",
    ),
    (
        "spec:\n  values:\n    # all\n    global:\n      hub: x # why\n",
        GLOBAL,
        "platform",
        Some("gke"),
        "spec:\n  values:\n    # all\n    global:\n      platform: gke\n      hub: x # why\n",
    ),
    (
        "spec:\n  values: {}\n",
        GLOBAL,
        "platform",
        Some("gke"),
        "spec:\n  values:\n    global:\n      platform: gke\n",
    ),
    (
        "spec:\n  values:\n    global:\n      # why\n      platform: gke\n  hub: x\n",
        GLOBAL,
        "platform",
        None,
        "spec:\n  values:\n    global: {}\n      # why\n  hub: x\n",
    ),
    (
        "spec:\n  values:\n    global: {}\n",
        GLOBAL,
        "platform",
        Some("k3s"),
        "spec:\n  values:\n    global:\n      platform: k3s\n",
    ),
    ("", &[], "revision", Some("b"), "revision: b\n"),
    ("# only words\n", &[], "revision", Some("b"), "revision: b\n# only words\n"),
    (
        "kind: ConfigMap\nspec:\n  profile: x\n---\nkind: IstioOperator\nspec:\n  profile: y\n",
        SPEC,
        "profile",
        Some("z"),
        "kind: ConfigMap\nspec:\n  profile: x\n---\nkind: IstioOperator\nspec:\n  profile: z\n",
    ),
    (
        "spec:\n  values:\n    revision: deep\n  meshConfig:\n    x: |\n      revision: text\n",
        SPEC,
        "revision",
        Some("top"),
        "spec:\n  revision: top\n  values:\n    revision: deep\n  meshConfig:\n    x: |\n      revision: text\n",
    ),
];

#[test]
fn an_edit_changes_one_scalar_and_nothing_else() {
    for (before, above, key, value, after) in CASES {
        let path = [*above, &[*key]].concat();
        let edit = write(before, &path, *value).unwrap_or_else(|| panic!("no edit for {before:?}"));
        assert_eq!(edit.apply(before), *after, "from {before:?}");
        assert_eq!(read(after, &path).as_deref(), *value, "read back from {after:?}");
    }
}

#[test]
fn what_is_already_so_needs_no_edit() {
    assert_eq!(write("spec:\n  profile: demo\n", &["spec", "profile"], Some("demo")), None);
    assert_eq!(write("spec:\n  profile: demo\n", &["spec", "revision"], None), None);
}

#[test]
fn what_other_text_may_depend_on_is_left_alone() {
    for text in [
        "spec:\n  revision: &r a\n",
        "spec:\n  revision: |\n    a\n",
        "spec: *other\n",
        "spec: {\n  a: b }\n",
    ] {
        assert_eq!(write(text, &["spec", "revision"], Some("b")), None, "{text:?}");
    }
}

#[test]
fn a_hash_within_quotes_is_no_comment() {
    assert_eq!(read("spec:\n  revision: 'a # b' # c\n", &["spec", "revision"]).as_deref(), Some("a # b"));
}

#[test]
fn offsets_for_the_editor_count_utf16_units() {
    assert_eq!(utf16("é𝄞x", "é𝄞".len()), 3);
}
