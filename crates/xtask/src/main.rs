//! `cargo xtask`: set-up, build, serve, test, bench, report. Only the standard library, so that it compiles in
//! seconds on a machine that has nothing yet.
#![expect(clippy::print_stdout, reason = "telling what happens is this program's job")]

mod bench;
mod browser;
mod charts;
mod conformance;
mod context;
mod crosscheck;
mod fuzz;
mod helm;
mod npm;
mod page;
mod parity;
mod perturb;
mod process;
mod proof;
mod release;
mod releases;
mod report;
mod serve;
mod setup;
mod sizes;
mod stamp;
mod steps;
mod tables;
mod tally;
mod test;
mod wasm_std;
mod wrong_inputs;

use std::process::ExitCode;

use context::Context;
use process::Failure;

/// One word after `cargo xtask`, what it does, and the function that does it with the words that follow.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&Context, &[String]) -> Result<ExitCode, Failure>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        about: "build the page and serve it  [--port N] [--no-build]",
        run: serve::command,
    },
    Command { name: "test", about: "everything that must hold    [--only STEP]...", run: test::command },
    Command { name: "build", about: "the page, into dist/", run: page::command },
    Command { name: "npm", about: "the npm package, into target/npm", run: npm::command },
    Command {
        name: "bench",
        about: "times beside Helm's           [--quick] [--page: of the built page alone]",
        run: bench::command,
    },
    Command { name: "charts", about: "any charts beside Helm's       FOLDER", run: charts::command },
    Command {
        name: "report",
        about: "all tables                    [--write: into README.md] [--wrong-inputs: these alone]",
        run: report::command,
    },
    Command { name: "parity", about: "the built-in pack beside Istio's charts", run: parity::command },
    Command { name: "perturb", about: "provenance beside what changes", run: perturb::command },
    Command {
        name: "fuzz",
        about: "texts nobody wrote            [--seconds N] [TARGET]...",
        run: fuzz::command,
    },
    Command { name: "proof", about: "recorded installations migrated to Helm", run: proof::command },
    Command { name: "releases", about: "inputs that istioctl was run on", run: releases::command },
    Command { name: "fmt", about: "format the Rust code", run: test::format },
    Command { name: "lint", about: "format check and clippy", run: test::lint },
    Command { name: "setup", about: "only install what is missing", run: setup::command },
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = words.split_first().map_or(("help", &[][..]), |(name, rest)| (name.as_str(), rest));
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        usage();
        return ExitCode::from(u8::from(name != "help" && name != "--help"));
    };
    match Context::find().and_then(|context| (command.run)(&context, rest)) {
        Ok(code) => code,
        Err(failure) => {
            println!("xtask {name}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn usage() {
    println!("cargo xtask COMMAND");
    for command in COMMANDS {
        println!("  {:8} {}", command.name, command.about);
    }
}
