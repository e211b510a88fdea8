//! Sets, layers and `tpl`.

use crate::common::functions;
use periplus_template::{ErrorKind, Executor, Limits, MissingKey, Options, Set, Untraced};
use periplus_value::{Map, Value};

fn set(files: &[(&str, &str)]) -> Set {
    let mut set = Set::new(functions());
    for (name, text) in files {
        set.parse(*name, *text, &Limits::default()).expect("a template");
    }
    set
}

fn run(set: &Set, name: &str) -> Result<String, String> {
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits: Limits::default() };
    let dot = Value::Map(Map::from_iter([("v", Value::int(1))]));
    let mut tracer = Untraced;
    let text = Executor::new(set, &options, &mut tracer).execute(name, dot);
    text.map(|text| text.to_string()).map_err(|error| error.to_string())
}

#[test]
fn the_last_definition_counts_unless_it_is_blank() {
    let set = set(&[
        ("a", "{{ define \"x\" }}1{{ end }}{{ template \"x\" }}"),
        ("b", "{{ define \"x\" }}2{{ end }}"),
        ("c", "{{ define \"x\" }} \n {{ end }}"),
    ]);
    assert_eq!(run(&set, "a").as_deref(), Ok("2"));
    assert_eq!(run(&set, "c").as_deref(), Ok(""));
}

#[test]
fn a_copy_knows_more_than_the_original() {
    let set = set(&[("a", "{{ template \"x\" . }}"), ("b", "{{ define \"x\" }}old{{ end }}")]);
    let mut copy = set.clone();
    copy.parse("c", "{{ define \"x\" }}new{{ end }}", &Limits::default()).expect("a template");
    assert_eq!(run(&copy, "a").as_deref(), Ok("new"));
    assert_eq!(run(&set, "a").as_deref(), Ok("old"));
}

#[test]
fn what_tpl_defines_is_seen_inside_and_vanishes() {
    let inner = "{{ define \\\"x\\\" }}inner{{ end }}{{ include \\\"y\\\" . }}";
    let text = format!("{{{{ tpl \"{inner}\" . }}}} {{{{ include \"y\" . }}}}");
    let set = set(&[
        ("a", &text),
        ("b", "{{ define \"x\" }}outer{{ end }}{{ define \"y\" }}{{ include \"x\" . }}{{ end }}"),
    ]);
    assert_eq!(run(&set, "a").as_deref(), Ok("inner outer"));
}

#[test]
fn tpl_drops_the_words_for_no_value() {
    let set = set(&[(
        "a",
        "[{{ tpl \"<no value>{{ .nope }}\" . }}][{{ tpl \"a<no value>b\" . }}][{{ tpl \"\" . }}]",
    )]);
    assert_eq!(run(&set, "a").as_deref(), Ok("[][ab][]"));
}

#[test]
fn errors_of_tpl_hold_its_text() {
    let set = set(&[("a", "\n{{ tpl \"{{ .v.x.y }}\" . }}"), ("b", "{{ tpl \"{{ nope }}\" . }}")]);
    assert_eq!(
        run(&set, "a").expect_err("an error"),
        "template: a:2:3: executing \"a\" at <tpl \"{{ .v.x.y }}\" .>: error calling tpl: error during tpl function \
         execution for \"{{ .v.x.y }}\": template: gotpl:1:5: executing \"gotpl\" at <.v.x.y>: can't evaluate field x \
         in type interface {}"
    );
    assert_eq!(
        run(&set, "b").expect_err("an error"),
        "template: b:1:3: executing \"b\" at <tpl \"{{ nope }}\" .>: error calling tpl: cannot parse template \
         \"{{ nope }}\": template: gotpl:1: function \"nope\" not defined"
    );
}

#[test]
fn a_template_that_is_not_there() {
    let set = set(&[("a", "{{ include \"nope\" . }}")]);
    assert_eq!(
        run(&set, "a").expect_err("an error"),
        "template: a:1:3: executing \"a\" at <include \"nope\" .>: error calling include: template: no template \
         \"nope\" associated with template \"gotpl\""
    );
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits: Limits::default() };
    let error =
        Executor::new(&set, &options, &mut Untraced).execute("none", Value::Nil).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::NotDefined);
}

#[test]
fn missing_keys_can_be_errors() {
    let set = set(&[("a", "{{ .nope }}"), ("b", "{{ $x := dict }}{{ (index $x \"q\").r }}")]);
    let options = Options { missing_key: MissingKey::Error, root: "gotpl".into(), limits: Limits::default() };
    let run = |name: &str| {
        let mut tracer = Untraced;
        let dot = Value::Map(Map::new());
        Executor::new(&set, &options, &mut tracer).execute(name, dot).map_err(|error| error.message)
    };
    assert_eq!(run("a").expect_err("an error"), "map has no entry for key \"nope\"");
    assert_eq!(run("b").expect_err("an error"), "nil data; no entry for key \"r\"");
}
