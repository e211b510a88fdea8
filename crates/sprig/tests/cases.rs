//! Templates with what Sprig makes of them: a file for each page, in the format of `periplus-template`'s cases.

use periplus_sprig::{FixedHost, Timestamp, functions};
use periplus_template::{Executor, Functions, Limits, MissingKey, Options, Set, Untraced};
use periplus_value::{Map, Value};
use std::rc::Rc;

fn run(template: &str) -> Result<String, String> {
    let limits = Limits::default();
    let host = FixedHost::new(Timestamp { seconds: 1_700_000_000, nanos: 0 }, 1);
    let mut set = Set::new(Functions::new(functions(Rc::new(host))));
    set.parse("case", template, &limits).map_err(|error| error.to_string())?;
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
    let done = Executor::new(&set, &options, &mut Untraced).execute("case", Value::Map(Map::new()));
    done.map(|text| text.to_string()).map_err(|error| error.to_string())
}

/// `=== name`, the template, then `--- text` or `--- error` and what is expected.
fn check(file: &str) {
    let file = file.strip_suffix('\n').unwrap_or(file);
    let (mut count, mut failed) = (0, String::new());
    for case in file.split("\n=== ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a name on a line of its own");
        let (template, expected) = match (body.split_once("\n--- text\n"), body.split_once("\n--- error\n")) {
            (Some((template, text)), _) => (template, Ok(text.to_owned())),
            (_, Some((template, error))) => (template, Err(error.to_owned())),
            _ => panic!("{name}: neither text nor error"),
        };
        count += 1;
        let got = run(template);
        if got != expected {
            failed += &format!("{name}: {template}\n  expected {expected:?}\n  got      {got:?}\n");
        }
    }
    assert!(count > 0, "a file without cases");
    assert!(failed.is_empty(), "of {count} cases:\n{failed}");
}

macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        $(
            #[test]
            fn $page() {
                check(include_str!(concat!("cases/", stringify!($page), ".txt")));
            }
        )*
    };
}

pages!(strings, string_lists, lists, dicts, numbers, encoding, dates, regex, semver, url, rest, limits);
