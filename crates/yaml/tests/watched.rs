//! What was written of a value before is written again as it is, with all that is known of it.

use periplus_value::{Value, Watched};
use periplus_yaml::{Options, emit_known, parse_map};

const TEXTS: &[&str] = &[
    "spec:\n  name: a\n  last: |\n    two\n    lines\n",
    "spec:\n  last: |-\n    two\n    lines\n",
    "spec:\n  block: |\n    two\n    lines\n  last: word\n",
    "metadata:\n  text: |\n    two\n    lines\nspec:\n  - a\n",
    "spec: {}\n",
    "metadata:\n  deep:\n    er:\n      - a: 1\n        b: [x, {y: z}]\nspec:\n  x: \"null\"\n",
];

#[test]
fn a_watched_value_is_written_the_same_again() {
    for text in TEXTS {
        let parse = || parse_map(text.as_bytes(), &Options::default()).expect("YAML");
        let once = emit_known(&Value::Map(parse())).expect("text");
        let watched = Watched::new(parse(), 1 << 10).expect("nobody else has it");
        for turn in 0..3 {
            let again = emit_known(&Value::Map(watched.map().clone())).expect("text");
            assert_eq!(again, once, "{text}, turn {turn}");
        }
    }
}
