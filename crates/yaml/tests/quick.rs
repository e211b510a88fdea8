//! The quick way from text to value beside the slow one, which is taken when places are asked for: the same values, the
//! same errors. On hand-made texts, on what the repository has of charts and cases, and on both with damage done.

mod dice;
mod texts;

use dice::Dice;
use periplus_value::Value;
use periplus_yaml::{Error, Numbers, Options, parse_keys, parse_with};

/// Texts at the edges of what the quick way knows.
const EDGES: &[&str] = &[
    "a: 1\nb:\n- x\n- y: z\n  w: [a, 'b', \"c\", 1, true]\nc: {}\nd: []\n",
    "a:\n  - - b\n    - c\n  -\n  - d\n",
    "a: |\n  x\n\n   y\n\n\nb: |-\n  x\n\nc: |+\n  x\n\n# end\nd: >\n  folded\n  line\n\n  more\n",
    "a: |\n    \n  b\n",
    "a: |2\n   b\n",
    "a: | # why\n  b\n",
    "a: |\n\n  b\n  \t\n c\n",
    "a: |\n  b",
    "a: |\nb: 1\n",
    "- |\n x\n- |-\n  y",
    "a: plain text\n  over lines\n\n\n  with gaps\nb: 'single\n  quoted'\nc: \"double \\\n  quoted\\n\"\n",
    "a: b # comment\n  c\n",
    "a: b\n  # comment\n  c\n",
    "a: b\n   - c\n   d: e\n",
    "a: b: c\n",
    "a: 'it''s' # so\nb: \"\\u00e9\"\nc: 'x'y\n",
    "'a b': 1\n\"c\": 2\n\"d\\n\": 3\n? e\n: 4\n",
    "yes: 1\n1: 2\n1.5: 3\n0x10: 4\n~: 5\n",
    "99999999999999999999: 1\n",
    "a: .inf\nb: -.INF\nc: .nan\nd: 1e400\n",
    "a: 0o17\nb: 0b11\nc: 1_000\nd: 2001-01-01\ne: 1:30\nf: 18446744073709551615\n",
    "<<: {a: 1}\nb: 2\n",
    "a: &x 1\nb: *x\nc: !!str 1\n",
    "---\na: 1\n---\nb: 2\n",
    "a: 1\n...\nb: [\n",
    "a: 1\n a: 2\n",
    " a: 1\nb: 2\n",
    "a: 1\nb\n",
    "a: 1\n- b\n",
    "- a\nb: 1\n",
    "a:\n- b\n - c\n",
    "a:\n  - b\n - c\n",
    "a:\n    b: 1\n   c: 2\n",
    "a:\tb\n",
    "a: b\tc\n\td: e\n",
    "a: b\r\nc: d\r\n",
    "a: \u{e9}\nb: \u{2028}c\nd\u{85}: e\n",
    "a: [b: c, {d}]\nb: [a b, c]\nc: [a,b]\nd: [a, ]\n",
    "a: [a]: b\n",
    "a: {b: c}\n",
    "a: {} # none\nb: [ ]\nc: { }\n",
    "a: 1\na: 2\n",
    "a:\n  b\n  c\nd:\n  'e'\nf:\n  |\n   g\n",
    "-\n- \n-  # c\n",
    "%YAML 1.1\n---\na: 1\n",
    "a: 1\n%b: 2\n",
    "-a: 1\n--- b\n",
    "a: -1\nb: +1\nc: -x\nd: - x\n",
    "a: 'b\n---\nc'\n",
    "a: b\n--- c\n",
    "kind: A\nKIND: B\nmetadata: {name: x}\n",
    "# only a comment\n",
    "",
    "a",
    "'a': b: c",
    "a:#b\nc: d#e\nf: #g\n",
    "a: b ",
    "a: \n\n\n",
    "a: \"b\n  c\" d\n",
    "key with spaces: 1\nurl: http://x:80/y\n",
];

/// What damage puts into a text.
const PIECES: &[&str] = &[
    " ", "  ", "\n", "\n\n", "\n  ", "\n- ", "- ", ": ", ":", "#", " #", "'", "\"", "\\", "|", ">", "|-\n",
    "[", "]", "{}", "{", "}", ",", "&a ", "*a", "!t ", "\t", "\r", "?", "? ", "%", "@", "---\n", "...\n",
    "<<: ", "~", "null", "yes", ".inf", "-", "+", "0x1", "1_0", "\u{e9}", "\u{2028}", "\u{85}", "\0",
];

impl Dice {
    /// A few lines of a text, a few pieces put in, taken out or doubled.
    fn damaged(&mut self, text: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let start = self.roll(lines.len());
        let end = (start + 1 + self.roll(30)).min(lines.len());
        let mut text: Vec<char> = lines[start..end].concat().chars().collect();
        for _ in 0..self.roll(4) {
            let at = self.roll(text.len() + 1);
            let to = (at + self.roll(6)).min(text.len());
            match self.roll(3) {
                0 => drop(text.drain(at..to)),
                1 => {
                    let piece = PIECES[self.roll(PIECES.len())];
                    text.splice(at..at, piece.chars());
                }
                _ => {
                    let doubled: Vec<char> = text[at..to].to_vec();
                    text.splice(at..at, doubled);
                }
            }
        }
        text.into_iter().collect()
    }
}

fn read(text: &[u8], numbers: Numbers, spans: bool) -> Result<Value, Error> {
    parse_with(text, &Options { numbers, spans, ..Options::default() }).map(|parsed| parsed.value)
}

fn heads(text: &[u8], spans: bool) -> Result<Value, Error> {
    let options = Options { numbers: Numbers::Go, spans, ..Options::default() };
    parse_keys(text, &["apiVersion", "kind", "metadata"], &options).map(Value::Map)
}

fn assert_same(text: &str, quick: &Result<Value, Error>, slow: &Result<Value, Error>) {
    match (quick, slow) {
        (Ok(a), Ok(b)) if a.deep_equal(b) || format!("{a:?}") == format!("{b:?}") => {}
        (Err(a), Err(b)) if a.to_string() == b.to_string() => {}
        _ => panic!("{text:?}\nquick: {quick:?}\nslow: {slow:?}"),
    }
}

fn compare(text: &str) {
    let bytes = text.as_bytes();
    for numbers in [Numbers::Float, Numbers::Json, Numbers::Go] {
        assert_same(text, &read(bytes, numbers, false), &read(bytes, numbers, true));
    }
    assert_same(text, &heads(bytes, false), &heads(bytes, true));
}

#[test]
fn edges_read_the_same_quickly_and_slowly() {
    for text in EDGES {
        compare(text);
    }
}

#[test]
fn damaged_edges_read_the_same_quickly_and_slowly() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..rounds(40_000) {
        let text = EDGES[dice.roll(EDGES.len())];
        let other = EDGES[dice.roll(EDGES.len())];
        let text = dice.damaged(&format!("{text}{other}"));
        compare(&text);
    }
}

#[test]
fn charts_and_cases_read_the_same_quickly_and_slowly() {
    let folders =
        ["tests/charts", "tests/commands", "tests/engine", "static/packs/builtin", "crates/yaml/tests"];
    let texts = texts::texts(&folders, &["yaml", "tpl", "stdout", "json"]);
    assert!(texts.len() > 100, "{} texts", texts.len());
    for text in &texts {
        compare(text);
    }
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for _ in 0..rounds(40_000) {
        let text = &texts[dice.roll(texts.len())];
        let text = dice.damaged(text);
        compare(&text);
    }
}

/// How often the dice are rolled; `ROUNDS` for a longer campaign multiplies it.
fn rounds(usual: usize) -> usize {
    let more = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    usual * more
}
