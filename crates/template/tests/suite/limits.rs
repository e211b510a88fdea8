//! Templates that would take for ever, or all memory, end with an error that names their place.

use crate::common::functions;
use periplus_template::{Error, ErrorKind, Executor, Limits, MissingKey, Options, Set, Untraced};
use periplus_value::Value;

/// Enough for every nesting that the default limits allow, also in debug builds.
const STACK: usize = 256 << 20;

fn execute(template: String, limits: Limits) -> Result<String, Box<Error>> {
    let run = move || {
        let mut set = Set::new(functions());
        set.parse("case", template.as_str(), &limits)?;
        let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
        let mut tracer = Untraced;
        let text = Executor::new(&set, &options, &mut tracer).execute("case", Value::Nil)?;
        Ok(text.to_string())
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread").join().expect("no panic")
}

fn fails(template: &str, limits: Limits, words: &str) {
    let error = execute(template.to_owned(), limits).expect_err(template);
    assert!(error.to_string().contains(words), "{error}");
    assert!(error.is_limit(), "{error:?}");
}

fn small() -> Limits {
    Limits { steps: 10_000, output: 10_000, work: 10_000, depth: 50, nesting: 100 }
}

#[test]
fn steps() {
    fails(
        "{{ range 1000000000 }}{{ end }}",
        small(),
        "case:1:9: executing \"case\" at <1000000000>: limit reached",
    );
    fails("{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}", small(), "too many steps");
}

#[test]
fn output() {
    fails("{{ range 3000 }}some text{{ end }}", Limits { steps: 1 << 40, ..small() }, "too much output");
    fails("{{ printf \"%99999d\" 1 }}", small(), "text exceeds the limit");
    fails(
        "{{ $x := list 1 }}{{ range 50 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
        small(),
        "too much output",
    );
}

#[test]
fn work() {
    let template = "{{ range 100 }}{{ $x := repeat 5000 \"x\" }}{{ end }}";
    fails(template, small(), "too much work");
}

#[test]
fn depth() {
    let template = "{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}";
    let error = execute(template.to_owned(), small()).expect_err("recursion");
    assert_eq!(
        error.to_string(),
        "template: case:1:28: executing \"a\" at <{{template \"a\"}}>: exceeded maximum template depth (50)"
    );
}

#[test]
fn include_ends_with_helms_words() {
    let template =
        "{{ define \"a\" }}{{ if true }}{{ include \"a\" . }}{{ end }}{{ end }}{{ include \"a\" . }}";
    let error = execute(template.to_owned(), Limits::default()).expect_err("recursion");
    let cause = error.root_cause().expect("a cause");
    assert_eq!(
        cause.message,
        "rendering template has a nested reference name: a: unable to execute template"
    );
    assert_eq!(error.to_string().matches("error calling include").count(), 1002);
}

#[test]
fn nesting_of_the_text() {
    let parens = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
    let error = execute(parens, Limits::default()).expect_err("too deep");
    assert_eq!(error.to_string(), "template: case:1: max expression depth exceeded");
    let blocks = format!("{}{}", "{{ if 1 }}".repeat(5000), "{{ end }}".repeat(5000));
    let error = execute(blocks, Limits::default()).expect_err("too deep");
    assert_eq!((error.kind, error.line), (ErrorKind::Parse, 1));
    let chain = format!("{{{{ if 0 }}}}{}{{{{ end }}}}", "{{ else if 0 }}x".repeat(5000));
    assert!(execute(chain, Limits::default()).is_err());
}

#[test]
fn deep_but_allowed() {
    let blocks = format!("{}x{}", "{{ if (1) }}".repeat(990), "{{ end }}".repeat(990));
    assert_eq!(execute(blocks, Limits::default()).as_deref(), Ok("x"));
}

#[test]
fn limits_are_not_used_up_by_failures_of_the_template() {
    let template = "{{ fails \"x\" }}";
    let error = execute(template.to_owned(), small()).expect_err("fails");
    assert!(!error.is_limit());
}
