//! YAML: what is read, written and read again is the same value; JSON and TOML of it as well.
#![no_main]

use libfuzzer_sys::fuzz_target;
use periplus_fuzz::timed;
use periplus_value::Value;
use periplus_yaml::{Error, Numbers, Options, json, parse, parse_with, toml};

fuzz_target!(|text: &[u8]| timed(|| {
    let odd = Options { numbers: Numbers::Go, strict: true, spans: true, ..Options::default() };
    drop((parse_with(text, &odd), json::parse(text)));
    drop(toml::parse(text).map(|map| toml::emit(&Value::Map(map))));
    if let Ok(value) = parse(text) {
        same_again(&value);
    }
}));

fn same_again(value: &Value) {
    let Ok(json_text) = json::emit(value) else { return };
    assert_eq!(json_of(&json::parse(json_text.as_bytes()).expect("JSON is read")), json_text);
    let written = (periplus_yaml::emit(value), periplus_yaml::emit_pretty(value));
    if changes(&json_text) {
        return;
    }
    let text = match written.0 {
        Ok(text) => text,
        // A key of more than 1024 characters.
        Err(Error::Reread(_)) => return,
        Err(error) => panic!("what is JSON is YAML: {error}"),
    };
    let again = parse(text.as_bytes()).expect("what is written is read");
    assert_eq!(json_of(&again), json_text, "{text}");
}

/// Where Helm's libraries don't read what they wrote: a key `<<` is written bare and read as a merge, JSON's `-0`
/// read as an integer, line ends of Unicode read as blanks, other control characters refused.
fn changes(json: &str) -> bool {
    let odd =
        |c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    json.contains("\\u003c\\u003c") || json.contains("-0") || json.contains(odd)
}

fn json_of(value: &Value) -> String {
    json::emit(value).expect("is JSON")
}
