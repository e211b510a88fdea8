//! What holds for values: written and read again they are the same, and written again the same text. (Not where a
//! key is `<<`: go-yaml v2 writes it bare, and reads it as a merge key.)

mod dice;

use dice::Dice;
use periplus_value::{List, Map, Str, Value};
use periplus_yaml::{Numbers, Options, json, parse, parse_keys, parse_with, toml};

impl Dice {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    fn text(&mut self) -> String {
        let pieces = self.roll(6);
        (0..pieces).map(|_| self.pick(PIECES)).collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 5 } else { 9 }) {
            0 => Value::Nil,
            1 => Value::Bool(self.roll(2) == 0),
            2 => Value::Float(self.roll(1 << 40) as f64),
            3 => Value::Float(f64::from_bits(self.roll(usize::MAX) as u64)).finite(),
            4 | 5 => Value::string(self.text()),
            6 => Value::List((0..self.roll(4)).map(|_| self.value(depth - 1)).collect::<List>()),
            _ => Value::Map((0..self.roll(4)).map(|_| (self.text(), self.value(depth - 1))).collect()),
        }
    }
}

trait Finite {
    fn finite(self) -> Self;
}

impl Finite for Value {
    fn finite(self) -> Self {
        match self {
            Value::Float(n) if !n.is_finite() => Value::Float(0.5),
            other => other,
        }
    }
}

const PIECES: &[&str] = &[
    "a",
    "b c",
    " ",
    "  ",
    "\n",
    "\t",
    ":",
    ": ",
    "#",
    " #",
    "-",
    "- ",
    "?",
    "'",
    "\"",
    "\\",
    "é",
    "日本",
    "😀",
    "\u{2028}",
    "\u{a0}",
    "0",
    "1.5",
    "yes",
    "null",
    "~",
    "&",
    "*",
    "!",
    "|",
    ">",
    "{",
    "[",
    ",",
    "%",
    "@",
    "---",
    "...",
    "1:30",
    "a rather long piece of text that makes lines fold when there are several of it in a row ",
    "\r",
    "\u{1}",
    "=",
];

const RUNS: usize = 3000;

fn json_of(value: &Value) -> String {
    json::emit(value).expect("is JSON")
}

#[test]
fn yaml_written_and_read_again_is_the_same() {
    let mut dice = Dice(1);
    for _ in 0..RUNS {
        let value = dice.value(4);
        let text = periplus_yaml::emit(&value).expect("is written");
        let again = parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(json_of(&again), json_of(&value), "{text}");
        assert_eq!(periplus_yaml::emit(&again).expect("is written"), text);
    }
}

#[test]
fn pretty_yaml_reads_as_the_same() {
    let mut dice = Dice(2);
    for _ in 0..RUNS {
        let value = dice.value(4);
        let text = periplus_yaml::emit_pretty(&value).expect("is written");
        // go-yaml v3 writes a literal block that starts with a tab; v2 takes that for bad indentation.
        if text.contains('\t') {
            continue;
        }
        let again = parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(json_of(&again), json_of(&value), "{text}");
    }
}

#[test]
fn json_is_yaml_and_reads_as_the_same() {
    let mut dice = Dice(3);
    for _ in 0..RUNS {
        let value = dice.value(4);
        let compact = json_of(&value);
        let pretty = json::emit_pretty(&value).expect("is JSON");
        assert_eq!(json_of(&json::parse(compact.as_bytes()).expect("is read")), compact);
        assert_eq!(json_of(&json::parse(pretty.as_bytes()).expect("is read")), compact);
        assert_eq!(json_of(&parse(compact.as_bytes()).expect("is read")), compact);
    }
}

#[test]
fn a_few_keys_are_those_of_the_whole() {
    let mut dice = Dice(4);
    let options = Options { numbers: Numbers::Go, ..Options::default() };
    for _ in 0..RUNS {
        let map: Map = (0..4).map(|_| (dice.pick(&["kind", "Kind", "a", "b"]), dice.value(2))).collect();
        let text = periplus_yaml::emit(&Value::Map(map)).expect("is written");
        let whole = parse_with(text.as_bytes(), &options).expect("is read").value;
        let wanted = |key: &Str| key.as_bytes().eq_ignore_ascii_case(b"kind");
        let kept: Map =
            whole.as_map().expect("is a map").entries().into_iter().filter(|(k, _)| wanted(k)).collect();
        let few = parse_keys(text.as_bytes(), &["kind"], &options).expect("is read");
        assert_eq!(json_of(&few.into()), json_of(&kept.into()), "{text}");
    }
}

#[test]
fn toml_written_and_read_again_is_the_same() {
    let mut dice = Dice(5);
    for _ in 0..RUNS {
        let map: Map = (0..3).map(|n| (format!("k{n}"), dice.value(3))).collect();
        let Ok(text) = toml::emit(&Value::Map(map)) else { continue };
        // Nil leaves a comma behind in braces: what is read from that is written without it.
        let Ok(again) = toml::parse(&text) else { continue };
        let text = toml::emit(&Value::Map(again)).expect("is written");
        let again = toml::parse(&text).expect("is read");
        assert_eq!(toml::emit(&Value::Map(again)).expect("is written"), text);
    }
}
