//! Templates with what Go's text/template makes of them.

use crate::common::{Case, cases, functions};
use periplus_template::{Executor, Limits, MissingKey, Options, Set, Untraced};

fn run(case: &Case) -> Result<String, String> {
    let limits = Limits::default();
    let mut set = Set::new(functions());
    set.parse("case", case.template.as_str(), &limits).map_err(|error| error.to_string())?;
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
    let mut tracer = Untraced;
    let done = Executor::new(&set, &options, &mut tracer).execute("case", case.data.clone());
    match done {
        Ok(text) => Ok(text.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn check(file: &str) {
    let cases = cases(file);
    let wrong = |case: &Case| {
        let got = run(case);
        let (name, template, expected) = (&case.name, &case.template, &case.expected);
        (got != *expected)
            .then(|| format!("\n{name}: {template}\n  expected {expected:?}\n  got      {got:?}"))
    };
    let report: String = cases.iter().filter_map(wrong).collect();
    assert!(report.is_empty() && !cases.is_empty(), "of {} cases failed:{report}", cases.len());
}

#[test]
fn lexer() {
    check(include_str!("../cases/lexer.txt"));
}

#[test]
fn parser() {
    check(include_str!("../cases/parser.txt"));
}

#[test]
fn fields() {
    check(include_str!("../cases/fields.txt"));
}

#[test]
fn calls() {
    check(include_str!("../cases/calls.txt"));
}

#[test]
fn compare() {
    check(include_str!("../cases/compare.txt"));
}

#[test]
fn printf() {
    check(include_str!("../cases/printf.txt"));
}

#[test]
fn numbers() {
    check(include_str!("../cases/numbers.txt"));
}
