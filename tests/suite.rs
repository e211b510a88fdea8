//! The harness: every case file and every tidy rule becomes one test.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use periplus_tests::{command, engine, limits, program::Program, tidy};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // `cargo test` passes this crate's own flags to every test program, also its own thread count.
    arguments.test_threads =
        arguments.test_threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from));
    match trials(arguments.list) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        // A harness that can't start is one failed test.
        Err(why) => {
            libtest_mimic::run(&arguments, vec![Trial::test("cases", || Err(why.into()))]).exit_code()
        }
    }
}

fn trials(only_list: bool) -> Result<Vec<Trial>, String> {
    let program = if only_list { Program::none() } else { Program::find()? };
    let mut trials = engine::trials(program)?;
    trials.extend(command::trials(program)?);
    trials.extend(limits::trials());
    trials.extend(tidy::trials());
    Ok(trials)
}
