//! Templates with what Go's text/template makes of them.

mod common;

use common::{Case, cases, functions};
use periplus_template::{Executor, Limits, MissingKey, Options, Set, Untraced};

fn run(case: &Case) -> Result<String, String> {
    let limits = Limits::default();
    let mut set = Set::new(functions());
    set.parse("case", case.template.as_str(), &limits).map_err(|error| error.to_string())?;
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
    let mut tracer = Untraced;
    let done = Executor::new(&set, &options, &mut tracer).execute("case", case.data.clone());
    match done {
        Ok(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn check(file: &str) {
    let mut failed = 0;
    let cases = cases(file);
    for case in &cases {
        let got = run(case);
        if got != case.expected {
            failed += 1;
            eprintln!("{}: {}\n  expected {:?}\n  got      {got:?}", case.name, case.template, case.expected);
        }
    }
    assert_eq!(failed, 0, "of {} cases", cases.len());
}

#[test]
fn lexer() {
    check(include_str!("cases/lexer.txt"));
}

#[test]
fn parser() {
    check(include_str!("cases/parser.txt"));
}

#[test]
fn fields() {
    check(include_str!("cases/fields.txt"));
}

#[test]
fn calls() {
    check(include_str!("cases/calls.txt"));
}

#[test]
fn compare() {
    check(include_str!("cases/compare.txt"));
}

#[test]
fn printf() {
    check(include_str!("cases/printf.txt"));
}

#[test]
fn numbers() {
    check(include_str!("cases/numbers.txt"));
}
