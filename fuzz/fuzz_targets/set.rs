//! The `--set` family: the first byte chooses the flag, each line is an argument.
#![no_main]

use libfuzzer_sys::fuzz_target;
use periplus_fuzz::timed;
use periplus_helm::{Error, values};
use periplus_value::{Map, Str, Value};

fuzz_target!(|data: &[u8]| timed(|| {
    let Some((style, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let mut values = Map::new();
    for argument in text.lines() {
        if let Err(error) = set(*style, argument, &mut values) {
            drop(error.to_string());
        }
    }
    drop(periplus_yaml::emit(&Value::Map(values)));
}));

fn set(style: u8, argument: &str, values: &mut Map) -> Result<(), Error> {
    match style % 5 {
        0 => values::parse_set(argument, values),
        1 => values::parse_set_string(argument, values),
        2 => values::parse_set_file(argument, values, &mut |name| Ok(Str::from(name))),
        3 => values::parse_set_literal(argument, values),
        _ => values::parse_set_json(argument, values).map(|merged| *values = merged),
    }
}
