//! Programs over packs and recorded runs: `periplus-tests NAME WORD...`. One binary, as linking with optimization takes
//! longer than most of them run.
#![expect(clippy::print_stdout, reason = "its whole job")]

mod parity;
mod perturb;
mod proof;
mod releases;
mod seeds;

use std::process::ExitCode;

/// What is done with the words after the name.
type Program = fn(&[String]) -> ExitCode;

const PROGRAMS: &[(&str, Program)] = &[
    ("parity", parity::main),
    ("perturb", perturb::main),
    ("proof", proof::main),
    ("releases", releases::main),
    ("seeds", seeds::main),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let named = |name: &String| PROGRAMS.iter().find(|(known, _)| known == name);
    let Some((_, program)) = words.first().and_then(named) else {
        println!("programs: {}", PROGRAMS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
        return ExitCode::FAILURE;
    };
    program(&words[1..])
}
