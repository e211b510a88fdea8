//! What is known of a text that was just written holds: it is read without a fault, it is written the same again, and the
//! lines of some entries tell as much of them as all of it.

mod dice;

use dice::Dice;
use periplus_value::{List, Map, Str, Value};
use periplus_yaml::{Numbers, Options, emit, emit_known, entry_lines, parse_keys, parse_with};

const HEAD: [&str; 3] = ["apiVersion", "kind", "metadata"];
const GO: Options =
    Options { numbers: Numbers::Go, strict: false, spans: false, max_depth: 500, max_bytes: 1 << 30 };

/// What texts are put together of: all that means something to YAML somewhere.
const PIECES: &[&str] = &[
    "a",
    "b",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n  ",
    "- ",
    "-",
    ": ",
    ":",
    "#",
    " #",
    "'",
    "\"",
    "\\",
    "\t",
    "\r",
    "0",
    "1",
    ".",
    "+",
    "_",
    "?",
    "? ",
    "|",
    ">",
    "&",
    "*",
    "!",
    "!!",
    "%",
    "@",
    "`",
    "{",
    "}",
    "[",
    "]",
    ",",
    "=",
    "<<",
    "~",
    "e",
    "---",
    "...",
    "null",
    "true",
    "word",
    "some words here",
    "2001-01-01",
    "\u{e9}",
    "\u{2192}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{7f}",
    "\u{1f600}",
    "words that go on and on and on until the line is as good as full of them ",
];

impl Dice {
    fn text(&mut self) -> Str {
        const LENGTHS: [usize; 6] = [1, 2, 4, 4, 12, 40];
        let most = LENGTHS[self.roll(LENGTHS.len())];
        let pieces: Vec<&str> = (0..self.roll(most + 1)).map(|_| PIECES[self.roll(PIECES.len())]).collect();
        pieces.concat().into()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 6 } else { 10 }) {
            0 => Value::Nil,
            1 => Value::Bool(self.roll(2) == 0),
            2 => Value::int(self.roll(1 << 40) as i64 - (1 << 39)),
            3 => Value::Float(f64::from_bits(self.roll(usize::MAX) as u64)),
            4 | 5 => Value::String(self.text()),
            6 | 7 => Value::List(List::new((0..self.roll(4)).map(|_| self.value(depth - 1)).collect())),
            _ => Value::Map(self.map(depth - 1)),
        }
    }

    fn map(&mut self, depth: usize) -> Map {
        let keys: Vec<Str> = (0..self.roll(4)).map(|_| self.text()).collect();
        keys.into_iter().map(|key| (key, self.value(depth))).collect()
    }
}

#[test]
fn a_lasting_text_is_read_and_written_again() {
    let rounds = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut all, mut lasting) = (0, 0);
    for _ in 0..rounds * 20_000 {
        let map = dice.map(3);
        for key in ["apiVersion", "apiVer\u{17f}ion", "kind", "KIND", "\u{212a}ind", "metadata"] {
            if dice.roll(2) == 0 {
                map.insert(key, dice.value(2));
            }
        }
        let Ok(emitted) = emit_known(&Value::Map(map)) else { continue };
        all += 1;
        if emitted.lasts() {
            lasting += 1;
            holds(&emitted.text);
        }
    }
    assert!(lasting * 10 > all * 6, "{lasting} of {all}");
}

fn holds(text: &str) {
    for read in [text, text.trim_end_matches('\n')] {
        let value =
            parse_with(read.as_bytes(), &GO).unwrap_or_else(|error| panic!("{error}: {read:?}")).value;
        assert_eq!(emit(&value).as_deref(), Ok(text));
    }
    let head = |text: &[u8]| Value::Map(parse_keys(text, &HEAD, &GO).expect("it was read"));
    let lines = entry_lines(text.as_bytes(), &HEAD);
    assert!(head(&lines).deep_equal(&head(text.as_bytes())), "{text:?}");
}

#[test]
fn texts_that_change_when_they_are_read_do_not_last() {
    let lasts = |key: &str, value: &str| {
        let map: Map = [(key, value)].into_iter().collect();
        emit_known(&Value::Map(map)).expect("is written").lasts()
    };
    assert!(lasts("a", "b"));
    // A block scalar whose line feed may be lost, a merge, and what only JSON can say.
    assert!(!lasts("a", "b\n") && !lasts("<<", "b") && !lasts("a", "\u{85}b"));
}
