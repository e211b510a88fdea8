//! Runs the cases of `cases/*.json`: inputs, and what Go's libraries make of them.
//!
//! A case has a `name`, an `op` (see `run`), an `input` (or `bytes`: one character for each byte), and the `output`:
//! text, or `error: ` and the message.

use periplus_value::{Map, Str, Value};
use periplus_yaml::{Numbers, Options, json, toml};
use std::fmt::Display;
use std::path::Path;

const FILES: &[&str] = &["parse", "scalars", "targets", "emit", "pretty", "json", "toml"];

#[test]
fn outputs_are_those_of_go() {
    let mut failures = Vec::new();
    let mut count = 0;
    for file in FILES {
        for case in cases(file) {
            let field = |name: &str| case[name].as_str().unwrap_or_default();
            let input = match case["bytes"].as_str() {
                Some(bytes) => bytes.chars().map(|c| c as u8).collect(),
                None => field("input").as_bytes().to_vec(),
            };
            count += 1;
            let got = run(field("op"), &input).unwrap_or_else(|error| format!("error: {error}"));
            if got != field("output") {
                failures.push(format!(
                    "{file}: {}\n  want {:?}\n  got  {got:?}",
                    field("name"),
                    field("output")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases differ:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 700, "only {count} cases were found");
}

fn cases(file: &str) -> Vec<serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{file}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn words(error: impl Display) -> String {
    error.to_string()
}

fn run(op: &str, input: &[u8]) -> Result<String, String> {
    let options = Options::default();
    let from_json = || json::parse(input).map_err(words);
    Ok(match op {
        "parse" => json::emit(&periplus_yaml::parse(input).map_err(words)?).map_err(words)?,
        "round" => {
            let value = periplus_yaml::parse(input).map_err(words)?;
            let (json, yaml) =
                (json::emit(&value).map_err(words)?, periplus_yaml::emit(&value).map_err(words)?);
            format!("{json}\n{yaml}")
        }
        "numbers" => {
            let options = Options { numbers: Numbers::Json, ..options };
            let map = periplus_yaml::parse_map(input, &options).map_err(words)?;
            json::emit(&Value::Map(map)).map_err(words)?
        }
        "list" => {
            let list = periplus_yaml::parse_list(input, &options).map_err(words)?;
            json::emit(&Value::List(list)).map_err(words)?
        }
        "strict" => {
            let options = Options { strict: true, ..options };
            json::emit(&periplus_yaml::parse_with(input, &options).map_err(words)?.value).map_err(words)?
        }
        "emit" | "emit-number" => periplus_yaml::emit(&from_json()?).map_err(words)?,
        "emit-json-number" => periplus_yaml::emit(&Value::Number(input.into())).map_err(words)?,
        "emit-bytes" => periplus_yaml::emit(&key_and_value(input)).map_err(words)?,
        "pretty" => periplus_yaml::emit_pretty(&from_json()?).map_err(words)?,
        "pretty-bytes" => periplus_yaml::emit_pretty(&key_and_value(input)).map_err(words)?,
        "json" => json::emit(&from_json()?).map_err(words)?,
        "json-pretty" => json::emit_pretty(&from_json()?).map_err(words)?,
        "toml-read" => json::emit(&Value::Map(toml::parse(input).map_err(words)?)).map_err(words)?,
        "toml-write" => String::from_utf8_lossy(&toml::emit(&from_json()?).map_err(words)?).into_owned(),
        other => panic!("no such op: {other}"),
    })
}

/// The same bytes as a key, as a value and as a list item.
fn key_and_value(bytes: &[u8]) -> Value {
    let map = Map::new();
    map.insert("k", Value::string(bytes));
    map.insert(Str::from(bytes), Value::from(vec![Value::string(bytes)]));
    Value::Map(map)
}
