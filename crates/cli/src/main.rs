//! The `periplus` command: argv and real files into the libraries' calls, exit codes out.

mod colour;
mod completion;
mod diff;
mod disk;
mod failure;
mod flags;
mod host;
mod istio_pack;
mod manifest;
mod migrate;
mod migrate_back;
mod pack;
mod profile;
mod schema;
mod share;
mod tables;
mod tag;
mod template;
mod template_flags;
mod verbs;
mod version;
mod view;

use failure::Failure;
use std::process::ExitCode;

/// Templates may include each other 1000 deep, and each step of that takes native stack. Only what is used is paid for.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        keep_memory();
        verbs::run(&args)
    });
    let result = match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Failure::new("internal error: please report it with the input that caused it")),
        Err(error) => Err(Failure::new(format!("can't start a thread: {error}"))),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => ExitCode::from(failure.report()),
    }
}

/// Makes glibc's allocator take memory for this thread in large steps, and keep it: a large piece that comes and goes
/// raises its thresholds (malloc(3), `M_MMAP_THRESHOLD`), the next one grows the heap. Nothing of it is touched.
fn keep_memory() {
    for size in [24 << 20, 16 << 20] {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(size)));
    }
}
